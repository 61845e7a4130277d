#include "pack/source.h"

#include "base/file.h"
#include "base/slice.h"
#include "base/vector.h"
#include "pack/files.h"

#include <string.h>

static const char *key_of(const struct pack_source *source, const char *name) {
    if (source->folder != NULL) {
        return arena_format(source->arena, "%s/%s", source->folder, name);
    }
    return arena_format(source->arena, "%s%s", source->prefix, name);
}

bool pack_source_has(const struct pack_source *source, const char *name) {
    const char *key = key_of(source, name);
    return source->folder != NULL ? file_exists(key) : embedded_find(key) != NULL;
}

/* A pack may come from anywhere: what it names must lie in its own folder. */
static bool is_inside(const char *name) {
    struct slice rest = slice_from(name);
    struct slice part;
    if (name[0] == '\0' || name[0] == '/') {
        return false;
    }
    while (slice_next(&rest, '/', &part)) {
        if (slice_equals(part, "..")) {
            return false;
        }
    }
    return true;
}

struct pack_source_file pack_source_read(const struct pack_source *source, const char *name,
                                         struct position from, struct diags *diags) {
    struct pack_source_file file = {.name = key_of(source, name)};
    if (!is_inside(name)) {
        diag(diags, MESSAGE_PACK_FILE_NAME, from, ARGS(name));
        return file;
    }
    if (!pack_source_has(source, name)) {
        diag(diags, MESSAGE_PACK_FILE_MISSING, from, ARGS(file.name));
        return file;
    }
    diags_add_source(diags, file.name, (struct slice){"", 0}); /* even if it cannot be read */
    if (source->folder == NULL) {
        file.bytes = embedded_bytes(file.name);
    } else if (!file_read(source->arena, file.name, PACK_FILE_MAX_BYTES, diags, &file.bytes)) {
        return file;
    }
    diags_add_source(diags, file.name, file.bytes);
    if (source->digest != NULL) {
        hash_stream_add(source->digest, name, strlen(name) + 1);
        hash_stream_add(source->digest, &file.bytes.size_bytes, sizeof file.bytes.size_bytes);
        hash_stream_add(source->digest, file.bytes.at, file.bytes.size_bytes);
    }
    return file;
}

struct pack_source pack_source_beside(struct arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    struct pack_source source = {.arena = arena, .folder = "."};
    if (slash != NULL) {
        source.folder = slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
    }
    return source;
}

const char *pack_source_file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

const char *const *pack_source_embedded_names(struct arena *arena, const char *prefix,
                                              const char *suffix) {
    VECTOR(const char *) names = {0};
    size_t prefix_bytes = strlen(prefix), suffix_bytes = strlen(suffix);
    for (size_t i = 0; i < embedded_file_count; i++) {
        const char *path = embedded_files[i].path;
        size_t path_bytes = strlen(path);
        if (path_bytes <= prefix_bytes + suffix_bytes || strncmp(path, prefix, prefix_bytes) != 0 ||
            strcmp(path + path_bytes - suffix_bytes, suffix) != 0) {
            continue;
        }
        char *name =
            arena_copy(arena, path + prefix_bytes, path_bytes - prefix_bytes - suffix_bytes);
        if (strchr(name, '/') == NULL) {
            *VECTOR_PUSH(arena, &names) = name;
        }
    }
    *VECTOR_PUSH(arena, &names) = NULL;
    return names.at;
}
