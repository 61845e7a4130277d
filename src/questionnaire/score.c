/* The arithmetic, all integer, as layouts/magnesium/questionnaire.xml explains it.
 *
 * P: points of the answered items; M: the most that the answered items could give; W: the most that
 * all items could give. An extra (4 points from 65 years on) joins P and M of its index once its
 * number is known, and no domain.
 *
 *   percent           floor((200 P + M) / (2 M)): 100 P / M, rounded half up
 *   sum               P x multiplier
 *   sum, prorated     (P of the items x W / M of the items + extra points) x multiplier, rounded
 * half up
 *
 * The loader bounds values, weights, items and multiplier, so that 64-bit products cannot overflow
 * and results fit 32 bits. */
#include "questionnaire/score.h"

#include <stdlib.h>
#include <string.h>

struct points {
    int64_t points, max; /* of the answered items */
    int64_t all;         /* the most that all items could give */
    int32_t answered, items;
};

int32_t score_item_points(const struct item *item, int32_t value) {
    int32_t scored = item->is_reversed ? item->scale->max + item->scale->min - value : value;
    return scored * item->weight;
}

int32_t score_item_max(const struct item *item) {
    return item->scale->max * item->weight;
}

static struct points add_up(const struct assessment *assessment, const struct domain *domain) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    struct points sum = {0};
    for (size_t i = 0; i < domain->item_count; i++) {
        const struct item *item = domain->items[i];
        const struct item_answer *answer = &assessment->items[item - questionnaire->items];
        int32_t most = score_item_max(item);
        sum.items++;
        sum.all += most;
        if (answer->state == ITEM_ANSWERED) {
            sum.answered++;
            sum.points += score_item_points(item, answer->value);
            sum.max += most;
        }
    }
    return sum;
}

/* 100 part / whole, rounded half up; 0 of 0 is 0. */
static int32_t percent(int64_t part, int64_t whole) {
    return whole == 0 ? 0 : (int32_t)((200 * part + whole) / (2 * whole));
}

static struct domain_score score_domain(const struct assessment *assessment,
                                        const struct domain *domain) {
    struct points sum = add_up(assessment, domain);
    return (struct domain_score){
        .domain = domain,
        .points = (int32_t)sum.points,
        .max = (int32_t)sum.max,
        .answered = sum.answered,
        .items = sum.items,
        .share = percent(sum.points, sum.max),
    };
}

bool score_find_number(const struct assessment *assessment, const char *item_id,
                       int32_t *out_number) {
    const char *age_item = assessment->questionnaire->age_item_id;
    if (age_item != NULL && strcmp(item_id, age_item) == 0) {
        *out_number = assessment->age_years;
        return assessment->age_years >= 0;
    }
    const struct item_answer *answer = assessment_answer(assessment, item_id);
    *out_number = answer->value;
    return answer->state == ITEM_ANSWERED;
}

static struct points add_extras(const struct assessment *assessment, const struct index *index) {
    struct points sum = {0};
    for (size_t i = 0; i < index->extra_count; i++) {
        const struct index_extra *extra = &index->extras[i];
        int32_t number;
        if (score_find_number(assessment, extra->item_id, &number)) {
            sum.max += extra->max;
            sum.points += number >= extra->from ? extra->points : 0;
        }
    }
    return sum;
}

/* Of the points of items and extras. False: there is nothing to divide by. */
static bool index_value(const struct index *index, const struct points *items,
                        const struct points *extras, int32_t *out_value) {
    int64_t points = items->points + extras->points;
    int64_t max = items->max + extras->max;
    if (index->method == INDEX_PERCENT) {
        *out_value = percent(points, max);
        return max > 0;
    }
    if (!index->prorates) {
        *out_value = (int32_t)(points * index->multiplier);
        return true;
    }
    int64_t part = index->multiplier * (items->points * items->all + extras->points * items->max);
    *out_value = items->max == 0 ? 0 : (int32_t)((2 * part + items->max) / (2 * items->max));
    return items->max > 0;
}

static const struct band *find_band(const struct index *index, int32_t value) {
    const struct band *found = NULL;
    for (size_t i = 0; i < index->band_count && index->bands[i].from <= value; i++) {
        found = &index->bands[i];
    }
    return found;
}

static struct index_score score_index(const struct assessment *assessment,
                                      const struct index *index) {
    struct points items = {0};
    bool enough = true;
    for (size_t i = 0; i < index->domain_count; i++) {
        struct points sum = add_up(assessment, index->domains[i]);
        enough = enough && 100 * sum.answered >= index->minimum_domain_percent * sum.items;
        items.points += sum.points;
        items.max += sum.max;
        items.all += sum.all;
        items.answered += sum.answered;
        items.items += sum.items;
    }
    struct points extras = add_extras(assessment, index);
    struct index_score score = {
        .index = index,
        .points = (int32_t)(items.points + extras.points),
        .max = (int32_t)(items.max + extras.max),
        .answered = items.answered,
        .items = items.items,
    };
    enough = enough && items.answered > 0 &&
             100 * items.answered >= index->minimum_percent * items.items;
    int32_t value;
    if (enough && index_value(index, &items, &extras, &value)) {
        score.has_value = true;
        score.value = value;
        score.band = find_band(index, value);
    }
    return score;
}

static int compare_domains(const void *left, const void *right) {
    const struct domain_score *a = *(const struct domain_score *const *)left;
    const struct domain_score *b = *(const struct domain_score *const *)right;
    int64_t a_part = (int64_t)a->points * b->max;
    int64_t b_part = (int64_t)b->points * a->max;
    if (a_part != b_part) {
        return a_part > b_part ? -1 : 1;
    }
    return strcmp(a->domain->id, b->domain->id);
}

static void rank_domains(struct arena *arena, struct assessment *assessment) {
    size_t count = assessment->questionnaire->domain_count;
    assessment->ranked = ARENA_ARRAY(arena, const struct domain_score *, count);
    for (size_t i = 0; i < count; i++) {
        if (assessment->domains[i].share > 0) {
            assessment->ranked[assessment->ranked_count++] = &assessment->domains[i];
        }
    }
    qsort(assessment->ranked, assessment->ranked_count, sizeof *assessment->ranked,
          compare_domains);
}

static const struct result_group *find_group(const struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    for (size_t i = 0; i < questionnaire->group_count; i++) {
        const struct result_group *group = &questionnaire->groups[i];
        size_t same = 0;
        while (same < questionnaire->index_count &&
               strcmp(group->bands[same], assessment->indices[same].band->id) == 0) {
            same++;
        }
        if (same == questionnaire->index_count) {
            return group;
        }
    }
    return NULL;
}

void score_build(struct arena *arena, struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    assessment->status = ASSESSMENT_SCORED;
    for (size_t i = 0; i < questionnaire->domain_count; i++) {
        assessment->domains[i] = score_domain(assessment, &questionnaire->domains[i]);
    }
    for (size_t i = 0; i < questionnaire->index_count; i++) {
        assessment->indices[i] = score_index(assessment, &questionnaire->indices[i]);
        if (!assessment->indices[i].has_value) {
            assessment->status = ASSESSMENT_INCOMPLETE;
        }
    }
    rank_domains(arena, assessment);
    if (assessment->status == ASSESSMENT_SCORED) {
        assessment->group = find_group(assessment);
    }
}
