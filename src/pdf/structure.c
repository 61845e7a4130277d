/* Method. While pages are written each mark and each annotation becomes an event: element, page,
 * and MCID or object. At the end the events of an element are its own kids; its child elements come
 * from the structure array. The two lists are merged: events stay in the order of the pages,
 * children in the order of the array, and between an event and a child goes first what is first met
 * on the pages ("see", then the Link, then the rest of the paragraph).
 *
 * An element without content of its own or below is left out, so that a reader does not stop at
 * nothing; an empty cell stays, because a table's columns are counted.
 *
 * The parent tree maps back: for each page, the element of each MCID in order; for each annotation,
 * its element. Its keys must ascend: pages have their index, annotations follow.
 *
 * Parents stand before their children in the array, which makes one pass from the end enough to
 * carry facts upward. */
#include "pdf/structure.h"

#include "base/vector.h"
#include "pdf/value.h"

#include <inttypes.h>

#define NO_EVENT UINT32_MAX
#define NOT_MET UINT32_MAX
#define NO_ELEMENT (-1)

struct event {
    int32_t element;
    uint32_t page;
    uint32_t mcid;       /* of a mark */
    uint32_t annotation; /* object number, 0: a mark */
    uint32_t next;       /* event of the same element */
};

struct element {
    uint32_t first_event, last_event;
    uint32_t first_met; /* earliest event here or below */
    uint32_t object;    /* 0: left out */
    int32_t first_child, last_child, next_sibling;
    int32_t figure; /* the Figure it is or is part of */
    bool has_box;
    uint32_t box_page;
    struct pdf_box box;
};

struct pdf_structure {
    struct arena *arena;
    const struct pages *pages;
    const uint32_t *page_objects;
    struct pdf_document *document;
    uint32_t root;
    struct element *elements; /* as pages->structures */
    VECTOR(struct event) events;
    uint32_t *mark_counts; /* by page */
    uint32_t annotation_count;
    uint32_t note_count;
    uint64_t ordinal; /* of the record in a fragment, else 0 */
};

static size_t element_count(const struct pdf_structure *structure) {
    return structure->pages->structures.count;
}

static const struct structure *facts_of(const struct pdf_structure *structure, int32_t element) {
    return &structure->pages->structures.at[element];
}

static void link_to_parent(struct pdf_structure *structure, int32_t index) {
    int32_t parent = facts_of(structure, index)->parent;
    if (parent < 0)
        return;
    struct element *above = &structure->elements[parent];
    if (above->first_child == NO_ELEMENT)
        above->first_child = index;
    else
        structure->elements[above->last_child].next_sibling = index;
    above->last_child = index;
    if (structure->elements[index].figure == NO_ELEMENT)
        structure->elements[index].figure = above->figure;
}

struct pdf_structure *pdf_structure_new(struct arena *arena, const struct pages *pages,
                                        const uint32_t *page_objects,
                                        struct pdf_document *document) {
    struct pdf_structure *structure = ARENA_NEW(arena, struct pdf_structure);
    structure->arena = arena;
    structure->pages = pages;
    structure->page_objects = page_objects;
    structure->document = document;
    structure->elements = ARENA_ARRAY(arena, struct element, pages->structures.count);
    structure->mark_counts = ARENA_ARRAY(arena, uint32_t, pages->pages.count);
    for (size_t i = 0; i < element_count(structure); i++) {
        int32_t index = (int32_t)i;
        bool is_figure = facts_of(structure, index)->tag == TAG_FIGURE;
        structure->elements[i] = (struct element){
            .first_event = NO_EVENT,
            .last_event = NO_EVENT,
            .first_met = NOT_MET,
            .first_child = NO_ELEMENT,
            .last_child = NO_ELEMENT,
            .next_sibling = NO_ELEMENT,
            .figure = is_figure ? index : NO_ELEMENT,
        };
        link_to_parent(structure, index);
    }
    return structure;
}

static void add_event(struct pdf_structure *structure, struct event event) {
    struct element *element = &structure->elements[event.element];
    uint32_t number = (uint32_t)structure->events.count;
    event.next = NO_EVENT;
    *VECTOR_PUSH(structure->arena, &structure->events) = event;
    if (element->first_event == NO_EVENT) {
        element->first_event = number;
        element->first_met = number;
    } else {
        structure->events.at[element->last_event].next = number;
    }
    element->last_event = number;
}

uint32_t pdf_structure_mark(struct pdf_structure *structure, int32_t element, uint32_t page) {
    uint32_t mcid = structure->mark_counts[page]++;
    add_event(structure, (struct event){.element = element, .page = page, .mcid = mcid});
    return mcid;
}

uint32_t pdf_structure_annotation(struct pdf_structure *structure, int32_t element, uint32_t page,
                                  uint32_t annotation) {
    add_event(structure,
              (struct event){.element = element, .page = page, .annotation = annotation});
    return (uint32_t)structure->pages->pages.count + structure->annotation_count++;
}

bool pdf_structure_is_figure(const struct pdf_structure *structure, int32_t element) {
    return element >= 0 && structure->elements[element].figure != NO_ELEMENT;
}

static int32_t least(int32_t left, int32_t right) {
    return left < right ? left : right;
}

static int32_t greatest(int32_t left, int32_t right) {
    return left > right ? left : right;
}

/* A figure's box is that of its first page. */
void pdf_structure_extend(struct pdf_structure *structure, int32_t element, uint32_t page,
                          struct pdf_box box) {
    struct element *figure = &structure->elements[structure->elements[element].figure];
    if (!figure->has_box) {
        figure->has_box = true;
        figure->box_page = page;
        figure->box = box;
    } else if (figure->box_page == page) {
        figure->box.left = least(figure->box.left, box.left);
        figure->box.bottom = least(figure->box.bottom, box.bottom);
        figure->box.right = greatest(figure->box.right, box.right);
        figure->box.top = greatest(figure->box.top, box.top);
    }
}

static bool is_cell(enum tag tag) {
    return tag == TAG_TD || tag == TAG_TH;
}

/* From the last to the first, so that children are decided before their parents; `object` serves as
 * the mark of what stays until the numbers are given, in array order. */
void pdf_structure_close(struct pdf_structure *structure) {
    structure->root = pdf_object_new(structure->document);
    for (size_t i = element_count(structure); i-- > 0;) {
        struct element *element = &structure->elements[i];
        const struct structure *facts = facts_of(structure, (int32_t)i);
        if (i == 0 || is_cell(facts->tag) || element->first_event != NO_EVENT)
            element->object = 1;
        if (!element->object || facts->parent < 0)
            continue;
        struct element *parent = &structure->elements[facts->parent];
        parent->object = 1;
        if (element->first_met < parent->first_met)
            parent->first_met = element->first_met;
    }
    for (size_t i = 0; i < element_count(structure); i++)
        if (structure->elements[i].object)
            structure->elements[i].object = pdf_object_new(structure->document);
}

uint32_t pdf_structure_object(const struct pdf_structure *structure, int32_t element) {
    return element < 0 ? 0 : structure->elements[element].object;
}

static void write_event(const struct pdf_structure *structure, struct builder *out,
                        const struct event *event, uint32_t element_page) {
    bool is_elsewhere = event->page != element_page;
    if (!event->annotation && !is_elsewhere) {
        builder_char(out, ' ');
        builder_int(out, event->mcid);
        return;
    }
    builder_text(out, event->annotation ? "<</Type/OBJR/Obj" : "<</Type/MCR/MCID ");
    if (event->annotation)
        pdf_object_reference(out, event->annotation);
    else
        builder_int(out, event->mcid);
    if (is_elsewhere) {
        builder_text(out, "/Pg");
        pdf_object_reference(out, structure->page_objects[event->page]);
    }
    builder_text(out, ">>");
}

/* The next child that stays, from `index` on. */
static int32_t kept_child(const struct pdf_structure *structure, int32_t index) {
    while (index != NO_ELEMENT && !structure->elements[index].object)
        index = structure->elements[index].next_sibling;
    return index;
}

/* Then /K is the kid itself; most elements are so. */
static bool has_one_kid(const struct pdf_structure *structure, const struct element *element,
                        int32_t child) {
    if (child == NO_ELEMENT)
        return element->first_event != NO_EVENT && element->first_event == element->last_event;
    int32_t next = kept_child(structure, structure->elements[child].next_sibling);
    return element->first_event == NO_EVENT && next == NO_ELEMENT;
}

static void write_kids(const struct pdf_structure *structure, struct builder *out,
                       const struct element *element) {
    uint32_t number = element->first_event;
    int32_t child = kept_child(structure, element->first_child);
    uint32_t page = number == NO_EVENT ? 0 : structure->events.at[number].page;
    bool is_one = has_one_kid(structure, element, child);
    builder_text(out, is_one ? "/K" : "/K[");
    while (number != NO_EVENT || child != NO_ELEMENT) {
        bool is_child = child != NO_ELEMENT &&
                        (number == NO_EVENT || structure->elements[child].first_met < number);
        if (is_child) {
            pdf_object_reference(out, structure->elements[child].object);
            child = kept_child(structure, structure->elements[child].next_sibling);
        } else {
            const struct event *event = &structure->events.at[number];
            write_event(structure, out, event, page);
            number = event->next;
        }
    }
    builder_text(out, is_one ? "" : "]");
}

static void write_cell_attributes(struct builder *out, const struct structure *facts) {
    static const char *const scopes[] = {
        [SCOPE_NONE] = NULL,
        [SCOPE_COLUMN] = "/Scope/Column",
        [SCOPE_ROW] = "/Scope/Row",
        [SCOPE_BOTH] = "/Scope/Both",
    };
    const char *scope = facts->tag == TAG_TH ? scopes[facts->scope] : NULL;
    if (!scope && facts->row_span < 2 && facts->column_span < 2)
        return;
    builder_text(out, "/A<</O/Table");
    if (scope)
        builder_text(out, scope);
    if (facts->row_span > 1)
        builder_format(out, "/RowSpan %u", facts->row_span);
    if (facts->column_span > 1)
        builder_format(out, "/ColSpan %u", facts->column_span);
    builder_text(out, ">>");
}

static void write_box(struct builder *out, struct pdf_box box) {
    const int32_t corners[] = {box.left, box.bottom, box.right, box.top};
    builder_text(out, "/A<</O/Layout/Placement/Block/BBox[");
    for (size_t i = 0; i < sizeof corners / sizeof *corners; i++) {
        builder_text(out, i > 0 ? " " : "");
        value_number(out, corners[i]);
    }
    builder_text(out, "]>>");
}

void pdf_structure_note_id(struct builder *out, uint64_t ordinal, uint32_t number) {
    if (ordinal > 0)
        builder_format(out, "(note-%012" PRIu64 "-%06u)", ordinal, number);
    else
        builder_format(out, "(note-%06u)", number);
}

/* Notes have an /ID each (PDF/UA-1, 7.9), listed in the root's IDTree. */
static void write_attributes(struct pdf_structure *structure, struct builder *out,
                             const struct structure *facts, const struct element *element) {
    static const char *const numberings[] = {
        [NUMBERING_DISC] = "Disc",
        [NUMBERING_SQUARE] = "Square",
        [NUMBERING_DECIMAL] = "Decimal",
    };
    value_entry(out, "Alt", facts->alt);
    value_entry(out, "ActualText", facts->actual_text);
    value_entry(out, "Lang", facts->language);
    if (is_cell(facts->tag))
        write_cell_attributes(out, facts);
    if (facts->tag == TAG_L)
        builder_format(out, "/A<</O/List/ListNumbering/%s>>", numberings[facts->numbering]);
    if (facts->tag == TAG_FIGURE && element->has_box)
        write_box(out, element->box);
    if (facts->tag == TAG_NOTE) {
        builder_text(out, "/ID");
        pdf_structure_note_id(out, structure->ordinal, ++structure->note_count);
    }
}

static void write_element(struct pdf_structure *structure, int32_t index) {
    const struct element *element = &structure->elements[index];
    const struct structure *facts = facts_of(structure, index);
    struct builder *out = pdf_object_open(structure->document, element->object);
    builder_text(out, "/S/");
    bool is_part = pdf_document_is_fragment(structure->document) && facts->parent < 0;
    builder_text(out, tag_names[is_part ? TAG_PART : facts->tag]);
    if (is_part)
        value_entry(out, "Lang", structure->pages->language);
    builder_text(out, "/P");
    pdf_object_reference(out, facts->parent < 0 ? structure->root
                                                : structure->elements[facts->parent].object);
    if (element->first_event != NO_EVENT) {
        builder_text(out, "/Pg");
        uint32_t page = structure->events.at[element->first_event].page;
        pdf_object_reference(out, structure->page_objects[page]);
    }
    write_attributes(structure, out, facts, element);
    write_kids(structure, out, element);
    pdf_object_close(structure->document);
}

/* Events of one page stand together and in order of MCID, because pages are written one after the
 * other. Gives the number of keys. */
static uint32_t write_parents(const struct pdf_structure *structure, struct builder *out) {
    size_t number = 0;
    builder_text(out, "/Nums[");
    for (uint32_t page = 0; page < structure->pages->pages.count; page++) {
        pdf_object_key(structure->document, out, page);
        builder_char(out, '[');
        for (; number < structure->events.count; number++) {
            const struct event *event = &structure->events.at[number];
            if (event->page != page)
                break;
            if (!event->annotation)
                pdf_object_reference(out, structure->elements[event->element].object);
        }
        builder_char(out, ']');
    }
    uint32_t key = (uint32_t)structure->pages->pages.count;
    for (size_t i = 0; i < structure->events.count; i++) {
        const struct event *event = &structure->events.at[i];
        if (!event->annotation)
            continue;
        pdf_object_key(structure->document, out, key++);
        pdf_object_reference(out, structure->elements[event->element].object);
        builder_char(out, ' ');
    }
    builder_char(out, ']');
    return key;
}

static void write_notes(const struct pdf_structure *structure, struct builder *out) {
    uint32_t number = 0;
    builder_text(out, "/Names[");
    for (size_t i = 0; i < element_count(structure); i++) {
        uint32_t object = structure->elements[i].object;
        if (!object || facts_of(structure, (int32_t)i)->tag != TAG_NOTE)
            continue;
        pdf_structure_note_id(out, structure->ordinal, ++number);
        pdf_object_reference(out, object);
    }
    builder_char(out, ']');
}

static void write_elements(struct pdf_structure *structure) {
    for (size_t i = 0; i < element_count(structure); i++)
        if (structure->elements[i].object)
            write_element(structure, (int32_t)i);
}

uint32_t pdf_structure_write(struct pdf_structure *structure) {
    write_elements(structure);
    struct builder *out = pdf_object_open(structure->document, structure->root);
    builder_text(out, "/Type/StructTreeRoot/K");
    pdf_object_reference(out, structure->elements[0].object);
    builder_text(out, "/ParentTree<<");
    uint32_t key_count = write_parents(structure, out);
    builder_format(out, ">>/ParentTreeNextKey %u", key_count);
    if (structure->note_count > 0) {
        builder_text(out, "/IDTree<<");
        write_notes(structure, out);
        builder_text(out, ">>");
    }
    pdf_object_close(structure->document);
    return structure->root;
}

/* Every node but the root of a tree says what it holds: /Limits (7.9.6). */
struct structure_ends pdf_structure_write_fragment(struct pdf_structure *structure,
                                                   uint64_t ordinal) {
    struct pdf_document *document = structure->document;
    structure->ordinal = ordinal;
    pdf_object_stand_in(document, structure->root, PDF_ROLE_STRUCTURE, 0);
    write_elements(structure);
    struct structure_ends ends = {.part = structure->elements[0].object,
                                  .parents = pdf_object_new(document),
                                  .note_count = structure->note_count};
    struct builder *out = pdf_object_open(document, ends.parents);
    ends.key_count = write_parents(structure, out);
    builder_text(out, "/Limits[");
    pdf_object_key(document, out, 0);
    builder_char(out, ' ');
    pdf_object_key(document, out, ends.key_count - 1);
    builder_char(out, ']');
    pdf_object_close(document);
    if (structure->note_count == 0)
        return ends;
    ends.notes = pdf_object_new(document);
    out = pdf_object_open(document, ends.notes);
    write_notes(structure, out);
    builder_text(out, "/Limits[");
    pdf_structure_note_id(out, ordinal, 1);
    pdf_structure_note_id(out, ordinal, structure->note_count);
    builder_char(out, ']');
    pdf_object_close(document);
    return ends;
}
