/* Targets, supplement forms and interactions. */
#include "pack/knowledge_read.h"

static const struct knowledge_kind target_kind = {"targets", "target", "R", "R001", NULL};
static const struct knowledge_kind form_kind = {"supplements", "form", "SF", "SF01", NULL};
static const struct knowledge_kind interaction_kind = {"interactions", "interaction", "I", "I01",
                                                       NULL};

/* The ages of a row in completed months: 19 to 30 years are the months 228 to 371. */
static void read_ages(struct knowledge_reader *reader, struct xml_node *row,
                      struct target *target) {
    struct xml_reader *xml = &reader->xml;
    int from = xml_read_int(xml, row, "from", 0, 130);
    int to = xml_read_int(xml, row, "to", 0, 130);
    bool in_months = xml_read_bool_or(xml, row, "months", false);
    if (from > to) {
        xml_report(xml, row, MESSAGE_KNOWLEDGE_RANGE,
                   ARGS(xml_read_text(xml, row, "from"), xml_read_text(xml, row, "to")));
    }
    target->from_months = in_months ? from : from * 12;
    target->to_months = in_months ? to : to * 12 + 11;
}

static void read_target(struct knowledge_reader *reader, struct xml_node *row, size_t number) {
    static const char *const children[] = {"note", NULL};
    static const char *const sex_names[] = {"any", "female", "male", NULL};
    struct xml_reader *xml = &reader->xml;
    struct target *target = &reader->knowledge->targets[number];
    knowledge_check_children(reader, row, children);
    target->id =
        knowledge_read_id(reader, row, &target_kind, reader->knowledge->target_ids, number);
    target->standard = (enum standard)xml_read_choice(xml, row, "standard", standard_names);
    target->table = xml_read_text(xml, row, "table");
    target->audience = xml_read_text(xml, row, "audience");
    target->is_label = xml_read_bool_or(xml, row, "label", false);
    target->sex = (enum sex)xml_read_choice(xml, row, "sex", sex_names);
    read_ages(reader, row, target);
    target->stage = (enum life_stage)xml_read_choice(xml, row, "stage", life_stage_names);
    target->kind = xml_read_text(xml, row, "kind");
    target->mg = xml_read_int(xml, row, "mg", 1, 1000);
    target->average_mg = xml_read_int_or(xml, row, "average-mg", 1, 1000, 0);
    target->supplement_limit_mg = xml_read_int_or(xml, row, "limit", 1, 1000, 0);
    target->limit_note = xml_attribute_text(row, "limit-note", "");
    target->usual_low_kcal = xml_read_int_or(xml, row, "kcal-low", 1000, 5000, 0);
    target->usual_high_kcal =
        xml_read_int_or(xml, row, "kcal-high", target->usual_low_kcal, 5000, 0);
    target->source = knowledge_read_source(reader, row, "source");
    target->provenance = knowledge_read_status(reader, row);
    target->note = knowledge_text_or(reader, row, "note");
}

bool knowledge_load_targets(struct knowledge_reader *reader, const char *file, struct slice bytes) {
    if (!knowledge_open(reader, &target_kind, file, bytes)) {
        return false;
    }
    struct knowledge *knowledge = reader->knowledge;
    knowledge->target_count = knowledge_count_rows(reader, &target_kind);
    knowledge->targets = ARENA_ARRAY(reader->xml.arena, struct target, knowledge->target_count);
    size_t number = 0;
    for (struct xml_node *row = xml_first(reader->root, target_kind.row); row;
         row = xml_next(row, target_kind.row)) {
        read_target(reader, row, number++);
    }
    xml_report_unknown(&reader->xml, reader->root, true);
    return !reader->xml.failed;
}

static void read_patient(struct knowledge_reader *reader, const struct xml_node *row,
                         struct supplement_form *form) {
    static const char *const children[] = {"absorption", "stomach", "used-for", "evidence",
                                           "cautions",   "words",   NULL};
    struct xml_node *node = knowledge_child(reader, row, "patient");
    if (!node) {
        return;
    }
    knowledge_check_children(reader, node, children);
    form->absorbs = (enum certainty)xml_read_choice(&reader->xml, node, "absorbs", certainty_names);
    form->helps = (enum certainty)xml_read_choice(&reader->xml, node, "helps", certainty_names);
    form->absorption = knowledge_text(reader, node, "absorption");
    form->stomach = knowledge_text(reader, node, "stomach");
    form->used_for = knowledge_text(reader, node, "used-for");
    form->evidence = knowledge_text(reader, node, "evidence");
    form->cautions = knowledge_text(reader, node, "cautions");
    form->words = knowledge_text(reader, node, "words");
}

static void read_record(struct knowledge_reader *reader, const struct xml_node *row,
                        struct supplement_form *form) {
    static const char *const children[] = {"percent-note", "bioavailability", "tolerance", "uses",
                                           "cautions",     "evidence",        "source",    NULL};
    const struct xml_node *node = knowledge_child(reader, row, "record");
    if (!node) {
        return;
    }
    knowledge_check_children(reader, node, children);
    form->record = (struct form_record){
        .percent_note = knowledge_text_or(reader, node, "percent-note"),
        .bioavailability = knowledge_text(reader, node, "bioavailability"),
        .tolerance = knowledge_text(reader, node, "tolerance"),
        .uses = knowledge_text_or(reader, node, "uses"),
        .cautions = knowledge_text(reader, node, "cautions"),
        .evidence = knowledge_text(reader, node, "evidence"),
    };
    form->source = knowledge_read_sources(reader, node);
}

static void read_form(struct knowledge_reader *reader, struct xml_node *row, size_t number) {
    static const char *const children[] = {"patient", "record", NULL};
    struct xml_reader *xml = &reader->xml;
    struct supplement_form *form = &reader->knowledge->forms[number];
    knowledge_check_children(reader, row, children);
    form->id = knowledge_read_id(reader, row, &form_kind, reader->knowledge->form_ids, number);
    form->name = xml_read_text(xml, row, "name");
    form->full_name = xml_attribute_text(row, "full-name", form->name);
    form->formula = xml_read_text(xml, row, "formula");
    xml_read_text(xml, row, "elemental"); /* reports it if it is missing */
    form->elemental_tenths = (int32_t)knowledge_divide(
        knowledge_read_thousandths(reader, row, "elemental", 100, 0), 100);
    form->laxative = (enum laxative)xml_read_choice(xml, row, "laxative", laxative_names);
    form->provenance = knowledge_read_status(reader, row);
    read_patient(reader, row, form);
    read_record(reader, row, form);
}

bool knowledge_load_forms(struct knowledge_reader *reader, const char *file, struct slice bytes) {
    if (!knowledge_open(reader, &form_kind, file, bytes)) {
        return false;
    }
    struct knowledge *knowledge = reader->knowledge;
    knowledge->form_count = knowledge_count_rows(reader, &form_kind);
    knowledge->forms =
        ARENA_ARRAY(reader->xml.arena, struct supplement_form, knowledge->form_count);
    size_t number = 0;
    for (struct xml_node *row = xml_first(reader->root, form_kind.row); row;
         row = xml_next(row, form_kind.row)) {
        read_form(reader, row, number++);
    }
    xml_report_unknown(&reader->xml, reader->root, true);
    return !reader->xml.failed;
}

static const char *const direction_names[] = {"bound-by-mg",
                                              "depletes-mg",
                                              "hypermagnesemia-risk",
                                              "additive-effect",
                                              "raises-absorption",
                                              "competes",
                                              "low-mg-raises-toxicity",
                                              "ask-first",
                                              NULL};
static const char *const severity_names[] = {"severe", "major", "moderate", "minor", NULL};

static void read_interaction(struct knowledge_reader *reader, struct xml_node *row, size_t number) {
    static const char *const children[] = {"examples", "words",  "table-words",
                                           "advice",   "source", NULL};
    struct xml_reader *xml = &reader->xml;
    struct interaction *interaction = &reader->knowledge->interactions[number];
    knowledge_check_children(reader, row, children);
    interaction->id = knowledge_read_id(reader, row, &interaction_kind,
                                        reader->knowledge->interaction_ids, number);
    interaction->name = xml_read_text(xml, row, "name");
    interaction->full_name = xml_attribute_text(row, "full-name", interaction->name);
    interaction->kind =
        (enum interaction_kind)xml_read_choice(xml, row, "kind", interaction_kind_names);
    interaction->direction =
        direction_names[xml_read_choice(xml, row, "direction", direction_names)];
    interaction->action =
        (enum interaction_action)xml_read_choice(xml, row, "action", interaction_action_names);
    interaction->severity = severity_names[xml_read_choice(xml, row, "severity", severity_names)];
    interaction->hours_before = xml_read_int_or(xml, row, "hours-before", 0, 24, -1);
    interaction->hours_after = xml_read_int_or(xml, row, "hours-after", 0, 24, -1);
    interaction->hours_text = xml_attribute_text(row, "hours-text", "");
    interaction->provenance = knowledge_read_status(reader, row);
    interaction->examples = knowledge_text(reader, row, "examples");
    interaction->words = knowledge_text(reader, row, "words");
    interaction->table_words = knowledge_text_or(reader, row, "table-words");
    interaction->advice = knowledge_text(reader, row, "advice");
    interaction->source = knowledge_read_sources(reader, row);
    if (interaction->table_words[0] == '\0') {
        interaction->table_words = interaction->words;
    }
    if (interaction->action == ACTION_SEPARATE && interaction->hours_before < 0 &&
        interaction->hours_after < 0) {
        xml_report(xml, row, MESSAGE_KNOWLEDGE_HOURS, NULL);
    }
}

bool knowledge_load_interactions(struct knowledge_reader *reader, const char *file,
                                 struct slice bytes) {
    if (!knowledge_open(reader, &interaction_kind, file, bytes)) {
        return false;
    }
    struct knowledge *knowledge = reader->knowledge;
    knowledge->interaction_count = knowledge_count_rows(reader, &interaction_kind);
    knowledge->interactions =
        ARENA_ARRAY(reader->xml.arena, struct interaction, knowledge->interaction_count);
    size_t number = 0;
    for (struct xml_node *row = xml_first(reader->root, interaction_kind.row); row;
         row = xml_next(row, interaction_kind.row)) {
        read_interaction(reader, row, number++);
    }
    xml_report_unknown(&reader->xml, reader->root, true);
    return !reader->xml.failed;
}
