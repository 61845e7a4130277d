/* Diagnostics: what is wrong, where, and what to do. Every message stands in base/message.def with
 * its id, level, exit status, text and hint. Text and hint may hold %1 to %9, replaced by the
 * arguments; a hint whose argument is missing is left out. Printed form, one line and perhaps a
 * source line with a caret:
 *
 *   handout.xml:41:9: error[E214]: unknown style 'warm'
 *       <p style="warm">
 *          ^
 *     hint: did you mean 'warn'?
 *
 * A message about intake gives file, ordinal, line, column, element and item id and never quotes
 * the content:
 *
 *   forms.xml:12:3: error[E301]: response 4: ...
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct position {
    const char *file; /* NULL: no place */
    uint32_t line;    /* from 1; 0: the whole file */
    uint32_t column;  /* from 1, in characters; 0: the whole line */
    uint32_t ordinal; /* number of the response in its file, from 1; 0: none */
    const char *item; /* an item id of our questionnaire, or NULL */
};

enum diag_level { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR, DIAG_LEVEL_COUNT };

/* Exit statuses of the program, see sysexits.h. */
enum exit_status {
    STATUS_DONE = 0,
    STATUS_USAGE = 64,
    STATUS_INPUT = 65,
    STATUS_NO_INPUT = 66,
    STATUS_BUG = 70,
    STATUS_IO = 74,
    STATUS_AGAIN = 75,
    STATUS_PACK = 78
};

enum message {
#define MESSAGE(name, id, level, status, text, hint) MESSAGE_##name,
#include "base/message.def"
#undef MESSAGE
    MESSAGE_COUNT
};

struct diags;

struct diags *diags_new(void);
void diags_free(struct diags *diags);
void diags_reset(struct diags *diags);

/* Print each message to stream as it comes (the default is to keep them). */
void diags_print_to(struct diags *diags, FILE *stream);

/* Hand each message over as it comes, as printed, with its line ends: from a worker to the process
 * that prints. */
typedef void diags_sink(void *user, struct slice text);
void diags_send_to(struct diags *diags, diags_sink *sink, void *user);

/* Prints, or keeps, what another process handed over; it counts for nothing (diags_set_tally).
 * Control characters become '?'. */
void diags_pass_on(struct diags *diags, struct slice text);

/* Prints all kept messages. */
void diags_print(const struct diags *diags, FILE *stream);

/* From now on a message that says the same of the same place as an earlier one is only counted. */
void diags_tell_once(struct diags *diags);

/* Lets messages about `file` quote source lines: pack files only, never patient data. Both are
 * borrowed. An error with STATUS_INPUT (such as broken XML) or STATUS_NO_INPUT in such a file
 * counts as STATUS_PACK. */
void diags_add_source(struct diags *diags, const char *file, struct slice text);

/* Before the texts of the sources die. */
void diags_forget_sources(struct diags *diags);

/* Arguments of a message. */
#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Reports a message; arguments is NULL or ARGS(...). At most 1,000 of a level are kept, the rest
 * only counted; of those printed as they come, errors are never left out. */
void diag(struct diags *diags, enum message message, struct position position,
          const char *const *arguments);

/* Whether two are the same line and column of one file. */
bool position_is_same(struct position left, struct position right);

/* No place in any file. */
#define NOWHERE ((struct position){0})

/* How many messages of a level were reported, kept or not. */
size_t diags_count(const struct diags *diags, enum diag_level level);

/* The first error since the last reset, with its text as printed; NULL if there is none. It dies
 * with the next reset. */
struct diag_error {
    enum message message;
    uint32_t line, column;
    const char *text;
};
const struct diag_error *diags_find_error(const struct diags *diags);

/* The id of the first warning since the last reset; "" if there is none. */
const char *diags_first_warning(const struct diags *diags);

/* The exit status of the worst message so far: STATUS_DONE unless an error was reported; among
 * errors the first. */
enum exit_status diags_status(const struct diags *diags);

/* What was reported so far, in numbers; two processes that report in turn tell each other. */
struct diags_tally {
    size_t counts[DIAG_LEVEL_COUNT];
    enum exit_status status;
};
struct diags_tally diags_tally(const struct diags *diags);
void diags_set_tally(struct diags *diags, const struct diags_tally *tally);

/* The id of a message, such as "E214". */
const char *message_id(enum message message);

#endif
