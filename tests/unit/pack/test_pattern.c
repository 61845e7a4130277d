/* Patterns. Expected values: the examples of XSLT 1.0 (12.3) and of java.text.DecimalFormat, the
 * names of CLDR 42, and a calendar for the days of the week. */
#include "pack/pattern.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/* What the pattern makes of the value; "(unfit)"; "@7" for a pattern refused at that byte. */
static const char *shown(struct arena *arena, const char *tag, const char *source,
                         const char *value) {
    struct pattern pattern;
    struct pattern_problem problem;
    if (!pattern_parse(slice_from(source), language_find(tag), &pattern, &problem)) {
        assert_true(strlen(problem.hint) > 10);
        return arena_format(arena, "@%zu", problem.offset_bytes);
    }
    struct builder out = {0};
    bool is_fit = pattern_format(&pattern, value, &out);
    assert_int_equal(is_fit || out.size_bytes == 0, 1);
    const char *text = is_fit ? arena_copy(arena, out.at, out.size_bytes) : "(unfit)";
    builder_free(&out);
    return text;
}

struct example {
    const char *tag, *source, *value, *wanted;
};

static void assert_examples(const struct example *examples, size_t count) {
    struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        const struct example *example = &examples[i];
        assert_string_equal(shown(arena, example->tag, example->source, example->value),
                            example->wanted);
    }
    arena_free(arena);
}
#define ASSERT_EXAMPLES(list) assert_examples(list, sizeof(list) / sizeof *(list))

static void numbers(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"en", "0", "166", "166"},
        {"en", "0", "166.4", "166"},
        {"en", "0", "166.5", "167"},
        {"en", "0", "-166.5", "-167"},
        {"en", "0", "-0.4", "0"},
        {"en", "0", "0.5", "1"},
        {"en", "0", ".5", "1"},
        {"en", "0", "999.5", "1000"},
        {"en", "0.0", "2", "2.0"},
        {"en", "0.0", "2.25", "2.3"},
        {"en", "0.0", "2.249999", "2.2"},
        {"en", "0.0", "9.96", "10.0"},
        {"en", "0.##", "2.5", "2.5"},
        {"en", "0.##", "2.004", "2"},
        {"en", "0.0#", "1.005", "1.01"}, /* 1.00499999999999989 as a binary fraction */
        {"en", "#,##0", "1234567", "1,234,567"},
        {"en", "#,##0", "999", "999"},
        {"en", "#,##0", "999.5", "1,000"},
        {"en", "#,##0.00", "-1234.5", "-1,234.50"},
        {"en", "0000", "42", "0042"},
        {"en", "0,000", "42", "0,042"},
        {"en", "0%", "0.256", "26%"},
        {"en", "0.0 %", "0.0256", "2.6 %"},
        {"en", "0%", "2", "200%"},
        {"en", "0 mg", "166", "166 mg"},
        {"en", "'no. '0", "3", "no. 3"},
        {"en", "0 '0''s'", "3", "3 0's"},
        {"en", "0''", "3", "3'"},
        {"en", "#,##0", "123456789012345678901234567890",
         "123,456,789,012,345,678,901,234,567,890"},
        {"es", "#,##0.0", "1234.5", "1234,5"},
        {"es", "#,##0.0", "12345.67", "12.345,7"},
        {"es-US", "#,##0.0", "1234.5", "1,234.5"},
        {"es-MX", "0.0", "2.5", "2.5"},
        {"es-AR", "0.0", "2.5", "2,5"},
        {"en-GB", "#,##0.0", "1234.5", "1,234.5"},
        {"en", "0", "many", "(unfit)"},
        {"en", "0", "NaN", "(unfit)"},
        {"en", "0", "Infinity", "(unfit)"},
        {"en", "0", "1e+21", "(unfit)"},
        {"en", "0", "", "(unfit)"},
        {"en", "0", "-", "(unfit)"},
        {"en", "0", "1.2.3", "(unfit)"},
        {"en", "0", "1,200", "(unfit)"},
        {"en", "0", "12345678901234567890123456789012345678901234567890123456789", "(unfit)"},
    };
    ASSERT_EXAMPLES(examples);
}

static void dates(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"en-US", "MMMM d, yyyy", "2026-11-05", "November 5, 2026"},
        {"en", "d MMM yyyy", "2026-09-30", "30 Sep 2026"},
        {"en", "EEEE, MMM dd", "2026-11-22", "Sunday, Nov 22"},
        {"en", "EEE d.M.yy", "1969-12-31", "Wed 31.12.69"},
        {"en", "yyyy-MM-dd", "2024-02-29", "2024-02-29"},
        {"en", "y", "0987-01-02", "987"},
        {"en", "h", "2024-02-29", "@0"},
        {"en", "d MMM yyyy", "2026-11-05T10:30:00Z", "5 Nov 2026"},
        {"es", "d 'de' MMMM 'de' y", "2026-01-09", "9 de enero de 2026"},
        {"es-419", "EEE d MMM", "2026-09-02", "mi\u00E9 2 sept"},
        {"es", "EEEE", "2026-11-28", "s\u00E1bado"},
        {"en", "d 'o''clock'", "2026-11-05", "5 o'clock"},
        {"en", "d ''yy", "2026-11-05", "5 '26"},
        {"en", "d MMM", "2025-02-29", "(unfit)"},
        {"en", "d MMM", "11/05/2026", "(unfit)"},
        {"en", "d MMM", "42", "(unfit)"},
    };
    ASSERT_EXAMPLES(examples);
}

static void refused(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"en", "", "", "@0"},         {"en", "---", "", "@0"},
        {"en", "0#", "", "@1"},       {"en", "#", "", "@1"},
        {"en", "#,###", "", "@5"},    {"en", "0.", "", "@2"},
        {"en", "0.#0", "", "@3"},     {"en", "0,,000", "", "@2"},
        {"en", "0,", "", "@1"},       {"en", "0 0", "", "@2"},
        {"en", "0;-0", "", "@1"},     {"en", "0 'mg", "", "@2"},
        {"en", "MMMMM d", "", "@0"},  {"en", "d MMM yyy", "", "@6"},
        {"en", "d of MMM", "", "@2"}, {"en", "dd.MM.YYYY", "", "@6"},
        {"en", ".0", "", "@0"},       {"en", "0000000000000000", "", "@0"},
    };
    ASSERT_EXAMPLES(examples);
}

static void languages(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_non_null(language_find("en"));
    assert_ptr_equal(language_find("en-US"), language_find("EN"));
    assert_ptr_not_equal(language_find("es-US"), language_find("es"));
    assert_null(language_find("fr"));
    assert_null(language_find("e"));
    assert_null(language_find(""));
    const char *const *tags = language_tags(arena);
    for (size_t i = 0; tags[i] != NULL; i++) {
        assert_non_null(language_find(tags[i]));
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(dates),
        cmocka_unit_test(refused),
        cmocka_unit_test(languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
