/* Units -> lines. Lines begin where paragraph_choose.c says; where it does not, each takes what
 * fits and the next begins. Either way there are as few lines as can be.
 *
 * The hard case is a unit wider than the whole line. It begins a line of its own, is cut at
 * graphemes, and what is left of it begins the next line, where further units may follow. Two rules
 * keep "a wider column never gives more lines" true:
 *   - it never fills up the line before it. Otherwise a column a little too narrow for a long word
 * could use the rest of a line that a wider column leaves empty;
 *   - where to cut is decided by the sum of its graphemes, each measured alone. Kerning and
 * ligatures depend on what is on the same line, and widths that change with the cut can make a
 * wider column cut earlier. The part is then shaped whole, and its graphemes one by one only if
 * that should come out wider than the sum. So for each line the place where it ends in a wider
 * column is never before its end in a narrower one.
 *
 * Widths are summed in 1/256 of a length and rounded up once, when a line is done: no line is wider
 * than its column. */
#include "base/vector.h"
#include "text/paragraph_inside.h"
#include "text/paragraph_kept.h"

#include <unigbrk.h>

/* The line being filled: perhaps the rest of a unit that was cut, then whole units. */
struct breaker {
    struct arena *arena;
    const struct paragraph *paragraph;
    fine_length room;
    VECTOR(struct text_line) lines;
    struct piece_list rest;
    size_t start; /* of the line, bytes of the text */
    size_t first_unit;
    size_t unit_count;
    fine_length width; /* without the blank at its end */
    fine_length space; /* that blank */
    fine_length saved; /* how much narrower the rest is than the sum of its graphemes */
    bool is_overfull;
};

static bool is_empty(const struct breaker *breaker) {
    return breaker->unit_count == 0 && breaker->rest.count == 0;
}

/* The pieces of the line, in the paragraph's array or, behind the rest of a cut unit, in one of
 * their own. */
static void set_pieces(struct breaker *breaker, struct text_line *line) {
    const struct paragraph *paragraph = breaker->paragraph;
    size_t first = 0;
    size_t count = 0;
    if (breaker->unit_count > 0) {
        const struct unit *last = &paragraph->units[breaker->first_unit + breaker->unit_count - 1];
        first = paragraph->units[breaker->first_unit].first_piece;
        count = last->first_piece + last->piece_count - first;
    }
    for (size_t i = 0; breaker->rest.count > 0 && i < count; i++)
        *VECTOR_PUSH(breaker->arena, &breaker->rest) = paragraph->pieces.at[first + i];
    if (breaker->rest.count > 0) {
        line->pieces = breaker->rest.at;
        line->piece_count = breaker->rest.count;
    } else {
        line->pieces = count > 0 ? &paragraph->pieces.at[first] : NULL;
        line->piece_count = count;
    }
}

static void end_line(struct breaker *breaker, bool is_forced) {
    struct text_line *line = VECTOR_PUSH(breaker->arena, &breaker->lines);
    set_pieces(breaker, line);
    line->start = breaker->start;
    line->width = paragraph_length(breaker->width - breaker->saved);
    line->is_forced = is_forced;
    line->is_overfull = breaker->is_overfull;
    breaker->rest = (struct piece_list){0};
    breaker->unit_count = 0;
    breaker->width = 0;
    breaker->space = 0;
    breaker->saved = 0;
    breaker->is_overfull = false;
}

static size_t grapheme_end(const struct paragraph *paragraph, size_t start, size_t end) {
    const uint8_t *text = (const uint8_t *)paragraph->text;
    const uint8_t *next = u8_grapheme_next(text + start, text + end);
    return next ? (size_t)(next - text) : end;
}

/* Makes text start..end, whose graphemes add up to sum, the rest that begins the line. */
static void set_rest(struct breaker *breaker, size_t start, size_t end, fine_length sum) {
    const struct paragraph *paragraph = breaker->paragraph;
    breaker->start = start;
    struct extent extent =
        paragraph_add_text(breaker->arena, paragraph, start, end, &breaker->rest);
    breaker->width = sum;
    breaker->saved = sum - extent.width - extent.space;
    breaker->is_overfull = true;
    if (breaker->saved >= 0)
        return;
    breaker->saved = 0;
    breaker->rest = (struct piece_list){0};
    for (size_t next; start < end; start = next) {
        next = grapheme_end(paragraph, start, end);
        paragraph_add_text(breaker->arena, paragraph, start, next, &breaker->rest);
    }
}

/* Cuts a unit wider than the line; the line is empty before, and holds the last part after. */
static void cut_unit(struct breaker *breaker, const struct unit *unit) {
    size_t part = unit->start;
    fine_length width = 0;
    struct piece_list measured = {0};
    for (size_t start = unit->start, end; start < unit->end; start = end) {
        measured.count = 0;
        end = grapheme_end(breaker->paragraph, start, unit->end);
        struct extent extent =
            paragraph_add_text(breaker->arena, breaker->paragraph, start, end, &measured);
        fine_length grapheme = extent.width + extent.space;
        if (start > part && grapheme > 0 && width + grapheme > breaker->room) {
            set_rest(breaker, part, start, width);
            end_line(breaker, false);
            part = start;
            width = 0;
        }
        width += grapheme;
    }
    set_rest(breaker, part, unit->end, width);
}

/* The rest ends with the unit's blanks: one behind the last word, or pieces of their own. */
static void add_unit_blanks(struct breaker *breaker, const struct unit *unit) {
    const struct text_piece *pieces = breaker->paragraph->pieces.at + unit->first_piece;
    size_t last_word = unit->piece_count;
    while (last_word > 0 && !pieces[last_word - 1].run)
        last_word--;
    if (last_word > 0 && breaker->rest.count > 0)
        breaker->rest.at[breaker->rest.count - 1].spaces = pieces[last_word - 1].spaces;
    for (size_t i = last_word; i < unit->piece_count; i++)
        *VECTOR_PUSH(breaker->arena, &breaker->rest) = pieces[i];
}

static void place_unit(struct breaker *breaker, size_t index) {
    const struct unit *unit = &breaker->paragraph->units[index];
    if (!is_empty(breaker) && breaker->width + breaker->space + unit->width > breaker->room)
        end_line(breaker, false);
    if (unit->end > unit->start && unit->width > breaker->room && is_empty(breaker)) {
        cut_unit(breaker, unit);
        add_unit_blanks(breaker, unit);
    } else {
        if (is_empty(breaker))
            breaker->start = unit->start;
        if (breaker->unit_count == 0)
            breaker->first_unit = index;
        breaker->unit_count++;
        breaker->width += breaker->space + unit->width;
    }
    breaker->space = unit->space;
    if (unit->is_forced)
        end_line(breaker, true);
}

/* The units up to a forced line end: lines begin where that looks best, else where they must. */
static void place_stretch(struct breaker *breaker, size_t first, size_t end) {
    struct line_starts starts =
        paragraph_choose(breaker->arena, breaker->paragraph, first, end, breaker->room);
    size_t line = 0;
    for (size_t i = first; i < end; i++) {
        if (line < starts.count && starts.at[line] == i) {
            end_line(breaker, false);
            line++;
        }
        place_unit(breaker, i);
    }
}

/* The last part of a unit that was cut, and the units behind it, one after the other: the line that
 * they begin depends on that part. Returns the unit behind the forced line end. */
static size_t place_cut_stretch(struct breaker *breaker, size_t first, size_t start) {
    const struct paragraph *paragraph = breaker->paragraph;
    struct unit part = paragraph->units[first];
    part.start = start;
    cut_unit(breaker, &part);
    add_unit_blanks(breaker, &part);
    breaker->space = part.space;
    if (part.is_forced)
        end_line(breaker, true);
    size_t next = first + 1;
    for (; !paragraph->units[next - 1].is_forced; next++)
        place_unit(breaker, next);
    return next;
}

struct text_lines paragraph_break_from(struct arena *arena, const struct paragraph *paragraph,
                                       size_t start, length width) {
    struct breaker breaker = {
        .arena = arena, .paragraph = paragraph, .room = (fine_length)width * FINE_PER_LENGTH};
    size_t first = 0;
    while (first + 1 < paragraph->unit_count && paragraph->units[first + 1].start <= start)
        first++;
    if (paragraph->unit_count > 0 && start > paragraph->units[first].start)
        first = place_cut_stretch(&breaker, first, start);
    for (size_t end; first < paragraph->unit_count; first = end) {
        end = first + 1;
        while (!paragraph->units[end - 1].is_forced)
            end++;
        place_stretch(&breaker, first, end);
    }
    return (struct text_lines){breaker.lines.at, breaker.lines.count};
}

struct text_lines paragraph_break(struct arena *arena, const struct paragraph *paragraph,
                                  length width) {
    struct text_lines lines;
    if (!paragraph_kept_lines(arena, paragraph, width, &lines)) {
        lines = paragraph_break_from(arena, paragraph, 0, width);
        paragraph_keep_lines(paragraph, width, &lines);
    }
    return lines;
}
