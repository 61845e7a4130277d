/* One record on its way from the worker that made it to the merged file: its objects under numbers
 * of their own, and what outline, page labels and structure tree of the merged file need. Bytes
 * between two processes of one program on one machine, in its byte order. */
#ifndef PDF_FRAGMENT_H
#define PDF_FRAGMENT_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/length.h"
#include "pdf/navigation.h"
#include "pdf/object.h"
#include "pdf/structure.h"

#include <stdbool.h>
#include <stdint.h>

struct fragment_facts {
    uint64_t ordinal;
    struct structure_ends structure;
    struct outline_ends outline;
    length first_width, first_height; /* of the first page */
    length last_width, last_height;
    uint32_t main;        /* an object that others ask for: of a font, the font */
    uint32_t label_count; /* label entries; of the first pages */
    uint32_t page_count;  /* set by fragment_write */
    uint32_t last_object;
};

/* Appends the fragment: all objects of the document, and the label entries of its pages. */
void fragment_write(const struct pdf_document *document, const struct fragment_facts *facts,
                    struct slice labels, struct builder *out);

struct fragment {
    struct fragment_facts facts;
    struct slice labels;
    struct pdf_object_view *objects; /* by number; [0] is none */
};

/* Only the facts; false if the bytes are too few. */
bool fragment_read_facts(struct slice bytes, struct fragment_facts *out);

/* All, borrowed from bytes but for the array, which is the arena's. False if they are no whole
 * fragment, or its facts name objects that it lacks. */
bool fragment_read(struct arena *arena, struct slice bytes, struct fragment *out);

/* Appends text with references, keys and page indices as the merged file counts them. numbers is by
 * object, 0: not to be referred to. False if there is such a reference. */
struct fragment_bases {
    const uint32_t *numbers;
    uint32_t last_object;
    uint32_t key, page;
};
bool fragment_renumber(struct slice text, const struct fragment_bases *bases, struct builder *out);

#endif
