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

/* What a page master leaves for the flow once its header and footer are known. */
struct frame {
    const struct page_master *master;
    length header_height, footer_height; /* as they are drawn */
    length top, bottom;                  /* margins of the flow */
};

struct layout {
    struct arena *arena;
    const struct layout_inputs *inputs;
    struct diags *diags;
    struct build *build;
    struct place place;
    struct draw draw;
    struct pages *pages;
    struct frame *frames;                     /* one for each of the template's page masters */
    VECTOR(const struct frame *) page_frames; /* of each page */
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

static const struct frame *find_frame(const struct layout *layout,
                                      const struct page_master *master) {
    return &layout->frames[master - layout->inputs->template->pages];
}

static bool add_page(struct layout *layout, const struct page_master *master) {
    if (layout->pages->pages.count >= PAGES_MAX) {
        diag(layout->diags, MESSAGE_PAGES_LIMIT, master->position,
             ARGS(arena_format(layout->arena, "%d", PAGES_MAX)));
        return false;
    }
    *VECTOR_PUSH(layout->arena, &layout->page_frames) = find_frame(layout, master);
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
        const struct frame *frame = find_frame(layout, master);
        struct room room = {master->width - master->margin.left - master->margin.right,
                            master->height - frame->top - frame->bottom, true};
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
                draw_fragment(&layout->draw, placed.fragment, master->margin.left, frame->top,
                              false);
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

static struct placed place_region(struct layout *layout, const struct page_region *region,
                                  size_t page, size_t pages) {
    struct block *root = build_region(layout->build, region, page, pages);
    if (!root)
        return (struct placed){0};
    const struct style *style = region->style;
    length width = region->width - style->padding.left - style->padding.right;
    return place_block(&layout->place, root, NULL, (struct room){width, LENGTH_MAX / 4, true});
}

/* The height of a region with its content; 0 if there is none. False after an error was reported.
 */
static bool measure_region(struct layout *layout, const struct page_region *region,
                           length *out_height) {
    *out_height = 0;
    if (!region)
        return true;
    struct placed placed = place_region(layout, region, 1, 1);
    if (!placed.fragment)
        return false;
    const struct style *style = region->style;
    length height = placed.fragment->height + style->padding.top + style->padding.bottom;
    *out_height = height > region->height ? height : region->height;
    return true;
}

static bool measure_frames(struct layout *layout) {
    const struct template *template = layout->inputs->template;
    const length gap = 2 * LENGTH_PER_POINT;
    layout->frames = ARENA_ARRAY(layout->arena, struct frame, template->page_count);
    for (size_t i = 0; i < template->page_count; i++) {
        const struct page_master *master = &template->pages[i];
        struct frame *frame = &layout->frames[i];
        *frame = (struct frame){
            .master = master, .top = master->margin.top, .bottom = master->margin.bottom};
        if (!measure_region(layout, master->header, &frame->header_height) ||
            !measure_region(layout, master->footer, &frame->footer_height))
            return false;
        if (master->header && master->header->top + frame->header_height + gap > frame->top)
            frame->top = master->header->top + frame->header_height + gap;
        if (!master->footer)
            continue;
        length under = master->height - master->footer->top - master->footer->height;
        if (under + frame->footer_height + gap > frame->bottom)
            frame->bottom = under + frame->footer_height + gap;
    }
    return true;
}

static void draw_region(struct layout *layout, const struct page_region *region,
                        struct op_rect band, const struct fragment *fragment) {
    const struct style *style = region->style;
    draw_rect(&layout->draw, band, region->fill);
    struct op_rect edge = band;
    edge.height = style->edge.top;
    draw_rect(&layout->draw, edge, style->edge_color);
    edge.height = style->edge.bottom;
    edge.y = band.y + band.height - edge.height;
    draw_rect(&layout->draw, edge, style->edge_color);
    draw_fragment(&layout->draw, fragment, band.x + style->padding.left,
                  band.y + style->padding.top, true);
}

/* Draws the header or footer of the current page: `structure` tells readers which it is. */
static bool finish_region(struct layout *layout, const struct page_region *region, length top,
                          length height, int32_t structure) {
    struct page *page = &layout->pages->pages.at[layout->draw.page];
    size_t first = page->ops.count;
    struct placed placed =
        place_region(layout, region, layout->draw.page + 1, layout->pages->pages.count);
    if (!placed.fragment)
        return false;
    struct op_rect band = {region->left, top, region->width, height};
    draw_region(layout, region, band, placed.fragment);
    for (size_t i = first; i < page->ops.count; i++)
        page->ops.at[i].structure = structure;
    return true;
}

static bool finish_page(struct layout *layout, size_t page) {
    /* Each page has its frame. */
    const struct frame *frame = layout->page_frames.at[page]; /* NOLINT(*NullDereference) */
    const struct page_region *header = frame->master->header;
    const struct page_region *footer = frame->master->footer;
    layout->draw.page = page;
    if (header &&
        !finish_region(layout, header, header->top, frame->header_height, STRUCTURE_HEADER))
        return false;
    if (!footer)
        return true;
    length top = footer->top + footer->height - frame->footer_height;
    return finish_region(layout, footer, top, frame->footer_height, STRUCTURE_FOOTER);
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
    is_done = is_done && measure_frames(&layout);
    for (size_t i = 0; is_done && i < document.flow_count; i++)
        is_done = place_flow(&layout, &document.flows[i]);
    for (size_t i = 0; is_done && i < layout.pages->pages.count; i++)
        is_done = finish_page(&layout, i);
    if (layout.build)
        build_free(layout.build);
    report_missing_characters(&layout);
    return is_done ? layout.pages : NULL;
}
