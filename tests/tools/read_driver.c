/* Reads a file of responses and counts them, or does what no reader that uses libxml2 can avoid: a
 * bare xmlTextReader pass. tests/bench/read.py compares their time and memory.
 *
 * usage: read_driver read|floor|idle FILE      prints "name value" lines */
#include "base/source.h"
#include "intake/intake.h"

#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_BYTES ((size_t)4 << 30)

static int64_t processor_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct counted {
    size_t responses;
    size_t answers;
    size_t named; /* responses whose patient is known */
};

static bool take(void *user, struct arena *arena, struct response *response) {
    (void)arena;
    struct counted *counted = user;
    counted->responses++;
    counted->answers += response->answers.count;
    counted->named += response->patient.name[0] != '\0' ? 1 : 0;
    return true;
}

static void read_responses(const char *file, struct diags *diags) {
    struct counted counted = {0};
    struct source_limits limits = {.max_bytes = MAX_BYTES};
    struct intake_options options = {.format = INTAKE_AUTO, .max_bytes = MAX_BYTES};
    struct source *source = source_open(file, &limits, diags);
    size_t count = 0;
    if (source != NULL) {
        intake_read(source, &options, &(struct intake_target){take, &counted}, diags, &count);
    }
    source_free(source);
    printf("responses %zu\nanswers %zu\nnamed %zu\n", counted.responses, counted.answers,
           counted.named);
}

static void read_floor(const char *file) {
    size_t elements = 0;
    xmlTextReaderPtr reader = xmlReaderForFile(file, NULL, XML_PARSE_NONET);
    while (reader != NULL && xmlTextReaderRead(reader) == 1) {
        elements += xmlTextReaderNodeType(reader) == XML_READER_TYPE_ELEMENT ? 1 : 0;
    }
    xmlFreeTextReader(reader);
    printf("elements %zu\n", elements);
}

/* Of this process alone: getrusage also counts what its parent had when it was forked. */
static void print_peak(void) {
    char line[200];
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            printf("peak_kib %ld\n", strtol(line + 6, NULL, 10));
        }
    }
    if (status != NULL) {
        fclose(status);
    }
}

int main(int count, char **words) {
    if (count != 3) {
        fputs("usage: read_driver read|floor|idle FILE\n", stderr);
        return STATUS_USAGE;
    }
    struct diags *diags = diags_new();
    diags_print_to(diags, stderr);
    int64_t start_ns = processor_ns();
    if (strcmp(words[1], "read") == 0) {
        read_responses(words[2], diags);
    } else if (strcmp(words[1], "floor") == 0) {
        read_floor(words[2]);
    }
    printf("time_ns %lld\n", (long long)(processor_ns() - start_ns));
    print_peak();
    enum exit_status status = diags_status(diags);
    diags_free(diags);
    return (int)status;
}
