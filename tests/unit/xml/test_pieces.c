/* Where the pieces of a file end makes no difference: the same records, places and messages. All
 * sample files, damaged ones too. */
#include "unit/unit.h"

#include "base/builder.h"
#include "base/file.h"
#include "xml/xml.h"

#include <dirent.h>
#include <sys/stat.h>

#define FILE_MOST_BYTES ((size_t)1 << 22)
#define SMALL_BYTES ((size_t)20000)

/* Records two levels deep, or the root if that is no list. */
static enum xml_choice choose(void *user, const struct xml_node *const *path, size_t depth) {
    (void)user;
    (void)path;
    return depth == 2 ? XML_PLACED_RECORD : XML_NO_RECORD;
}

static void write_node(const struct xml_node *node, struct builder *out) {
    builder_format(out, "%u:%u ", node->line, node->column);
    builder_text(out, node->name != NULL ? node->name : node->text);
    builder_char(out, '\n');
    for (size_t i = 0; i < node->attribute_count; i++) {
        const struct xml_attribute *attribute = &node->attributes[i];
        builder_format(out, "%u:%u ", attribute->line, attribute->column);
        builder_text(out, attribute->name);
        builder_text(out, attribute->uri);
        builder_text(out, attribute->value);
    }
    for (const struct xml_node *child = node->first_child; child != NULL; child = child->next) {
        write_node(child, out);
    }
    builder_char(out, '/');
}

/* All that reading tells. */
static void read_in_pieces(struct slice bytes, size_t piece_bytes, struct builder *out) {
    struct diags *diags = diags_new();
    struct xml_stream stream = {.choose = choose};
    struct source *source = source_from_bytes("f.xml", bytes);
    source_cut(source, piece_bytes);
    struct xml_records *records =
        xml_read_records(source, &xml_limits_intake, &stream, NULL, diags);
    struct xml_node *record = NULL;
    if (records != NULL) {
        assert_true(xml_records_begin(records, diags));
    }
    while (records != NULL && (record = xml_records_next(records, diags)) != NULL) {
        write_node(record->parent, out);
        write_node(record, out);
    }
    char *said = unit_messages(diags);
    builder_text(out, said);
    free(said);
    xml_records_free(records);
    source_free(source);
    diags_free(diags);
}

static void expect_same(const char *name, struct slice bytes, size_t piece_bytes,
                        const struct builder *expected) {
    struct builder found = {0};
    read_in_pieces(bytes, piece_bytes, &found);
    if (found.size_bytes != expected->size_bytes ||
        memcmp(found.at, expected->at, found.size_bytes) != 0) {
        fail_msg("%s differs in pieces of %zu bytes:\n%.2000s\nwhole:\n%.2000s", name, piece_bytes,
                 found.at, expected->at);
    }
    builder_free(&found);
}

static void expect_all_pieces_same(const char *name, struct slice bytes) {
    static const size_t small[] = {1, 2, 3, 5, 7, 16, 61};
    static const size_t large[] = {509, 4099, 30011};
    struct builder whole = {0};
    read_in_pieces(bytes, SIZE_MAX, &whole);
    for (size_t i = 0; i < 7 && bytes.size_bytes <= SMALL_BYTES; i++) {
        expect_same(name, bytes, small[i], &whole);
    }
    for (size_t i = 0; i < 3; i++) {
        expect_same(name, bytes, large[i], &whole);
    }
    builder_free(&whole);
}

/* Cut off and damaged at some places, always the same ones. */
static void expect_damaged_same(const char *name, struct slice bytes) {
    static const char tokens[][10] = {"<",   ">",         "&",    "\"", "<!--",
                                      "]]>", "<![CDATA[", "\xFF", "<?"};
    uint64_t seed = bytes.size_bytes;
    for (int i = 0; i < 12 && bytes.size_bytes > 0; i++) {
        struct builder text = {0};
        size_t at = unit_random_below(&seed, (uint32_t)bytes.size_bytes);
        builder_add(&text, bytes.at, at);
        if (i % 3 != 0) {
            builder_text(&text, tokens[unit_random_below(&seed, 9)]);
            builder_add(&text, bytes.at + at, bytes.size_bytes - at);
        }
        struct slice damaged = {text.at, text.size_bytes};
        struct builder whole = {0};
        read_in_pieces(damaged, SIZE_MAX, &whole);
        expect_same(name, damaged, 1 + (size_t)i, &whole);
        expect_same(name, damaged, 200, &whole);
        builder_free(&whole);
        builder_free(&text);
    }
}

static size_t read_folder(const char *folder) {
    size_t count = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry = NULL; entries != NULL && (entry = readdir(entries)) != NULL;) {
        struct arena *arena = arena_new();
        struct diags *diags = diags_new();
        const char *path = arena_format(arena, "%s/%s", folder, entry->d_name);
        struct slice bytes = {NULL, 0};
        struct stat status;
        bool is_file = stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
                       status.st_size < (off_t)FILE_MOST_BYTES;
        if (is_file && file_read(arena, path, FILE_MOST_BYTES, diags, &bytes)) {
            expect_all_pieces_same(path, bytes);
            if (bytes.size_bytes <= SMALL_BYTES) {
                expect_damaged_same(path, bytes);
            }
            count++;
        }
        diags_free(diags);
        arena_free(arena);
    }
    if (entries != NULL) {
        closedir(entries);
    }
    return count;
}

static void our_samples(void **state) {
    (void)state;
    assert_true(read_folder("samples") >= 4);
    assert_true(read_folder("layouts/magnesium") >= 8);
}

static void shared_samples(void **state) {
    (void)state;
    if (read_folder("../shared/samples/intake") == 0) {
        skip();
    }
    read_folder("../shared/samples/evil-xml");
}

static void hard_texts(void **state) {
    (void)state;
    static const char *const texts[] = {
        "<a><b>x<!-- c -->y<![CDATA[ <z> ]]>w</b></a>",
        ("<?xml version='1.0'?>\n<?p i?><!-- c --><a>\n<b c='\xC3\xA9' "
         "d=\"'>'\">\xE2\x82\xAC</b></a>\n\n"),
        "<a><b/></a><c/>",
        "<a><b></a>",
        "<a><b x='1' x='2'/></a>",
        "<a><b y:x='1'/></a>",
        "<a><b>&nothing;</b></a>",
        "<a><b>& </b></a>",
        "<a><b>\xFF</b></a>",
        "<a><b",
        "<a><b>text",
        "<a><b c='",
        "<a><b c='<'/></a>",
        "<a><!DOCTYPE b><b/></a>",
        "<a><!",
        "<a><!-",
        "<a><![CDA",
        "<a><![CDATA[ ]]",
        "   ",
        "",
        "\n<?xml version='1.0'?><a/>",
        "\xEF\xBB\xBF<a><b/></a>",
        "\xFF\xFE<\0",
        "<a><b>\r\n\r\n\xF0\x9F\x92\x8A</b>\r\n<b>&#233;&lt;</b></a>",
        "<a xmlns='u' xmlns:p='v'><p:b p:c='d'>]]></p:b></a>",
        "<a><b>1</b>2<b>3</b></a >",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        expect_all_pieces_same(texts[i], slice_from(texts[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hard_texts),
        cmocka_unit_test(our_samples),
        cmocka_unit_test(shared_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
