#include "pack/coverage.h"

#include "base/memory.h"
#include "xml/characters.h"

#include <inttypes.h>

struct reporting {
    struct arena *arena;
    const struct font_set *fonts;
    hb_set_t *told;
    struct diags *diags;
};

static bool is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
}

static bool is_shown(const struct font_set *fonts, uint32_t code_point) {
    for (size_t i = 0; i < font_set_count(fonts); i++) {
        if (font_shows(font_set_face(fonts, i), code_point)) {
            return true;
        }
    }
    return is_control(code_point);
}

bool coverage_is_full(const struct font_set *fonts, const hb_set_t *code_points) {
    hb_codepoint_t code_point = HB_SET_VALUE_INVALID;
    while (hb_set_next(code_points, &code_point)) {
        if (!is_shown(fonts, code_point)) {
            return false;
        }
    }
    return true;
}

static void take(void *user, uint32_t code_point, struct position position) {
    struct reporting *reporting = user;
    if (is_shown(reporting->fonts, code_point) || hb_set_has(reporting->told, code_point)) {
        return;
    }
    hb_set_add(reporting->told, code_point);
    diag(reporting->diags, MESSAGE_GLYPH_UNCOVERED, position,
         ARGS(arena_format(reporting->arena, "U+%04" PRIX32, code_point)));
}

void coverage_report(struct arena *scratch, const struct font_set *fonts, const char *file,
                     struct slice bytes, struct diags *diags) {
    struct reporting reporting = {
        .arena = scratch, .fonts = fonts, .told = hb_set_create(), .diags = diags};
    if (!hb_set_allocation_successful(reporting.told)) {
        memory_exhausted();
    }
    xml_read_characters(file, bytes, take, &reporting);
    hb_set_destroy(reporting.told);
}
