/* The order of work for a document: page by page content, marks and links; then what they left
 * behind: structure tree, outline, fonts, images; then metadata and catalog; then libharu writes it
 * all.
 *
 * Numbers of page objects are taken first, because structure, links and outline refer to pages not
 * yet written. All pages share one resource dictionary, written last, when the fonts and images of
 * the document are known. */
#include "pdf/pdf.h"

#include "base/memory.h"
#include "pdf/content.h"
#include "pdf/deflate.h"
#include "pdf/fragment.h"
#include "pdf/metadata.h"
#include "pdf/navigation.h"
#include "pdf/shared.h"
#include "pdf/value.h"

struct pdf_writer {
    const struct pdf_shared *shared;
    enum pdf_optimize optimize;
    struct pdf_document *document;
    struct pdf_fonts *fonts;
    struct deflater *deflater;
    struct builder content;
    struct builder references;
    struct pdf_measure measure;
    void (*sink)(void *user, const void *bytes, size_t size_bytes);
    void *sink_user;
};

/* One document under way. */
struct job {
    struct pdf_writer *writer;
    struct arena *scratch;
    const struct pages *pages;
    uint64_t ordinal; /* of a fragment, else 0 */
    uint32_t *page_objects;
    uint32_t resources;
    struct content_targets targets;
    struct navigation navigation;
    const char *unknown_place;
};

static bool report(struct diags *diags, const char *cause, const char *detail) {
    diag(diags, MESSAGE_PDF_FAILED, NOWHERE, ARGS(cause, detail));
    return false;
}

struct pdf_shared *pdf_shared_new(const struct font_set *fonts, struct slice icc_profile,
                                  struct diags *diags) {
    if (!metadata_is_rgb_profile(icc_profile)) {
        report(diags, "the colour profile is not an ICC profile for RGB", "");
        return NULL;
    }
    const char *file = "";
    struct pdf_faces *faces = pdf_faces_new(fonts, &file);
    if (!faces) {
        report(diags, "a font cannot be subset: ", file);
        return NULL;
    }
    struct pdf_shared *shared = memory_new(sizeof *shared);
    shared->arena = arena_new();
    shared->faces = faces;
    struct deflater *deflater = deflater_new(DEFLATER_BEST);
    shared->profile = deflater_pack(deflater, shared->arena, icc_profile);
    deflater_free(deflater);
    return shared;
}

void pdf_shared_free(struct pdf_shared *shared) {
    if (!shared)
        return;
    pdf_faces_free(shared->faces);
    arena_free(shared->arena);
    memory_free(shared);
}

struct pdf_writer *pdf_writer_new(const struct pdf_shared *shared, enum pdf_optimize optimize) {
    struct pdf_writer *writer = memory_new(sizeof *writer);
    writer->shared = shared;
    writer->optimize = optimize;
    enum deflater_level level = optimize == PDF_SMALL ? DEFLATER_BEST : DEFLATER_FAST;
    writer->document = pdf_document_new(level);
    writer->fonts = pdf_fonts_new(shared->faces);
    writer->deflater = deflater_new(level);
    return writer;
}

void pdf_writer_free(struct pdf_writer *writer) {
    if (!writer)
        return;
    pdf_document_free(writer->document);
    pdf_fonts_free(writer->fonts);
    deflater_free(writer->deflater);
    builder_free(&writer->content);
    builder_free(&writer->references);
    memory_free(writer);
}

static void begin_job(struct job *job) {
    struct pdf_document *document = job->writer->document;
    size_t page_count = job->pages->pages.count;
    if (job->ordinal > 0)
        pdf_document_begin_fragment(document);
    else
        pdf_document_begin(document);
    bool is_own = job->writer->optimize == PDF_SMALL && job->ordinal == 0;
    pdf_fonts_begin(job->writer->fonts, job->scratch, is_own);
    job->page_objects = ARENA_ARRAY(job->scratch, uint32_t, page_count);
    for (size_t i = 0; i < page_count; i++)
        job->page_objects[i] = pdf_object_page(document);
    job->resources = pdf_object_new(document);
    job->targets = (struct content_targets){
        .structure = pdf_structure_new(job->scratch, job->pages, job->page_objects, document),
        .fonts = job->writer->fonts,
        .images = pdf_images_new(job->scratch, document),
    };
    job->navigation = (struct navigation){
        .arena = job->scratch,
        .pages = job->pages,
        .page_objects = job->page_objects,
        .document = document,
        .structure = job->targets.structure,
    };
    job->writer->measure = (struct pdf_measure){.page_count = page_count};
}

/* Deflates the page's operators; gives the number of the content stream. */
static uint32_t write_content(struct job *job, uint32_t page_index) {
    struct pdf_writer *writer = job->writer;
    builder_reset(&writer->content);
    content_write(&job->targets, &job->pages->pages.at[page_index], job->pages->structures.at,
                  page_index, &writer->content);
    struct slice operators = {writer->content.at, writer->content.size_bytes};
    writer->measure.content_bytes += operators.size_bytes;
    if (writer->sink)
        writer->sink(writer->sink_user, operators.at, operators.size_bytes);
    struct slice packed = deflater_pack(writer->deflater, job->scratch, operators);
    uint32_t object = pdf_object_new(writer->document);
    builder_text(pdf_object_open(writer->document, object), "/Filter/FlateDecode");
    pdf_object_close_stream(writer->document, packed, false);
    return object;
}

static void write_page(struct job *job, uint32_t page_index) {
    struct pdf_writer *writer = job->writer;
    const struct page *page = &job->pages->pages.at[page_index];
    uint32_t content = write_content(job, page_index);
    builder_reset(&writer->references);
    const char *unknown = navigation_write_links(&job->navigation, page_index, &writer->references);
    if (unknown && !job->unknown_place)
        job->unknown_place = unknown;
    struct builder *out = pdf_object_open(writer->document, job->page_objects[page_index]);
    builder_text(out, "/Type/Page/MediaBox[0 0 ");
    value_length(out, page->width);
    builder_char(out, ' ');
    value_length(out, page->height);
    builder_format(out, "]/Resources %u 0 R/Contents %u 0 R/Tabs/S/StructParents ", job->resources,
                   content);
    pdf_object_key(writer->document, out, page_index);
    if (writer->references.size_bytes > 0) {
        builder_text(out, "/Annots[");
        builder_add(out, writer->references.at, writer->references.size_bytes);
        builder_char(out, ']');
    }
    pdf_object_close(writer->document);
}

/* False if a font could not be subset. */
static bool write_resources(struct job *job) {
    struct pdf_writer *writer = job->writer;
    struct builder entries = {0};
    builder_text(&entries, "/Font<<");
    bool is_done = pdf_fonts_write(writer->fonts, writer->document, writer->deflater, &entries);
    builder_text(&entries, ">>/XObject<<");
    pdf_images_write(job->targets.images, &entries);
    builder_text(&entries, ">>");
    builder_add(pdf_object_open(writer->document, job->resources), entries.at, entries.size_bytes);
    pdf_object_close(writer->document);
    builder_free(&entries);
    return is_done;
}

static uint32_t write_profile(struct job *job) {
    struct pdf_document *document = job->writer->document;
    uint32_t object = pdf_object_new(document);
    builder_text(pdf_object_open(document, object), "/N 3/Filter/FlateDecode");
    pdf_object_close_stream(document, job->writer->shared->profile, true);
    return object;
}

static void write_catalog(struct job *job) {
    struct pdf_document *document = job->writer->document;
    pdf_structure_close(job->targets.structure);
    struct outline_ends outline = navigation_write_outline(&job->navigation);
    navigation_write_outline_root(&job->navigation, &outline);
    const struct catalog_parts parts = {
        .outline = outline.root,
        .structure_root = pdf_structure_write(job->targets.structure),
        .output_profile = write_profile(job),
        .metadata = metadata_write_xmp(job->pages, document, job->scratch),
    };
    metadata_write_info(job->pages, document);
    struct builder *out = metadata_open_catalog(job->pages, document, &parts);
    navigation_write_labels(&job->navigation, out);
    pdf_object_close(document);
}

/* All but what ties the document together. False after reporting. */
static bool write_pages(struct job *job, struct diags *diags) {
    begin_job(job);
    for (uint32_t i = 0; i < job->pages->pages.count; i++)
        write_page(job, i);
    if (job->unknown_place)
        return report(diags, "a link leads to an unknown place: ", job->unknown_place);
    if (!write_resources(job))
        return report(diags, "a font cannot be subset", "");
    return true;
}

static bool is_written(const struct pdf_writer *writer, const struct builder *out,
                       struct diags *diags) {
    const char *error = pdf_document_error(writer->document);
    if (error)
        return report(diags, error, "");
    if (out->overflow)
        return report(diags, "the file is larger than its buffer may be", "");
    return true;
}

bool pdf_write(struct pdf_writer *writer, struct arena *scratch, const struct pages *pages,
               struct diags *diags, struct builder *out) {
    struct job job = {.writer = writer, .scratch = scratch, .pages = pages};
    if (!write_pages(&job, diags))
        return false;
    write_catalog(&job);
    pdf_document_save(writer->document, pages->owner, out);
    return is_written(writer, out, diags);
}

bool pdf_write_fragment(struct pdf_writer *writer, struct arena *scratch, const struct pages *pages,
                        uint64_t ordinal, struct diags *diags, struct builder *out) {
    struct job job = {.writer = writer, .scratch = scratch, .pages = pages, .ordinal = ordinal};
    if (!write_pages(&job, diags))
        return false;
    pdf_structure_close(job.targets.structure);
    const struct page *first = &pages->pages.at[0],
                      *last = &pages->pages.at[pages->pages.count - 1];
    struct fragment_facts facts = {
        .ordinal = ordinal,
        .outline = navigation_write_outline(&job.navigation),
        .structure = pdf_structure_write_fragment(job.targets.structure, ordinal),
        .first_width = first->width,
        .first_height = first->height,
        .last_width = last->width,
        .last_height = last->height,
    };
    if (facts.outline.root)
        pdf_object_stand_in(writer->document, facts.outline.root, PDF_ROLE_BOOKMARK, 0);
    builder_reset(&writer->references);
    facts.label_count = navigation_write_label_entries(&job.navigation, &writer->references);
    fragment_write(writer->document, &facts,
                   (struct slice){writer->references.at, writer->references.size_bytes}, out);
    return is_written(writer, out, diags);
}

struct pdf_measure pdf_writer_measure(const struct pdf_writer *writer) {
    return writer->measure;
}

void pdf_writer_tap(struct pdf_writer *writer,
                    void (*sink)(void *user, const void *bytes, size_t size_bytes), void *user) {
    writer->sink = sink;
    writer->sink_user = user;
}
