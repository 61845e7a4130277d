/* Keywords as they stand in RFC 8011, 5.4.12, where an example of a severity is given for each. */
#include "unit/unit.h"

#include "print/reasons.h"

static void expect_words(const char *const *keywords, const char *expected) {
    struct builder words = {0};
    for (size_t i = 0; keywords[i] != NULL; i++) {
        reasons_add(&words, keywords[i]);
    }
    assert_string_equal(words.at != NULL ? words.at : "", expected);
    builder_free(&words);
}

#define KEYWORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void severity_does_not_matter(void **state) {
    (void)state;
    expect_words(KEYWORDS("media-empty"), "out of paper");
    expect_words(KEYWORDS("media-empty-error"), "out of paper");
    expect_words(KEYWORDS("media-empty-warning"), "out of paper");
    expect_words(KEYWORDS("media-empty-report"), "out of paper");
}

static void several_are_listed_once_each(void **state) {
    (void)state;
    expect_words(KEYWORDS("media-jam-error", "door-open-error", "toner-low-warning"),
                 "paper jam, a door is open, little toner left");
    expect_words(KEYWORDS("media-empty-error", "media-empty-report"), "out of paper");
}

/* "little toner left" is not a reason to leave out a later one that ends alike. */
static void a_part_of_other_words_is_not_the_same(void **state) {
    (void)state;
    expect_words(KEYWORDS("input-media-supply-empty", "media-empty"), "out of paper");
    expect_words(KEYWORDS("connecting-to-device", "timed-out"), "being connected, does not answer");
    expect_words(KEYWORDS("com.example-line", "line"), "com.example-line, line");
}

static void nothing_is_said_of_nothing(void **state) {
    (void)state;
    expect_words(KEYWORDS("none"), "");
    expect_words(KEYWORDS("cups-ipp-conformance-failure-report"), "");
    expect_words(KEYWORDS("none", "offline-report"), "offline");
}

static void unknown_ones_are_given_as_they_are(void **state) {
    (void)state;
    expect_words(KEYWORDS("com.example-staples-out-warning"), "com.example-staples-out");
    expect_words(KEYWORDS("-error"), "-error");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severity_does_not_matter),
        cmocka_unit_test(several_are_listed_once_each),
        cmocka_unit_test(a_part_of_other_words_is_not_the_same),
        cmocka_unit_test(nothing_is_said_of_nothing),
        cmocka_unit_test(unknown_ones_are_given_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
