/* A word -> items that one face can shape at once. */
#ifndef TEXT_ITEMIZE_H
#define TEXT_ITEMIZE_H

#include "base/arena.h"
#include "base/slice.h"
#include "text/font.h"

#include <hb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_character {
    uint32_t code_point;
    uint32_t offset; /* of its first byte in the word */
};

struct text_item {
    const struct font_face *face;
    hb_script_t script;
    size_t first; /* characters */
    size_t count;
    bool is_replaced; /* no face shows these; face is the wanted one */
};

struct text_items {
    struct slice text; /* the word in NFC: the word itself if it is in NFC already */
    struct text_character *characters;
    size_t character_count;
    struct text_item *items;
    size_t item_count;
};

/* All results live in the arena; text may be the argument's. */
struct text_items text_itemize(struct arena *arena, const struct font_set *fonts,
                               const struct font_face *wanted, struct slice word);

#endif
