/* Charts: how high they are, and their drawing (draw_chart in layout/draw.h). What is drawn is one
 * figure: its alternative text states every value. */
#ifndef LAYOUT_CHART_H
#define LAYOUT_CHART_H

#include "layout/draw.h"
#include "layout/place.h"

struct chart_size {
    length least;  /* with everything in it as close as it may stand */
    length wanted; /* as the kind needs, or as the template says; never less than `least` */
};
struct chart_size chart_size(struct place *place, const struct block *block, length width);

/* The step between the ticks of an axis from low to high (low < high): the smallest of 1, 2, 5, 10,
 * 20, 50 ... that makes at most `most` steps (2 or more) once both ends are rounded outward to
 * whole steps. */
int64_t chart_tick_step(int64_t low, int64_t high, int most);

/* The multiple of step (1 or more) that is at or below value. */
int64_t chart_round_down(int64_t value, int64_t step);

#endif
