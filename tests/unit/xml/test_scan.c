#include "unit/unit.h"

#include "xml/scan.h"

static void tokens_are_told_apart(void **state) {
    (void)state;
    struct scan scan =
        scan_begin(slice_from("<?x <y>?><!-- <z> --><a b='>'>t<![CDATA[</a>]]></a\n>"));
    static const enum scan_token expected[] = {SCAN_INSTRUCTION, SCAN_COMMENT, SCAN_START_TAG,
                                               SCAN_TEXT,        SCAN_CDATA,   SCAN_END_TAG,
                                               SCAN_END};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(scan_look(&scan), expected[i]);
        assert_true(scan_skip(&scan));
    }
    assert_int_equal(scan.line, 2);
    assert_int_equal(scan.column, 2);
}

static void unfinished_tokens_end_with_the_text(void **state) {
    (void)state;
    static const char *const cut[] = {"<a",           "<a b='>", "</a",        "<!-- -",
                                      "<![CDATA[ ]]", "<?a ?",   "<!DOCTYPE a"};
    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
        struct scan scan = scan_begin(slice_from(cut[i]));
        assert_false(scan_is_broken_tag(&scan));
        assert_false(scan_skip(&scan));
        assert_int_equal(scan.at, strlen(cut[i]));
    }
    struct scan broken = scan_begin(slice_from("<a b='><c/>"));
    assert_true(scan_is_broken_tag(&broken));
    assert_false(scan_skip(&broken));
}

static void expect_attributes(const char *tag, const char *const *names, const uint32_t *columns) {
    struct scan scan = scan_begin(slice_from(tag));
    struct slice name = {NULL, 0};
    while (scan_next_attribute(&scan, &name)) {
        assert_non_null(*names);
        assert_true(slice_equals(name, *names++));
        assert_int_equal(scan.column, *columns++);
    }
    assert_null(*names);
}

static void attributes_are_found(void **state) {
    (void)state;
    static const char *const none[] = {NULL};
    static const char *const two[] = {"b", "x:c", NULL};
    expect_attributes("<a>", none, NULL);
    expect_attributes("<a/>", none, NULL);
    expect_attributes("<a />", none, NULL);
    expect_attributes("<a", none, NULL);
    expect_attributes("<a b", none, NULL);
    expect_attributes("<a b=", none, NULL);
    expect_attributes("<a b='", none, NULL);
    expect_attributes("<a b='1' x:c=\"'\"/>", two, (const uint32_t[]){7, 15});
    expect_attributes("<a b = '' x:c\t=\t'>'>", two, (const uint32_t[]){9, 18});
    expect_attributes("<a b='\xC3\xA9' x:c=''>", two, (const uint32_t[]){7, 15});
}

static void text_is_found_behind_what_is_none(void **state) {
    (void)state;
    struct scan scan = scan_begin(slice_from("<!-- x --><![CDATA[]]><?p?></a><![CDATA[y]]>"));
    scan_to_text(&scan);
    assert_int_equal(scan.column, 41);
    scan = scan_begin(slice_from("<a></a>"));
    scan_to_text(&scan);
    assert_int_equal(scan_look(&scan), SCAN_END);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_told_apart),
        cmocka_unit_test(unfinished_tokens_end_with_the_text),
        cmocka_unit_test(attributes_are_found),
        cmocka_unit_test(text_is_found_behind_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
