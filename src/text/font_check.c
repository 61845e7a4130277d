/* HarfBuzz never trusts a font: where a table is damaged it acts as if the table were empty. That
 * keeps it alive, but a handout would come out with blank or wrong glyphs, and the embedded file
 * would break readers that trust it more. So a font must pass here first, once, when it is loaded:
 *
 *   - the table directory lies in the file, and each table's checksum is right: a flipped bit in an
 * outline can turn a 3 into an 8, which no structural check would find;
 *   - head, hhea, maxp, hmtx, loca, glyf and cmap agree with one another about counts and sizes;
 *   - the cmap has a Unicode subtable; OS/2 allows embedding and subsetting.
 *
 * Collections, WOFF and PostScript outlines (OTTO) are refused: a Type0 font with CIDFontType2
 * needs glyf outlines. */
#include "text/font_check.h"

enum {
    DIRECTORY_BYTES = 12,
    RECORD_BYTES = 16,
    TABLES_MAX = 64,
    HEAD_BYTES = 54,
    HHEA_BYTES = 36,
    MAXP_BYTES = 32,
    HEAD_MAGIC = 0x5F0F3CF5,
    UNITS_MIN = 16,
    UNITS_MAX = 16384
};

/* OS/2 fsType, OpenType 1.9. */
enum {
    USAGE_MASK = 0x000E,
    USAGE_RESTRICTED = 0x0002,
    NO_SUBSETTING = 0x0100,
    BITMAP_ONLY = 0x0200
};

enum table {
    TABLE_HEAD,
    TABLE_HHEA,
    TABLE_MAXP,
    TABLE_HMTX,
    TABLE_LOCA,
    TABLE_GLYF,
    TABLE_CMAP,
    TABLE_NEEDED,
    TABLE_OS2 = TABLE_NEEDED,
    TABLE_POST,
    TABLE_COUNT
};

static const char *const table_tags[] = {
    [TABLE_HEAD] = "head", [TABLE_HHEA] = "hhea", [TABLE_MAXP] = "maxp",
    [TABLE_HMTX] = "hmtx", [TABLE_LOCA] = "loca", [TABLE_GLYF] = "glyf",
    [TABLE_CMAP] = "cmap", [TABLE_OS2] = "OS/2",  [TABLE_POST] = "post",
};
_Static_assert(sizeof table_tags / sizeof *table_tags == TABLE_COUNT, "a tag for each table");

struct check {
    struct slice file;
    struct slice tables[TABLE_COUNT];
    struct position position;
    struct diags *diags;
};

static bool refuse(const struct check *check, enum message message, const char *reason) {
    diag(check->diags, message, check->position, ARGS(reason));
    return false;
}

/* Big-endian reads; 0 past the end. */
static uint32_t read_u16(struct slice data, size_t offset) {
    if (data.size_bytes < 2 || offset > data.size_bytes - 2)
        return 0;
    const unsigned char *at = (const unsigned char *)data.at + offset;
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t read_u32(struct slice data, size_t offset) {
    return read_u16(data, offset) << 16 | read_u16(data, offset + 2);
}

static int read_i16(struct slice data, size_t offset) {
    uint32_t value = read_u16(data, offset);
    return value < 0x8000 ? (int)value : (int)value - 0x10000;
}

static uint32_t tag_of(const char *text) {
    return read_u32((struct slice){text, 4}, 0);
}

/* The sum of big-endian 32-bit words, the last one padded with zeros. */
static uint32_t table_checksum(struct slice table) {
    uint32_t sum = 0;
    size_t whole = table.size_bytes / 4 * 4;
    const unsigned char *at = (const unsigned char *)table.at;
    for (size_t i = 0; i < whole; i += 4)
        sum += (uint32_t)at[i] << 24 | (uint32_t)at[i + 1] << 16 | (uint32_t)at[i + 2] << 8 |
               at[i + 3];
    uint32_t rest = 0;
    for (size_t i = whole; i < whole + 4; i++)
        rest = rest << 8 | (i < table.size_bytes ? at[i] : 0U);
    return table.size_bytes > whole ? sum + rest : sum;
}

static bool check_kind(const struct check *check) {
    uint32_t version = read_u32(check->file, 0);
    if (check->file.size_bytes < DIRECTORY_BYTES)
        return refuse(check, MESSAGE_FONT_KIND, "it is too short");
    if (version == tag_of("OTTO"))
        return refuse(check, MESSAGE_FONT_KIND, "it has PostScript outlines");
    if (version == tag_of("ttcf"))
        return refuse(check, MESSAGE_FONT_KIND, "it is a collection of fonts");
    if (version == tag_of("wOFF") || version == tag_of("wOF2"))
        return refuse(check, MESSAGE_FONT_KIND, "it is a web font");
    if (version != 0x00010000 && version != tag_of("true"))
        return refuse(check, MESSAGE_FONT_KIND, "it does not start like one");
    return true;
}

/* One record of the table directory: place, checksum; kept if it is one of ours. */
static bool check_record(struct check *check, size_t record) {
    uint32_t tag = read_u32(check->file, record);
    uint32_t offset = read_u32(check->file, record + 8);
    uint32_t size = read_u32(check->file, record + 12);
    if (offset > check->file.size_bytes || size > check->file.size_bytes - offset)
        return refuse(check, MESSAGE_FONT_DAMAGED, "a table lies outside the file");
    struct slice table = {check->file.at + offset, size};
    uint32_t sum = table_checksum(table);
    if (tag == tag_of("head"))
        sum -= read_u32(table, 8); /* checkSumAdjustment counts as 0 */
    if (sum != read_u32(check->file, record + 4)) {
        char reason[] = "the checksum of table 'xxxx' is wrong";
        for (size_t i = 0; i < 4; i++) {
            char letter = check->file.at[record + i];
            reason[sizeof "the checksum of table '" - 1 + i] =
                letter >= ' ' && letter <= '~' ? letter : '?';
        }
        return refuse(check, MESSAGE_FONT_DAMAGED, reason);
    }
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (tag == tag_of(table_tags[i]))
            check->tables[i] = table;
    return true;
}

static bool check_directory(struct check *check) {
    size_t count = read_u16(check->file, 4);
    if (count == 0 || count > TABLES_MAX ||
        DIRECTORY_BYTES + count * RECORD_BYTES > check->file.size_bytes)
        return refuse(check, MESSAGE_FONT_DAMAGED, "the table directory is wrong");
    for (size_t i = 0; i < count; i++)
        if (!check_record(check, DIRECTORY_BYTES + i * RECORD_BYTES))
            return false;
    for (size_t i = 0; i < TABLE_NEEDED; i++)
        if (check->tables[i].size_bytes == 0) {
            char reason[] = "table 'xxxx' is missing";
            for (size_t k = 0; k < 4; k++)
                reason[sizeof "table '" - 1 + k] = table_tags[i][k];
            return refuse(check, MESSAGE_FONT_DAMAGED, reason);
        }
    return true;
}

static bool check_head(const struct check *check, struct font_facts *facts) {
    struct slice head = check->tables[TABLE_HEAD];
    facts->units_per_em = (int)read_u16(head, 18);
    if (head.size_bytes < HEAD_BYTES || read_u32(head, 12) != HEAD_MAGIC ||
        facts->units_per_em < UNITS_MIN || facts->units_per_em > UNITS_MAX ||
        read_u16(head, 50) > 1)
        return refuse(check, MESSAGE_FONT_DAMAGED, "table 'head' is wrong");
    for (size_t i = 0; i < 4; i++)
        facts->bounds[i] = read_i16(head, 36 + 2 * i);
    if (check->tables[TABLE_POST].size_bytes >= 8)
        facts->italic_angle = read_i16(check->tables[TABLE_POST], 4);
    return true;
}

static bool check_metrics(const struct check *check, struct font_facts *facts) {
    struct slice maxp = check->tables[TABLE_MAXP];
    struct slice hhea = check->tables[TABLE_HHEA];
    size_t glyphs = read_u16(maxp, 4);
    size_t metrics = read_u16(hhea, 34);
    facts->glyph_count = (uint32_t)glyphs;
    if (maxp.size_bytes < MAXP_BYTES || glyphs == 0)
        return refuse(check, MESSAGE_FONT_DAMAGED, "table 'maxp' is wrong");
    if (hhea.size_bytes < HHEA_BYTES || metrics == 0 || metrics > glyphs)
        return refuse(check, MESSAGE_FONT_DAMAGED, "table 'hhea' is wrong");
    if (check->tables[TABLE_HMTX].size_bytes < metrics * 4 + (glyphs - metrics) * 2)
        return refuse(check, MESSAGE_FONT_DAMAGED, "table 'hmtx' is too short");
    return true;
}

/* Each glyph's outline lies in glyf, after the one before. */
static bool check_outlines(const struct check *check, uint32_t glyph_count) {
    struct slice loca = check->tables[TABLE_LOCA];
    bool is_long = read_u16(check->tables[TABLE_HEAD], 50) == 1;
    if (loca.size_bytes < ((size_t)glyph_count + 1) * (is_long ? 4 : 2))
        return refuse(check, MESSAGE_FONT_DAMAGED, "table 'loca' is too short");
    uint32_t before = 0;
    for (size_t i = 0; i <= glyph_count; i++) {
        uint32_t offset = is_long ? read_u32(loca, i * 4) : read_u16(loca, i * 2) * 2;
        if (offset < before || offset > check->tables[TABLE_GLYF].size_bytes)
            return refuse(check, MESSAGE_FONT_DAMAGED, "table 'loca' is wrong");
        before = offset;
    }
    return true;
}

/* A Unicode subtable: platform 0, or platform 3 (Windows) with encoding 1 or 10. */
static bool check_cmap(const struct check *check) {
    struct slice cmap = check->tables[TABLE_CMAP];
    size_t count = read_u16(cmap, 2);
    for (size_t i = 0; i < count && 4 + i * 8 + 8 <= cmap.size_bytes; i++) {
        uint32_t platform = read_u16(cmap, 4 + i * 8);
        uint32_t encoding = read_u16(cmap, 4 + i * 8 + 2);
        if (platform == 0 || (platform == 3 && (encoding == 1 || encoding == 10)))
            return true;
    }
    return refuse(check, MESSAGE_FONT_CMAP, NULL);
}

static bool check_permission(const struct check *check) {
    uint32_t permission = read_u16(check->tables[TABLE_OS2], 8);
    if ((permission & USAGE_MASK) == USAGE_RESTRICTED)
        return refuse(check, MESSAGE_FONT_PERMISSION, "embedding");
    if (permission & NO_SUBSETTING)
        return refuse(check, MESSAGE_FONT_PERMISSION, "subsetting");
    if (permission & BITMAP_ONLY)
        return refuse(check, MESSAGE_FONT_PERMISSION, "embedding its outlines");
    return true;
}

bool font_check(struct slice bytes, struct position position, struct diags *diags,
                struct font_facts *out_facts) {
    struct check check = {.file = bytes, .position = position, .diags = diags};
    *out_facts = (struct font_facts){0};
    return check_kind(&check) && check_directory(&check) && check_head(&check, out_facts) &&
           check_metrics(&check, out_facts) && check_outlines(&check, out_facts->glyph_count) &&
           check_cmap(&check) && check_permission(&check);
}
