/* One walk over the blocks. Levels 1 and 2 of headings are underlined, deeper ones marked, as in
 * Markdown, which people and programs know. */
#include "edition/text.h"

#include "edition/edition.h"

#include <string.h>

#define SMALL_SPACE LENGTH_PT(3) /* less is no empty line */

/* A line of a character as long as the words, or as the last of their lines may be. */
static void underline(struct text *text, const char *words, char character) {
    size_t width = text_width(words);
    size_t most = TEXT_COLUMNS - text->indent;
    char *line = arena_alloc(text->arena, most + 1);
    memset(line, character, width < most ? width : most);
    text_line(text, line);
}

static void write_heading(struct text *text, const struct block *block, int level) {
    static const char *const marks[] = {"", "", "", "### ", "#### ", "##### ", "###### "};
    const char *words = text_of(text, block);
    text_gap(text);
    text_write(text, arena_format(text->arena, "%s%s", marks[level], words));
    if (level <= 2) {
        underline(text, words, level == 1 ? '=' : '-');
    }
    text_gap(text);
}

/* A box to tick with its words, or an item behind its bullet or number. */
static void write_item(struct text *text, const struct block *item) {
    const char *label = "- ";
    if (item->u.item.is_tick) {
        label = "[ ] ";
    } else if (item->u.item.label_text != NULL && item->u.item.label_text[0] >= '0' &&
               item->u.item.label_text[0] <= '9') {
        label = arena_format(text->arena, "%s ", item->u.item.label_text);
    }
    size_t indent = text->indent;
    text->indent += text_width(label);
    text->label = label;
    text_children(text, item);
    text->indent = indent;
    text->label = NULL;
}

static void write_list(struct text *text, const struct block *list) {
    for (const struct block *item = list->first_child; item != NULL; item = item->next) {
        text->wants_gap = text->wants_gap && item == list->first_child;
        write_item(text, item);
    }
}

/* The role's word begins the first paragraph, or stands alone above. */
static void write_box(struct text *text, const struct block *box) {
    const char *role = text->edition->words->roles[box->u.box.role];
    if (role != NULL) {
        text_line(text, arena_format(text->arena, "%s:", role));
    }
    size_t indent = text->indent;
    if (role != NULL) {
        text->indent += 2;
    }
    if (box->u.box.icon_text != NULL) {
        text->label = arena_format(text->arena, "%s. ", box->u.box.icon);
        text->indent += text_width(text->label);
    }
    text_children(text, box);
    text->indent = indent;
    text->label = NULL;
}

static void write_chart(struct text *text, const struct block_chart *chart) {
    if (!chart->has_table) {
        text_write(text, text_plain(text->arena, chart->alt));
        return;
    }
    const char *target = chart->target > 0 ? chart->target_label : "";
    size_t size_bytes = strlen(chart->summary);
    while (size_bytes > 0 && strchr(".: ", chart->summary[size_bytes - 1]) != NULL) {
        size_bytes--;
    }
    text_write(text,
               text_plain(text->arena, arena_format(text->arena, "%.*s%s%s%s:", (int)size_bytes,
                                                    chart->summary, target[0] != '\0' ? " (" : "",
                                                    target, target[0] != '\0' ? ")" : "")));
    text->indent += 2;
    text->hang = 2;
    for (size_t i = 0; i < chart->item_count; i++) {
        const struct chart_item *item = &chart->items[i];
        const char *between = item->series[0] != '\0' ? ", " : "";
        text_write(text,
                   text_plain(text->arena, arena_format(text->arena, "%s%s%s: %s", item->series,
                                                        between, item->label, item->text)));
    }
    text->hang = 0;
    text->indent -= 2;
}

static void write_picture(struct text *text, const char *alt) {
    text_write(text, text_plain(text->arena, arena_format(text->arena, "[%s: %s]",
                                                          text->edition->words->picture, alt)));
}

static void write_lines(struct text *text, const struct block *field) {
    for (int i = 0; i < field->u.field.lines; i++) {
        text_gap(text);
        underline(text, arena_format(text->arena, "%*s", TEXT_COLUMNS, ""), '_');
    }
}

/* A logo of which the same is told in words. */
static bool is_told(const struct text *text, const struct block *block, const char *alt) {
    if (block->kind == BLOCK_PARAGRAPH) {
        return strcmp(edition_text_of(text->arena, block), alt) == 0;
    }
    bool found = false;
    for (const struct block *child = block->first_child; child != NULL; child = child->next) {
        found = found || is_told(text, child, alt);
    }
    return found;
}

static void write_columns(struct text *text, const struct block *columns) {
    for (const struct block *child = columns->first_child; child != NULL; child = child->next) {
        struct block only;
        struct block column = edition_column(columns, child, &only);
        text_gap(text);
        text_children(text, &column);
    }
}

static void write_block(struct text *text, const struct block *block) {
    int level;
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        level = edition_heading_level(text->edition, block);
        if (level > 0) {
            write_heading(text, block, level);
        } else {
            text_write(text, text_of(text, block));
        }
        break;
    case BLOCK_GROUP:
        text_children(text, block);
        break;
    case BLOCK_LIST:
        write_list(text, block);
        break;
    case BLOCK_ITEM:
        write_item(text, block);
        break;
    case BLOCK_BOX:
        write_box(text, block);
        break;
    case BLOCK_COLUMNS:
        write_columns(text, block);
        break;
    case BLOCK_TABLE:
        text_table(text, block);
        break;
    case BLOCK_FIGURE:
        if (text->region == NULL || !is_told(text, text->region, block->u.figure.alt)) {
            write_picture(text, block->u.figure.alt);
        }
        break;
    case BLOCK_CODE:
        write_picture(text, block->u.code.alt);
        break;
    case BLOCK_CHART:
        write_chart(text, &block->u.chart);
        break;
    case BLOCK_FIELD:
        write_lines(text, block);
        break;
    case BLOCK_RULE:
    case BLOCK_SPACE:
    case BLOCK_BREAK:
    case BLOCK_KIND_COUNT:
        break;
    }
}

/* Two paragraphs that the style sets close to each other. */
static bool are_close(const struct block *above, const struct block *below) {
    return above->kind == BLOCK_PARAGRAPH && below->kind == BLOCK_PARAGRAPH &&
           above->space_after < SMALL_SPACE && below->space_before < SMALL_SPACE;
}

/* A line below a drawing that says what its alternative text has said. */
static bool repeats(const struct text *text, const struct block *above, const struct block *below) {
    if (above == NULL || above->kind != BLOCK_CHART || above->u.chart.has_table ||
        below->kind != BLOCK_PARAGRAPH) {
        return false;
    }
    const char *words = edition_text_of(text->arena, below);
    size_t size_bytes = strlen(words);
    size_t alt_bytes = strlen(above->u.chart.alt);
    return alt_bytes >= size_bytes &&
           strcmp(above->u.chart.alt + alt_bytes - size_bytes, words) == 0;
}

void text_children(struct text *text, const struct block *block) {
    const struct block *above = NULL;
    for (const struct block *child = block->first_child; child != NULL; child = child->next) {
        if (repeats(text, above, child)) {
            continue;
        }
        if (above != NULL && !are_close(above, child)) {
            text_gap(text);
        }
        write_block(text, child);
        above = child;
    }
}

/* ---- the document ---- */

static void write_regions(struct text *text, const struct edition_region *regions, size_t count) {
    for (size_t i = 0; i < count; i++) {
        text_gap(text);
        text->region = regions[i].content;
        text_children(text, text->region);
    }
    text->region = NULL;
    text_gap(text);
}

static void write_notes(struct text *text) {
    const struct document_blocks *document = &text->edition->document;
    const char *title = text->edition->words->notes;
    if (document->note_count == 0) {
        return;
    }
    text_gap(text);
    text_write(text, title);
    underline(text, title, '-');
    text_gap(text);
    for (size_t i = 0; i < document->note_count; i++) {
        const struct block *note = document->notes[i];
        text->label = arena_format(text->arena, "[%s] ", note->u.item.label_text);
        text->indent = text_width(text->label);
        text_write(text, text_of(text, note->first_child));
        text->indent = 0;
    }
}

bool edition_write_text(struct arena *arena, const struct layout_inputs *inputs,
                        struct diags *diags, struct builder *out) {
    struct edition edition;
    if (!edition_open(&edition, arena, inputs, diags)) {
        return false;
    }
    struct builder body = {0};
    struct text text = {.edition = &edition, .arena = arena, .out = &body};
    write_regions(&text, edition.headers.at, edition.headers.count);
    for (size_t i = 0; i < edition.document.flow_count; i++) {
        text_gap(&text);
        text_children(&text, edition.document.flows[i].root);
    }
    write_notes(&text);
    write_regions(&text, edition.footers.at, edition.footers.count);
    builder_add(out, body.at, body.size_bytes);
    builder_free(&body);
    return true;
}
