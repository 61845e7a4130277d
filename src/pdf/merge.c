/* A record is added in two steps. First its objects get numbers of the file and all their texts are
 * renumbered into memory: whatever is wrong with the fragment shows here, before a byte is written.
 * Then they are written, streams first, the rest as one object stream.
 *
 * What grows with the file: the runs of the cross-reference table (pdf/file.c), and the list of the
 * records' structure elements. Everything else that spans the records is a tree whose full nodes
 * are written at once (pdf/tree.h), or a list of which the last item is kept: a bookmark is written
 * when the next one is known.
 *
 *   Catalog - Pages ... - Pages of a record - its pages, perhaps a blank one
 *           - StructTreeRoot - Document - Part of a record - its elements
 *                            - ParentTree ... - leaf of a record
 *           - Outlines - bookmark of a record - its own bookmarks, closed
 *           - PageLabels ... - leaf of a record */
#include "pdf/merge.h"

#include "base/memory.h"
#include "pdf/deflate.h"
#include "pdf/file.h"
#include "pdf/fragment.h"
#include "pdf/metadata.h"
#include "pdf/same.h"
#include "pdf/shared.h"
#include "pdf/sheet.h"
#include "pdf/tree.h"
#include "pdf/value.h"

#include <inttypes.h>

#define OBJECTS_MAX 8388607u /* ISO 19005-2, 6.1.13 */
#define FILE_MAX_BYTES (UINT64_C(10) * 1000 * 1000 * 1000)
#define OBJECTS_RESERVED 20000u /* for trees and what ends the file */

/* The last record's, until the next is known. */
struct bookmark {
    uint32_t object, previous;
    uint32_t first, last, count; /* below it */
    uint32_t page, part;
    length top; /* of the page */
};

struct pdf_merge {
    const struct pdf_shared *shared;
    struct pdf_merge_options options;
    struct pdf_sink sink;
    bool is_stopped;
    struct arena *arena;   /* of the options */
    struct arena *scratch; /* of one record */
    struct pdf_file *file;
    struct builder out;
    struct builder value; /* an object of our own */
    struct pdf_document *document;
    struct deflater *deflater;
    struct same_streams *streams;
    uint32_t *fonts; /* by face, 0: not yet */
    struct page_tree pages;
    struct key_tree parents, labels, notes;
    uint32_t structure_root, document_element, bookmarks_root;
    struct bookmark bookmark;
    uint32_t first_bookmark;
    struct builder bookmark_title;
    struct builder parts; /* references to the records' elements */
    uint32_t key_count, record_count;
    uint32_t page_count;
    uint64_t last_ordinal;
};

/* One record on its way into the file. */
struct record {
    struct pdf_merge *merge;
    struct fragment fragment;
    struct fragment_bases bases;
    uint32_t *numbers;    /* by object of the fragment */
    struct slice *values; /* by object, renumbered; without bytes: nothing is to be written */
    uint32_t bookmark, node, first_page;
    uint32_t kid_count; /* pages of the record, with separator and blank ones */
};

static void write_number_key(struct builder *out, uint64_t key) {
    builder_format(out, "%" PRIu64, key);
}

#define NOTES_MAX 1000000u

/* A key is the ordinal and the number of the note. */
static void write_note_key(struct builder *out, uint64_t key) {
    pdf_structure_note_id(out, key / NOTES_MAX, (uint32_t)(key % NOTES_MAX));
}

struct pdf_merge *pdf_merge_new(const struct pdf_shared *shared,
                                const struct pdf_merge_options *options, struct pdf_sink sink) {
    struct pdf_merge *merge = memory_new(sizeof *merge);
    merge->shared = shared;
    merge->sink = sink;
    merge->arena = arena_new();
    merge->scratch = arena_new();
    merge->options = *options;
    merge->options.title = arena_string(merge->arena, options->title);
    merge->options.author = arena_string(merge->arena, options->author);
    merge->options.language = arena_string(merge->arena, options->language);
    merge->file = pdf_file_new(DEFLATER_GOOD);
    merge->document = pdf_document_new(DEFLATER_FAST);
    merge->deflater = deflater_new(DEFLATER_GOOD);
    merge->streams = same_streams_new();
    merge->fonts = ARENA_ARRAY(merge->arena, uint32_t, pdf_faces_count(shared->faces));
    merge->pages.file = merge->file;
    merge->parents = (struct key_tree){.file = merge->file, .write_key = write_number_key};
    merge->labels = (struct key_tree){.file = merge->file, .write_key = write_number_key};
    merge->notes = (struct key_tree){.file = merge->file, .write_key = write_note_key};
    pdf_file_begin(merge->file, 0, &merge->out);
    merge->structure_root = pdf_file_number(merge->file);
    merge->document_element = pdf_file_number(merge->file);
    merge->bookmarks_root = pdf_file_number(merge->file);
    return merge;
}

void pdf_merge_free(struct pdf_merge *merge) {
    if (!merge)
        return;
    same_streams_free(merge->streams);
    deflater_free(merge->deflater);
    pdf_document_free(merge->document);
    pdf_file_free(merge->file);
    builder_free(&merge->out);
    builder_free(&merge->value);
    builder_free(&merge->bookmark_title);
    builder_free(&merge->parts);
    arena_free(merge->arena);
    arena_free(merge->scratch);
    memory_free(merge);
}

static struct builder *open_value(struct pdf_merge *merge) {
    builder_reset(&merge->value);
    builder_text(&merge->value, "<<");
    return &merge->value;
}

static void close_value(struct pdf_merge *merge, uint32_t object) {
    builder_text(&merge->value, ">>");
    pdf_file_add(merge->file, object, (struct slice){merge->value.at, merge->value.size_bytes});
}

static void close_stream(struct pdf_merge *merge, uint32_t object, struct slice bytes) {
    builder_format(&merge->value, "/Length %zu>>", bytes.size_bytes);
    pdf_file_add_stream(merge->file, object,
                        (struct slice){merge->value.at, merge->value.size_bytes}, bytes, false);
}

static enum pdf_merge_result flush(struct pdf_merge *merge) {
    struct slice bytes = {merge->out.at, merge->out.size_bytes};
    if (merge->is_stopped || merge->out.overflow || !merge->sink.write(merge->sink.user, bytes)) {
        merge->is_stopped = true;
        return PDF_MERGE_STOPPED;
    }
    pdf_file_taken(merge->file);
    return PDF_MERGE_DONE;
}

/* --- objects of a record ------------------------------------------------------------------------
 */

static uint32_t use_font(struct pdf_merge *merge, uint32_t face);

static bool is_stream(const struct pdf_object_view *view) {
    return view->role == PDF_ROLE_OWN && view->stream.at;
}

static bool is_plain(const struct pdf_object_view *view) {
    return view->role == PDF_ROLE_OWN && !view->stream.at && view->body.size_bytes > 0;
}

/* All but the streams; of those that stand elsewhere, where that is. */
static bool number_objects(struct record *record) {
    struct pdf_merge *merge = record->merge;
    for (uint32_t i = 1; i <= record->fragment.facts.last_object; i++) {
        const struct pdf_object_view *view = &record->fragment.objects[i];
        if (is_plain(view))
            record->numbers[i] = pdf_file_number(merge->file);
        else if (view->role == PDF_ROLE_FONT &&
                 view->value >= pdf_faces_count(merge->shared->faces))
            return false;
        else if (view->role == PDF_ROLE_FONT)
            record->numbers[i] = use_font(merge, view->value);
        else if (view->role == PDF_ROLE_STRUCTURE)
            record->numbers[i] = merge->document_element;
        else if (view->role == PDF_ROLE_BOOKMARK)
            record->numbers[i] = record->bookmark;
    }
    return true;
}

static bool renumber(struct record *record, struct slice text, struct slice *out_value) {
    struct pdf_merge *merge = record->merge;
    builder_reset(&merge->value);
    if (!fragment_renumber(text, &record->bases, &merge->value))
        return false;
    size_t size_bytes = merge->value.size_bytes;
    *out_value =
        (struct slice){arena_copy(merge->scratch, merge->value.at, size_bytes), size_bytes};
    return true;
}

/* A stream refers to none but those before it: an image to its mask. */
static bool renumber_streams(struct record *record) {
    struct pdf_merge *merge = record->merge;
    for (uint32_t i = 1; i <= record->fragment.facts.last_object; i++) {
        const struct pdf_object_view *view = &record->fragment.objects[i];
        struct slice value;
        if (!is_stream(view))
            continue;
        if (!renumber(record, view->body, &value))
            return false;
        uint32_t *same = same_streams_find(merge->streams, value, view->stream);
        if (*same == 0) {
            *same = pdf_file_number(merge->file);
            record->values[i] = value;
        }
        record->numbers[i] = *same;
    }
    return true;
}

static bool renumber_objects(struct record *record) {
    for (uint32_t i = 1; i <= record->fragment.facts.last_object; i++) {
        const struct pdf_object_view *view = &record->fragment.objects[i];
        if (is_plain(view) && !renumber(record, view->body, &record->values[i]))
            return false;
    }
    return true;
}

static void write_objects(struct record *record) {
    struct pdf_merge *merge = record->merge;
    for (uint32_t i = 1; i <= record->fragment.facts.last_object; i++) {
        const struct pdf_object_view *view = &record->fragment.objects[i];
        struct slice value = record->values[i];
        if (value.size_bytes == 0)
            continue;
        if (view->is_page) {
            struct builder *out = open_value(merge);
            builder_text(out, "/Parent");
            pdf_object_reference(out, record->node);
            builder_add(out, value.at, value.size_bytes);
            close_value(merge, record->numbers[i]);
        } else if (view->stream.at) {
            pdf_file_add_stream(merge->file, record->numbers[i], value, view->stream, false);
        } else {
            pdf_file_add(merge->file, record->numbers[i], value);
        }
    }
}

/* The start-up font of a face, written when the first record shows it, by way of a fragment of its
 * own. */
static uint32_t use_font(struct pdf_merge *merge, uint32_t face) {
    if (merge->fonts[face])
        return merge->fonts[face];
    struct builder bytes = {0};
    struct record font = {.merge = merge};
    pdf_document_begin_fragment(merge->document);
    struct fragment_facts facts = {
        .main = pdf_faces_write(merge->shared->faces, face, merge->document)};
    fragment_write(merge->document, &facts, slice_from(""), &bytes);
    bool is_read =
        fragment_read(merge->scratch, (struct slice){bytes.at, bytes.size_bytes}, &font.fragment);
    size_t count = (size_t)font.fragment.facts.last_object + 1;
    font.numbers = ARENA_ARRAY(merge->scratch, uint32_t, count);
    font.values = ARENA_ARRAY(merge->scratch, struct slice, count);
    font.bases = (struct fragment_bases){font.numbers, font.fragment.facts.last_object, 0, 0};
    if (is_read && number_objects(&font) && renumber_streams(&font) && renumber_objects(&font)) {
        write_objects(&font);
        merge->fonts[face] = font.numbers[facts.main];
    }
    builder_free(&bytes);
    return merge->fonts[face];
}

/* --- what stands around a record ----------------------------------------------------------------
 */

static bool is_odd(const struct record *record) {
    return record->fragment.facts.page_count % 2 != 0;
}

static uint32_t sheet_pages(const struct pdf_merge *merge) {
    return merge->options.has_separators ? 2 : 0;
}

/* Opens a page that is no handout's. */
static struct builder *open_page(const struct record *record, length width, length height) {
    struct builder *out = open_value(record->merge);
    builder_text(out, "/Type/Page/Tabs/S/Parent");
    pdf_object_reference(out, record->node);
    builder_text(out, "/MediaBox[0 0 ");
    value_length(out, width);
    builder_char(out, ' ');
    value_length(out, height);
    builder_char(out, ']');
    return out;
}

static void write_blank_page(const struct record *record, uint32_t object, length width,
                             length height) {
    builder_text(open_page(record, width, height), "/Resources<<>>");
    close_value(record->merge, object);
}

static void write_separator(const struct record *record, uint32_t object) {
    struct pdf_merge *merge = record->merge;
    const struct fragment_facts *facts = &record->fragment.facts;
    struct builder content = {0};
    uint32_t font = use_font(merge, 0), stream = pdf_file_number(merge->file);
    sheet_write_number(&content, pdf_faces_face(merge->shared->faces, 0), facts->ordinal,
                       facts->first_width, facts->first_height);
    struct slice packed =
        deflater_pack_borrowed(merge->deflater, (struct slice){content.at, content.size_bytes});
    builder_text(open_value(merge), "/Filter/FlateDecode");
    close_stream(merge, stream, packed);
    struct builder *out = open_page(record, facts->first_width, facts->first_height);
    builder_format(out, "/Contents %u 0 R/Resources<</Font<</F0 %u 0 R>>>>", stream, font);
    close_value(merge, object);
    builder_free(&content);
}

/* The record's node of the page tree with all its sheets. */
static void write_pages(struct record *record) {
    struct pdf_merge *merge = record->merge;
    const struct fragment_facts *facts = &record->fragment.facts;
    struct builder kids = {0};
    if (merge->options.has_separators) {
        uint32_t front = pdf_file_number(merge->file), back = pdf_file_number(merge->file);
        write_separator(record, front);
        write_blank_page(record, back, facts->first_width, facts->first_height);
        builder_format(&kids, " %u 0 R %u 0 R", front, back);
    }
    for (uint32_t i = 1; i <= facts->last_object; i++)
        if (record->fragment.objects[i].is_page)
            pdf_object_reference(&kids, record->numbers[i]);
    if (is_odd(record)) {
        uint32_t blank = pdf_file_number(merge->file);
        write_blank_page(record, blank, facts->last_width, facts->last_height);
        pdf_object_reference(&kids, blank);
    }
    struct builder *out = open_value(merge);
    builder_format(out, "/Type/Pages/Count %u/Parent %u 0 R/Kids[", record->kid_count,
                   page_tree_parent(&merge->pages));
    builder_add(out, kids.at, kids.size_bytes);
    builder_char(out, ']');
    close_value(merge, record->node);
    page_tree_add(&merge->pages, record->node, record->kid_count);
    builder_free(&kids);
}

/* Pages that are no handout's have a dash for a label. */
static bool write_labels(struct record *record) {
    struct pdf_merge *merge = record->merge;
    uint32_t first = merge->page_count, last = record->first_page;
    uint32_t object = pdf_file_number(merge->file);
    struct slice entries;
    if (!renumber(record, record->fragment.labels, &entries))
        return false;
    struct builder *out = open_value(merge);
    builder_text(out, "/Nums[");
    if (merge->options.has_separators)
        builder_format(out, "%u<</P(-)>>", first);
    builder_add(out, entries.at, entries.size_bytes);
    last += record->fragment.facts.label_count - 1;
    if (is_odd(record)) {
        last = record->first_page + record->fragment.facts.page_count;
        builder_format(out, "%u<</P(-)>>", last);
    }
    builder_format(out, "]/Limits[%u %u]", first, last);
    close_value(merge, object);
    key_tree_add(&merge->labels, (struct tree_kid){object, first, last});
    return true;
}

/* Writes the bookmark of the record before, now that its next one is known; 0: there is none. */
static void write_bookmark(struct pdf_merge *merge, uint32_t next) {
    const struct bookmark *bookmark = &merge->bookmark;
    if (!bookmark->object)
        return;
    struct builder *out = open_value(merge);
    builder_text(out, "/Title");
    value_text(out, merge->bookmark_title.at);
    builder_format(out, "/Parent %u 0 R/SE %u 0 R/Dest[%u 0 R/XYZ null ", merge->bookmarks_root,
                   bookmark->part, bookmark->page);
    value_length(out, bookmark->top);
    builder_text(out, " null]");
    if (bookmark->previous)
        builder_format(out, "/Prev %u 0 R", bookmark->previous);
    if (next)
        builder_format(out, "/Next %u 0 R", next);
    if (bookmark->count)
        builder_format(out, "/First %u 0 R/Last %u 0 R/Count -%u", bookmark->first, bookmark->last,
                       bookmark->count);
    close_value(merge, bookmark->object);
}

static uint32_t first_page_object(const struct record *record) {
    uint32_t i = 1;
    while (!record->fragment.objects[i].is_page)
        i++;
    return record->numbers[i];
}

static void keep_bookmark(struct record *record, const char *title) {
    struct pdf_merge *merge = record->merge;
    const struct fragment_facts *facts = &record->fragment.facts;
    write_bookmark(merge, record->bookmark);
    if (!merge->first_bookmark)
        merge->first_bookmark = record->bookmark;
    merge->bookmark = (struct bookmark){
        .object = record->bookmark,
        .previous = merge->bookmark.object,
        .first = record->numbers[facts->outline.first],
        .last = record->numbers[facts->outline.last],
        .count = (uint32_t)facts->outline.count,
        .page = first_page_object(record),
        .top = facts->first_height,
        .part = record->numbers[facts->structure.part],
    };
    builder_reset(&merge->bookmark_title);
    if (title)
        builder_text(&merge->bookmark_title, title);
    else
        builder_format(&merge->bookmark_title, "Record %" PRIu64, facts->ordinal);
}

static void add_to_trees(struct record *record) {
    struct pdf_merge *merge = record->merge;
    const struct fragment_facts *facts = &record->fragment.facts;
    const struct structure_ends *ends = &facts->structure;
    pdf_object_reference(&merge->parts, record->numbers[ends->part]);
    key_tree_add(&merge->parents,
                 (struct tree_kid){record->numbers[ends->parents], merge->key_count,
                                   (uint64_t)merge->key_count + ends->key_count - 1});
    if (ends->notes)
        key_tree_add(&merge->notes,
                     (struct tree_kid){record->numbers[ends->notes], facts->ordinal * NOTES_MAX + 1,
                                       facts->ordinal * NOTES_MAX + ends->note_count});
    merge->key_count += ends->key_count;
    merge->page_count += record->kid_count;
    merge->last_ordinal = facts->ordinal;
    merge->record_count++;
}

/* --- records ------------------------------------------------------------------------------------
 */

static bool is_in_order(const struct pdf_merge *merge, const struct fragment_facts *facts) {
    return facts->ordinal > merge->last_ordinal && facts->ordinal < UINT64_MAX / NOTES_MAX &&
           facts->page_count > 0 && facts->structure.part > 0 && facts->structure.parents > 0 &&
           facts->structure.key_count > 0 && facts->structure.note_count < NOTES_MAX &&
           facts->label_count > 0;
}

/* Step one: false if the fragment is damaged. */
static bool read_record(struct record *record, struct slice bytes) {
    struct pdf_merge *merge = record->merge;
    struct fragment *fragment = &record->fragment;
    if (!fragment_read(merge->scratch, bytes, fragment) || !is_in_order(merge, &fragment->facts))
        return false;
    size_t count = (size_t)fragment->facts.last_object + 1;
    record->first_page = merge->page_count + sheet_pages(merge);
    record->kid_count = sheet_pages(merge) + fragment->facts.page_count + is_odd(record);
    record->numbers = ARENA_ARRAY(merge->scratch, uint32_t, count);
    record->values = ARENA_ARRAY(merge->scratch, struct slice, count);
    record->bookmark = pdf_file_number(merge->file);
    record->node = pdf_file_number(merge->file);
    record->bases = (struct fragment_bases){record->numbers, fragment->facts.last_object,
                                            merge->key_count, record->first_page};
    return number_objects(record) && renumber_streams(record) && renumber_objects(record);
}

enum pdf_merge_result pdf_merge_add(struct pdf_merge *merge, struct slice fragment,
                                    const char *title) {
    struct record record = {.merge = merge};
    if (merge->is_stopped)
        return PDF_MERGE_STOPPED;
    arena_reset(merge->scratch);
    if (!read_record(&record, fragment) || !write_labels(&record)) {
        same_streams_clear(merge->streams); /* it may hold streams that are not written now */
        return PDF_MERGE_DAMAGED;
    }
    write_objects(&record);
    write_pages(&record);
    keep_bookmark(&record, title);
    add_to_trees(&record);
    pdf_file_end_packed(merge->file);
    return flush(merge);
}

size_t pdf_merge_page_count(const struct pdf_merge *merge) {
    return merge->page_count;
}

bool pdf_merge_has_room(const struct pdf_merge *merge, struct slice fragment) {
    struct fragment_facts facts;
    if (merge->record_count == 0 || !fragment_read_facts(fragment, &facts))
        return true;
    uint64_t page_count = (uint64_t)merge->page_count + sheet_pages(merge) + facts.page_count;
    uint64_t objects = (uint64_t)pdf_file_last_number(merge->file) + facts.last_object;
    page_count += facts.page_count % 2;
    return (merge->options.max_pages == 0 || page_count <= merge->options.max_pages) &&
           objects + OBJECTS_RESERVED <= OBJECTS_MAX &&
           pdf_file_size(merge->file) + fragment.size_bytes <= FILE_MAX_BYTES;
}

/* --- the end ------------------------------------------------------------------------------------
 */

static void write_structure(struct pdf_merge *merge) {
    uint32_t parents = key_tree_end(&merge->parents), notes = key_tree_end(&merge->notes);
    struct builder *out = open_value(merge);
    builder_format(out, "/S/Document/P %u 0 R/K[", merge->structure_root);
    builder_add(out, merge->parts.at, merge->parts.size_bytes);
    builder_char(out, ']');
    close_value(merge, merge->document_element);
    out = open_value(merge);
    builder_format(out, "/Type/StructTreeRoot/K %u 0 R/ParentTree %u 0 R/ParentTreeNextKey %u",
                   merge->document_element, parents, merge->key_count);
    if (notes)
        builder_format(out, "/IDTree %u 0 R", notes);
    close_value(merge, merge->structure_root);
}

static void write_outline(struct pdf_merge *merge) {
    write_bookmark(merge, 0);
    builder_format(open_value(merge), "/Type/Outlines/First %u 0 R/Last %u 0 R/Count %u",
                   merge->first_bookmark, merge->bookmark.object, merge->record_count);
    close_value(merge, merge->bookmarks_root);
}

static uint32_t write_profile(struct pdf_merge *merge) {
    uint32_t object = pdf_file_number(merge->file);
    builder_text(open_value(merge), "/N 3/Filter/FlateDecode");
    close_stream(merge, object, merge->shared->profile);
    return object;
}

static uint32_t write_xmp(struct pdf_merge *merge, const struct pages *facts) {
    uint32_t object = pdf_file_number(merge->file);
    struct builder packet = {0};
    metadata_add_xmp(facts, &packet);
    builder_text(open_value(merge), "/Type/Metadata/Subtype/XML");
    close_stream(merge, object, (struct slice){packet.at, packet.size_bytes});
    builder_free(&packet);
    return object;
}

/* Writes all that ends the file but the cross-reference table; gives the catalog's number. */
static uint32_t write_end(struct pdf_merge *merge, uint32_t info) {
    const struct pages facts = {.title = merge->options.title,
                                .author = merge->options.author,
                                .language = merge->options.language,
                                .date = merge->options.date};
    const struct catalog_parts parts = {.metadata = write_xmp(merge, &facts),
                                        .structure_root = merge->structure_root,
                                        .output_profile = write_profile(merge),
                                        .outline = merge->bookmarks_root};
    uint32_t labels = key_tree_end(&merge->labels), pages = page_tree_end(&merge->pages);
    uint32_t catalog = pdf_file_number(merge->file);
    write_structure(merge);
    write_outline(merge);
    metadata_add_info(&facts, open_value(merge));
    close_value(merge, info);
    struct builder *out = open_value(merge);
    builder_format(out, "/Type/Catalog/Pages %u 0 R/PageLabels %u 0 R", pages, labels);
    metadata_add_catalog(&facts, &parts, out);
    close_value(merge, catalog);
    return catalog;
}

enum pdf_merge_result pdf_merge_end(struct pdf_merge *merge) {
    if (merge->is_stopped || merge->record_count == 0)
        return PDF_MERGE_STOPPED;
    uint32_t info = pdf_file_number(merge->file);
    uint32_t catalog = write_end(merge, info);
    pdf_file_end(merge->file, catalog, info, NULL);
    return flush(merge);
}
