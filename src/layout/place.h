/* Placing: blocks -> fragments, one page at a time.
 *
 * A fragment is a block, or the part of it that one page holds, with its place inside its parent
 * fragment. Placing never draws: a caller places, looks at what came out, and may throw it away
 * (keep-with-next, keep-together, orphans) and try again elsewhere. What is drawn is drawn later
 * from the fragments that stayed (layout/draw.h).
 *
 * A block that does not fit gives two things: a fragment of what fits, and a `struct resume` that
 * says where to go on. No fragment at all means "nothing of me fits here, begin me on the next
 * page". At the top of a region (is_top) that is not allowed: there every block places something,
 * if need be past the region's end, so that each page makes progress and placing ends. Nothing is
 * ever dropped.
 *
 * Each block is placed at most twice on one page (once in vain, at its foot) and its lines are
 * broken once for a width, so the time is linear in the text. */
#ifndef LAYOUT_PLACE_H
#define LAYOUT_PLACE_H

#include "base/arena.h"
#include "base/diag.h"
#include "layout/block.h"
#include "text/shape.h"

#include <stdbool.h>
#include <stddef.h>

/* Where to go on in a block of which a part has been placed. */
struct resume {
    size_t line;             /* paragraph: the first line to come */
    struct text_lines lines; /* paragraph: what `line` counts, broken for lines_width */
    length lines_width;
    struct block *child;    /* group, list, item, box: the child to go on with */
    struct resume *inner;   /* how far that child is; NULL: not begun */
    size_t row;             /* table: the first row to come */
    size_t unit;            /* table: the first of the rows that spanning cells tie it to */
    struct resume **tracks; /* columns and a split row: each column's place */
    bool *finished;         /* ... and whether it is finished */
};

struct fragment {
    const struct block *block;
    length x, y, width, height;    /* in the parent fragment */
    bool is_first;                 /* holds the block's beginning */
    bool is_artifact;              /* a repeated table head: drawn, not read aloud */
    const struct text_line *lines; /* of a paragraph */
    size_t line_count;
    const struct block_row *row; /* of a table row */
    const struct block_cell *cell;
    struct fragment *first_child, *last_child, *next;
};

/* A room of this height or more has no foot: what is placed in it is measured, or stands in a
 * region that grows. */
#define ROOM_ENDLESS (LENGTH_MAX / 4)

/* The room for one block. */
struct room {
    length width;
    length height;
    bool is_top; /* nothing stands above in the region: something must be placed */
};

struct placed {
    struct fragment *fragment; /* NULL: nothing placed */
    struct resume *resume;     /* NULL: all of the block is placed */
    bool is_forced;            /* stopped at a forced break */
    const char *next_page;     /* named by that break, or NULL */
    enum page_side side;       /* asked for by that break */
};

struct place {
    struct arena *arena; /* of the report */
    struct shaper *shaper;
    struct diags *diags;
    bool is_trial;       /* what is placed will be placed again: nothing is reported */
    bool is_roll;        /* the page ends where its content ends: nothing stretches to its foot */
    bool ignores_breaks; /* in heads and regions, which cannot go on elsewhere */
};

/* Places a block of any kind, from where `resume` says (NULL: from its start), in the room that is
 * left. Draws nothing. */
struct placed place_block(struct place *place, struct block *block, const struct resume *resume,
                          struct room room);

/* The children of block one below the other. The fragment is block's own. */
struct placed place_children(struct place *place, struct block *block, const struct resume *resume,
                             struct room room);

/* The same for blocks of one kind, called by place_block. */
struct placed place_table(struct place *place, struct block *block, const struct resume *resume,
                          struct room room);
struct placed place_columns(struct place *place, struct block *block, const struct resume *resume,
                            struct room room);
struct placed place_box(struct place *place, struct block *block, const struct resume *resume,
                        struct room room);
struct placed place_list(struct place *place, struct block *block, const struct resume *resume,
                         struct room room);
struct placed place_item(struct place *place, struct block *block, const struct resume *resume,
                         struct room room);

/* Several columns of blocks side by side over the same height: the columns block, and the cells of
 * a split row. */
struct tracks {
    struct block **blocks;
    const length *widths;
    size_t count;
    length gap; /* of columns */
};
/* Fragments in out_fragments (one each, NULL where a track was finished before). The result's
 * resume holds the tracks that go on. Without any progress the result's fragment is NULL; otherwise
 * it is the first fragment. */
struct placed place_tracks(struct place *place, const struct tracks *tracks,
                           const struct resume *resume, length height, bool is_top,
                           struct fragment **out_fragments);

/* How far from the left edge of its room something narrower stands. */
length place_aligned(enum align align, length room, length width);

/* A fragment without children, and a child put into it at x, y from its top left corner. */
struct fragment *fragment_new(struct place *place, const struct block *block, length width);
void fragment_add(struct fragment *parent, struct fragment *child, length x, length y);

/* Widths of measures in a total width, which they never exceed; content widths are given by low and
 * high (NULL if no measure is of content). */
void place_measures(const struct measure *measures, size_t count, length total, const length *low,
                    const length *high, length *out_widths);

/* The gap between `count` tracks: gaps take at most half of the total. */
length place_gap(length gap, size_t count, length total);

/* Narrowest and widest useful width of a block. */
length place_min_width(struct place *place, struct block *block);
length place_max_width(struct place *place, struct block *block);

/* The same of a table, for place_min_width and place_max_width. */
length place_table_width(struct place *place, const struct block *block, bool is_min);

/* A paragraph of a single style, for charts and labels. */
struct paragraph *place_label(struct place *place, const char *text, const struct text_style *style,
                              int32_t structure);

#endif
