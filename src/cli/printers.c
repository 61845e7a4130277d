/* printers: a table for people. */
#include "base/file.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "cli/command.h"
#include "print/print.h"

#include <string.h>

enum column { COLUMN_NAME, COLUMN_STATE, COLUMN_MODEL, COLUMN_COUNT };

struct row {
    const char *cells[COLUMN_COUNT];
    bool is_default;
};

struct table {
    VECTOR(struct row) rows;
};

static void add_rows(struct table *table, const struct printer_list *printers,
                     struct arena *arena) {
    for (size_t i = 0; i < printers->count; i++) {
        const struct printer *printer = &printers->at[i];
        const char *state = arena_format(arena, "%s%s%s%s", printer_state_names[printer->state],
                                         printer->accepts_jobs ? "" : ", takes no jobs",
                                         printer->reasons[0] != '\0' ? ": " : "", printer->reasons);
        *VECTOR_PUSH(arena, &table->rows) =
            (struct row){.cells = {[COLUMN_NAME] = utf8_clean(arena, printer->name, false),
                                   [COLUMN_STATE] = utf8_clean(arena, state, false),
                                   [COLUMN_MODEL] = utf8_clean(arena, printer->model, false)},
                         .is_default = printer->is_default};
    }
}

static void write_table(const struct table *table, struct diags *diags) {
    struct builder out = {0};
    int widths[COLUMN_COUNT] = {0};
    for (size_t i = 0; i < table->rows.count; i++) {
        for (size_t column = 0; column < COLUMN_COUNT; column++) {
            int width = (int)strlen(table->rows.at[i].cells[column]);
            widths[column] = width > widths[column] ? width : widths[column];
        }
    }
    for (size_t i = 0; i < table->rows.count; i++) {
        const struct row *row = &table->rows.at[i];
        builder_format(&out, "%c %-*s  %-*s  %s\n", row->is_default ? '*' : ' ',
                       widths[COLUMN_NAME], row->cells[COLUMN_NAME], widths[COLUMN_STATE],
                       row->cells[COLUMN_STATE], row->cells[COLUMN_MODEL]);
    }
    file_publish("-", (struct slice){out.at, out.size_bytes}, diags);
    builder_free(&out);
}

void printers_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct table table = {0};
    size_t asked_count = line->argument_count > 0 ? line->argument_count : 1;
    bool is_good = true;
    for (size_t i = 0; i < asked_count; i++) {
        struct printer_list printers = {0};
        const char *printer = line->argument_count > 0 ? line->arguments[i] : NULL;
        is_good = print_find_printers(arena, printer, diags, &printers) && is_good;
        add_rows(&table, &printers, arena);
    }
    if (table.rows.count > 0) {
        write_table(&table, diags);
    } else if (is_good) {
        diag(diags, MESSAGE_PRINTERS_NONE, NOWHERE, NULL);
    }
}
