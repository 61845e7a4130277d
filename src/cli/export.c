/* export: writes the pack, brands, schemas and the font catalogue that are inside the program to a
 * folder, to be edited. Overwrites nothing: a clinic's changes are worth more than our files. */
#include "base/file.h"
#include "cli/command.h"
#include "pack/files.h"

#include <string.h>

/* Font files and the colour profile come from Debian packages and are not for editing. */
static bool is_for_editing(const struct embedded_file *file) {
    return strncmp(file->path, "faces/", 6) != 0 && strncmp(file->path, "icc/", 4) != 0;
}

static const char *target_of(struct arena *arena, const char *folder,
                             const struct embedded_file *file) {
    return arena_format(arena, "%s/%s", folder, file->path);
}

static bool is_free(struct arena *arena, const char *folder, struct diags *diags) {
    for (size_t i = 0; i < embedded_file_count; i++) {
        const char *target = target_of(arena, folder, &embedded_files[i]);
        if (is_for_editing(&embedded_files[i]) && file_exists(target)) {
            diag(diags, MESSAGE_OUTPUT_EXISTS, NOWHERE, ARGS(target));
            return false;
        }
    }
    return true;
}

/* Makes the folders between `folder` and the file. */
static bool make_folders(struct arena *arena, const char *folder, const char *target,
                         struct diags *diags) {
    const char *at = target + strlen(folder) + 1;
    for (const char *slash = strchr(at, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        if (!file_make_folder(arena_copy(arena, target, (size_t)(slash - target)), diags)) {
            return false;
        }
    }
    return true;
}

void export_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    const char *folder = line->arguments[0];
    if (!is_free(arena, folder, diags) || !file_make_folder(folder, diags)) {
        return;
    }
    for (size_t i = 0; i < embedded_file_count; i++) {
        const struct embedded_file *file = &embedded_files[i];
        if (!is_for_editing(file)) {
            continue;
        }
        const char *target = target_of(arena, folder, file);
        if (!make_folders(arena, folder, target, diags) ||
            !file_publish(target, (struct slice){(const char *)file->at, file->size_bytes},
                          diags)) {
            return;
        }
    }
}
