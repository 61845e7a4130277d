#include "pdf/same.h"

#include "base/hash.h"
#include "base/memory.h"

#include <string.h>

/* Sets of a few places: the key names the set, in which the place used least recently is given to
 * the next new stream. */
#define SET_COUNT 2048
#define SET_PLACES 4
#define KEY_BYTES 16

struct place {
    uint8_t key[KEY_BYTES];
    uint32_t object; /* 0: free */
    uint32_t used;   /* when last */
};

struct same_streams {
    uint32_t clock;
    struct place sets[SET_COUNT][SET_PLACES];
};

struct same_streams *same_streams_new(void) {
    return memory_new(sizeof(struct same_streams));
}

void same_streams_free(struct same_streams *streams) {
    memory_free(streams);
}

void same_streams_clear(struct same_streams *streams) {
    memset(streams, 0, sizeof *streams);
}

/* Two digests one after the other, so that no byte can move from dictionary to stream unseen. */
static void make_key(struct slice dictionary, struct slice bytes, uint8_t out_key[KEY_BYTES]) {
    uint8_t digests[2][HASH_SHA256_BYTES], digest[HASH_SHA256_BYTES];
    hash_sha256(dictionary.at, dictionary.size_bytes, digests[0]);
    hash_sha256(bytes.at, bytes.size_bytes, digests[1]);
    hash_sha256(digests, sizeof digests, digest);
    memcpy(out_key, digest, KEY_BYTES);
}

uint32_t *same_streams_find(struct same_streams *streams, struct slice dictionary,
                            struct slice bytes) {
    uint8_t key[KEY_BYTES];
    make_key(dictionary, bytes, key);
    struct place *set = streams->sets[(key[0] << 8 | key[1]) % SET_COUNT];
    struct place *oldest = set;
    streams->clock++;
    for (int i = 0; i < SET_PLACES; i++) {
        if (set[i].object && memcmp(set[i].key, key, KEY_BYTES) == 0) {
            set[i].used = streams->clock;
            return &set[i].object;
        }
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    memcpy(oldest->key, key, KEY_BYTES);
    oldest->object = 0;
    oldest->used = streams->clock;
    return &oldest->object;
}
