/* Inside of struct paragraph, shared by paragraph*.c only. */
#ifndef TEXT_PARAGRAPH_INSIDE_H
#define TEXT_PARAGRAPH_INSIDE_H

#include "text/paragraph.h"

struct kept_paragraph;

#define FINE_PER_LENGTH 256

typedef int64_t fine_length; /* 1/256 length */

struct unit {
    size_t start; /* bytes of the paragraph's text, without blanks and line feed at the end */
    size_t end;
    size_t first_piece;
    size_t piece_count;
    fine_length before; /* of all units before it, blanks included */
    fine_length width;
    fine_length space; /* of the blanks at the end */
    bool is_forced;    /* the line ends with it */
};

struct piece_list {
    struct text_piece *at;
    size_t count;
    size_t capacity;
};

struct paragraph {
    struct shaper *shaper;
    const struct text_span *spans;
    size_t *span_ends; /* bytes of text */
    size_t span_count;
    const char *text;
    size_t text_bytes;
    struct piece_list pieces;
    struct unit *units;
    size_t unit_count;
    fine_length min_width;
    fine_length max_width;
    struct kept_paragraph *kept; /* NULL: it is not kept; else the units are its own */
    uint64_t hash;
};

/* Width of some text: up to its last word, and of the blanks after that. */
struct extent {
    fine_length width;
    fine_length space;
};

/* Rounded up; at most LENGTH_MAX. */
length paragraph_length(fine_length width);

/* Appends the pieces of the text's bytes start..end. */
struct extent paragraph_add_text(struct arena *arena, const struct paragraph *paragraph,
                                 size_t start, size_t end, struct piece_list *pieces);

/* Where the lines of a stretch of units should begin, the first one apart. */
struct line_starts {
    const size_t *at; /* units of the paragraph */
    size_t count;     /* 0: fill the lines one after the other */
};

/* The best breaks of units first..end, which end with a forced line end; see paragraph_choose.c. */
struct line_starts paragraph_choose(struct arena *arena, const struct paragraph *paragraph,
                                    size_t first, size_t end, fine_length room);

#endif
