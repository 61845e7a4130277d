/* References are found in the text of the objects, which this program alone has written: a number,
 * " 0 R", outside of a string. In a string, and only there, a parenthesis is escaped or balanced by
 * nothing, so that a string ends at the first that is not escaped (pdf/value.c).
 *
 * What is read is checked before anything is believed: a worker may have died while it wrote. */
#include "pdf/fragment.h"

#include <string.h>

#define MAGIC UINT64_C(0x31474152464D4147)

struct head {
    uint64_t magic;
    uint64_t total_bytes;
    struct fragment_facts facts;
    uint64_t labels_bytes;
};

struct entry {
    uint32_t role, value;
    uint32_t is_page, has_stream;
    uint64_t body_bytes, stream_bytes;
};

static void write_object(const struct pdf_object_view *view, struct builder *out) {
    const struct entry entry = {(uint32_t)view->role,  view->value,
                                view->is_page,         view->stream.at != NULL,
                                view->body.size_bytes, view->stream.size_bytes};
    builder_add(out, &entry, sizeof entry);
    builder_add(out, view->body.at, view->body.size_bytes);
    builder_add(out, view->stream.at, view->stream.size_bytes);
}

void fragment_write(const struct pdf_document *document, const struct fragment_facts *facts,
                    struct slice labels, struct builder *out) {
    size_t start = out->size_bytes;
    struct head head;
    memset(&head, 0, sizeof head); /* padding too: equal records are equal bytes */
    builder_add(out, &head, sizeof head);
    builder_add(out, labels.at, labels.size_bytes);
    head.facts = *facts;
    head.facts.last_object = pdf_document_last_object(document);
    head.facts.page_count = 0;
    for (uint32_t i = 1; i <= head.facts.last_object; i++) {
        struct pdf_object_view view = pdf_object_view(document, i);
        head.facts.page_count += view.is_page;
        write_object(&view, out);
    }
    head.magic = MAGIC;
    head.labels_bytes = labels.size_bytes;
    head.total_bytes = out->size_bytes - start;
    if (!out->overflow)
        memcpy(out->at + start, &head, sizeof head);
}

/* Cuts size_bytes bytes off; false if there are fewer. */
static bool cut(struct slice *rest, uint64_t size_bytes, struct slice *out) {
    if (size_bytes > rest->size_bytes)
        return false;
    *out = (struct slice){rest->at, (size_t)size_bytes};
    rest->at += size_bytes;
    rest->size_bytes -= (size_t)size_bytes;
    return true;
}

static bool cut_copy(struct slice *rest, void *out, size_t size_bytes) {
    struct slice bytes;
    if (!cut(rest, size_bytes, &bytes))
        return false;
    memcpy(out, bytes.at, size_bytes);
    return true;
}

static bool read_head(struct slice *rest, struct head *out) {
    size_t total_bytes = rest->size_bytes;
    return cut_copy(rest, out, sizeof *out) && out->magic == MAGIC &&
           out->total_bytes == total_bytes;
}

bool fragment_read_facts(struct slice bytes, struct fragment_facts *out) {
    struct head head;
    if (!read_head(&bytes, &head))
        return false;
    *out = head.facts;
    return true;
}

static bool read_object(struct slice *rest, struct pdf_object_view *out) {
    struct entry entry;
    struct slice stream;
    if (!cut_copy(rest, &entry, sizeof entry) || entry.role > PDF_ROLE_BOOKMARK)
        return false;
    out->role = (enum pdf_role)entry.role;
    out->value = entry.value;
    out->is_page = entry.is_page != 0;
    if (!cut(rest, entry.body_bytes, &out->body) || !cut(rest, entry.stream_bytes, &stream))
        return false;
    if (entry.has_stream)
        out->stream = stream;
    return true;
}

static bool knows_its_objects(const struct fragment_facts *facts) {
    const uint32_t named[] = {facts->structure.part,  facts->structure.parents,
                              facts->structure.notes, facts->outline.first,
                              facts->outline.last,    facts->main};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i] > facts->last_object)
            return false;
    return true;
}

bool fragment_read(struct arena *arena, struct slice bytes, struct fragment *out) {
    struct head head;
    if (!read_head(&bytes, &head) || !cut(&bytes, head.labels_bytes, &out->labels))
        return false;
    out->facts = head.facts;
    if (!knows_its_objects(&out->facts) ||
        out->facts.last_object > bytes.size_bytes / sizeof(struct entry))
        return false;
    uint32_t page_count = 0;
    size_t count = (size_t)out->facts.last_object + 1;
    out->objects = ARENA_ARRAY(arena, struct pdf_object_view, count);
    for (size_t i = 1; i < count; i++) {
        if (!read_object(&bytes, &out->objects[i]))
            return false;
        page_count += out->objects[i].is_page;
    }
    return bytes.size_bytes == 0 && page_count == out->facts.page_count;
}

/* The end of the string that begins at `at`. */
static const char *skip_string(const char *at, const char *end) {
    for (at++; at < end && *at != ')'; at++)
        if (*at == '\\')
            at++;
    return at < end ? at + 1 : end;
}

static const char *read_number(const char *at, const char *end, uint32_t *out_number) {
    uint64_t number = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
        number = number > UINT32_MAX ? number : number * 10 + (uint64_t)(*at - '0');
    *out_number = number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
    return at;
}

static bool is_reference(const char *at, const char *end) {
    return end - at >= 4 && memcmp(at, " 0 R", 4) == 0;
}

/* A number begins where no digit, point or letter is before it. */
static bool is_number_start(const char *start, const char *at) {
    if (*at < '0' || *at > '9')
        return false;
    char before = at > start ? at[-1] : ' ';
    return before == ' ' || before == '[' || before == ']';
}

/* What ends at `at` was copied to out up to `copied`. */
static bool copy_number(const char *at, const char *end, const struct fragment_bases *bases,
                        struct builder *out, const char **out_copied) {
    uint32_t number;
    const char *behind = read_number(at, end, &number);
    if (!is_reference(behind, end)) {
        builder_add(out, at, (size_t)(behind - at));
    } else {
        if (number > bases->last_object || bases->numbers[number] == 0)
            return false;
        builder_int(out, bases->numbers[number]);
    }
    *out_copied = behind;
    return true;
}

bool fragment_renumber(struct slice text, const struct fragment_bases *bases, struct builder *out) {
    const char *end = text.at + text.size_bytes, *copied = text.at;
    for (const char *at = text.at; at < end;) {
        bool is_marked = *at == PDF_MARK_KEY || *at == PDF_MARK_PAGE;
        if (*at == '(') {
            at = skip_string(at, end);
            continue;
        }
        if (!is_marked && !is_number_start(text.at, at)) {
            at++;
            continue;
        }
        builder_add(out, copied, (size_t)(at - copied));
        if (is_marked) {
            uint32_t number, base = *at == PDF_MARK_KEY ? bases->key : bases->page;
            copied = read_number(at + 1, end, &number);
            builder_int(out, (int64_t)base + number);
        } else if (!copy_number(at, end, bases, out, &copied)) {
            return false;
        }
        at = copied;
    }
    builder_add(out, copied, (size_t)(end - copied));
    return true;
}
