#include "text/quantity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The first space of each text. */
static void a_space_is_told_by_what_stands_beside_it(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum quantity_space expected;
    } cases[] = {
        {"166 mg", QUANTITY_THIN},
        {"1,000 mg a day", QUANTITY_THIN},
        {"2.5 mg/day", QUANTITY_THIN},
        {"(3 mg)", QUANTITY_THIN},
        {"3 mg\u2013\u2060", QUANTITY_THIN},
        {"25 g", QUANTITY_WIDE},
        {"1800 kcal", QUANTITY_WIDE},
        {"8 hours", QUANTITY_WIDE},
        {"1 hour", QUANTITY_WIDE},
        {"7 %", QUANTITY_WIDE},
        {"8 am", QUANTITY_WIDE},
        {"10 pm.", QUANTITY_WIDE},
        {"1 1/2 cups", QUANTITY_WIDE},
        {"2 13/16", QUANTITY_WIDE},
        {"1 2 cups", QUANTITY_NONE},
        {"1 1/x", QUANTITY_NONE},
        {"1 1/", QUANTITY_NONE},
        {"1 /2", QUANTITY_NONE},
        {"8 hourly", QUANTITY_NONE},
        {"3 mgs", QUANTITY_NONE},
        {"3 g\u00FCltig", QUANTITY_NONE},
        {"3 g4", QUANTITY_NONE},
        {"3 m", QUANTITY_NONE},
        {"3 ", QUANTITY_NONE},
        {"some mg", QUANTITY_NONE},
        {" mg", QUANTITY_NONE},
        {"1/4 cup", QUANTITY_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice text = slice_from(cases[i].text);
        size_t position = (size_t)(strchr(text.at, ' ') - text.at);
        if (quantity_space_at(text, position, 1) != cases[i].expected)
            fail_msg("%s", cases[i].text);
    }
    assert_int_equal(quantity_space_at(slice_from("500\u00A0mg"), 3, 2), QUANTITY_THIN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_space_is_told_by_what_stands_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
