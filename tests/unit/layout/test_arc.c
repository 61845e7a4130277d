/* Arcs: points against the C library's floating-point functions, which the program itself does not
 * use. */
#include "layout/arc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HALF_TURN_RADIANS 3.14159265358979323846

static void test_points(void **state) {
    (void)state;
    for (int angle = -1000; angle <= 3000; angle += 7) {
        length x, y;
        arc_point(1000, 2000, LENGTH_PT(100), angle, &x, &y);
        double radians = HALF_TURN_RADIANS * angle / ARC_HALF_TURN;
        assert_true(fabs(x - (1000 - 102400 * cos(radians))) <= 1.0);
        assert_true(fabs(y - (2000 - 102400 * sin(radians))) <= 1.0);
    }
}

/* The middle of each curve of a circle is as far from its centre as its ends, within a thousandth
 * of the radius. */
static void test_circle_is_round(void **state) {
    (void)state;
    struct path_step steps[ARC_STEPS];
    const length radius = LENGTH_PT(50);
    size_t count = arc_circle(0, 0, radius, steps);
    assert_true(count == 6 && count <= ARC_STEPS);
    double from_x = steps[0].x[0], from_y = steps[0].y[0];
    for (size_t i = 1; i + 1 < count; i++) {
        assert_int_equal(steps[i].verb, PATH_CURVE);
        double x = (from_x + 3.0 * steps[i].x[0] + 3.0 * steps[i].x[1] + steps[i].x[2]) / 8;
        double y = (from_y + 3.0 * steps[i].y[0] + 3.0 * steps[i].y[1] + steps[i].y[2]) / 8;
        assert_true(fabs(hypot(x, y) - radius) < radius / 1000.0);
        from_x = steps[i].x[2];
        from_y = steps[i].y[2];
    }
    assert_int_equal(steps[count - 1].verb, PATH_CLOSE);
}

static void test_ring_ends_where_told(void **state) {
    (void)state;
    struct path_step steps[ARC_STEPS];
    const length radius[2] = {LENGTH_PT(50), LENGTH_PT(40)};
    const int angle[2] = {0, 440};
    size_t count = arc_ring(0, 0, radius, angle, steps);
    length x, y;
    arc_point(0, 0, radius[0], angle[0], &x, &y);
    assert_int_equal(steps[0].x[0], x);
    assert_int_equal(steps[0].y[0], y);
    arc_point(0, 0, radius[1], angle[0], &x, &y);
    assert_int_equal(steps[count - 2].x[2], x);
    assert_int_equal(steps[count - 2].y[2], y);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_circle_is_round),
        cmocka_unit_test(test_ring_ends_where_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
