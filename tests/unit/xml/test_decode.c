/* Which bytes become text. */
#include "unit/unit.h"

#include "xml/decode.h"

static void expect_text(const char *bytes, size_t size_bytes, const char *expected) {
    struct diags *diags = diags_new();
    struct builder text = {0};
    bool done = xml_decode("f.xml", (struct slice){bytes, size_bytes}, 10000, diags, &text);
    if (!done) {
        fail_msg("refused: %s", unit_messages(diags));
    }
    assert_int_equal(text.size_bytes, strlen(expected));
    assert_memory_equal(text.at, expected, text.size_bytes);
    builder_free(&text);
    diags_free(diags);
}

static void expect_refused(const char *bytes, size_t size_bytes, const char *messages) {
    struct diags *diags = diags_new();
    struct builder text = {0};
    assert_false(xml_decode("f.xml", (struct slice){bytes, size_bytes}, 10000, diags, &text));
    unit_expect_messages(diags, messages);
    assert_int_equal(diags_count(diags, DIAG_ERROR), 1);
    builder_free(&text);
    diags_free(diags);
}

#define LITERAL(text) (text), sizeof(text) - 1

static void allowed_encodings_are_read(void **state) {
    (void)state;
    expect_text(LITERAL("<a>\xC3\xA9</a>"), "<a>\xC3\xA9</a>");
    expect_text(LITERAL("\xEF\xBB\xBF<a/>"), "<a/>");
    expect_text(LITERAL("<?xml version='1.0' encoding='us-ascii'?><a/>"),
                "<?xml version='1.0' encoding='us-ascii'?><a/>");
    expect_text(LITERAL("<?xml version='1.0' encoding = \"ISO-8859-1\"?><a>\xE9\xA4</a>"),
                "<?xml version='1.0' encoding = \"ISO-8859-1\"?><a>\xC3\xA9\xC2\xA4</a>");
    expect_text(LITERAL("<?xml version='1.0' encoding='iso-8859-15'?><a>\xE9\xA4\xBE</a>"),
                "<?xml version='1.0' encoding='iso-8859-15'?><a>\xC3\xA9\xE2\x82\xAC\xC5\xB8</a>");
    expect_text(LITERAL("<?xml version='1.0' encoding='Windows-1252'?><a>\x80\x99\xE9</a>"),
                "<?xml version='1.0' encoding='Windows-1252'?>"
                "<a>\xE2\x82\xAC\xE2\x84\xA2\xC3\xA9</a>");
    expect_text(LITERAL("\xFF\xFE<\0a\0>\0\xAC\x20\x3D\xD8\x8A\xDC<\0/\0a\0>\0"),
                "<a>\xE2\x82\xAC\xF0\x9F\x92\x8A</a>");
    expect_text(LITERAL("\xFE\xFF\0<\0a\0>\x20\xAC\xD8\x3D\xDC\x8A\0<\0/\0a\0>"),
                "<a>\xE2\x82\xAC\xF0\x9F\x92\x8A</a>");
}

static void other_encodings_are_refused(void **state) {
    (void)state;
    expect_refused(LITERAL("<?xml version='1.0' encoding='UTF-7'?><a/>"), "f.xml:1:1: error[E104]");
    expect_refused(LITERAL("<?xml version='1.0' encoding='EBCDIC-US'?><a/>"),
                   "f.xml:1:1: error[E104]");
    expect_refused(LITERAL("\x4C\x6F\xA7\x94\x93\x40"), "f.xml:1:1: error[E104]");
    expect_refused(LITERAL("\xFF\xFE\0\0<\0\0\0"), "f.xml:1:1: error[E104]");
    expect_refused(LITERAL("<\0a\0/\0>\0"), "f.xml:1:1: error[E104]"); /* UTF-16 without mark */
    expect_refused(LITERAL("<?xml version='1.0' encoding='UTF-16'?><a/>"),
                   "f.xml:1:1: error[E104]");
    expect_refused(LITERAL("\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a/>"),
                   "f.xml:1:1: error[E104]"); /* against the mark */
    expect_refused(LITERAL("\xEF\xBB\xBF\xEF\xBB\xBF<a/>"), "f.xml:1:1: error[E104]");
    expect_refused(LITERAL("\xFE\xFF\xFE\xFF\0<\0a\0/\0>"), "f.xml:1:1: error[E104]");
}

/* It could hide its encoding behind what is looked at. */
static void a_declaration_without_end_is_refused(void **state) {
    (void)state;
    static const char start[] = "<?xml version='1.0'";
    static const char end[] = "encoding='UTF-8'?><a/>";
    char text[700];
    memset(text, ' ', sizeof text);
    memcpy(text, start, sizeof start - 1);
    memcpy(text + 650, end, sizeof end - 1);
    expect_refused(text, 650 + sizeof end - 1, "f.xml:1:1: error[E104]");
    memcpy(text + 400, end, sizeof end); /* and its NUL */
    expect_text(text, 400 + sizeof end - 1, text);
    /* An instruction is no declaration. */
    expect_text(LITERAL("<?xml-model encoding='UTF-7'?><a/>"),
                "<?xml-model encoding='UTF-7'?><a/>");
}

static void bad_bytes_are_refused_with_their_place(void **state) {
    (void)state;
    expect_refused(LITERAL("<a>\n\xC3\xA9\xC3</a>"), "f.xml:2:2: error[E105]");
    expect_refused(LITERAL("<a>\n\xED\xA0\x80</a>"), "f.xml:2:1: error[E105]");
    expect_refused(LITERAL("<?xml version='1.0' encoding='ASCII'?>\n<a>\xE9</a>"),
                   "f.xml:2:4: error[E105]");
    expect_refused(LITERAL("<?xml version='1.0' encoding='CP1252'?>\n<a>\x81</a>"),
                   "f.xml:2:4: error[E105]");
    expect_refused(LITERAL("\xFF\xFE<\0a\0>\0\x3D\xD8<\0"), "f.xml:1:4: error[E105]");
    expect_refused(LITERAL("\xFF\xFE<\0a\0>"), "f.xml:1:3: error[E105]");
    expect_refused(LITERAL("<a>\n<\0b/></a>"), "f.xml:2:2: error[E106]");
    expect_refused(LITERAL("\xFF\xFE<\0a\0\0\0/\0>\0"), "f.xml:1:3: error[E106]");
}

static void what_is_no_xml_is_named(void **state) {
    (void)state;
    expect_refused(NULL, 0, "f.xml: error[E101]");
    expect_refused(LITERAL(" \n\t"), "f.xml: error[E101]");
    expect_refused(LITERAL("\xEF\xBB\xBF \n"), "f.xml: error[E101]");
    expect_refused(LITERAL("\x1F\x8B\x08\0\0\0"), "f.xml: error[E102]");
    expect_refused(LITERAL("%PDF-1.7\n"), "f.xml: error[E103]: this is a PDF file");
    expect_refused(LITERAL("PK\x03\x04..."), "f.xml: error[E103]: this is a ZIP archive");
    expect_refused(LITERAL("\n[1]"), "f.xml: error[E103]: this is JSON");
    expect_refused(LITERAL("<!DOCTYPE html><p>"), "f.xml: error[E103]: this is an HTML page");
}

static void size_is_limited_before_and_after(void **state) {
    (void)state;
    char *large = malloc(10001);
    memset(large, ' ', 10001);
    memcpy(large, "<a/>", 4);
    expect_refused(large, 10001, "f.xml: error[E111]: the file holds more than 10000 bytes");
    /* fits as ISO-8859-1, not as UTF-8 */
    static const char head[] = "<?xml version='1.0' encoding='ISO-8859-1'?><a>";
    memset(large, '\xE9', 10000);
    memcpy(large, head, sizeof head - 1);
    expect_refused(large, 9000, "f.xml: error[E111]");
    free(large);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allowed_encodings_are_read),
        cmocka_unit_test(other_encodings_are_refused),
        cmocka_unit_test(a_declaration_without_end_is_refused),
        cmocka_unit_test(bad_bytes_are_refused_with_their_place),
        cmocka_unit_test(what_is_no_xml_is_named),
        cmocka_unit_test(size_is_limited_before_and_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
