/* In a TJ array a number moves the pen left by thousandths of an em. Kerning and offsets come in
 * font units (2,048 an em in Open Sans), so each number is rounded; rounding each by itself would
 * let the pen drift over a long word. Here the wanted place is kept exactly, in font units, and
 * each number is the difference between the rounded whole and what has been written so far: the pen
 * is never more than half a thousandth of an em away from its place. */
#include "text/operand.h"

static int64_t round_half_away(int64_t numerator, int64_t denominator) {
    int64_t half = denominator / 2;
    return (numerator >= 0 ? numerator + half : numerator - half) / denominator;
}

/* PDF 1.7, 7.3.4.2: what a literal string cannot hold as it is. A lone CR would be read as LF. */
static void add_byte(struct builder *out, unsigned byte) {
    if (byte == '(' || byte == ')' || byte == '\\')
        builder_char(out, '\\');
    if (byte == '\r')
        builder_add(out, "\\r", 2);
    else
        builder_char(out, (char)byte);
}

int32_t operand_build(const struct font_face *face, const struct placed_glyph *glyphs, size_t count,
                      struct builder *out) {
    int64_t wanted = 0;  /* where the pen should stand */
    int64_t natural = 0; /* where the glyphs' own widths alone bring it */
    int64_t written = 0; /* sum of the numbers so far, thousandths of an em to the left */
    bool is_open = false;
    for (size_t i = 0; i <= count; i++) {
        int64_t place = wanted + (i < count ? glyphs[i].x : 0);
        int64_t left = round_half_away((natural - place) * 1000, face->units_per_em);
        if (left != written) {
            builder_char(out, is_open ? ')' : ' '); /* the operand before may end in a number */
            is_open = false;
            builder_int(out, left - written);
            written = left;
        }
        if (i == count)
            break;
        if (!is_open)
            builder_char(out, '(');
        is_open = true;
        add_byte(out, glyphs[i].glyph >> 8);
        add_byte(out, glyphs[i].glyph & 0xFF);
        wanted += glyphs[i].advance;
        natural += hb_font_get_glyph_h_advance(face->font, glyphs[i].glyph);
    }
    if (is_open)
        builder_char(out, ')');
    return (int32_t)wanted;
}
