/* Numbers are written seven bits a byte, the lowest first; texts as their length, their bytes and a
 * NUL, so that a loaded response can point into the bytes. The writer read files from outside, so
 * the loader believes nothing: every number is held against its range, every text against the end.
 */
#include "response/store.h"

#include <string.h>

static void put(struct builder *out, uint64_t number) {
    while (number >= 0x80) {
        builder_char(out, (char)(number | 0x80));
        number >>= 7;
    }
    builder_char(out, (char)number);
}

static void put_text(struct builder *out, const char *text) {
    size_t size_bytes = strlen(text);
    put(out, size_bytes);
    builder_add(out, text, size_bytes + 1);
}

static void put_signed(struct builder *out, int32_t number) {
    put(out, (uint32_t)number);
}

static void put_date(struct builder *out, struct date date) {
    put_signed(out, date.year);
    put_signed(out, date.month);
    put_signed(out, date.day);
}

static void put_answer(struct builder *out, const struct answer *answer) {
    put_text(out, answer->path);
    put_text(out, answer->key);
    put(out, answer->repeat);
    put(out, answer->kind);
    put_text(out, answer->raw);
    put(out, answer->is_unread);
    put_signed(out, answer->integer);
    put_text(out, answer->code);
    put_text(out, answer->system);
    put(out, answer->has_weight);
    put_signed(out, answer->weight);
}

static void put_said(struct builder *out, const struct response *response) {
    const struct patient *patient = &response->patient;
    put_text(out, response->id);
    put(out, response->format);
    put_text(out, response->form);
    put_text(out, response->form_version);
    put(out, response->status);
    put_date(out, response->authored);
    put_text(out, response->authored_text);
    put_text(out, response->language);
    put_text(out, patient->name);
    put_text(out, patient->identifier);
    put_date(out, patient->birth);
    put_date(out, patient->youngest_birth);
    put(out, patient->sex);
    put(out, response->answers.count);
    for (size_t i = 0; i < response->answers.count; i++) {
        put_answer(out, &response->answers.at[i]);
    }
    put(out, response->notes.count);
    for (size_t i = 0; i < response->notes.count; i++) {
        put_text(out, response->notes.at[i].id);
        put_text(out, response->notes.at[i].text);
    }
}

static void put_place(struct builder *out, const struct position *place) {
    put(out, place->line);
    put(out, place->column);
    put(out, place->ordinal);
    put_text(out, place->item != NULL ? place->item : "");
}

void response_store(const struct response *response, struct builder *out,
                    uint8_t out_key[HASH_SHA256_BYTES]) {
    size_t start = out->size_bytes;
    put_said(out, response);
    hash_sha256(out->at + start, out->size_bytes - start, out_key);
    put(out, response->ordinal);
    put_place(out, &response->position);
    for (size_t i = 0; i < response->answers.count; i++) {
        put_place(out, &response->answers.at[i].position);
    }
}

struct loading {
    struct arena *arena;
    struct slice rest;
    const char *file;
    bool failed;
};

static uint64_t take(struct loading *loading) {
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 63 && loading->rest.size_bytes > 0; shift += 7) {
        uint8_t byte = (uint8_t)*loading->rest.at++;
        loading->rest.size_bytes--;
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return number;
        }
    }
    loading->failed = true;
    return 0;
}

/* A number below `count`. */
static unsigned take_below(struct loading *loading, uint64_t count) {
    uint64_t number = take(loading);
    loading->failed = loading->failed || number >= count;
    return loading->failed ? 0 : (unsigned)number;
}

static uint32_t take_32(struct loading *loading) {
    return take_below(loading, (uint64_t)UINT32_MAX + 1);
}

static const char *take_text(struct loading *loading) {
    uint64_t size_bytes = take(loading);
    if (loading->failed || size_bytes >= loading->rest.size_bytes ||
        memchr(loading->rest.at, '\0', (size_t)size_bytes + 1) != loading->rest.at + size_bytes) {
        loading->failed = true;
        return "";
    }
    const char *text = loading->rest.at;
    loading->rest.at += size_bytes + 1;
    loading->rest.size_bytes -= (size_t)size_bytes + 1;
    return text;
}

static int32_t take_signed(struct loading *loading) {
    return (int32_t)take_32(loading);
}

static struct date take_date(struct loading *loading) {
    struct date date = {0};
    date.year = take_signed(loading);
    date.month = take_signed(loading);
    date.day = take_signed(loading);
    return date;
}

static void take_answer(struct loading *loading, struct answer *answer) {
    answer->path = take_text(loading);
    answer->key = take_text(loading);
    answer->repeat = take_32(loading);
    answer->kind = (enum answer_kind)take_below(loading, ANSWER_KIND_COUNT);
    answer->raw = take_text(loading);
    answer->is_unread = take_below(loading, 2) != 0;
    answer->integer = take_signed(loading);
    answer->code = take_text(loading);
    answer->system = take_text(loading);
    answer->has_weight = take_below(loading, 2) != 0;
    answer->weight = take_signed(loading);
}

static void take_patient(struct loading *loading, struct patient *patient) {
    patient->name = take_text(loading);
    patient->identifier = take_text(loading);
    patient->birth = take_date(loading);
    patient->youngest_birth = take_date(loading);
    patient->sex = (enum patient_sex)take_below(loading, PATIENT_SEX_COUNT);
}

static void take_said(struct loading *loading, struct response *response) {
    response->id = take_text(loading);
    response->format = (enum response_format)take_below(loading, RESPONSE_FORMAT_COUNT);
    response->form = take_text(loading);
    response->form_version = take_text(loading);
    response->status = (enum response_status)take_below(loading, RESPONSE_STATUS_COUNT);
    response->authored = take_date(loading);
    response->authored_text = take_text(loading);
    response->language = take_text(loading);
    take_patient(loading, &response->patient);
    uint64_t count = take(loading);
    for (uint64_t i = 0; i < count && !loading->failed; i++) {
        take_answer(loading, VECTOR_PUSH(loading->arena, &response->answers));
    }
    count = take(loading);
    for (uint64_t i = 0; i < count && !loading->failed; i++) {
        struct response_note *note = VECTOR_PUSH(loading->arena, &response->notes);
        note->id = take_text(loading);
        note->text = take_text(loading);
    }
}

static struct position take_place(struct loading *loading) {
    struct position place = {.file = loading->file};
    place.line = take_32(loading);
    place.column = take_32(loading);
    place.ordinal = take_32(loading);
    const char *item = take_text(loading);
    place.item = item[0] != '\0' ? item : NULL;
    return place;
}

struct response *response_load(struct arena *arena, struct slice bytes, const char *file) {
    struct loading loading = {.arena = arena, .rest = bytes, .file = file};
    struct response *response = ARENA_NEW(arena, struct response);
    take_said(&loading, response);
    response->ordinal = take_32(&loading);
    response->position = take_place(&loading);
    for (size_t i = 0; i < response->answers.count && !loading.failed; i++) {
        response->answers.at[i].position = take_place(&loading);
    }
    return loading.failed || loading.rest.size_bytes > 0 ? NULL : response;
}
