/* One part of a batch that several machines share. Every one of them reads all inputs and makes the
 * records whose key falls to it; so nobody has to be told who does what, and the order of the
 * inputs or their folders do not matter.
 *
 * A shard's manifest begins with a line that tells what all shards must agree on: the number of
 * records of the whole batch and a sum over all their keys, in order. It is how the manifests of
 * all shards together prove that nothing is missing (batch/gather.h). */
#ifndef BATCH_SHARD_H
#define BATCH_SHARD_H

#include "base/builder.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define SHARD_MAX_COUNT 9999u

struct shard {
    uint32_t number; /* from 0 */
    uint32_t count;  /* 0: the batch is not shared */
};

/* "3/16", or "auto": what Slurm, Kubernetes, AWS Batch or GNU parallel say in the environment.
 * False after reporting; a number of shards that is not known is never guessed. */
bool shard_parse(const char *text, struct diags *diags, struct shard *out_shard);

/* Whether the record with this key is the shard's; all are if the batch is not shared. */
bool shard_holds(const struct shard *shard, const uint8_t key[HASH_SHA256_BYTES]);

/* For the names of manifests: "0003-of-0016", "" if the batch is not shared. */
#define SHARD_LABEL_BYTES 13
void shard_label(const struct shard *shard, char out_label[SHARD_LABEL_BYTES]);

/* Reads "manifest.0003-of-0016.ndjson"; false for any other name. */
bool shard_parse_manifest_name(const char *name, struct shard *out_shard);

/* A sum over keys: zeroed to begin with, changed by each key in turn. */
struct shard_sum {
    uint8_t bytes[HASH_SHA256_BYTES];
};
void shard_sum_add(struct shard_sum *sum, const uint8_t key[HASH_SHA256_BYTES]);

/* The first line of a shard's manifest. */
struct shard_head {
    struct shard shard;
    uint64_t records;     /* of the whole batch */
    uint64_t held;        /* by this shard */
    struct shard_sum sum; /* over the keys of the whole batch, in order */
    uint8_t pack[HASH_SHA256_BYTES];
    uint8_t brand[HASH_SHA256_BYTES];
    uint8_t options[HASH_SHA256_BYTES]; /* that change what is made */
};

/* Appends the line with its line feed, a flat object of JSON. */
void shard_head_write(const struct shard_head *head, struct builder *out);

/* Reads such a line, without its line feed. False if it is none. */
bool shard_head_parse(struct slice line, struct shard_head *out_head);

/* Hashes in lower-case hexadecimal of exactly size_bytes bytes. */
bool shard_parse_hex(struct slice text, uint8_t *out_bytes, size_t size_bytes);

/* Whether two shards belong to one batch; out_what is what they differ in. */
bool shard_head_agrees(const struct shard_head *left, const struct shard_head *right,
                       const char **out_what);

#endif
