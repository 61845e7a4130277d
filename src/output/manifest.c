/* The parser reads flat objects of strings and whole numbers, which is all that is ever written.
 * The members stand in one table, with the place of each in the struct, so that what is written is
 * what is read. */
#include "output/manifest.h"

#include "base/utf8.h"

#include <stddef.h>
#include <string.h>

const char *const manifest_status_names[MANIFEST_STATUS_COUNT + 1] = {
    [MANIFEST_DONE] = "done",
    [MANIFEST_ALREADY] = "already",
    [MANIFEST_REFUSED] = "refused",
    [MANIFEST_FAILED] = "failed",
};

enum member_kind { MEMBER_NUMBER, MEMBER_TEXT, MEMBER_STATUS };

struct member {
    const char *name;
    enum member_kind kind;
    size_t offset_bytes;
};

static const struct member members[] = {
    {"ordinal", MEMBER_NUMBER, offsetof(struct manifest_line, ordinal)},
    {"input", MEMBER_TEXT, offsetof(struct manifest_line, input)},
    {"key", MEMBER_TEXT, offsetof(struct manifest_line, key)},
    {"pack", MEMBER_TEXT, offsetof(struct manifest_line, pack)},
    {"brand", MEMBER_TEXT, offsetof(struct manifest_line, brand)},
    {"recipe", MEMBER_TEXT, offsetof(struct manifest_line, recipe)},
    {"pages", MEMBER_NUMBER, offsetof(struct manifest_line, pages)},
    {"bytes", MEMBER_NUMBER, offsetof(struct manifest_line, bytes)},
    {"sha256", MEMBER_TEXT, offsetof(struct manifest_line, sha256)},
    {"status", MEMBER_STATUS, offsetof(struct manifest_line, status)},
    {"reason", MEMBER_TEXT, offsetof(struct manifest_line, reason)},
    {"ms", MEMBER_NUMBER, offsetof(struct manifest_line, ms)},
    {"file", MEMBER_TEXT, offsetof(struct manifest_line, file)},
};

#define MEMBER_COUNT (sizeof members / sizeof members[0])

static void write_text(const char *text, struct builder *out) {
    struct slice bytes = slice_from(text);
    size_t at = 0;
    builder_char(out, '"');
    while (at < bytes.size_bytes) {
        char encoded[4];
        uint32_t code_point = utf8_next(bytes, &at);
        if (code_point < 0x20) {
            builder_format(out, "\\u%04x", (unsigned)code_point);
            continue;
        }
        if (code_point == '"' || code_point == '\\') {
            builder_char(out, '\\');
        }
        builder_add(out, encoded, utf8_encode(code_point, encoded));
    }
    builder_char(out, '"');
}

void manifest_write(const struct manifest_line *line, struct builder *out) {
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const char *at = (const char *)line + members[i].offset_bytes;
        builder_format(out, "%s\"%s\":", i == 0 ? "{" : ",", members[i].name);
        switch (members[i].kind) {
        case MEMBER_NUMBER: {
            uint64_t number = 0;
            memcpy(&number, at, sizeof number);
            builder_int(out, (int64_t)number);
            break;
        }
        case MEMBER_TEXT: {
            const char *text = NULL;
            memcpy(&text, at, sizeof text);
            write_text(text, out);
            break;
        }
        case MEMBER_STATUS:
            write_text(manifest_status_names[line->status], out);
            break;
        }
    }
    builder_text(out, "}\n");
}

struct parsing {
    struct arena *arena;
    struct slice rest;
    bool failed;
};

static void skip_blanks(struct parsing *parsing) {
    while (parsing->rest.size_bytes > 0 &&
           (*parsing->rest.at == ' ' || *parsing->rest.at == '\t' || *parsing->rest.at == '\r')) {
        parsing->rest.at++;
        parsing->rest.size_bytes--;
    }
}

/* The next character, which is passed; '\0' at the end. */
static char next(struct parsing *parsing) {
    if (parsing->rest.size_bytes == 0) {
        parsing->failed = true;
        return '\0';
    }
    parsing->rest.size_bytes--;
    return *parsing->rest.at++;
}

static bool skip(struct parsing *parsing, char wanted) {
    skip_blanks(parsing);
    if (parsing->rest.size_bytes == 0 || *parsing->rest.at != wanted) {
        return false;
    }
    next(parsing);
    return true;
}

static int hex_value(char digit) {
    static const char digits[] = "0123456789abcdef";
    const char *found =
        memchr(digits, digit >= 'A' && digit <= 'F' ? digit - 'A' + 'a' : digit, sizeof digits - 1);
    return found != NULL ? (int)(found - digits) : -1;
}

static void parse_escape(struct parsing *parsing, struct builder *out) {
    static const char letters[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    char letter = next(parsing);
    const char *found = memchr(letters, letter, sizeof letters - 1);
    if (found != NULL) {
        builder_char(out, meant[found - letters]);
        return;
    }
    uint32_t code_point = 0;
    for (int i = 0; i < 4 && letter == 'u'; i++) {
        int value = hex_value(next(parsing));
        parsing->failed = parsing->failed || value < 0;
        code_point = code_point * 16 + (uint32_t)(value & 15);
    }
    char encoded[4];
    parsing->failed = parsing->failed || letter != 'u' || code_point == 0;
    builder_add(out, encoded, utf8_encode(code_point, encoded));
}

/* After the opening quote. */
static const char *parse_text(struct parsing *parsing) {
    struct builder text = {0};
    for (char letter = next(parsing); letter != '"' && !parsing->failed; letter = next(parsing)) {
        if (letter == '\\') {
            parse_escape(parsing, &text);
        } else {
            builder_char(&text, letter);
        }
    }
    const char *copy = arena_copy(parsing->arena, text.at != NULL ? text.at : "", text.size_bytes);
    builder_free(&text);
    return copy;
}

static uint64_t parse_number(struct parsing *parsing) {
    uint64_t number = 0;
    size_t digits = 0;
    while (parsing->rest.size_bytes > 0 && *parsing->rest.at >= '0' && *parsing->rest.at <= '9') {
        number = number * 10 + (uint64_t)(next(parsing) - '0');
        digits++;
    }
    parsing->failed = parsing->failed || digits == 0 || digits > 18;
    return number;
}

static const struct member *find_member(const char *name) {
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        if (strcmp(members[i].name, name) == 0) {
            return &members[i];
        }
    }
    return NULL;
}

static bool set_status(const char *text, struct manifest_line *line) {
    for (size_t i = 0; i < MANIFEST_STATUS_COUNT; i++) {
        if (strcmp(manifest_status_names[i], text) == 0) {
            line->status = (enum manifest_status)i;
            return true;
        }
    }
    return false;
}

static void parse_value(struct parsing *parsing, const struct member *member,
                        struct manifest_line *line) {
    skip_blanks(parsing);
    bool is_text = skip(parsing, '"');
    const char *text = is_text ? parse_text(parsing) : "";
    uint64_t number = is_text ? 0 : parse_number(parsing);
    if (member == NULL || parsing->failed) {
        return;
    }
    char *at = (char *)line + member->offset_bytes;
    switch (member->kind) {
    case MEMBER_NUMBER:
        parsing->failed = is_text;
        memcpy(at, &number, sizeof number);
        break;
    case MEMBER_TEXT:
        parsing->failed = !is_text;
        memcpy(at, &text, sizeof text);
        break;
    case MEMBER_STATUS:
        parsing->failed = !is_text || !set_status(text, line);
        break;
    }
}

bool manifest_parse(struct arena *arena, struct slice text, struct manifest_line *out) {
    struct parsing parsing = {.arena = arena, .rest = text};
    *out = (struct manifest_line){.input = "",
                                  .key = "",
                                  .pack = "",
                                  .brand = "",
                                  .recipe = "",
                                  .sha256 = "",
                                  .reason = "",
                                  .file = ""};
    bool goes_on = skip(&parsing, '{');
    while (goes_on && !parsing.failed) {
        if (!skip(&parsing, '"')) {
            return false;
        }
        const struct member *member = find_member(parse_text(&parsing));
        if (!skip(&parsing, ':')) {
            return false;
        }
        parse_value(&parsing, member, out);
        goes_on = skip(&parsing, ',');
    }
    bool is_closed = skip(&parsing, '}');
    skip_blanks(&parsing);
    return is_closed && !parsing.failed && parsing.rest.size_bytes == 0 && out->ordinal > 0;
}
