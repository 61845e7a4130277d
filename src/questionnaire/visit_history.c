/* Who is who among the visits of a run; the rules are those of visit.c.
 *
 * Three times the visits are sorted by one of their keys. Those with one key stand side by side
 * then, and become one group if nothing contradicts: a forest of pointers to some member of the
 * same group (union by halved paths). Sorted by group, those where something contradicts after all
 * fall apart. Sorted by group, form and day, what may be shown stands in one array, and what is
 * earlier than a visit is a stretch of it. No step looks at pairs, so a file in which all share one
 * key costs no more than another. */
#include "questionnaire/visit.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    const struct visit *visit;
    const uint8_t *key; /* the one that is looked at */
    uint32_t number;    /* among those given */
    uint32_t person;    /* the number of some visit of the same person */
    bool is_replaced;
};

struct stretch {
    uint32_t first, count;
};

struct visit_history {
    struct entry *entries; /* while it is built */
    size_t count;
    uint32_t *parents;         /* while it is built */
    struct visit *points;      /* by person, form and day */
    struct stretch *stretches; /* of points, for each visit as given */
};

static int compare(uint64_t left, uint64_t right) {
    return (left > right) - (left < right);
}

static int compare_places(const struct entry *left, const struct entry *right) {
    int order = compare(left->visit->ordinal, right->visit->ordinal);
    return order != 0 ? order : compare(left->number, right->number);
}

/* By system too, so that identifiers of one system stand side by side. */
static int compare_keys(const void *one, const void *other) {
    const struct entry *left = one;
    const struct entry *right = other;
    int order = memcmp(left->key, right->key, VISIT_KEY_BYTES);
    order = order != 0 ? order : compare(left->visit->system, right->visit->system);
    return order != 0 ? order : compare(left->number, right->number);
}

static int compare_persons(const void *one, const void *other) {
    const struct entry *left = one;
    const struct entry *right = other;
    int order = compare(left->person, right->person);
    order = order != 0 ? order : compare(left->visit->system, right->visit->system);
    return order != 0 ? order : compare(left->number, right->number);
}

static int compare_responses(const void *one, const void *other) {
    const struct entry *left = one;
    const struct entry *right = other;
    int order = compare(left->person, right->person);
    order = order != 0 ? order : compare(left->visit->response, right->visit->response);
    order = order != 0 ? order : compare(left->visit->day, right->visit->day);
    return order != 0 ? order : compare_places(left, right);
}

static int compare_days(const void *one, const void *other) {
    const struct entry *left = one;
    const struct entry *right = other;
    int order = compare(left->person, right->person);
    order = order != 0 ? order : compare(left->visit->form, right->visit->form);
    order = order != 0 ? order : compare(left->visit->day, right->visit->day);
    return order != 0 ? order : compare_places(left, right);
}

/* What the visits of a group say of their person so far; 0: nothing. */
struct person {
    uint32_t name, sex, system, identifier;
    uint32_t year, month, birth; /* YYYY, YYYYMM, YYYYMMDD */
};

/* Takes a value; false if another is known. */
static bool agrees(uint32_t value, uint32_t *known) {
    if (value == 0) {
        return true;
    }
    bool is_same = *known == 0 || *known == value;
    *known = value;
    return is_same;
}

/* The last day of a year may be all that is known of it; that of another month tells the month. */
static bool has_same_birth(const struct visit *visit, struct person *person) {
    bool has_month = !visit->is_birth_partial || visit->birth / 100 % 100 != 12;
    return agrees(visit->birth / 10000, &person->year) &&
           agrees(has_month ? visit->birth / 100 : 0, &person->month) &&
           agrees(visit->is_birth_partial ? 0 : visit->birth, &person->birth);
}

/* Whether no two of them contradict each other. */
static bool is_one_person(const struct entry *entries, size_t count) {
    struct person person = {0};
    for (size_t i = 0; i < count; i++) {
        const struct visit *visit = entries[i].visit;
        if (visit->system != person.system) {
            person.system = visit->system;
            person.identifier = 0;
        }
        if (!agrees(visit->name, &person.name) || !agrees(visit->sex, &person.sex) ||
            !agrees(visit->identifier, &person.identifier) || !has_same_birth(visit, &person)) {
            return false;
        }
    }
    return true;
}

static uint32_t find_root(uint32_t *parents, uint32_t number) {
    while (parents[number] != number) {
        parents[number] = parents[parents[number]];
        number = parents[number];
    }
    return number;
}

static void join_by_key(struct visit_history *history, enum visit_key kind) {
    static const uint8_t none[VISIT_KEY_BYTES] = {0};
    struct entry *entries = history->entries;
    for (size_t i = 0; i < history->count; i++) {
        entries[i].key = entries[i].visit->keys[kind];
    }
    qsort(entries, history->count, sizeof entries[0], compare_keys);
    for (size_t first = 0, end = 0; first < history->count; first = end) {
        while (end < history->count &&
               memcmp(entries[end].key, entries[first].key, VISIT_KEY_BYTES) == 0) {
            end++;
        }
        bool is_key = memcmp(entries[first].key, none, VISIT_KEY_BYTES) != 0 &&
                      is_one_person(&entries[first], end - first);
        for (size_t i = first + 1; i < end && is_key; i++) {
            uint32_t root = find_root(history->parents, entries[first].number);
            history->parents[find_root(history->parents, entries[i].number)] = root;
        }
    }
}

/* Gives each visit its person, which is itself where nothing joins it. */
static void find_persons(struct visit_history *history) {
    struct entry *entries = history->entries;
    for (size_t i = 0; i < history->count; i++) {
        entries[i].person = find_root(history->parents, entries[i].number);
    }
    qsort(entries, history->count, sizeof entries[0], compare_persons);
    for (size_t first = 0, end = 0; first < history->count; first = end) {
        uint32_t person = entries[first].person;
        while (end < history->count && entries[end].person == person) {
            end++;
        }
        bool is_one = is_one_person(&entries[first], end - first);
        for (size_t i = first; i < end && !is_one; i++) {
            entries[i].person = entries[i].number;
        }
    }
}

static size_t find_response(const struct visit_history *history, uint32_t person,
                            uint32_t response) {
    size_t low = 0;
    size_t high = history->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct entry *entry = &history->entries[middle];
        int order = compare(entry->person, person);
        order = order != 0 ? order : compare(entry->visit->response, response);
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Of a person's responses with one id all but the last, and those that another takes the place of.
 */
static void mark_replaced(struct visit_history *history) {
    struct entry *entries = history->entries;
    qsort(entries, history->count, sizeof entries[0], compare_responses);
    for (size_t i = 0; i < history->count; i++) {
        const struct entry *entry = &entries[i];
        const struct entry *next = i + 1 < history->count ? entry + 1 : NULL;
        bool is_again = next != NULL && next->person == entry->person &&
                        next->visit->response == entry->visit->response;
        entries[i].is_replaced = entries[i].is_replaced || is_again;
        uint32_t replaced = entry->visit->replaces;
        size_t at = find_response(history, entry->person, replaced);
        for (; replaced != 0 && at < history->count && entries[at].person == entry->person &&
               entries[at].visit->response == replaced && !entries[at].is_replaced;
             at++) {
            entries[at].is_replaced = at != i;
        }
    }
}

/* What is earlier than the visits of one day is what the array held when their day began. */
static void find_stretches(struct arena *arena, struct visit_history *history) {
    struct entry *entries = history->entries;
    uint32_t count = 0, first = 0, today = 0; /* points; of this person and form; of this day */
    history->points = ARENA_ARRAY(arena, struct visit, history->count);
    history->stretches = ARENA_ARRAY(arena, struct stretch, history->count);
    qsort(entries, history->count, sizeof entries[0], compare_days);
    for (size_t i = 0; i < history->count; i++) {
        const struct entry *entry = &entries[i];
        const struct entry *last = i > 0 ? entry - 1 : NULL;
        bool is_same = last != NULL && last->person == entry->person &&
                       last->visit->form == entry->visit->form;
        first = is_same ? first : count;
        today = is_same && last->visit->day == entry->visit->day ? today : count;
        if (entry->visit->day != 0) {
            history->stretches[entry->number] = (struct stretch){first, today - first};
        }
        if (entry->visit->is_point && !entry->is_replaced) {
            history->points[today] = *entry->visit;
            count = today + 1;
        }
    }
}

struct visit_history *visit_history_build(struct arena *arena, const struct visit *visits,
                                          size_t count) {
    struct visit_history *history = ARENA_NEW(arena, struct visit_history);
    struct arena *scratch = arena_new();
    history->count = count;
    history->entries = ARENA_ARRAY(scratch, struct entry, count);
    history->parents = ARENA_ARRAY(scratch, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        history->entries[i] = (struct entry){.visit = &visits[i], .number = (uint32_t)i};
        history->parents[i] = (uint32_t)i;
    }
    for (int kind = 0; kind < VISIT_KEY_COUNT; kind++) {
        join_by_key(history, (enum visit_key)kind);
    }
    find_persons(history);
    mark_replaced(history);
    find_stretches(arena, history);
    history->entries = NULL;
    history->parents = NULL;
    arena_free(scratch);
    return history;
}

struct visits visit_find_earlier(const struct visit_history *history, size_t number) {
    const struct stretch *stretch = &history->stretches[number];
    return (struct visits){&history->points[stretch->first], stretch->count};
}
