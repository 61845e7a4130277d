#include "base/date.h"

/* Exactly `count` digits. */
static bool parse_digits(struct slice text, size_t from, size_t count, int *out_value) {
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (i >= text.size_bytes || text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        value = value * 10 + (text.at[i] - '0');
    }
    *out_value = value;
    return true;
}

static int days_of_month(int year, int month) {
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

bool date_parse(struct slice text, struct date *out_date) {
    struct date date = {0};
    if (!parse_digits(text, 0, 4, &date.year) || !parse_digits(text, 5, 2, &date.month) ||
        !parse_digits(text, 8, 2, &date.day) || text.at[4] != '-' || text.at[7] != '-') {
        return false;
    }
    if (text.size_bytes > 10 && text.at[10] != 'T') {
        return false;
    }
    if (date.year < 1 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_of_month(date.year, date.month)) {
        return false;
    }
    *out_date = date;
    return true;
}

int date_compare(struct date left, struct date right) {
    if (left.year != right.year) {
        return left.year < right.year ? -1 : 1;
    }
    if (left.month != right.month) {
        return left.month < right.month ? -1 : 1;
    }
    return (left.day > right.day) - (left.day < right.day);
}

int date_age_years(struct date birth, struct date day) {
    if (birth.year == 0 || day.year == 0 || date_compare(birth, day) > 0) {
        return -1;
    }
    bool before_birthday =
        day.month < birth.month || (day.month == birth.month && day.day < birth.day);
    return day.year - birth.year - (before_birthday ? 1 : 0);
}

char *date_iso(struct arena *arena, struct date date) {
    return arena_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

/* Counts years from March, so that the leap day is the last of its year; 719468 is the day number
 * of 0000-03-01. */
long date_day_number(struct date date) {
    long year = date.month <= 2 ? date.year - 1 : date.year;
    long month = date.month <= 2 ? date.month + 9 : date.month - 3;
    long days_before_year = year * 365 + year / 4 - year / 100 + year / 400;
    long days_before_month = (153 * month + 2) / 5;
    return days_before_year + days_before_month + date.day - 1 - 719468;
}
