/* What is laid by is what comes back, as the dump of answers tells, which a person reads; what is
 * no stored response is refused wherever it is cut or changed. */
#include "unit/unit.h"

#include "base/memory.h"
#include "base/source.h"
#include "intake/intake.h"
#include "response/store.h"

static const char form[] =
    "<response xmlns='urn:magreport:response:1' version='1' id='a b' date='2026-11-20' "
    "language='en' status='in-progress' questionnaire='magnesium'>"
    "<patient name='Zo\303\253 &lt;A&gt;' birth-date='1958-03-14' sex='female'/>\n"
    "<answer item='Q01' value='1'/><answer item='kcal' value='1800'/>\n"
    "<answer item='diet' value='vegan'/><answer item='diet' value='dairy-free'/>"
    "<answer item='remarks' value='one\ttwo'/></response>";

struct kept {
    struct builder stored, dump;
    uint8_t key[HASH_SHA256_BYTES];
};

static bool keep(void *user, struct arena *arena, struct response *response) {
    struct kept *kept = user;
    (void)arena;
    response_store(response, &kept->stored, kept->key);
    response_dump(response, &kept->dump);
    return true;
}

static void read_form(const char *text, struct kept *kept) {
    struct diags *diags = diags_new();
    struct source *source = source_from_bytes("form.xml", slice_from(text));
    struct intake_options options = {.format = INTAKE_AUTO};
    size_t count = 0;
    *kept = (struct kept){.stored = {0}};
    intake_read(source, &options, &(struct intake_target){keep, kept}, diags, &count);
    assert_int_equal(count, 1);
    source_free(source);
    diags_free(diags);
}

static void drop(struct kept *kept) {
    builder_free(&kept->stored);
    builder_free(&kept->dump);
}

static void comes_back_as_it_was(void **state) {
    (void)state;
    struct kept kept;
    struct builder again = {0};
    struct arena *arena = arena_new();
    read_form(form, &kept);
    struct response *response =
        response_load(arena, (struct slice){kept.stored.at, kept.stored.size_bytes}, "other.xml");
    assert_non_null(response);
    response_dump(response, &again);
    assert_string_equal(again.at, kept.dump.at);
    assert_string_equal(response->patient.name, "Zo\303\253 <A>");
    assert_int_equal(response->answers.at[0].position.line, 2);
    assert_string_equal(response->answers.at[0].position.file, "other.xml");
    assert_string_equal(response->answers.at[0].position.item, "Q01");
    arena_free(arena);
    builder_free(&again);
    drop(&kept);
}

/* The key says what was said, not where it stood. */
static void key_is_of_what_was_said(void **state) {
    (void)state;
    struct kept one, moved, other;
    struct builder text = {0};
    read_form(form, &one);
    builder_format(&text, "\n\n<!-- -->  %s", form);
    read_form(text.at, &moved);
    assert_memory_equal(one.key, moved.key, sizeof one.key);
    assert_int_equal(one.stored.size_bytes, moved.stored.size_bytes);
    assert_memory_not_equal(one.stored.at, moved.stored.at, one.stored.size_bytes);
    builder_reset(&text);
    builder_text(&text, form);
    strstr(text.at, "1800")[3] = '1';
    read_form(text.at, &other);
    assert_memory_not_equal(one.key, other.key, sizeof one.key);
    builder_free(&text);
    drop(&one);
    drop(&moved);
    drop(&other);
}

static void what_is_cut_is_refused(void **state) {
    (void)state;
    struct kept kept;
    read_form(form, &kept);
    for (size_t size_bytes = 0; size_bytes < kept.stored.size_bytes; size_bytes++) {
        struct arena *arena = arena_new();
        char *bytes = arena_copy(arena, kept.stored.at, size_bytes);
        assert_null(response_load(arena, (struct slice){bytes, size_bytes}, NULL));
        arena_free(arena);
    }
    drop(&kept);
}

/* Any byte may be any other: it is refused or read, and never reads past the end (ASan). */
static void what_is_changed_is_never_trusted(void **state) {
    (void)state;
    struct kept kept;
    size_t refused = 0;
    read_form(form, &kept);
    for (size_t at = 0; at < kept.stored.size_bytes; at++) {
        struct arena *arena = arena_new();
        char *bytes = memory_new(kept.stored.size_bytes);
        memcpy(bytes, kept.stored.at, kept.stored.size_bytes);
        bytes[at] = (char)0xFF;
        struct slice changed = {bytes, kept.stored.size_bytes};
        refused += response_load(arena, changed, NULL) == NULL;
        memory_free(bytes);
        arena_free(arena);
    }
    assert_true(refused > kept.stored.size_bytes / 4);
    drop(&kept);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was),
        cmocka_unit_test(key_is_of_what_was_said),
        cmocka_unit_test(what_is_cut_is_refused),
        cmocka_unit_test(what_is_changed_is_never_trusted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
