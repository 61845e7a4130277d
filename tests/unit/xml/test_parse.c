/* Trees and places, and each way of not being well-formed. */
#include "unit/unit.h"

#include "base/builder.h"
#include "xml/xml.h"

/* name@line:column[name=value@line:column ...](children), texts as "text"@line:column */
static void write_node(const struct xml_node *node, struct builder *out) {
    if (node->name == NULL) {
        builder_format(out, "\"%s\"@%u:%u", node->text, (unsigned)node->line,
                       (unsigned)node->column);
        return;
    }
    builder_format(out, "%s%s%s@%u:%u", node->uri, node->uri[0] != '\0' ? "#" : "", node->name,
                   (unsigned)node->line, (unsigned)node->column);
    for (size_t i = 0; i < node->attribute_count; i++) {
        const struct xml_attribute *attribute = &node->attributes[i];
        builder_format(out, "[%s%s%s=%s@%u:%u]", attribute->uri,
                       attribute->uri[0] != '\0' ? "#" : "", attribute->name, attribute->value,
                       (unsigned)attribute->line, (unsigned)attribute->column);
    }
    builder_char(out, '(');
    for (const struct xml_node *child = node->first_child; child != NULL; child = child->next) {
        assert_ptr_equal(child->parent, node);
        write_node(child, out);
    }
    builder_char(out, ')');
}

static void expect_tree(const char *text, const char *expected) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    struct xml_document *document =
        xml_parse(arena, "f.xml", slice_from(text), &xml_limits_pack, diags);
    if (document == NULL) {
        fail_msg("refused: %s", unit_messages(diags));
        return;
    }
    struct builder out = {0};
    write_node(document->root, &out);
    assert_string_equal(out.at, expected);
    builder_free(&out);
    diags_free(diags);
    arena_free(arena);
}

static void trees_are_built_with_places(void **state) {
    (void)state;
    expect_tree("<a/>", "a@1:1()");
    expect_tree("<a b='1'>x<c/>y</a>", "a@1:1[b=1@1:7](\"x\"@1:10c@1:11()\"y\"@1:15)");
    expect_tree("\n <a\n  b = \"x\"\n></a >", "a@2:2[b=x@3:8]()");
    expect_tree("<a><b>1</b>2<b>3</b>4</a>",
                "a@1:1(b@1:4(\"1\"@1:7)\"2\"@1:12b@1:13(\"3\"@1:16)\"4\"@1:21)");
    expect_tree("<a>\xC3\xA9<b/>\xF0\x9F\x92\x8A<c/></a>",
                "a@1:1(\"\xC3\xA9\"@1:4b@1:5()\"\xF0\x9F\x92\x8A\"@1:9c@1:10())");
    expect_tree("\xEF\xBB\xBF<a><b/></a>", "a@1:1(b@1:4())");
    expect_tree("<a>\r\n<b/>\r\n</a>", "a@1:1(\"\n\"@1:4b@2:1()\"\n\"@2:5)");
}

static void text_is_joined_over_comments_and_cdata(void **state) {
    (void)state;
    expect_tree("<a>1<!-- <x> -->2<![CDATA[<y z='>'>]]>3<?p <q>?>4</a>",
                "a@1:1(\"12<y z='>'>34\"@1:4)");
    expect_tree("<a><!-- c -->x</a>", "a@1:1(\"x\"@1:14)");
    expect_tree("<a><![CDATA[]]><![CDATA[<b/>]]></a>", "a@1:1(\"<b/>\"@1:25)");
    expect_tree("<a><![CDATA[</a><b>]]><c/></a>", "a@1:1(\"</a><b>\"@1:13c@1:23())");
    expect_tree("<?x?><!-- <a> --><a/><!-- b -->", "a@1:18()");
}

static void entities_are_expanded(void **state) {
    (void)state;
    expect_tree("<a b='&lt;&#233;&quot;&#x41;'>&amp;&apos;&gt;</a>",
                "a@1:1[b=<\xC3\xA9\"A@1:7](\"&'>\"@1:31)");
    expect_tree("<a b='1 &amp; 2 &#38; 3 &amp;#38;'/>", "a@1:1[b=1 & 2 & 3 &#38;@1:7]()");
}

static void namespaces_are_resolved(void **state) {
    (void)state;
    expect_tree("<a xmlns='urn:a' xmlns:p='urn:p' c='1' p:c='2'><p:b/><d xmlns=''/></a>",
                "urn:a#a@1:1[c=1@1:37][urn:p#c=2@1:45](urn:p#b@1:48()d@1:54())");
    expect_tree("<a xml:lang='de'/>", "a@1:1[http://www.w3.org/XML/1998/namespace#lang=de@1:14]()");
}

static void expect_refused(const char *text, const char *messages) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    assert_null(xml_parse(arena, "f.xml", slice_from(text), &xml_limits_pack, diags));
    unit_expect_messages(diags, messages);
    assert_int_equal(diags_count(diags, DIAG_ERROR), 1);
    diags_free(diags);
    arena_free(arena);
}

static void doctypes_are_refused(void **state) {
    (void)state;
    expect_refused("<!DOCTYPE a><a/>", "f.xml:1:1: error[E107]");
    expect_refused("<!-- x -->\n <!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
                   "f.xml:2:2: error[E107]");
    expect_refused("<a><!DOCTYPE b></a>", "f.xml:1:4: error[E107]");
    expect_refused("<a><!ENTITY b 'c'></a>", "f.xml:1:4: error[E107]");
}

static void prefixes_need_a_declaration(void **state) {
    (void)state;
    expect_refused("<a>\n <p:b/></a>", "f.xml:2:2: error[E108]");
    expect_refused("<a p:b='1'/>", "f.xml:1:1: error[E108]");
    expect_refused("<a xmlns:p=''/>", "f.xml:1:1: error[E108]");
    expect_refused("<a xmlns:xml='urn:x'/>", "f.xml:1:1: error[E108]");
}

static void cut_files_are_refused(void **state) {
    (void)state;
    static const char whole[] =
        "<?xml version='1.0'?><!-- c --><a b='1'><c>text</c><![CDATA[d]]><?p q?><e/></a>";
    struct arena *arena = arena_new();
    for (size_t size_bytes = 6; size_bytes < sizeof whole - 1; size_bytes++) {
        struct diags *diags = diags_new();
        struct slice part = {whole, size_bytes};
        assert_null(xml_parse(arena, "f.xml", part, &xml_limits_pack, diags));
        char *text = unit_messages(diags);
        if (strstr(text, "[E109]") == NULL && strstr(text, "there is no element") == NULL) {
            fail_msg("%.*s: %s", (int)size_bytes, whole, text);
        }
        free(text);
        diags_free(diags);
    }
    arena_free(arena);
}

static void syntax_errors_are_named(void **state) {
    (void)state;
    expect_refused("<a>\n <b></a>", "f.xml:2:5: error[E110]: not well-formed XML: this end tag");
    expect_refused("<a b='1' b='2'/>",
                   "f.xml:1:1: error[E110]: not well-formed XML: an attribute stands twice");
    expect_refused("<a>&foo;</a>", "f.xml:1:9: error[E110]: not well-formed XML: an entity");
    expect_refused("<a>b & c</a>",
                   "f.xml:1:7: error[E110]: not well-formed XML: a name is missing");
    expect_refused("<a/><b/>",
                   "f.xml:1:5: error[E110]: not well-formed XML: something stands after");
    expect_refused("<a>\x01</a>",
                   "f.xml:1:4: error[E110]: not well-formed XML: a control character");
    expect_refused(
        "<a b=1/>",
        "f.xml:1:6: error[E110]: not well-formed XML: an attribute's value needs quotes");
    expect_refused("<a b='<'/>", "f.xml:1:7: error[E110]: not well-formed XML: a bare <");
    expect_refused("<a b='1>\n<c/></a>", "f.xml:2:1: error[E110]: not well-formed XML: a bare <");
    expect_refused("hello",
                   "f.xml:1:1: error[E110]: not well-formed XML: an XML element was expected");
    expect_refused(" <?xml version='1.0'?><a/>",
                   "f.xml:1:7: error[E110]: not well-formed XML: an XML declaration");
    expect_refused("<!-- x -->",
                   "f.xml:1:11: error[E110]: not well-formed XML: there is no element");
    expect_refused("<a>]]></a>", "f.xml:1:4: error[E110]: not well-formed XML: ]]>");
}

static void content_is_never_quoted(void **state) {
    (void)state;
    static const char *const broken[] = {"<a>Maria</Maria>",         "<a>&Maria;</a>", "<Maria:a/>",
                                         "<a Maria='1' Maria='1'/>", "<a>Maria",       "<a Maria"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct diags *diags = diags_new();
        assert_null(xml_parse(arena, "f.xml", slice_from(broken[i]), &xml_limits_pack, diags));
        char *text = unit_messages(diags);
        assert_null(strstr(text, "Maria"));
        free(text);
        diags_free(diags);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_are_built_with_places),
        cmocka_unit_test(text_is_joined_over_comments_and_cdata),
        cmocka_unit_test(entities_are_expanded),
        cmocka_unit_test(namespaces_are_resolved),
        cmocka_unit_test(doctypes_are_refused),
        cmocka_unit_test(prefixes_need_a_declaration),
        cmocka_unit_test(cut_files_are_refused),
        cmocka_unit_test(syntax_errors_are_named),
        cmocka_unit_test(content_is_never_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
