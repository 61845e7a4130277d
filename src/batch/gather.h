/* The manifests of all shards of a batch, made into one: the proof that the batch is whole. */
#ifndef BATCH_GATHER_H
#define BATCH_GATHER_H

#include "base/diag.h"

#include <stdbool.h>

/* Reads manifest.IIII-of-NNNN.ndjson of the output folder and writes manifest.ndjson, in the order
 * of the records, if
 * - each of the N shards has its manifest, and all agree on N, the inputs, pack, brand and options;
 * - each manifest holds as many records as its shard has, and only those whose key is the shard's;
 * - the records are those of the whole batch, each once, and no two results are of the same key;
 * - each result is there and as long as its line says.
 * False after reporting what is missing or wrong; then nothing is written. */
bool gather_manifests(const char *folder, struct diags *diags);

#endif
