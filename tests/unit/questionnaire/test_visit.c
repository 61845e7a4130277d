/* Who is the same person: each case is a run of visits, with the earlier ones that each may see,
 * written by hand. */
#include "fixture.h"

#include "questionnaire/visit.h"

struct row {
    const char *id, *name, *identifier, *system, *subject, *birth, *day;
    enum patient_sex sex;
    const char *earlier; /* ids, oldest first */
    const char *file, *replaces;
    enum response_status status;
};

#define MAX_ROWS 12
#define HOSPITAL "urn:oid:1.2.3"

static struct visit build(struct fixture *fixture, const struct row *row) {
    struct visit visit;
    struct response *response = &fixture->response;
    response->id = row->id;
    response->position.file = row->file != NULL ? row->file : "a.xml";
    response->replaces = row->replaces;
    response->status = row->status;
    response->authored = (struct date){0};
    date_parse(slice_from(row->day), &response->authored);
    response->patient = (struct patient){.name = row->name,
                                         .identifier = row->identifier,
                                         .identifier_system = row->system,
                                         .subject = row->subject,
                                         .sex = row->sex};
    const char *birth = row->birth != NULL ? row->birth : "";
    if (strlen(birth) == 4) { /* what intake makes of a year */
        const char *last = arena_format(fixture->arena, "%s-12-31", birth);
        date_parse(slice_from(last), &response->patient.youngest_birth);
    } else {
        date_parse(slice_from(birth), &response->patient.birth);
    }
    visit_build(response, fixture_assess(fixture), &visit);
    return visit;
}

static uint32_t id_hash(struct fixture *fixture, const char *id) {
    return build(fixture, &(struct row){.id = id, .day = ""}).response;
}

static void expect_rows(struct fixture *fixture, const struct row *rows, size_t count) {
    struct visit visits[MAX_ROWS];
    assert_true(count <= MAX_ROWS);
    fixture_add_all(fixture, (const int[]){1, 2, 3, 1, 0, 3});
    for (size_t i = 0; i < count; i++) {
        visits[i] = build(fixture, &rows[i]);
        visits[i].ordinal = (uint32_t)i + 1;
    }
    struct visit_history *history = visit_history_build(fixture->arena, visits, count);
    for (size_t i = 0; i < count; i++) {
        struct visits earlier = visit_find_earlier(history, i);
        const char *found = "";
        for (size_t j = 0; j < earlier.count; j++) {
            size_t row = 0;
            while (row < count && (id_hash(fixture, rows[row].id) != earlier.at[j].response)) {
                row++;
            }
            found = arena_format(fixture->arena, "%s%s%s", found, j > 0 ? " " : "", rows[row].id);
        }
        const char *wanted = rows[i].earlier != NULL ? rows[i].earlier : "";
        if (strcmp(found, wanted) != 0) {
            fail_msg("%s: '%s', not '%s'", rows[i].id, found, wanted);
        }
    }
}

#define EXPECT_ROWS(state, rows) expect_rows(*(state), rows, sizeof rows / sizeof rows[0])

static void an_identifier_joins_in_any_order(void **state) {
    const struct row rows[] = {
        {.id = "c", "", "77-1", HOSPITAL, NULL, NULL, "2026-03-01", .earlier = "a b"},
        {.id = "a", "", "77-1", HOSPITAL, NULL, NULL, "2026-01-01", .file = "b.xml"},
        {.id = "b",
         "Ann Lee",
         "77-1",
         HOSPITAL,
         NULL,
         "1980-02-03",
         "2026-02-01",
         PATIENT_FEMALE,
         "a"},
        {.id = "other system", "", "77-1", "urn:oid:9", NULL, NULL, "2026-04-01"},
        {.id = "other number", "", "77-2", HOSPITAL, NULL, NULL, "2026-04-01"},
        {.id = "no system", "", "77-1", "", NULL, NULL, "2026-04-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void a_number_without_system_stays_in_its_file(void **state) {
    const struct row rows[] = {
        {.id = "a", "", "5", "", NULL, NULL, "2026-01-01"},
        {.id = "b", "", "5", "", NULL, NULL, "2026-02-01", .earlier = "a"},
        {.id = "c", "", "5", "", NULL, NULL, "2026-03-01", .file = "b.xml"},
        {.id = "d", "", "5", "#3:1", NULL, NULL, "2026-03-01"},
        {.id = "e", "", "5", "#9:1", NULL, NULL, "2026-04-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void words_for_nothing_are_no_identifier(void **state) {
    const struct row rows[] = {
        {.id = "a", "", "0000", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "b", "", "0000", HOSPITAL, NULL, NULL, "2026-02-01"},
        {.id = "c", "", "N/A", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "d", "", "N/A", HOSPITAL, NULL, NULL, "2026-02-01"},
        {.id = "e", "", "Unknown", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "f", "", "Unknown", HOSPITAL, NULL, NULL, "2026-02-01"},
        {.id = "g", "", "", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "h", "", "", HOSPITAL, NULL, NULL, "2026-02-01"},
        {.id = "i", "", "--", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "j", "", "--", HOSPITAL, NULL, NULL, "2026-02-01"},
        {.id = "k", "", "9999", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "l", "", "9999", HOSPITAL, NULL, NULL, "2026-02-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void a_name_needs_a_birth_date(void **state) {
    const struct row rows[] = {
        {.id = "a", "Ann Lee", "", "", NULL, "1980-02-03", "2026-01-01"},
        {.id = "b",
         "LEE, Ann",
         "",
         "",
         NULL,
         "1980-02-03",
         "2026-02-01",
         .file = "b",
         .earlier = "a"},
        {.id = "other birth", "Ann Lee", "", "", NULL, "1980-02-04", "2026-03-01"},
        {.id = "no birth", "Ann Lee", "", "", NULL, NULL, "2026-03-01"},
        {.id = "no birth 2", "Ann Lee", "", "", NULL, NULL, "2026-04-01"},
        {.id = "year", "Ann Lee", "", "", NULL, "1980", "2026-03-01"},
        {.id = "year 2", "Ann Lee", "", "", NULL, "1980", "2026-04-01"},
        {.id = "twin", "Bea Lee", "", "", NULL, "1980-02-03", "2026-03-01"},
        {.id = "middle name", "Ann B Lee", "", "", NULL, "1980-02-03", "2026-03-01"},
        {.id = "turned", "Lee Ann", "", "", NULL, "1980-02-03", "2026-03-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void half_a_name_joins_nobody(void **state) {
    const struct row rows[] = {
        {.id = "a", "Ann", "", "", NULL, "1980-02-03", "2026-01-01"},
        {.id = "b", "Ann", "", "", NULL, "1980-02-03", "2026-02-01"},
        {.id = "c", "A. Lee", "", "", NULL, "1980-02-03", "2026-01-01"},
        {.id = "d", "A. Lee", "", "", NULL, "1980-02-03", "2026-02-01"},
        {.id = "e", "", "", "", NULL, "1980-02-03", "2026-01-01"},
        {.id = "f", "", "", "", NULL, "1980-02-03", "2026-02-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void a_contradiction_joins_nobody(void **state) {
    const struct row rows[] = {
        /* one number, two birth dates; who has no birth date could be either */
        {.id = "a", "", "8-1", HOSPITAL, NULL, "1970-01-01", "2026-01-01"},
        {.id = "b", "", "8-1", HOSPITAL, NULL, "1990-01-01", "2026-02-01"},
        {.id = "c", "", "8-1", HOSPITAL, NULL, NULL, "2026-03-01"},
        /* one name and birth date, two sexes */
        {.id = "d", "Kim Roe", "", "", NULL, "1970-05-05", "2026-01-01", PATIENT_FEMALE},
        {.id = "e", "Kim Roe", "", "", NULL, "1970-05-05", "2026-02-01", PATIENT_MALE},
        {.id = "f", "Kim Roe", "", "", NULL, "1970-05-05", "2026-03-01"},
        /* one name and birth date, two numbers; who has none could be either */
        {.id = "g", "Jo Poe", "8-2", HOSPITAL, NULL, "1970-05-05", "2026-01-01"},
        {.id = "h", "Jo Poe", "8-3", HOSPITAL, NULL, "1970-05-05", "2026-02-01"},
        {.id = "i", "Jo Poe", "", "", NULL, "1970-05-05", "2026-03-01"},
        {.id = "j", "Jo Poe", "8-3", HOSPITAL, NULL, "1970-05-05", "2026-04-01", .earlier = "h"},
        /* a family's number */
        {.id = "k", "Al Noe", "8-4", HOSPITAL, NULL, "1970-05-05", "2026-01-01"},
        {.id = "l", "Bo Noe", "8-4", HOSPITAL, NULL, "1970-05-05", "2026-02-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void a_stranger_with_their_number_costs_others_nothing_else(void **state) {
    const struct row rows[] = {
        {.id = "a", "Ann Lee", "8-1", HOSPITAL, NULL, "1980-02-03", "2026-01-01"},
        {.id = "b", "Ann Lee", "8-1", HOSPITAL, NULL, "1980-02-03", "2026-02-01", .earlier = "a"},
        {.id = "stranger", "Ann Lee", "8-1", HOSPITAL, NULL, "1991-02-03", "2026-03-01"},
        {.id = "nameless", "", "8-1", HOSPITAL, NULL, NULL, "2026-04-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void what_is_joined_over_a_third_must_agree(void **state) {
    const struct row rows[] = {
        {.id = "a", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-01", PATIENT_MALE},
        {.id = "b", "Ann Lee", "8-1", HOSPITAL, NULL, "1980-02-03", "2026-02-01"},
        {.id = "c", "Ann Lee", "", "", NULL, "1980-02-03", "2026-03-01", PATIENT_FEMALE},
        {.id = "d", "", "8-2", HOSPITAL, NULL, NULL, "2026-01-01", PATIENT_FEMALE},
        {.id = "e", "Bea Lee", "8-2", HOSPITAL, NULL, "1980-02-03", "2026-02-01", .earlier = "d"},
        {.id = "f", "Bea Lee", "", "", NULL, "1980-02-03", "2026-03-01", PATIENT_FEMALE, "d e"},
    };
    EXPECT_ROWS(state, rows);
}

static void a_subject_joins_in_its_file(void **state) {
    const struct row rows[] = {
        {.id = "a", "", "", "", "4", NULL, "2026-01-01"},
        {.id = "b", "", "", "", "4", NULL, "2026-02-01", .earlier = "a"},
        {.id = "c", "", "", "", "4", NULL, "2026-03-01", .file = "b.xml"},
        {.id = "d", "", "", "", "5", NULL, "2026-03-01"},
        {.id = "e", "Ann Lee", "", "", "6", NULL, "2026-01-01"},
        {.id = "f", "Bea Lee", "", "", "6", NULL, "2026-02-01"},
        /* subjects of two studies of a file stay apart, even of one name */
        {.id = "g", "Cy Lee", "S1", "#2:1", "#2:1 S1", "1980-02-03", "2026-01-01"},
        {.id = "h", "Cy Lee", "S1", "#2:1", "#2:1 S1", "1980-02-03", "2026-02-01", .earlier = "g"},
        {.id = "i", "Cy Lee", "S1", "#9:1", "#9:1 S1", "1980-02-03", "2026-03-01"},
        {.id = "j", "Cy Lee", "S2", "#2:1", "#2:1 S2", "1980-02-03", "2026-03-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void part_of_a_birth_date_contradicts_another_year(void **state) {
    const struct row rows[] = {
        {.id = "a", "", "8-1", HOSPITAL, NULL, "1980", "2026-01-01"},
        {.id = "b", "", "8-1", HOSPITAL, NULL, "1980-02-03", "2026-02-01", .earlier = "a"},
        {.id = "c", "", "8-2", HOSPITAL, NULL, "1981", "2026-01-01"},
        {.id = "d", "", "8-2", HOSPITAL, NULL, "1980-12-31", "2026-02-01"},
    };
    EXPECT_ROWS(state, rows);
}

static void days(void **state) {
    const struct row rows[] = {
        {.id = "undated", "", "8-1", HOSPITAL, NULL, NULL, ""},
        {.id = "a", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "b", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "c", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-02", .earlier = "b"},
        {.id = "half",
         "",
         "8-1",
         HOSPITAL,
         NULL,
         NULL,
         "2026-01-03",
         .earlier = "b c",
         .status = RESPONSE_IN_PROGRESS},
        {.id = "d", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-04", .earlier = "b c"},
    };
    EXPECT_ROWS(state, rows);
}

static void what_is_replaced_is_no_visit(void **state) {
    const struct row rows[] = {
        {.id = "a", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "old b", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-02", .earlier = "a"},
        {.id = "b",
         "",
         "8-1",
         HOSPITAL,
         NULL,
         NULL,
         "2026-01-03",
         .earlier = "a",
         .replaces = "old b"},
        {.id = "c", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-04", .earlier = "a b"},
        /* of another person's response nothing is replaced */
        {.id = "d", "", "8-2", HOSPITAL, NULL, NULL, "2026-01-04", .replaces = "a"},
        /* the same id again */
        {.id = "e", "", "8-3", HOSPITAL, NULL, NULL, "2026-01-01"},
        {.id = "e", "", "8-3", HOSPITAL, NULL, NULL, "2026-01-02"},
        {.id = "f", "", "8-3", HOSPITAL, NULL, NULL, "2026-01-03", .earlier = "e"},
    };
    EXPECT_ROWS(state, rows);
}

static void values_are_those_of_the_assessment(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, (const int[]){1, 2, 3, 1, 0, 3}); /* 14 of 18 and 0 of 6 points */
    struct row row = {.id = "r", .day = "2026-01-09"};
    struct visit visit = build(fixture, &row);
    assert_int_equal(visit.values[0], 78);
    assert_int_equal(visit.values[1], 0);
    assert_int_equal(visit.values[2], -1);
    assert_true(visit.is_point);
    assert_int_equal(visit.day, 20260109);
    assert_int_equal(visit_date(visit.day).month, 1);
    fixture_add_int(fixture, "G3", 1); /* an emergency */
    visit = build(fixture, &row);
    assert_int_equal(visit.values[0], -1);
    assert_false(visit.is_point);
}

/* As many as a large run has, all with one key; the sizes are what must not take long. */
static void many_visits(void **state) {
    struct fixture *fixture = *state;
    const size_t count = 100000;
    struct visit *visits = ARENA_ARRAY(fixture->arena, struct visit, count);
    fixture_add_all(fixture, (const int[]){1, 2, 3, 1, 0, 3});
    struct visit model =
        build(fixture, &(struct row){.id = "a", "", "8-1", HOSPITAL, NULL, NULL, "2026-01-01"});
    for (size_t i = 0; i < count; i++) {
        visits[i] = model;
        visits[i].response = (uint32_t)i + 1;
        visits[i].ordinal = (uint32_t)i + 1;
        visits[i].day = (uint32_t)(count - i);
    }
    struct visit_history *history = visit_history_build(fixture->arena, visits, count);
    assert_int_equal(visit_find_earlier(history, 0).count, count - 1);
    assert_int_equal(visit_find_earlier(history, 0).at[0].day, 1);
    assert_int_equal(visit_find_earlier(history, count - 1).count, 0);
}

static void none(void **state) {
    struct fixture *fixture = *state;
    assert_non_null(visit_history_build(fixture->arena, NULL, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(an_identifier_joins_in_any_order),
        FIXTURE_TEST(a_number_without_system_stays_in_its_file),
        FIXTURE_TEST(words_for_nothing_are_no_identifier),
        FIXTURE_TEST(a_name_needs_a_birth_date),
        FIXTURE_TEST(half_a_name_joins_nobody),
        FIXTURE_TEST(a_contradiction_joins_nobody),
        FIXTURE_TEST(a_stranger_with_their_number_costs_others_nothing_else),
        FIXTURE_TEST(what_is_joined_over_a_third_must_agree),
        FIXTURE_TEST(a_subject_joins_in_its_file),
        FIXTURE_TEST(part_of_a_birth_date_contradicts_another_year),
        FIXTURE_TEST(days),
        FIXTURE_TEST(what_is_replaced_is_no_visit),
        FIXTURE_TEST(values_are_those_of_the_assessment),
        FIXTURE_TEST(many_visits),
        FIXTURE_TEST(none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
