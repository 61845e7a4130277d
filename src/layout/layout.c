/* The whole of layout: blocks from the template and the report, then page after page of placed
 * fragments, drawn. Headers and footers come last, when the number of pages is known; they are
 * placed in regions of fixed size, so nothing moves. */
#include "layout/layout.h"

#include "base/vector.h"
#include "layout/build.h"
#include "layout/draw.h"
#include "layout/missing.h"
#include "layout/number.h"
#include "layout/place.h"
#include "layout/place_notes.h"

#include <string.h>

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
    const char *longest_section;              /* for measuring headers that print it */
    const struct block *notes_block;          /* of footnotes; NULL: the document has none */
    struct waiting_notes waiting;             /* footnotes for the next page */
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

/* Whether the page with that index is a left one: pages count from 1, and the first is a right one.
 */
static bool is_left_page(size_t index) {
    return index % 2 == 1;
}

/* The master itself, or the one that takes its place where the next page is a left one. */
static const struct page_master *side_master(const struct layout *layout,
                                             const struct page_master *master) {
    bool is_left = is_left_page(layout->pages->pages.count);
    return is_left && master->left ? master->left : master;
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

/* The flow's place on a page of this master. */
static struct room flow_room(const struct layout *layout, const struct page_master *master) {
    const struct frame *frame = find_frame(layout, master);
    return (struct room){master->width - master->margin.left - master->margin.right,
                         master->height - frame->top - frame->bottom, true};
}

static bool has_room(struct layout *layout, const struct page_master *master) {
    struct room room = flow_room(layout, master);
    if (room.width >= LENGTH_PER_POINT && room.height >= LENGTH_PER_POINT)
        return true;
    diag(layout->diags, MESSAGE_PAGE_TOO_SMALL, master->position, ARGS(master->name));
    return false;
}

/* What a page of this master holds of root (NULL: no text) and of the footnotes. */
static struct noted_page place_on(struct layout *layout, struct block *root,
                                  const struct resume *resume, const struct page_master *master) {
    struct room room = flow_room(layout, master);
    layout->place.is_roll = master->is_roll;
    if (layout->notes_block) {
        struct noted_flow flow = {&layout->place, root, layout->notes_block};
        return place_noted_page(&flow, resume, &layout->waiting, room);
    }
    struct noted_page page = {0};
    if (root)
        page.text = place_block(&layout->place, root, resume, room);
    return page;
}

static bool is_end(const struct noted_page *page) {
    return !page->text.resume && page->waiting.count == 0;
}

/* Places what comes next on a page of the master, or of the one that takes its place on this side;
 * *out_used tells. If that is the end and the master has another one for the last page, it is
 * placed on that one, unless it does not fit there. */
static struct noted_page place_page(struct layout *layout, struct block *root,
                                    const struct resume *resume, const struct page_master *master,
                                    const struct page_master **out_used) {
    const struct page_master *used = side_master(layout, master);
    *out_used = used;
    struct noted_page page = place_on(layout, root, resume, used);
    const struct page_master *last = used->last ? used->last : master->last;
    if (!is_end(&page) || !last)
        return page;
    last = side_master(layout, last);
    if (!has_room(layout, last))
        return page;
    struct noted_page on_last = place_on(layout, root, resume, last);
    if (!is_end(&on_last))
        return page;
    *out_used = last;
    return on_last;
}

/* Whether the left and right sides of the page with that index change places. */
static bool is_turned(const struct page_master *master, size_t index) {
    return master->is_mirrored && is_left_page(index);
}

/* The rule and the footnotes below it; their links learn where they lead. */
static void draw_notes(struct layout *layout, const struct fragment *notes, length x, length y) {
    const struct style *style = notes->block->style;
    length width = notes->width < NOTE_RULE_WIDTH ? notes->width : NOTE_RULE_WIDTH;
    draw_rect(&layout->draw, (struct op_rect){x, y + NOTE_GAP_ABOVE, width, style->rule_width},
              style->rule_color);
    for (struct fragment *note = notes->first_child; note; note = note->next) {
        struct page_link *link = &layout->pages->links.at[note->block->u.item.link];
        if (!note->is_first)
            continue;
        link->has_place = true;
        link->page = layout->draw.page;
        link->y = y + note->y;
    }
    draw_fragment(&layout->draw, notes, x, y, false);
}

static bool draw_page(struct layout *layout, const struct page_master *master,
                      const struct noted_page *page) {
    if (!add_page(layout, master))
        return false;
    const struct frame *frame = find_frame(layout, master);
    length text = page->text.fragment ? page->text.fragment->height : 0;
    length notes = page->notes ? page->notes->height : 0;
    if (master->is_roll)
        layout->pages->pages.at[layout->draw.page].height =
            frame->top + text + notes + frame->bottom;
    bool turned = is_turned(master, layout->draw.page);
    length left = turned ? master->margin.right : master->margin.left;
    length foot = master->is_roll ? frame->top + text + notes : master->height - frame->bottom;
    if (page->text.fragment)
        draw_fragment(&layout->draw, page->text.fragment, left, frame->top, false);
    if (page->notes)
        draw_notes(layout, page->notes, left, foot - notes);
    noted_page_accept(page);
    layout->waiting = page->waiting;
    return true;
}

/* A page without text, if the next one would be on the other side; footnotes that wait stand there.
 */
static bool turn_to_side(struct layout *layout, const struct page_master *master,
                         enum page_side side) {
    bool is_left = is_left_page(layout->pages->pages.count);
    if (side == SIDE_ANY || master->is_roll || is_left == (side == SIDE_LEFT))
        return true;
    master = side_master(layout, master);
    if (!has_room(layout, master))
        return false;
    struct noted_page page = place_on(layout, NULL, NULL, master);
    return draw_page(layout, master, &page);
}

static bool place_flow(struct layout *layout, const struct flow_blocks *flow) {
    const struct page_master *master = flow->first;
    const struct resume *resume = NULL;
    struct block *root = flow->root;
    for (;;) {
        if (!has_room(layout, side_master(layout, master)))
            return false;
        const struct page_master *used = master;
        struct noted_page page = place_page(layout, root, resume, master, &used);
        const struct placed *text = &page.text;
        bool is_page = !text->resume || text->fragment->first_child;
        if (is_page && !draw_page(layout, used, &page))
            return false;
        const struct page_master *before = is_page && master->next ? master->next : master;
        if (is_page || text->next_page) /* a named page may be switched to on an empty one */
            master = next_master(layout, master, text);
        if (is_end(&page))
            return true;
        if (!turn_to_side(layout, before, text->side))
            return false;
        resume = text->resume;
        root = resume ? root : NULL;
    }
}

static struct placed place_region(struct layout *layout, const struct page_region *region,
                                  const struct page_facts *facts) {
    struct block *root = build_region(layout->build, region, facts);
    if (!root)
        return (struct placed){0};
    const struct style *style = region->style;
    length width = region->width - style->padding.left - style->padding.right;
    layout->place.ignores_breaks = true;
    struct placed placed =
        place_block(&layout->place, root, NULL, (struct room){width, ROOM_ENDLESS, true});
    layout->place.ignores_breaks = false;
    return placed;
}

/* The height of a region with its content; 0 if there is none. False after an error was reported.
 */
static bool measure_region(struct layout *layout, const struct page_region *region,
                           length *out_height) {
    *out_height = 0;
    if (!region)
        return true;
    struct page_facts facts = {.number = 1, .count = 1, .section = layout->longest_section};
    struct placed placed = place_region(layout, region, &facts);
    if (!placed.fragment)
        return false;
    const struct style *style = region->style;
    length height = placed.fragment->height + style->padding.top + style->padding.bottom;
    *out_height = height > region->height ? height : region->height;
    return true;
}

/* The longest heading that a header may have to print. */
static const char *longest_section(const struct block *block, const char *longest) {
    if (block->outline_level > 0 && strlen(block->outline_title) > strlen(longest))
        longest = block->outline_title;
    for (const struct block *child = block->first_child; child; child = child->next)
        longest = longest_section(child, longest);
    return longest;
}

/* Notes what the region needs more than its own height, and more than the page's margin. */
static void note_growth(struct layout *layout, const struct page_region *region, length height,
                        length moved) {
    length taller = region->height > 0 ? height - region->height : 0;
    length by = taller > moved ? taller : moved;
    if (by > 0)
        *VECTOR_PUSH(layout->arena, &layout->pages->grown) =
            (struct grown_region){.position = region->position, .by = by};
}

static bool measure_frames(struct layout *layout) {
    const struct template *template = layout->inputs->template;
    const length gap = LENGTH_MM10(40);
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
        if (master->header)
            note_growth(layout, master->header, frame->header_height,
                        frame->top - master->margin.top);
        if (!master->footer)
            continue;
        length under = master->height - master->footer->top - master->footer->height;
        if (under + frame->footer_height + gap > frame->bottom)
            frame->bottom = under + frame->footer_height + gap;
        note_growth(layout, master->footer, frame->footer_height,
                    frame->bottom - master->margin.bottom);
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

/* The last heading that begins on the page or before it. */
static const char *find_section(const struct layout *layout, size_t page) {
    const char *section = "";
    for (size_t i = 0; i < layout->pages->outline.count; i++) {
        const struct outline_entry *entry = &layout->pages->outline.at[i];
        if (entry->page <= page && entry->level <= 2)
            section = entry->title;
    }
    return section;
}

/* Draws the header or footer of the current page: `structure` tells readers which it is. */
static bool finish_region(struct layout *layout, const struct page_master *master, length top,
                          length height, int32_t structure) {
    const struct page_region *region =
        structure == STRUCTURE_HEADER ? master->header : master->footer;
    struct page *page = &layout->pages->pages.at[layout->draw.page];
    size_t first = page->ops.count;
    struct page_facts facts = {.number = layout->draw.page + 1,
                               .count = layout->pages->pages.count,
                               .section = find_section(layout, layout->draw.page)};
    struct placed placed = place_region(layout, region, &facts);
    if (!placed.fragment)
        return false;
    length right = page->width - region->left - region->width;
    struct op_rect band = {is_turned(master, layout->draw.page) ? right : region->left, top,
                           region->width, height};
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
        !finish_region(layout, frame->master, header->top, frame->header_height, STRUCTURE_HEADER))
        return false;
    if (!footer)
        return true;
    length cut = frame->master->height - layout->pages->pages.at[page].height; /* of a roll */
    length top = footer->top + footer->height - frame->footer_height - cut;
    return finish_region(layout, frame->master, top, frame->footer_height, STRUCTURE_FOOTER);
}

/* What no block of the flows holds stands in a header or footer. */
static struct position missing_position(const struct layout *layout,
                                        const struct document_blocks *document,
                                        uint32_t character) {
    for (size_t i = 0; i < document->flow_count; i++) {
        struct position position = missing_find(document->flows[i].root, character);
        if (position.file)
            return position;
    }
    for (size_t i = 0; i < document->note_count; i++) {
        struct position position = missing_find(document->notes[i], character);
        if (position.file)
            return position;
    }
    const struct template *template = layout->inputs->template;
    for (size_t i = 0; i < template->page_count; i++) {
        const struct page_master *master = &template->pages[i];
        if (master->header || master->footer)
            return master->header ? master->header->position : master->footer->position;
    }
    return NOWHERE;
}

static void report_missing_characters(struct layout *layout,
                                      const struct document_blocks *document) {
    const uint32_t *missing;
    size_t count = shaper_missing(layout->inputs->shaper, &missing);
    for (size_t i = 0; i < count; i++)
        diag(layout->diags, MESSAGE_GLYPH_MISSING, missing_position(layout, document, missing[i]),
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
    layout.longest_section = "";
    for (size_t i = 0; is_done && i < document.flow_count; i++)
        layout.longest_section = longest_section(document.flows[i].root, layout.longest_section);
    is_done = is_done && measure_frames(&layout);
    if (is_done && document.note_count > 0) {
        struct block *notes = ARENA_NEW(arena, struct block);
        *notes = (struct block){
            .kind = BLOCK_GROUP, .style = document.note_style, .structure = STRUCTURE_ARTIFACT};
        layout.notes_block = notes;
    }
    for (size_t i = 0; is_done && i < document.flow_count; i++)
        is_done = place_flow(&layout, &document.flows[i]);
    if (is_done)
        number_fill(&layout.draw, document.numbers);
    for (size_t i = 0; is_done && i < layout.pages->pages.count; i++)
        is_done = finish_page(&layout, i);
    if (layout.build)
        build_free(layout.build);
    report_missing_characters(&layout, &document);
    return is_done ? layout.pages : NULL;
}
