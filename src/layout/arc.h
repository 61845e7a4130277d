/* Circles and arcs as Bezier curves, in integers: angles are thousandths of a half turn (1000 = 180
 * degrees), counted clockwise from the left (9 o'clock), as a gauge's scale runs. */
#ifndef LAYOUT_ARC_H
#define LAYOUT_ARC_H

#include "base/length.h"
#include "layout/page.h"

#include <stddef.h>

#define ARC_HALF_TURN 1000

/* The point at angle on the circle of radius around (x, y); y grows downward, so that 500 is the
 * top. */
void arc_point(length x, length y, length radius, int angle, length *out_x, length *out_y);

/* At most this many steps are written by each function below. */
#define ARC_STEPS 24

/* A ring's part between two angles: outer arc, line in, inner arc back, closed. Returns the number
 * of steps. */
size_t arc_ring(length x, length y, const length radius[2], const int angle[2],
                struct path_step out_steps[ARC_STEPS]);

/* A whole circle. */
size_t arc_circle(length x, length y, length radius, struct path_step out_steps[ARC_STEPS]);

#endif
