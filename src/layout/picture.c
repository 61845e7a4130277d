#include "layout/picture.h"

#include "layout/chart.h"
#include "layout/draw.h"

static length picture_height(struct place *place, const struct block *block, length width) {
    return block->kind == BLOCK_CHART ? chart_size(place, block, width).wanted : width;
}

static void draw_block(struct draw *draw, const struct block *block, struct op_rect box) {
    if (block->kind == BLOCK_CHART)
        draw_chart(draw, block, box, true);
    else if (block->kind == BLOCK_CODE)
        draw_code(draw, block->u.code.code, box, STRUCTURE_ARTIFACT);
    else
        draw_icon(draw, block, box.x, box.y, box.width);
}

const struct page *picture_draw(struct arena *arena, const struct layout_inputs *inputs,
                                const struct block *block, length width) {
    struct place place = {.arena = arena, .shaper = inputs->shaper};
    struct pages *pages = ARENA_NEW(arena, struct pages);
    struct page *page = VECTOR_PUSH(arena, &pages->pages);
    struct draw draw = {.arena = arena, .place = &place, .pages = pages};
    page->width = width;
    page->height = picture_height(&place, block, width);
    draw_block(&draw, block, (struct op_rect){0, 0, page->width, page->height});
    return page;
}
