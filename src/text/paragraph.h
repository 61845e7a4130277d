/* A paragraph: spans of styled text, cut into the units between break opportunities (UAX 14),
 * shaped once, then broken into lines for any width. Measuring never draws. */
#ifndef TEXT_PARAGRAPH_H
#define TEXT_PARAGRAPH_H

#include "base/arena.h"
#include "base/length.h"
#include "text/font.h"
#include "text/shape.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_style {
    const struct font_face *face;
    length size;
    uint32_t color; /* 0xRRGGBB */
    bool underline;
    length rise; /* above the baseline; never begins a line of its own: the number of a footnote */
};

struct text_span {
    const char
        *text; /* UTF-8, blanks already folded; '\n' is a forced line end; U+00A0 does not break */
    size_t size_bytes;
    const struct text_style *style;
    int32_t structure; /* structure element that its marks belong to, see layout/page.h */
    int32_t link;      /* index of a link target, -1: none */
    /* NULL; or else the text is one character in the place of a number that is to come, see
     * layout/number.c: it has the width of this text, and is printed by whoever knows the number */
    const char *widest;
    int32_t number; /* index of that number */
};

/* What a line is made of: one shaped run, followed by `spaces` space glyphs in the same style. */
struct text_piece {
    const struct shaped_run *run; /* exactly this run, not run->next; NULL: only spaces */
    const struct text_span *span;
    uint32_t spaces; /* 0 or 1; the space that ends a broken line is kept here and has no width */
};

struct text_line {
    const struct text_piece *pieces;
    size_t piece_count;
    size_t start;     /* bytes of the paragraph's text before it */
    length width;     /* without the trailing space */
    bool is_forced;   /* ends with '\n' or the paragraph */
    bool is_overfull; /* a unit wider than the line was broken at a grapheme */
};

struct paragraph;

/* Shapes all spans (borrowed, must live as long as the arena). */
struct paragraph *paragraph_build(struct arena *arena, struct shaper *shaper,
                                  const struct text_span *spans, size_t span_count);

struct text_lines {
    struct text_line *lines;
    size_t count;
};

/* Breaks for `width`. Always makes progress: a unit wider than the line breaks at a grapheme, and a
 * single grapheme wider than the line stands alone. A wider column never gives more lines. */
struct text_lines paragraph_break(struct arena *arena, const struct paragraph *paragraph,
                                  length width);

/* The same for the text from a line's start on, in another width than that line was broken for. */
struct text_lines paragraph_break_from(struct arena *arena, const struct paragraph *paragraph,
                                       size_t start, length width);

/* Widest unbreakable unit, and width without any break but forced ones. */
length paragraph_min_width(const struct paragraph *paragraph);
length paragraph_max_width(const struct paragraph *paragraph);

#endif
