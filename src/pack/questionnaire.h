/* A questionnaire, loaded from questionnaire.xml: items, scales, domains, indices, bands, groups, safety gate. Nothing in
 * here is particular to magnesium. Const after load; lives in the pack's arena. */
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
    int32_t value;
    bool is_missing; /* "not sure" counts as missing */
    struct alias *aliases;
    size_t alias_count;
};

struct scale {
    const char *id;
    struct option *options; /* in order */
    size_t option_count;
    int32_t min, max; /* values */
};

enum item_kind { ITEM_SCALE, ITEM_NUMBER, ITEM_CHOICE, ITEM_TEXT, ITEM_KIND_COUNT };

struct item {
    const char *id;
    const char *text;  /* the question */
    const char *label; /* short: "Leg cramps at night" */
    enum item_kind kind;
    bool repeats;              /* of a choice: several may be chosen */
    const struct scale *scale; /* of ITEM_SCALE and ITEM_CHOICE */
    int32_t low, high;         /* of ITEM_NUMBER */
    int32_t weight;
    bool is_reversed; /* score max + min - value (not for options that already list reversed points) */
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
    INDEX_SUM      /* P times `multiplier`; `prorate` scales up for missing items, rounded half up */
};

/* Points that a number item adds: `points` if value >= from, `max` to the maximum whenever it is known. */
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
};

struct questionnaire {
    const char *id;      /* "magnesium" */
    const char *version; /* of its content */
    const char *url;     /* canonical */
    const char *title;
    int32_t minimum_age; /* 0: none */
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
    struct ids *item_ids; /* id -> index into items */
};

/* NULL after reporting everything that is wrong. */
struct questionnaire *questionnaire_load(struct arena *arena, const char *file, struct slice bytes,
                                         struct diags *diags);

const struct item *questionnaire_find(const struct questionnaire *questionnaire, const char *item_id);
const struct option *scale_find(const struct scale *scale, const char *option_id);

#endif
