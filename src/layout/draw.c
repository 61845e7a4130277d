#include "layout/draw.h"

#include "base/vector.h"

/* ---- ops ---- */

struct op *draw_op(struct draw *draw, enum op_kind kind, int32_t structure) {
    struct page *page = &draw->pages->pages.at[draw->page];
    struct op *op = VECTOR_PUSH(draw->arena, &page->ops);
    op->kind = kind;
    op->structure = structure;
    op->paint.fill = op->paint.stroke = COLOR_NONE;
    op->link = -1;
    return op;
}

struct paint paint_fill(uint32_t color) {
    return (struct paint){.fill = color, .stroke = COLOR_NONE};
}

struct paint paint_stroke(uint32_t color, length width) {
    return (struct paint){.fill = COLOR_NONE, .stroke = color, .stroke_width = width};
}

void draw_rect(struct draw *draw, struct op_rect rect, uint32_t fill) {
    if (fill == COLOR_NONE || rect.width <= 0 || rect.height <= 0)
        return;
    struct op *op = draw_op(draw, OP_RECT, STRUCTURE_ARTIFACT);
    op->u.rect = rect;
    op->paint.fill = fill;
}

void draw_path(struct draw *draw, int32_t structure, const struct path_step *steps, size_t count,
               struct paint paint) {
    struct op *op = draw_op(draw, OP_PATH, structure);
    struct path_step *copy = ARENA_ARRAY(draw->arena, struct path_step, count);
    for (size_t i = 0; i < count; i++)
        copy[i] = steps[i];
    op->u.path.steps = copy;
    op->u.path.count = count;
    op->paint = paint;
}

/* ---- text ---- */

static length units_to_length(int64_t units, const struct text_style *style) {
    int64_t em = style->face->units_per_em;
    int64_t scaled = units * style->size;
    return (length)((scaled + (scaled < 0 ? -em : em) / 2) / em);
}

length draw_ascent(const struct text_style *style, length leading) {
    const struct font_face *face = style->face;
    length content = units_to_length(face->ascender - face->descender, style);
    return (leading - content) / 2 + units_to_length(face->ascender, style);
}

/* The width of pieces that share a style: advances are summed in font units and converted once. */
static length pieces_width(const struct text_piece *pieces, size_t count) {
    const struct text_style *style = pieces[0].span->style;
    length width = 0;
    int64_t units = 0;
    const struct font_face *face = style->face;
    for (size_t i = 0; i < count; i++) {
        const struct shaped_run *run = pieces[i].run;
        if (run && run->face != face) { /* a fallback face may have other units */
            struct text_style other = *style;
            other.face = run->face;
            width += units_to_length(run->advance, &other);
        } else if (run) {
            units += run->advance;
        }
        units += (int64_t)pieces[i].spaces * face->space_advance;
    }
    return width + units_to_length(units, style);
}

length draw_piece_width(const struct text_piece *piece) {
    struct text_piece bare = *piece;
    bare.spaces = 0;
    return pieces_width(&bare, 1);
}

static bool is_same_place(const struct text_span *left, const struct text_span *right) {
    return left->style == right->style && left->structure == right->structure &&
           left->link == right->link;
}

/* Characters that no face has are shown as U+FFFD. An element of their own says what they are: some
 * readers lose the rest of a line that spells a part of it within one mark. */
static bool is_replaced(const struct text_piece *piece) {
    return piece->run && piece->run->is_replaced;
}

static int32_t spelled_structure(struct draw *draw, const struct text_piece *piece) {
    const struct shaped_run *run = piece->run;
    int32_t structure = (int32_t)draw->pages->structures.count;
    *VECTOR_PUSH(draw->arena, &draw->pages->structures) =
        (struct structure){.tag = TAG_SPAN,
                           .parent = piece->span->structure,
                           .actual_text = arena_format(draw->arena, "%.*s%s", (int)run->text_bytes,
                                                       run->text, piece->spaces > 0 ? " " : "")};
    return structure;
}

static void draw_link(struct draw *draw, const struct text_span *span, struct op_rect rect) {
    struct page_link *link = &draw->pages->links.at[span->link];
    struct op *op = draw_op(draw, OP_LINK, link->structure);
    link->first_page = link->first_page == SIZE_MAX ? draw->page : link->first_page;
    op->u.rect = rect;
    op->link = span->link;
}

/* The pieces without the space glyphs at the line's end, which stay in the text but have no width.
 */
static length visible_width(const struct text_piece *pieces, size_t count, bool is_line_end) {
    length width = pieces_width(pieces, count);
    if (!is_line_end || pieces[count - 1].spaces == 0)
        return width;
    const struct text_style *style = pieces[0].span->style;
    return width -
           units_to_length((int64_t)pieces[count - 1].spaces * style->face->space_advance, style);
}

/* The number of pieces from the first on that one op draws: of one style, element and link. */
static size_t pieces_together(const struct text_piece *pieces, size_t left, bool is_artifact) {
    size_t count = 1;
    if (!is_artifact && is_replaced(&pieces[0]))
        return count;
    while (count < left && is_same_place(pieces[0].span, pieces[count].span) &&
           (is_artifact || !is_replaced(&pieces[count])))
        count++;
    return count;
}

void draw_line(struct draw *draw, const struct text_line *line, length x, length baseline,
               bool is_artifact) {
    size_t start = 0;
    while (start < line->piece_count) {
        const struct text_piece *pieces = line->pieces + start;
        const struct text_span *span = pieces[0].span;
        size_t count = pieces_together(pieces, line->piece_count - start, is_artifact);
        int32_t structure = is_artifact ? STRUCTURE_ARTIFACT : span->structure;
        if (structure >= 0 && is_replaced(&pieces[0]))
            structure = spelled_structure(draw, &pieces[0]);
        struct op *op = draw_op(draw, OP_TEXT, structure);
        op->u.text = (struct op_text){.x = x,
                                      .baseline = baseline - span->style->rise,
                                      .style = span->style,
                                      .pieces = pieces,
                                      .piece_count = count};
        if (span->link >= 0 && !is_artifact) {
            length size = span->style->size;
            length width = visible_width(pieces, count, start + count == line->piece_count);
            length top = baseline - span->style->rise - size;
            draw_link(draw, span, (struct op_rect){x, top, width, size + size / 4});
        }
        x += pieces_width(pieces, count);
        start += count;
    }
}

length draw_label(struct draw *draw, const struct paragraph *label, enum align align,
                  struct op_rect box, bool is_artifact) {
    struct text_lines lines = paragraph_break(draw->arena, label, LENGTH_MAX / 4);
    if (lines.count == 0 || lines.lines[0].piece_count == 0)
        return 0;
    const struct text_line *line = &lines.lines[0];
    length x = box.x + place_aligned(align, box.width, line->width);
    const struct text_style *style = line->pieces[0].span->style;
    draw_line(draw, line, x, box.y + draw_ascent(style, box.height), is_artifact);
    return line->width;
}

void draw_report_overfull(struct draw *draw, struct position position) {
    for (size_t i = 0; i < draw->overfull.count; i++) {
        if (position_is_same(draw->overfull.at[i], position))
            return;
    }
    *VECTOR_PUSH(draw->arena, &draw->overfull) = position;
    diag(draw->diags, MESSAGE_LINE_OVERFULL, position, NULL);
}

void draw_text_line(struct draw *draw, const struct waiting_line *at,
                    const struct text_line *line) {
    length left = at->x + place_aligned(at->align, at->width, line->width);
    draw_line(draw, line, left, at->baseline, at->is_artifact);
    if (line->is_overfull)
        draw_report_overfull(draw, at->position);
}

static void draw_paragraph(struct draw *draw, const struct fragment *fragment, length x, length y,
                           bool is_artifact) {
    const struct block *block = fragment->block;
    const struct style *style = block->style;
    length leading = style_leading(style);
    length ascent = draw_ascent(&style->text, leading);
    for (size_t i = 0; i < fragment->line_count; i++) {
        struct waiting_line at = {.line = &fragment->lines[i],
                                  .page = draw->page,
                                  .op = draw->pages->pages.at[draw->page].ops.count,
                                  .x = x,
                                  .width = fragment->width,
                                  .baseline = y + (length)i * leading + ascent,
                                  .align = style->align,
                                  .is_artifact = is_artifact,
                                  .position = block->position};
        if (block->u.text.has_numbers)
            *VECTOR_PUSH(draw->arena, &draw->waiting) = at;
        else
            draw_text_line(draw, &at, at.line);
    }
}

/* ---- places that others point to ---- */

static void note_place(struct draw *draw, const struct fragment *fragment, length y) {
    const struct block *block = fragment->block;
    if (!fragment->is_first || fragment->row)
        return;
    if (block->outline_level > 0)
        *VECTOR_PUSH(draw->arena, &draw->pages->outline) =
            (struct outline_entry){.title = block->outline_title,
                                   .level = (unsigned)block->outline_level,
                                   .page = draw->page,
                                   .y = y,
                                   .structure = block->structure};
    if (block->destination)
        *VECTOR_PUSH(draw->arena, &draw->pages->destinations) = (struct destination){
            .name = block->destination, .page = draw->page, .y = y, .structure = block->structure};
}

/* ---- boxes, tables, fields ---- */

static void draw_edges(struct draw *draw, const struct style *style, struct op_rect box) {
    const struct edges *edge = &style->edge;
    uint32_t color = style->edge_color;
    draw_rect(draw, (struct op_rect){box.x, box.y, box.width, edge->top}, color);
    draw_rect(draw,
              (struct op_rect){box.x, box.y + box.height - edge->bottom, box.width, edge->bottom},
              color);
    draw_rect(draw, (struct op_rect){box.x, box.y, edge->left, box.height}, color);
    draw_rect(draw,
              (struct op_rect){box.x + box.width - edge->right, box.y, edge->right, box.height},
              color);
}

static void draw_box(struct draw *draw, const struct fragment *fragment, struct op_rect box) {
    const struct block *block = fragment->block;
    const struct style *style = block->style;
    draw_rect(draw, box, style->fill);
    draw_edges(draw, style, box);
    if (block->u.box.icon && fragment->is_first) {
        length size = block->u.box.icon_width - BOX_ICON_GAP;
        draw_icon(draw, block, box.x + style->edge.left + style->padding.left,
                  box.y + style->edge.top + style->padding.top, size);
    }
}

/* The line below a row, but not through cells that go on in the next one. */
static void draw_row_rule(struct draw *draw, const struct fragment *fragment, struct op_rect rule,
                          uint32_t color) {
    const struct block_table *table = &fragment->block->u.table;
    const bool *held = fragment->row->held;
    if (!held || table->placed_width != rule.width) {
        draw_rect(draw, rule, color);
        return;
    }
    length end = rule.x + rule.width;
    length x = rule.x;
    for (size_t c = 0; c < table->column_count; c++) {
        bool is_last = c + 1 == table->column_count;
        length next = x + table->widths[c] + (is_last ? 0 : table->placed_gap);
        rule.width = (is_last ? end : next) - rule.x;
        if (held[c])
            rule.x = next;
        else if (is_last || held[c + 1])
            draw_rect(draw, rule, color);
        x = next;
    }
}

/* Fills come before all cells, because a cell may reach down into rows below. */
static void draw_row_fills(struct draw *draw, const struct fragment *table, length x, length y) {
    for (const struct fragment *row = table->first_child; row; row = row->next)
        if (row->row && row->row->style)
            draw_rect(draw, (struct op_rect){x + row->x, y + row->y, row->width, row->height},
                      row->row->style->fill);
}

/* The line below a row, a firm one above the foot; a cell's own fill and edges. */
static void draw_row(struct draw *draw, const struct fragment *fragment, struct op_rect box) {
    const struct style *table = fragment->block->style;
    if (fragment->cell) {
        if (fragment->cell->style != fragment->row->style)
            draw_rect(draw, box, fragment->cell->style->fill);
        draw_edges(draw, fragment->cell->style, box);
        return;
    }
    const struct block_table *rows = &fragment->block->u.table;
    bool is_last_head = rows->head_count > 0 && fragment->row == &rows->rows[rows->head_count - 1];
    length width = is_last_head ? table->head_rule_width : table->rule_width;
    uint32_t color = is_last_head ? table->head_rule_color : table->rule_color;
    struct op_rect rule = {box.x, box.y + box.height - width, box.width, width};
    draw_row_rule(draw, fragment, rule, color);
    if (rows->foot_count > 0 && fragment->row == &rows->rows[rows->row_count - rows->foot_count]) {
        length firm = table->head_rule_width;
        draw_rect(draw, (struct op_rect){box.x, box.y - firm, box.width, firm},
                  table->head_rule_color);
    }
}

static void draw_field(struct draw *draw, const struct fragment *fragment, struct op_rect box) {
    const struct block *block = fragment->block;
    const struct style *style = block->style;
    uint32_t color = style->rule_color;
    length width = style->rule_width > 0 ? style->rule_width : LENGTH_PER_POINT * 6 / 10;
    if (!block->u.field.is_tick) {
        for (size_t i = 1; i <= fragment->line_count; i++) {
            length y = box.y + block->u.field.line_gap * (length)i - width;
            draw_rect(draw, (struct op_rect){box.x, y, box.width, width}, color);
        }
        return;
    }
    length side = block_tick_side(style);
    length top = box.y + (box.height - side) / 2;
    struct op *op = draw_op(draw, OP_RECT, STRUCTURE_ARTIFACT);
    op->u.rect = (struct op_rect){box.x, top, side, side};
    op->paint = paint_stroke(style->text.color, width);
}

/* From the fragment's top to the baseline of the first line in it; -1: it has none. */
static length first_baseline(const struct fragment *fragment) {
    const struct style *style = fragment->block->style;
    if (fragment->line_count > 0)
        return draw_ascent(&style->text, style_leading(style));
    for (const struct fragment *child = fragment->first_child; child; child = child->next) {
        length baseline = first_baseline(child);
        if (baseline >= 0)
            return child->y + baseline;
    }
    return -1;
}

/* A list item's label: text, a bullet or a tick box on the first line of the item. */
static void draw_item_label(struct draw *draw, const struct fragment *fragment, length x, length y,
                            bool is_artifact) {
    const struct block *block = fragment->block;
    const struct style *style = block->style;
    length leading = style_leading(style);
    length baseline = first_baseline(fragment);
    if (baseline >= 0)
        y += baseline - draw_ascent(&style->text, leading);
    struct op_rect box = {x, y, block->u.item.label_width, leading};
    if (block->u.item.is_tick) {
        length side = block_tick_side(style);
        int32_t structure = is_artifact ? STRUCTURE_ARTIFACT : block->u.item.label_structure;
        struct op *op = draw_op(draw, OP_RECT, structure);
        op->u.rect = (struct op_rect){x, y + (leading - side) / 2, side, side};
        op->paint = paint_stroke(style->text.color, LENGTH_PER_POINT * 8 / 10);
    } else if (block->u.item.label) {
        draw_label(draw, block->u.item.label, ALIGN_LEFT, box, is_artifact);
    }
}

/* Inside of a box of another shape the picture keeps to the figure's side and to the middle of its
 * height; around it the same is left out on either side. */
static void draw_figure(struct draw *draw, const struct block *block, struct op_rect box,
                        int32_t structure) {
    const struct image *image = block->u.figure.image;
    bool is_cover = block->u.figure.fit == FIT_COVER;
    struct op_rect whole = {.width = box.width};
    whole.height = length_scale(box.width, image->height_px, image->width_px);
    if ((whole.height > box.height) != is_cover) {
        whole.height = box.height;
        whole.width = length_scale(box.height, image->width_px, image->height_px);
    }
    enum align align = is_cover ? ALIGN_CENTER : block->style->align;
    whole.x = box.x + place_aligned(align, box.width, whole.width);
    whole.y = box.y + (box.height - whole.height) / 2;
    struct op *op = draw_op(draw, OP_IMAGE, structure);
    op->image = image;
    op->u.rect = is_cover ? box : whole;
    if (is_cover)
        op->whole = whole;
}

/* ---- the walk ---- */

static void draw_solid(struct draw *draw, const struct fragment *fragment, struct op_rect box,
                       bool is_artifact) {
    const struct block *block = fragment->block;
    int32_t structure = is_artifact ? STRUCTURE_ARTIFACT : block->structure;
    switch (block->kind) {
    case BLOCK_FIGURE:
        draw_figure(draw, block, box, structure);
        break;
    case BLOCK_CHART:
        draw_chart(draw, block, box, is_artifact);
        break;
    case BLOCK_CODE:
        draw_code(draw, block->u.code.code, box, structure);
        break;
    case BLOCK_FIELD:
        draw_field(draw, fragment, box);
        break;
    case BLOCK_RULE:
        draw_rect(draw, box, block->style->rule_color);
        break;
    case BLOCK_SPACE:
    case BLOCK_BREAK:
    case BLOCK_GROUP:
    case BLOCK_PARAGRAPH:
    case BLOCK_LIST:
    case BLOCK_ITEM:
    case BLOCK_BOX:
    case BLOCK_COLUMNS:
    case BLOCK_TABLE:
    case BLOCK_KIND_COUNT:
        break;
    }
}

void draw_fragment(struct draw *draw, const struct fragment *fragment, length x, length y,
                   bool is_artifact) {
    const struct block *block = fragment->block;
    struct op_rect box = {x, y, fragment->width, fragment->height};
    is_artifact = is_artifact || fragment->is_artifact;
    note_place(draw, fragment, y);
    if (block->kind == BLOCK_TABLE && !fragment->row)
        draw_row_fills(draw, fragment, x, y);
    if (fragment->row)
        draw_row(draw, fragment, box);
    else if (block->kind == BLOCK_PARAGRAPH)
        draw_paragraph(draw, fragment, x, y, is_artifact);
    else if (block->kind == BLOCK_BOX)
        draw_box(draw, fragment, box);
    else if (block->kind == BLOCK_ITEM && fragment->is_first)
        draw_item_label(draw, fragment, x, y, is_artifact);
    else
        draw_solid(draw, fragment, box, is_artifact);
    for (const struct fragment *child = fragment->first_child; child; child = child->next)
        draw_fragment(draw, child, x + child->x, y + child->y, is_artifact);
}
