/* Drawing ops as SVG. Coordinates are points with two decimals. Text is text, as wide as it was
 * shaped, so that another font of the reader's cannot move it. */
#include "edition/html.h"

#include <string.h>

static void write_points(struct builder *out, length value) {
    int64_t hundredths = ((int64_t)value * 100 + (value < 0 ? -512 : 512)) / LENGTH_PER_POINT;
    if (hundredths < 0) {
        builder_char(out, '-');
        hundredths = -hundredths;
    }
    builder_int(out, hundredths / 100);
    if (hundredths % 100 != 0) {
        builder_format(out, hundredths % 10 != 0 ? ".%02d" : ".%d",
                       (int)(hundredths % 10 != 0 ? hundredths % 100 : hundredths % 100 / 10));
    }
}

static void write_attribute(struct builder *out, const char *name, length value) {
    builder_format(out, " %s=\"", name);
    write_points(out, value);
    builder_char(out, '"');
}

static void write_paint(struct builder *out, const struct paint *paint) {
    if (paint->fill != COLOR_NONE) {
        builder_format(out, " fill=\"#%06x\"", paint->fill);
    } else {
        builder_text(out, " fill=\"none\"");
    }
    if (paint->stroke == COLOR_NONE) {
        return;
    }
    builder_format(out, " stroke=\"#%06x\"", paint->stroke);
    write_attribute(out, "stroke-width", paint->stroke_width);
    if (paint->dash > 0) {
        builder_text(out, " stroke-dasharray=\"");
        write_points(out, paint->dash);
        builder_char(out, ' ');
        write_points(out, paint->gap);
        builder_char(out, '"');
    }
    if (paint->round_caps) {
        builder_text(out, " stroke-linecap=\"round\"");
    }
}

static void write_pair(struct builder *out, char verb, length x, length y) {
    builder_char(out, verb);
    write_points(out, x);
    builder_char(out, ' ');
    write_points(out, y);
}

static void write_step(struct builder *out, const struct path_step *step) {
    switch (step->verb) {
    case PATH_MOVE:
        write_pair(out, 'M', step->x[0], step->y[0]);
        break;
    case PATH_LINE:
        write_pair(out, 'L', step->x[0], step->y[0]);
        break;
    case PATH_CURVE:
        write_pair(out, 'C', step->x[0], step->y[0]);
        write_pair(out, ' ', step->x[1], step->y[1]);
        write_pair(out, ' ', step->x[2], step->y[2]);
        break;
    case PATH_CLOSE:
        builder_char(out, 'Z');
        break;
    case PATH_RECT:
        write_pair(out, 'M', step->x[0], step->y[0]);
        builder_char(out, 'H');
        write_points(out, step->x[1]);
        builder_char(out, 'V');
        write_points(out, step->y[1]);
        builder_char(out, 'H');
        write_points(out, step->x[0]);
        builder_char(out, 'Z');
        break;
    }
}

static void write_path(struct builder *out, const struct op *op) {
    builder_text(out, "<path");
    write_paint(out, &op->paint);
    builder_text(out, " d=\"");
    for (size_t i = 0; i < op->u.path.count; i++) {
        write_step(out, &op->u.path.steps[i]);
    }
    builder_text(out, "\"/>");
}

static void write_rect(struct builder *out, const struct op *op) {
    const struct op_rect *rect = &op->u.rect;
    builder_text(out, "<rect");
    write_attribute(out, "x", rect->x);
    write_attribute(out, "y", rect->y);
    write_attribute(out, "width", rect->width);
    write_attribute(out, "height", rect->height);
    write_paint(out, &op->paint);
    builder_text(out, "/>");
}

static length units_to_length(int64_t units, const struct font_face *face, length size) {
    return (length)(units * size / face->units_per_em);
}

/* Of all pieces, but for the space behind the last. */
static length text_width(const struct op_text *text) {
    length width = 0;
    for (size_t i = 0; i < text->piece_count; i++) {
        const struct text_piece *piece = &text->pieces[i];
        if (piece->run != NULL) {
            width += units_to_length(piece->run->advance, piece->run->face, text->style->size);
        }
        if (piece->spaces > 0 && i + 1 < text->piece_count) {
            width += units_to_length((int64_t)piece->spaces * text->style->face->space_advance,
                                     text->style->face, text->style->size);
        }
    }
    return width;
}

static void write_text(struct builder *out, const struct op *op) {
    const struct op_text *text = &op->u.text;
    builder_text(out, "<text");
    write_attribute(out, "x", text->x);
    write_attribute(out, "y", text->baseline);
    write_attribute(out, "textLength", text_width(text));
    write_attribute(out, "font-size", text->style->size);
    builder_format(out, " lengthAdjust=\"spacingAndGlyphs\" font-weight=\"%d\" fill=\"#%06x\">",
                   text->style->face->weight, text->style->color);
    for (size_t i = 0; i < text->piece_count; i++) {
        const struct shaped_run *run = text->pieces[i].run;
        if (run != NULL) {
            html_escape(out, run->text, run->text_bytes);
        }
        builder_text(out, text->pieces[i].spaces > 0 && i + 1 < text->piece_count ? " " : "");
    }
    builder_text(out, "</text>");
}

static void write_op(struct builder *out, const struct op *op) {
    switch (op->kind) {
    case OP_TEXT:
        write_text(out, op);
        break;
    case OP_RECT:
        write_rect(out, op);
        break;
    case OP_PATH:
        write_path(out, op);
        break;
    case OP_IMAGE:
    case OP_LINK:
    case OP_KIND_COUNT:
        break; /* no drawing of a single block has them */
    }
}

/* title and desc, named by the id of the drawing. */
static void write_names(struct html *html, const char *label, const char *detail) {
    struct builder *out = html->out;
    size_t number = ++html->charts;
    builder_format(out, " role=\"img\" aria-labelledby=\"drawing-%zu\"", number);
    if (detail[0] != '\0') {
        builder_format(out, " aria-describedby=\"drawing-%zu-text\"", number);
    }
    builder_format(out, "><title id=\"drawing-%zu\">", number);
    html_escape_text(out, label);
    builder_text(out, "</title>");
    if (detail[0] != '\0') {
        builder_format(out, "<desc id=\"drawing-%zu-text\">", number);
        html_escape_text(out, detail);
        builder_text(out, "</desc>");
    }
}

void html_svg(struct html *html, const struct page *drawing, const char *label,
              const char *detail) {
    struct builder *out = html->out;
    builder_text(&html->scratch, "width:");
    html_rem(html, &html->scratch, drawing->width);
    builder_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" viewBox=\"0 0",
                   html_class(html, false));
    write_pair(out, ' ', drawing->width, drawing->height);
    builder_char(out, '"');
    if (label[0] != '\0') {
        write_names(html, label, detail);
    } else {
        builder_text(out, " aria-hidden=\"true\">");
    }
    for (size_t i = 0; i < drawing->ops.count; i++) {
        write_op(out, &drawing->ops.at[i]);
    }
    builder_text(out, "</svg>");
}
