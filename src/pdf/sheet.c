#include "pdf/sheet.h"

#include "pdf/value.h"

#include <inttypes.h>
#include <stdio.h>

#define NUMBER_SIZE LENGTH_PT(96)

void sheet_write_number(struct builder *out, const struct font_face *face, uint64_t number,
                        length page_width, length page_height) {
    char digits[24];
    int64_t advance = 0;
    snprintf(digits, sizeof digits, "%" PRIu64, number);
    for (const char *digit = digits; *digit; digit++)
        advance += hb_font_get_glyph_h_advance(face->font, font_glyph(face, (uint32_t)*digit));
    length width = (length)(advance * NUMBER_SIZE / face->units_per_em);
    builder_text(out, "/Artifact BMC\nBT\n/F0 ");
    value_length(out, NUMBER_SIZE);
    builder_text(out, " Tf\n");
    value_length(out, (page_width - width) / 2);
    builder_char(out, ' ');
    value_length(out, (page_height - NUMBER_SIZE) / 2);
    builder_text(out, " Td\n(");
    for (const char *digit = digits; *digit; digit++)
        value_glyph(out, font_glyph(face, (uint32_t)*digit));
    builder_text(out, ")Tj\nET\nEMC\n");
}
