/* Links stand where layout put their rectangles, one annotation a rectangle; all annotations of one
 * link are kids of its Link element. A place inside the document is written at the link itself
 * ([page /XYZ left top zoom]); names in the catalogue would serve only links from other files.
 *
 * The outline is a tree of doubly linked lists (12.3.3) made from a list of levels: the parent of
 * an entry is the nearest one before it with a smaller level, so that a skipped level makes no
 * hole. */
#include "pdf/navigation.h"

#include "pdf/value.h"

#include <string.h>

#define NO_ENTRY SIZE_MAX

static void write_place(const struct navigation *navigation, struct builder *out, size_t page,
                        length y) {
    builder_text(out, "/Dest[");
    pdf_object_reference(out, navigation->page_objects[page]);
    builder_text(out, "/XYZ null ");
    value_length(out, navigation->pages->pages.at[page].height - y);
    builder_text(out, " null]");
}

static const struct destination *find_destination(const struct pages *pages, const char *name) {
    for (size_t i = 0; i < pages->destinations.count; i++)
        if (strcmp(pages->destinations.at[i].name, name) == 0)
            return &pages->destinations.at[i];
    return NULL;
}

static void write_area(struct builder *out, const struct page *page, const struct op_rect *area) {
    const length sides[] = {area->x, page->height - area->y - area->height, area->x + area->width,
                            page->height - area->y};
    builder_text(out, "/Rect[");
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        builder_text(out, i > 0 ? " " : "");
        value_length(out, sides[i]);
    }
    builder_char(out, ']');
}

/* False if the link leads nowhere. */
static bool write_link(const struct navigation *navigation, uint32_t page_index,
                       const struct op *op, uint32_t object) {
    const struct pages *pages = navigation->pages;
    const struct page_link *link = &pages->links.at[op->link];
    const struct destination *place = NULL;
    if (!link->uri && link->destination)
        place = find_destination(pages, link->destination);
    uint32_t key =
        pdf_structure_annotation(navigation->structure, link->structure, page_index, object);
    struct builder *out = pdf_object_open(navigation->document, object);
    builder_text(out, "/Type/Annot/Subtype/Link");
    write_area(out, &pages->pages.at[page_index], &op->u.rect);
    builder_text(out, "/Border[0 0 0]/F 4/StructParent ");
    pdf_object_key(navigation->document, out, key);
    value_entry(out, "Contents", link->contents ? link->contents : link->uri);
    if (link->uri) {
        builder_text(out, "/A<</S/URI/URI");
        value_uri(out, link->uri);
        builder_text(out, ">>");
    } else if (place) {
        write_place(navigation, out, place->page, place->y);
    } else if (link->has_place) {
        write_place(navigation, out, link->page, link->y);
    }
    pdf_object_close(navigation->document);
    return link->uri || place || link->has_place;
}

const char *navigation_write_links(const struct navigation *navigation, uint32_t page_index,
                                   struct builder *references) {
    const struct pages *pages = navigation->pages;
    const struct page *page = &pages->pages.at[page_index];
    const char *unknown = NULL;
    for (size_t i = 0; i < page->ops.count; i++) {
        const struct op *op = &page->ops.at[i];
        if (op->kind != OP_LINK)
            continue;
        uint32_t object = pdf_object_new(navigation->document);
        pdf_object_reference(references, object);
        if (!write_link(navigation, page_index, op, object) && !unknown) {
            unknown = pages->links.at[op->link].destination;
            unknown = unknown ? unknown : "";
        }
    }
    return unknown;
}

struct entry {
    uint32_t object;
    size_t parent, previous, next, first, last;
    size_t count; /* entries below */
};

/* The entry in whose list `index` stands, NO_ENTRY for the root. */
static size_t parent_of(const struct pages *pages, const struct entry *entries, size_t index) {
    unsigned level = pages->outline.at[index].level;
    size_t parent = index > 0 ? index - 1 : NO_ENTRY;
    while (parent != NO_ENTRY && pages->outline.at[parent].level >= level)
        parent = entries[parent].parent;
    return parent;
}

/* entries[count] is the root. */
static struct entry *build_outline(const struct navigation *navigation) {
    const struct pages *pages = navigation->pages;
    size_t count = pages->outline.count;
    struct entry *entries = ARENA_ARRAY(navigation->arena, struct entry, count + 1);
    for (size_t i = 0; i <= count; i++)
        entries[i] = (struct entry){.object = pdf_object_new(navigation->document),
                                    .parent = NO_ENTRY,
                                    .previous = NO_ENTRY,
                                    .next = NO_ENTRY,
                                    .first = NO_ENTRY,
                                    .last = NO_ENTRY};
    for (size_t i = 0; i < count; i++) {
        entries[i].parent = parent_of(pages, entries, i);
        struct entry *parent = &entries[entries[i].parent == NO_ENTRY ? count : entries[i].parent];
        entries[i].previous = parent->last;
        if (parent->last == NO_ENTRY)
            parent->first = i;
        else
            entries[parent->last].next = i;
        parent->last = i;
    }
    for (size_t i = count; i-- > 0;) {
        size_t parent = entries[i].parent == NO_ENTRY ? count : entries[i].parent;
        entries[parent].count += entries[i].count + 1;
    }
    return entries;
}

static void write_neighbour(struct builder *out, const char *key, const struct entry *entries,
                            size_t index) {
    if (index == NO_ENTRY)
        return;
    builder_text(out, key);
    pdf_object_reference(out, entries[index].object);
}

static void write_entry(const struct navigation *navigation, const struct entry *entries,
                        size_t index) {
    const struct outline_entry *facts = &navigation->pages->outline.at[index];
    const struct entry *entry = &entries[index];
    size_t root = navigation->pages->outline.count;
    struct builder *out = pdf_object_open(navigation->document, entry->object);
    builder_text(out, "/Title");
    value_text(out, facts->title);
    write_neighbour(out, "/Parent", entries, entry->parent == NO_ENTRY ? root : entry->parent);
    write_neighbour(out, "/Prev", entries, entry->previous);
    write_neighbour(out, "/Next", entries, entry->next);
    write_neighbour(out, "/First", entries, entry->first);
    write_neighbour(out, "/Last", entries, entry->last);
    if (entry->count > 0)
        builder_format(out, "/Count %zu", entry->count);
    write_place(navigation, out, facts->page, facts->y);
    uint32_t element = pdf_structure_object(navigation->structure, facts->structure);
    if (element) {
        builder_text(out, "/SE");
        pdf_object_reference(out, element);
    }
    pdf_object_close(navigation->document);
}

struct outline_ends navigation_write_outline(const struct navigation *navigation) {
    size_t count = navigation->pages->outline.count;
    if (count == 0)
        return (struct outline_ends){0};
    struct entry *entries = build_outline(navigation);
    for (size_t i = 0; i < count; i++)
        write_entry(navigation, entries, i);
    const struct entry *root = &entries[count];
    return (struct outline_ends){root->object, entries[root->first].object,
                                 entries[root->last].object, root->count};
}

void navigation_write_outline_root(const struct navigation *navigation,
                                   const struct outline_ends *ends) {
    if (!ends->root)
        return;
    struct builder *out = pdf_object_open(navigation->document, ends->root);
    builder_text(out, "/Type/Outlines/First");
    pdf_object_reference(out, ends->first);
    builder_text(out, "/Last");
    pdf_object_reference(out, ends->last);
    builder_format(out, "/Count %zu", ends->count);
    pdf_object_close(navigation->document);
}

static bool has_labels(const struct pages *pages) {
    for (size_t i = 0; i < pages->pages.count; i++)
        if (pages->pages.at[i].label)
            return true;
    return false;
}

uint32_t navigation_write_label_entries(const struct navigation *navigation, struct builder *out) {
    const struct pages *pages = navigation->pages;
    size_t count = has_labels(pages) ? pages->pages.count : 1;
    for (size_t i = 0; i < count; i++) {
        const char *label = pages->pages.at[i].label;
        pdf_object_page_index(navigation->document, out, (uint32_t)i);
        builder_text(out, "<<");
        if (label)
            value_entry(out, "P", label);
        else
            builder_format(out, "/S/D/St %zu", i + 1);
        builder_text(out, ">>");
    }
    return (uint32_t)count;
}

void navigation_write_labels(const struct navigation *navigation, struct builder *out) {
    if (!has_labels(navigation->pages))
        return;
    builder_text(out, "/PageLabels<</Nums[");
    navigation_write_label_entries(navigation, out);
    builder_text(out, "]>>");
}
