/* From answers to items.
 *
 * An answer finds its item by its path, else by its key, among the ids and aliases of the items.
 * What it says is then read by the item's kind, whatever the intake format made of it: a
 * spreadsheet's "2", a FHIR integer, a decimal 2.0 and a coding with code "2" are the same answer.
 * The order for an item with options:
 *
 * A code: the alias with this system and code; the option of this id; an alias without system; an
 * alias of any system if the answer gives none and only one option has it; else the weight sent
 * along, if it is an option's value.
 *
 * A number: the option of this value.
 *
 * A boolean: 0 or 1 of a yes/no scale; else the option that has "true" or "false" as alias.
 *
 * Of a scale that a mapping recoded only aliases count: what its form calls 1 may be our 0.
 *
 * Of ids, codes without system, and aliases, other letters and hyphens count as the same where only
 * one fits.
 *
 * Display text is never looked at. Nothing is guessed: what fits no option is refused, and a
 * refused, unsure or twice and differently answered item is missing, never 0. */
#include "questionnaire/match.h"

#include "base/builder.h"
#include "base/slice.h"

#include <string.h>

enum reading_kind { READ_NOTHING, READ_VALUE, READ_UNSURE, READ_REFUSED };

struct reading {
    enum reading_kind kind;
    int32_t value;
    const struct option *option;
    bool weight_differs;
};

static const struct reading nothing = {.kind = READ_NOTHING};
static const struct reading refused = {.kind = READ_REFUSED};
static const struct reading unsure = {.kind = READ_UNSURE};

static struct reading read_option(const struct option *option) {
    if (option == NULL) {
        return refused;
    }
    return (struct reading){.kind = option->is_missing ? READ_UNSURE : READ_VALUE,
                            .value = option->value,
                            .option = option};
}

static const struct option *find_value(const struct scale *scale, int32_t value) {
    bool has_values = !scale->is_choice && !scale->is_recoded;
    for (size_t i = 0; i < scale->option_count && has_values; i++) {
        if (!scale->options[i].is_missing && scale->options[i].value == value) {
            return &scale->options[i];
        }
    }
    return NULL;
}

/* The option with an alias of this key and system; system NULL: of any system, if only one option
 * has it. */
static const struct option *find_alias(const struct scale *scale, const char *system,
                                       const char *key) {
    const struct option *found = NULL;
    for (size_t i = 0; i < scale->option_count; i++) {
        const struct option *option = &scale->options[i];
        for (size_t j = 0; j < option->alias_count; j++) {
            const struct alias *alias = &option->aliases[j];
            if (strcmp(alias->key, key) != 0 ||
                (system != NULL && strcmp(alias->system, system) != 0)) {
                continue;
            }
            if (found != NULL && found != option) {
                return NULL;
            }
            found = option;
        }
    }
    return found;
}

/* Form systems write names in small or capital letters and know no hyphen: i03 is I03, tree_nuts is
 * tree-nuts, and YES is yes. */
static bool is_spelled(const struct option *option, const char *code) {
    bool is_it = ids_is_same_spelling(option->id, code);
    for (size_t i = 0; i < option->alias_count && !is_it; i++) {
        const struct alias *alias = &option->aliases[i];
        is_it = alias->system[0] == '\0' && ids_is_same_spelling(alias->key, code);
    }
    return is_it;
}

/* The only option that this may be with other letters and hyphens, or NULL. */
static const struct option *find_spelling(const struct scale *scale, const char *code) {
    const struct option *found = NULL;
    for (size_t i = 0; i < scale->option_count; i++) {
        if (is_spelled(&scale->options[i], code)) {
            if (found != NULL) {
                return NULL;
            }
            found = &scale->options[i];
        }
    }
    return found;
}

static const struct option *find_code(const struct scale *scale, const char *system,
                                      const char *code) {
    const struct option *option = system[0] != '\0' ? find_alias(scale, system, code) : NULL;
    if (option == NULL && !scale->is_recoded) {
        option = scale_find(scale, code);
    }
    if (option == NULL) {
        option = find_alias(scale, "", code);
    }
    if (option == NULL && system[0] == '\0') {
        option = find_alias(scale, NULL, code);
        option = option != NULL || scale->is_recoded ? option : find_spelling(scale, code);
    }
    return option;
}

/* A decimal number: its whole part, and whether that is all of it. */
static bool parse_decimal(const char *text, int *out_whole, bool *out_is_whole) {
    struct slice rest = slice_trim(slice_from(text));
    struct slice whole;
    *out_is_whole = true;
    if (rest.size_bytes == 0 || rest.at[0] == '.' || rest.at[rest.size_bytes - 1] == '.' ||
        !slice_next(&rest, '.', &whole) || !slice_parse_int(whole, out_whole)) {
        return false;
    }
    for (size_t i = 0; i < rest.size_bytes; i++) {
        if (rest.at[i] < '0' || rest.at[i] > '9') {
            return false;
        }
        *out_is_whole = *out_is_whole && rest.at[i] == '0';
    }
    return true;
}

/* Of a recoded scale: 2.0 is the code 2. */
static const struct option *find_number_alias(const struct scale *scale, int32_t number) {
    const struct option *found = NULL;
    for (size_t i = 0; i < scale->option_count; i++) {
        for (size_t j = 0; j < scale->options[i].alias_count; j++) {
            int code;
            if (slice_parse_int(slice_from(scale->options[i].aliases[j].key), &code) &&
                code == number) {
                if (found != NULL && found != &scale->options[i]) {
                    return NULL;
                }
                found = &scale->options[i];
            }
        }
    }
    return found;
}

static struct reading read_word(const struct questionnaire *questionnaire,
                                const struct scale *scale, const char *system, const char *word) {
    const struct option *option = find_code(scale, system, word);
    int whole;
    bool is_whole;
    if (option == NULL && questionnaire->unsure_code[0] != '\0' &&
        strcmp(word, questionnaire->unsure_code) == 0) {
        return unsure;
    }
    if (option == NULL && system[0] == '\0' && parse_decimal(word, &whole, &is_whole) && is_whole) {
        option = scale->is_recoded ? find_number_alias(scale, whole) : find_value(scale, whole);
    }
    return read_option(option);
}

static const char *trimmed(struct arena *arena, const char *text) {
    struct slice slice = slice_trim(slice_from(text));
    return arena_copy(arena, slice.at, slice.size_bytes);
}

/* A coding, with the weight that the form gave it if the code is not one of ours. */
static struct reading read_coding(const struct questionnaire *questionnaire,
                                  const struct scale *scale, const struct answer *answer) {
    struct reading reading = read_word(questionnaire, scale, answer->system, answer->code);
    if (answer->has_weight && reading.kind == READ_REFUSED) {
        return read_option(find_value(scale, answer->weight));
    }
    reading.weight_differs = answer->has_weight && !scale->is_choice &&
                             reading.kind == READ_VALUE && reading.value != answer->weight;
    return reading;
}

static struct reading read_scale(struct arena *arena, const struct questionnaire *questionnaire,
                                 const struct scale *scale, const struct answer *answer) {
    switch (answer->kind) {
    case ANSWER_MISSING:
        return answer->raw[0] == '\0' && !answer->is_unread ? nothing : refused;
    case ANSWER_BOOLEAN:
        return read_option(scale->is_yes_no && !scale->is_recoded
                               ? find_value(scale, answer->integer)
                               : find_alias(scale, "", answer->integer != 0 ? "true" : "false"));
    case ANSWER_INTEGER:
        return scale->is_choice || scale->is_recoded
                   ? read_word(questionnaire, scale, "",
                               arena_format(arena, "%d", (int)answer->integer))
                   : read_option(find_value(scale, answer->integer));
    case ANSWER_CODE:
        return read_coding(questionnaire, scale, answer);
    case ANSWER_DECIMAL:
    case ANSWER_TEXT: {
        const char *word = trimmed(arena, answer->raw);
        return word[0] == '\0' ? nothing : read_word(questionnaire, scale, "", word);
    }
    case ANSWER_DATE:
    case ANSWER_KIND_COUNT:
        break;
    }
    return refused;
}

/* Whole units count: an age of 17.5 is 17. */
static struct reading read_number(const struct questionnaire *questionnaire,
                                  const struct item *item, const struct answer *answer) {
    const char *text = answer->kind == ANSWER_CODE ? answer->code : answer->raw;
    struct reading reading = {.kind = READ_VALUE, .value = answer->integer};
    bool is_whole;
    if (answer->kind == ANSWER_MISSING || text[strspn(text, " ")] == '\0') {
        return text[0] == '\0' && !answer->is_unread ? nothing : refused;
    }
    if (questionnaire->unsure_code[0] != '\0' && strcmp(text, questionnaire->unsure_code) == 0) {
        return unsure;
    }
    if (answer->kind == ANSWER_BOOLEAN || answer->kind == ANSWER_DATE) {
        return refused;
    }
    if (answer->kind != ANSWER_INTEGER && !parse_decimal(text, &reading.value, &is_whole)) {
        return refused;
    }
    bool negative = text[0] == '-' && reading.value <= 0;
    return !negative && reading.value >= item->low && reading.value <= item->high ? reading
                                                                                  : refused;
}

/* One more reading of an item that takes one value. */
static void merge(struct item_answer *answer, struct reading reading, const struct answer *given) {
    static const enum item_state states[] = {
        [READ_NOTHING] = ITEM_MISSING,
        [READ_VALUE] = ITEM_ANSWERED,
        [READ_UNSURE] = ITEM_UNSURE,
        [READ_REFUSED] = ITEM_REFUSED,
    };
    enum item_state state = states[reading.kind];
    if (reading.kind == READ_NOTHING) {
        return;
    }
    if (reading.kind == READ_REFUSED && answer->refused == NULL) {
        answer->refused = given;
    }
    if (answer->state == ITEM_MISSING) {
        answer->state = state;
        answer->value = reading.value;
        answer->option = reading.option;
    } else if (answer->state != state ||
               (state == ITEM_ANSWERED && answer->value != reading.value)) {
        answer->state = ITEM_CONFLICT;
    }
}

static bool has_option(const struct item_answer *answer, const struct option *option) {
    for (size_t i = 0; i < answer->option_count; i++) {
        if (answer->options[i] == option) {
            return true;
        }
    }
    return false;
}

/* Options stay in the order of the questionnaire. */
static void add_option(struct arena *arena, const struct scale *scale, const struct option *option,
                       struct item_answer *answer) {
    if (has_option(answer, option)) {
        return;
    }
    if (answer->options == NULL) {
        answer->options = ARENA_ARRAY(arena, const struct option *, scale->option_count);
    }
    size_t at = answer->option_count++;
    for (; at > 0 && answer->options[at - 1] > option; at--) {
        answer->options[at] = answer->options[at - 1];
    }
    answer->options[at] = option;
}

/* The array grows when its length is a power of two. */
static void add_unknown(struct arena *arena, const char *word, struct item_answer *answer) {
    size_t count = answer->unknown_count;
    if ((count & (count - 1)) == 0) {
        const char **grown = ARENA_ARRAY(arena, const char *, count == 0 ? 1 : 2 * count);
        for (size_t i = 0; i < count; i++) {
            grown[i] = answer->unknown[i];
        }
        answer->unknown = grown;
    }
    answer->unknown[answer->unknown_count++] = word;
}

/* One chosen value of an item that takes several. Being unsure gives way to any choice, but is
 * kept: there may be more than what was chosen. */
static void choose(struct arena *arena, const struct scale *scale, struct reading reading,
                   const char *word, struct item_answer *answer) {
    if (reading.kind == READ_VALUE) {
        add_option(arena, scale, reading.option, answer);
        answer->state = ITEM_ANSWERED;
    } else if (reading.kind == READ_REFUSED) {
        add_unknown(arena, word, answer);
        answer->state = answer->option_count > 0 ? ITEM_ANSWERED : ITEM_REFUSED;
    } else if (reading.kind == READ_UNSURE) {
        answer->is_doubtful = true;
        answer->state = answer->state == ITEM_MISSING ? ITEM_UNSURE : answer->state;
    }
}

/* Several choices, in one answer each or as words of one text, parted by blanks, commas or
 * semicolons. */
static void match_several(struct arena *arena, const struct questionnaire *questionnaire,
                          const struct scale *scale, const struct answer *answer,
                          struct item_answer *out_answer) {
    struct reading whole = read_scale(arena, questionnaire, scale, answer);
    if (whole.kind != READ_REFUSED ||
        (answer->kind != ANSWER_TEXT && answer->kind != ANSWER_CODE)) {
        choose(arena, scale, whole, answer->raw, out_answer);
        return;
    }
    char *words = arena_string(arena, answer->kind == ANSWER_CODE ? answer->code : answer->raw);
    for (char *at = words; *at != '\0'; at++) {
        *at = strchr(",;\t\r\n", *at) != NULL ? ' ' : *at;
    }
    struct slice rest = slice_from(words);
    struct slice slice;
    bool has_words = false;
    for (; slice_next(&rest, ' ', &slice); has_words = true) {
        const char *word = arena_copy(arena, slice.at, slice.size_bytes);
        choose(arena, scale, read_word(questionnaire, scale, answer->system, word), word,
               out_answer);
    }
    if (!has_words) { /* points without a code, or commas alone */
        choose(arena, scale, whole, answer->raw, out_answer);
    }
}

static void match_list(struct arena *arena, const struct questionnaire *questionnaire,
                       const struct scale *scale, const struct answer *answer,
                       struct item_answer *out_answer) {
    size_t unknown_before = out_answer->unknown_count;
    match_several(arena, questionnaire, scale, answer, out_answer);
    if (out_answer->unknown_count > unknown_before && out_answer->refused == NULL) {
        out_answer->refused = answer;
    }
}

static void match_text(const struct item *item, const struct answer *answer,
                       struct item_answer *out_answer) {
    if (answer->raw[0] == '\0') { /* what is no number or date is still text */
        return;
    }
    if (out_answer->state == ITEM_MISSING) {
        out_answer->state = ITEM_ANSWERED;
        out_answer->text = answer->raw;
    } else if (!item->repeats && out_answer->state == ITEM_ANSWERED &&
               strcmp(out_answer->text, answer->raw) != 0) {
        out_answer->state = ITEM_CONFLICT;
        out_answer->text = NULL;
    }
}

/* Returns whether the answer brought a weight of its own that is not ours. */
static bool match_item(struct arena *arena, const struct questionnaire *questionnaire,
                       const struct item *item, const struct answer *answer,
                       struct item_answer *out_answer) {
    struct reading reading = nothing;
    switch (item->kind) {
    case ITEM_SCALE:
    case ITEM_CHOICE:
        if (item->repeats) {
            match_list(arena, questionnaire, item->scale, answer, out_answer);
            break;
        }
        reading = read_scale(arena, questionnaire, item->scale, answer);
        merge(out_answer, reading, answer);
        if (reading.kind == READ_VALUE) {
            add_option(arena, item->scale, reading.option, out_answer);
        }
        break;
    case ITEM_NUMBER:
        merge(out_answer, read_number(questionnaire, item, answer), answer);
        break;
    case ITEM_TEXT:
        match_text(item, answer, out_answer);
        break;
    case ITEM_KIND_COUNT:
        break;
    }
    return reading.weight_differs;
}

/* The only item that the key may mean with other letters and hyphens, or IDS_NONE. */
static size_t find_item_spelling(const struct questionnaire *questionnaire, const char *key) {
    if (key[0] == '_' && key[1] >= '0' && key[1] <= '9') {
        key++; /* no name of an XML element begins with a digit */
    }
    return ids_find(questionnaire->spellings, key);
}

size_t match_find_item(const struct questionnaire *questionnaire, const struct answer *answer) {
    size_t number = ids_find(questionnaire->answer_keys, answer->path);
    if (number == IDS_NONE) {
        number = ids_find(questionnaire->answer_keys, answer->key);
    }
    return number != IDS_NONE ? number : find_item_spelling(questionnaire, answer->key);
}

const struct index *match_find_total(const struct questionnaire *questionnaire,
                                     const struct answer *answer) {
    size_t number = ids_find(questionnaire->total_keys, answer->path);
    if (number == IDS_NONE && ids_find(questionnaire->answer_keys, answer->path) == IDS_NONE) {
        number = ids_find(questionnaire->total_keys, answer->key);
    }
    return number != IDS_NONE ? &questionnaire->indices[number] : NULL;
}

bool match_is_total(const struct answer *answer, int32_t value) {
    const char *text = answer->kind == ANSWER_CODE ? answer->code : answer->raw;
    int stated = answer->integer;
    bool is_whole = true;
    if (answer->kind == ANSWER_MISSING) {
        return !answer->is_unread;
    }
    return (answer->kind == ANSWER_INTEGER || parse_decimal(text, &stated, &is_whole)) &&
           is_whole && stated == value;
}

bool match_concerns(const struct questionnaire *questionnaire, const struct response *response) {
    for (size_t i = 0; i < response->answers.count; i++) {
        size_t number = match_find_item(questionnaire, &response->answers.at[i]);
        const struct item *item = number != IDS_NONE ? &questionnaire->items[number] : NULL;
        if (item != NULL && (item->domain != NULL || item->is_gate)) {
            return true;
        }
    }
    return false;
}

/* A list answered under a name that is not quite its own, such as Alergies: what was said is lost,
 * but not that something was. */
static void doubt_nearest(const char *key, struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    const char *nearest = ids_nearest(questionnaire->item_ids, key);
    size_t number = nearest != NULL ? ids_find(questionnaire->item_ids, nearest) : IDS_NONE;
    if (number != IDS_NONE && questionnaire->items[number].repeats) {
        assessment->items[number].is_doubtful = true;
    }
}

/* The texts of an item that repeats, a line each. */
static const char *join_texts(struct arena *arena, const struct response *response,
                              const struct questionnaire *questionnaire, size_t number) {
    struct builder text = {0};
    for (size_t i = 0; i < response->answers.count; i++) {
        const struct answer *answer = &response->answers.at[i];
        if (answer->raw[0] != '\0' && match_find_item(questionnaire, answer) == number) {
            builder_text(&text, text.size_bytes > 0 ? "\n" : "");
            builder_text(&text, answer->raw);
        }
    }
    const char *joined = arena_copy(arena, text.at, text.size_bytes);
    builder_free(&text);
    return joined;
}

void match_answers(struct arena *arena, const struct response *response,
                   struct assessment *assessment, struct match_counts *out_counts) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    *out_counts = (struct match_counts){0};
    for (size_t i = 0; i < response->answers.count; i++) {
        const struct answer *answer = &response->answers.at[i];
        const struct index *total = match_find_total(questionnaire, answer);
        if (total != NULL) {
            *VECTOR_PUSH(arena, &assessment->totals) = (struct stated_total){total, answer, false};
            continue;
        }
        size_t number = match_find_item(questionnaire, answer);
        if (number == IDS_NONE) {
            if (answer->repeat == 0) {
                out_counts->unknown++;
                doubt_nearest(answer->key, assessment);
            }
        } else if (match_item(arena, questionnaire, &questionnaire->items[number], answer,
                              &assessment->items[number])) {
            out_counts->weights++;
        }
    }
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        const struct item *item = &questionnaire->items[i];
        struct item_answer *answer = &assessment->items[i];
        if (item->kind == ITEM_TEXT && item->repeats && answer->text != NULL) {
            answer->text = join_texts(arena, response, questionnaire, i);
        }
    }
}
