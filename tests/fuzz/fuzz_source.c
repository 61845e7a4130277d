/* Any bytes as what a source reads: gzip or not, in pieces of a size that the first byte gives,
 * then once more from the start; both times the same. */
#include "base/source.h"
#include "fuzz.h"

struct reading {
    bool done;
    size_t size_bytes;
    uint64_t sum;
};

static struct reading read_pieces(struct source *source, struct diags *diags) {
    struct reading reading = {.done = true};
    struct slice piece = {"", 0};
    do {
        reading.done = source_next(source, diags, &piece);
        for (size_t i = 0; reading.done && i < piece.size_bytes; i++)
            reading.sum = reading.sum * 31 + (unsigned char)piece.at[i];
        reading.size_bytes += reading.done ? piece.size_bytes : 0;
    } while (reading.done && piece.size_bytes > 0);
    return reading;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    if (size_bytes == 0)
        return 0;
    struct source *source =
        source_from_bytes("form.xml", (struct slice){(const char *)bytes + 1, size_bytes - 1});
    source_cut(source, bytes[0] + 1u);
    struct reading first = read_pieces(source, fuzz->diags);
    fuzz_require(first.done || diags_count(fuzz->diags, DIAG_ERROR) > 0);
    if (first.done && source_again(source, fuzz->diags)) {
        struct reading second = read_pieces(source, fuzz->diags);
        fuzz_require(second.done && second.sum == first.sum &&
                     second.size_bytes == first.size_bytes);
    }
    source_free(source);
    return 0;
}
