/* Good files damaged at random places, always the same ones: no crash (run it under
 * AddressSanitizer), every file that delivers nothing says why, no message quotes the content, and
 * every dump is XML again. */
#include "reading.h"

#include "xml/xml.h"

#define ROUNDS 1500
#define BYTES_MAX ((size_t)1 << 18)
#define SECRET "Zaphodia"

/* SplitMix64 by Vigna. */
static uint64_t random_next(uint64_t *state) {
    uint64_t mixed = (*state += UINT64_C(0x9E3779B97F4A7C15));
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

static size_t random_below(uint64_t *state, size_t limit) {
    return limit > 0 ? (size_t)(random_next(state) % limit) : 0;
}

/* One small damage: a byte changed, a piece cut out, doubled, or replaced by something that XML
 * cares about. */
static void damage(struct builder *text, uint64_t *state) {
    static const char *const tokens[] = {"<",
                                         ">",
                                         "&",
                                         "\"",
                                         "'",
                                         "]]>",
                                         "<!--",
                                         "-->",
                                         "<?x ?>",
                                         "<![CDATA[",
                                         "/>",
                                         "\xEF\xBB\xBF",
                                         "&#x202E;",
                                         "&lt;",
                                         "\xFF",
                                         "</item>",
                                         "=",
                                         "<!DOCTYPE a>",
                                         "value='99999999999'",
                                         "xmlns='urn:x'"};
    size_t at = random_below(state, text->size_bytes);
    size_t size_bytes =
        random_below(state, text->size_bytes - at > 40 ? 40 : text->size_bytes - at);
    struct builder changed = {.max_bytes = BYTES_MAX};
    builder_add(&changed, text->at, at);
    switch (random_below(state, 4)) {
    case 0:
        builder_char(&changed, (char)random_next(state));
        size_bytes = 1;
        break;
    case 1:
        break;
    case 2:
        builder_add(&changed, text->at + at, size_bytes);
        size_bytes = 0;
        break;
    default:
        builder_text(&changed, tokens[random_below(state, sizeof tokens / sizeof tokens[0])]);
        size_bytes = random_below(state, 3);
        break;
    }
    size_t rest = at + size_bytes < text->size_bytes ? at + size_bytes : text->size_bytes;
    builder_add(&changed, text->at + rest, text->size_bytes - rest);
    builder_free(text);
    *text = changed;
}

static void expect_dumps_are_xml(struct builder *dumps) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    struct builder whole = {0};
    builder_format(&whole, "<all>%s</all>", dumps->at != NULL ? dumps->at : "");
    struct slice bytes = {whole.at, whole.size_bytes};
    if (xml_parse(arena, "dump", bytes, &xml_limits_intake, diags) == NULL) {
        fail_msg("%s\n%s", unit_messages(diags), whole.at);
    }
    builder_free(&whole);
    diags_free(diags);
    arena_free(arena);
}

static void expect_sane(const struct builder *text) {
    struct reading reading = {0};
    /* a copy of exactly this size, so that a read past its end is seen */
    char *exact = malloc(text->size_bytes + 1);
    memcpy(exact, text->at, text->size_bytes + 1);
    reading_run(&reading, (struct slice){exact, text->size_bytes}, INTAKE_AUTO);
    char *said = unit_messages(reading.diags);
    if (reading.count == 0 && diags_count(reading.diags, DIAG_ERROR) == 0) {
        fail_msg("nothing read and nothing said:\n%s", exact);
    }
    if (strstr(said, SECRET) != NULL) {
        fail_msg("quoted: %s", said);
    }
    expect_dumps_are_xml(&reading.dumps);
    free(said);
    free(exact);
    reading_free(&reading);
}

/* The sample, with a name that no message may show. */
static void load(const char *path, struct builder *out) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    struct slice bytes = {NULL, 0};
    assert_true(file_read(arena, path, BYTES_MAX, diags, &bytes));
    const char *name = strstr(bytes.at, "\"Maria");
    assert_non_null(name);
    builder_add(out, bytes.at, (size_t)(name - bytes.at) + 1);
    builder_text(out, SECRET);
    builder_add(out, name + 6, bytes.size_bytes - (size_t)(name - bytes.at) - 6);
    diags_free(diags);
    arena_free(arena);
}

static void damage_many_times(const char *path, uint64_t seed) {
    struct builder original = {0};
    load(path, &original);
    expect_sane(&original);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint64_t state = seed + round;
        struct builder text = {.max_bytes = BYTES_MAX};
        builder_add(&text, original.at, original.size_bytes);
        for (size_t i = 1 + random_below(&state, 3); i > 0 && text.size_bytes > 0; i--) {
            damage(&text, &state);
        }
        expect_sane(&text);
        builder_free(&text);
    }
    builder_free(&original);
}

static void damaged_native_files(void **state) {
    (void)state;
    damage_many_times("samples/response.xml", 1000000);
}

static void damaged_fhir_files(void **state) {
    (void)state;
    damage_many_times("samples/response-fhir.xml", 2000000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_native_files),
        cmocka_unit_test(damaged_fhir_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
