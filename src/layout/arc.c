/* Sine by its Taylor series in 2^30 fixed point: exact to about 1e-8 over a quarter turn, the same
 * on every machine. An arc of angle t is a cubic Bezier with handles of 4/3 tan(t/4) radii (Riskus
 * 2006); arcs are cut at an eighth turn, where the error is under 5 millionths of the radius. */
#include "layout/arc.h"

#define ONE ((int64_t)1 << 30)
#define PI 3373259426LL /* pi * 2^30 */

/* For x in [0, pi/2], scaled by 2^30. */
static int64_t sine_series(int64_t x) {
    int64_t square = x * x / ONE;
    int64_t term = x;
    int64_t sum = x;
    for (int n = 2; n <= 14; n += 2) {
        term = -term * square / ONE / (n * (n + 1));
        sum += term;
    }
    return sum;
}

/* Sine of angle thousandths of a half turn. */
static int64_t sine(int angle) {
    angle %= 2 * ARC_HALF_TURN;
    if (angle < 0)
        angle += 2 * ARC_HALF_TURN;
    int64_t sign = 1;
    if (angle >= ARC_HALF_TURN) {
        angle -= ARC_HALF_TURN;
        sign = -1;
    }
    if (angle > ARC_HALF_TURN / 2)
        angle = ARC_HALF_TURN - angle;
    return sign * sine_series(PI * angle / ARC_HALF_TURN);
}

static int64_t cosine(int angle) {
    return sine(angle + ARC_HALF_TURN / 2);
}

static length scaled(length radius, int64_t factor) {
    return (length)((radius * factor + (factor < 0 ? -ONE : ONE) / 2) / ONE);
}

void arc_point(length x, length y, length radius, int angle, length *out_x, length *out_y) {
    *out_x = x - scaled(radius, cosine(angle));
    *out_y = y - scaled(radius, sine(angle));
}

/* 4/3 tan(t/4) for an angle t, scaled by 2^30. Angles are whole thousandths, so a quarter of one is
 * interpolated. */
static int64_t handle_factor(int angle) {
    int quarter = angle / 4;
    int rest = angle % 4;
    int64_t low = sine(quarter) * ONE / cosine(quarter);
    int64_t high = sine(quarter + 1) * ONE / cosine(quarter + 1);
    return (low + (high - low) * rest / 4) * 4 / 3;
}

/* A curve from angle `from` to `to` (at most a quarter of a turn apart). */
static struct path_step curve(length x, length y, length radius, int from, int to) {
    struct path_step step = {.verb = PATH_CURVE};
    int span = to > from ? to - from : from - to;
    int64_t factor = handle_factor(span);
    int64_t sign = to > from ? 1 : -1;
    length start_x, start_y;
    arc_point(x, y, radius, from, &start_x, &start_y);
    arc_point(x, y, radius, to, &step.x[2], &step.y[2]);
    length handle = scaled(radius, factor);
    /* The tangent of (-cos, -sin) is (sin, -cos) in the direction of growing angles. */
    step.x[0] = start_x + scaled(handle, sign * sine(from));
    step.y[0] = start_y - scaled(handle, sign * cosine(from));
    step.x[1] = step.x[2] - scaled(handle, sign * sine(to));
    step.y[1] = step.y[2] + scaled(handle, sign * cosine(to));
    return step;
}

static size_t curves(length x, length y, length radius, const int angle[2], struct path_step *out) {
    const int piece = ARC_HALF_TURN / 2;
    size_t count = 0;
    int from = angle[0];
    while (from != angle[1]) {
        int left = angle[1] - from;
        int turn = left > piece ? piece : left < -piece ? -piece : left;
        out[count++] = curve(x, y, radius, from, from + turn);
        from += turn;
    }
    return count;
}

static struct path_step step_at(enum path_verb verb, length x, length y, length radius, int angle) {
    struct path_step step = {.verb = verb};
    arc_point(x, y, radius, angle, &step.x[0], &step.y[0]);
    return step;
}

size_t arc_ring(length x, length y, const length radius[2], const int angle[2],
                struct path_step out_steps[ARC_STEPS]) {
    const int back[2] = {angle[1], angle[0]};
    size_t count = 0;
    out_steps[count++] = step_at(PATH_MOVE, x, y, radius[0], angle[0]);
    count += curves(x, y, radius[0], angle, out_steps + count);
    out_steps[count++] = step_at(PATH_LINE, x, y, radius[1], angle[1]);
    count += curves(x, y, radius[1], back, out_steps + count);
    out_steps[count++] = (struct path_step){.verb = PATH_CLOSE};
    return count;
}

size_t arc_circle(length x, length y, length radius, struct path_step out_steps[ARC_STEPS]) {
    const int turn[2] = {0, 2 * ARC_HALF_TURN};
    size_t count = 0;
    out_steps[count++] = step_at(PATH_MOVE, x, y, radius, 0);
    count += curves(x, y, radius, turn, out_steps + count);
    out_steps[count++] = (struct path_step){.verb = PATH_CLOSE};
    return count;
}
