/* An APP1 segment holds "Exif", two zero bytes, and a TIFF file: four bytes that name the byte
 * order, the place of the first directory, and there a count and that many entries of 12 bytes:
 * tag, type, count, value. Any of it may be wrong: each read is bounded and gives 0 outside. */
#include "image/exif.h"

#include "image/segment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { ENTRY_BYTES = 12, TAG_ORIENTATION = 274, TYPE_SHORT = 3, ORIENTATION_MAX = 8 };

struct tiff {
    struct slice bytes;
    bool is_big_endian;
};

static uint32_t read_u16(const struct tiff *tiff, size_t offset) {
    if (offset >= tiff->bytes.size_bytes || tiff->bytes.size_bytes - offset < 2)
        return 0;
    const unsigned char *at = (const unsigned char *)tiff->bytes.at + offset;
    return tiff->is_big_endian ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static uint32_t read_u32(const struct tiff *tiff, size_t offset) {
    uint32_t first = read_u16(tiff, offset);
    uint32_t second = read_u16(tiff, offset + 2);
    return tiff->is_big_endian ? first << 16 | second : second << 16 | first;
}

/* 0: the directory does not say. */
static unsigned read_orientation(const struct tiff *tiff) {
    size_t directory = read_u32(tiff, 4);
    size_t count = read_u16(tiff, directory);
    for (size_t i = 0; i < count; i++) {
        size_t entry = directory + 2 + i * ENTRY_BYTES;
        if (read_u16(tiff, entry) != TAG_ORIENTATION || read_u16(tiff, entry + 2) != TYPE_SHORT ||
            read_u32(tiff, entry + 4) != 1)
            continue;
        uint32_t value = read_u16(tiff, entry + 8);
        return value <= ORIENTATION_MAX ? (unsigned)value : 0;
    }
    return 0;
}

unsigned exif_orientation(struct slice jpeg) {
    static const char head[] = {'E', 'x', 'i', 'f', 0, 0};
    struct segment segment = {0};
    unsigned orientation = 0;
    while (orientation == 0 && segment_next(jpeg, &segment)) {
        if (segment.marker != SEGMENT_APP1 || segment.bytes.size_bytes < sizeof head + 4 ||
            memcmp(segment.bytes.at, head, sizeof head) != 0)
            continue;
        struct tiff tiff = {
            .bytes = {segment.bytes.at + sizeof head, segment.bytes.size_bytes - sizeof head}};
        tiff.is_big_endian = memcmp(tiff.bytes.at, "MM\0*", 4) == 0;
        if (tiff.is_big_endian || memcmp(tiff.bytes.at, "II*\0", 4) == 0)
            orientation = read_orientation(&tiff);
    }
    return orientation > 0 ? orientation : 1;
}
