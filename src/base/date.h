/* Calendar dates without clock or time zone. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>

struct date {
    int year; /* 0: no date */
    int month;
    int day;
};

/* YYYY-MM-DD, optionally followed by T and a time (ignored: the local date as written counts).
 * False if it is not a date of the calendar. */
bool date_parse(struct slice text, struct date *out_date);

/* Whole years from birth to day; -1 if either is missing or birth is later. */
int date_age_years(struct date birth, struct date day);

/* YYYY-MM-DD. */
char *date_iso(struct arena *arena, struct date date);

/* -1, 0, 1. */
int date_compare(struct date left, struct date right);

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
long date_day_number(struct date date);

#endif
