/* The text form of pages, for reading and for comparing: one op a line, so that a change of a page
 * reads as a diff.
 *
 *   page 1 595.276 x 841.89
 *     + H1   text 72 96.5 OpenSans-Bold 20 #1A4D5C "Your week "
 *     . H1   text 72 120 ...
 *     - rect 72 130 451.276 0.75 fill #D8E0E2
 *
 * "+" begins content of another element than the op before, "." goes on with the same one, "-" is
 * an artifact. Elements are named by their tag, not by their number, and the tree stands behind the
 * pages: one element more must not change every line. */
#include "layout/page.h"

#include <string.h>

const char *const tag_names[TAG_COUNT + 1] = {
    [TAG_DOCUMENT] = "Document",
    [TAG_PART] = "Part",
    [TAG_SECT] = "Sect",
    [TAG_DIV] = "Div",
    [TAG_P] = "P",
    [TAG_H1] = "H1",
    [TAG_H2] = "H2",
    [TAG_H3] = "H3",
    [TAG_H4] = "H4",
    [TAG_H5] = "H5",
    [TAG_H6] = "H6",
    [TAG_L] = "L",
    [TAG_LI] = "LI",
    [TAG_LBL] = "Lbl",
    [TAG_LBODY] = "LBody",
    [TAG_TABLE] = "Table",
    [TAG_THEAD] = "THead",
    [TAG_TBODY] = "TBody",
    [TAG_TFOOT] = "TFoot",
    [TAG_TR] = "TR",
    [TAG_TH] = "TH",
    [TAG_TD] = "TD",
    [TAG_CAPTION] = "Caption",
    [TAG_FIGURE] = "Figure",
    [TAG_LINK] = "Link",
    [TAG_SPAN] = "Span",
    [TAG_NOTE] = "Note",
    [TAG_REFERENCE] = "Reference",
};
_Static_assert(TAG_REFERENCE + 1 == TAG_COUNT, "a tag without a name");

/* Points with up to three decimals: a length of 1/1024 pt is rounded to 1/1000, which tells all of
 * them but a few apart. */
static void dump_length(struct builder *out, length value) {
    int64_t scaled = (int64_t)value * 1000;
    int64_t half = scaled < 0 ? -LENGTH_PER_POINT / 2 : LENGTH_PER_POINT / 2;
    int64_t thousandths = (scaled + half) / LENGTH_PER_POINT;
    if (thousandths < 0) {
        builder_char(out, '-');
        thousandths = -thousandths;
    }
    builder_int(out, thousandths / 1000);
    int rest = (int)(thousandths % 1000);
    if (rest == 0)
        return;
    char digits[] = {'.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10),
                     (char)('0' + rest % 10)};
    size_t count = sizeof digits;
    while (digits[count - 1] == '0')
        count--;
    builder_add(out, digits, count);
}

static void dump_lengths(struct builder *out, const length *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        builder_char(out, ' ');
        dump_length(out, values[i]);
    }
}

static void dump_bytes(struct builder *out, const char *text, size_t size_bytes) {
    for (size_t i = 0; i < size_bytes; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '"' || byte == '\\')
            builder_char(out, '\\');
        if (byte < 0x20)
            builder_format(out, "\\x%02X", byte);
        else
            builder_char(out, (char)byte);
    }
}

/* " name="text"", nothing for NULL. */
static void dump_string(struct builder *out, const char *name, const char *text) {
    if (!text)
        return;
    builder_format(out, " %s=\"", name);
    dump_bytes(out, text, strlen(text));
    builder_char(out, '"');
}

static void dump_text(const struct op_text *text, struct builder *out) {
    const struct text_style *style = text->style;
    const length place[] = {text->x, text->baseline};
    builder_text(out, "text");
    dump_lengths(out, place, 2);
    builder_format(out, " %s ", style->face->postscript);
    dump_length(out, style->size);
    builder_format(out, " #%06X%s \"", style->color, style->underline ? " underline" : "");
    for (size_t i = 0; i < text->piece_count; i++) {
        const struct text_piece *piece = &text->pieces[i];
        if (piece->run)
            dump_bytes(out, piece->run->text, piece->run->text_bytes);
        for (uint32_t space = 0; space < piece->spaces; space++)
            builder_char(out, ' ');
    }
    builder_char(out, '"');
}

static void dump_place(const struct op_rect *rect, struct builder *out) {
    const length sides[] = {rect->x, rect->y, rect->width, rect->height};
    dump_lengths(out, sides, 4);
}

static void dump_paint(const struct paint *paint, struct builder *out) {
    if (paint->fill != COLOR_NONE)
        builder_format(out, " fill #%06X", paint->fill);
    if (paint->stroke == COLOR_NONE)
        return;
    builder_format(out, " stroke #%06X ", paint->stroke);
    dump_length(out, paint->stroke_width);
    if (paint->dash > 0) {
        const length pattern[] = {paint->dash, paint->gap};
        builder_text(out, " dash");
        dump_lengths(out, pattern, 2);
    }
    builder_text(out, paint->round_caps ? " round" : "");
}

static void dump_path(const struct op *op, struct builder *out) {
    static const char *const verbs[] = {[PATH_MOVE] = " M",
                                        [PATH_LINE] = " L",
                                        [PATH_CURVE] = " C",
                                        [PATH_CLOSE] = " Z",
                                        [PATH_RECT] = " R"};
    static const int point_counts[] = {
        [PATH_MOVE] = 1, [PATH_LINE] = 1, [PATH_CURVE] = 3, [PATH_CLOSE] = 0, [PATH_RECT] = 2};
    builder_text(out, "path");
    for (size_t i = 0; i < op->u.path.count; i++) {
        const struct path_step *step = &op->u.path.steps[i];
        builder_text(out, verbs[step->verb]);
        for (int point = 0; point < point_counts[step->verb]; point++) {
            const length place[] = {step->x[point], step->y[point]};
            dump_lengths(out, place, 2);
        }
    }
    dump_paint(&op->paint, out);
}

static void dump_link(const struct pages *pages, const struct op *op, struct builder *out) {
    const struct page_link *link = &pages->links.at[op->link];
    builder_text(out, "link");
    dump_place(&op->u.rect, out);
    dump_string(out, "uri", link->uri);
    dump_string(out, "to", link->destination);
    if (link->has_place) {
        builder_format(out, " to page %zu ", link->page + 1);
        dump_length(out, link->y);
    }
    dump_string(out, "contents", link->contents);
}

static void dump_op(const struct pages *pages, const struct op *op, struct builder *out) {
    switch (op->kind) {
    case OP_TEXT:
        dump_text(&op->u.text, out);
        break;
    case OP_RECT:
        builder_text(out, "rect");
        dump_place(&op->u.rect, out);
        dump_paint(&op->paint, out);
        break;
    case OP_PATH:
        dump_path(op, out);
        break;
    case OP_IMAGE:
        builder_text(out, "image");
        dump_place(&op->u.rect, out);
        if (op->whole.width > 0) {
            builder_text(out, " of");
            dump_place(&op->whole, out);
        }
        dump_string(out, "file", op->image->file);
        break;
    case OP_LINK:
        dump_link(pages, op, out);
        break;
    case OP_KIND_COUNT:
        break;
    }
}

static void dump_element_of(const struct pages *pages, int32_t element, int32_t before,
                            struct builder *out) {
    if (element == STRUCTURE_HEADER)
        builder_text(out, "  - header ");
    else if (element == STRUCTURE_FOOTER)
        builder_text(out, "  - footer ");
    else if (element < 0)
        builder_text(out, "  - ");
    else
        builder_format(out, "  %c %s ", element == before ? '.' : '+',
                       tag_names[pages->structures.at[element].tag]);
}

static void dump_page(const struct pages *pages, size_t index, struct builder *out) {
    const struct page *page = &pages->pages.at[index];
    builder_format(out, "page %zu ", index + 1);
    dump_length(out, page->width);
    builder_text(out, " x ");
    dump_length(out, page->height);
    dump_string(out, "label", page->label);
    builder_char(out, '\n');
    int32_t before = STRUCTURE_ARTIFACT;
    for (size_t i = 0; i < page->ops.count; i++) {
        const struct op *op = &page->ops.at[i];
        dump_element_of(pages, op->structure, before, out);
        dump_op(pages, op, out);
        builder_char(out, '\n');
        before = op->structure;
    }
}

/* How many elements stand above; a tree deeper than this is a mistake that the dump need not
 * follow. */
#define DEPTH_MAX 60

static int depth_of(const struct pages *pages, size_t index) {
    int depth = 0;
    int32_t parent = pages->structures.at[index].parent;
    while (parent >= 0 && depth < DEPTH_MAX) {
        parent = pages->structures.at[parent].parent;
        depth++;
    }
    return depth;
}

static void dump_element(const struct pages *pages, size_t index, struct builder *out) {
    static const char *const scopes[] = {
        [SCOPE_NONE] = NULL, [SCOPE_COLUMN] = "column", [SCOPE_ROW] = "row", [SCOPE_BOTH] = "both"};
    const struct structure *facts = &pages->structures.at[index];
    builder_format(out, "%*s%s", 2 + 2 * depth_of(pages, index), "", tag_names[facts->tag]);
    dump_string(out, "scope", scopes[facts->scope]);
    if (facts->row_span > 1)
        builder_format(out, " rows=%u", facts->row_span);
    if (facts->column_span > 1)
        builder_format(out, " columns=%u", facts->column_span);
    builder_text(out, facts->numbering == NUMBERING_DECIMAL ? " numbered" : "");
    dump_string(out, "lang", facts->language);
    dump_string(out, "alt", facts->alt);
    dump_string(out, "text", facts->actual_text);
    builder_char(out, '\n');
}

static void dump_ways(const struct pages *pages, struct builder *out) {
    for (size_t i = 0; i < pages->outline.count; i++) {
        const struct outline_entry *entry = &pages->outline.at[i];
        builder_format(out, "%*sbookmark page %zu ", (int)entry->level * 2, "", entry->page + 1);
        dump_length(out, entry->y);
        dump_string(out, "title", entry->title);
        builder_char(out, '\n');
    }
    for (size_t i = 0; i < pages->destinations.count; i++) {
        const struct destination *place = &pages->destinations.at[i];
        builder_format(out, "  place page %zu ", place->page + 1);
        dump_length(out, place->y);
        dump_string(out, "name", place->name);
        builder_char(out, '\n');
    }
}

void pages_dump(const struct pages *pages, struct builder *out) {
    builder_text(out, "pages");
    dump_string(out, "title", pages->title);
    dump_string(out, "author", pages->author);
    dump_string(out, "lang", pages->language);
    if (pages->date.year > 0)
        builder_format(out, " date=%04d-%02d-%02d", pages->date.year, pages->date.month,
                       pages->date.day);
    builder_char(out, '\n');
    for (size_t i = 0; i < pages->pages.count; i++)
        dump_page(pages, i, out);
    builder_text(out, "ways\n");
    dump_ways(pages, out);
    builder_text(out, "structure\n");
    for (size_t i = 0; i < pages->structures.count; i++)
        dump_element(pages, i, out);
}

bool page_is_address(const char *address) {
    static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncmp(address, schemes[i], strlen(schemes[i])) == 0) {
            return true;
        }
    }
    return false;
}
