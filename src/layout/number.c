/* A page number in the flow is known only when all pages are placed, and how wide it is may decide
 * what a page holds. Placing again until nothing moves may never end: a reference to page 9 becomes
 * one to page 10, its line breaks anew, and the place is back on page 9.
 *
 * So a number takes part in breaking as one character that cannot be divided, as wide as the widest
 * number that a document may have (PAGE_DIGITS of the face's widest digit), and lines are broken
 * once. The number that is printed is never wider; what follows it on its line moves up to it, so
 * that no gap shows. No line breaks anew and no page changes: one pass, whatever the numbers are.
 * The price is a line that ends up to three digits early, which ragged lines hide.
 *
 * Drawing lets the lines of such paragraphs wait. When the last page is drawn they are put into
 * their pages' lists of ops, where they belong in reading order.
 *
 * Expressions cannot calculate with these numbers or test them, only print them: a test could take
 * away the very text that moved its page. The loader sees to that (pack/template_check.c). $section
 * is no such number: the heading that text stands below is known when the text is built. */
#include "layout/number.h"

#include "base/memory.h"

#include <string.h>

const char *number_widest(struct arena *arena, struct shaper *shaper,
                          const struct font_face *face) {
    char widest = '0';
    int32_t most = 0;
    for (const char *digit = "0123456789"; *digit != '\0'; digit++) {
        int32_t advance = shape_word(shaper, face, digit, 1)->advance;
        if (advance > most) {
            most = advance;
            widest = *digit;
        }
    }
    char *text = arena_alloc(arena, PAGE_DIGITS + 1);
    memset(text, widest, PAGE_DIGITS);
    return text;
}

size_t number_page_of(const struct pages *pages, const char *place) {
    for (size_t i = 0; i < pages->destinations.count; i++) {
        if (strcmp(pages->destinations.at[i].name, place) == 0) {
            return pages->destinations.at[i].page;
        }
    }
    return SIZE_MAX;
}

struct filling {
    struct draw *draw;
    const struct page_numbers *numbers;
    VECTOR(struct position) missing; /* reported */
};

/* Once for each place in the template. */
static void report_missing(struct filling *filling, const struct page_number *number) {
    for (size_t i = 0; i < filling->missing.count; i++) {
        if (position_is_same(filling->missing.at[i], number->position)) {
            return;
        }
    }
    *VECTOR_PUSH(filling->draw->arena, &filling->missing) = number->position;
    diag(filling->draw->diags, MESSAGE_PAGE_OF_NOTHING, number->position, ARGS(number->place));
}

/* The number as it is printed on that page. */
static const char *number_text(struct filling *filling, size_t number, size_t page) {
    const struct page_number *wanted = &filling->numbers->numbers.at[number];
    const struct pages *pages = filling->draw->pages;
    size_t value = page + 1;
    if (wanted->kind == NUMBER_PAGES) {
        value = pages->pages.count;
    } else if (wanted->kind == NUMBER_PLACE) {
        size_t found = number_page_of(pages, wanted->place);
        if (found == SIZE_MAX) {
            report_missing(filling, wanted);
            return "?";
        }
        value = found + 1;
    }
    return arena_format(filling->draw->arena, "%zu", value);
}

struct piece_list {
    VECTOR(struct text_piece) pieces;
    length saved; /* how much narrower the numbers are than their room */
};

/* The number in the place of its room, which is pieces[0], and more of the same span if faces
 * changed in it. Returns how many of them it took. */
static size_t add_number(struct filling *filling, const struct text_piece *pieces, size_t left,
                         struct piece_list *list) {
    struct arena *arena = filling->draw->arena;
    const struct text_span *span = pieces[0].span;
    size_t count = 0;
    while (count < left && pieces[count].span == span) {
        list->saved += draw_piece_width(&pieces[count++]);
    }
    const char *text = number_text(filling, (size_t)span->number, filling->draw->page);
    const struct shaped_run *run =
        shape_word(filling->draw->place->shaper, span->style->face, text, strlen(text));
    struct text_piece *piece;
    do {
        piece = VECTOR_PUSH(arena, &list->pieces);
        *piece = (struct text_piece){.run = run, .span = span};
        list->saved -= draw_piece_width(piece);
        run = run->next;
    } while (run != NULL);
    piece->spaces = pieces[count - 1].spaces;
    return count;
}

static struct text_line fill_line(struct filling *filling, const struct text_line *line) {
    struct piece_list list = {0};
    for (size_t i = 0; i < line->piece_count;) {
        if (line->pieces[i].span->widest != NULL) {
            i += add_number(filling, line->pieces + i, line->piece_count - i, &list);
        } else {
            *VECTOR_PUSH(filling->draw->arena, &list.pieces) = line->pieces[i++];
        }
    }
    struct text_line filled = *line;
    filled.pieces = list.pieces.at;
    filled.piece_count = list.pieces.count;
    filled.width -= list.saved;
    return filled;
}

static void draw_waiting(struct filling *filling, const struct waiting_line *waiting) {
    struct text_line line = fill_line(filling, waiting->line);
    line.is_overfull = line.is_overfull && line.width > waiting->width;
    draw_text_line(filling->draw, waiting, &line);
}

/* The page's ops again, with the lines from `next` on that waited for it. Returns the first line of
 * a later page. */
static size_t fill_page(struct filling *filling, size_t next) {
    struct draw *draw = filling->draw;
    size_t page = draw->waiting.at[next].page;
    const struct op *ops = draw->pages->pages.at[page].ops.at;
    size_t count = draw->pages->pages.at[page].ops.count;
    memset(&draw->pages->pages.at[page].ops, 0, sizeof draw->pages->pages.at[page].ops);
    draw->page = page;
    for (size_t i = 0; i <= count; i++) {
        while (next < draw->waiting.count && draw->waiting.at[next].page == page &&
               draw->waiting.at[next].op == i) {
            draw_waiting(filling, &draw->waiting.at[next++]);
        }
        if (i < count) {
            *VECTOR_PUSH(draw->arena, &draw->pages->pages.at[page].ops) = ops[i];
        }
    }
    return next;
}

/* What screen readers say of links. */
static void fill_links(struct filling *filling) {
    const struct page_numbers *numbers = filling->numbers;
    struct arena *arena = filling->draw->arena;
    for (size_t i = 0, end; i < numbers->links.count; i = end) {
        size_t link = numbers->links.at[i].link;
        struct page_link *filled = &filling->draw->pages->links.at[link];
        const char *text = "";
        size_t from = 0;
        for (end = i; end < numbers->links.count && numbers->links.at[end].link == link; end++) {
            const struct link_number *number = &numbers->links.at[end];
            text = arena_format(arena, "%s%.*s%s", text, (int)(number->offset_bytes - from),
                                filled->contents + from,
                                number_text(filling, number->number, filled->first_page));
            from = number->offset_bytes + 1;
        }
        filled->contents = arena_format(arena, "%s%s", text, filled->contents + from);
    }
}

void number_fill(struct draw *draw, const struct page_numbers *numbers) {
    struct filling filling = {.draw = draw, .numbers = numbers};
    for (size_t next = 0; next < draw->waiting.count;) {
        next = fill_page(&filling, next);
    }
    fill_links(&filling);
}
