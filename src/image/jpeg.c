/* TurboJPEG, told to stop at the first warning: libjpeg itself would rather guess at damaged data
 * than say so.
 *
 * A CMYK image becomes RGB here, since a PDF/A has one colour space for the screen: the decoder
 * turns YCCK into CMYK, and each ink then takes its share of the light that black leaves. That is
 * what browsers do, so the picture looks as on the clinic's site; an embedded profile is not read.
 * Adobe's programs store CMYK inverted and say so with an APP14 marker; without it 255 is full ink.
 *
 * A camera stores its picture as the sensor lies and says in EXIF data how to turn it. */
#include "base/memory.h"
#include "image/exif.h"
#include "image/raster.h"
#include "image/segment.h"

#include <stdio.h>
#include <string.h>
#include <turbojpeg.h>

static enum raster_result damaged(tjhandle decoder, struct raster *raster,
                                  char out_reason[RASTER_REASON_BYTES]) {
    snprintf(out_reason, RASTER_REASON_BYTES, "%s", tjGetErrorStr2(decoder));
    memory_free(raster->samples);
    raster->samples = NULL;
    tjDestroy(decoder);
    return RASTER_DAMAGED;
}

/* Is there an Adobe marker before the first scan? */
static bool has_adobe_marker(struct slice bytes) {
    struct segment segment = {0};
    while (segment_next(bytes, &segment))
        if (segment.marker == SEGMENT_APP14 && segment.bytes.size_bytes >= 5 &&
            memcmp(segment.bytes.at, "Adobe", 5) == 0)
            return true;
    return false;
}

/* CMYK samples, 4 a pixel, to RGB, 3 a pixel, in place. `inverted`: 255 is no ink. */
static void cmyk_to_rgb(uint8_t *samples, size_t pixel_count, bool inverted) {
    for (size_t i = 0; i < pixel_count; i++) {
        unsigned black = samples[4 * i + 3];
        for (size_t k = 0; k < 3; k++) {
            unsigned ink = samples[4 * i + k];
            unsigned light = inverted ? ink * black : (255 - ink) * (255 - black);
            samples[3 * i + k] = (uint8_t)((light + 127) / 255);
        }
    }
}

enum raster_result raster_read_jpeg(struct slice bytes, struct raster *out_raster,
                                    char out_reason[RASTER_REASON_BYTES]) {
    int width = 0, height = 0, sampling = 0, color = 0;
    const unsigned char *data = (const unsigned char *)bytes.at;
    *out_raster = (struct raster){0};
    tjhandle decoder = tjInitDecompress();
    if (!decoder)
        memory_exhausted();
    if (tjDecompressHeader3(decoder, data, bytes.size_bytes, &width, &height, &sampling, &color) !=
            0 ||
        width <= 0 || height <= 0)
        return damaged(decoder, out_raster, out_reason);
    out_raster->width_px = (uint32_t)width;
    out_raster->height_px = (uint32_t)height;
    if (!raster_is_allowed(out_raster->width_px, out_raster->height_px)) {
        tjDestroy(decoder);
        return RASTER_TOO_LARGE;
    }
    bool is_cmyk = color == TJCS_CMYK || color == TJCS_YCCK;
    int format = is_cmyk ? TJPF_CMYK : TJPF_RGB;
    size_t pixel_count = (size_t)width * (size_t)height;
    out_raster->samples = memory_new(pixel_count * (size_t)tjPixelSize[format]);
    if (tjDecompress2(decoder, data, bytes.size_bytes, out_raster->samples, width, 0, height,
                      format, TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT) != 0)
        return damaged(decoder, out_raster, out_reason);
    if (is_cmyk)
        cmyk_to_rgb(out_raster->samples, pixel_count, has_adobe_marker(bytes));
    tjDestroy(decoder);
    raster_turn(out_raster, exif_orientation(bytes));
    return RASTER_DONE;
}
