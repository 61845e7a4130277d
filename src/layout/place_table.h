/* Inside of placing tables: place_table.c breaks a table into pages, place_rows.c measures and
 * places rows. */
#ifndef LAYOUT_PLACE_TABLE_H
#define LAYOUT_PLACE_TABLE_H

#include "layout/place.h"

struct table_state {
    struct place *place;
    struct block *block;
    const struct block_table *table;
    const length *widths;
    struct fragment *fragment;
    length height;      /* placed so far */
    length room_height; /* of this page */
    length foot_height; /* 0: no foot, or one that fills too much of a page to be kept with rows */
};

/* Rows that spanning cells tie together, from `first` on; `begun` of them stand on earlier pages.
 */
struct unit {
    size_t first, count;
    size_t begun;
};

/* The unit that begins at row. */
struct unit unit_at(const struct block_table *table, size_t row);

#define TABLE_TOO_TALL (LENGTH_MAX / 2)

/* Places rows [unit->first + unit->begun, ... + count) into out_rows; cells that reach in from
 * earlier pages are repeated in the first of them. Returns the height, or TABLE_TOO_TALL as soon as
 * it is more than the room, or when a break inside a cell does not let its row stand on one page.
 */
length rows_measure(struct table_state *state, const struct unit *unit, size_t count, length room,
                    struct fragment **out_rows);

/* The row that heads a group, again, with its "continued"; an artifact. NULL: it is too high for
 * that. */
struct fragment *rows_repeat_group(struct table_state *state, size_t row);

/* Adds measured rows below what is placed. */
void rows_add(struct table_state *state, struct fragment **rows, size_t count, bool is_artifact);

/* Splits a row at the page's end: as much of each cell as fits. False when nothing fits. */
bool row_split(struct table_state *state, size_t index, const struct resume *resume,
               struct room room, struct resume **out_resume);

/* The x of a column in the table. */
length column_x(const struct table_state *state, size_t column);

#endif
