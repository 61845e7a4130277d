/* Placing of blocks that hold others beside or inside them: items, boxes, columns. */
#include "layout/place.h"

/* A line that a word can be written on. */
#define FIELD_MIN_WIDTH LENGTH_MM10(200)
#define CHART_WIDTH LENGTH_MM10(600) /* of a chart that shall be as wide as it needs */

/* ---- lists, and their items: a label, and the body beside it ---- */

/* All labels of a list get the width of the widest. */
struct placed place_list(struct place *place, struct block *block, const struct resume *resume,
                         struct room room) {
    const length gap = LENGTH_MM10(15);
    length widest = 0;
    for (struct block *item = resume ? NULL : block->first_child; item; item = item->next)
        if (item->kind == BLOCK_ITEM && item->u.item.label) {
            length width = paragraph_max_width(item->u.item.label) + gap;
            widest = width > widest ? width : widest;
        }
    for (struct block *item = resume ? NULL : block->first_child; item; item = item->next)
        if (item->kind == BLOCK_ITEM && item->u.item.label_width < widest)
            item->u.item.label_width = widest;
    return place_children(place, block, resume, room);
}

struct placed place_item(struct place *place, struct block *block, const struct resume *resume,
                         struct room room) {
    length label_width = block->u.item.label_width;
    length width = room.width > label_width ? room.width - label_width : room.width;
    struct placed placed =
        place_children(place, block, resume, (struct room){width, room.height, room.is_top});
    if (!placed.fragment)
        return placed;
    for (struct fragment *child = placed.fragment->first_child; child; child = child->next)
        child->x += room.width - width;
    placed.fragment->width = room.width;
    if (placed.fragment->height < style_leading(block->style) && !placed.resume)
        placed.fragment->height = style_leading(block->style);
    return placed;
}

/* ---- boxes ---- */

/* Where a box's children stand: inside its edge and padding, right of its icon. */
struct inset {
    length left, top, width, bottom;
};

/* Makes two lengths smaller in proportion if they take more than half of what there is. */
static void limit_pair(length *one, length *other, length total) {
    length sum = *one + *other;
    length most = total > 0 ? total / 2 : 0;
    *one = length_scale(*one, most, sum);
    *other = length_scale(*other, most, sum);
}

/* What is inside gets half of the room at least, in both directions, if edge, padding and icon
 * would leave nothing: nothing is drawn off the page. */
static struct inset box_inset(const struct block *block, length width, struct room room) {
    const struct style *style = block->style;
    struct inset inset = {
        .left = style->edge.left + style->padding.left + block->u.box.icon_width,
        .top = style->edge.top + style->padding.top,
        .bottom = style->edge.bottom + style->padding.bottom,
    };
    length right = style->edge.right + style->padding.right;
    if (width <= inset.left + right)
        limit_pair(&inset.left, &right, width);
    inset.width = width - inset.left - right;
    if (room.is_top && room.height <= inset.top + inset.bottom && inset.top + inset.bottom > 0)
        limit_pair(&inset.top, &inset.bottom, room.height);
    return inset;
}

struct placed place_box(struct place *place, struct block *block, const struct resume *resume,
                        struct room room) {
    length width = block->width > 0 && block->width < room.width ? block->width : room.width;
    struct inset inset = box_inset(block, width, room);
    length height = room.height - inset.top - inset.bottom;
    struct placed placed =
        place_children(place, block, resume, (struct room){inset.width, height, room.is_top});
    if (!placed.fragment)
        return placed;
    struct fragment *fragment = placed.fragment;
    for (struct fragment *child = fragment->first_child; child; child = child->next) {
        child->x += inset.left;
        child->y += inset.top;
    }
    fragment->width = width;
    length icon = block->u.box.icon_width - BOX_ICON_GAP;
    if (block->u.box.icon && fragment->height < icon)
        fragment->height = icon;
    fragment->height += inset.top + inset.bottom;
    if (!placed.resume && !resume && fragment->height < block->height) {
        if (block->height > room.height && !room.is_top)
            return (struct placed){0};
        length most = room.height > fragment->height ? room.height : fragment->height;
        fragment->height = block->height < most ? block->height : most;
    }
    return placed;
}

/* ---- columns ---- */

void place_measures(const struct measure *measures, size_t count, length total, const length *low,
                    const length *high, length *out_widths) {
    int64_t left = total;
    int64_t shares = 0;
    for (size_t i = 0; i < count; i++) {
        out_widths[i] = 0;
        if (measures[i].kind == MEASURE_FIXED)
            out_widths[i] = measures[i].fixed;
        else if (measures[i].kind == MEASURE_CONTENT && low && high)
            out_widths[i] = high[i];
        else
            shares += measures[i].share > 0 ? measures[i].share : 1000;
        left -= out_widths[i];
    }
    /* Content columns give way, down to their widest unit, before anything runs over the edge. */
    for (size_t i = 0; i < count && left < 0; i++) {
        if (measures[i].kind != MEASURE_CONTENT || !low)
            continue;
        int64_t give = out_widths[i] - low[i];
        if (give > -left)
            give = -left;
        out_widths[i] -= (length)give;
        left += give;
    }
    int64_t used = 0;
    int64_t given = 0;
    for (size_t i = 0; i < count && shares > 0; i++) {
        if (measures[i].kind == MEASURE_FIXED ||
            (measures[i].kind == MEASURE_CONTENT && low && high))
            continue;
        used += measures[i].share > 0 ? measures[i].share : 1000;
        int64_t until = left > 0 ? left * used / shares : 0;
        out_widths[i] = (length)(until - given);
        given = until;
    }
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (out_widths[i] < LENGTH_PER_POINT)
            out_widths[i] = LENGTH_PER_POINT;
        sum += out_widths[i];
    }
    for (size_t i = 0; i < count && sum > total && total > 0; i++)
        out_widths[i] = length_scale(out_widths[i], total, sum);
}

length place_gap(length gap, size_t count, length total) {
    int64_t gaps = count > 1 ? (int64_t)(count - 1) * gap : 0;
    return count > 1 && gaps > total / 2 ? (length)(total / 2 / (int64_t)(count - 1)) : gap;
}

static struct placed place_track(struct place *place, const struct tracks *tracks, size_t i,
                                 const struct resume *resume, struct room room) {
    room.width = tracks->widths[i];
    return place_block(place, tracks->blocks[i], resume ? resume->tracks[i] : NULL, room);
}

struct placed place_tracks(struct place *place, const struct tracks *tracks,
                           const struct resume *resume, length height, bool is_top,
                           struct fragment **out_fragments) {
    struct placed result = {0};
    struct resume *next = ARENA_NEW(place->arena, struct resume);
    next->tracks = ARENA_ARRAY(place->arena, struct resume *, tracks->count);
    next->finished = ARENA_ARRAY(place->arena, bool, tracks->count);
    for (size_t i = 0; i < tracks->count; i++) {
        out_fragments[i] = NULL;
        next->finished[i] = resume && resume->finished[i];
        if (next->finished[i])
            continue;
        struct room room = {0, height, is_top};
        struct placed placed = place_track(place, tracks, i, resume, room);
        if (!placed.fragment)
            return (struct placed){0};
        out_fragments[i] = placed.fragment;
        next->tracks[i] = placed.resume;
        next->finished[i] = placed.resume == NULL;
        if (placed.resume)
            result.resume = next;
        if (!result.fragment)
            result.fragment = placed.fragment;
    }
    return result;
}

/* Boxes that stand side by side end on one line. */
static void stretch_boxes(struct fragment *fragment) {
    for (struct fragment *child = fragment->first_child; child; child = child->next)
        if (child->block->kind == BLOCK_BOX)
            child->height = fragment->height;
}

/* The columns' tracks, with the widths that they get in `total`. */
static struct tracks columns_tracks(struct place *place, struct block *block, length total) {
    size_t count = block->u.columns.count;
    struct tracks tracks = {.blocks = ARENA_ARRAY(place->arena, struct block *, count)};
    for (struct block *child = block->first_child; child && tracks.count < count;
         child = child->next)
        tracks.blocks[tracks.count++] = child;
    tracks.gap = place_gap(block->u.columns.gap, count, total);
    tracks.widths = block->u.columns.placed_widths;
    if (tracks.widths && block->u.columns.placed_width == total)
        return tracks;
    length *widths = ARENA_ARRAY(place->arena, length, count);
    length gaps = count > 0 ? (length)(count - 1) * tracks.gap : 0;
    length *low = ARENA_ARRAY(place->arena, length, count);
    length *high = ARENA_ARRAY(place->arena, length, count);
    for (size_t i = 0; i < tracks.count; i++) {
        if (block->u.columns.widths[i].kind != MEASURE_CONTENT)
            continue;
        low[i] = place_min_width(place, tracks.blocks[i]);
        high[i] = place_max_width(place, tracks.blocks[i]);
    }
    place_measures(block->u.columns.widths, count, total - gaps, low, high, widths);
    tracks.widths = block->u.columns.placed_widths = widths;
    block->u.columns.placed_width = total;
    return tracks;
}

static bool is_too_narrow(struct place *place, const struct tracks *tracks, length total) {
    for (size_t i = 0; i < tracks->count; i++) {
        length least = place_min_width(place, tracks->blocks[i]);
        if (least > tracks->widths[i] && tracks->widths[i] < total)
            return true;
    }
    return false;
}

/* Columns that cannot hold their longest word, as large print makes them, stand one below the
 * other. */
static struct placed stack_columns(struct place *place, struct block *block,
                                   const struct resume *resume, struct room room) {
    for (struct block *child = block->first_child; child; child = child->next)
        if (child != block->first_child && child->space_before < block->u.columns.gap)
            child->space_before = block->u.columns.gap;
    return place_children(place, block, resume, room);
}

struct placed place_columns(struct place *place, struct block *block, const struct resume *resume,
                            struct room room) {
    struct tracks tracks = columns_tracks(place, block, room.width);
    bool is_stacked = resume ? !resume->tracks : is_too_narrow(place, &tracks, room.width);
    if (is_stacked)
        return stack_columns(place, block, resume, room);
    struct fragment **fragments = ARENA_ARRAY(place->arena, struct fragment *, tracks.count);
    struct placed placed =
        place_tracks(place, &tracks, resume, room.height, room.is_top, fragments);
    if (!placed.fragment && tracks.count > 0)
        return placed;
    struct fragment *whole = fragment_new(place, block, room.width);
    whole->is_first = resume == NULL;
    length x = 0;
    for (size_t i = 0; i < tracks.count; i++) {
        if (fragments[i]) {
            fragment_add(whole, fragments[i], x + fragments[i]->x, 0);
            if (fragments[i]->height > whole->height)
                whole->height = fragments[i]->height;
        }
        x += tracks.widths[i] + tracks.gap;
    }
    stretch_boxes(whole);
    placed.fragment = whole;
    return placed;
}

/* ---- widths from the content ---- */

static length paragraph_width(const struct paragraph *paragraph, bool is_min) {
    if (!paragraph)
        return 0;
    return is_min ? paragraph_min_width(paragraph) : paragraph_max_width(paragraph);
}

static length content_width(struct place *place, struct block *block, bool is_min);

static length children_width(struct place *place, struct block *block, bool is_min, bool is_sum) {
    length width = 0;
    for (struct block *child = block->first_child; child; child = child->next) {
        length one = content_width(place, child, is_min);
        width = is_sum ? width + one : (one > width ? one : width);
    }
    return width;
}

static length content_width(struct place *place, struct block *block, bool is_min) {
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        return paragraph_width(block->u.text.paragraph, is_min);
    case BLOCK_GROUP:
    case BLOCK_LIST:
        return children_width(place, block, is_min, false);
    case BLOCK_ITEM:
        return block->u.item.label_width + children_width(place, block, is_min, false);
    case BLOCK_BOX: {
        const struct style *style = block->style;
        return style->edge.left + style->padding.left + block->u.box.icon_width +
               style->padding.right + style->edge.right +
               children_width(place, block, is_min, false);
    }
    case BLOCK_COLUMNS:
        return children_width(place, block, is_min, true);
    case BLOCK_FIELD:
        return FIELD_MIN_WIDTH;
    case BLOCK_TABLE:
        return place_table_width(place, block, is_min);
    case BLOCK_CHART:
        return block->width > 0 || is_min ? block->width : CHART_WIDTH;
    case BLOCK_FIGURE:
    case BLOCK_CODE:
    case BLOCK_RULE:
    case BLOCK_SPACE:
    case BLOCK_BREAK:
    case BLOCK_KIND_COUNT:
        break;
    }
    return block->width;
}

length place_min_width(struct place *place, struct block *block) {
    return content_width(place, block, true);
}

length place_max_width(struct place *place, struct block *block) {
    return content_width(place, block, false);
}
