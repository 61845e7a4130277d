/* export: writes the pack, brands, schemas and the font catalogue that are inside the program to a
 * folder, to be edited. Overwrites nothing: a clinic's changes are worth more than our files. All
 * of it or nothing: half a pack would load and print half of what it should. A new folder is
 * written under a temporary name and renamed; of a folder that is there, an error takes back what
 * was written. */
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

/* Removes the first files of the table, and the folders that are empty then. */
static void remove_written(struct arena *arena, const char *folder, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (is_for_editing(&embedded_files[i])) {
            file_remove(target_of(arena, folder, &embedded_files[i]));
        }
    }
    for (size_t i = 0; i < count; i++) {
        char *path = arena_string(arena, embedded_files[i].path);
        for (char *slash = strrchr(path, '/'); slash != NULL; slash = strrchr(path, '/')) {
            *slash = '\0';
            file_remove(arena_format(arena, "%s/%s", folder, path));
        }
    }
}

static bool write_all(struct arena *arena, const char *folder, struct diags *diags) {
    for (size_t i = 0; i < embedded_file_count; i++) {
        const struct embedded_file *file = &embedded_files[i];
        if (!is_for_editing(file)) {
            continue;
        }
        const char *target = target_of(arena, folder, file);
        if (!make_folders(arena, folder, target, diags) ||
            !file_publish(target, (struct slice){(const char *)file->at, file->size_bytes},
                          diags)) {
            remove_written(arena, folder, i + 1);
            return false;
        }
    }
    return true;
}

void export_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    const char *folder = line->arguments[0];
    if (!is_free(arena, folder, diags)) {
        return;
    }
    if (file_exists(folder)) {
        write_all(arena, folder, diags);
        return;
    }
    const char *temporary = file_make_temporary_folder(arena, folder, diags);
    if (temporary == NULL) {
        return;
    }
    if (!write_all(arena, temporary, diags)) {
        file_remove(temporary);
    } else if (!file_publish_folder(temporary, folder, diags)) {
        remove_written(arena, temporary, embedded_file_count);
        file_remove(temporary);
    }
}
