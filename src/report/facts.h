/* What is known and decided about one person before a word is printed: who it is, what is listed,
 * which page comes first, what is withheld and why, the goal and the plan. All rules are those of
 * guidance.xml; facts_decide asks them in this order: first page, withheld parts, goal, plan. */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "base/arena.h"
#include "pack/guidance.h"
#include "pack/knowledge.h"
#include "plan/plan.h"
#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>

struct facts {
    struct arena *arena;
    const struct report_inputs *inputs;
    const struct guidance *guidance;
    const struct assessment *assessment;
    int age_years; /* -1: unknown */
    enum sex sex;  /* SEX_ANY: unknown or other */
    enum life_stage stage;
    const struct interaction **listed; /* medicines and conditions, in the order of the table */
    size_t listed_count;
    struct plan_profile profile;
    enum guidance_kind kind;
    const char *withheld[PART_COUNT]; /* the reason, or NULL: shown */
    const struct target *target;      /* NULL: no goal */
    const struct plan *plan;          /* NULL: withheld */
    const char *holds[HOLD_COUNT];    /* placeholders; NULL: this person has none */
};

/* Never NULL; dies with the arena. */
struct facts *facts_build(struct arena *arena, const struct report_inputs *inputs);

/* Whether any part of the report may say this: the words with placeholders filled in, or NULL if
 * the text's condition does not hold or a figure is missing. */
const char *facts_text(const struct facts *facts, const struct guidance_text *text);

/* The words of a plain string with placeholders; NULL if a figure is missing. */
const char *facts_fill(const struct facts *facts, const char *words);

/* The first text of that element that applies; NULL: none. */
const char *facts_first(const struct facts *facts, const struct guidance_texts *texts,
                        const char *element);

/* A word of guidance.xml by its id, or family and id joined by '-' (family NULL: none). "" if there
 * is none. */
const char *facts_word(const struct facts *facts, const char *family, const char *id);

/* The date for people, "" for no date. */
const char *facts_date(const struct facts *facts, struct date date);

/* Whether this food may be named to this person at all: allergies, diets, dislikes, potassium. */
bool facts_allow_food(const struct facts *facts, const struct food *food);

#endif
