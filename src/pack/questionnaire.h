/* A questionnaire, loaded from questionnaire.xml: items, scales, domains, indices, bands, groups,
 * safety gate. Nothing in here is particular to magnesium. Const after load; lives in the pack's
 * arena. */
#ifndef PACK_QUESTIONNAIRE_H
#define PACK_QUESTIONNAIRE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ids.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Another name of an item or option in some intake format. */
struct alias {
    const char *system; /* coding system or "" */
    const char *key;    /* code, linkId, ItemOID, path */
};

struct option {
    const char *id;    /* "0", "3", "milk", "I07", "unsure" */
    const char *label; /* "Most days" */
    int32_t value;     /* points before weight; of a choice: its place in the list */
    bool is_missing;   /* "not sure" counts as missing */
    struct alias *aliases;
    size_t alias_count;
};

struct scale {
    const char *id;
    struct option *options; /* in order */
    size_t option_count;
    int32_t min, max; /* values, of the options that are not missing */
    bool is_choice;   /* from <choices>: names without points */
    bool is_yes_no;   /* two options, 0 and 1, beside "not sure": takes booleans */
    bool is_recoded;  /* by a mapping: answers are read by aliases alone, not by ids and values */
};

enum item_kind { ITEM_SCALE, ITEM_NUMBER, ITEM_CHOICE, ITEM_TEXT, ITEM_KIND_COUNT };

struct item {
    const char *id;
    const char *text;     /* the question */
    const char *label;    /* short: "Leg cramps at night" */
    const char *lookback; /* "past 4 weeks", "" */
    enum item_kind kind;
    bool repeats;              /* of a choice: several may be chosen */
    bool is_for_staff;         /* not asked on a form to fill in */
    const char *const *offers; /* options offered on a form, NULL-terminated; NULL: all */
    const struct scale *scale; /* of ITEM_SCALE and ITEM_CHOICE */
    int32_t low, high;         /* of ITEM_NUMBER */
    int32_t weight;
    bool is_reversed; /* score max + min - value (not for options that already list reversed points)
                       */
    bool is_gate;
    const struct domain *domain; /* NULL: not scored */
    struct alias *aliases;
    size_t alias_count;
};

struct domain {
    const char *id;
    const char *title;
    const struct index *index;
    struct item **items;
    size_t item_count;
};

struct band {
    const char *id;    /* low some many */
    const char *label; /* few some many */
    int32_t from;      /* lowest value */
};

enum index_method {
    INDEX_PERCENT, /* floor((200 P + M) / (2 M)) */
    /* P times `multiplier`. If it prorates: times (most points of all items) / (most points of the
     * answered items), rounded half up, so that a missing item counts as the share reached on the
     * others. */
    INDEX_SUM
};

/* Points that a number item adds: `points` if value >= from, `max` to the maximum whenever it is
 * known. */
struct index_extra {
    const char *item_id; /* "age" */
    int32_t from, points, max;
};

struct index {
    const char *id;
    const char *title;
    enum index_method method;
    int32_t multiplier;
    bool prorates;
    int32_t minimum_percent;        /* of its items that must be answered */
    int32_t minimum_domain_percent; /* of each of its domains' items */
    struct band *bands;             /* ascending */
    size_t band_count;
    struct domain **domains;
    size_t domain_count;
    struct index_extra *extras;
    size_t extra_count;
};

/* By power, the strongest first. */
enum gate_action {
    GATE_EMERGENCY,
    GATE_STOP_SUPPLEMENT,
    GATE_URGENT,
    GATE_REFER,
    GATE_MODIFY,
    GATE_NONE,
    GATE_ACTION_COUNT
};
extern const char *const gate_action_names[GATE_ACTION_COUNT + 1];

/* A gate also counts as on when this option of another item was chosen. */
struct gate_cause {
    const char *item_id;
    const char *option_id; /* NULL: any option but "none" */
};

struct gate {
    const char *id; /* also the id of its item */
    const struct item *item;
    enum gate_action action;
    struct gate_cause *causes;
    size_t cause_count;
};

struct result_group {
    const char *id; /* A B C D */
    const char *title;
    const char **bands; /* one band id for each index, in the order of the indices */
    uint32_t line;      /* of its cell */
};

/* Items of a foreign form that tell who the patient is, by key or path; NULL: none is named. */
struct patient_keys {
    const char *name, *given_name, *family_name, *birth_date, *sex;
};

struct questionnaire {
    const char *id;      /* "magnesium" */
    const char *version; /* of its content: the attribute `edition` */
    const char *url;     /* canonical */
    const char *title;
    const char *name_question; /* of a form to fill in; these four are "" if not given */
    const char *birth_question;
    const char *gates_title;
    const char *further_title;
    const char *unsure_code;       /* means "not sure" as answer to any item, "" if there is none */
    const char *age_item_id;       /* the item that tells the age in years; NULL: none */
    int32_t minimum_age;           /* below it there is no result; 0: none */
    struct gate_cause *age_causes; /* answers that mean "under age" while the age is unknown */
    size_t age_cause_count;
    struct scale *scales;
    size_t scale_count;
    struct item *items; /* scored, gate and further items, in order */
    size_t item_count;
    struct domain *domains;
    size_t domain_count;
    struct index *indices;
    size_t index_count;
    struct gate *gates;
    size_t gate_count;
    struct result_group *groups; /* cells: one entry for each combination of bands */
    size_t group_count;
    struct ids *item_ids;    /* id -> index into items */
    struct ids *answer_keys; /* id or alias of an item -> index into items */
    struct ids *spellings;   /* the same in any spelling that only one item has */
    struct ids
        *total_keys; /* item of a form that states the value of an index -> index into indices */
    struct patient_keys patient_keys; /* of a mapping */
};

/* Bounds that keep the arithmetic of any questionnaire within 32 bits. */
#define QUESTIONNAIRE_MAX_ITEMS 1000
#define QUESTIONNAIRE_MAX_VALUE 1000
#define QUESTIONNAIRE_MAX_WEIGHT 100
#define QUESTIONNAIRE_MAX_MULTIPLIER 20

/* NULL after reporting everything that is wrong. */
struct questionnaire *questionnaire_load(struct arena *arena, const char *file, struct slice bytes,
                                         struct diags *diags);

/* Adds the names of a mapping file (layouts/schema/mapping.xsd) to a loaded questionnaire. False
 * after reporting everything that is wrong; the questionnaire must not be used then. */
bool questionnaire_add_mapping(struct arena *arena, struct questionnaire *questionnaire,
                               const char *file, struct slice bytes, struct diags *diags);

/* Borrowed, or NULL. */
const struct item *questionnaire_find(const struct questionnaire *questionnaire,
                                      const char *item_id);
const struct option *scale_find(const struct scale *scale, const char *option_id);

/* Whether the option has exactly this alias. */
bool option_has_alias(const struct option *option, const struct alias *alias);

/* Whether a form offers the option with this question. */
bool item_offers(const struct item *item, const struct option *option);

#endif
