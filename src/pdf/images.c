#include "pdf/images.h"

#include "base/vector.h"
#include "pdf/value.h"

struct stored {
    const struct image *image;
    uint32_t object;
};

struct pdf_images {
    struct arena *arena;
    struct pdf_document *document;
    VECTOR(struct stored) stored;
};

struct pdf_images *pdf_images_new(struct arena *arena, struct pdf_document *document) {
    struct pdf_images *images = ARENA_NEW(arena, struct pdf_images);
    images->arena = arena;
    images->document = document;
    return images;
}

/* Rows deflated with PNG's predictors, as image/ made them; mask is the object of the alpha channel
 * or 0. */
static uint32_t write_plane(struct pdf_document *document, const struct image *image,
                            struct slice rows, int colors, uint32_t mask) {
    uint32_t object = pdf_object_new(document);
    struct builder *out = pdf_object_open(document, object);
    builder_format(out,
                   "/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent 8"
                   "/ColorSpace/%s/Filter/FlateDecode"
                   "/DecodeParms<</Predictor 15/Colors %d/Columns %u>>",
                   image->width_px, image->height_px, colors == 1 ? "DeviceGray" : "DeviceRGB",
                   colors, image->width_px);
    if (mask) {
        builder_text(out, "/SMask");
        pdf_object_reference(out, mask);
    }
    pdf_object_close_stream(document, rows, false);
    return object;
}

/* The colors of a logo by their numbers in a palette (8.6.6.3). */
static uint32_t write_indexed(struct pdf_document *document, const struct image *image,
                              uint32_t mask) {
    uint32_t object = pdf_object_new(document);
    struct builder *out = pdf_object_open(document, object);
    builder_format(out,
                   "/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent 8"
                   "/Filter/FlateDecode/ColorSpace[/Indexed/DeviceRGB %zu",
                   image->width_px, image->height_px, image->palette.size_bytes / 3 - 1);
    value_bytes(out, image->palette);
    builder_char(out, ']');
    if (mask) {
        builder_text(out, "/SMask");
        pdf_object_reference(out, mask);
    }
    pdf_object_close_stream(document, image->indices, false);
    return object;
}

uint32_t pdf_images_use(struct pdf_images *images, const struct image *image) {
    for (size_t i = 0; i < images->stored.count; i++)
        if (images->stored.at[i].image == image)
            return (uint32_t)i;
    uint32_t mask = 0;
    if (image->alpha.size_bytes > 0)
        mask = write_plane(images->document, image, image->alpha, 1, 0);
    uint32_t object = image->palette.size_bytes > 0
                          ? write_indexed(images->document, image, mask)
                          : write_plane(images->document, image, image->color, 3, mask);
    *VECTOR_PUSH(images->arena, &images->stored) = (struct stored){image, object};
    return (uint32_t)images->stored.count - 1;
}

void pdf_images_write(const struct pdf_images *images, struct builder *resources) {
    for (size_t i = 0; i < images->stored.count; i++) {
        builder_format(resources, "/I%zu", i);
        pdf_object_reference(resources, images->stored.at[i].object);
    }
}
