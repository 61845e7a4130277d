/* Where to break, seen over the whole paragraph.
 *
 * A ragged margin looks calm when no line is much shorter than the others, so the breaks chosen are
 * those with the least sum of squared shortfalls, the last line's not counted. And a last line of
 * one short word looks like a mistake: such a runt is taken only if every other way needs more
 * lines.
 *
 * Lines are never more than filling each one up would give, which is also the least possible. That
 * makes the search small. Filling lines from the start gives the latest unit with which line k can
 * begin; filling them from the end backwards gives the earliest one with which the rest still fits.
 * Only between the two, in line k's window, may it begin, whatever else is chosen. The windows are
 * about as wide as what the last line leaves empty, and together hold no more places than there are
 * units. Along them one pass finds the best way to each place from the best ways to the places one
 * line before, and the way back from the end is the answer. (Knuth and Plass keep a list of active
 * breaks instead, since their lines may be of any number; here its bounds are known beforehand.)
 *
 * Left to filling up are stretches with a unit wider than the line, whose parts depend on the line
 * that they begin, and stretches of very many units, which are data and not prose. */
#include "text/paragraph_inside.h"

enum {
    UNITS_MAX = 600,
    ROOM_BITS = 20,      /* a shortfall is squared with so many bits at most */
    RUNT_SHARE = 5,      /* a last line under a fifth of the room is a runt, */
    RUNT_WORD_SHARE = 2, /* and one of a single word under half of it */
};

/* More than all shortfalls together: UNITS_MAX times two to the power of 2 * ROOM_BITS. */
#define RUNT_COST ((int64_t)1 << 52)
#define COST_NONE INT64_MAX

struct way {
    int64_t cost; /* of the lines before */
    size_t from;  /* the unit with which the line before begins */
};

/* Where a line may begin, and the best way to each place. */
struct window {
    size_t earliest, latest; /* units of the stretch */
    struct way *ways;        /* from `earliest` on */
};

struct choice {
    const struct unit *units; /* of the stretch */
    size_t unit_count;
    fine_length room;
    int shift;
    struct window *windows; /* by line */
    size_t line_count;
};

static fine_length line_width(const struct choice *choice, size_t start, size_t end) {
    const struct unit *last = &choice->units[end - 1];
    return last->before + last->width - choice->units[start].before;
}

static bool has_wide_unit(const struct choice *choice) {
    for (size_t i = 0; i < choice->unit_count; i++)
        if (choice->units[i].width > choice->room)
            return true;
    return false;
}

/* The unit after the line that begins with `start` and takes all that fits. */
static size_t fill_line(const struct choice *choice, size_t start) {
    size_t end = start + 1;
    while (end < choice->unit_count && line_width(choice, start, end + 1) <= choice->room)
        end++;
    return end;
}

static size_t count_lines(const struct choice *choice) {
    size_t count = 0;
    for (size_t start = 0; start < choice->unit_count; start = fill_line(choice, start))
        count++;
    return count;
}

static void make_windows(struct arena *arena, struct choice *choice) {
    choice->windows = ARENA_ARRAY(arena, struct window, choice->line_count);
    size_t latest = 0;
    for (size_t k = 0; k < choice->line_count; k++) {
        choice->windows[k].latest = latest;
        latest = fill_line(choice, latest);
    }
    size_t end = choice->unit_count;
    for (size_t k = choice->line_count; k-- > 0; end = choice->windows[k].earliest) {
        size_t start = end - 1;
        while (start > 0 && line_width(choice, start - 1, end) <= choice->room)
            start--;
        struct window *window = &choice->windows[k];
        window->earliest = start;
        window->ways = ARENA_ARRAY(arena, struct way, window->latest - start + 1);
    }
}

static bool is_runt(const struct choice *choice, size_t start) {
    fine_length width = line_width(choice, start, choice->unit_count);
    if (width * RUNT_SHARE < choice->room)
        return true;
    if (width * RUNT_WORD_SHARE >= choice->room)
        return false;
    for (size_t i = start; i + 1 < choice->unit_count; i++)
        if (choice->units[i].space > 0)
            return false;
    return true;
}

static int64_t line_cost(const struct choice *choice, size_t start, fine_length width,
                         bool is_last) {
    if (is_last)
        return is_runt(choice, start) ? RUNT_COST : 0;
    int64_t shortfall = (choice->room - width) >> choice->shift;
    return shortfall * shortfall;
}

/* The best way to a line that begins with `end`, if the line before begins in `window`. */
static struct way best_way(const struct choice *choice, const struct window *window, size_t end) {
    struct way best = {COST_NONE, 0};
    bool is_last = end == choice->unit_count;
    size_t start = window->latest < end ? window->latest : end - 1;
    for (size_t count = start + 1 - window->earliest; count > 0; count--, start--) {
        fine_length width = line_width(choice, start, end);
        if (width > choice->room)
            break;
        int64_t cost =
            window->ways[start - window->earliest].cost + line_cost(choice, start, width, is_last);
        if (cost < best.cost)
            best = (struct way){cost, start};
    }
    return best;
}

static struct line_starts trace_back(struct arena *arena, const struct choice *choice,
                                     size_t first) {
    size_t count = choice->line_count - 1;
    size_t *starts = ARENA_ARRAY(arena, size_t, count);
    size_t start = best_way(choice, &choice->windows[count], choice->unit_count).from;
    for (size_t k = count; k > 0; k--) {
        starts[k - 1] = first + start;
        start = choice->windows[k].ways[start - choice->windows[k].earliest].from;
    }
    return (struct line_starts){starts, count};
}

struct line_starts paragraph_choose(struct arena *arena, const struct paragraph *paragraph,
                                    size_t first, size_t end, fine_length room) {
    struct choice choice = {
        .units = paragraph->units + first, .unit_count = end - first, .room = room};
    if (choice.unit_count > UNITS_MAX || line_width(&choice, 0, choice.unit_count) <= room)
        return (struct line_starts){0};
    if (paragraph->min_width > room && has_wide_unit(&choice))
        return (struct line_starts){0};
    while (room >> choice.shift >= (fine_length)1 << ROOM_BITS)
        choice.shift++;
    choice.line_count = count_lines(&choice);
    make_windows(arena, &choice);
    for (size_t k = 1; k < choice.line_count; k++) {
        struct window *window = &choice.windows[k];
        for (size_t start = window->earliest; start <= window->latest; start++)
            window->ways[start - window->earliest] =
                best_way(&choice, &choice.windows[k - 1], start);
    }
    return trace_back(arena, &choice, first);
}
