/* Which encoding a file has: the byte order mark decides, else the XML declaration, else it is
 * UTF-8. A declaration that contradicts the mark is refused, as XML asks. Only five families are
 * read, all of them transcoded here: iconv would also take UTF-7 and EBCDIC, in which a '<' can
 * hide from every scan of bytes, and libxml2 counts bytes of other encodings in quadratic time. The
 * parser is told to ignore the declaration's encoding. */
#include "xml/decode.h"

#include "base/utf8.h"
#include "xml/scan.h"

#include <string.h>
#include <strings.h>

#define FIRST_BYTES ((size_t)2048) /* that the encoding is looked for in */
#define DECLARATION_MAX_BYTES ((size_t)512)

enum encoding {
    ENCODING_UTF8,
    ENCODING_UTF16_LE,
    ENCODING_UTF16_BE,
    ENCODING_ASCII,
    ENCODING_LATIN1,
    ENCODING_LATIN9,
    ENCODING_WINDOWS_1252,
    ENCODING_REFUSED,
    ENCODING_COUNT
};

struct encoding_name {
    const char *name;
    enum encoding encoding;
};

static const struct encoding_name encoding_names[] = {
    {"UTF-8", ENCODING_UTF8},
    {"UTF8", ENCODING_UTF8},
    {"UTF-16", ENCODING_UTF16_LE}, /* the mark tells which */
    {"UTF-16LE", ENCODING_UTF16_LE},
    {"UTF-16BE", ENCODING_UTF16_BE},
    {"US-ASCII", ENCODING_ASCII},
    {"ASCII", ENCODING_ASCII},
    {"ISO-8859-1", ENCODING_LATIN1},
    {"ISO_8859-1", ENCODING_LATIN1},
    {"ISO8859-1", ENCODING_LATIN1},
    {"LATIN1", ENCODING_LATIN1},
    {"ISO-8859-15", ENCODING_LATIN9},
    {"ISO_8859-15", ENCODING_LATIN9},
    {"ISO8859-15", ENCODING_LATIN9},
    {"LATIN-9", ENCODING_LATIN9},
    {"WINDOWS-1252", ENCODING_WINDOWS_1252},
    {"CP1252", ENCODING_WINDOWS_1252},
};

/* Bytes 0x80 to 0x9F of windows-1252; 0: not used. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

struct magic {
    const char *bytes;
    size_t size_bytes;
    const char *kind;
};

/* First bytes of files that are often handed in by mistake. */
static const struct magic magics[] = {
    {"%PDF-", 5, "a PDF file"},
    {"PK\x03\x04", 4, "a ZIP archive or an office document"},
    {"\xD0\xCF\x11\xE0", 4, "an old office document"},
    {"BZh", 3, "a compressed file (bzip2)"},
    {"\xFD"
     "7zXZ",
     5, "a compressed file (xz)"},
    {"\x28\xB5\x2F\xFD", 4, "a compressed file (zstd)"},
    {"\x89PNG", 4, "a picture"},
    {"\xFF\xD8\xFF", 3, "a picture"},
    {"{\\rtf", 5, "an RTF document"},
    {"{", 1, "JSON"},
    {"[", 1, "JSON"},
};

static bool starts_with(struct slice bytes, const char *prefix, size_t size_bytes) {
    return bytes.size_bytes >= size_bytes && memcmp(bytes.at, prefix, size_bytes) == 0;
}

static struct position whole_file(const char *file) {
    return (struct position){.file = file};
}

/* True after reporting a file that holds nothing or is of a known other kind. */
static bool is_other_kind(const char *file, struct slice bytes, struct diags *diags) {
    struct slice trimmed = slice_trim(bytes);
    if (trimmed.size_bytes == 0) {
        diag(diags, MESSAGE_XML_EMPTY, whole_file(file), NULL);
        return true;
    }
    if (starts_with(bytes, "\x1F\x8B", 2)) {
        diag(diags, MESSAGE_XML_GZIP, whole_file(file), NULL);
        return true;
    }
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (starts_with(trimmed, magics[i].bytes, magics[i].size_bytes)) {
            diag(diags, MESSAGE_XML_OTHER_KIND, whole_file(file), ARGS(magics[i].kind));
            return true;
        }
    }
    bool is_doctype =
        trimmed.size_bytes >= 14 && strncasecmp(trimmed.at, "<!doctype html", 14) == 0;
    if (is_doctype || starts_with(trimmed, "<html>", 6)) {
        diag(diags, MESSAGE_XML_OTHER_KIND, whole_file(file), ARGS("an HTML page"));
        return true;
    }
    return false;
}

/* The value of encoding="..." in the XML declaration; empty if there is none. A declaration that
 * goes on and on could hide it: then what there is of it, which is the name of no encoding. */
static struct slice declared_encoding(struct slice text) {
    struct slice none = {text.at, 0};
    if (!starts_with(text, "<?xml", 5) || text.size_bytes < 6 ||
        strchr(" \t\r\n", text.at[5]) == NULL) {
        return none;
    }
    bool is_long = text.size_bytes > DECLARATION_MAX_BYTES;
    size_t size_bytes = is_long ? DECLARATION_MAX_BYTES : text.size_bytes;
    const char *end = memchr(text.at, '>', size_bytes);
    if (end == NULL && is_long) {
        return (struct slice){text.at, size_bytes};
    }
    const char *at = end != NULL ? memmem(text.at, (size_t)(end - text.at), "encoding", 8) : NULL;
    if (at == NULL) {
        return none;
    }
    at += 8;
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n' || *at == '=')) {
        at++;
    }
    const char *stop = at < end && (*at == '"' || *at == '\'')
                           ? memchr(at + 1, *at, (size_t)(end - at - 1))
                           : NULL;
    return stop != NULL ? (struct slice){at + 1, (size_t)(stop - at - 1)} : none;
}

static enum encoding find_encoding(struct slice name) {
    for (size_t i = 0; i < sizeof encoding_names / sizeof encoding_names[0]; i++) {
        if (strlen(encoding_names[i].name) == name.size_bytes &&
            strncasecmp(encoding_names[i].name, name.at, name.size_bytes) == 0) {
            return encoding_names[i].encoding;
        }
    }
    return ENCODING_REFUSED;
}

/* The encoding by its byte order mark, which is cut off *bytes; ENCODING_COUNT if there is none.
 * UTF-32, UTF-16 without a mark and EBCDIC show in the first bytes as well. A second mark would be
 * a character in front of the root: the parser would drop it, others do not. */
static enum encoding cut_mark(struct slice *bytes) {
    enum encoding encoding = ENCODING_COUNT;
    size_t mark_bytes = 0;
    if (starts_with(*bytes, "\xFF\xFE\0\0", 4) || starts_with(*bytes, "\0\0\xFE\xFF", 4) ||
        starts_with(*bytes, "<\0", 2) || starts_with(*bytes, "\0", 1) ||
        starts_with(*bytes, "\x4C\x6F\xA7\x94", 4)) {
        encoding = ENCODING_REFUSED;
    } else if (starts_with(*bytes, "\xEF\xBB\xBF", 3)) {
        encoding = ENCODING_UTF8;
        mark_bytes = 3;
    } else if (starts_with(*bytes, "\xFF\xFE", 2)) {
        encoding = ENCODING_UTF16_LE;
        mark_bytes = 2;
    } else if (starts_with(*bytes, "\xFE\xFF", 2)) {
        encoding = ENCODING_UTF16_BE;
        mark_bytes = 2;
    }
    const char *mark = bytes->at;
    bytes->at += mark_bytes;
    bytes->size_bytes -= mark_bytes;
    bool is_twice = mark_bytes > 0 && starts_with(*bytes, mark, mark_bytes);
    return is_twice ? ENCODING_REFUSED : encoding;
}

static bool is_utf16(enum encoding encoding) {
    return encoding == ENCODING_UTF16_LE || encoding == ENCODING_UTF16_BE;
}

/* One UTF-16 unit. */
static uint32_t utf16_unit(struct slice bytes, size_t at, bool big_endian) {
    unsigned char first = (unsigned char)bytes.at[at];
    unsigned char second = (unsigned char)bytes.at[at + 1];
    return big_endian ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
}

/* The code point at *at; UINT32_MAX for an unpaired surrogate or half a unit. */
static uint32_t utf16_next(struct slice bytes, size_t *at, bool big_endian) {
    if (bytes.size_bytes - *at < 2) {
        return UINT32_MAX;
    }
    uint32_t unit = utf16_unit(bytes, *at, big_endian);
    *at += 2;
    if (unit < 0xD800 || unit > 0xDFFF) {
        return unit;
    }
    if (unit > 0xDBFF || bytes.size_bytes - *at < 2) {
        return UINT32_MAX;
    }
    uint32_t low = utf16_unit(bytes, *at, big_endian);
    if (low < 0xDC00 || low > 0xDFFF) {
        return UINT32_MAX;
    }
    *at += 2;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

/* The code point of one byte; UINT32_MAX if the encoding does not have it. */
static uint32_t single_byte(enum encoding encoding, unsigned char byte) {
    static const uint16_t latin9[8][2] = {{0xA4, 0x20AC}, {0xA6, 0x0160}, {0xA8, 0x0161},
                                          {0xB4, 0x017D}, {0xB8, 0x017E}, {0xBC, 0x0152},
                                          {0xBD, 0x0153}, {0xBE, 0x0178}};
    if (byte < 0x80) {
        return byte;
    }
    if (encoding == ENCODING_ASCII) {
        return UINT32_MAX;
    }
    if (encoding == ENCODING_WINDOWS_1252 && byte < 0xA0) {
        return windows_1252[byte - 0x80] != 0 ? windows_1252[byte - 0x80] : UINT32_MAX;
    }
    for (size_t i = 0; encoding == ENCODING_LATIN9 && i < 8; i++) {
        if (latin9[i][0] == byte) {
            return latin9[i][1];
        }
    }
    return byte;
}

/* The next code point; UINT32_MAX for bytes that the encoding does not have. */
static uint32_t next_code_point(enum encoding encoding, struct slice bytes, size_t *at) {
    if (is_utf16(encoding)) {
        return utf16_next(bytes, at, encoding == ENCODING_UTF16_BE);
    }
    if (encoding == ENCODING_UTF8) {
        size_t before = *at;
        uint32_t code_point = utf8_next(bytes, at);
        bool bad = code_point == UTF8_REPLACEMENT && *at == before + 1;
        return bad ? UINT32_MAX : code_point;
    }
    return single_byte(encoding, (unsigned char)bytes.at[(*at)++]);
}

/* How many bytes from `at` on are ASCII and not NUL, by eights. */
static size_t count_plain(struct slice bytes, size_t at) {
    static const uint64_t high_bits = UINT64_C(0x8080808080808080);
    static const uint64_t low_bits = UINT64_C(0x0101010101010101);
    size_t start = at;
    for (; at + 8 <= bytes.size_bytes; at += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes.at + at, sizeof word);
        if (((word | (word - low_bits)) & high_bits) != 0) {
            break;
        }
    }
    return at - start;
}

/* Whether what is left may be the beginning of a character. */
static bool is_cut(enum encoding encoding, struct slice bytes, size_t at) {
    size_t left_bytes = bytes.size_bytes - at;
    if (is_utf16(encoding)) {
        return left_bytes < 4;
    }
    if (encoding != ENCODING_UTF8 || left_bytes >= 4) {
        return false;
    }
    struct slice rest = {bytes.at + at, left_bytes};
    return utf8_is_cut(rest);
}

/* Decodes as much as there is of whole characters; returns how many bytes that took. Stops before
 * the first NUL or bad byte. */
static size_t decode_some(struct xml_decoder *decoder, struct slice bytes, bool is_last,
                          struct builder *out) {
    enum encoding encoding = (enum encoding)decoder->encoding;
    bool same_bytes = encoding == ENCODING_UTF8 || encoding == ENCODING_ASCII;
    size_t at = 0;
    size_t copied = 0;
    while (at < bytes.size_bytes) {
        at += same_bytes ? count_plain(bytes, at) : 0;
        size_t before = at;
        if (at == bytes.size_bytes || (!is_last && is_cut(encoding, bytes, at))) {
            break;
        }
        uint32_t code_point = next_code_point(encoding, bytes, &at);
        if (code_point == 0 || code_point == UINT32_MAX) {
            at = before;
            decoder->is_bad = true;
            decoder->bad = code_point == 0 ? MESSAGE_XML_NUL : MESSAGE_XML_BYTES;
            break;
        }
        if (!same_bytes) {
            char encoded[4];
            builder_add(out, encoded, utf8_encode(code_point, encoded));
            copied = at;
        }
    }
    builder_add(out, bytes.at + copied, same_bytes ? at : 0);
    return at;
}

static bool report_size(const char *file, size_t max_bytes, struct diags *diags) {
    struct builder limit = {0};
    builder_int(&limit, (int64_t)max_bytes);
    diag(diags, MESSAGE_XML_SIZE, whole_file(file), ARGS(limit.at));
    builder_free(&limit);
    return false;
}

/* Whether the declaration, now in UTF-8, agrees with the byte order mark that was found. */
static bool agrees_with_mark(enum encoding mark, struct slice text) {
    struct slice name = declared_encoding(text);
    if (name.size_bytes == 0) {
        return true;
    }
    enum encoding declared = find_encoding(name);
    if (is_utf16(mark)) {
        return declared == mark || slice_equals(name, "UTF-16") || slice_equals(name, "utf-16");
    }
    return declared == ENCODING_UTF8;
}

static bool refuse_encoding(const char *file, struct diags *diags) {
    diag(diags, MESSAGE_XML_ENCODING, (struct position){.file = file, .line = 1, .column = 1},
         NULL);
    return false;
}

/* Takes a mark off *bytes, the first ones, and finds out what they are. */
static bool decoder_begin(struct xml_decoder *decoder, struct slice *bytes, bool is_last) {
    bool is_blank = slice_trim(*bytes).size_bytes == 0;
    if ((is_last || !is_blank) && is_other_kind(decoder->file, *bytes, decoder->diags)) {
        return false;
    }
    enum encoding mark = cut_mark(bytes);
    enum encoding encoding = mark;
    if (mark == ENCODING_COUNT) {
        struct slice name = declared_encoding(*bytes);
        encoding = name.size_bytes > 0 ? find_encoding(name) : ENCODING_UTF8;
        if (is_utf16(encoding)) {
            encoding = ENCODING_REFUSED; /* UTF-16 has a mark */
        }
    }
    decoder->encoding = (int)encoding;
    if (encoding == ENCODING_REFUSED) {
        return refuse_encoding(decoder->file, decoder->diags);
    }
    decoder->is_begun = true;
    if (mark == ENCODING_COUNT) {
        return true;
    }
    struct xml_decoder look = {.encoding = (int)encoding};
    struct builder first = {0};
    decode_some(&look, *bytes, false, &first);
    bool agrees = agrees_with_mark(mark, (struct slice){first.at, first.size_bytes});
    builder_free(&first);
    return agrees || refuse_encoding(decoder->file, decoder->diags);
}

bool xml_decoder_add(struct xml_decoder *decoder, struct slice bytes, bool is_last,
                     struct builder *out) {
    size_t before_bytes = out->size_bytes;
    bool has_rest = decoder->raw.size_bytes > 0;
    if (has_rest || !decoder->is_begun) {
        builder_add(&decoder->raw, bytes.at, bytes.size_bytes);
        bytes = (struct slice){decoder->raw.at, decoder->raw.size_bytes};
    }
    if (!decoder->is_begun && bytes.size_bytes < FIRST_BYTES && !is_last) {
        return true;
    }
    if (!decoder->is_begun && !decoder_begin(decoder, &bytes, is_last)) {
        return false;
    }
    size_t used_bytes = decode_some(decoder, bytes, is_last, out);
    struct builder rest = {0};
    if (used_bytes < bytes.size_bytes) {
        builder_add(&rest, bytes.at + used_bytes, bytes.size_bytes - used_bytes);
    }
    builder_reset(&decoder->raw);
    builder_add(&decoder->raw, rest.at, rest.size_bytes);
    builder_free(&rest);
    decoder->text_bytes += out->size_bytes - before_bytes;
    if (decoder->text_bytes > decoder->max_bytes) {
        return report_size(decoder->file, decoder->max_bytes, decoder->diags);
    }
    return !decoder->is_bad;
}

void xml_decoder_free(struct xml_decoder *decoder) {
    builder_free(&decoder->raw);
}

bool xml_decode(const char *file, struct slice bytes, size_t max_bytes, struct diags *diags,
                struct builder *text) {
    struct xml_decoder decoder = {.file = file, .max_bytes = max_bytes, .diags = diags};
    bool done = xml_decoder_add(&decoder, bytes, true, text);
    xml_decoder_free(&decoder);
    if (decoder.is_bad) {
        struct scan place = scan_begin((struct slice){text->at, text->size_bytes});
        scan_move(&place, text->size_bytes);
        diag(diags, decoder.bad,
             (struct position){.file = file, .line = place.line, .column = place.column}, NULL);
    }
    if (done && slice_trim((struct slice){text->at, text->size_bytes}).size_bytes == 0) {
        diag(diags, MESSAGE_XML_EMPTY, whole_file(file), NULL);
        return false;
    }
    return done;
}
