/* Model. The spans' texts are one string. UAX 14 cuts it into units: what stands between two break
 * opportunities, such as a word with its comma and the blank after it. A unit is shaped once, span
 * by span and word by word, into pieces; its width without the trailing blank and that blank's
 * width are kept. A line is a row of units, so its pieces are a stretch of the paragraph's one
 * array of pieces and breaking for another width copies nothing.
 *
 * Breaking is greedy: a unit goes on the line if it fits. That gives the fewest lines. A better
 * choice of breaks (least raggedness) needs only another loop over the same units.
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
#include "text/paragraph.h"

#include "base/slice.h"
#include "base/vector.h"

#include <string.h>
#include <unigbrk.h>
#include <unilbrk.h>

#define FINE_PER_LENGTH 256

typedef int64_t fine_length; /* 1/256 length */

struct unit {
    size_t start; /* bytes of the paragraph's text, without blanks and line feed at the end */
    size_t end;
    size_t first_piece;
    size_t piece_count;
    fine_length width;
    fine_length space; /* of the blanks at the end */
    bool is_forced;
};

struct piece_list {
    struct text_piece *at;
    size_t count;
    size_t capacity;
};

struct paragraph {
    struct shaper *shaper;
    const struct text_span *spans;
    size_t *span_ends; /* bytes of text */
    size_t span_count;
    const char *text;
    size_t text_bytes;
    struct piece_list pieces;
    struct unit *units;
    size_t unit_count;
    fine_length min_width;
    fine_length max_width;
};

/* Width of some text: up to its last word, and of the blanks after that. */
struct extent {
    fine_length width;
    fine_length space;
};

static bool is_blank(char character) {
    return character == ' ' || character == '\t';
}

static length to_length(fine_length width) {
    fine_length rounded = (width + FINE_PER_LENGTH - 1) / FINE_PER_LENGTH;
    return rounded > LENGTH_MAX ? LENGTH_MAX : (length)rounded;
}

static fine_length scale(int32_t advance, const struct font_face *face, length size) {
    return (int64_t)advance * size * FINE_PER_LENGTH / face->units_per_em;
}

static void add_word(struct arena *arena, const struct paragraph *paragraph,
                     const struct text_span *span, struct slice word, struct piece_list *pieces,
                     struct extent *extent) {
    const struct shaped_run *run =
        shape_word(paragraph->shaper, span->style->face, word.at, word.size_bytes);
    extent->width += extent->space;
    extent->space = 0;
    do {
        *VECTOR_PUSH(arena, pieces) = (struct text_piece){.run = run, .span = span};
        extent->width += scale(run->advance, run->face, span->style->size);
        run = run->next;
    } while (run);
}

static void add_blank(struct arena *arena, const struct text_span *span, bool is_after_word,
                      struct piece_list *pieces, struct extent *extent) {
    const struct font_face *face = span->style->face;
    if (!is_after_word)
        *VECTOR_PUSH(arena, pieces) = (struct text_piece){.span = span};
    pieces->at[pieces->count - 1].spaces = 1;
    extent->space += scale(face->space_advance, face, span->style->size);
}

static size_t span_at(const struct paragraph *paragraph, size_t position) {
    size_t low = 0;
    size_t high = paragraph->span_count;
    while (low < high) { /* the first span that ends after position */
        size_t middle = low + (high - low) / 2;
        if (paragraph->span_ends[middle] > position)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Appends the pieces of text start..end. */
static struct extent add_text(struct arena *arena, const struct paragraph *paragraph, size_t start,
                              size_t end, struct piece_list *pieces) {
    struct extent extent = {0};
    const char *text = paragraph->text;
    size_t index = span_at(paragraph, start);
    for (size_t position = start; position < end;) {
        while (paragraph->span_ends[index] <= position)
            index++;
        const struct text_span *span = &paragraph->spans[index];
        size_t stop = paragraph->span_ends[index] < end ? paragraph->span_ends[index] : end;
        size_t word_end = position;
        while (word_end < stop && !is_blank(text[word_end]))
            word_end++;
        struct slice word = {text + position, word_end - position};
        bool is_word = word.size_bytes > 0;
        if (is_word)
            add_word(arena, paragraph, span, word, pieces, &extent);
        if (word_end < stop)
            add_blank(arena, span, is_word, pieces, &extent);
        position = word_end < stop ? word_end + 1 : word_end;
    }
    return extent;
}

/* How many bytes at the end of text[0..end) are the character that forces a line end. */
static size_t newline_bytes(const char *text, size_t end) {
    if (end >= 2 && memcmp(text + end - 2, "\r\n", 2) == 0)
        return 2;
    if (end >= 2 && memcmp(text + end - 2, "\xC2\x85", 2) == 0)
        return 2;
    if (end >= 3 && (memcmp(text + end - 3, "\xE2\x80\xA8", 3) == 0 ||
                     memcmp(text + end - 3, "\xE2\x80\xA9", 3) == 0))
        return 3;
    return 1;
}

static void add_unit(struct arena *arena, struct paragraph *paragraph, size_t start, size_t end,
                     bool is_forced) {
    struct unit *unit = &paragraph->units[paragraph->unit_count++];
    bool has_newline = is_forced;
    size_t text_end = has_newline ? end - newline_bytes(paragraph->text, end) : end;
    unit->first_piece = paragraph->pieces.count;
    struct extent extent = add_text(arena, paragraph, start, text_end, &paragraph->pieces);
    while (text_end > start && is_blank(paragraph->text[text_end - 1]))
        text_end--;
    unit->start = start;
    unit->end = text_end;
    unit->piece_count = paragraph->pieces.count - unit->first_piece;
    unit->width = extent.width;
    unit->space = extent.space;
    unit->is_forced = is_forced || end == paragraph->text_bytes;
    /* A line feed separates words, so text taken out of the page must show a blank there. */
    if (has_newline && unit->piece_count > 0)
        paragraph->pieces.at[paragraph->pieces.count - 1].spaces = 1;
}

/* A soft hyphen allows a break only if a hyphen is then printed, and patient text is not
 * hyphenated. */
static bool is_after_soft_hyphen(const char *text, size_t position) {
    return position >= 2 && memcmp(text + position - 2, "\xC2\xAD", 2) == 0;
}

/* Marks in breaks[i]: UC_BREAK_MANDATORY, a line is forced to end before byte i; UC_BREAK_POSSIBLE,
 * it may end there. Returns how many units there are at most. */
static size_t find_breaks(const struct paragraph *paragraph, char *breaks) {
    size_t count = 1;
    bool is_after_newline = false;
    const char *text = paragraph->text;
    u8_possible_linebreaks((const uint8_t *)text, paragraph->text_bytes, "UTF-8", breaks);
    for (size_t i = 0; i < paragraph->text_bytes; i++) {
        bool is_start = ((unsigned char)text[i] & 0xC0) != 0x80;
        bool is_newline = breaks[i] == UC_BREAK_MANDATORY;
        bool is_possible = breaks[i] == UC_BREAK_POSSIBLE && !is_after_soft_hyphen(text, i);
        breaks[i] = UC_BREAK_PROHIBITED;
        if (is_start && is_after_newline)
            breaks[i] = UC_BREAK_MANDATORY;
        else if (is_start && is_possible)
            breaks[i] = UC_BREAK_POSSIBLE;
        count += breaks[i] != UC_BREAK_PROHIBITED;
        if (is_start)
            is_after_newline = is_newline;
    }
    return count;
}

/* Does the text end with a character that forces a line end? */
static bool ends_forced(const struct paragraph *paragraph) {
    const char *text = paragraph->text;
    size_t end = paragraph->text_bytes;
    unsigned char last = (unsigned char)text[end - 1];
    return (last >= '\n' && last <= '\r') || newline_bytes(text, end) > 1;
}

static void cut_units(struct arena *arena, struct paragraph *paragraph) {
    char *breaks = arena_alloc(arena, paragraph->text_bytes);
    size_t most = find_breaks(paragraph, breaks);
    paragraph->units = ARENA_ARRAY(arena, struct unit, most);
    paragraph->pieces.capacity = most + paragraph->span_count;
    paragraph->pieces.at = ARENA_ARRAY(arena, struct text_piece, paragraph->pieces.capacity);
    size_t start = 0;
    for (size_t i = 1; i < paragraph->text_bytes; i++) {
        if (breaks[i] == UC_BREAK_PROHIBITED)
            continue;
        add_unit(arena, paragraph, start, i, breaks[i] == UC_BREAK_MANDATORY);
        start = i;
    }
    add_unit(arena, paragraph, start, paragraph->text_bytes, ends_forced(paragraph));
}

static void measure_units(struct paragraph *paragraph) {
    fine_length line = 0;
    for (size_t i = 0; i < paragraph->unit_count; i++) {
        const struct unit *unit = &paragraph->units[i];
        line += unit->width;
        if (unit->width > paragraph->min_width)
            paragraph->min_width = unit->width;
        if (line > paragraph->max_width)
            paragraph->max_width = line;
        line = unit->is_forced ? 0 : line + unit->space;
    }
}

/* The spans' texts as one string; a single span's own. */
static void join_spans(struct arena *arena, struct paragraph *paragraph) {
    size_t total = 0;
    paragraph->span_ends = ARENA_ARRAY(arena, size_t, paragraph->span_count);
    for (size_t i = 0; i < paragraph->span_count; i++) {
        total += paragraph->spans[i].size_bytes;
        paragraph->span_ends[i] = total;
    }
    paragraph->text_bytes = total;
    if (paragraph->span_count == 1) {
        paragraph->text = paragraph->spans[0].text;
        return;
    }
    char *text = arena_alloc(arena, total);
    for (size_t i = 0, at = 0; i < paragraph->span_count; i++) {
        size_t size = paragraph->spans[i].size_bytes;
        if (size > 0)
            memcpy(text + at, paragraph->spans[i].text, size);
        at += size;
    }
    paragraph->text = text;
}

struct paragraph *paragraph_build(struct arena *arena, struct shaper *shaper,
                                  const struct text_span *spans, size_t span_count) {
    struct paragraph *paragraph = ARENA_NEW(arena, struct paragraph);
    paragraph->shaper = shaper;
    paragraph->spans = spans;
    paragraph->span_count = span_count;
    join_spans(arena, paragraph);
    if (paragraph->text_bytes > 0) {
        cut_units(arena, paragraph);
        measure_units(paragraph);
    }
    return paragraph;
}

length paragraph_min_width(const struct paragraph *paragraph) {
    return to_length(paragraph->min_width);
}

length paragraph_max_width(const struct paragraph *paragraph) {
    return to_length(paragraph->max_width);
}

/* The line being filled: perhaps the rest of a unit that was cut, then whole units. */
struct breaker {
    struct arena *arena;
    const struct paragraph *paragraph;
    fine_length room;
    VECTOR(struct text_line) lines;
    struct piece_list rest;
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
    line->width = to_length(breaker->width - breaker->saved);
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
    struct extent extent = add_text(breaker->arena, paragraph, start, end, &breaker->rest);
    breaker->width = sum;
    breaker->saved = sum - extent.width - extent.space;
    breaker->is_overfull = true;
    if (breaker->saved >= 0)
        return;
    breaker->saved = 0;
    breaker->rest = (struct piece_list){0};
    for (size_t next; start < end; start = next) {
        next = grapheme_end(paragraph, start, end);
        add_text(breaker->arena, paragraph, start, next, &breaker->rest);
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
        struct extent extent = add_text(breaker->arena, breaker->paragraph, start, end, &measured);
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
        if (breaker->unit_count == 0)
            breaker->first_unit = index;
        breaker->unit_count++;
        breaker->width += breaker->space + unit->width;
    }
    breaker->space = unit->space;
    if (unit->is_forced)
        end_line(breaker, true);
}

struct text_lines paragraph_break(struct arena *arena, const struct paragraph *paragraph,
                                  length width) {
    struct breaker breaker = {
        .arena = arena, .paragraph = paragraph, .room = (fine_length)width * FINE_PER_LENGTH};
    for (size_t i = 0; i < paragraph->unit_count; i++)
        place_unit(&breaker, i);
    return (struct text_lines){breaker.lines.at, breaker.lines.count};
}
