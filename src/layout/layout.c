/* The whole of layout: blocks from the template and the report, then page after page of placed
 * fragments, drawn. Headers and footers come last, when the number of pages is known; they are
 * placed in regions of fixed size, so nothing moves. */
#include "layout/layout.h"

#include "base/vector.h"
#include "layout/build.h"
#include "layout/draw.h"
#include "layout/place.h"

#include <string.h>

#define PAGES_MAX 5000

struct layout {
    struct arena *arena;
    const struct layout_inputs *inputs;
    struct diags *diags;
    struct build *build;
    struct place place;
    struct draw draw;
    struct pages *pages;
    VECTOR(const struct page_master *) masters; /* of each page */
};

static const struct page_master *find_master(const struct layout *layout, const char *name) {
    const struct template *template = layout->inputs->template;
    for (size_t i = 0; i < template->page_count; i++)
        if (strcmp(template->pages[i].name, name) == 0)
            return &template->pages[i];
    return NULL;
}

static const struct page_master *next_master(const struct layout *layout,
                                             const struct page_master *master,
                                             const struct placed *placed) {
    const struct page_master *named =
        placed->next_page ? find_master(layout, placed->next_page) : NULL;
    if (named)
        return named;
    return master->next ? master->next : master;
}

static bool add_page(struct layout *layout, const struct page_master *master) {
    if (layout->pages->pages.count >= PAGES_MAX) {
        diag(layout->diags, MESSAGE_PAGES_LIMIT, master->position,
             ARGS(arena_format(layout->arena, "%d", PAGES_MAX)));
        return false;
    }
    *VECTOR_PUSH(layout->arena, &layout->masters) = master;
    struct page *page = VECTOR_PUSH(layout->arena, &layout->pages->pages);
    page->width = master->width;
    page->height = master->height;
    layout->draw.page = layout->pages->pages.count - 1;
    return true;
}

static bool place_flow(struct layout *layout, const struct flow_blocks *flow) {
    const struct page_master *master = flow->first;
    const struct resume *resume = NULL;
    for (;;) {
        struct room room = {master->width - master->margin.left - master->margin.right,
                            master->height - master->margin.top - master->margin.bottom, true};
        if (room.width < LENGTH_PER_POINT || room.height < LENGTH_PER_POINT) {
            diag(layout->diags, MESSAGE_PAGE_TOO_SMALL, master->position, ARGS(master->name));
            return false;
        }
        struct placed placed = place_block(&layout->place, flow->root, resume, room);
        bool is_empty = !placed.fragment || !placed.fragment->first_child;
        if (!is_empty || !placed.resume) {
            if (!add_page(layout, master))
                return false;
            if (placed.fragment)
                draw_fragment(&layout->draw, placed.fragment, master->margin.left,
                              master->margin.top, false);
            master = next_master(layout, master, &placed);
        } else if (placed.next_page) { /* a named page switched to before anything stood on this one
                                        */
            master = next_master(layout, master, &placed);
        }
        if (!placed.resume)
            return true;
        resume = placed.resume;
    }
}

static void draw_region(struct layout *layout, const struct page_region *region, struct block *root,
                        const char *what) {
    const struct style *style = region->style;
    length width = region->width - style->padding.left - style->padding.right;
    struct room room = {width, LENGTH_MAX / 4, true};
    struct placed placed = place_block(&layout->place, root, NULL, room);
    length content = placed.fragment ? placed.fragment->height : 0;
    length height = content + style->padding.top + style->padding.bottom;
    if (region->height > 0 && height > region->height) {
        length over = (height - region->height + LENGTH_PER_POINT - 1) / LENGTH_PER_POINT;
        diag(layout->diags, MESSAGE_REGION_OVERFULL, region->position,
             ARGS(what, arena_format(layout->arena, "%d", over)));
    }
    if (region->height > 0)
        height = region->height;
    struct op_rect band = {region->left, region->top, region->width, height};
    draw_rect(&layout->draw, band, region->fill);
    draw_rect(&layout->draw,
              (struct op_rect){band.x, band.y + band.height - style->edge.bottom, band.width,
                               style->edge.bottom},
              style->edge_color);
    draw_rect(&layout->draw, (struct op_rect){band.x, band.y, band.width, style->edge.top},
              style->edge_color);
    if (placed.fragment)
        draw_fragment(&layout->draw, placed.fragment, region->left + style->padding.left,
                      region->top + style->padding.top, true);
}

static bool place_region(struct layout *layout, const struct page_region *region, size_t page,
                         const char *what) {
    if (!region)
        return true;
    size_t count = layout->pages->pages.count;
    struct block *root = build_region(layout->build, region, page + 1, count);
    if (!root)
        return false;
    layout->draw.page = page;
    draw_region(layout, region, root, what);
    return true;
}

static bool place_regions(struct layout *layout) {
    for (size_t i = 0; i < layout->pages->pages.count; i++) {
        const struct page_master *master = layout->masters.at[i];
        if (!place_region(layout, master->header, i, "header") ||
            !place_region(layout, master->footer, i, "footer"))
            return false;
    }
    return true;
}

static void report_missing_characters(struct layout *layout) {
    const uint32_t *missing;
    size_t count = shaper_missing(layout->inputs->shaper, &missing);
    for (size_t i = 0; i < count; i++)
        diag(layout->diags, MESSAGE_GLYPH_MISSING, NOWHERE,
             ARGS(arena_format(layout->arena, "U+%04X", missing[i])));
}

static struct layout layout_begin(struct arena *arena, const struct layout_inputs *inputs,
                                  struct diags *diags) {
    struct layout layout = {.arena = arena, .inputs = inputs, .diags = diags};
    layout.build = build_new(arena, inputs, diags);
    layout.place = (struct place){.arena = arena, .shaper = inputs->shaper, .diags = diags};
    layout.draw = (struct draw){.arena = arena, .diags = diags};
    return layout;
}

const struct pages *layout_build(struct arena *arena, const struct layout_inputs *inputs,
                                 struct diags *diags) {
    struct layout layout = layout_begin(arena, inputs, diags);
    struct document_blocks document = {0};
    bool is_done = layout.build && build_document(layout.build, &document);
    layout.pages = layout.draw.pages = document.pages;
    layout.draw.place = &layout.place;
    for (size_t i = 0; is_done && i < document.flow_count; i++)
        is_done = place_flow(&layout, &document.flows[i]);
    is_done = is_done && place_regions(&layout);
    if (layout.build)
        build_free(layout.build);
    report_missing_characters(&layout);
    return is_done ? layout.pages : NULL;
}
