/* A cursor over the tokens of XML text with exact places. Private to xml/. */
#ifndef XML_SCAN_H
#define XML_SCAN_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct place {
    uint32_t line;   /* from 1; 0: the whole file */
    uint32_t column; /* from 1, in characters */
};

struct scan {
    struct slice text;
    size_t at;
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, in characters */
};

enum scan_token {
    SCAN_END, /* of the text */
    SCAN_TEXT,
    SCAN_CDATA,
    SCAN_START_TAG, /* also an empty-element tag */
    SCAN_END_TAG,
    SCAN_COMMENT,
    SCAN_INSTRUCTION,
    SCAN_DECLARATION, /* <!DOCTYPE and the like */
    SCAN_TOKEN_COUNT
};

/* A cursor at the start of the text, which is borrowed. */
struct scan scan_begin(struct slice text);

/* What stands at the cursor. */
enum scan_token scan_look(const struct scan *scan);

/* Moves behind the token at the cursor; false, and at the end of the text, if it is not finished.
 */
bool scan_skip(struct scan *scan);

/* The same if it is known what stands there. */
bool scan_skip_token(struct scan *scan, enum scan_token kind);

/* The offset behind the tag at `at` if that is one of ASCII in one line, with no apostrophe but in
 * quotes; SIZE_MAX for any other, for other tokens, and if it is not finished. */
size_t scan_find_plain_tag_end(struct slice text, size_t at);

/* A tag that cannot end because another '<' comes first. */
bool scan_is_broken_tag(const struct scan *scan);

/* The text ends within what may become <!-- or <![CDATA[. */
bool scan_is_cut_opening(const struct scan *scan);

/* Moves to an offset that is not before the cursor. */
void scan_move(struct scan *scan, size_t offset);

/* Moves to the next start tag, or to the first character of text (in CDATA behind its opening),
 * past everything else; stays at the end of the text if there is none. */
void scan_to_start_tag(struct scan *scan);
void scan_to_text(struct scan *scan);

/* In a start tag: moves behind the opening quote of the next attribute's value, whose name as
 * written is in *out_name. False at the end of the tag. Call it first with the cursor on the '<'.
 */
bool scan_next_attribute(struct scan *scan, struct slice *out_name);

/* The same for the next attribute that declares no namespace, whatever its name. */
void scan_next_value(struct scan *scan);

/* Where the cursor is. */
struct place scan_place(const struct scan *scan);

#endif
