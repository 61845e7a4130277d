#include "unit/unit.h"

#include "base/date.h"

static struct date day(const char *text) {
    struct date date = {0};
    assert_true(date_parse(slice_from(text), &date));
    return date;
}

static void dates_of_the_calendar_are_read(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    static const char *const good[] = {"2026-11-20", "2024-02-29", "2000-02-29", "0001-01-01",
                                       "9999-12-31"};
    static const char *const bad[] = {"",
                                      "2026",
                                      "2026-11",
                                      "2026-1-20",
                                      "2026-11-31",
                                      "2026-02-29",
                                      "1900-02-29",
                                      "2026-13-01",
                                      "2026-00-10",
                                      "2026-10-00",
                                      "0000-01-01",
                                      "20261120",
                                      "2026/11/20",
                                      "2026-11-20 ",
                                      "2026-11-20x",
                                      " 2026-11-20",
                                      "-026-11-20",
                                      "2026-11-2\xD9\xA3"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_string_equal(date_iso(arena, day(good[i])), good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct date date = {0};
        assert_false(date_parse(slice_from(bad[i]), &date));
        assert_int_equal(date.year, 0);
    }
    /* the local date as written counts */
    assert_string_equal(date_iso(arena, day("2026-11-20T23:30:00+09:00")), "2026-11-20");
    arena_free(arena);
}

static void ages_are_whole_years(void **state) {
    (void)state;
    assert_int_equal(date_age_years(day("2008-11-20"), day("2026-11-20")), 18);
    assert_int_equal(date_age_years(day("2008-11-21"), day("2026-11-20")), 17);
    assert_int_equal(date_age_years(day("2008-12-01"), day("2026-11-20")), 17);
    assert_int_equal(date_age_years(day("2004-02-29"), day("2026-02-28")), 21);
    assert_int_equal(date_age_years(day("2004-02-29"), day("2026-03-01")), 22);
    assert_int_equal(date_age_years(day("2026-11-20"), day("2026-11-20")), 0);
    assert_int_equal(date_age_years(day("2026-11-21"), day("2026-11-20")), -1);
    assert_int_equal(date_age_years((struct date){0}, day("2026-11-20")), -1);
    assert_int_equal(date_age_years(day("2026-11-20"), (struct date){0}), -1);
}

/* Day numbers from Python: date(...).toordinal() - date(1970, 1, 1).toordinal(). */
static void days_are_numbered(void **state) {
    (void)state;
    assert_int_equal(date_day_number(day("1970-01-01")), 0);
    assert_int_equal(date_day_number(day("1969-12-31")), -1);
    assert_int_equal(date_day_number(day("2000-02-29")), 11016);
    assert_int_equal(date_day_number(day("2000-03-01")), 11017);
    assert_int_equal(date_day_number(day("2026-11-20")), 20777);
    assert_int_equal(date_day_number(day("0001-01-01")), -719162);
    assert_int_equal(date_day_number(day("9999-12-31")), 2932896);
}

static void dates_are_ordered(void **state) {
    (void)state;
    assert_int_equal(date_compare(day("2026-11-20"), day("2026-11-20")), 0);
    assert_int_equal(date_compare(day("2025-12-31"), day("2026-01-01")), -1);
    assert_int_equal(date_compare(day("2026-02-01"), day("2026-01-31")), 1);
    assert_int_equal(date_compare(day("2026-02-01"), day("2026-02-02")), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_of_the_calendar_are_read),
        cmocka_unit_test(ages_are_whole_years),
        cmocka_unit_test(days_are_numbered),
        cmocka_unit_test(dates_are_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
