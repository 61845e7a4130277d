/* Hashes: FNV-1a for tables, SHA-256 (nettle) for identity. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_SHA256_BYTES 32

/* FNV-1a, 64 bits; seed 0 is the standard one, another tells tables apart. Not against attackers.
 */
uint64_t hash_bytes(const void *bytes, size_t size_bytes, uint64_t seed);
uint64_t hash_string(const char *text, uint64_t seed);

/* 128 bits of what is added piece by piece, eight bytes at a time: tells files apart where nobody
 * means to deceive. The pieces count as well as the bytes. Begin with {0}. */
struct hash_wide {
    uint64_t low, high;
};
void hash_wide_add(struct hash_wide *hash, const void *bytes, size_t size_bytes);

/* SHA-256 as in FIPS 180-4. */
void hash_sha256(const void *bytes, size_t size_bytes, uint8_t out_digest[HASH_SHA256_BYTES]);

/* The same of bytes that come piece by piece; hash_stream_end frees it. */
struct hash_stream;
struct hash_stream *hash_stream_new(void);
void hash_stream_add(struct hash_stream *stream, const void *bytes, size_t size_bytes);
void hash_stream_end(struct hash_stream *stream, uint8_t out_digest[HASH_SHA256_BYTES]);

/* Lower-case hexadecimal of size_bytes bytes, NUL-terminated. */
void hash_hex(const uint8_t *bytes, size_t size_bytes, char *out_text);

#endif
