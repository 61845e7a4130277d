/* The text of all blocks in reading order, one block a line: its kind, a tab, its text. What is
 * only read by alternative text stands after "alt:" so that a comparison with the text of the pages
 * can leave it out. Headers and footers are not part of it; a page number, which is not known yet,
 * is "#". */
#include "layout/build.h"
#include "layout/layout.h"

#include <string.h>

static void dump_children(const struct block *block, struct builder *out);

static void dump_line(struct builder *out, const char *kind, const char *text, size_t size_bytes) {
    builder_text(out, kind);
    builder_char(out, '\t');
    for (size_t i = 0; i < size_bytes; i++) {
        builder_char(out, text[i] == '\n' ? ' ' : text[i]);
    }
    builder_char(out, '\n');
}

static void dump_block(const struct block *block, struct builder *out);

/* Its text, then that of its footnotes. */
static void dump_paragraph(const struct block *block, struct builder *out) {
    builder_text(out, block->outline_level > 0 ? "heading" : block_kind_names[block->kind]);
    builder_char(out, '\t');
    for (size_t i = 0; i < block->u.text.span_count; i++) {
        const struct text_span *span = &block->u.text.spans[i];
        if (span->widest != NULL) {
            builder_char(out, '#');
            continue;
        }
        for (size_t k = 0; k < span->size_bytes; k++) {
            builder_char(out, span->text[k] == '\n' ? ' ' : span->text[k]);
        }
    }
    builder_char(out, '\n');
    for (const struct block_note *note = block->u.text.notes; note != NULL; note = note->next) {
        dump_block(note->body, out);
    }
}

static void dump_alt(const struct block *block, const char *alt, struct builder *out) {
    const char *text = alt == NULL ? "" : alt;
    builder_text(out, "alt:");
    dump_line(out, block_kind_names[block->kind], text, strlen(text));
}

static void dump_trend(const struct block_chart *chart, struct builder *out) {
    for (size_t s = 0; s < chart->series_count; s++) {
        dump_line(out, "label", chart->series[s].name, strlen(chart->series[s].name));
    }
    for (size_t v = 0; v < chart->visit_count; v++) {
        const struct chart_visit *visit = &chart->visits[v];
        dump_line(out, "label", visit->label, strlen(visit->label));
        for (size_t s = 0; s < chart->series_count; s++) {
            if (visit->items[s] > 0) {
                const char *text = chart->items[visit->items[s] - 1].text;
                dump_line(out, "value", text, strlen(text));
            }
        }
    }
}

/* The alternative text, then what stands in the table behind it. */
static void dump_chart(const struct block *block, struct builder *out) {
    const struct block_chart *chart = &block->u.chart;
    dump_alt(block, chart->alt, out);
    if (chart->has_table && chart->target > 0) {
        dump_line(out, "caption", chart->target_label, strlen(chart->target_label));
    }
    if (chart->has_table && chart->kind == CHART_TREND) {
        dump_trend(chart, out);
        return;
    }
    for (size_t i = 0; chart->has_table && i < chart->item_count; i++) {
        const struct chart_item *item = &chart->items[i];
        dump_line(out, "label", item->label, strlen(item->label));
        dump_line(out, "value", item->text, strlen(item->text));
    }
}

static void dump_table(const struct block *block, struct builder *out) {
    for (size_t r = 0; r < block->u.table.row_count; r++) {
        const struct block_row *row = &block->u.table.rows[r];
        for (size_t c = 0; c < row->cell_count; c++) {
            dump_children(row->cells[c].content, out);
        }
    }
}

static void dump_block(const struct block *block, struct builder *out) {
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        dump_paragraph(block, out);
        break;
    case BLOCK_ITEM:
        if (block->u.item.label_text != NULL) {
            dump_line(out, "label", block->u.item.label_text, strlen(block->u.item.label_text));
        }
        dump_children(block, out);
        break;
    case BLOCK_BOX:
        if (block->u.box.icon_text != NULL) {
            dump_line(out, "label", block->u.box.icon, strlen(block->u.box.icon));
        }
        dump_children(block, out);
        break;
    case BLOCK_TABLE:
        dump_table(block, out);
        break;
    case BLOCK_FIGURE:
        dump_alt(block, block->u.figure.alt, out);
        break;
    case BLOCK_CODE:
        dump_alt(block, block->u.code.alt, out);
        break;
    case BLOCK_CHART:
        dump_chart(block, out);
        break;
    case BLOCK_GROUP:
    case BLOCK_LIST:
    case BLOCK_COLUMNS:
        dump_children(block, out);
        break;
    case BLOCK_FIELD:
    case BLOCK_RULE:
    case BLOCK_SPACE:
    case BLOCK_BREAK:
    case BLOCK_KIND_COUNT:
        break;
    }
}

static void dump_children(const struct block *block, struct builder *out) {
    for (const struct block *child = block->first_child; child != NULL; child = child->next) {
        dump_block(child, out);
    }
}

bool layout_dump_blocks(struct arena *arena, const struct layout_inputs *inputs,
                        struct diags *diags, struct builder *out) {
    struct build *build = build_new(arena, inputs, diags);
    struct document_blocks document;
    bool is_built = build_document(build, &document);
    for (size_t i = 0; is_built && i < document.flow_count; i++) {
        dump_children(document.flows[i].root, out);
    }
    build_free(build);
    return is_built;
}
