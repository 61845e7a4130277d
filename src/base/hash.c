#include "base/hash.h"

#include "base/memory.h"

#include <nettle/sha2.h>
#include <string.h>

#define FNV_OFFSET UINT64_C(0xCBF29CE484222325)
#define FNV_PRIME UINT64_C(0x100000001B3)

uint64_t hash_bytes(const void *bytes, size_t size_bytes, uint64_t seed) {
    const unsigned char *at = bytes;
    uint64_t hash = FNV_OFFSET ^ seed;
    for (size_t i = 0; i < size_bytes; i++) {
        hash = (hash ^ at[i]) * FNV_PRIME;
    }
    return hash;
}

uint64_t hash_string(const char *text, uint64_t seed) {
    return hash_bytes(text, strlen(text), seed);
}

/* Two lanes of multiplication and rotation with odd constants, the one crossing into the other, so
 * that a bit of each word reaches all bits of both. */
static void mix_word(struct hash_wide *hash, uint64_t word) {
    hash->low = (hash->low ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash->low ^= hash->low >> 29;
    hash->high = (hash->high + word) * UINT64_C(0xD6E8FEB86659FD93) + hash->low;
    hash->high = hash->high << 31 | hash->high >> 33;
}

void hash_wide_add(struct hash_wide *hash, const void *bytes, size_t size_bytes) {
    const unsigned char *at = bytes;
    size_t rest_bytes = size_bytes;
    for (; rest_bytes >= sizeof(uint64_t); rest_bytes -= sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        mix_word(hash, word);
        at += sizeof word;
    }
    uint64_t last = 0;
    for (size_t i = 0; i < rest_bytes; i++)
        last |= (uint64_t)at[i] << (8 * i);
    mix_word(hash, last);
    mix_word(hash, size_bytes);
}

void hash_sha256(const void *bytes, size_t size_bytes, uint8_t out_digest[HASH_SHA256_BYTES]) {
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, size_bytes, bytes);
    sha256_digest(&context, HASH_SHA256_BYTES, out_digest);
}

struct hash_stream {
    struct sha256_ctx context;
};

struct hash_stream *hash_stream_new(void) {
    struct hash_stream *stream = memory_new(sizeof *stream);
    sha256_init(&stream->context);
    return stream;
}

void hash_stream_add(struct hash_stream *stream, const void *bytes, size_t size_bytes) {
    sha256_update(&stream->context, size_bytes, bytes);
}

void hash_stream_end(struct hash_stream *stream, uint8_t out_digest[HASH_SHA256_BYTES]) {
    sha256_digest(&stream->context, HASH_SHA256_BYTES, out_digest);
    memory_free(stream);
}

void hash_hex(const uint8_t *bytes, size_t size_bytes, char *out_text) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size_bytes; i++) {
        out_text[2 * i] = digits[bytes[i] >> 4];
        out_text[2 * i + 1] = digits[bytes[i] & 15];
    }
    out_text[2 * size_bytes] = '\0';
}
