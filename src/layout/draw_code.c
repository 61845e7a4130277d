/* A QR code: a white ground, quiet zone included, and on it one path of black rectangles, each a
 * run of dark modules in a row. One path, so that no program shows seams between them, and black on
 * white whatever the brand's colours and the ground are: readers want the contrast. */
#include "code/code.h"
#include "layout/draw.h"

#define WHITE 0xFFFFFF
#define BLACK 0x000000

struct module_grid {
    const struct code *code;
    struct op_rect box;
};

/* How far into a box of that size module number `module` begins. */
static length module_start(const struct module_grid *grid, length size, size_t module) {
    return length_scale(size, (int64_t)module + CODE_QUIET,
                        (int64_t)grid->code->side + 2 * CODE_QUIET);
}

static struct path_step run_of(const struct module_grid *grid, size_t row, size_t first,
                               size_t end) {
    const struct op_rect *box = &grid->box;
    struct path_step step = {.verb = PATH_RECT};
    step.x[0] = box->x + module_start(grid, box->width, first);
    step.y[0] = box->y + module_start(grid, box->height, row);
    step.x[1] = box->x + module_start(grid, box->width, end);
    step.y[1] = box->y + module_start(grid, box->height, row + 1);
    return step;
}

/* The runs of dark modules in a row; returns how many. */
static size_t add_runs(const struct module_grid *grid, size_t row, struct path_step *out_steps) {
    size_t count = 0;
    size_t side = grid->code->side;
    for (size_t first = 0, end; first < side; first = end) {
        end = first + 1;
        if (!code_is_dark(grid->code, row, first))
            continue;
        while (end < side && code_is_dark(grid->code, row, end))
            end++;
        out_steps[count++] = run_of(grid, row, first, end);
    }
    return count;
}

void draw_code(struct draw *draw, const struct code *code, struct op_rect box, int32_t structure) {
    const struct module_grid grid = {code, box};
    size_t most = code->side * (code->side + 1) / 2; /* every second module dark */
    struct path_step *steps = ARENA_ARRAY(draw->arena, struct path_step, most);
    size_t count = 0;
    for (size_t row = 0; row < code->side; row++)
        count += add_runs(&grid, row, steps + count);
    draw_rect(draw, box, WHITE);
    struct op *op = draw_op(draw, OP_PATH, structure);
    op->u.path.steps = steps;
    op->u.path.count = count;
    op->paint = paint_fill(BLACK);
}
