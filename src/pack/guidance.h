/* Wording and rules of the pack, from guidance.xml: every word that the report adds to a person's
 * answers, and the decision table that says which page comes first and what is withheld. Nothing in
 * here knows points or fonts, and no rule is a program: a rule is a list of conditions, and a
 * condition a list of tests on answers. Const after load.
 *
 * A text may stand several times with different conditions. Where one is wanted the first that
 * applies is printed, where a list is wanted all that apply. A text that names a figure which this
 * person does not have (a goal, a limit, a phone number) does not apply either. */
#ifndef PACK_GUIDANCE_H
#define PACK_GUIDANCE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ids.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct questionnaire;
struct knowledge;

/* What one attribute of a condition asks. */
enum guidance_test_kind {
    TEST_GATE,          /* gate="G01": yes, or implied by another answer */
    TEST_OPEN,          /* open="G01": unanswered, unsure or in conflict */
    TEST_NO,            /* no="G09": answered with no */
    TEST_VALUE,         /* item="Q01" at-least="2" at-most="3" */
    TEST_OPTION,        /* item="diet" option="vegan" */
    TEST_MISSING,       /* item="allergies" missing="yes" */
    TEST_UNKNOWN,       /* item="allergies" unknown="yes": something was named that is no option */
    TEST_BAND,          /* index="symptom" band="many" */
    TEST_RANK,          /* domain="D2" rank="3": among the first three by share */
    TEST_GROUP,         /* group="D" */
    TEST_LISTED,        /* listed="I48": among medicines or conditions */
    TEST_LISTED_ACTION, /* listed-action="do-not-supplement": of any listed interaction */
    TEST_LISTED_ANY,    /* listed-any="yes" */
    TEST_AGE,           /* age-from="65" age-to="120" */
    TEST_AGE_UNKNOWN,   /* age="unknown" */
    TEST_UNDER_AGE,     /* under-age="yes" */
    TEST_STAGE,         /* stage="pregnant" */
    TEST_STATUS,        /* status="incomplete" */
    TEST_COUNTRY,       /* country="US" */
    TEST_STANDARD,      /* standard="uk": whose intake figures */
    TEST_KIND,          /* kind="urgent": of the first page */
    TEST_WITHHELD,      /* withheld="plan" (reason="potassium") */
    TEST_SHOWN,         /* shown="supplements" */
    TEST_PLAN,          /* plan="blocked" (reason="allergens") */
    TEST_KIND_COUNT
};

struct guidance_test {
    enum guidance_test_kind kind;
    const char *name;  /* of the gate, item, index, domain, group, interaction, part ... */
    const char *value; /* option, band or reason; NULL: any */
    int32_t low, high;
    struct position position;
};

/* All tests must hold. */
struct guidance_clause {
    struct guidance_test *tests;
    size_t test_count;
    int32_t weight; /* of an action: instead of its own; -1: none given */
};

/* Holds if any <when> holds (or there is none) and no <unless> does. */
struct guidance_condition {
    struct guidance_clause *any, *none;
    size_t any_count, none_count;
};

struct guidance_text {
    const char *element; /* p, step, known, try ... */
    const char *id;      /* "" */
    const char *words;   /* with placeholders in braces */
    struct guidance_condition condition;
    struct position position;
};

struct guidance_texts {
    struct guidance_text *at;
    size_t count;
};

enum guidance_section {
    SECTION_PAGE_EMERGENCY, /* the six first pages stand in the order of enum guidance_kind */
    SECTION_PAGE_CLINICIAN,
    SECTION_PAGE_KIDNEY,
    SECTION_PAGE_STOP_SUPPLEMENT,
    SECTION_PAGE_URGENT,
    SECTION_PAGE_RESULT,
    SECTION_MESSAGE,
    SECTION_HELP,
    SECTION_ACTIONS,
    SECTION_SCORES,
    SECTION_TREND, /* may be missing: then there is no such part */
    SECTION_FINDINGS,
    SECTION_PROMPTS,
    SECTION_LIFESTYLE,
    SECTION_WORSENS,
    SECTION_EVALUATION,
    SECTION_TARGETS,
    SECTION_PLAN,
    SECTION_FOODS,
    SECTION_SUPPLEMENTS,
    SECTION_NONE,
    SECTION_INTERACTIONS,
    SECTION_REMARKS,
    SECTION_MY_PLAN,
    SECTION_EDUCATION,
    SECTION_SOURCES,
    SECTION_DISCLAIMERS,
    SECTION_COUNT
};
extern const char *const guidance_section_names[SECTION_COUNT + 1];

/* Lists of entries that are chosen by the answers. */
enum guidance_list {
    LIST_FINDING, /* id: a symptom item; texts known, try */
    LIST_FACTOR,  /* id: a risk item; text */
    LIST_PROMPT,
    LIST_ALERT,  /* role; p */
    LIST_ACTION, /* topic, weight, foods; text, why */
    LIST_TOPIC,  /* of the education, with its weight; p, tip */
    LIST_FORM,   /* id: a supplement form; its short words stand in attributes */
    LIST_MISFIT, /* forms or laxative: why they do not fit these answers; text */
    LIST_FIT,    /* forms: what speaks for them; text */
    LIST_COUNT
};

/* A food that an action may name, in words that fit its sentence ("1/4 cup of pumpkin seeds"). */
struct guidance_food {
    const char *id, *words;
    struct position position;
};

struct guidance_entry {
    const char *id;
    const char *title;
    const char *role;     /* alert: urgent, warning */
    bool is_on_first;     /* alert: stands on the first page, as all that are urgent do */
    const char *topic;    /* action: at most one of a topic is printed; "" */
    const char *part;     /* topic: what it is about, for templates: sleep, habits ...; "" */
    const char *evidence; /* good, mixed, weak; "" */
    const char *often;    /* factor: words around the answer's own, "{often} drinks a week"; NULL */
    const char *short_name, *chosen_for, *stomach; /* form */
    const char *words;  /* form: its name within a sentence, "magnesium citrate"; "" */
    uint32_t laxatives; /* misfit: bits of enum laxative */
    const char **forms; /* misfit, fit: form ids */
    size_t form_count;
    int32_t weight;   /* action, topic */
    int32_t at_least; /* finding, factor: the lowest value that is printed */
    struct guidance_food *foods;
    size_t food_count;
    size_t *sources; /* indexes into guidance->sources */
    size_t source_count;
    struct guidance_condition condition;
    struct guidance_texts texts;
    struct position position;
};

struct guidance_entries {
    struct guidance_entry *at;
    size_t count;
};

enum guidance_kind {
    KIND_EMERGENCY,
    KIND_CLINICIAN,
    KIND_KIDNEY,
    KIND_STOP_SUPPLEMENT,
    KIND_URGENT,
    KIND_RESULT,
    KIND_COUNT
};
extern const char *const guidance_kind_names[KIND_COUNT + 1];

/* Parts that the rules may withhold. */
enum guidance_part {
    PART_SCORES,
    PART_FINDINGS,
    PART_PROMPTS,
    PART_LIFESTYLE,
    PART_ACTIONS,
    PART_EVALUATION,
    PART_GOAL,
    PART_PLAN,
    PART_FOODS,
    PART_POTASSIUM, /* foods that are rich in potassium */
    PART_SUPPLEMENTS,
    PART_LAXATIVES,  /* forms that loosen stools */
    PART_SPACING,    /* hours between a medicine and magnesium */
    PART_MILLIGRAMS, /* any figure in milligrams */
    PART_INTERACTIONS,
    PART_MY_PLAN,
    PART_EDUCATION,
    PART_SOURCES,
    PART_COUNT
};
extern const char *const guidance_part_names[PART_COUNT + 1];

struct guidance_first_page {
    enum guidance_kind kind;
    struct guidance_condition condition;
};

struct guidance_withhold {
    uint32_t parts; /* bits of enum guidance_part */
    const char *reason;
    struct guidance_condition condition;
};

/* The reason for having neither goal nor plan when the intake table has no row for a person: the
 * only one that no rule gives. */
#define GUIDANCE_NO_TARGET "no-target"

struct guidance_source {
    const char *key, *words;
    struct position position;
};

/* Figures and names that a text may hold in braces. */
enum guidance_placeholder {
    HOLD_EMERGENCY,
    HOLD_CRISIS,
    HOLD_CLINIC,
    HOLD_PHONE,
    HOLD_GOAL,
    HOLD_LIMIT,
    HOLD_MEN_MG, /* the rounded figures that articles give: of the youngest adults */
    HOLD_WOMEN_MG,
    HOLD_SYMPTOM_BAND,
    HOLD_RISK_BAND,
    HOLD_FOOD,
    HOLD_FOOD_MG,
    HOLD_ALLERGENS,
    HOLD_DIETS,
    HOLD_NEAREST,
    HOLD_BEFORE,
    HOLD_AFTER,
    HOLD_PERCENT,
    HOLD_DAY,
    HOLD_MONTH,
    HOLD_YEAR,
    HOLD_DATA_DATE,
    HOLD_VERSION,
    HOLD_REVIEWER,
    HOLD_REVIEWED,
    HOLD_OFTEN, /* the answer's own words */
    HOLD_FORM,
    HOLD_LABEL_MG,   /* of a form, as its label says */
    HOLD_CONTENT_MG, /* magnesium in that much */
    HOLD_HOUR,       /* of a twelve-hour clock */
    HOLD_HOUR_OF_24,
    HOLD_COUNT
};
extern const char *const guidance_placeholder_names[HOLD_COUNT + 1];

struct guidance {
    const char *file;
    const char *data_date;
    int32_t assumed_age;        /* for the goal of an adult whose age is not known */
    size_t action_count;        /* how many things to do first */
    size_t food_count;          /* how many foods are listed */
    size_t foods_of_group;      /* at most so many of one food group */
    size_t topic_count;         /* at most so many topics of the education */
    size_t factor_count;        /* at most so many factors with their words; the rest is named */
    int32_t most_from_pills_mg; /* a limit of a standard above it is not printed */
    struct guidance_texts words;
    struct ids *word_ids; /* id -> index of its first variant in words */
    struct guidance_texts sections[SECTION_COUNT];
    struct guidance_entries lists[LIST_COUNT];
    struct guidance_first_page *first_pages; /* the strongest first */
    size_t first_page_count;
    struct guidance_withhold *withholds;
    size_t withhold_count;
    struct guidance_source *sources;
    size_t source_count;
};

/* NULL after reporting everything that is wrong in the file. */
struct guidance *guidance_load(struct arena *arena, const char *file, struct slice bytes,
                               struct diags *diags);

/* Whether every item, gate, option, index, band, domain, group, interaction, food and form that the
 * guidance names exists, and every symptom item and supplement form has its text. A misspelt id
 * would silently switch a safety rule off, so a pack that fails here must not be used. False after
 * reporting. */
bool guidance_check(struct arena *scratch, const struct guidance *guidance,
                    const struct questionnaire *questionnaire, const struct knowledge *knowledge,
                    struct diags *diags);

#endif
