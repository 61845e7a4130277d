/* Merges the handouts of responses as a batch does, in one process, for the tests of the merged
 * print file.
 *
 * usage: merge_driver OUT.pdf BRAND LAYOUT SEPARATORS COUNT RESPONSE.xml...
 *
 * COUNT records are made from the responses in turn; SEPARATORS is 1 or 0. Prints the bytes of a
 * single file of the last record, and the peak of memory. */
#include "base/source.h"
#include "intake/intake.h"
#include "pdf/merge.h"
#include "pipeline/pipeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

struct driver {
    struct arena *arena;
    struct diags *diags;
    struct pipeline *pipeline;
    struct pdf_merge *merge;
    struct builder fragment;
    uint64_t ordinal;
};

static bool take(void *user, struct arena *arena, struct response *response) {
    (void)arena;
    struct driver *driver = user;
    builder_reset(&driver->fragment);
    if (!pipeline_render_fragment(driver->pipeline, response, NULL, ++driver->ordinal,
                                  driver->diags, &driver->fragment))
        return false;
    struct slice fragment = {driver->fragment.at, driver->fragment.size_bytes};
    return pdf_merge_add(driver->merge, fragment, NULL) == PDF_MERGE_DONE;
}

static bool write_bytes(void *user, struct slice bytes) {
    return fwrite(bytes.at, 1, bytes.size_bytes, user) == bytes.size_bytes;
}

static void add_records(struct driver *driver, unsigned long count, int file_count, char **files) {
    const struct intake_options options = {.format = INTAKE_AUTO};
    const struct source_limits limits = {.max_bytes = (size_t)1 << 24};
    for (unsigned long i = 0; i < count; i++) {
        size_t taken = 0;
        struct source *source =
            source_open(files[i % (unsigned long)file_count], &limits, driver->diags);
        if (source)
            intake_read(source, &options, &(struct intake_target){take, driver}, driver->diags,
                        &taken);
        source_free(source);
    }
}

static void merge(struct driver *driver, int count, char **words) {
    struct pack_options how = {.brand = words[1], .layout = words[2]};
    struct pipeline_options options = {.standard = -1};
    struct pack *pack = pack_load(&how, driver->diags);
    driver->pipeline = pipeline_new(pack, &options);
    FILE *file = fopen(words[0], "wb");
    struct pdf_merge_options merging = {.title = "Handouts",
                                        .author = "A clinic",
                                        .language = "en",
                                        .date = {2026, 11, 22},
                                        .has_separators = words[3][0] == '1'};
    driver->merge = pdf_merge_new(pipeline_shared(driver->pipeline, driver->diags), &merging,
                                  (struct pdf_sink){write_bytes, file});
    add_records(driver, strtoul(words[4], NULL, 10), count - 5, words + 5);
    if (pdf_merge_end(driver->merge) != PDF_MERGE_DONE)
        fputs("the merged file was not ended\n", stderr);
    printf("pages %zu\n", pdf_merge_page_count(driver->merge));
    fclose(file);
    pdf_merge_free(driver->merge);
    pipeline_free(driver->pipeline);
    pack_free(pack);
}

int main(int count, char **words) {
    if (count < 7)
        return STATUS_USAGE;
    struct driver driver = {.arena = arena_new(), .diags = diags_new()};
    diags_print_to(driver.diags, stderr);
    merge(&driver, count - 1, words + 1);
    enum exit_status status = diags_status(driver.diags);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("peak_kib %ld\n", usage.ru_maxrss);
    builder_free(&driver.fragment);
    diags_free(driver.diags);
    arena_free(driver.arena);
    return (int)status;
}
