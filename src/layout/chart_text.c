/* Texts, rectangles and lines of charts. */
#include "layout/chart_inside.h"

#define KEY_LINE LENGTH_PT(22) /* the piece of a target line before its name */
#define KEY_GAP LENGTH_PT(5)

static struct paragraph *paragraph_of(struct place *place, const char *text, struct ink ink) {
    return place_label(place, text, &ink.style->text, ink.structure);
}

struct chart_text chart_text(struct place *place, const char *text, struct ink ink, length width) {
    struct chart_text made = {.style = ink.style};
    if (text[0] == '\0')
        return made;
    width = width > LENGTH_PER_POINT ? width : LENGTH_PER_POINT;
    made.lines = paragraph_break(place->arena, paragraph_of(place, text, ink), width);
    for (size_t i = 0; i < made.lines.count; i++)
        if (made.lines.lines[i].width > made.width)
            made.width = made.lines.lines[i].width;
    made.height = (length)made.lines.count * style_leading(ink.style);
    return made;
}

struct chart_text chart_line(struct place *place, const char *text, struct ink ink) {
    return chart_text(place, text, ink, LENGTH_MAX / 4);
}

length chart_widest(struct place *place, const struct block_chart *chart, bool is_label) {
    struct ink ink = {is_label ? chart->label_style : chart->value_style, STRUCTURE_ARTIFACT};
    length most = 0;
    for (size_t i = 0; i < chart->item_count; i++) {
        const char *text = is_label ? chart->items[i].label : chart->items[i].text;
        length width = chart_line(place, text, ink).width;
        most = width > most ? width : most;
    }
    return most;
}

length chart_word_width(struct place *place, const char *text, const struct style *style) {
    struct ink ink = {style, STRUCTURE_ARTIFACT};
    return text[0] == '\0' ? 0 : paragraph_min_width(paragraph_of(place, text, ink));
}

void canvas_text(struct canvas *canvas, const struct chart_text *text, enum align align,
                 struct op_rect box) {
    if (text->height == 0)
        return;
    length leading = style_leading(text->style);
    for (size_t i = 0; i < text->lines.count; i++) {
        const struct text_line *line = &text->lines.lines[i];
        length x = box.x + place_aligned(align, box.width, line->width);
        length baseline = box.y + (length)i * leading + draw_ascent(&text->style->text, leading);
        draw_line(canvas->draw, line, x, baseline, canvas->is_artifact);
        if (line->is_overfull && canvas->draw->diags) /* a picture on its own has none */
            draw_report_overfull(canvas->draw, canvas->block->position);
    }
}

void canvas_middle(struct canvas *canvas, const struct chart_text *text, struct op_rect box) {
    length leading = style_leading(text->style);
    if (text->lines.count == 1) /* rounded once */
        box.y +=
            draw_ascent(&text->style->text, box.height) - draw_ascent(&text->style->text, leading);
    else
        box.y += (box.height - text->height) / 2;
    canvas_text(canvas, text, ALIGN_LEFT, box);
}

void canvas_rect(struct canvas *canvas, struct op_rect rect, uint32_t color) {
    if (rect.width <= 0 || rect.height <= 0)
        return;
    struct op *op = draw_op(canvas->draw, OP_RECT, canvas->structure);
    op->u.rect = rect;
    op->paint.fill = color;
}

void canvas_path(struct canvas *canvas, const struct path_step *steps, size_t count,
                 struct paint paint) {
    draw_path(canvas->draw, canvas->structure, steps, count, paint);
}

void canvas_line(struct canvas *canvas, const length from[2], const length to[2],
                 struct paint paint) {
    struct path_step steps[2] = {{.verb = PATH_MOVE}, {.verb = PATH_LINE}};
    steps[0].x[0] = from[0];
    steps[0].y[0] = from[1];
    steps[1].x[0] = to[0];
    steps[1].y[0] = to[1];
    canvas_path(canvas, steps, 2, paint);
}

struct paint canvas_target_paint(const struct block_chart *chart) {
    struct paint paint = paint_stroke(chart->accent, LENGTH_PER_POINT * 3 / 2);
    paint.dash = LENGTH_PER_POINT * 5;
    paint.gap = LENGTH_PER_POINT * 3;
    return paint;
}

struct chart_text chart_target_key(struct place *place, const struct block_chart *chart,
                                   length width) {
    struct ink ink = {chart->label_style, chart->target_structure};
    const char *text = chart->target > 0 ? chart->target_label : "";
    return chart_text(place, text, ink, width - KEY_LINE - KEY_GAP);
}

void canvas_target_key(struct canvas *canvas, const struct chart_text *key) {
    if (key->height == 0)
        return;
    length y = canvas->box.y + style_leading(key->style) / 2;
    const length from[2] = {canvas->box.x, y};
    const length to[2] = {canvas->box.x + KEY_LINE, y};
    canvas_line(canvas, from, to, canvas_target_paint(canvas->chart));
    struct op_rect box = {to[0] + KEY_GAP, canvas->box.y, canvas->box.width - KEY_LINE - KEY_GAP,
                          key->height};
    canvas_text(canvas, key, ALIGN_LEFT, box);
}
