/* What is written is short because the reader's state is known: a colour, line width, dash or font
 * is written only when it changes, and texts that follow each other share one text object, each
 * moving from the start of the one before. Positions are rounded to hundredths of a point first and
 * moves are differences of rounded positions, so that nothing adds up along a page.
 *
 * Marks. Ops of one element that follow each other form one marked-content sequence. Marked content
 * and text objects must nest (14.6.1), so a change of element ends the text object. Where glyphs do
 * not say the text, a Span around them does.
 *
 * A piece of text brings the elements of its TJ array ready made. Where one ends in a string and
 * the next begins with one they are joined: "(ab)(cd)" is "(abcd)". Spaces are glyphs of the
 * style's own face, also behind a word that another face shows. */
#include "pdf/content.h"

#include "pdf/value.h"

#include <string.h>

#define NO_FONT UINT32_MAX
#define NO_MARK INT32_MIN

/* Strokes as the reader knows them. */
struct stroke_state {
    uint32_t color;
    length width, dash, gap;
    bool round_caps;
};

struct content {
    const struct content_targets *targets;
    struct builder *out;
    uint32_t page_index;
    length page_height;
    int32_t mark; /* the open element, NO_MARK: none */
    uint32_t fill;
    struct stroke_state stroke;
    pdf_font font;
    length font_size;
    bool in_text;
    bool is_spelled;           /* the open element has an ActualText of its own */
    hundredths text_x, text_y; /* start of the last line of the text object */
};

static hundredths page_y(const struct content *content, length y) {
    return value_hundredths(content->page_height - y);
}

static void write_numbers(struct builder *out, const hundredths *numbers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        value_number(out, numbers[i]);
        builder_char(out, ' ');
    }
}

static void end_text(struct content *content) {
    if (content->in_text)
        builder_text(content->out, "ET\n");
    content->in_text = false;
}

static void end_mark(struct content *content) {
    end_text(content);
    if (content->mark != NO_MARK)
        builder_text(content->out, "EMC\n");
    content->mark = NO_MARK;
}

/* What a Span stands for is said here as well as in the structure tree: text extraction looks only
 * here. */
static void write_spelling(struct builder *out, const struct structure *facts) {
    if (facts->tag != TAG_SPAN || !facts->actual_text)
        return;
    builder_text(out, "/ActualText");
    value_text_of(out, slice_from(facts->actual_text));
}

static void begin_mark(struct content *content, int32_t element, const struct structure *facts) {
    if (content->mark == element)
        return;
    end_mark(content);
    content->mark = element;
    struct builder *out = content->out;
    if (element == STRUCTURE_HEADER) {
        builder_text(out, "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n");
    } else if (element == STRUCTURE_FOOTER) {
        builder_text(out, "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n");
    } else if (element < 0) {
        builder_text(out, "/Artifact BMC\n");
    } else {
        uint32_t mcid =
            pdf_structure_mark(content->targets->structure, element, content->page_index);
        builder_char(out, '/');
        builder_text(out, tag_names[facts[element].tag]);
        builder_text(out, "<</MCID ");
        builder_int(out, mcid);
        write_spelling(out, &facts[element]);
        builder_text(out, ">>BDC\n");
    }
}

static void set_fill(struct content *content, uint32_t color) {
    if (content->fill == color)
        return;
    content->fill = color;
    value_color(content->out, color, false);
}

static void set_stroke(struct content *content, const struct paint *paint) {
    struct stroke_state *state = &content->stroke;
    struct builder *out = content->out;
    if (state->color != paint->stroke)
        value_color(out, paint->stroke, true);
    if (state->width != paint->stroke_width) {
        value_length(out, paint->stroke_width);
        builder_text(out, " w\n");
    }
    if (state->dash != paint->dash || state->gap != paint->gap) {
        builder_char(out, '[');
        if (paint->dash > 0) {
            value_length(out, paint->dash);
            builder_char(out, ' ');
            value_length(out, paint->gap);
        }
        builder_text(out, "] 0 d\n");
    }
    if (state->round_caps != paint->round_caps)
        builder_text(out, paint->round_caps ? "1 J 1 j\n" : "0 J 0 j\n");
    *state = (struct stroke_state){paint->stroke, paint->stroke_width, paint->dash, paint->gap,
                                   paint->round_caps};
}

static void extend_figure(const struct content *content, int32_t element, const hundredths box[4]) {
    struct pdf_structure *structure = content->targets->structure;
    if (pdf_structure_is_figure(structure, element))
        pdf_structure_extend(structure, element, content->page_index,
                             (struct pdf_box){box[0], box[1], box[2], box[3]});
}

/* Left, bottom, right and top. Both edges are rounded, not the size, so that neighbours meet. */
static void place_of(const struct content *content, const struct op_rect *rect, hundredths box[4]) {
    box[0] = value_hundredths(rect->x);
    box[1] = page_y(content, rect->y + rect->height);
    box[2] = value_hundredths(rect->x + rect->width);
    box[3] = page_y(content, rect->y);
}

static void write_rectangle(struct content *content, const hundredths box[4]) {
    const hundredths sides[] = {box[0], box[1], box[2] - box[0], box[3] - box[1]};
    write_numbers(content->out, sides, 4);
    builder_text(content->out, "re ");
}

/* Sets the state for what begins; false: nothing would be seen. */
static bool begin_paint(struct content *content, const struct paint *paint) {
    if (paint->fill != COLOR_NONE)
        set_fill(content, paint->fill);
    if (paint->stroke != COLOR_NONE)
        set_stroke(content, paint);
    return paint->fill != COLOR_NONE || paint->stroke != COLOR_NONE;
}

static void end_paint(struct content *content, const struct paint *paint) {
    if (paint->stroke == COLOR_NONE)
        builder_text(content->out, "f\n");
    else
        builder_text(content->out, paint->fill == COLOR_NONE ? "S\n" : "B\n");
}

static void write_rect(struct content *content, const struct op *op) {
    hundredths box[4];
    place_of(content, &op->u.rect, box);
    if (!begin_paint(content, &op->paint))
        return;
    write_rectangle(content, box);
    end_paint(content, &op->paint);
    extend_figure(content, op->structure, box);
}

static void write_step(struct content *content, const struct op *op, const struct path_step *step) {
    static const char *const operators[] = {[PATH_MOVE] = "m ",
                                            [PATH_LINE] = "l ",
                                            [PATH_CURVE] = "c ",
                                            [PATH_CLOSE] = "h ",
                                            [PATH_RECT] = ""};
    static const int point_counts[] = {
        [PATH_MOVE] = 1, [PATH_LINE] = 1, [PATH_CURVE] = 3, [PATH_CLOSE] = 0, [PATH_RECT] = 0};
    if (step->verb == PATH_RECT) {
        const struct op_rect rect = {step->x[0], step->y[0], step->x[1] - step->x[0],
                                     step->y[1] - step->y[0]};
        hundredths box[4];
        place_of(content, &rect, box);
        write_rectangle(content, box);
        extend_figure(content, op->structure, box);
    }
    for (int i = 0; i < point_counts[step->verb]; i++) {
        const hundredths point[] = {value_hundredths(step->x[i]), page_y(content, step->y[i])};
        const hundredths box[] = {point[0], point[1], point[0], point[1]};
        write_numbers(content->out, point, 2);
        extend_figure(content, op->structure, box);
    }
    builder_text(content->out, operators[step->verb]);
}

static void write_path(struct content *content, const struct op *op) {
    if (op->u.path.count == 0 || !begin_paint(content, &op->paint))
        return;
    for (size_t i = 0; i < op->u.path.count; i++)
        write_step(content, op, &op->u.path.steps[i]);
    end_paint(content, &op->paint);
}

static void write_image(struct content *content, const struct op *op) {
    hundredths box[4], shown[4];
    bool is_cut = op->whole.width > 0;
    place_of(content, &op->u.rect, shown);
    place_of(content, is_cut ? &op->whole : &op->u.rect, box);
    struct builder *out = content->out;
    builder_text(out, "q ");
    if (is_cut) {
        write_rectangle(content, shown);
        builder_text(out, "W n ");
    }
    value_number(out, box[2] - box[0]);
    builder_text(out, " 0 0 ");
    const hundredths rest[] = {box[3] - box[1], box[0], box[1]};
    write_numbers(out, rest, 3);
    builder_text(out, "cm/I");
    builder_int(out, pdf_images_use(content->targets->images, op->image));
    builder_text(out, " Do Q\n");
    extend_figure(content, op->structure, shown);
}

/* Ends an open array; an empty one vanishes. */
static void end_array(struct content *content, bool *in_array) {
    struct builder *out = content->out;
    if (*in_array && out->at[out->size_bytes - 1] == '[')
        out->size_bytes--;
    else if (*in_array)
        builder_text(out, "]TJ\n");
    *in_array = false;
}

/* Sets the font, in which an array is open afterwards. */
static void set_font(struct content *content, pdf_font font, length size, bool *in_array) {
    if (content->font == font && content->font_size == size && *in_array)
        return;
    struct builder *out = content->out;
    end_array(content, in_array);
    if (content->font != font || content->font_size != size) {
        pdf_font_name(out, font);
        builder_char(out, ' ');
        value_length(out, size);
        builder_text(out, " Tf\n");
    }
    content->font = font;
    content->font_size = size;
    builder_char(out, '[');
    *in_array = true;
}

/* Appends elements of a TJ array, joining two strings that meet and keeping two numbers apart. */
static void write_operand(struct builder *out, const void *operand, size_t size_bytes) {
    const char *bytes = operand;
    char last = out->at[out->size_bytes - 1];
    if (bytes[0] == '(' && last == ')') {
        out->size_bytes--;
        bytes++;
        size_bytes--;
    } else if (bytes[0] != '(' && last != ')' && last != '[') {
        builder_char(out, ' ');
    }
    builder_add(out, bytes, size_bytes);
}

/* A run that cannot share an array: one whose glyphs do not say its text (a replacement, or letters
 * from right to left), and one above or below the baseline. */
static bool is_apart(const struct shaped_run *run) {
    return run->is_replaced || run->is_right_to_left || run->rise != 0;
}

static void write_apart(struct content *content, const struct shaped_run *run, bool *in_array) {
    struct builder *out = content->out;
    bool is_spelled = !content->is_spelled && (run->is_replaced || run->is_right_to_left);
    end_array(content, in_array);
    if (is_spelled) {
        builder_text(out, "/Span<</ActualText");
        value_text_of(out, (struct slice){run->text, run->text_bytes});
        builder_text(out, ">>BDC\n");
    }
    if (run->rise != 0) {
        value_length(out, length_scale(content->font_size, run->rise, run->face->units_per_em));
        builder_text(out, " Ts\n");
    }
    builder_char(out, '[');
    builder_add(out, run->operand, run->operand_bytes);
    builder_text(out, run->rise != 0 ? "]TJ 0 Ts\n" : "]TJ\n");
    builder_text(out, is_spelled ? "EMC\n" : "");
}

static void write_piece(struct content *content, const struct text_piece *piece,
                        const struct text_style *style, bool *in_array) {
    struct pdf_fonts *fonts = content->targets->fonts;
    const struct shaped_run *run = piece->run;
    if (run && run->operand_bytes > 0) {
        set_font(content, pdf_fonts_use_run(fonts, run), style->size, in_array);
        if (is_apart(run))
            write_apart(content, run, in_array);
        else
            write_operand(content->out, run->operand, run->operand_bytes);
    }
    if (piece->spaces == 0)
        return;
    set_font(content, pdf_fonts_use_face(fonts, style->face), style->size, in_array);
    struct builder *out = content->out;
    bool continues = out->at[out->size_bytes - 1] == ')';
    if (continues)
        out->size_bytes--;
    else
        builder_char(out, '(');
    for (uint32_t i = 0; i < piece->spaces; i++)
        value_glyph(out, style->face->space_glyph);
    builder_char(out, ')');
}

static void move_text(struct content *content, hundredths x, hundredths y) {
    hundredths move[] = {x, y};
    if (content->in_text) {
        move[0] -= content->text_x;
        move[1] -= content->text_y;
    } else {
        builder_text(content->out, "BT\n");
        content->in_text = true;
    }
    content->text_x = x;
    content->text_y = y;
    write_numbers(content->out, move, 2);
    builder_text(content->out, "Td\n");
}

static length space_width(const struct text_style *style) {
    return length_scale(style->size, style->face->space_advance, style->face->units_per_em);
}

/* From the first glyph to the last, the spaces behind it left out. */
static length text_width(const struct op_text *text) {
    length width = 0, spaces = 0;
    for (size_t i = 0; i < text->piece_count; i++) {
        const struct text_piece *piece = &text->pieces[i];
        if (piece->run && piece->run->glyph_count > 0) {
            width += spaces + length_scale(text->style->size, piece->run->advance,
                                           piece->run->face->units_per_em);
            spaces = 0;
        }
        spaces += (length)piece->spaces * space_width(text->style);
    }
    return width;
}

static void write_underline(struct content *content, const struct op_text *text) {
    const struct op_rect line = {
        .x = text->x,
        .y = text->baseline + text->style->size / 9,
        .width = text_width(text),
        .height = text->style->size / 18,
    };
    hundredths box[4];
    place_of(content, &line, box);
    end_text(content);
    write_rectangle(content, box);
    builder_text(content->out, "f\n");
}

static void extend_by_text(const struct content *content, int32_t element,
                           const struct op_text *text) {
    if (!pdf_structure_is_figure(content->targets->structure, element))
        return;
    const struct font_face *face = text->style->face;
    const struct op_rect place = {
        .x = text->x,
        .y = text->baseline - length_scale(text->style->size, face->ascender, face->units_per_em),
        .width = text_width(text),
        .height =
            length_scale(text->style->size, face->ascender - face->descender, face->units_per_em),
    };
    hundredths box[4];
    place_of(content, &place, box);
    extend_figure(content, element, box);
}

static void write_text(struct content *content, const struct op *op) {
    const struct op_text *text = &op->u.text;
    if (text->piece_count == 0)
        return;
    set_fill(content, text->style->color);
    move_text(content, value_hundredths(text->x), page_y(content, text->baseline));
    bool in_array = false;
    for (size_t i = 0; i < text->piece_count; i++)
        write_piece(content, &text->pieces[i], text->style, &in_array);
    end_array(content, &in_array);
    if (text->style->underline)
        write_underline(content, text);
    extend_by_text(content, op->structure, text);
}

static void write_op(struct content *content, const struct op *op) {
    if (op->kind != OP_TEXT)
        end_text(content);
    switch (op->kind) {
    case OP_TEXT:
        write_text(content, op);
        break;
    case OP_RECT:
        write_rect(content, op);
        break;
    case OP_PATH:
        write_path(content, op);
        break;
    case OP_IMAGE:
        write_image(content, op);
        break;
    case OP_LINK: /* an annotation, not content */
    case OP_KIND_COUNT:
        break;
    }
}

void content_write(const struct content_targets *targets, const struct page *page,
                   const struct structure *facts, uint32_t page_index, struct builder *out) {
    /* The initial graphics state, 8.4.1. */
    struct content content = {
        .targets = targets,
        .out = out,
        .page_index = page_index,
        .page_height = page->height,
        .mark = NO_MARK,
        .fill = 0x000000,
        .stroke = {.color = 0x000000, .width = LENGTH_PER_POINT},
        .font = NO_FONT,
    };
    for (size_t i = 0; i < page->ops.count; i++) {
        const struct op *op = &page->ops.at[i];
        if (op->kind == OP_LINK)
            continue;
        begin_mark(&content, op->structure, facts);
        content.is_spelled = op->structure >= 0 && facts[op->structure].actual_text != NULL;
        write_op(&content, op);
    }
    end_mark(&content);
}
