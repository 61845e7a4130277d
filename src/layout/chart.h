/* Charts: their height, and their drawing. All of a chart is one figure: its alternative text
 * states every value. */
#ifndef LAYOUT_CHART_H
#define LAYOUT_CHART_H

#include "layout/draw.h"
#include "layout/place.h"

/* Height that the chart needs in this width, unless the template gives one. */
length chart_height(struct place *place, const struct block *block, length width);

#endif
