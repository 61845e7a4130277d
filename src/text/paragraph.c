/* Model. The spans' texts are one string. UAX 14 cuts it into units: what stands between two break
 * opportunities, such as a word with its comma and the blank after it. A unit is shaped once, span
 * by span and word by word, into pieces; its width without the trailing blank and that blank's
 * width are kept. A line is a row of units, so its pieces are a stretch of the paragraph's one
 * array of pieces and breaking for another width copies nothing: see paragraph_break.c, and
 * paragraph_choose.c for which units a line takes. */
#include "text/paragraph.h"

#include "base/slice.h"
#include "base/vector.h"
#include "text/breaks.h"
#include "text/paragraph_inside.h"
#include "text/paragraph_kept.h"
#include "text/quantity.h"

#include <string.h>

#define NO_BREAK_SPACE "\u00A0"
#define THIN_SPACE "\u202F"

length paragraph_length(fine_length width) {
    fine_length rounded = (width + FINE_PER_LENGTH - 1) / FINE_PER_LENGTH;
    return rounded > LENGTH_MAX ? LENGTH_MAX : (length)rounded;
}

static fine_length scale(int32_t advance, const struct font_face *face, length size) {
    return (int64_t)advance * size * FINE_PER_LENGTH / face->units_per_em;
}

static void add_word(struct arena *arena, const struct paragraph *paragraph,
                     const struct text_span *span, struct slice word, struct piece_list *pieces,
                     struct extent *extent) {
    if (span->widest)
        word = slice_from(span->widest);
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

/* What ends a word. */
struct space {
    size_t start;
    size_t size_bytes;
    bool is_thin; /* printed as a thin space that no line ends at */
};

/* Is it a blank, or a no-break space before which a number and after which its unit stands? Then
 * the rest of it is filled in. */
static bool is_space(const struct paragraph *paragraph, size_t stop, struct space *space) {
    const char *at = paragraph->text + space->start;
    bool is_fixed =
        *at == NO_BREAK_SPACE[0] && stop - space->start >= 2 && at[1] == NO_BREAK_SPACE[1];
    if (!is_fixed && !breaks_is_blank(*at))
        return false;
    struct slice text = {paragraph->text, paragraph->text_bytes};
    size_t size = is_fixed ? 2 : 1;
    space->is_thin = quantity_space_at(text, space->start, size) == QUANTITY_THIN;
    space->size_bytes = is_fixed && !space->is_thin ? 0 : size;
    return space->size_bytes > 0;
}

struct extent paragraph_add_text(struct arena *arena, const struct paragraph *paragraph,
                                 size_t start, size_t end, struct piece_list *pieces) {
    struct extent extent = {0};
    const char *text = paragraph->text;
    size_t index = span_at(paragraph, start);
    for (size_t position = start; position < end;) {
        while (paragraph->span_ends[index] <= position)
            index++;
        const struct text_span *span = &paragraph->spans[index];
        size_t stop = paragraph->span_ends[index] < end ? paragraph->span_ends[index] : end;
        struct space space = {.start = position};
        while (space.start < stop && !is_space(paragraph, stop, &space))
            space.start++;
        struct slice word = {text + position, space.start - position};
        bool is_word = word.size_bytes > 0;
        if (is_word)
            add_word(arena, paragraph, span, word, pieces, &extent);
        if (space.is_thin)
            add_word(arena, paragraph, span, slice_from(THIN_SPACE), pieces, &extent);
        else if (space.start < stop)
            add_blank(arena, span, is_word, pieces, &extent);
        position = space.start + space.size_bytes;
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
    struct extent extent =
        paragraph_add_text(arena, paragraph, start, text_end, &paragraph->pieces);
    while (text_end > start && breaks_is_blank(paragraph->text[text_end - 1]))
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

/* Before raised text, such as the number of a footnote, which stays with the word before it. */
static bool is_before_raised(const struct paragraph *paragraph, size_t position) {
    if (paragraph->span_count < 2 || breaks_is_blank(paragraph->text[position - 1]))
        return false;
    size_t span = span_at(paragraph, position);
    return span > 0 && paragraph->span_ends[span - 1] == position &&
           paragraph->spans[span].style->rise > 0;
}

/* Does the text end with a character that forces a line end? */
static bool ends_forced(const struct paragraph *paragraph) {
    const char *text = paragraph->text;
    size_t end = paragraph->text_bytes;
    unsigned char last = (unsigned char)text[end - 1];
    return (last >= '\n' && last <= '\r') || newline_bytes(text, end) > 1;
}

static void cut_units(struct arena *arena, struct paragraph *paragraph) {
    struct slice text = {paragraph->text, paragraph->text_bytes};
    struct text_breaks breaks = breaks_find(shaper_breaks(paragraph->shaper), text);
    paragraph->units = ARENA_ARRAY(arena, struct unit, breaks.count + 1);
    paragraph->pieces.capacity = breaks.count + 1 + paragraph->span_count;
    paragraph->pieces.at = ARENA_ARRAY(arena, struct text_piece, paragraph->pieces.capacity);
    size_t start = 0;
    for (size_t i = 0; i < breaks.count; i++) {
        size_t end = breaks.at[i].position;
        if (breaks.at[i].is_forced || !is_before_raised(paragraph, end)) {
            add_unit(arena, paragraph, start, end, breaks.at[i].is_forced);
            start = end;
        }
    }
    add_unit(arena, paragraph, start, paragraph->text_bytes, ends_forced(paragraph));
}

static void measure_units(struct paragraph *paragraph) {
    fine_length line = 0;
    fine_length before = 0;
    for (size_t i = 0; i < paragraph->unit_count; i++) {
        struct unit *unit = &paragraph->units[i];
        unit->before = before;
        before += unit->width + unit->space;
        line += unit->width;
        if (unit->width > paragraph->min_width)
            paragraph->min_width = unit->width;
        if (line > paragraph->max_width)
            paragraph->max_width = line;
        line = unit->is_forced ? 0 : line + unit->space;
    }
}

/* Whether the spans' texts stand one behind the other in memory. */
static bool is_joined(const struct paragraph *paragraph) {
    for (size_t i = 1; i < paragraph->span_count; i++) {
        const struct text_span *before = &paragraph->spans[i - 1];
        if (before->text + before->size_bytes != paragraph->spans[i].text)
            return false;
    }
    return paragraph->span_count > 0;
}

/* The spans' texts as one string, their own if they are one already. */
static void join_spans(struct arena *arena, struct paragraph *paragraph) {
    size_t total = 0;
    paragraph->span_ends = ARENA_ARRAY(arena, size_t, paragraph->span_count);
    for (size_t i = 0; i < paragraph->span_count; i++) {
        total += paragraph->spans[i].size_bytes;
        paragraph->span_ends[i] = total;
    }
    paragraph->text_bytes = total;
    if (is_joined(paragraph)) {
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
    struct paragraph_table *table = shaper_paragraphs(shaper);
    if (paragraph->text_bytes > 0 && !paragraph_table_find(table, arena, paragraph)) {
        cut_units(arena, paragraph);
        measure_units(paragraph);
        paragraph_table_keep(table, paragraph);
    }
    return paragraph;
}

length paragraph_min_width(const struct paragraph *paragraph) {
    return paragraph_length(paragraph->min_width);
}

length paragraph_max_width(const struct paragraph *paragraph) {
    return paragraph_length(paragraph->max_width);
}
