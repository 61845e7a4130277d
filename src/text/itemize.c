/* Coverage decides the face, a grapheme at a time, so that a letter and its marks never come from
 * two faces unless no face has both. The word is put into NFC first: fonts have the Vietnamese
 * letters, few have all their marks.
 *
 * A grapheme that no face shows whole is taken apart: what some face shows is shown, the rest
 * becomes U+FFFD, one for each code point, and the caller learns which. Invisible characters
 * (joiners, variation selectors, soft hyphen) belong to the item before them and are never missing.
 */
#include "text/itemize.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "base/vector.h"

#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>

/* NFC of a UTF-8 string is at most three times as long (Unicode Technical Report 15, table 9.1). */
enum { NFC_GROWTH = 3 };

struct itemizer {
    struct arena *arena;
    const struct font_set *fonts;
    const struct font_face *wanted;
    struct text_character *characters;
    VECTOR(struct text_item) items;
};

static bool is_ascii(struct slice text) {
    for (size_t i = 0; i < text.size_bytes; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

static struct slice compose(struct arena *arena, struct slice word) {
    size_t size = word.size_bytes * NFC_GROWTH;
    uint8_t *buffer = arena_alloc(arena, size);
    uint8_t *composed =
        u8_normalize(UNINORM_NFC, (const uint8_t *)word.at, word.size_bytes, buffer, &size);
    if (!composed) /* not UTF-8: shown as it is, with U+FFFD for each bad byte */
        return word;
    if (composed != buffer) {
        buffer = (uint8_t *)arena_copy(arena, (const char *)composed, size);
        memory_free(composed);
    }
    return (struct slice){(const char *)buffer, size};
}

static size_t decode(struct arena *arena, struct slice text, struct text_character **out) {
    struct text_character *characters = ARENA_ARRAY(arena, struct text_character, text.size_bytes);
    size_t count = 0;
    for (size_t position = 0; position < text.size_bytes; count++) {
        characters[count].offset = (uint32_t)position;
        characters[count].code_point = utf8_next(text, &position);
    }
    *out = characters;
    return count;
}

static bool is_real_script(hb_script_t script) {
    return script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED &&
           script != HB_SCRIPT_UNKNOWN;
}

/* Characters first..first+count, to be shown by face, join the item before or begin a new one. */
static void add_characters(struct itemizer *itemizer, const struct font_face *face, size_t first,
                           size_t count) {
    hb_script_t script = HB_SCRIPT_COMMON;
    for (size_t i = first; i < first + count && !is_real_script(script); i++)
        script =
            hb_unicode_script(hb_unicode_funcs_get_default(), itemizer->characters[i].code_point);
    bool is_replaced = face == NULL;
    if (is_replaced)
        face = itemizer->wanted;
    if (itemizer->items.count > 0) {
        struct text_item *last = &itemizer->items.at[itemizer->items.count - 1];
        bool is_same_script =
            !is_real_script(script) || !is_real_script(last->script) || script == last->script;
        if (last->face == face && last->is_replaced == is_replaced && is_same_script) {
            last->count += count;
            if (is_real_script(script))
                last->script = script;
            return;
        }
    }
    *VECTOR_PUSH(itemizer->arena, &itemizer->items) = (struct text_item){
        .face = face, .script = script, .first = first, .count = count, .is_replaced = is_replaced};
}

static void add_apart(struct itemizer *itemizer, size_t first, size_t count) {
    for (size_t i = first; i < first + count; i++) {
        uint32_t code_point = itemizer->characters[i].code_point;
        bool is_invisible = uc_is_property_default_ignorable_code_point(code_point);
        if (is_invisible && itemizer->items.count > 0)
            itemizer->items.at[itemizer->items.count - 1].count++;
        else
            add_characters(itemizer, font_for(itemizer->fonts, itemizer->wanted, code_point), i, 1);
    }
}

static void add_grapheme(struct itemizer *itemizer, size_t first, size_t count) {
    uint32_t few[16];
    uint32_t *code_points =
        count <= sizeof few / sizeof *few ? few : ARENA_ARRAY(itemizer->arena, uint32_t, count);
    for (size_t i = 0; i < count; i++)
        code_points[i] = itemizer->characters[first + i].code_point;
    const struct font_face *face =
        font_for_all(itemizer->fonts, itemizer->wanted, code_points, count);
    if (face)
        add_characters(itemizer, face, first, count);
    else
        add_apart(itemizer, first, count);
}

struct text_items text_itemize(struct arena *arena, const struct font_set *fonts,
                               const struct font_face *wanted, struct slice word) {
    struct itemizer itemizer = {.arena = arena, .fonts = fonts, .wanted = wanted};
    struct text_items result = {.text = word};
    char *breaks = NULL;
    if (!is_ascii(word)) {
        result.text = compose(arena, word);
        breaks = arena_alloc(arena, result.text.size_bytes);
        u8_grapheme_breaks((const uint8_t *)result.text.at, result.text.size_bytes, breaks);
    }
    result.character_count = decode(arena, result.text, &itemizer.characters);
    result.characters = itemizer.characters;
    for (size_t first = 0, end; first < result.character_count; first = end) {
        end = first + 1;
        while (breaks && end < result.character_count && !breaks[result.characters[end].offset])
            end++;
        add_grapheme(&itemizer, first, end - first);
    }
    result.items = itemizer.items.at;
    result.item_count = itemizer.items.count;
    return result;
}
