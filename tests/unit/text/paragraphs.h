/* Paragraphs of a test, and their lines as text. */
#ifndef TESTS_UNIT_TEXT_PARAGRAPHS_H
#define TESTS_UNIT_TEXT_PARAGRAPHS_H

#include "text/paragraph.h"

#include "unit/text/faces.h"

struct fixture {
    struct faces faces;
    struct arena *arena; /* apart from the font files', to be reset */
    struct shaper *shaper;
    struct text_style plain, bold, large;
};

static inline struct fixture fixture_new(void) {
    struct fixture fixture = {.faces = faces_new()};
    const struct font_face *regular = font_find(fixture.faces.set, "sans", 400, false);
    fixture.plain = (struct text_style){.face = regular, .size = LENGTH_PT(10)};
    fixture.large = (struct text_style){.face = regular, .size = LENGTH_PT(23)};
    fixture.bold = (struct text_style){.face = font_find(fixture.faces.set, "sans", 700, false),
                                       .size = LENGTH_PT(10)};
    fixture.arena = arena_new();
    fixture.shaper = shaper_new(fixture.faces.set, 1000000);
    return fixture;
}

static inline void fixture_free(struct fixture *fixture) {
    shaper_free(fixture->shaper);
    arena_free(fixture->arena);
    faces_free(&fixture->faces);
}

static inline struct text_span span_of(const char *text, const struct text_style *style) {
    return (struct text_span){.text = text, .size_bytes = strlen(text), .style = style, .link = -1};
}

static inline const struct paragraph *build(struct fixture *fixture, const char *text) {
    struct text_span *spans = ARENA_NEW(fixture->arena, struct text_span);
    *spans = span_of(text, &fixture->plain);
    return paragraph_build(fixture->arena, fixture->shaper, spans, 1);
}

/* A line as text: blanks that its pieces hold included. */
static inline const char *line_text(struct arena *arena, const struct text_line *line) {
    const char *text = "";
    for (size_t i = 0; i < line->piece_count; i++) {
        const struct text_piece *piece = &line->pieces[i];
        text = arena_format(arena, "%s%.*s%s", text, piece->run ? (int)piece->run->text_bytes : 0,
                            piece->run ? piece->run->text : "", piece->spaces ? " " : "");
    }
    return text;
}

/* All lines with '|' after each; `expected` is written the same way. */
static inline void assert_lines(struct fixture *fixture, const struct paragraph *paragraph,
                                length width, const char *expected) {
    struct text_lines lines = paragraph_break(fixture->arena, paragraph, width);
    const char *text = "";
    for (size_t i = 0; i < lines.count; i++)
        text =
            arena_format(fixture->arena, "%s%s|", text, line_text(fixture->arena, &lines.lines[i]));
    assert_string_equal(text, expected);
}

#endif
