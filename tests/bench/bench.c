/* What a batch costs for each report, with everything warm: renders people's responses, one after
 * the other, in this process. The first ones warm it up; only those after them count, and each is
 * another person, so that nothing kept from one report to the next helps more than it does in a
 * real batch. Or does the least that any such program must do for it: deflate frozen content
 * streams at level 6. tests/bench/bench.py runs it, also under callgrind, which counts inside
 * measured_* alone.
 *
 * usage: bench render BRAND LAYOUT WARM-UP FILE...        prints "name value" lines
 *        bench freeze BRAND LAYOUT STREAMS FILE...        writes the content streams of all pages
 *        bench floor STREAMS COUNT                        deflates them COUNT times */
#include "base/file.h"
#include "base/vector.h"
#include "intake/intake.h"
#include "pipeline/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <zlib.h>

#define FLOOR_LEVEL 6
#define MAX_BYTES ((size_t)64 << 20)

struct bench {
    struct arena *arena;
    struct diags *diags;
    struct pack *pack;
    struct pipeline *pipeline;
    struct builder out;
    struct builder streams; /* "size NEWLINE bytes", as often as there are pages */
    struct pdf_measure measure;
    size_t bytes, report_count;
};

static int64_t processor_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void print_number(const char *name, size_t value) {
    printf("%s %zu\n", name, value);
}

static void print_time(const char *name, int64_t start_ns) {
    print_number(name, (size_t)(processor_ns() - start_ns));
}

static void keep_stream(void *user, const void *bytes, size_t size_bytes) {
    struct bench *bench = user;
    builder_int(&bench->streams, (int64_t)size_bytes);
    builder_char(&bench->streams, '\n');
    builder_add(&bench->streams, bytes, size_bytes);
}

static bool take(void *user, struct arena *arena, struct response *response) {
    (void)arena;
    struct bench *bench = user;
    builder_reset(&bench->out);
    if (!pipeline_render(bench->pipeline, response, NULL, bench->diags, &bench->out))
        return false;
    struct pdf_measure measure = pdf_writer_measure(pipeline_writer(bench->pipeline, bench->diags));
    bench->measure.content_bytes += measure.content_bytes;
    bench->measure.page_count += measure.page_count;
    bench->bytes += bench->out.size_bytes;
    bench->report_count++;
    return true;
}

/* From the bytes of a form to those of its PDF. */
static void render(struct bench *bench, const char *file, struct slice bytes) {
    struct intake_options options = {.format = INTAKE_AUTO, .max_bytes = MAX_BYTES};
    struct intake_target target = {take, bench};
    size_t count = 0;
    struct source *source = source_from_bytes(file, bytes);
    intake_read(source, &options, &target, bench->diags, &count);
    source_free(source);
}

/* Not inlined: callgrind is told to count inside the function of this name. */
static __attribute__((noinline)) void measured_render(struct bench *bench, char **files,
                                                      const struct slice *bytes, int count) {
    for (int i = 0; i < count; i++)
        render(bench, files[i], bytes[i]);
}

static bool start(struct bench *bench, const char *brand, const char *layout) {
    struct pack_options options = {.brand = brand, .layout = layout};
    struct pipeline_options how = {.standard = -1};
    int64_t start_ns = processor_ns();
    bench->pack = pack_load(&options, bench->diags);
    if (!bench->pack)
        return false;
    bench->pipeline = pipeline_new(bench->pack, &how);
    bool is_ready = pipeline_writer(bench->pipeline, bench->diags) != NULL;
    print_time("start_up_ns", start_ns);
    return is_ready;
}

static struct slice *read_files(struct bench *bench, int count, char **files) {
    struct slice *bytes = ARENA_ARRAY(bench->arena, struct slice, (size_t)count);
    for (int i = 0; i < count; i++)
        if (!file_read(bench->arena, files[i], MAX_BYTES, bench->diags, &bytes[i]))
            return NULL;
    return bytes;
}

static void run_render(struct bench *bench, int warm_up, int count, char **files) {
    const struct slice *bytes = read_files(bench, count, files);
    if (!bytes || warm_up >= count)
        return;
    for (int i = 0; i < warm_up; i++)
        render(bench, files[i], bytes[i]);
    bench->measure = (struct pdf_measure){0};
    bench->bytes = bench->report_count = 0;
    int64_t start_ns = processor_ns();
    measured_render(bench, files + warm_up, bytes + warm_up, count - warm_up);
    print_time("render_ns", start_ns);
    print_number("reports", bench->report_count);
    print_number("pages", bench->measure.page_count);
    print_number("content_bytes", bench->measure.content_bytes);
    print_number("bytes", bench->bytes);
}

static void run_freeze(struct bench *bench, const char *path, int count, char **files) {
    const struct slice *bytes = read_files(bench, count, files);
    if (!bytes)
        return;
    pdf_writer_tap(pipeline_writer(bench->pipeline, bench->diags), keep_stream, bench);
    for (int i = 0; i < count; i++)
        render(bench, files[i], bytes[i]);
    file_publish_quickly(path, (struct slice){bench->streams.at, bench->streams.size_bytes},
                         bench->diags);
}

/* Bytes after deflate of all streams; out has room for each. */
static __attribute__((noinline)) size_t measured_floor(struct slice streams, z_stream *zip,
                                                       unsigned char *out, size_t out_bytes) {
    size_t total_bytes = 0;
    for (const char *at = streams.at; at < streams.at + streams.size_bytes;) {
        char *bytes = NULL;
        size_t size_bytes = strtoul(at, &bytes, 10);
        bytes++;
        deflateReset(zip);
        zip->next_in = (unsigned char *)bytes;
        zip->avail_in = (unsigned)size_bytes;
        zip->next_out = out;
        zip->avail_out = (unsigned)out_bytes;
        if (deflate(zip, Z_FINISH) != Z_STREAM_END)
            abort();
        total_bytes += zip->total_out;
        at = bytes + size_bytes;
    }
    return total_bytes;
}

static void run_floor(struct bench *bench, const char *path, unsigned long count) {
    struct slice streams;
    if (!file_read(bench->arena, path, MAX_BYTES, bench->diags, &streams))
        return;
    size_t out_bytes = compressBound(streams.size_bytes), total_bytes = 0;
    unsigned char *out = arena_alloc(bench->arena, out_bytes);
    z_stream zip = {0};
    deflateInit(&zip, FLOOR_LEVEL);
    int64_t start_ns = processor_ns();
    for (unsigned long i = 0; i < count; i++)
        total_bytes = measured_floor(streams, &zip, out, out_bytes);
    print_time("floor_ns", start_ns);
    print_number("floor_bytes", total_bytes);
    deflateEnd(&zip);
}

static void run(struct bench *bench, int count, char **words) {
    if (strcmp(words[0], "floor") == 0 && count == 3) {
        run_floor(bench, words[1], strtoul(words[2], NULL, 10));
    } else if (count < 5) {
        fputs("usage: see the top of tests/bench/bench.c\n", stderr);
    } else if (start(bench, words[1], words[2])) {
        if (strcmp(words[0], "freeze") == 0)
            run_freeze(bench, words[3], count - 4, words + 4);
        else
            run_render(bench, (int)strtol(words[3], NULL, 10), count - 4, words + 4);
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        print_number("peak_kib", (size_t)usage.ru_maxrss);
    }
}

int main(int count, char **words) {
    if (count < 2)
        return STATUS_USAGE;
    struct bench bench = {.arena = arena_new(), .diags = diags_new()};
    diags_print_to(bench.diags, stderr);
    run(&bench, count - 1, words + 1);
    enum exit_status status = diags_status(bench.diags);
    pipeline_free(bench.pipeline);
    pack_free(bench.pack);
    diags_free(bench.diags);
    arena_free(bench.arena);
    builder_free(&bench.out);
    builder_free(&bench.streams);
    return (int)status;
}
