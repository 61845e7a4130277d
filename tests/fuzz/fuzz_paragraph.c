/* Any bytes as a paragraph of two styles, cut where the third byte says, broken for the width that
 * the first two bytes give and for one twice as wide: no line is wider than its column unless a
 * single grapheme is, and the wider column has no more lines. */
#include "base/file.h"
#include "fuzz.h"
#include "text/paragraph.h"

enum { HEAD_BYTES = 3 };

/* Wider than any grapheme of few characters in 12 pt. */
static bool is_wide(length width) {
    return width >= LENGTH_PT(60);
}

static size_t break_lines(struct arena *arena, const struct paragraph *paragraph, length width) {
    struct text_lines lines = paragraph_break(arena, paragraph, width);
    for (size_t i = 0; i < lines.count; i++)
        fuzz_require(lines.lines[i].width <= width || lines.lines[i].is_overfull);
    return lines.count;
}

static void check_paragraph(struct arena *arena, struct shaper *shaper,
                            const struct font_face *face, struct slice input) {
    const unsigned char *head = (const unsigned char *)input.at;
    length width = (length)((unsigned)head[0] << 8 | head[1]) * 4;
    size_t text_bytes = input.size_bytes - HEAD_BYTES;
    size_t cut = text_bytes > 0 ? head[2] % (text_bytes + 1) : 0;
    const char *text = arena_copy(arena, input.at + HEAD_BYTES, text_bytes);
    const struct text_style styles[] = {{.face = face, .size = LENGTH_PT(12)},
                                        {.face = face, .size = LENGTH_PT(9)}};
    const struct text_span spans[] = {
        {.text = text, .size_bytes = cut, .style = &styles[0]},
        {.text = text + cut, .size_bytes = text_bytes - cut, .style = &styles[1]}};
    const struct paragraph *paragraph = paragraph_build(arena, shaper, spans, 2);
    size_t narrow = break_lines(arena, paragraph, width);
    size_t wide = break_lines(arena, paragraph, width * 2);
    fuzz_require(wide <= narrow || !is_wide(width));
    fuzz_require(break_lines(arena, paragraph, paragraph_max_width(paragraph)) <= wide);
}

static struct shaper *load_shaper(void) {
    static const char file[] = "/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf";
    static struct shaper *shaper; /* both for the whole run */
    static struct arena *arena;
    if (shaper == NULL) {
        struct diags *diags = diags_new();
        struct font_set *fonts = font_set_new();
        struct slice font;
        arena = arena_new();
        fuzz_require(file_read(arena, file, 1000000, diags, &font));
        fuzz_require(font_set_add(fonts, &(struct font_file){"text", 400, false, file, font},
                                  NOWHERE, diags));
        shaper = shaper_new(fonts, 1000000);
        diags_free(diags);
    }
    fuzz_require(arena_used_bytes(arena) > 0); /* the font lies there */
    shaper_trim(shaper);
    return shaper;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    struct shaper *shaper = load_shaper();
    if (size_bytes >= HEAD_BYTES)
        check_paragraph(fuzz->arena, shaper, font_set_face(shaper_fonts(shaper), 0),
                        (struct slice){(const char *)bytes, size_bytes});
    return 0;
}
