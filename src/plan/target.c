#include "plan/plan.h"

#define MONTHS_PER_YEAR 12

/* Whether the row is for this sex; an unknown or other sex matches every row. */
static bool is_for_sex(const struct target *row, enum sex sex) {
    return row->sex == SEX_ANY || sex == SEX_ANY || row->sex == sex;
}

/* The row of the stage that holds the age, the lower value if several do. Where rows for months and
 * for years overlap (the twelfth month), the one that begins later is meant. */
static const struct target *find_row(const struct knowledge *knowledge, enum standard standard,
                                     enum sex sex, int months, enum life_stage stage) {
    const struct target *found = NULL;
    for (size_t i = 0; i < knowledge->target_count; i++) {
        const struct target *row = &knowledge->targets[i];
        if (row->is_label || row->standard != standard || row->stage != stage ||
            !is_for_sex(row, sex) || months < row->from_months || months > row->to_months) {
            continue;
        }
        if (!found || row->from_months > found->from_months ||
            (row->from_months == found->from_months && row->mg < found->mg)) {
            found = row;
        }
    }
    return found;
}

/* The oldest row of the stage if the age is past it. */
static const struct target *find_last_row(const struct knowledge *knowledge, enum standard standard,
                                          int months, enum life_stage stage) {
    const struct target *found = NULL;
    for (size_t i = 0; i < knowledge->target_count; i++) {
        const struct target *row = &knowledge->targets[i];
        if (row->is_label || row->standard != standard || row->stage != stage) {
            continue;
        }
        if (!found || row->to_months > found->to_months) {
            found = row;
        }
    }
    return found && months > found->to_months ? found : NULL;
}

const struct target *plan_find_target(const struct knowledge *knowledge, enum standard standard,
                                      enum sex sex, int age_years, enum life_stage stage) {
    if (age_years < 0) {
        return NULL;
    }
    int months = age_years * MONTHS_PER_YEAR;
    if (stage != STAGE_NONE) {
        /* The rows of a stage stand under female; whoever is pregnant needs them. */
        const struct target *row = find_row(knowledge, standard, SEX_ANY, months, stage);
        row = row ? row : find_last_row(knowledge, standard, months, stage);
        if (row) {
            return row;
        }
        sex = SEX_FEMALE;
    }
    return find_row(knowledge, standard, sex, months, STAGE_NONE);
}
