#include "layout/place.h"

#include "base/vector.h"
#include "layout/chart.h"

struct fragment *fragment_new(struct place *place, const struct block *block, length width) {
    struct fragment *fragment = ARENA_NEW(place->arena, struct fragment);
    fragment->block = block;
    fragment->width = width;
    return fragment;
}

void fragment_add(struct fragment *parent, struct fragment *child, length x, length y) {
    child->x = x;
    child->y = y;
    if (parent->last_child)
        parent->last_child->next = child;
    else
        parent->first_child = child;
    parent->last_child = child;
}

length place_aligned(enum align align, length room, length width) {
    switch (align) {
    case ALIGN_CENTER:
        return (room - width) / 2;
    case ALIGN_RIGHT:
    case ALIGN_DECIMAL:
        return room - width;
    case ALIGN_LEFT:
    case ALIGN_COUNT:
        break;
    }
    return 0;
}

/* ---- paragraphs ---- */

/* How many of `left` lines to place where `fit` would fit, so that no page gets fewer than orphans
 * or widows. 0: none. */
static size_t choose_line_count(const struct block *block, size_t left, size_t fit, bool is_begun) {
    size_t orphans = is_begun ? 1 : (size_t)block->style->orphans;
    size_t widows = (size_t)block->style->widows;
    if (fit >= left)
        return left;
    if (left - fit < widows)
        fit = left > widows ? left - widows : 0;
    return fit < orphans ? 0 : fit;
}

static const struct text_lines *paragraph_lines(struct place *place, struct block *block,
                                                length width) {
    if (block->u.text.lines_width != width) {
        block->u.text.lines = paragraph_break(place->arena, block->u.text.paragraph, width);
        block->u.text.lines_width = width;
    }
    return &block->u.text.lines;
}

/* The lines to come. Where a page has another width than the one before, what is left of the text
 * is broken anew. */
static struct text_lines lines_to_come(struct place *place, struct block *block,
                                       const struct resume *resume, length width) {
    if (!resume)
        return *paragraph_lines(place, block, width);
    const struct text_line *next = &resume->lines.lines[resume->line];
    if (resume->lines_width != width)
        return paragraph_break_from(place->arena, block->u.text.paragraph, next->start, width);
    return (struct text_lines){resume->lines.lines + resume->line,
                               resume->lines.count - resume->line};
}

static struct placed place_paragraph(struct place *place, struct block *block,
                                     const struct resume *resume, struct room room) {
    struct text_lines lines = lines_to_come(place, block, resume, room.width);
    size_t left = lines.count;
    length leading = style_leading(block->style);
    size_t fit = room.height > 0 ? (size_t)(room.height / leading) : 0;
    size_t count = choose_line_count(block, left, fit, resume != NULL);
    if (count == 0 && left > 0) {
        if (!room.is_top)
            return (struct placed){0};
        count = fit > 0 ? (fit < left ? fit : left) : 1;
    }
    struct fragment *fragment = fragment_new(place, block, room.width);
    fragment->lines = lines.lines;
    fragment->line_count = count;
    fragment->height = (length)count * leading;
    fragment->is_first = resume == NULL;
    struct placed placed = {.fragment = fragment};
    if (count < left) {
        placed.resume = ARENA_NEW(place->arena, struct resume);
        placed.resume->line = count;
        placed.resume->lines = lines;
        placed.resume->lines_width = room.width;
    }
    return placed;
}

struct paragraph *place_label(struct place *place, const char *text, const struct text_style *style,
                              int32_t structure) {
    struct text_span *span = ARENA_NEW(place->arena, struct text_span);
    struct slice slice = slice_from(text);
    *span = (struct text_span){.text = slice.at,
                               .size_bytes = slice.size_bytes,
                               .style = style,
                               .structure = structure,
                               .link = -1};
    return paragraph_build(place->arena, place->shaper, span, 1);
}

/* ---- blocks without children ---- */

/* The height of a block that is placed whole, in its own width. */
static length solid_height(struct place *place, const struct block *block, length width) {
    if (block->kind == BLOCK_FIELD) /* one to tick */
        return style_leading(block->style);
    if (block->kind == BLOCK_RULE)
        return block->style->rule_width;
    if (block->kind == BLOCK_CHART)
        return chart_size(place, block, width).wanted;
    if ((block->kind == BLOCK_FIGURE || block->kind == BLOCK_CODE) &&
        block->width > width) /* too wide: smaller in proportion */
        return length_scale(block->height, width, block->width);
    return block->height;
}

static length solid_width(const struct block *block, length room_width) {
    return block->width > 0 && block->width < room_width ? block->width : room_width;
}

/* A block that is placed whole: figure, chart, code, field to tick, rule. A picture that is taller
 * than a page is made smaller in proportion. */
static struct placed place_solid(struct place *place, struct block *block, struct room room) {
    length width = solid_width(block, room.width);
    length height = solid_height(place, block, width);
    if (height > room.height && !room.is_top)
        return (struct placed){0};
    bool is_picture = block->kind == BLOCK_FIGURE || block->kind == BLOCK_CODE;
    if (is_picture && height > room.height && room.height > 0) {
        width = length_scale(width, room.height, height);
        height = room.height;
    } else if (height > room.height && block->kind == BLOCK_CHART) { /* closer */
        length least = chart_size(place, block, width).least;
        height = least > room.height ? least : room.height;
    }
    struct fragment *fragment = fragment_new(place, block, width);
    fragment->height = height;
    fragment->is_first = true;
    if (is_picture || block->kind == BLOCK_FIELD)
        fragment->x = place_aligned(block->style->align, room.width, width);
    return (struct placed){.fragment = fragment};
}

/* Lines to write on. Few stay together; of many, as many as fit. */
static struct placed place_field(struct place *place, struct block *block,
                                 const struct resume *resume, struct room room) {
    length gap = block->u.field.line_gap > 0 ? block->u.field.line_gap : 1;
    size_t first = resume ? resume->line : 0;
    size_t left = (size_t)block->u.field.lines - first;
    size_t fit = room.height > 0 ? (size_t)(room.height / gap) : 0;
    const size_t few = 12;
    const size_t least = 4; /* on a page, of many */
    if (fit < left && !room.is_top && (left <= few || fit < least))
        return (struct placed){0};
    if (left > few && fit < left && left - fit < least)
        fit = left - least;
    size_t count = fit >= left ? left : (fit > 0 ? fit : 1);
    struct fragment *fragment = fragment_new(place, block, solid_width(block, room.width));
    fragment->line_count = count;
    fragment->height = (length)count * gap;
    fragment->is_first = first == 0;
    struct placed placed = {.fragment = fragment};
    if (count < left) {
        placed.resume = ARENA_NEW(place->arena, struct resume);
        placed.resume->line = first + count;
    }
    return placed;
}

/* ---- children one below the other ---- */

/* One child that has been placed on this page, for taking back. */
struct stacked {
    struct block *block;
    struct fragment *fragment;
    length bottom; /* of what stood before it */
};

struct stack {
    VECTOR(struct stacked) done;
    length bottom;      /* of the last fragment */
    length space_after; /* of the last block, not yet used */
};

/* The index of the first child that must move with the one that comes after `count` placed ones:
 * the start of the chain of blocks that keep with their next. */
static size_t chain_start(const struct stack *stack) {
    size_t start = stack->done.count;
    while (start > 0 && stack->done.at[start - 1].block->keep_next)
        start--;
    return start;
}

static struct resume *resume_at(struct place *place, struct block *child, struct resume *inner) {
    struct resume *resume = ARENA_NEW(place->arena, struct resume);
    resume->child = child;
    resume->inner = inner;
    return resume;
}

/* Ends block's fragment before `child`, which found no room; takes back the chain that keeps with
 * it. */
static struct placed break_before(struct place *place, struct fragment *fragment,
                                  struct stack *stack, struct block *child, bool is_top) {
    size_t start = chain_start(stack);
    if (start < stack->done.count) {
        if (start > 0 || !is_top) {
            child = stack->done.at[start].block;
            stack->bottom = stack->done.at[start].bottom;
            stack->done.count = start;
        } else if (!place->is_trial) {
            diag(place->diags, MESSAGE_KEEP_NEXT_BROKEN, stack->done.at[0].block->position, NULL);
        }
    }
    if (stack->done.count == 0)
        return (struct placed){0};
    fragment->first_child = fragment->last_child = NULL;
    for (size_t i = 0; i < stack->done.count; i++) {
        struct fragment *kept = stack->done.at[i].fragment;
        kept->next = NULL;
        fragment_add(fragment, kept, kept->x, kept->y);
    }
    fragment->height = stack->bottom;
    return (struct placed){.fragment = fragment, .resume = resume_at(place, child, NULL)};
}

/* A break with a condition is none at the page's top. */
static bool is_forced_break(const struct place *place, const struct block *child,
                            const struct stack *stack, struct room room, bool is_resumed) {
    bool is_below = stack->done.count > 0 || !room.is_top;
    if (child->kind == BLOCK_BREAK)
        return child->needs == 0 || (is_below && room.height - stack->bottom < child->needs);
    return child->break_before && !place->ignores_breaks && !is_resumed && is_below;
}

/* A space that stretches takes the height that is left of the page, several of them share it. */
static void stretch_spaces(const struct place *place, struct fragment *fragment, length room) {
    length spare = room - fragment->height;
    length count = 0;
    for (struct fragment *child = fragment->first_child; child; child = child->next)
        count += child->block->stretches ? 1 : 0;
    if (count == 0 || spare <= 0 || room > ROOM_ENDLESS / 2 || place->is_roll)
        return;
    length number = 0;
    for (struct fragment *child = fragment->first_child; child; child = child->next) {
        child->y += length_scale(spare, number, count);
        number += child->block->stretches ? 1 : 0;
    }
    fragment->height = room;
}

/* A break ends the page unless nothing stands on it yet; a named page or a side is switched to in
 * either case. False: there is no break here. */
static bool take_break(struct place *place, struct fragment *fragment, struct stack *stack,
                       struct block *child, bool is_top, struct placed *out_placed) {
    struct block *after = child->kind == BLOCK_BREAK ? child->next : child;
    if (place->ignores_breaks)
        return false;
    if (after && stack->done.count == 0 && !is_top && !child->next_page &&
        child->side == SIDE_ANY) {
        *out_placed = (struct placed){0}; /* it stands between this block and what is above */
        return true;
    }
    *out_placed = (struct placed){.fragment = fragment,
                                  .is_forced = true,
                                  .next_page = child->next_page,
                                  .side = child->side};
    fragment->height = stack->bottom;
    if (!after)
        out_placed->is_forced = false;
    else
        out_placed->resume = resume_at(place, after, NULL);
    return stack->done.count > 0 || child->next_page != NULL || child->side != SIDE_ANY;
}

static void stack_push(struct place *place, struct stack *stack, struct fragment *parent,
                       struct block *child, struct fragment *fragment, length gap) {
    *VECTOR_PUSH(place->arena, &stack->done) =
        (struct stacked){.block = child, .fragment = fragment, .bottom = stack->bottom};
    fragment_add(parent, fragment, fragment->x, stack->bottom + gap);
    stack->bottom += gap + fragment->height;
    stack->space_after = child->space_after;
}

/* Space blocks and breaks that end a page vanish at the next one's top. */
static bool vanishes_at_top(const struct block *child) {
    return (child->kind == BLOCK_SPACE && !child->stretches) || child->kind == BLOCK_RULE;
}

static length gap_before(const struct stack *stack, const struct block *child) {
    if (stack->done.count == 0)
        return 0;
    return stack->space_after > child->space_before ? stack->space_after : child->space_before;
}

struct placed place_children(struct place *place, struct block *block, const struct resume *resume,
                             struct room room) {
    struct fragment *fragment = fragment_new(place, block, room.width);
    fragment->is_first = resume == NULL;
    struct stack stack = {0};
    const struct resume *inner = resume ? resume->inner : NULL;
    struct block *child = resume ? resume->child : block->first_child;
    for (; child; child = child->next, inner = NULL) {
        struct placed placed;
        if (is_forced_break(place, child, &stack, room, inner != NULL)) {
            if (take_break(place, fragment, &stack, child, room.is_top, &placed)) {
                stretch_spaces(place, fragment, room.height);
                return placed;
            }
            continue;
        }
        if (child->kind == BLOCK_BREAK)
            continue;
        if (stack.done.count == 0 && room.is_top && resume && vanishes_at_top(child))
            continue;
        length gap = gap_before(&stack, child);
        bool is_top = room.is_top && stack.done.count == 0;
        length height = room.height - stack.bottom - gap;
        placed = place_block(place, child, inner, (struct room){room.width, height, is_top});
        if (!placed.fragment)
            return break_before(place, fragment, &stack, child, room.is_top);
        stack_push(place, &stack, fragment, child, placed.fragment, gap);
        if (placed.resume) {
            fragment->height = stack.bottom;
            return (struct placed){.fragment = fragment,
                                   .resume = resume_at(place, child, placed.resume),
                                   .is_forced = placed.is_forced,
                                   .next_page = placed.next_page,
                                   .side = placed.side};
        }
    }
    fragment->height = stack.bottom;
    stretch_spaces(place, fragment, room.height);
    return (struct placed){.fragment = fragment};
}

/* ---- dispatch ---- */

static struct placed place_kind(struct place *place, struct block *block,
                                const struct resume *resume, struct room room) {
    switch (block->kind) {
    case BLOCK_LIST:
        return place_list(place, block, resume, room);
    case BLOCK_GROUP:
        return place_children(place, block, resume, room);
    case BLOCK_PARAGRAPH:
        return place_paragraph(place, block, resume, room);
    case BLOCK_ITEM:
        return place_item(place, block, resume, room);
    case BLOCK_BOX:
        return place_box(place, block, resume, room);
    case BLOCK_COLUMNS:
        return place_columns(place, block, resume, room);
    case BLOCK_TABLE:
        return place_table(place, block, resume, room);
    case BLOCK_FIELD:
        if (!block->u.field.is_tick)
            return place_field(place, block, resume, room);
        break;
    case BLOCK_FIGURE:
    case BLOCK_CHART:
    case BLOCK_CODE:
    case BLOCK_RULE:
    case BLOCK_SPACE:
    case BLOCK_BREAK:
    case BLOCK_KIND_COUNT:
        break;
    }
    return place_solid(place, block, room);
}

struct placed place_block(struct place *place, struct block *block, const struct resume *resume,
                          struct room room) {
    struct placed placed = place_kind(place, block, resume, room);
    if (!block->keep_together || !placed.resume || resume)
        return placed;
    if (!room.is_top)
        return (struct placed){0};
    if (!place->is_trial)
        diag(place->diags, MESSAGE_KEEP_BROKEN, block->position, NULL);
    return placed;
}
