/* Icons, drawn as paths on a grid of 20 units: a triangle for caution, an octagon for urgent, a
 * disc with "i" for a note, a disc for a number. The word that says the same stands beside them, so
 * they are decoration. */
#include "layout/arc.h"
#include "layout/draw.h"

#include <string.h>

struct grid {
    length x, y, size;
};

static struct path_step grid_step(const struct grid *grid, enum path_verb verb, int tenths_x,
                                  int tenths_y) {
    struct path_step step = {.verb = verb};
    step.x[0] = grid->x + length_scale(grid->size, tenths_x, 200);
    step.y[0] = grid->y + length_scale(grid->size, tenths_y, 200);
    return step;
}

/* Corner points in tenths of a grid unit, as x, y pairs. */
static void draw_polygon(struct draw *draw, const struct grid *grid, const int *corners,
                         size_t count, uint32_t color) {
    struct path_step steps[10];
    for (size_t i = 0; i < count; i++)
        steps[i] =
            grid_step(grid, i == 0 ? PATH_MOVE : PATH_LINE, corners[2 * i], corners[2 * i + 1]);
    steps[count] = (struct path_step){.verb = PATH_CLOSE};
    draw_path(draw, STRUCTURE_ARTIFACT, steps, count + 1, paint_fill(color));
}

/* A stroke from one height to another, and a dot. */
static void draw_mark(struct draw *draw, const struct grid *grid, const int heights[4],
                      uint32_t color) {
    struct path_step steps[4] = {
        grid_step(grid, PATH_MOVE, 100, heights[0]),
        grid_step(grid, PATH_LINE, 100, heights[1]),
        grid_step(grid, PATH_MOVE, 100, heights[2]),
        grid_step(grid, PATH_LINE, 100, heights[3]),
    };
    struct paint paint = paint_stroke(color, grid->size / 9);
    paint.round_caps = true;
    draw_path(draw, STRUCTURE_ARTIFACT, steps, 4, paint);
}

static void draw_disc(struct draw *draw, const struct grid *grid, uint32_t color) {
    struct path_step steps[ARC_STEPS];
    length middle = grid->size / 2;
    size_t count = arc_circle(grid->x + middle, grid->y + middle, middle, steps);
    draw_path(draw, STRUCTURE_ARTIFACT, steps, count, paint_fill(color));
}

void draw_icon(struct draw *draw, const struct block *block, length x, length y, length size) {
    static const int triangle[] = {100, 15, 190, 180, 10, 180};
    static const int octagon[] = {60,  5,   140, 5,   195, 60,  195, 140,
                                  140, 195, 60,  195, 5,   140, 5,   60};
    static const int in_triangle[4] = {75, 120, 152, 153};
    static const int in_octagon[4] = {50, 110, 148, 149};
    static const int in_disc[4] = {90, 150, 52, 53};
    const struct grid grid = {x, y, size};
    const uint32_t white = 0xFFFFFF;
    uint32_t color = block->style->accent;
    const char *icon = block->u.box.icon;
    if (strcmp(icon, "warning") == 0) {
        draw_polygon(draw, &grid, triangle, 3, color);
        draw_mark(draw, &grid, in_triangle, white);
    } else if (strcmp(icon, "urgent") == 0) {
        draw_polygon(draw, &grid, octagon, 8, color);
        draw_mark(draw, &grid, in_octagon, white);
    } else {
        draw_disc(draw, &grid, color);
        if (block->u.box.icon_text)
            draw_label(draw, block->u.box.icon_text, ALIGN_CENTER,
                       (struct op_rect){x, y, size, size}, false);
        else
            draw_mark(draw, &grid, in_disc, white);
    }
}
