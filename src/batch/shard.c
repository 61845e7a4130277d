#include "batch/shard.h"

#include "base/arena.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BEFORE "manifest."
#define NAME_AFTER ".ndjson"

/* A whole number in decimal, nothing else. */
static bool parse_number(struct slice text, uint64_t *out_value) {
    uint64_t value = 0;
    if (text.size_bytes == 0 || text.size_bytes > 18) {
        return false;
    }
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(text.at[i] - '0');
    }
    *out_value = value;
    return true;
}

static bool make_shard(uint64_t number, uint64_t count, struct shard *out_shard) {
    if (count == 0 || count > SHARD_MAX_COUNT || number >= count) {
        return false;
    }
    *out_shard = (struct shard){(uint32_t)number, (uint32_t)count};
    return true;
}

/* "3/16" with '/' as separator. */
static bool parse_pair(struct slice text, const char *separator, struct shard *out_shard) {
    uint64_t number, count;
    const char *at =
        text.size_bytes > 0 ? memmem(text.at, text.size_bytes, separator, strlen(separator)) : NULL;
    if (at == NULL) {
        return false;
    }
    struct slice before = {text.at, (size_t)(at - text.at)};
    const char *rest = at + strlen(separator);
    struct slice after = {rest, text.size_bytes - (size_t)(rest - text.at)};
    return parse_number(before, &number) && parse_number(after, &count) &&
           make_shard(number, count, out_shard);
}

/* The number in a variable of the environment; false after reporting that there is none. */
static bool read_variable(const char *name, const char *reason, struct diags *diags,
                          uint64_t *out_value) {
    const char *text = getenv(name);
    if (text == NULL || !parse_number(slice_from(text), out_value)) {
        diag(diags, MESSAGE_SHARD_AUTO, NOWHERE,
             ARGS(name, text == NULL ? "not set" : "not a number", reason));
        return false;
    }
    return true;
}

static bool report_misfit(const char *name, struct diags *diags) {
    diag(diags, MESSAGE_SHARD_MISFIT, NOWHERE, ARGS(name));
    return false;
}

/* Who runs us says which part it is; how many there are is another variable. */
struct runner {
    const char *task;         /* set under this runner alone */
    const char *count;        /* the number of parts */
    const char *first, *step; /* of the numbers of tasks; NULL: 0 or first_number, and 1 */
    uint64_t first_number;
};

static const struct runner runners[] = {
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
     "SLURM_ARRAY_TASK_STEP", 0},
    {"JOB_COMPLETION_INDEX", "MAGREPORT_SHARDS", NULL, NULL, 0},
    {"AWS_BATCH_JOB_ARRAY_INDEX", "MAGREPORT_SHARDS", NULL, NULL, 0},
    {"PARALLEL_SEQ", "MAGREPORT_SHARDS", NULL, NULL, 1},
};

static bool read_runner(const struct runner *runner, struct diags *diags, struct shard *out_shard) {
    const char *reason = runner->task;
    uint64_t task, count, first = runner->first_number, step = 1;
    if (!read_variable(runner->task, reason, diags, &task) ||
        !read_variable(runner->count, reason, diags, &count) ||
        (runner->first != NULL && !read_variable(runner->first, reason, diags, &first)) ||
        (runner->step != NULL && !read_variable(runner->step, reason, diags, &step))) {
        return false;
    }
    bool is_whole = step > 0 && task >= first && (task - first) % step == 0;
    return (is_whole && make_shard((task - first) / step, count, out_shard)) ||
           report_misfit(runner->task, diags);
}

/* A single task of an array that is sent again has an array of its own, with one task; if the
 * number of shards is given as well it must be the same. */
static bool agrees_with_given_count(const struct shard *shard, struct diags *diags) {
    uint64_t count;
    const char *given = getenv("MAGREPORT_SHARDS");
    return given == NULL || given[0] == '\0' ||
           (parse_number(slice_from(given), &count) && count == shard->count) ||
           report_misfit("MAGREPORT_SHARDS", diags);
}

static bool find_shard(struct diags *diags, struct shard *out_shard) {
    for (size_t i = 0; i < sizeof runners / sizeof runners[0]; i++) {
        if (getenv(runners[i].task) != NULL) {
            return read_runner(&runners[i], diags, out_shard) &&
                   agrees_with_given_count(out_shard, diags);
        }
    }
    diag(diags, MESSAGE_SHARD_ALONE, NOWHERE, NULL);
    return false;
}

bool shard_parse(const char *text, struct diags *diags, struct shard *out_shard) {
    if (strcmp(text, "auto") == 0) {
        return find_shard(diags, out_shard);
    }
    if (!parse_pair(slice_from(text), "/", out_shard)) {
        diag(diags, MESSAGE_SHARD_VALUE, NOWHERE, ARGS(text));
        return false;
    }
    return true;
}

bool shard_holds(const struct shard *shard, const uint8_t key[HASH_SHA256_BYTES]) {
    uint64_t start = 0;
    for (size_t i = 0; i < 8; i++) {
        start = start << 8 | key[i];
    }
    return shard->count == 0 || start % shard->count == shard->number;
}

void shard_label(const struct shard *shard, char out_label[SHARD_LABEL_BYTES]) {
    out_label[0] = '\0';
    if (shard->count > 0) {
        snprintf(out_label, SHARD_LABEL_BYTES, "%04u-of-%04u", shard->number % 10000,
                 shard->count % 10000);
    }
}

bool shard_parse_manifest_name(const char *name, struct shard *out_shard) {
    size_t before_bytes = strlen(NAME_BEFORE), after_bytes = strlen(NAME_AFTER);
    if (strlen(name) != before_bytes + SHARD_LABEL_BYTES - 1 + after_bytes ||
        strncmp(name, NAME_BEFORE, before_bytes) != 0 ||
        strcmp(name + strlen(name) - after_bytes, NAME_AFTER) != 0) {
        return false;
    }
    return parse_pair((struct slice){name + before_bytes, SHARD_LABEL_BYTES - 1}, "-of-",
                      out_shard);
}

void shard_sum_add(struct shard_sum *sum, const uint8_t key[HASH_SHA256_BYTES]) {
    uint8_t both[2 * HASH_SHA256_BYTES];
    memcpy(both, sum->bytes, HASH_SHA256_BYTES);
    memcpy(both + HASH_SHA256_BYTES, key, HASH_SHA256_BYTES);
    hash_sha256(both, sizeof both, sum->bytes);
}

bool shard_parse_hex(struct slice text, uint8_t *out_bytes, size_t size_bytes) {
    static const char digits[] = "0123456789abcdef";
    if (text.size_bytes != 2 * size_bytes) {
        return false;
    }
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char *digit = memchr(digits, text.at[i], sizeof digits - 1);
        if (digit == NULL) {
            return false;
        }
        uint8_t value = (uint8_t)(digit - digits);
        int high = i % 2 == 0 ? 0 : out_bytes[i / 2] << 4;
        out_bytes[i / 2] = (uint8_t)(high | value);
    }
    return true;
}

/* The members of the head, in order; the hashes first by their place in the struct. */
struct hash_member {
    const char *name;
    size_t offset_bytes;
};
static const struct hash_member hash_members[] = {
    {"keys", offsetof(struct shard_head, sum)},
    {"pack", offsetof(struct shard_head, pack)},
    {"brand", offsetof(struct shard_head, brand)},
    {"options", offsetof(struct shard_head, options)},
};
#define HASH_MEMBER_COUNT (sizeof hash_members / sizeof hash_members[0])

void shard_head_write(const struct shard_head *head, struct builder *out) {
    builder_format(out, "{\"shard\":%" PRIu32 ",\"shards\":%" PRIu32, head->shard.number,
                   head->shard.count);
    builder_format(out, ",\"records\":%" PRIu64 ",\"held\":%" PRIu64, head->records, head->held);
    for (size_t i = 0; i < HASH_MEMBER_COUNT; i++) {
        char text[2 * HASH_SHA256_BYTES + 1];
        hash_hex((const uint8_t *)head + hash_members[i].offset_bytes, HASH_SHA256_BYTES, text);
        builder_format(out, ",\"%s\":\"%s\"", hash_members[i].name, text);
    }
    builder_text(out, "}\n");
}

static bool skip(struct slice *rest, const char *text) {
    size_t size_bytes = strlen(text);
    if (rest->size_bytes < size_bytes || memcmp(rest->at, text, size_bytes) != 0) {
        return false;
    }
    rest->at += size_bytes;
    rest->size_bytes -= size_bytes;
    return true;
}

static bool read_number(struct slice *rest, const char *before, uint64_t *out_value) {
    size_t size_bytes = 0;
    if (!skip(rest, before)) {
        return false;
    }
    while (size_bytes < rest->size_bytes && rest->at[size_bytes] >= '0' &&
           rest->at[size_bytes] <= '9') {
        size_bytes++;
    }
    struct slice digits = {rest->at, size_bytes};
    rest->at += size_bytes;
    rest->size_bytes -= size_bytes;
    return parse_number(digits, out_value);
}

static bool read_hash(struct slice *rest, const char *name, uint8_t *out_hash) {
    struct slice text = {NULL, 2 * (size_t)HASH_SHA256_BYTES};
    if (!skip(rest, ",\"") || !skip(rest, name) || !skip(rest, "\":\"") ||
        rest->size_bytes < text.size_bytes) {
        return false;
    }
    text.at = rest->at;
    rest->at += text.size_bytes;
    rest->size_bytes -= text.size_bytes;
    return shard_parse_hex(text, out_hash, HASH_SHA256_BYTES) && skip(rest, "\"");
}

bool shard_head_parse(struct slice line, struct shard_head *out_head) {
    uint64_t number, count;
    *out_head = (struct shard_head){0};
    if (!read_number(&line, "{\"shard\":", &number) ||
        !read_number(&line, ",\"shards\":", &count) ||
        !make_shard(number, count, &out_head->shard) ||
        !read_number(&line, ",\"records\":", &out_head->records) ||
        !read_number(&line, ",\"held\":", &out_head->held)) {
        return false;
    }
    for (size_t i = 0; i < HASH_MEMBER_COUNT; i++) {
        if (!read_hash(&line, hash_members[i].name,
                       (uint8_t *)out_head + hash_members[i].offset_bytes)) {
            return false;
        }
    }
    return slice_equals(line, "}");
}

bool shard_head_agrees(const struct shard_head *left, const struct shard_head *right,
                       const char **out_what) {
    static const char *const words[HASH_MEMBER_COUNT] = {"the records", "the pack", "the brand",
                                                         "the options"};
    if (left->shard.count != right->shard.count) {
        *out_what = "the number of shards";
        return false;
    }
    for (size_t i = HASH_MEMBER_COUNT; i-- > 0;) { /* the likely reasons before their result */
        size_t at = hash_members[i].offset_bytes;
        if (memcmp((const uint8_t *)left + at, (const uint8_t *)right + at, HASH_SHA256_BYTES) !=
            0) {
            *out_what = words[i];
            return false;
        }
    }
    *out_what = left->records == right->records ? NULL : words[0];
    return left->records == right->records;
}
