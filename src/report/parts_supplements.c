/* Supplement forms, and the medicines and conditions that were listed. */
#include "report/parts.h"

#include "pack/brand.h"
#include "report/condition.h"

#include <string.h>

static const struct guidance_entry *find_form(const struct facts *facts, const char *id) {
    const struct guidance_entries *entries = &facts->guidance->lists[LIST_FORM];
    for (size_t i = 0; i < entries->count; i++) {
        if (strcmp(entries->at[i].id, id) == 0) {
            return &entries->at[i];
        }
    }
    return NULL;
}

static bool is_about(const struct guidance_entry *misfit, const struct supplement_form *form) {
    bool found = (misfit->laxatives >> form->laxative & 1) != 0;
    for (size_t i = 0; i < misfit->form_count; i++) {
        found |= strcmp(misfit->forms[i], form->id) == 0;
    }
    return found;
}

/* Why a form does not fit these answers (LIST_MISFIT) or what speaks for it (LIST_FIT); NULL if
 * nothing does. */
static const char *find_reason(const struct facts *facts, enum guidance_list list,
                               const struct supplement_form *form) {
    const struct guidance_entries *entries = &facts->guidance->lists[list];
    const char *words = NULL;
    for (size_t i = 0; i < entries->count && words == NULL; i++) {
        const struct guidance_entry *entry = &entries->at[i];
        if (is_about(entry, form) && condition_holds(facts, &entry->condition)) {
            words = facts_first(facts, &entry->texts, "text");
        }
    }
    return words;
}

/* "500 mg of magnesium citrate holds about 80 mg of magnesium". */
#define LABEL_MG 500

/* To the nearest 5, half up: products of one form differ by more than that. */
static int32_t content_mg(const struct supplement_form *form) {
    return (form->elemental_tenths * LABEL_MG + 2500) / 5000 * 5;
}

static void add_label(struct part_writer *writer, xmlNodePtr node,
                      const struct supplement_form *form, const struct guidance_entry *entry) {
    struct facts named = *writer->facts;
    named.holds[HOLD_FORM] = entry->words[0] != '\0' ? entry->words : form->name;
    named.holds[HOLD_LABEL_MG] = arena_format(named.arena, "%d", LABEL_MG);
    named.holds[HOLD_CONTENT_MG] = arena_format(named.arena, "%d", content_mg(form));
    const char *words = facts_word(&named, NULL, "label-content");
    if (words[0] != '\0') {
        tree_add_text(writer->tree, node, "label", words);
    }
}

static void add_form(struct part_writer *writer, xmlNodePtr supplements,
                     const struct supplement_form *form, const struct guidance_entry *entry) {
    static const char *const laxatives[LAXATIVE_COUNT] = {
        [LAXATIVE_NO] = "no", [LAXATIVE_CLINICIAN] = "clinician", [LAXATIVE_YES] = "yes"};
    const struct facts *facts = writer->facts;
    struct tree *tree = writer->tree;
    const char *misfit = find_reason(facts, LIST_MISFIT, form);
    const char *reason = misfit == NULL ? find_reason(facts, LIST_FIT, form) : NULL;
    xmlNodePtr node = tree_add(tree, supplements, "form");
    tree_set(tree, node, "id", form->id);
    tree_set(tree, node, "name", form->name);
    tree_set(tree, node, "short", entry->short_name);
    tree_set(tree, node, "chosen-for", entry->chosen_for);
    tree_set(tree, node, "evidence", facts_word(facts, "evidence", entry->evidence));
    tree_set(tree, node, "stomach", entry->stomach);
    tree_set(tree, node, "laxative", laxatives[form->laxative]);
    tree_set_bool(tree, node, "fits", misfit == NULL);
    tree_set(tree, node, "fits-words", facts_word(facts, "fits", misfit == NULL ? "yes" : "no"));
    tree_set_int(tree, node, "mg-in-500", content_mg(form));
    tree_set(tree, node, "sources", parts_source_numbers(facts, entry));
    tree_add_text(tree, node, "text", form->words);
    tree_add_text(tree, node, "caution", form->cautions);
    add_label(writer, node, form, entry);
    tree_add_text(tree, node, "absorption", form->absorption);
    tree_add_text(tree, node, "stomach", form->stomach);
    tree_add_text(tree, node, "used-for", form->used_for);
    tree_add_text(tree, node, "evidence", form->evidence);
    if (misfit != NULL) {
        tree_add_text(tree, node, "misfit", misfit);
    }
    if (reason != NULL) {
        tree_add_text(tree, node, "reason", reason);
    }
}

static void add_forms(struct part_writer *writer, xmlNodePtr supplements) {
    const struct knowledge *knowledge = writer->facts->inputs->knowledge;
    for (size_t i = 0; i < knowledge->form_count; i++) {
        const struct supplement_form *form = &knowledge->forms[i];
        const struct guidance_entry *entry = find_form(writer->facts, form->id);
        bool is_hidden = form->laxative != LAXATIVE_NO && !parts_is_shown(writer, PART_LAXATIVES);
        if (entry != NULL && !is_hidden) {
            add_form(writer, supplements, form, entry);
        }
    }
}

void parts_add_supplements(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct guidance_texts *texts = &facts->guidance->sections[SECTION_SUPPLEMENTS];
    const char *reason = facts->withheld[PART_SUPPLEMENTS];
    xmlNodePtr node = parts_add_section(writer, writer->root, "supplements", SECTION_SUPPLEMENTS);
    tree_set(writer->tree, node, "status", reason == NULL ? "shown" : "withheld");
    tree_set(writer->tree, node, "reason", reason == NULL ? "" : reason);
    if (reason != NULL) {
        return;
    }
    if (facts->holds[HOLD_LIMIT] != NULL) {
        tree_set(writer->tree, node, "limit", facts->holds[HOLD_LIMIT]);
    }
    parts_add_texts(writer, node, texts, "caution");
    parts_add_section(writer, node, "none", SECTION_NONE);
    add_forms(writer, node);
    parts_add_texts(writer, node, texts, "notice");
    const char *notice = facts->inputs->brand->country.supplement_notice;
    if (notice[0] != '\0') {
        tree_add_text(writer->tree, node, "notice", notice);
    }
}

/* "at least 2 hours before, or 6 hours after" in the words of guidance.xml; NULL if no gap is
 * known. */
static const char *timing_words(const struct facts *facts, const struct interaction *interaction) {
    struct facts named = *facts;
    bool has_before = interaction->hours_before >= 0;
    bool has_after = interaction->hours_after >= 0;
    named.holds[HOLD_BEFORE] = arena_format(facts->arena, "%d", interaction->hours_before);
    named.holds[HOLD_AFTER] = arena_format(facts->arena, "%d", interaction->hours_after);
    if (!has_before && !has_after) {
        return NULL;
    }
    const char *way = has_before && has_after ? "both" : has_before ? "before" : "after";
    return facts_word(&named, "timing", way);
}

/* A sample day with one medicine: it is taken in the morning, or, if it may only follow magnesium,
 * its hours after it; magnesium in the afternoon, so that there is room for an evening dose too.
 * One medicine a clock, because two of them may need a gap between each other. */
#define MORNING_HOUR 8
#define MAGNESIUM_HOUR 14
#define LAST_HOUR 22

static void add_clock_hour(struct part_writer *writer, xmlNodePtr clock, int32_t hour,
                           const char *what) {
    struct facts named = *writer->facts;
    named.holds[HOLD_HOUR] = arena_format(named.arena, "%d", hour > 12 ? hour - 12 : hour);
    named.holds[HOLD_HOUR_OF_24] = arena_format(named.arena, "%d", hour);
    xmlNodePtr node = tree_add_text(writer->tree, clock, "take", what);
    tree_set_int(writer->tree, node, "hour", hour);
    tree_set(writer->tree, node, "at",
             facts_word(&named, "clock",
                        hour < 12    ? "am"
                        : hour == 12 ? "noon"
                                     : "pm"));
}

static void add_clock(struct part_writer *writer, xmlNodePtr node,
                      const struct interaction *interaction) {
    const char *magnesium = facts_word(writer->facts, "clock", "magnesium");
    int32_t before = interaction->hours_before, after = interaction->hours_after;
    bool comes_first = before >= 0;
    int32_t earliest = comes_first ? MORNING_HOUR + before : MORNING_HOUR;
    int32_t hour = earliest > MAGNESIUM_HOUR ? earliest : MAGNESIUM_HOUR;
    int32_t medicine = comes_first ? MORNING_HOUR : hour + after;
    bool has_room = comes_first ? hour <= LAST_HOUR && hour + after <= MORNING_HOUR + 24
                                : medicine <= LAST_HOUR;
    if (magnesium[0] == '\0' || !has_room) {
        return;
    }
    xmlNodePtr clock = tree_add(writer->tree, node, "clock");
    if (comes_first) {
        add_clock_hour(writer, clock, medicine, interaction->name);
    }
    add_clock_hour(writer, clock, hour, magnesium);
    if (!comes_first) {
        add_clock_hour(writer, clock, medicine, interaction->name);
    }
    tree_add_text(writer->tree, clock, "note", facts_word(writer->facts, "clock", "note"));
}

/* Hours apart from magnesium are told only to those who may see the supplement page: to others they
 * would read as leave to take it. */
static void add_interaction(struct part_writer *writer, xmlNodePtr interactions,
                            const struct interaction *interaction) {
    static const char *const actions[ACTION_COUNT] = {[ACTION_SEPARATE] = "separate",
                                                      [ACTION_ASK_FIRST] = "ask-first",
                                                      [ACTION_DO_NOT_SUPPLEMENT] =
                                                          "do-not-supplement"};
    static const char *const kinds[INTERACTION_KIND_COUNT] = {[INTERACTION_DRUG] = "drug",
                                                              [INTERACTION_CONDITION] = "condition",
                                                              [INTERACTION_SUPPLEMENT] =
                                                                  "supplement"};
    const struct facts *facts = writer->facts;
    struct tree *tree = writer->tree;
    bool shows_hours = parts_is_shown(writer, PART_SPACING);
    bool is_replaced = !shows_hours && interaction->action == ACTION_SEPARATE;
    xmlNodePtr node = tree_add(tree, interactions, "interaction");
    tree_set(tree, node, "id", interaction->id);
    tree_set(tree, node, "name", interaction->name);
    tree_set(tree, node, "kind", kinds[interaction->kind]);
    tree_set(tree, node, "action", actions[interaction->action]);
    tree_set(tree, node, "severity", interaction->severity);
    tree_set(tree, node, "effect", interaction->direction);
    tree_set(tree, node, "effect-words", facts_word(facts, "effect", interaction->direction));
    if (shows_hours && interaction->hours_before >= 0) {
        tree_set_int(tree, node, "before", interaction->hours_before);
    }
    if (shows_hours && interaction->hours_after >= 0) {
        tree_set_int(tree, node, "after", interaction->hours_after);
    }
    const char *timing = shows_hours ? timing_words(facts, interaction) : NULL;
    if (timing != NULL) {
        tree_set(tree, node, "timing", timing);
    }
    tree_add_text(tree, node, "text",
                  is_replaced ? facts_word(facts, NULL, "spacing-withheld") : interaction->words);
    if (timing != NULL && interaction->action == ACTION_SEPARATE) {
        add_clock(writer, node, interaction);
    }
}

void parts_add_interactions(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    if (!parts_is_shown(writer, PART_INTERACTIONS) || facts->listed_count == 0) {
        return;
    }
    xmlNodePtr node = parts_add_section(writer, writer->root, "interactions", SECTION_INTERACTIONS);
    for (size_t i = 0; i < facts->listed_count; i++) {
        add_interaction(writer, node, facts->listed[i]);
    }
}
