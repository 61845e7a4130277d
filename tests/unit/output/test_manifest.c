/* Lines are JSON as RFC 8259 has it: what is expected is written by hand. */
#include "unit/unit.h"

#include "output/manifest.h"

static const struct manifest_line example = {
    .ordinal = 12,
    .input = "forms/a \"b\"\\c\n.xml",
    .key = "00ff",
    .pack = "01",
    .brand = "02",
    .recipe = "03",
    .pages = 14,
    .bytes = 99500,
    .sha256 = "aabb",
    .status = MANIFEST_REFUSED,
    .reason = "E305",
    .ms = 40,
    .file = "set-aside/00ff.xml",
};

static const char written[] =
    "{\"ordinal\":12,\"input\":\"forms/a \\\"b\\\"\\\\c\\u000a.xml\",\"key\":\"00ff\","
    "\"pack\":\"01\",\"brand\":\"02\",\"recipe\":\"03\",\"pages\":14,\"bytes\":99500,"
    "\"sha256\":\"aabb\",\"status\":\"refused\",\"reason\":\"E305\",\"ms\":40,"
    "\"file\":\"set-aside/00ff.xml\"}\n";

static void line_is_json(void **state) {
    (void)state;
    struct builder out = {0};
    manifest_write(&example, &out);
    assert_string_equal(out.at, written);
    builder_free(&out);
}

static bool parse(struct arena *arena, const char *text, struct manifest_line *out) {
    return manifest_parse(arena, slice_from(text), out);
}

static void line_is_read_back(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct manifest_line line;
    struct slice text = {written, sizeof written - 2};
    assert_true(manifest_parse(arena, text, &line));
    assert_int_equal(line.ordinal, 12);
    assert_string_equal(line.input, example.input);
    assert_string_equal(line.file, example.file);
    assert_int_equal(line.bytes, 99500);
    assert_int_equal(line.status, MANIFEST_REFUSED);
    assert_true(parse(arena, "{ \"x\" : 7, \"ordinal\" : 3 , \"y\":\"\\u00e9\\/\" }", &line));
    assert_int_equal(line.ordinal, 3);
    assert_string_equal(line.file, "");
    arena_free(arena);
}

/* A journal may end anywhere. */
static void line_that_is_cut_is_none(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct manifest_line line;
    for (size_t size_bytes = 0; size_bytes < sizeof written - 2; size_bytes++) {
        assert_false(manifest_parse(arena, (struct slice){written, size_bytes}, &line));
    }
    arena_free(arena);
}

static void others_are_refused(void **state) {
    (void)state;
    static const char *const lines[] = {
        "",
        "{}",
        "[]",
        "{\"ordinal\":0}",
        "{\"ordinal\":\"1\"}",
        "{\"ordinal\":-1}",
        "{\"ordinal\":1.5}",
        "{\"ordinal\":1,}",
        "{\"ordinal\":1}}",
        "{\"ordinal\":1,\"status\":\"well\"}",
        "{\"ordinal\":1,\"status\":2}",
        "{\"ordinal\":1,\"file\":3}",
        "{\"ordinal\":1,\"file\":\"\\x\"}",
        "{\"ordinal\":1,\"file\":\"\\u00g0\"}",
        "{\"ordinal\":1111111111111111111111}",
    };
    struct arena *arena = arena_new();
    struct manifest_line line;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_false(parse(arena, lines[i], &line));
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_is_json),
        cmocka_unit_test(line_is_read_back),
        cmocka_unit_test(line_that_is_cut_is_none),
        cmocka_unit_test(others_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
