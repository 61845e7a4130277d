#include "unit/unit.h"

#include "batch/shard.h"

static const char *const variables[] = {
    "SLURM_ARRAY_TASK_ID",   "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
    "SLURM_ARRAY_TASK_STEP", "JOB_COMPLETION_INDEX",   "AWS_BATCH_JOB_ARRAY_INDEX",
    "PARALLEL_SEQ",          "MAGREPORT_SHARDS",
};

/* "NAME=VALUE NAME=VALUE" and nothing else of ours. */
static void set_environment(const char *text) {
    char name[64], value[64];
    int used = 0;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        unsetenv(variables[i]);
    }
    while (sscanf(text, " %63[^=]=%63s%n", name, value, &used) == 2) {
        assert_int_equal(setenv(name, value, 1), 0);
        text += used;
    }
}

struct example {
    const char *environment;
    const char *option;
    const char *expected; /* "3/16", or how the message begins */
};

static void expect(const struct example *example) {
    struct diags *diags = diags_new();
    struct shard shard = {0};
    char found[32];
    set_environment(example->environment);
    if (shard_parse(example->option, diags, &shard)) {
        snprintf(found, sizeof found, "%u/%u", shard.number, shard.count);
        assert_string_equal(found, example->expected);
        assert_int_equal(diags_count(diags, DIAG_ERROR), 0);
    } else {
        unit_expect_messages(diags, example->expected);
        assert_int_equal(diags_status(diags), STATUS_USAGE);
    }
    diags_free(diags);
}

/* What the runners' own manuals say that they set. */
static void the_environment_tells_the_shard(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"", "0/1", "0/1"},
        {"", "15/16", "15/16"},
        {"SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0 "
         "SLURM_ARRAY_TASK_STEP=1",
         "auto", "3/4"},
        {"SLURM_ARRAY_TASK_ID=20 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 "
         "SLURM_ARRAY_TASK_STEP=5",
         "auto", "2/3"},
        {"SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0 "
         "SLURM_ARRAY_TASK_STEP=1 MAGREPORT_SHARDS=4",
         "auto", "3/4"},
        {"JOB_COMPLETION_INDEX=0 MAGREPORT_SHARDS=7", "auto", "0/7"},
        {"AWS_BATCH_JOB_ARRAY_INDEX=6 MAGREPORT_SHARDS=7", "auto", "6/7"},
        {"PARALLEL_SEQ=7 MAGREPORT_SHARDS=7", "auto", "6/7"},
        {"JOB_COMPLETION_INDEX=0 MAGREPORT_SHARDS=7", "3/5", "3/5"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        expect(&examples[i]);
    }
}

static void what_is_not_known_is_not_guessed(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"", "auto", "magreport: error[E623]"},
        {"", "4/4", "magreport: error[E620]"},
        {"", "0/0", "magreport: error[E620]"},
        {"", "-1/4", "magreport: error[E620]"},
        {"", "1", "magreport: error[E620]"},
        {"", "1/4x", "magreport: error[E620]"},
        {"", "0/10000", "magreport: error[E620]"},
        {"", "", "magreport: error[E620]"},
        {"JOB_COMPLETION_INDEX=0", "auto",
         "magreport: error[E621]: the shard is not known: JOB_COMPLETION_INDEX is set, but "
         "MAGREPORT_SHARDS "
         "is "
         "not set"},
        {"JOB_COMPLETION_INDEX=0 MAGREPORT_SHARDS=many", "auto",
         "magreport: error[E621]: the shard is not known: JOB_COMPLETION_INDEX is set, but "
         "MAGREPORT_SHARDS "
         "is "
         "not a number"},
        {"PARALLEL_SEQ=8 MAGREPORT_SHARDS=7", "auto", "magreport: error[E622]"},
        {"PARALLEL_SEQ=0 MAGREPORT_SHARDS=7", "auto", "magreport: error[E622]"},
        {"AWS_BATCH_JOB_ARRAY_INDEX=7 MAGREPORT_SHARDS=7", "auto", "magreport: error[E622]"},
        {"SLURM_ARRAY_TASK_ID=1", "auto", "magreport: error[E621]"},
        /* --array=1,5,7 has no even steps */
        {"SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 "
         "SLURM_ARRAY_TASK_STEP=1",
         "auto", "magreport: error[E622]"},
        {"SLURM_ARRAY_TASK_ID=11 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 "
         "SLURM_ARRAY_TASK_STEP=5",
         "auto", "magreport: error[E622]"},
        /* --array=2 of four, sent again */
        {"SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=2 "
         "SLURM_ARRAY_TASK_STEP=1 MAGREPORT_SHARDS=4",
         "auto", "magreport: error[E622]"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        expect(&examples[i]);
    }
}

static void a_key_is_one_shards(void **state) {
    (void)state;
    static const uint8_t key[HASH_SHA256_BYTES] = {0, 0, 0, 0, 0, 0, 1, 3, 99}; /* 259 */
    struct shard shard = {3, 16};
    assert_true(shard_holds(&shard, key)); /* 259 = 16 * 16 + 3 */
    shard.number = 4;
    assert_false(shard_holds(&shard, key));
    shard = (struct shard){0, 0};
    assert_true(shard_holds(&shard, key));
    size_t held[7] = {0};
    for (uint32_t i = 0; i < 7000; i++) {
        uint8_t other[HASH_SHA256_BYTES];
        size_t holders = 0;
        hash_sha256(&i, sizeof i, other);
        for (uint32_t number = 0; number < 7; number++) {
            shard = (struct shard){number, 7};
            bool is_held = shard_holds(&shard, other);
            held[number] += is_held;
            holders += is_held;
        }
        assert_int_equal(holders, 1);
    }
    for (size_t i = 0; i < 7; i++) { /* 1000 each; five standard deviations are 146 */
        assert_in_range(held[i], 850, 1150);
    }
}

static void labels_are_names_and_back(void **state) {
    (void)state;
    char label[SHARD_LABEL_BYTES];
    struct shard shard = {3, 16};
    shard_label(&shard, label);
    assert_string_equal(label, "0003-of-0016");
    shard = (struct shard){0, 0};
    shard_label(&shard, label);
    assert_string_equal(label, "");
    assert_true(shard_parse_manifest_name("manifest.0003-of-0016.ndjson", &shard));
    assert_int_equal(shard.number, 3);
    assert_int_equal(shard.count, 16);
    static const char *const others[] = {
        "manifest.ndjson",
        "manifest.0016-of-0016.ndjson",
        "manifest.0003-of-0016.ndjson2",
        "manifest.0003_of_0016.ndjson",
        "manifest.003-of-00016.ndjson2",
        "",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(shard_parse_manifest_name(others[i], &shard));
    }
}

static void a_head_comes_back(void **state) {
    (void)state;
    struct shard_head head = {.shard = {3, 16}, .records = 1000, .held = 63}, found;
    struct builder text = {0};
    head.sum.bytes[0] = 0xab;
    head.pack[31] = 0x01;
    head.brand[1] = 0x7f;
    head.options[2] = 0x80;
    shard_head_write(&head, &text);
    assert_memory_equal(
        text.at, "{\"shard\":3,\"shards\":16,\"records\":1000,\"held\":63,\"keys\":\"ab0000", 62);
    assert_int_equal(text.at[text.size_bytes - 1], '\n');
    assert_true(shard_head_parse((struct slice){text.at, text.size_bytes - 1}, &found));
    assert_memory_equal(&found, &head, sizeof head);
    for (size_t cut = 0; cut + 1 < text.size_bytes; cut++) {
        assert_false(shard_head_parse((struct slice){text.at, cut}, &found));
    }
    builder_free(&text);
}

static void heads_of_one_batch_agree(void **state) {
    (void)state;
    const char *what = NULL;
    struct shard_head left = {.shard = {3, 16}, .records = 10, .held = 1};
    struct shard_head right = {.shard = {4, 16}, .records = 10, .held = 2};
    assert_true(shard_head_agrees(&left, &right, &what));
    right.brand[31] = 1;
    right.sum.bytes[0] = 1;
    assert_false(shard_head_agrees(&left, &right, &what));
    assert_string_equal(what, "the brand");
    right = left;
    right.records = 11;
    assert_false(shard_head_agrees(&left, &right, &what));
    assert_string_equal(what, "the records");
    right.shard.count = 8;
    assert_false(shard_head_agrees(&left, &right, &what));
    assert_string_equal(what, "the number of shards");
}

/* SHA-256 of 64 zero bytes is what sha256sum says. */
static void sums_depend_on_the_order(void **state) {
    (void)state;
    struct shard_sum one = {{0}}, other = {{0}};
    uint8_t zeros[HASH_SHA256_BYTES] = {0}, ones[HASH_SHA256_BYTES];
    char text[2 * HASH_SHA256_BYTES + 1];
    memset(ones, 1, sizeof ones);
    shard_sum_add(&one, zeros);
    hash_hex(one.bytes, sizeof one.bytes, text);
    assert_string_equal(text, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
    shard_sum_add(&one, ones);
    shard_sum_add(&other, ones);
    shard_sum_add(&other, zeros);
    assert_memory_not_equal(one.bytes, other.bytes, sizeof one.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_tells_the_shard),
        cmocka_unit_test(what_is_not_known_is_not_guessed),
        cmocka_unit_test(a_key_is_one_shards),
        cmocka_unit_test(labels_are_names_and_back),
        cmocka_unit_test(a_head_comes_back),
        cmocka_unit_test(heads_of_one_batch_agree),
        cmocka_unit_test(sums_depend_on_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
