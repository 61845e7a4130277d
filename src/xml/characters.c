#include "xml/characters.h"

#include "base/builder.h"
#include "base/utf8.h"
#include "xml/decode.h"
#include "xml/scan.h"
#include "xml/xml.h"

#include <stdlib.h>
#include <string.h>

struct walk {
    const char *file;
    struct scan scan;
    xml_on_character *on_character;
    void *user;
};

/* The end of the reference at the cursor, and what it stands for: 0 if that is a name. */
static size_t read_reference(const struct scan *scan, uint32_t *out_code_point) {
    const char *at = scan->text.at + scan->at;
    size_t left = scan->text.size_bytes - scan->at;
    const char *end = memchr(at, ';', left);
    *out_code_point = 0;
    if (end == NULL) {
        return scan->at + 1;
    }
    bool is_hex = end - at > 3 && at[2] == 'x';
    if (end - at > 2 && at[1] == '#') {
        unsigned long code = strtoul(at + (is_hex ? 3 : 2), NULL, is_hex ? 16 : 10);
        *out_code_point = code <= 0x10FFFF ? (uint32_t)code : 0;
    }
    return (size_t)(end - scan->text.at) + 1;
}

/* Hands on what stands from the cursor to `end`, and moves there. */
static void walk_run(struct walk *walk, size_t end, bool has_references) {
    struct scan *scan = &walk->scan;
    while (scan->at < end) {
        struct position position = {.file = walk->file, .line = scan->line, .column = scan->column};
        size_t next = scan->at;
        uint32_t code_point = 0;
        if (has_references && scan->text.at[scan->at] == '&') {
            next = read_reference(scan, &code_point);
        } else {
            code_point = utf8_next(scan->text, &next);
        }
        if (code_point != 0) {
            walk->on_character(walk->user, code_point, position);
        }
        scan_move(scan, next < end ? next : end);
    }
}

/* The offset of `mark` after the cursor, or of the end of the text. */
static size_t find(const struct scan *scan, const char *mark) {
    const char *found =
        memmem(scan->text.at + scan->at, scan->text.size_bytes - scan->at, mark, strlen(mark));
    return found == NULL ? scan->text.size_bytes : (size_t)(found - scan->text.at);
}

/* Values of the start tag at the cursor; moves behind it. */
static void walk_tag(struct walk *walk) {
    struct scan behind = walk->scan;
    struct slice name;
    scan_skip(&behind);
    while (scan_next_attribute(&walk->scan, &name)) {
        const char quote[2] = {walk->scan.text.at[walk->scan.at - 1], '\0'};
        struct scan start = walk->scan;
        bool is_namespace = name.size_bytes >= 5 && memcmp(name.at, "xmlns", 5) == 0;
        if (!is_namespace) {
            walk_run(walk, find(&walk->scan, quote), true);
        }
        walk->scan = start; /* where scan_next_attribute expects it */
    }
    walk->scan = behind;
}

static void walk_text(struct walk *walk) {
    while (scan_look(&walk->scan) != SCAN_END) {
        enum scan_token token = scan_look(&walk->scan);
        if (token == SCAN_TEXT) {
            walk_run(walk, find(&walk->scan, "<"), true);
        } else if (token == SCAN_CDATA) {
            scan_move(&walk->scan, walk->scan.at + strlen("<![CDATA["));
            walk_run(walk, find(&walk->scan, "]]>"), false);
            scan_move(&walk->scan, walk->scan.at + strlen("]]>"));
        } else if (token == SCAN_START_TAG) {
            walk_tag(walk);
        } else {
            scan_skip(&walk->scan);
        }
    }
}

void xml_read_characters(const char *file, struct slice bytes, xml_on_character *on_character,
                         void *user) {
    struct builder text = {0};
    struct diags *unheard = diags_new();
    if (xml_decode(file, bytes, xml_limits_pack.bytes, unheard, &text)) {
        struct walk walk = {.file = file,
                            .scan = scan_begin((struct slice){text.at, text.size_bytes}),
                            .on_character = on_character,
                            .user = user};
        walk_text(&walk);
    }
    builder_free(&text);
    diags_free(unheard);
}
