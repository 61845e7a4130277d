/* Open addressing over an array of entries in the order they were added, so that ids_nearest is the
 * same on every run: among equally near keys the first added wins. */
#include "base/ids.h"

#include "base/hash.h"
#include "base/vector.h"

#include <string.h>

#define IDS_KEY_MAX_BYTES 64 /* longer keys get no "did you mean" */
#define IDS_DISTANCE_MAX 2

struct entry {
    const char *key;
    uint64_t hash;
    size_t number;
};

struct ids {
    VECTOR(struct entry) entries;
    size_t *slots; /* index into entries plus one; 0: empty */
    size_t slot_count;
    bool is_loose;
};

struct ids *ids_build(struct arena *arena) {
    return ARENA_NEW(arena, struct ids);
}

struct ids *ids_build_loose(struct arena *arena) {
    struct ids *ids = ids_build(arena);
    ids->is_loose = true;
    return ids;
}

static char fold(char character) {
    if (character >= 'A' && character <= 'Z') {
        return (char)(character - 'A' + 'a');
    }
    return character == '_' ? '-' : character;
}

bool ids_is_same_spelling(const char *left, const char *right) {
    while (*left != '\0' && fold(*left) == fold(*right)) {
        left++;
        right++;
    }
    return *left == '\0' && *right == '\0';
}

static uint64_t hash_key(const struct ids *ids, const char *key) {
    uint64_t hash = 0;
    if (!ids->is_loose) {
        return hash_string(key, 0);
    }
    for (; *key != '\0'; key++) {
        char folded = fold(*key);
        hash = hash_bytes(&folded, 1, hash);
    }
    return hash;
}

static bool is_same_key(const struct ids *ids, const char *left, const char *right) {
    return ids->is_loose ? ids_is_same_spelling(left, right) : strcmp(left, right) == 0;
}

/* The slot that holds key or would hold it. */
static size_t ids_slot(const struct ids *ids, const char *key, uint64_t hash) {
    size_t slot = (size_t)hash & (ids->slot_count - 1);
    while (ids->slots[slot] != 0) {
        const struct entry *entry = &ids->entries.at[ids->slots[slot] - 1];
        if (entry->hash == hash && is_same_key(ids, entry->key, key)) {
            break;
        }
        slot = (slot + 1) & (ids->slot_count - 1);
    }
    return slot;
}

size_t ids_find(const struct ids *ids, const char *key) {
    if (ids->slot_count == 0) {
        return IDS_NONE;
    }
    size_t slot = ids_slot(ids, key, hash_key(ids, key));
    return ids->slots[slot] != 0 ? ids->entries.at[ids->slots[slot] - 1].number : IDS_NONE;
}

static void ids_rehash(struct arena *arena, struct ids *ids) {
    ids->slot_count = ids->slot_count > 0 ? ids->slot_count * 2 : 16;
    ids->slots = ARENA_ARRAY(arena, size_t, ids->slot_count);
    for (size_t i = 0; i < ids->entries.count; i++) {
        size_t slot = (size_t)ids->entries.at[i].hash & (ids->slot_count - 1);
        while (ids->slots[slot] != 0) {
            slot = (slot + 1) & (ids->slot_count - 1);
        }
        ids->slots[slot] = i + 1;
    }
}

size_t ids_add(struct arena *arena, struct ids *ids, const char *key, size_t number) {
    if (ids->slot_count == 0) {
        ids_rehash(arena, ids);
    }
    uint64_t hash = hash_key(ids, key);
    size_t slot = ids_slot(ids, key, hash);
    if (ids->slots[slot] != 0) {
        return ids->entries.at[ids->slots[slot] - 1].number;
    }
    *VECTOR_PUSH(arena, &ids->entries) = (struct entry){key, hash, number};
    ids->slots[slot] = ids->entries.count;
    if (ids->entries.count * 2 > ids->slot_count) {
        ids_rehash(arena, ids);
    }
    return IDS_NONE;
}

void ids_change(struct ids *ids, const char *key, size_t number) {
    size_t slot = ids->slot_count > 0 ? ids_slot(ids, key, hash_key(ids, key)) : 0;
    if (ids->slot_count > 0 && ids->slots[slot] != 0) {
        ids->entries.at[ids->slots[slot] - 1].number = number;
    }
}

static size_t least(size_t left, size_t right) {
    return left < right ? left : right;
}

/* Edit distance where an insertion, a deletion, a changed byte and two swapped neighbours cost one
 * each; or IDS_KEY_MAX_BYTES for keys that are too long to compare or more than IDS_DISTANCE_MAX
 * apart: no row gets below both of those before it. */
static size_t edit_distance(const char *left, const char *right) {
    size_t rows[3][IDS_KEY_MAX_BYTES + 1];
    size_t left_size = strlen(left);
    size_t right_size = strlen(right);
    if (left_size > IDS_KEY_MAX_BYTES || right_size > IDS_KEY_MAX_BYTES) {
        return IDS_KEY_MAX_BYTES;
    }
    for (size_t j = 0; j <= right_size; j++) {
        rows[0][j] = j;
    }
    size_t least_before = 0;
    for (size_t i = 1; i <= left_size; i++) {
        const size_t *before = rows[(i - 1) % 3];
        const size_t *two_before = rows[(i + 1) % 3];
        size_t *row = rows[i % 3];
        row[0] = i;
        size_t least_here = i;
        for (size_t j = 1; j <= right_size; j++) {
            size_t changed = before[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            row[j] = least(changed, least(before[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[j] = least(row[j], two_before[j - 2] + 1);
            }
            least_here = least(least_here, row[j]);
        }
        if (least(least_here, least_before) > IDS_DISTANCE_MAX) {
            return IDS_KEY_MAX_BYTES;
        }
        least_before = least_here;
    }
    return rows[left_size % 3][right_size];
}

/* Keeps candidate in *best if it is nearer to key than what is there. */
static void keep_nearest(const char *key, const char *candidate, const char **best,
                         size_t *best_distance) {
    size_t key_size = strlen(key);
    size_t candidate_size = strlen(candidate);
    size_t difference =
        key_size > candidate_size ? key_size - candidate_size : candidate_size - key_size;
    if (difference > IDS_DISTANCE_MAX) { /* the distance is no less */
        return;
    }
    size_t distance = edit_distance(key, candidate);
    if (distance <= IDS_DISTANCE_MAX && distance * 2 < key_size && distance < *best_distance) {
        *best = candidate;
        *best_distance = distance;
    }
}

const char *ids_nearest(const struct ids *ids, const char *key) {
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < ids->entries.count; i++) {
        keep_nearest(key, ids->entries.at[i].key, &best, &best_distance);
    }
    return best;
}

const char *ids_nearest_of(const char *const *known, const char *key) {
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; known[i] != NULL; i++) {
        keep_nearest(key, known[i], &best, &best_distance);
    }
    return best;
}
