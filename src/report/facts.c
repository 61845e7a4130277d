#include "report/facts.h"

#include "base/builder.h"
#include "base/hash.h"
#include "base/vector.h"
#include "pack/brand.h"
#include "questionnaire/assessment.h"
#include "report/condition.h"
#include "response/response.h"

#include <string.h>

const char *facts_fill(const struct facts *facts, const char *words) {
    struct builder out = {0};
    const char *rest = words;
    bool complete = true;
    for (const char *open = strchr(rest, '{'); open != NULL && complete; open = strchr(rest, '{')) {
        const char *close = strchr(open, '}');
        size_t len = close != NULL ? (size_t)(close - open - 1) : 0;
        const char *value = NULL;
        for (size_t i = 0; i < HOLD_COUNT; i++) {
            if (slice_equals((struct slice){open + 1, len}, guidance_placeholder_names[i])) {
                value = facts->holds[i];
            }
        }
        complete = value != NULL;
        if (complete) {
            builder_add(&out, rest, (size_t)(open - rest));
            builder_text(&out, value);
            rest = close + 1;
        }
    }
    builder_text(&out, rest);
    const char *filled = complete ? arena_copy(facts->arena, out.at, out.size_bytes) : NULL;
    builder_free(&out);
    return filled;
}

const char *facts_text(const struct facts *facts, const struct guidance_text *text) {
    if (!condition_holds(facts, &text->condition)) {
        return NULL;
    }
    return strchr(text->words, '{') == NULL ? text->words : facts_fill(facts, text->words);
}

const char *facts_first(const struct facts *facts, const struct guidance_texts *texts,
                        const char *element) {
    const char *words = NULL;
    for (size_t i = 0; i < texts->count && words == NULL; i++) {
        if (strcmp(texts->at[i].element, element) == 0) {
            words = facts_text(facts, &texts->at[i]);
        }
    }
    return words;
}

const char *facts_word(const struct facts *facts, const char *family, const char *id) {
    const struct guidance *guidance = facts->guidance;
    const char *key = family == NULL ? id : arena_format(facts->arena, "%s-%s", family, id);
    size_t first = ids_find(guidance->word_ids, key);
    if (first == IDS_NONE) {
        return "";
    }
    for (size_t i = first; i < guidance->words.count; i++) {
        const struct guidance_text *word = &guidance->words.at[i];
        const char *words = strcmp(word->id, key) == 0 ? facts_text(facts, word) : NULL;
        if (words != NULL) {
            return words;
        }
    }
    return "";
}

static const char *number_word(const struct facts *facts, int64_t number) {
    return arena_format(facts->arena, "%lld", (long long)number);
}

const char *facts_date(const struct facts *facts, struct date date) {
    if (date.year == 0) {
        return "";
    }
    struct facts dated = *facts;
    dated.holds[HOLD_YEAR] = number_word(facts, date.year);
    dated.holds[HOLD_MONTH] = facts_word(facts, "month", number_word(facts, date.month));
    dated.holds[HOLD_DAY] = number_word(facts, date.day);
    return facts_word(&dated, NULL, "date");
}

bool facts_allow_food(const struct facts *facts, const struct food *food) {
    bool is_barred = food->is_high_potassium && facts->withheld[PART_POTASSIUM] != NULL;
    return !is_barred && plan_allows_food(&facts->profile, food);
}

/* Bits of the options chosen of an item, by the names of a table. */
static uint32_t option_bits(const struct facts *facts, const char *item, const char *const *names) {
    uint32_t bits = 0;
    for (size_t i = 0; names[i] != NULL; i++) {
        if (assessment_has_option(facts->assessment, item, names[i])) {
            bits |= UINT32_C(1) << i;
        }
    }
    return bits;
}

static void find_person(struct facts *facts) {
    const struct assessment *assessment = facts->assessment;
    enum patient_sex sex = facts->inputs->response->patient.sex;
    bool is_open = sex == PATIENT_SEX_UNKNOWN;
    facts->age_years = assessment->age_years;
    facts->sex = SEX_ANY;
    if (sex == PATIENT_FEMALE || (is_open && assessment_has_option(assessment, "sex", "female"))) {
        facts->sex = SEX_FEMALE;
    } else if (sex == PATIENT_MALE ||
               (is_open && assessment_has_option(assessment, "sex", "male"))) {
        facts->sex = SEX_MALE;
    }
    facts->stage = STAGE_NONE;
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        if (assessment_has_option(assessment, "life-stage", life_stage_names[i])) {
            facts->stage = (enum life_stage)i;
        }
    }
    if (facts->stage != STAGE_NONE) {
        facts->sex = SEX_FEMALE; /* the rows of pregnancy and breastfeeding are there */
    }
}

static void find_listed(struct facts *facts) {
    VECTOR(const struct interaction *) listed = {0};
    const struct knowledge *knowledge = facts->inputs->knowledge;
    for (size_t i = 0; i < knowledge->interaction_count; i++) {
        const struct interaction *interaction = &knowledge->interactions[i];
        if (assessment_has_option(facts->assessment, "medicines", interaction->id) ||
            assessment_has_option(facts->assessment, "conditions", interaction->id)) {
            *VECTOR_PUSH(facts->arena, &listed) = interaction;
        }
    }
    facts->listed = listed.at;
    facts->listed_count = listed.count;
}

/* The plan's seed: the answers alone, so that the same answers in another format give the same
 * plan. */
static uint64_t seed_of(const struct assessment *assessment) {
    uint64_t seed = 0;
    for (size_t i = 0; i < assessment->questionnaire->item_count; i++) {
        const struct item *item = &assessment->questionnaire->items[i];
        const struct item_answer *answer = &assessment->items[i];
        if (answer->state != ITEM_ANSWERED || item->kind == ITEM_TEXT) {
            continue;
        }
        seed = hash_string(item->id, seed);
        seed = hash_bytes(&answer->value, sizeof answer->value, seed);
        for (size_t j = 0; j < answer->option_count; j++) {
            seed = hash_string(answer->options[j]->id, seed);
        }
    }
    return seed;
}

static void find_profile(struct facts *facts) {
    const struct assessment *assessment = facts->assessment;
    const struct knowledge *knowledge = facts->inputs->knowledge;
    struct plan_profile *profile = &facts->profile;
    VECTOR(const struct food *) dislikes = {0};
    profile->allergens = option_bits(facts, "allergies", allergen_names);
    profile->diets = option_bits(facts, "diet", diet_names);
    profile->allows_check_label = assessment_has_option(assessment, "check-label-ok", "yes");
    for (size_t i = 0; i < knowledge->food_count; i++) {
        if (assessment_has_option(assessment, "dislikes", knowledge->foods[i].id)) {
            *VECTOR_PUSH(facts->arena, &dislikes) = &knowledge->foods[i];
        }
    }
    profile->dislikes = dislikes.at;
    profile->dislike_count = dislikes.count;
    const struct item_answer *kcal = assessment_answer(assessment, "kcal");
    profile->kcal = kcal->state == ITEM_ANSWERED ? kcal->value : 0;
    profile->wishes = option_bits(facts, "plan-wishes", plan_wish_names);
    profile->seed = seed_of(assessment);
}

/* "milk, egg and soy" from the set bits. NULL if there is none. */
static const char *list_words(const struct facts *facts, uint32_t bits, const char *family,
                              const char *const *names) {
    struct builder out = {0};
    size_t left = 0;
    for (size_t i = 0; names[i] != NULL; i++) {
        left += bits >> i & 1;
    }
    size_t total = left;
    for (size_t i = 0; names[i] != NULL; i++) {
        if ((bits >> i & 1) == 0) {
            continue;
        }
        if (left < total && left > 1) {
            builder_format(&out, "%s ", facts_word(facts, "list", "comma"));
        } else if (left < total) {
            builder_format(&out, " %s ", facts_word(facts, "list", "and"));
        }
        builder_text(&out, facts_word(facts, family, names[i]));
        left--;
    }
    const char *words = total > 0 ? arena_copy(facts->arena, out.at, out.size_bytes) : NULL;
    builder_free(&out);
    return words;
}

static const char *given(const char *text) {
    return text != NULL && text[0] != '\0' ? text : NULL;
}

/* The label of an index's band; NULL without a value. */
static const char *band_words(const struct facts *facts, size_t number) {
    const struct assessment *assessment = facts->assessment;
    if (number >= assessment->questionnaire->index_count || facts->withheld[PART_SCORES] != NULL) {
        return NULL;
    }
    const struct index_score *score = &assessment->indices[number];
    return score->has_value && score->band != NULL ? score->band->label : NULL;
}

static void find_names(struct facts *facts) {
    const struct brand *brand = facts->inputs->brand;
    facts->holds[HOLD_EMERGENCY] = given(brand->country.emergency);
    facts->holds[HOLD_CRISIS] = given(brand->country.crisis);
    facts->holds[HOLD_CLINIC] = given(brand->clinic);
    facts->holds[HOLD_PHONE] = given(brand->phone);
    facts->holds[HOLD_REVIEWER] = given(brand->reviewer);
    facts->holds[HOLD_REVIEWED] = given(brand->reviewed);
    facts->holds[HOLD_DATA_DATE] = given(facts->guidance->data_date);
    facts->holds[HOLD_VERSION] = given(facts->inputs->pack_version);
    facts->holds[HOLD_ALLERGENS] =
        list_words(facts, facts->profile.allergens, "allergen", allergen_names);
    facts->holds[HOLD_DIETS] = list_words(facts, facts->profile.diets, "diet", diet_names);
}

/* First page and withheld parts. Without figures in milligrams there is neither goal nor plan nor
 * list of foods nor supplement page; without a goal there is no plan: no rule of a pack can undo
 * that. */
static void decide_parts(struct facts *facts) {
    const struct guidance *guidance = facts->guidance;
    static const enum guidance_part with_figures[] = {PART_GOAL, PART_PLAN, PART_FOODS,
                                                      PART_SUPPLEMENTS, PART_SPACING};
    facts->kind = KIND_RESULT;
    for (size_t i = 0; i < guidance->first_page_count; i++) {
        if (condition_holds(facts, &guidance->first_pages[i].condition)) {
            facts->kind = guidance->first_pages[i].kind;
            break;
        }
    }
    for (size_t i = 0; i < guidance->withhold_count; i++) {
        const struct guidance_withhold *rule = &guidance->withholds[i];
        if (!condition_holds(facts, &rule->condition)) {
            continue;
        }
        for (size_t part = 0; part < PART_COUNT; part++) {
            if ((rule->parts >> part & 1) != 0 && facts->withheld[part] == NULL) {
                facts->withheld[part] = rule->reason;
            }
        }
    }
    const char *figures = facts->withheld[PART_MILLIGRAMS];
    for (size_t i = 0; i < sizeof with_figures / sizeof with_figures[0]; i++) {
        if (figures != NULL && facts->withheld[with_figures[i]] == NULL) {
            facts->withheld[with_figures[i]] = figures;
        }
    }
}

/* What the standard gives for the youngest adults: articles quote it for all. */
static const char *young_adult_mg(const struct facts *facts, enum sex sex) {
    const struct target *target =
        plan_find_target(facts->inputs->knowledge, facts->inputs->options->standard, sex,
                         facts->guidance->assumed_age, STAGE_NONE);
    return target != NULL ? number_word(facts, target->mg) : NULL;
}

/* The row of the intake table is needed for the goal and for the most from supplements. */
static void decide_goal(struct facts *facts) {
    int age = facts->age_years >= 0 ? facts->age_years : facts->guidance->assumed_age;
    const struct target *target = plan_find_target(
        facts->inputs->knowledge, facts->inputs->options->standard, facts->sex, age, facts->stage);
    if (target == NULL && facts->withheld[PART_GOAL] == NULL) {
        facts->withheld[PART_GOAL] = GUIDANCE_NO_TARGET;
    }
    if (facts->withheld[PART_GOAL] != NULL && facts->withheld[PART_PLAN] == NULL) {
        facts->withheld[PART_PLAN] = facts->withheld[PART_GOAL];
    }
    facts->target = target;
    if (target == NULL) {
        return;
    }
    if (facts->withheld[PART_GOAL] == NULL) {
        facts->holds[HOLD_GOAL] = number_word(facts, target->mg);
        facts->holds[HOLD_MEN_MG] = young_adult_mg(facts, SEX_MALE);
        facts->holds[HOLD_WOMEN_MG] = young_adult_mg(facts, SEX_FEMALE);
    }
    int32_t limit = target->supplement_limit_mg;
    int32_t most = facts->guidance->most_from_pills_mg;
    if (facts->withheld[PART_SUPPLEMENTS] == NULL && limit > 0) {
        facts->holds[HOLD_LIMIT] = number_word(facts, limit < most ? limit : most);
    }
}

/* The usual energy of such people stands in the American rows, whatever the standard; with sex
 * unknown it is the lower one. */
static void find_usual_energy(struct facts *facts) {
    int age = facts->age_years >= 0 ? facts->age_years : facts->guidance->assumed_age;
    const struct target *row =
        plan_find_target(facts->inputs->knowledge, STANDARD_US, facts->sex, age, STAGE_NONE);
    if (row != NULL) {
        facts->profile.usual_low_kcal = row->usual_low_kcal;
        facts->profile.usual_high_kcal = row->usual_high_kcal;
    }
}

static void decide_plan(struct facts *facts) {
    if (facts->withheld[PART_PLAN] != NULL) {
        return;
    }
    facts->profile.target_mg = facts->target->mg;
    find_usual_energy(facts);
    facts->plan = plan_build(facts->arena, facts->inputs->knowledge, &facts->profile);
    if (facts->plan->status == PLAN_MADE && !facts->plan->meets_target) {
        facts->holds[HOLD_NEAREST] = number_word(facts, facts->plan->nearest_mg);
    }
}

struct facts *facts_build(struct arena *arena, const struct report_inputs *inputs) {
    struct facts *facts = ARENA_NEW(arena, struct facts);
    facts->arena = arena;
    facts->inputs = inputs;
    facts->guidance = inputs->guidance;
    facts->assessment = inputs->assessment;
    find_person(facts);
    find_listed(facts);
    find_profile(facts);
    decide_parts(facts);
    find_names(facts);
    decide_goal(facts);
    decide_plan(facts);
    facts->holds[HOLD_SYMPTOM_BAND] = band_words(facts, 0);
    facts->holds[HOLD_RISK_BAND] = band_words(facts, 1);
    return facts;
}
