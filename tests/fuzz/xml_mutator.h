/* Changes at the level of elements, half of the time, because changes of bytes alone seldom leave
 * XML well-formed: an element, with all in it, or an attribute is repeated, taken away, moved or
 * exchanged with another. The rest is libFuzzer's own, dictionary included. A scan for tags is
 * enough: what is changed wrongly is an input, too. */
#ifndef TESTS_FUZZ_XML_MUTATOR_H
#define TESTS_FUZZ_XML_MUTATOR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MUTATOR_SPANS_MAX 512

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size_bytes, size_t max_bytes);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size_bytes, size_t max_bytes, unsigned seed);

/* A part of the input, from start up to end. */
struct span {
    size_t start, end;
};

struct spans {
    struct span at[MUTATOR_SPANS_MAX];
    size_t count;
};

static inline void add_span(struct spans *spans, size_t start, size_t end) {
    if (spans->count < MUTATOR_SPANS_MAX)
        spans->at[spans->count++] = (struct span){start, end};
}

/* Each element from its '<' to the end of its end tag; those that have none are left out. */
static inline void find_elements(const uint8_t *bytes, size_t size_bytes, struct spans *out) {
    size_t open[64];
    size_t depth = 0;
    for (size_t at = 0; at + 1 < size_bytes; at++) {
        if (bytes[at] != '<' || bytes[at + 1] == '!' || bytes[at + 1] == '?')
            continue;
        const uint8_t *close = memchr(bytes + at, '>', size_bytes - at);
        if (close == NULL)
            return;
        size_t end = (size_t)(close - bytes) + 1;
        if (bytes[at + 1] == '/') {
            if (depth > 0)
                add_span(out, open[--depth], end);
        } else if (close[-1] == '/') {
            add_span(out, at, end);
        } else if (depth < 64) {
            open[depth++] = at;
        }
        at = end - 1;
    }
}

/* Each attribute, with the blank before it. */
static inline void find_attributes(const uint8_t *bytes, size_t size_bytes, struct spans *out) {
    size_t blank = 0;
    for (size_t at = 0; at + 2 < size_bytes; at++) {
        if (bytes[at] == ' ')
            blank = at;
        if (bytes[at] == '=' && (bytes[at + 1] == '"' || bytes[at + 1] == '\'')) {
            const uint8_t *end = memchr(bytes + at + 2, bytes[at + 1], size_bytes - at - 2);
            if (end == NULL)
                return;
            add_span(out, blank, (size_t)(end - bytes) + 1);
            at = (size_t)(end - bytes);
        }
    }
}

/* Puts `with` in the place of bytes[where.start .. where.end]; the new size. Unchanged if it would
 * be too long. */
static inline size_t replace_span(uint8_t *bytes, size_t size_bytes, size_t max_bytes,
                                  struct span where, struct span with) {
    static uint8_t kept[1 << 16];
    size_t with_bytes = with.end - with.start;
    size_t rest_bytes = size_bytes - where.end;
    if (with_bytes > sizeof kept || where.start + with_bytes + rest_bytes > max_bytes)
        return size_bytes;
    memcpy(kept, bytes + with.start, with_bytes);
    memmove(bytes + where.start + with_bytes, bytes + where.end, rest_bytes);
    memcpy(bytes + where.start, kept, with_bytes);
    return where.start + with_bytes + rest_bytes;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size_bytes, size_t max_bytes, unsigned seed) {
    static struct spans spans;
    spans.count = 0;
    if (seed % 2 == 0 && seed / 2 % 2 == 0)
        find_elements(bytes, size_bytes, &spans);
    else if (seed % 2 == 0)
        find_attributes(bytes, size_bytes, &spans);
    if (spans.count == 0)
        return LLVMFuzzerMutate(bytes, size_bytes, max_bytes);
    struct span one = spans.at[seed / 4 % spans.count];
    struct span other = spans.at[seed / 4096 % spans.count];
    switch (seed / 64 % 4) {
    case 0: /* repeated there */
        return replace_span(bytes, size_bytes, max_bytes, (struct span){other.end, other.end}, one);
    case 1: /* taken away */
        return replace_span(bytes, size_bytes, max_bytes, one, (struct span){0, 0});
    case 2: /* in the place of the other */
        return replace_span(bytes, size_bytes, max_bytes, other, one);
    default: /* changed within */
        return LLVMFuzzerMutate(bytes, size_bytes, max_bytes);
    }
}

#endif
