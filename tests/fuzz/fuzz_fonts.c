/* A catalogue of fonts, a NUL, and the bytes of every font file that it names. Without a NUL all is
 * a font file. Checksums are made right first, or no changed font would come past them. A font that
 * is taken shapes words and is subset. */
#include "fuzz.h"
#include "pack/fonts.h"
#include "text/shape.h"
#include "text/subset.h"

enum { DIRECTORY_BYTES = 12, RECORD_BYTES = 16, ADJUSTMENT = 8 };

static uint32_t read_long(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void write_long(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static uint32_t sum_of(const uint8_t *at, size_t size_bytes) {
    uint32_t sum = 0;
    for (size_t i = 0; i < size_bytes; i++)
        sum += (uint32_t)at[i] << (24 - 8 * (i % 4));
    return sum;
}

static void mend_checksums(uint8_t *font, size_t size_bytes) {
    size_t count = size_bytes < DIRECTORY_BYTES ? 0 : (size_t)font[4] << 8 | font[5];
    for (size_t i = 0; i < count; i++) {
        uint8_t *record = font + DIRECTORY_BYTES + i * RECORD_BYTES;
        if (record + RECORD_BYTES > font + size_bytes)
            return;
        size_t offset = read_long(record + 8);
        size_t table_bytes = read_long(record + 12);
        if (offset > size_bytes || table_bytes > size_bytes - offset)
            continue;
        uint32_t sum = sum_of(font + offset, table_bytes);
        if (memcmp(record, "head", 4) == 0 && table_bytes >= ADJUSTMENT + 4)
            sum -= read_long(font + offset + ADJUSTMENT);
        write_long(record + 4, sum);
    }
}

static struct slice open_font(void *user, const char *name, struct position position,
                              struct diags *diags) {
    (void)name;
    (void)position;
    (void)diags;
    return *(const struct slice *)user;
}

static void use(struct fuzz *fuzz, const struct font_set *fonts) {
    static const char text[] = "Affi\xC3\xA9\xCC\x81";
    struct shaper *shaper = shaper_new(fonts, 1 << 16);
    for (size_t i = 0; i < font_set_count(fonts) && i < 2; i++) {
        const struct font_face *face = font_set_face(fonts, i);
        shape_word(shaper, face, text, sizeof text - 1);
        hb_set_t *glyphs = hb_set_create();
        hb_set_add_range(glyphs, 0, 20);
        font_subset_build(fuzz->arena, face, glyphs);
        hb_set_destroy(glyphs);
    }
    shaper_free(shaper);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    uint8_t *copy = arena_alloc(fuzz->arena, size_bytes + 1);
    memcpy(copy, bytes, size_bytes);
    uint8_t *nul = memchr(copy, '\0', size_bytes);
    bool has_catalogue = size_bytes > 0 && copy[0] == '<';
    size_t catalogue_bytes = !has_catalogue ? 0 : nul ? (size_t)(nul - copy) : size_bytes;
    size_t start = has_catalogue && nul != NULL ? catalogue_bytes + 1 : catalogue_bytes;
    mend_checksums(copy + start, size_bytes - start);
    struct slice font = {(const char *)copy + start, size_bytes - start};
    struct slice catalogue = {(const char *)copy, catalogue_bytes};
    if (!has_catalogue)
        catalogue = slice_from("<fonts xmlns='urn:magreport:fonts:1' version='1'><family id='a'>"
                               "<face file='a.ttf' weight='400'/></family></fonts>");
    struct font_set *fonts =
        fonts_load(fuzz->arena, "fonts.xml", catalogue, open_font, &font, fuzz->diags);
    fuzz_require_reason(fonts, fuzz->diags);
    if (fonts != NULL) {
        use(fuzz, fonts);
        font_set_free(fonts);
    }
    return 0;
}
