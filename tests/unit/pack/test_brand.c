/* Brands: colors, lengths, styles that follow one another, variants. Run from the project's root.
 */
#include "pack/brand.h"

#include "base/builder.h"
#include "unit/pack/fixture.h"

/* The pack is there for its fonts. */
static int set_up(void **state) {
    return set_up_pack(state, NULL);
}

static struct slice open_nothing(void *user, const char *name, struct position position,
                                 struct diags *diags) {
    const char **out_name = user;
    *out_name = name;
    diag(diags, MESSAGE_FILE_MISSING, position, ARGS("no such file"));
    return (struct slice){NULL, 0};
}

/* A brand that has what every brand needs, and `more`; its last file name goes to out_name. */
static struct brand *load(struct fixture *fixture, const char *more, const char *variant,
                          const char **out_name) {
    static const char *const names[] = {"h1",   "h2",          "h3",          "small", "list",
                                        "item", "table",       "table-head",  "link",  "rule",
                                        "note", "warning",     "urgent",      "chart", "field",
                                        "icon", "chart-label", "chart-value", NULL};
    struct builder text = {0};
    builder_text(&text,
                 "<brand xmlns='urn:magreport:brand:1' version='1' name='b'>"
                 "<clinic name='A &amp; B'/><country code='GB' emergency='999' crisis='116 123' "
                 "standard='uk' paper='a4'/><color name='ink' value='#010203'/>"
                 "<length name='side' value='18mm'/>"
                 "<style name='body' font='text' size='12pt' leading='17pt' color='ink'/>");
    for (size_t i = 0; names[i] != NULL; i++) {
        builder_format(&text, "<style name='%s'/>", names[i]);
    }
    builder_format(&text, "%s</brand>", more);
    const char *name = NULL;
    struct brand_inputs inputs = {
        .variant = variant, .fonts = fixture->pack->fonts, .open = open_nothing, .user = &name};
    diags_reset(fixture->diags);
    struct brand *brand = brand_load(
        fixture->arena, "b.xml", (struct slice){text.at, text.size_bytes}, &inputs, fixture->diags);
    builder_free(&text);
    if (out_name != NULL) {
        *out_name = name;
    }
    return brand;
}

static void test_head(void **state) {
    struct brand *brand = load(*state, "", NULL, NULL);
    assert_non_null(brand);
    assert_string_equal(brand->clinic, "A & B");
    assert_string_equal(brand->country.emergency, "999");
    assert_string_equal(brand->country.standard, "uk");
    assert_string_equal(brand->country.paper, "a4");
    assert_string_equal(brand->phone, "");
    assert_string_equal(brand->reviewer, "");
}

static void test_colors_and_lengths(void **state) {
    struct brand *brand = load(*state, "<color name='again' value='ink'/>", NULL, NULL);
    uint32_t rgb = 0;
    length value = 0;
    assert_true(brand_find_color(brand, slice_from("#aBc012"), &rgb));
    assert_int_equal(rgb, 0xabc012);
    assert_true(brand_find_color(brand, slice_from("again"), &rgb));
    assert_int_equal(rgb, 0x010203);
    assert_false(brand_find_color(brand, slice_from("#abc"), &rgb));
    assert_false(brand_find_color(brand, slice_from("#abcdeg"), &rgb));
    assert_true(brand_find_length(brand, slice_from("side"), &value));
    assert_int_equal(value, 52248); /* 18 mm = 51.0236 pt = 52248.2 */
    assert_true(brand_find_length(brand, slice_from("0.5in"), &value));
    assert_int_equal(value, 36 * 1024);
    assert_false(brand_find_length(brand, slice_from("wide"), &value));
}

#define VARIANT                                                                                    \
    "<style name='mine' like='h1' size='10pt'/>"                                                   \
    "<variant name='big' scale='150'><color name='ink' value='#000000'/>"                          \
    "<style name='h1' weight='700' size='20pt'/></variant>"

static void test_a_variant_reaches_what_is_like_it(void **state) {
    struct brand *brand = load(*state, VARIANT, "big", NULL);
    assert_non_null(brand);
    assert_int_equal(brand_find_style(brand, "body")->text.size, 18 * 1024);
    assert_int_equal(brand_find_style(brand, "body")->leading, 26112); /* 25.5 pt */
    assert_int_equal(brand_find_style(brand, "body")->text.color, 0);
    assert_int_equal(brand_find_style(brand, "h1")->text.size, 30 * 1024);
    assert_int_equal(brand_find_style(brand, "mine")->text.size, 15 * 1024);
    assert_int_equal(brand_find_style(brand, "mine")->text.face->weight, 700);
}

static void test_without_the_variant_nothing_changes(void **state) {
    struct brand *brand = load(*state, VARIANT, NULL, NULL);
    assert_non_null(brand);
    assert_int_equal(brand_find_style(brand, "h1")->text.size, 12 * 1024);
    assert_int_equal(brand_find_style(brand, "mine")->text.face->weight, 400);
    assert_int_equal(brand_find_style(brand, "mine")->text.color, 0x010203);
}

static void test_what_is_refused(void **state) {
    static const char *const bad[] = {
        "<color name='ink' value='#000000'/>", /* twice */
        "<color name='x' value='black'/>",
        "<length name='x' value='side'/>",
        "<style name='x' like='y'/>",
        "<style name='x' like='x'/>",
        "<style name='x' wieght='700'/>",
        "<style name='x' weight='50'/>",
        "<style name='x' color='none'/>",
        "<style name='x' font='no-such'/>",
        "<style name='x' padding='1pt 2pt 3pt 4pt 5pt'/>",
        "<variant name='v'><color name='y' value='#000000'/></variant>",
        "<variant name='v'><style name='h1' size='big'/></variant>", /* though it is not used */
        "<variant name='v'><image name='y' file='z'/></variant>",
        "<colour name='x' value='#000000'/>",
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (load(fixture, bad[i], NULL, NULL) != NULL) {
            fail_msg("accepted: %s", bad[i]);
        }
        assert_int_equal(diags_status(fixture->diags), STATUS_PACK);
    }
}

static void test_an_image_that_is_not_there(void **state) {
    struct fixture *fixture = *state;
    const char *name = NULL;
    assert_null(load(fixture, "<image name='logo' file='logo.png'/>", NULL, &name));
    assert_string_equal(name, "logo.png");
    assert_int_equal(diags_count(fixture->diags, DIAG_ERROR), 1);
}

static void test_shipped_brands(void **state) {
    struct fixture *fixture = *state;
    static const char *const brands[] = {"plain", "riverside"};
    static const char *const variants[] = {NULL, "large-print", "black-and-white"};
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 3; k++) {
            struct pack_options options = {.brand = brands[i], .variant = variants[k]};
            struct pack *pack = pack_load(&options, fixture->diags);
            assert_non_null(pack);
            length body = brand_find_style(pack->brand, "body")->text.size;
            assert_int_equal(body, (k == 1 ? 18 : 12) * 1024);
            pack_free(pack);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_colors_and_lengths),
        cmocka_unit_test(test_a_variant_reaches_what_is_like_it),
        cmocka_unit_test(test_without_the_variant_nothing_changes),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_an_image_that_is_not_there),
        cmocka_unit_test(test_shipped_brands),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
