/* Which characters a file says, and where. */
#include "xml/characters.h"

#include "base/builder.h"
#include "base/slice.h"
#include "unit/unit.h"

static void take(void *user, uint32_t code_point, struct position position) {
    struct builder *out = user;
    if (code_point >= 0x80) {
        builder_format(out, "%X %u:%u;", code_point, position.line, position.column);
    } else {
        builder_char(out, (char)code_point);
    }
}

static void expect(const char *text, size_t size_bytes, const char *wanted) {
    struct builder out = {0};
    xml_read_characters("a.xml", (struct slice){text, size_bytes}, take, &out);
    assert_string_equal(out.at == NULL ? "" : out.at, wanted);
    builder_free(&out);
}

#define EXPECT(text, wanted) expect(text, sizeof text - 1, wanted)

static void test_texts_and_values(void **state) {
    (void)state;
    EXPECT("<a x=\"1 \u00e9\" y='\u20ac'>b\n \u00e9<c/>d</a>", "1 E9 1:9;20AC 1:15;b\n E9 2:2;d");
    EXPECT("<a><![CDATA[&#233;\u00e9<]]>x</a>", "&#233;E9 1:19;<x");
}

static void test_what_is_not_said(void **state) {
    (void)state;
    EXPECT("<?xml version='1.0'?><!-- \u00e9 --><a xmlns='u:\u00e9' xmlns:b='\u00e9' z='1'>"
           "<?p \u00e9?></a>\n<!-- \u00e9 -->",
           "1\n");
}

static void test_references(void **state) {
    (void)state;
    EXPECT("<a x='&#xE9;&lt;'>\u00e9&#8364;&amp;&#65;\u00e9</a>",
           "E9 1:7;E9 1:19;20AC 1:20;AE9 1:37;");
}

static void test_other_encodings(void **state) {
    (void)state;
    EXPECT("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", "E9 1:47;");
    EXPECT("\xff\xfe<\0a\0>\0\xac\x20<\0/\0a\0>\0", "20AC 1:4;");
}

/* Nothing that cannot be read makes it run on. */
static void test_broken_files(void **state) {
    (void)state;
    EXPECT("", "");
    EXPECT("<a x='1", "1");
    EXPECT("<a x=1>b", "b");
    EXPECT("<a>&#233", "#233");
    EXPECT("<a><![CDATA[b", "b");
    EXPECT("<a>\xff</a>", "");
    EXPECT("<a>&#x110000;&#99999999999999999999;b</a>", "b");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_and_values), cmocka_unit_test(test_what_is_not_said),
        cmocka_unit_test(test_references),       cmocka_unit_test(test_other_encodings),
        cmocka_unit_test(test_broken_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
