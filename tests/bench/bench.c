/* Renders one response again and again in this process, or does the least that any such program
 * must do for it: deflate the same pages' content streams at level 6. tests/bench/bench.py runs it,
 * also under callgrind.
 *
 * usage: bench render|floor RESPONSE.xml BRAND COUNT LAYOUT      prints "name value" lines */
#include "base/file.h"
#include "base/vector.h"
#include "intake/intake.h"
#include "pipeline/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <zlib.h>

#define WARM_UP_COUNT 3
#define FLOOR_LEVEL 6

struct stream {
    char *at;
    size_t size_bytes;
};

struct bench {
    struct arena *arena;
    struct diags *diags;
    struct pack *pack;
    const char *mode;
    unsigned long count;
    VECTOR(struct stream) streams; /* content of each page, as it is before deflate */
    int64_t start_up_ns;
};

static int64_t processor_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void keep_stream(void *user, const void *bytes, size_t size_bytes) {
    struct bench *bench = user;
    *VECTOR_PUSH(bench->arena, &bench->streams) =
        (struct stream){arena_copy(bench->arena, bytes, size_bytes), size_bytes};
}

/* Bytes after deflate of all pages. */
static size_t deflate_pages(const struct bench *bench, z_stream *zip, unsigned char *out,
                            size_t out_bytes) {
    size_t total_bytes = 0;
    for (size_t i = 0; i < bench->streams.count; i++) {
        deflateReset(zip);
        zip->next_in = (unsigned char *)bench->streams.at[i].at;
        zip->avail_in = (unsigned)bench->streams.at[i].size_bytes;
        zip->next_out = out;
        zip->avail_out = (unsigned)out_bytes;
        if (deflate(zip, Z_FINISH) != Z_STREAM_END) {
            abort();
        }
        total_bytes += zip->total_out;
    }
    return total_bytes;
}

static void print_number(const char *name, int64_t value) {
    printf("%s %lld\n", name, (long long)value);
}

static void run_floor(struct bench *bench) {
    size_t largest_bytes = 0;
    for (size_t i = 0; i < bench->streams.count; i++) {
        if (bench->streams.at[i].size_bytes > largest_bytes) {
            largest_bytes = bench->streams.at[i].size_bytes;
        }
    }
    size_t out_bytes = compressBound(largest_bytes);
    unsigned char *out = arena_alloc(bench->arena, out_bytes);
    z_stream zip = {0};
    deflateInit(&zip, FLOOR_LEVEL);
    size_t total_bytes = 0;
    int64_t start_ns = processor_ns();
    for (unsigned long i = 0; i < bench->count; i++) {
        total_bytes = deflate_pages(bench, &zip, out, out_bytes);
    }
    print_number("floor_ns", processor_ns() - start_ns);
    print_number("floor_bytes", (int64_t)total_bytes);
    deflateEnd(&zip);
}

static bool render_once(struct bench *bench, struct pipeline *pipeline,
                        const struct response *response, struct builder *out) {
    builder_reset(out);
    return pipeline_render(pipeline, response, bench->diags, out);
}

static void run_render(struct bench *bench, struct pipeline *pipeline,
                       const struct response *response, struct builder *out) {
    int64_t start_ns = processor_ns();
    for (unsigned long i = 0; i < bench->count; i++) {
        render_once(bench, pipeline, response, out);
    }
    print_number("render_ns", processor_ns() - start_ns);
}

static bool take(void *user, struct arena *arena, struct response *response) {
    (void)arena;
    struct bench *bench = user;
    struct builder out = {0};
    struct pipeline_options options = {.standard = -1};
    int64_t start_ns = processor_ns();
    struct pipeline *pipeline = pipeline_new(bench->pack, &options);
    struct pdf_writer *writer = pipeline_writer(pipeline, bench->diags);
    bench->start_up_ns += processor_ns() - start_ns;
    if (writer != NULL) {
        pdf_writer_tap(writer, keep_stream, bench);
        render_once(bench, pipeline, response, &out);
        pdf_writer_tap(writer, NULL, NULL);
        struct pdf_measure measure = pdf_writer_measure(writer);
        print_number("start_up_ns", bench->start_up_ns);
        print_number("pages", (int64_t)measure.page_count);
        print_number("content_bytes", (int64_t)measure.content_bytes);
        print_number("bytes", (int64_t)out.size_bytes);
        for (int i = 0; i < WARM_UP_COUNT; i++) {
            render_once(bench, pipeline, response, &out);
        }
        if (strcmp(bench->mode, "floor") == 0) {
            run_floor(bench);
        } else {
            run_render(bench, pipeline, response, &out);
        }
    }
    builder_free(&out);
    pipeline_free(pipeline);
    return false; /* the first response is enough */
}

static void run(struct bench *bench, const char *file, const char *brand, const char *layout) {
    struct pack_options options = {.brand = brand, .layout = layout};
    int64_t start_ns = processor_ns();
    bench->pack = pack_load(&options, bench->diags);
    bench->start_up_ns = processor_ns() - start_ns;
    struct slice bytes = {0};
    if (bench->pack == NULL ||
        !file_read(bench->arena, file, (size_t)64 << 20, bench->diags, &bytes)) {
        return;
    }
    struct intake_options intake = {.format = INTAKE_AUTO, .max_bytes = (size_t)64 << 20};
    size_t count = 0;
    intake_read(file, bytes, &intake, &(struct intake_target){take, bench}, bench->diags, &count);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    print_number("peak_kib", usage.ru_maxrss);
}

int main(int count, char **words) {
    if (count != 6) {
        fputs("usage: bench render|floor RESPONSE.xml BRAND COUNT LAYOUT\n", stderr);
        return STATUS_USAGE;
    }
    struct bench bench = {.arena = arena_new(),
                          .diags = diags_new(),
                          .mode = words[1],
                          .count = strtoul(words[4], NULL, 10)};
    diags_print_to(bench.diags, stderr);
    run(&bench, words[2], words[3], words[5]);
    enum exit_status status = diags_status(bench.diags);
    pack_free(bench.pack);
    diags_free(bench.diags);
    arena_free(bench.arena);
    return (int)status;
}
