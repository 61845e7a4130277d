/* schema: one of the XSD files inside the program, or their names. */
#include "base/file.h"
#include "base/ids.h"
#include "cli/command.h"
#include "pack/files.h"
#include "pack/source.h"

static const char *join(struct arena *arena, const char *const *names) {
    const char *text = "";
    for (size_t i = 0; names[i] != NULL; i++) {
        text = arena_format(arena, "%s%s%s", text, i > 0 ? ", " : "", names[i]);
    }
    return text;
}

void schema_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    const char *const *known = pack_source_embedded_names(arena, "schema/", ".xsd");
    const char *output = line->values[OPTION_OUTPUT] ? line->values[OPTION_OUTPUT] : "-";
    if (line->argument_count == 0) {
        struct builder list = {0};
        for (size_t i = 0; known[i] != NULL; i++) {
            builder_format(&list, "%s\n", known[i]);
        }
        file_publish(output, (struct slice){list.at, list.size_bytes}, diags);
        builder_free(&list);
        return;
    }
    const char *name = line->arguments[0];
    struct slice bytes = embedded_bytes(arena_format(arena, "schema/%s.xsd", name));
    if (bytes.at == NULL) {
        diag(diags, MESSAGE_SCHEMA_UNKNOWN, NOWHERE,
             ARGS(name, join(arena, known), ids_nearest_of(known, name)));
        return;
    }
    file_publish(output, bytes, diags);
}
