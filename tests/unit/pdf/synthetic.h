/* Pages made by hand, with everything that pages can hold, for the tests of pdf/: no template, no
 * layout. Words are shaped with the real faces of Debian's fonts-open-sans and set in lines of a
 * fixed width. */
#ifndef TESTS_UNIT_PDF_SYNTHETIC_H
#define TESTS_UNIT_PDF_SYNTHETIC_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/file.h"
#include "layout/page.h"
#include "pdf/pdf.h"
#include "text/font.h"
#include "text/shape.h"
#include "text/subset.h"

#include <assert.h>
#include <string.h>
#include <zlib.h>

#define SYNTHETIC_FONTS "/usr/share/fonts/truetype/open-sans/"
#define SYNTHETIC_PROFILE "/usr/share/color/icc/sRGB.icc"
#define SYNTHETIC_LEFT LENGTH_PT(56)
#define SYNTHETIC_WIDTH LENGTH_PT(483)

struct synthetic {
    struct arena *arena;
    struct diags *diags;
    struct font_set *fonts;
    struct slice profile;
    struct shaper *shaper;
    struct text_style body, strong, heading, linked, slanted;
    struct image image;
    struct pages *pages;
    struct page *page;
    size_t page_index;
    length y;
};

static inline void synthetic_face(struct synthetic *all, const char *file, int weight,
                                  bool is_italic) {
    char *path = arena_format(all->arena, SYNTHETIC_FONTS "%s", file);
    struct slice bytes;
    bool is_read = file_read(all->arena, path, 1 << 24, all->diags, &bytes);
    bool is_added =
        is_read &&
        font_set_add(all->fonts, &(struct font_file){"sans", weight, is_italic, file, bytes},
                     NOWHERE, all->diags);
    if (!is_added)
        diags_print(all->diags, stderr);
    assert(is_added);
}

/* A red square of 2 by 2 pixels whose right half is transparent: PNG filter 2 (Up) before each row.
 */
static inline struct slice synthetic_packed(struct arena *arena, const void *rows, size_t bytes) {
    uLongf size = compressBound(bytes);
    Bytef *packed = arena_alloc(arena, size);
    int status = compress(packed, &size, rows, bytes);
    assert(status == Z_OK);
    (void)status;
    return (struct slice){(const char *)packed, size};
}

static inline void synthetic_image(struct synthetic *all) {
    static const unsigned char color[] = {2, 255, 0, 0, 255, 0, 0, 2, 0, 0, 0, 0, 0, 0};
    static const unsigned char alpha[] = {2, 255, 0, 2, 0, 0};
    all->image = (struct image){
        .file = "square.png",
        .width_px = 2,
        .height_px = 2,
        .color = synthetic_packed(all->arena, color, sizeof color),
        .alpha = synthetic_packed(all->arena, alpha, sizeof alpha),
    };
}

/* Latin letters at start-up; everything else goes into the font of one document. */
static inline void synthetic_open(struct synthetic *all) {
    *all = (struct synthetic){.arena = arena_new(), .diags = diags_new(), .fonts = font_set_new()};
    synthetic_face(all, "OpenSans-Regular.ttf", 400, false);
    synthetic_face(all, "OpenSans-Bold.ttf", 700, false);
    synthetic_face(all, "OpenSans-Italic.ttf", 400, true);
    font_set_fallback(all->fonts, "sans");
    hb_set_t *startup = hb_set_create();
    hb_set_add_range(startup, 0x20, 0x7E);
    hb_set_add_range(startup, 0xA0, 0xFF);
    hb_set_add_range(startup, 0x2010, 0x2026);
    font_set_freeze(all->fonts, startup);
    hb_set_destroy(startup);
    bool is_read = file_read(all->arena, SYNTHETIC_PROFILE, 1 << 20, all->diags, &all->profile);
    assert(is_read);
    (void)is_read;
    all->shaper = shaper_new(all->fonts, 1 << 22);
    const struct font_face *regular = font_set_face(all->fonts, 0);
    const struct font_face *bold = font_set_face(all->fonts, 1);
    all->body = (struct text_style){regular, LENGTH_PT(12), 0x222222, false, 0};
    all->strong = (struct text_style){bold, LENGTH_PT(12), 0x222222, false, 0};
    all->heading = (struct text_style){bold, LENGTH_PT(20), 0x1A4D5C, false, 0};
    all->linked = (struct text_style){regular, LENGTH_PT(12), 0x1A4D5C, true, 0};
    all->slanted = (struct text_style){font_set_face(all->fonts, 2), LENGTH_PT(12), 0, false, 0};
    synthetic_image(all);
}

static inline void synthetic_close(struct synthetic *all) {
    shaper_free(all->shaper);
    font_set_free(all->fonts);
    diags_free(all->diags);
    arena_free(all->arena);
}

static inline void synthetic_begin(struct synthetic *all, const char *title) {
    all->pages = ARENA_NEW(all->arena, struct pages);
    all->pages->title = title;
    all->pages->author = "Riverside & Sons <clinic>";
    all->pages->language = "en-US";
    all->pages->date = (struct date){2024, 5, 17};
    all->page = NULL;
    all->page_index = SIZE_MAX;
}

static inline int32_t synthetic_element(struct synthetic *all, enum tag tag, int32_t parent) {
    struct structure *facts = VECTOR_PUSH(all->arena, &all->pages->structures);
    facts->tag = tag;
    facts->parent = parent;
    return (int32_t)all->pages->structures.count - 1;
}

static inline struct structure *synthetic_facts(struct synthetic *all, int32_t element) {
    return &all->pages->structures.at[element];
}

static inline void synthetic_page(struct synthetic *all) {
    all->page = VECTOR_PUSH(all->arena, &all->pages->pages);
    all->page->width = LENGTH_PT(595) + 282; /* 595.275 pt: A4 */
    all->page->height = LENGTH_PT(841) + 911;
    all->page_index = all->pages->pages.count - 1;
    all->y = LENGTH_PT(80);
}

static inline struct op *synthetic_op(struct synthetic *all, enum op_kind kind, int32_t element) {
    struct op *op = VECTOR_PUSH(all->arena, &all->page->ops);
    op->kind = kind;
    op->structure = element;
    op->paint = (struct paint){.fill = COLOR_NONE, .stroke = COLOR_NONE};
    return op;
}

/* One line; words are cut at blanks, and the last piece keeps a space glyph. Returns the line's
 * width. */
static inline length synthetic_line(struct synthetic *all, int32_t element,
                                    const struct text_style *style, length x, const char *text) {
    VECTOR(struct text_piece) pieces = {0};
    struct slice rest = slice_from(text), word;
    length width = 0;
    while (slice_next(&rest, ' ', &word)) {
        const struct shaped_run *run =
            shape_word(all->shaper, style->face, word.at, word.size_bytes);
        for (; run; run = run->next) {
            *VECTOR_PUSH(all->arena, &pieces) = (struct text_piece){.run = run};
            width += length_scale(style->size, run->advance, run->face->units_per_em);
        }
        pieces.at[pieces.count - 1].spaces = 1;
        width += length_scale(style->size, style->face->space_advance, style->face->units_per_em);
    }
    struct op *op = synthetic_op(all, OP_TEXT, element);
    op->u.text = (struct op_text){x, all->y, style, pieces.at, pieces.count};
    return width;
}

static inline void synthetic_rect(struct synthetic *all, int32_t element, struct op_rect rect,
                                  uint32_t fill) {
    struct op *op = synthetic_op(all, OP_RECT, element);
    op->u.rect = rect;
    op->paint.fill = fill;
}

static inline void synthetic_paragraph(struct synthetic *all, int32_t element, int line_count) {
    static const char *const lines[] = {
        "Your office staff can help with the fluffy waffles and the affinity chart today.",
        "Magnesium is in nuts, seeds, beans, whole grains and leafy green vegetables (and more).",
        "Ask at your next visit what your blood tests say; bring this page along with you.",
    };
    for (int i = 0; i < line_count; i++) {
        synthetic_line(all, element, &all->body, SYNTHETIC_LEFT, lines[i % 3]);
        all->y += LENGTH_PT(17);
    }
}

static inline void synthetic_heading(struct synthetic *all, enum tag tag, int32_t parent,
                                     const char *text) {
    int32_t element = synthetic_element(all, tag, parent);
    struct outline_entry *entry = VECTOR_PUSH(all->arena, &all->pages->outline);
    *entry = (struct outline_entry){text, tag == TAG_H1 ? 1 : 2, all->page_index,
                                    all->y - LENGTH_PT(20), element};
    synthetic_line(all, element, &all->heading, SYNTHETIC_LEFT, text);
    all->y += LENGTH_PT(28);
}

static inline int32_t synthetic_cell(struct synthetic *all, enum tag tag, int32_t row,
                                     enum scope scope) {
    int32_t cell = synthetic_element(all, tag, row);
    synthetic_facts(all, cell)->scope = scope;
    return cell;
}

/* A head over both columns, five rows with a row header, and one empty cell. */
static inline void synthetic_table(struct synthetic *all, int32_t parent) {
    int32_t table = synthetic_element(all, TAG_TABLE, parent);
    int32_t head = synthetic_element(all, TAG_THEAD, table);
    int32_t row = synthetic_element(all, TAG_TR, head);
    int32_t cell = synthetic_cell(all, TAG_TH, row, SCOPE_COLUMN);
    synthetic_facts(all, cell)->column_span = 2;
    synthetic_line(all, cell, &all->strong, SYNTHETIC_LEFT, "Food and milligrams");
    all->y += LENGTH_PT(18);
    int32_t body = synthetic_element(all, TAG_TBODY, table);
    for (int i = 0; i < 5; i++) {
        const struct op_rect stripe = {SYNTHETIC_LEFT, all->y - LENGTH_PT(13), SYNTHETIC_WIDTH,
                                       LENGTH_PT(18)};
        synthetic_rect(all, STRUCTURE_ARTIFACT, stripe, i % 2 ? 0xFFFFFF : 0xEEF4F4);
        row = synthetic_element(all, TAG_TR, body);
        cell = synthetic_cell(all, TAG_TH, row, SCOPE_ROW);
        synthetic_line(all, cell, &all->strong, SYNTHETIC_LEFT, "Pumpkin seeds");
        cell = synthetic_cell(all, TAG_TD, row, SCOPE_NONE);
        if (i != 2)
            synthetic_line(all, cell, &all->body, LENGTH_PT(300), "156 mg");
        all->y += LENGTH_PT(18);
    }
}

static inline void synthetic_list(struct synthetic *all, int32_t parent) {
    int32_t list = synthetic_element(all, TAG_L, parent);
    synthetic_facts(all, list)->numbering = NUMBERING_DECIMAL;
    static const char *const labels[] = {"1.", "2.", "3."};
    for (int i = 0; i < 3; i++) {
        int32_t item = synthetic_element(all, TAG_LI, list);
        int32_t label = synthetic_element(all, TAG_LBL, item);
        int32_t body = synthetic_element(all, TAG_LBODY, item);
        synthetic_line(all, label, &all->strong, SYNTHETIC_LEFT, labels[i]);
        synthetic_line(all, body, &all->body, SYNTHETIC_LEFT + LENGTH_PT(20), "Drink water.");
        all->y += LENGTH_PT(17);
    }
}

/* Paths with curves, dashes and round ends, and a number inside the figure. */
static inline void synthetic_figure(struct synthetic *all, int32_t parent) {
    int32_t figure = synthetic_element(all, TAG_FIGURE, parent);
    synthetic_facts(all, figure)->alt = "Gauge: 13 of 18 points · “many”";
    struct path_step *steps = ARENA_ARRAY(all->arena, struct path_step, 3);
    length top = all->y, x = SYNTHETIC_LEFT;
    steps[0] = (struct path_step){PATH_MOVE, {x}, {top + LENGTH_PT(60)}};
    steps[1] = (struct path_step){
        PATH_CURVE, {x, x + LENGTH_PT(120), x + LENGTH_PT(120)}, {top, top, top + LENGTH_PT(60)}};
    steps[2] = (struct path_step){PATH_CLOSE, {0}, {0}};
    struct op *op = synthetic_op(all, OP_PATH, figure);
    op->u.path.steps = steps;
    op->u.path.count = 3;
    op->paint = (struct paint){0xDDE8E8, 0x1A4D5C, LENGTH_PT(2), LENGTH_PT(4), LENGTH_PT(3), true};
    all->y += LENGTH_PT(50);
    synthetic_line(all, figure, &all->strong, SYNTHETIC_LEFT + LENGTH_PT(40), "13 of 18");
    op = synthetic_op(all, OP_IMAGE, figure);
    op->image = &all->image;
    op->u.rect = (struct op_rect){x + LENGTH_PT(140), top, LENGTH_PT(60), LENGTH_PT(60)};
    all->y += LENGTH_PT(40);
}

static inline void synthetic_link_area(struct synthetic *all, int32_t link, length x,
                                       length width) {
    struct op *op = synthetic_op(all, OP_LINK, STRUCTURE_ARTIFACT);
    op->link = link;
    op->u.rect = (struct op_rect){x, all->y - LENGTH_PT(12), width, LENGTH_PT(16)};
}

/* "Book a visit online" with a link in the middle, and its paragraph goes on after it. */
static inline void synthetic_link(struct synthetic *all, int32_t parent, const char *uri,
                                  const char *destination) {
    int32_t paragraph = synthetic_element(all, TAG_P, parent);
    int32_t element = synthetic_element(all, TAG_LINK, paragraph);
    struct page_link *link = VECTOR_PUSH(all->arena, &all->pages->links);
    *link = (struct page_link){
        .uri = uri, .destination = destination, .contents = "Book a visit", .structure = element};
    int32_t number = (int32_t)all->pages->links.count - 1;
    length x = SYNTHETIC_LEFT;
    x += synthetic_line(all, paragraph, &all->body, x, "Please");
    length width = synthetic_line(all, element, &all->linked, x, "book a visit");
    synthetic_link_area(all, number, x, width);
    synthetic_line(all, paragraph, &all->body, x + width, "when you can.");
    all->y += LENGTH_PT(22);
}

/* Words outside the start-up subset, a language of its own, a character that no face has, and a
 * note. */
static inline void synthetic_scripts(struct synthetic *all, int32_t parent) {
    int32_t paragraph = synthetic_element(all, TAG_P, parent);
    int32_t span = synthetic_element(all, TAG_SPAN, paragraph);
    synthetic_facts(all, span)->language = "es";
    synthetic_line(all, span, &all->slanted, SYNTHETIC_LEFT, "¿Qué dirección?");
    all->y += LENGTH_PT(17);
    synthetic_line(all, paragraph, &all->body, SYNTHETIC_LEFT,
                   "Nguyễn Thị Hằng, Ελένη Παπαδοπούλου, Наталья Щёкина, Zoë 😀 (ok) q̣̃x̂");
    all->y += LENGTH_PT(17);
    int32_t note = synthetic_element(all, TAG_NOTE, parent);
    synthetic_line(all, note, &all->body, SYNTHETIC_LEFT, "A note with (brackets) and a \\.");
    all->y += LENGTH_PT(22);
}

/* Pages 1 and so on, each with a header, a footer, two headings and text; the last paragraph of a
 * page goes on after the break. Every third page also has a table, a list, a figure and links. */
static inline void synthetic_build(struct synthetic *all, const char *title, int page_count) {
    synthetic_begin(all, title);
    int32_t document = synthetic_element(all, TAG_DOCUMENT, -1);
    int32_t running = -1;
    for (int i = 0; i < page_count; i++) {
        synthetic_page(all);
        all->y = LENGTH_PT(40);
        synthetic_line(all, STRUCTURE_HEADER, &all->body, SYNTHETIC_LEFT, "Riverside Clinic");
        all->y = LENGTH_PT(80);
        if (running >= 0)
            synthetic_paragraph(all, running, 3);
        int32_t section = synthetic_element(all, TAG_SECT, document);
        synthetic_element(all, TAG_DIV, section); /* empty: must be left out */
        synthetic_heading(all, i == 0 ? TAG_H1 : TAG_H2, section, "What your answers show");
        if (i % 3 == 0) {
            synthetic_table(all, section);
            synthetic_list(all, section);
            synthetic_figure(all, section);
            synthetic_link(all, section, "https://example.org/visit?a=(1)&b=ü", NULL);
            synthetic_link(all, section, NULL, "plan");
            synthetic_scripts(all, section);
        } else {
            synthetic_paragraph(all, synthetic_element(all, TAG_P, section), 28);
        }
        running = synthetic_element(all, TAG_P, section);
        synthetic_paragraph(all, running, 4);
        all->y = LENGTH_PT(810);
        synthetic_line(all, STRUCTURE_FOOTER, &all->body, SYNTHETIC_LEFT, "Page x of y");
    }
    *VECTOR_PUSH(all->arena, &all->pages->destinations) =
        (struct destination){"plan", 0, LENGTH_PT(100), 1};
}

#endif
