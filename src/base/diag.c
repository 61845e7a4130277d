/* A message is rendered to text when it is reported, because its arguments and the names in its
 * position may die before it is printed. Rendering: place, level and id, text with arguments, then
 * the source line with a caret if the file was registered, then the hint. Arguments come from
 * files; control characters in them become '?', so that no file can move the cursor of a terminal.
 */
#include "base/diag.h"

#include "base/builder.h"
#include "base/ids.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "base/vector.h"

#include <string.h>

#define DIAGS_KEPT_MAX 1000
#define SOURCE_LINE_MAX_CHARACTERS 160
#define SOURCE_LEAD_CHARACTERS 100 /* shown before the caret of a longer line */

struct definition {
    const char *id;
    enum diag_level level;
    enum exit_status status;
    const char *text;
    const char *hint;
};

static const struct definition definitions[MESSAGE_COUNT] = {
#define MESSAGE(name, id, level, status, text, hint)                                               \
    [MESSAGE_##name] = {id, DIAG_##level, STATUS_##status, text, hint},
#include "base/message.def"
#undef MESSAGE
};

static const char *const level_names[DIAG_LEVEL_COUNT] = {
    [DIAG_NOTE] = "note",
    [DIAG_WARNING] = "warning",
    [DIAG_ERROR] = "error",
};

struct source {
    const char *file;
    struct slice text;
};

struct diags {
    struct arena *arena;
    VECTOR(const char *) kept;
    VECTOR(struct source) sources;
    size_t counts[DIAG_LEVEL_COUNT];
    enum exit_status status;
    struct diag_error first_error; /* text NULL: none */
    const char *first_warning;     /* its id, or NULL */
    FILE *stream;                  /* NULL: keep */
    diags_sink *sink;              /* goes before the stream; or NULL */
    void *sink_user;
    struct ids *told; /* texts of messages, NULL: those that say the same are told again */
};

struct diags *diags_new(void) {
    struct diags *diags = memory_new(sizeof *diags);
    diags->arena = arena_new();
    return diags;
}

void diags_free(struct diags *diags) {
    if (diags != NULL) {
        arena_free(diags->arena);
        memory_free(diags);
    }
}

void diags_reset(struct diags *diags) {
    struct arena *arena = diags->arena;
    FILE *stream = diags->stream;
    arena_reset(arena);
    *diags = (struct diags){.arena = arena, .stream = stream};
}

void diags_print_to(struct diags *diags, FILE *stream) {
    diags->stream = stream;
}

void diags_send_to(struct diags *diags, diags_sink *sink, void *user) {
    diags->sink = sink;
    diags->sink_user = user;
}

void diags_print(const struct diags *diags, FILE *stream) {
    for (size_t i = 0; i < diags->kept.count; i++) {
        fputs(diags->kept.at[i], stream);
    }
}

void diags_add_source(struct diags *diags, const char *file, struct slice text) {
    *VECTOR_PUSH(diags->arena, &diags->sources) = (struct source){file, text};
}

void diags_tell_once(struct diags *diags) {
    if (diags->told == NULL) {
        diags->told = ids_build(diags->arena);
    }
}

void diags_forget_sources(struct diags *diags) {
    diags->sources.count = 0;
}

static void add_printable(struct builder *out, struct slice text, bool keep_tabs) {
    size_t at = 0;
    while (at < text.size_bytes) {
        uint32_t code_point = utf8_next(text, &at);
        bool tab = keep_tabs && code_point == '\t';
        bool control = code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F) ||
                       (code_point >= 0x202A && code_point <= 0x202E) ||
                       (code_point >= 0x2066 && code_point <= 0x2069);
        char bytes[4];
        builder_add(out, bytes, utf8_encode(control && !tab ? '?' : code_point, bytes));
    }
}

/* The argument number `digit` ('1' to '9'), or NULL. */
static const char *find_argument(const char *const *arguments, char digit) {
    if (arguments == NULL) {
        return NULL;
    }
    for (int i = 0; i < digit - '1'; i++) {
        if (arguments[i] == NULL) {
            return NULL;
        }
    }
    return arguments[digit - '1'];
}

static bool is_placeholder(const char *text) {
    return text[0] == '%' && text[1] >= '1' && text[1] <= '9';
}

static bool has_all_arguments(const char *text, const char *const *arguments) {
    for (; *text != '\0'; text++) {
        if (is_placeholder(text) && find_argument(arguments, text[1]) == NULL) {
            return false;
        }
    }
    return true;
}

static void add_expanded(struct builder *out, const char *text, const char *const *arguments) {
    while (*text != '\0') {
        if (is_placeholder(text)) {
            const char *argument = find_argument(arguments, text[1]);
            add_printable(out, slice_from(argument != NULL ? argument : "?"), false);
            text += 2;
        } else {
            builder_char(out, *text++);
        }
    }
}

static void add_place(struct builder *out, struct position position) {
    if (position.file == NULL) {
        builder_text(out, "magreport: ");
        return;
    }
    const char *file = strcmp(position.file, "-") == 0 ? "standard input" : position.file;
    add_printable(out, slice_from(file), false);
    if (position.line > 0) {
        builder_char(out, ':');
        builder_int(out, position.line);
        if (position.column > 0) {
            builder_char(out, ':');
            builder_int(out, position.column);
        }
    }
    builder_text(out, ": ");
}

static void add_record(struct builder *out, struct position position) {
    if (position.ordinal > 0) {
        builder_text(out, "response ");
        builder_int(out, position.ordinal);
        builder_text(out, ": ");
    }
    if (position.item != NULL) {
        builder_text(out, "item ");
        add_printable(out, slice_from(position.item), false);
        builder_text(out, ": ");
    }
}

/* The line of that number, from 1, without its end. Lines end with LF or CRLF. */
static bool find_line(struct slice text, uint32_t line, struct slice *out_line) {
    const char *at = text.at;
    const char *end = text.at + text.size_bytes;
    for (; line > 1; line--) {
        at = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        if (at == NULL) {
            return false;
        }
        at++;
    }
    const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    stop = stop != NULL ? stop : end;
    *out_line = (struct slice){at, (size_t)(stop - at)};
    if (out_line->size_bytes > 0 && at[out_line->size_bytes - 1] == '\r') {
        out_line->size_bytes--;
    }
    return true;
}

/* The bytes of the first `characters` characters. */
static size_t prefix_bytes(struct slice text, size_t characters) {
    size_t at = 0;
    while (at < text.size_bytes && characters > 0) {
        utf8_next(text, &at);
        characters--;
    }
    return at;
}

/* The bytes of the last `characters` characters. */
static size_t suffix_bytes(struct slice text, size_t characters) {
    size_t at = text.size_bytes;
    while (at > 0 && characters > 0) {
        at--;
        characters -= ((unsigned char)text.at[at] & 0xC0) != 0x80;
    }
    return text.size_bytes - at;
}

/* A blank for each character, a tab for a tab, so that the caret stands below its character. */
static void add_padding(struct builder *out, struct slice text) {
    size_t at = 0;
    while (at < text.size_bytes) {
        builder_char(out, utf8_next(text, &at) == '\t' ? '\t' : ' ');
    }
}

static void add_source_line(struct builder *out, struct slice line, uint32_t column) {
    size_t caret = column > 0 ? prefix_bytes(line, column - 1) : 0;
    size_t first = 0; /* leading blanks are not shown */
    while (first < line.size_bytes && (line.at[first] == ' ' || line.at[first] == '\t') &&
           (column == 0 || first < caret)) {
        first++;
    }
    struct slice lead = {line.at + first, caret > first ? caret - first : 0};
    size_t skipped = lead.size_bytes - suffix_bytes(lead, SOURCE_LEAD_CHARACTERS);
    lead = (struct slice){lead.at + skipped, lead.size_bytes - skipped};
    size_t start = (size_t)(lead.at - line.at);
    struct slice rest = {lead.at, line.size_bytes - start};
    struct slice shown = {rest.at, prefix_bytes(rest, SOURCE_LINE_MAX_CHARACTERS)};
    bool cut_before = start > first;
    builder_text(out, cut_before ? "    ..." : "    ");
    add_printable(out, shown, true);
    builder_text(out, shown.size_bytes < rest.size_bytes ? "...\n" : "\n");
    if (column > 0) {
        builder_text(out, cut_before ? "       " : "    ");
        add_padding(out, lead);
        builder_text(out, "^\n");
    }
}

/* The file as registered last under that name, or NULL. */
static const struct source *find_source(const struct diags *diags, const char *file) {
    for (size_t i = diags->sources.count; i > 0 && file != NULL; i--) {
        if (strcmp(diags->sources.at[i - 1].file, file) == 0) {
            return &diags->sources.at[i - 1];
        }
    }
    return NULL;
}

static void count_message(struct diags *diags, const struct definition *definition,
                          bool is_pack_file) {
    diags->counts[definition->level]++;
    if (definition->level == DIAG_WARNING && diags->first_warning == NULL) {
        diags->first_warning = definition->id;
    }
    if (definition->level == DIAG_ERROR && diags->status == STATUS_DONE) {
        bool is_pack_error = is_pack_file && (definition->status == STATUS_INPUT ||
                                              definition->status == STATUS_NO_INPUT);
        diags->status = is_pack_error ? STATUS_PACK : definition->status;
    }
}

/* text has a NUL after it. */
static void tell(struct diags *diags, struct slice text) {
    if (diags->sink != NULL) {
        diags->sink(diags->sink_user, text);
    } else if (diags->stream != NULL) {
        fputs(text.at, diags->stream);
    } else {
        *VECTOR_PUSH(diags->arena, &diags->kept) =
            arena_copy(diags->arena, text.at, text.size_bytes);
    }
}

void diag(struct diags *diags, enum message message, struct position position,
          const char *const *arguments) {
    const struct definition *definition = &definitions[message];
    const struct source *source = find_source(diags, position.file);
    count_message(diags, definition, source != NULL);
    /* Every refused response is told, but nobody reads a thousand errors of one pack. */
    bool is_needed = definition->level == DIAG_ERROR && diags->stream != NULL && source == NULL;
    if (diags->counts[definition->level] > DIAGS_KEPT_MAX && !is_needed) {
        return;
    }
    struct builder out = {.max_bytes = 64 * 1024};
    add_place(&out, position);
    builder_format(&out, "%s[%s]: ", level_names[definition->level], definition->id);
    add_record(&out, position);
    add_expanded(&out, definition->text, arguments);
    builder_char(&out, '\n');
    struct slice line = {NULL, 0};
    if (source != NULL && position.line > 0 && find_line(source->text, position.line, &line)) {
        add_source_line(&out, line, position.column);
    }
    if (definition->hint != NULL && has_all_arguments(definition->hint, arguments)) {
        builder_text(&out, "  hint: ");
        add_expanded(&out, definition->hint, arguments);
        builder_char(&out, '\n');
    }
    if (definition->level == DIAG_ERROR && diags->first_error.text == NULL) {
        diags->first_error = (struct diag_error){
            .message = message,
            .line = position.line,
            .column = position.column,
            .text = arena_copy(diags->arena, out.at, out.size_bytes),
        };
    }
    bool is_told = diags->told != NULL &&
                   ids_add(diags->arena, diags->told,
                           arena_copy(diags->arena, out.at, out.size_bytes), 0) != IDS_NONE;
    if (!is_told) {
        tell(diags, (struct slice){out.at, out.size_bytes});
    }
    builder_free(&out);
}

void diags_pass_on(struct diags *diags, struct slice text) {
    struct builder out = {0};
    while (text.size_bytes > 0) {
        const char *end = memchr(text.at, '\n', text.size_bytes);
        size_t line_bytes = end != NULL ? (size_t)(end - text.at) : text.size_bytes;
        add_printable(&out, (struct slice){text.at, line_bytes}, true);
        builder_char(&out, '\n');
        line_bytes += end != NULL ? 1 : 0;
        text = (struct slice){text.at + line_bytes, text.size_bytes - line_bytes};
    }
    tell(diags, (struct slice){out.at, out.size_bytes});
    builder_free(&out);
}

size_t diags_count(const struct diags *diags, enum diag_level level) {
    return diags->counts[level];
}

const struct diag_error *diags_find_error(const struct diags *diags) {
    return diags->first_error.text != NULL ? &diags->first_error : NULL;
}

const char *diags_first_warning(const struct diags *diags) {
    return diags->first_warning != NULL ? diags->first_warning : "";
}

enum exit_status diags_status(const struct diags *diags) {
    return diags->status;
}

struct diags_tally diags_tally(const struct diags *diags) {
    struct diags_tally tally = {.status = diags->status};
    memcpy(tally.counts, diags->counts, sizeof tally.counts);
    return tally;
}

void diags_set_tally(struct diags *diags, const struct diags_tally *tally) {
    memcpy(diags->counts, tally->counts, sizeof diags->counts);
    diags->status = tally->status;
}

const char *message_id(enum message message) {
    return definitions[message].id;
}

bool position_is_same(struct position left, struct position right) {
    bool is_same_file = left.file == right.file || (left.file != NULL && right.file != NULL &&
                                                    strcmp(left.file, right.file) == 0);
    return is_same_file && left.line == right.line && left.column == right.column;
}
