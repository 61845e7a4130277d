#include "layout/missing.h"

#include "base/utf8.h"

#include <string.h>

static bool has_character(const char *text, size_t size_bytes, uint32_t character) {
    struct slice slice = {text, size_bytes};
    for (size_t at = 0; at < size_bytes;)
        if (utf8_next(slice, &at) == character)
            return true;
    return false;
}

static bool is_in_string(const char *text, uint32_t character) {
    return text && has_character(text, strlen(text), character);
}

static bool is_in_chart(const struct block_chart *chart, uint32_t character) {
    for (size_t i = 0; i < chart->item_count; i++)
        if (is_in_string(chart->items[i].label, character) ||
            is_in_string(chart->items[i].text, character))
            return true;
    return is_in_string(chart->target_label, character) || is_in_string(chart->caption, character);
}

/* In the text of this very block, not of those inside. */
static bool is_in_text(const struct block *block, uint32_t character) {
    if (block->kind == BLOCK_CHART)
        return is_in_chart(&block->u.chart, character);
    if (block->kind == BLOCK_BOX)
        return is_in_string(block->u.box.icon, character);
    if (block->kind != BLOCK_PARAGRAPH)
        return false;
    for (size_t i = 0; i < block->u.text.span_count; i++)
        if (has_character(block->u.text.spans[i].text, block->u.text.spans[i].size_bytes,
                          character))
            return true;
    return false;
}

static struct position find_in_table(const struct block_table *table, uint32_t character) {
    struct position position = NOWHERE;
    for (size_t r = 0; r < table->row_count && !position.file; r++)
        for (size_t c = 0; c < table->rows[r].cell_count && !position.file; c++)
            position = missing_find(table->rows[r].cells[c].content, character);
    return position;
}

struct position missing_find(const struct block *root, uint32_t character) {
    if (is_in_text(root, character))
        return root->position;
    struct position position = NOWHERE;
    if (root->kind == BLOCK_TABLE)
        position = find_in_table(&root->u.table, character);
    for (const struct block *child = root->first_child; child && !position.file;
         child = child->next)
        position = missing_find(child, character);
    return position;
}
