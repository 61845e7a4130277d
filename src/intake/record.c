#include "intake/record.h"

#include "base/builder.h"
#include "base/hash.h"
#include "base/slice.h"
#include "base/utf8.h"

#include <string.h>
#include <strings.h>

#define FORM_PREFIX "urn:magreport:questionnaire:"
#define NAME_MAX_CHARACTERS 240
#define ANSWERS_MAX_BYTES 200000
#define ANSWERS_USUAL 64
#define PATHS_MAX_BYTES ((size_t)8 << 20) /* one long group name counts for each of its answers */

struct record record_begin(struct arena *arena, const char *file, const struct xml_node *node,
                           uint32_t ordinal, struct diags *diags) {
    struct response *response = ARENA_NEW(arena, struct response);
    *response = (struct response){
        .id = "",
        .ordinal = ordinal,
        .form = "",
        .form_version = "",
        .authored_text = "",
        .language = "",
        .patient = {.name = "", .identifier = ""},
        .position = {.file = file, .line = node->line, .column = node->column, .ordinal = ordinal},
    };
    response->answers.at = ARENA_ARRAY(arena, struct answer, ANSWERS_USUAL);
    response->answers.capacity = ANSWERS_USUAL;
    return (struct record){
        .arena = arena,
        .diags = diags,
        .file = file,
        .response = response,
        .keys = ids_build(arena),
    };
}

struct position record_position(const struct record *record, const struct xml_node *node) {
    return (struct position){.file = record->file,
                             .line = node->line,
                             .column = node->column,
                             .ordinal = record->response->ordinal};
}

void record_refuse(struct record *record, const struct xml_node *node, enum message message) {
    record->refused = true;
    diag(record->diags, message, record_position(record, node), NULL);
}

const char *record_text(const struct record *record, const char *text) {
    return utf8_clean(record->arena, text, false);
}

/* Ids of our own questionnaires may stand in messages; any other might say more than it should. */
static bool is_own_item(const char *key) {
    static const char *const others[] = {
        "age",         "sex",      "life-stage", "allergies",  "check-label-ok",
        "diet",        "dislikes", "medicines",  "conditions", "kcal",
        "plan-wishes", "language", "remarks"};
    if ((key[0] == 'Q' || key[0] == 'G') && strlen(key) == 3 && key[1] >= '0' && key[1] <= '9' &&
        key[2] >= '0' && key[2] <= '9') {
        return true;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static void refuse_limit(struct record *record, const struct xml_node *node, enum message message,
                         const char *limit) {
    if (!record->refused) {
        diag(record->diags, message, record_position(record, node), ARGS(limit));
    }
    record->refused = true;
}

static const char *join_path(struct record *record, const struct xml_node *node, const char *parent,
                             const char *key) {
    if (parent[0] == '\0') {
        return key;
    }
    record->path_bytes += strlen(parent) + strlen(key) + 2;
    if (record->path_bytes > PATHS_MAX_BYTES) {
        refuse_limit(record, node, MESSAGE_INTAKE_PATHS_LENGTH,
                     arena_format(record->arena, "%zu", PATHS_MAX_BYTES));
        return key;
    }
    return arena_format(record->arena, "%s/%s", parent, key);
}

struct answer *record_add_answer(struct record *record, const struct xml_node *node,
                                 const char *key, const char *parent_path) {
    size_t number = ids_add(record->arena, record->keys, key, record->repeats.count);
    if (number == IDS_NONE) {
        number = record->repeats.count;
        *VECTOR_PUSH(record->arena, &record->repeats) = 0;
    }
    struct answer *answer = VECTOR_PUSH(record->arena, &record->response->answers);
    *answer = (struct answer){
        .path = join_path(record, node, parent_path, key),
        .key = key,
        .repeat = record->repeats.at[number]++,
        .raw = "",
        .code = "",
        .system = "",
        .position = record_position(record, node),
    };
    answer->position.item = is_own_item(key) ? key : NULL;
    return answer;
}

bool record_has_answer(const struct record *record, const char *key) {
    return ids_find(record->keys, key) != IDS_NONE;
}

/* Adds a note that is not there yet. */
static void add_note_once(struct record *record, const char *id, const char *text) {
    const struct response *response = record->response;
    for (size_t i = 0; i < response->notes.count; i++) {
        if (strcmp(response->notes.at[i].text, text) == 0) {
            return;
        }
    }
    response_note(record->arena, record->response, id, text);
}

void record_set_unread(struct record *record, struct answer *answer, enum message message,
                       const char *note) {
    answer->kind = ANSWER_MISSING;
    answer->is_unread = true;
    diag(record->diags, message, answer->position, NULL);
    const char *item = answer->position.item != NULL ? answer->position.item : "a further item";
    add_note_once(record, note,
                  arena_format(record->arena,
                               "The answer to %s could not be read. It counts as missing.", item));
}

/* The text without blanks at both ends, kept as the answer's raw value. False if there is none. */
static bool keep_raw(struct record *record, struct answer *answer, const char *text) {
    answer->raw = record_text(record, text);
    return answer->raw[0] != '\0';
}

static bool is_integer(const char *text, int *out_value) {
    return slice_parse_int(slice_from(text), out_value);
}

/* Digits, optional sign and point with digits on both sides; at most 18 characters. */
static bool is_decimal(const char *text) {
    size_t whole = 0;
    size_t decimals = 0;
    const char *at = text + (text[0] == '-' ? 1 : 0);
    for (; *at >= '0' && *at <= '9'; at++) {
        whole++;
    }
    if (*at == '.') {
        for (at++; *at >= '0' && *at <= '9'; at++) {
            decimals++;
        }
        if (decimals == 0) {
            return false;
        }
    }
    return *at == '\0' && whole > 0 && whole + decimals <= 18;
}

void record_set_integer(struct record *record, struct answer *answer, const char *text) {
    int value = 0;
    if (!keep_raw(record, answer, text)) {
        return;
    }
    if (!is_integer(answer->raw, &value)) {
        record_set_unread(record, answer, MESSAGE_INTAKE_NUMBER, "not-a-number");
        return;
    }
    answer->kind = ANSWER_INTEGER;
    answer->integer = value;
}

void record_set_decimal(struct record *record, struct answer *answer, const char *text) {
    int value = 0;
    if (!keep_raw(record, answer, text)) {
        return;
    }
    if (is_integer(answer->raw, &value)) {
        answer->kind = ANSWER_INTEGER;
        answer->integer = value;
    } else if (is_decimal(answer->raw) && strchr(answer->raw, '.') != NULL) {
        answer->kind = ANSWER_DECIMAL;
    } else {
        record_set_unread(record, answer, MESSAGE_INTAKE_NUMBER, "not-a-number");
    }
}

void record_set_boolean(struct record *record, struct answer *answer, const char *text) {
    if (!keep_raw(record, answer, text)) {
        return;
    }
    bool is_true = strcmp(answer->raw, "true") == 0;
    if (!is_true && strcmp(answer->raw, "false") != 0) {
        record_set_unread(record, answer, MESSAGE_INTAKE_BOOLEAN, "not-yes-or-no");
        return;
    }
    answer->kind = ANSWER_BOOLEAN;
    answer->integer = is_true ? 1 : 0;
}

/* A year, or a year and a month; *out_date is the last day of it. */
static bool parse_partial_date(const char *text, struct date *out_date) {
    size_t size_bytes = strlen(text);
    if (size_bytes != 4 && size_bytes != 7) {
        return false;
    }
    char full[11] = "0000-12-01";
    memcpy(full, text, size_bytes);
    for (char day = '3'; day >= '2'; day--) { /* 31, 30, then 29, 28 */
        for (char digit = '9'; digit >= '0'; digit--) {
            full[8] = day;
            full[9] = digit;
            if (date_parse(slice_from(full), out_date)) {
                return true;
            }
        }
    }
    return false;
}

void record_set_date(struct record *record, struct answer *answer, const char *text) {
    struct date date = {0};
    if (!keep_raw(record, answer, text)) {
        return;
    }
    if (!date_parse(slice_from(answer->raw), &date) && !parse_partial_date(answer->raw, &date)) {
        record_set_unread(record, answer, MESSAGE_INTAKE_DATE_ANSWER, "not-a-date");
        return;
    }
    answer->kind = ANSWER_DATE;
}

void record_set_code(struct record *record, struct answer *answer, const char *system,
                     const char *code) {
    answer->system = record_text(record, system);
    answer->code = record_text(record, code);
    answer->raw = answer->code;
    if (answer->code[0] != '\0' || answer->has_weight) {
        answer->kind = ANSWER_CODE;
    }
}

void record_set_text(struct record *record, struct answer *answer, const char *text) {
    answer->raw = utf8_clean(record->arena, text, true);
    answer->kind = answer->raw[0] != '\0' ? ANSWER_TEXT : ANSWER_MISSING;
}

/* One word that starts like a number, or one of those that programs write for what is none. */
static bool looks_like_number(const char *text) {
    static const char *const words[] = {"nan", "inf", "infinity", "null"};
    if (strpbrk(text, " \t\r\n") != NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i]) == 0) {
            return true;
        }
    }
    return strchr("+-.0123456789", text[0]) != NULL;
}

static bool is_word(const char *text) {
    for (; *text != '\0'; text++) {
        bool letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
        bool digit = *text >= '0' && *text <= '9';
        if (!letter && !digit && strchr("-_.", *text) == NULL) {
            return false;
        }
    }
    return true;
}

void record_set_by_look(struct record *record, struct answer *answer, const char *text) {
    const char *clean = record_text(record, text);
    struct date date = {0};
    if (strcmp(clean, "true") == 0 || strcmp(clean, "false") == 0) {
        record_set_boolean(record, answer, clean);
    } else if (date_parse(slice_from(clean), &date)) {
        record_set_date(record, answer, clean);
    } else if (clean[0] != '\0' && looks_like_number(clean)) {
        record_set_decimal(record, answer, clean);
    } else if (is_word(clean)) {
        record_set_code(record, answer, "", clean);
    } else {
        record_set_text(record, answer, text);
    }
}

void record_set_untyped(struct record *record, struct answer *answer, const char *text) {
    const char *clean = record_text(record, text);
    struct date date = {0};
    int value = 0;
    bool is_fraction = is_decimal(clean) && strchr(clean, '.') != NULL;
    if (!looks_like_number(clean) || is_integer(clean, &value) || is_fraction ||
        date_parse(slice_from(clean), &date)) {
        record_set_by_look(record, answer, text);
    } else if (is_word(clean)) {
        record_set_code(record, answer, "", clean);
    } else {
        record_set_text(record, answer, text);
    }
}

bool record_parse_weight(const char *text, int *out_weight) {
    struct slice whole = slice_trim(slice_from(text));
    const char *point = whole.size_bytes > 0 ? memchr(whole.at, '.', whole.size_bytes) : NULL;
    if (point != NULL) {
        const char *end = whole.at + whole.size_bytes;
        for (const char *at = point + 1; at < end; at++) {
            if (*at != '0') {
                return false;
            }
        }
        if (point + 1 == end) {
            return false;
        }
        whole.size_bytes = (size_t)(point - whole.at);
    }
    return slice_parse_int(whole, out_weight);
}

void record_set_authored(struct record *record, const struct xml_node *node, const char *text) {
    struct response *response = record->response;
    response->authored_text = record_text(record, text);
    if (response->authored_text[0] != '\0' &&
        !date_parse(slice_from(response->authored_text), &response->authored)) {
        diag(record->diags, MESSAGE_INTAKE_DATE, record_position(record, node), NULL);
        response_note(record->arena, response, "date-unreadable",
                      "The date of the form could not be read.");
    }
}

void record_set_birth(struct record *record, const struct xml_node *node, const char *text) {
    struct response *response = record->response;
    const char *clean = record_text(record, text);
    if (clean[0] == '\0' || date_parse(slice_from(clean), &response->patient.birth)) {
        return;
    }
    if (parse_partial_date(clean, &response->patient.youngest_birth)) {
        response_note(record->arena, response, "birth-date-partial",
                      "Only a part of the birth date is known.");
        return;
    }
    diag(record->diags, MESSAGE_INTAKE_BIRTH_DATE, record_position(record, node), NULL);
    response_note(record->arena, response, "birth-date-unreadable",
                  "The birth date could not be read.");
}

void record_set_form(struct record *record, const char *text) {
    const char *clean = record_text(record, text);
    const char *bar = strchr(clean, '|');
    size_t size_bytes = bar != NULL ? (size_t)(bar - clean) : strlen(clean);
    const char *form = arena_copy(record->arena, clean, size_bytes);
    record->response->form_version = bar != NULL ? bar + 1 : "";
    if (form[0] != '\0' && strpbrk(form, ":/") == NULL) {
        form = arena_format(record->arena, "%s%s", FORM_PREFIX, form);
    }
    record->response->form = form;
}

/* What is said, however it is laid out: names, attributes and text, without places and blanks
 * between elements. */
static void add_content(struct builder *content, const struct xml_node *node) {
    if (node->name == NULL) {
        struct slice text = slice_trim(slice_from(node->text));
        if (text.size_bytes > 0) {
            builder_char(content, 'T');
            builder_add(content, text.at, text.size_bytes);
            builder_char(content, '\0');
        }
        return;
    }
    builder_char(content, '<');
    builder_add(content, node->name, strlen(node->name) + 1);
    builder_add(content, node->uri, strlen(node->uri) + 1);
    for (size_t i = 0; i < node->attribute_count; i++) {
        const struct xml_attribute *attribute = &node->attributes[i];
        builder_char(content, 'A');
        builder_add(content, attribute->name, strlen(attribute->name) + 1);
        builder_add(content, attribute->value, strlen(attribute->value) + 1);
    }
    for (const struct xml_node *child = node->first_child; child != NULL; child = child->next) {
        add_content(content, child);
    }
    builder_char(content, '>');
}

void record_set_id(struct record *record, const char *id, const struct xml_node *node) {
    record->response->id = id != NULL ? record_text(record, id) : "";
    if (record->response->id[0] != '\0') {
        return;
    }
    uint8_t digest[HASH_SHA256_BYTES];
    char digits[2 * 8 + 1];
    struct builder content = {0};
    add_content(&content, node);
    hash_sha256(content.at, content.size_bytes, digest);
    hash_hex(digest, 8, digits);
    builder_free(&content);
    record->response->id = arena_format(record->arena, "r-%s", digits);
}

void record_add_patient_answers(struct record *record) {
    const struct response *response = record->response;
    struct xml_node node = {.line = response->position.line, .column = response->position.column};
    int age = date_age_years(response->patient.youngest_birth, response->authored);
    if (age >= 0 && !record_has_answer(record, "age")) {
        struct answer *answer = record_add_answer(record, &node, "age", "patient");
        record_set_integer(record, answer, arena_format(record->arena, "%d", age));
    }
    if (response->patient.sex != PATIENT_SEX_UNKNOWN && !record_has_answer(record, "sex")) {
        struct answer *answer = record_add_answer(record, &node, "sex", "patient");
        record_set_code(record, answer, "", response_sex_names[response->patient.sex]);
    }
}

static size_t count_characters(const char *text) {
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

void record_check_lengths(struct record *record, const struct xml_node *node) {
    const struct response *response = record->response;
    if (count_characters(response->patient.name) > NAME_MAX_CHARACTERS ||
        count_characters(response->patient.identifier) > NAME_MAX_CHARACTERS) {
        refuse_limit(record, node, MESSAGE_INTAKE_NAME_LENGTH,
                     arena_format(record->arena, "%d", NAME_MAX_CHARACTERS));
    }
    size_t bytes = 0;
    for (size_t i = 0; i < response->answers.count; i++) {
        bytes += strlen(response->answers.at[i].raw);
    }
    if (bytes > ANSWERS_MAX_BYTES) {
        refuse_limit(record, node, MESSAGE_INTAKE_ANSWERS_LENGTH,
                     arena_format(record->arena, "%d", ANSWERS_MAX_BYTES));
    }
}
