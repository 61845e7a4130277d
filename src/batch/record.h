/* One record on its way through a batch: a value of fixed size that lies in files without names,
 * not in memory, so that a batch of a million takes no more than one of a thousand. Reading makes
 * entries, one file a worker; arranging puts them in order and makes the ledger; each result is
 * written back into it; the manifest is read off it at the end. */
#ifndef BATCH_RECORD_H
#define BATCH_RECORD_H

#include "base/hash.h"
#include "output/manifest.h"
#include "questionnaire/visit.h"

#include <stdbool.h>
#include <stdint.h>

#define RECORD_NAME_BYTES 144
#define RECORD_REASON_BYTES 8
#define RECORD_RECIPE_BYTES 16
#define RECORD_TEXT_MAX_BYTES ((uint32_t)1 << 20)

/* What became of it. */
struct outcome {
    bool is_known;
    enum manifest_status status;
    char reason[RECORD_REASON_BYTES]; /* id of a message: of what was made, the first warning; "" */
    uint32_t pages;
    uint32_t ms;
    uint64_t bytes;
    bool has_sum; /* sha256 says something */
    uint8_t sha256[HASH_SHA256_BYTES];
};

struct batch_record {
    uint32_t input;        /* number of the file in the list of inputs, from 0 */
    uint32_t ordinal;      /* in its file, from 1; 0: the file as a whole */
    uint32_t spool;        /* which of the spools holds what was stored of it */
    uint32_t stored_bytes; /* response_store; 0: it was refused */
    uint64_t stored_at;
    uint64_t text_at; /* the words of the message by which it was set aside */
    uint32_t text_bytes;
    uint32_t text_spool;
    uint32_t line, column;            /* of that message */
    char reason[RECORD_REASON_BYTES]; /* its id; of a usable record, that of the first warning */
    uint32_t date;                    /* of the response, YYYYMMDD; 0: not known */
    uint8_t key[HASH_SHA256_BYTES];
    uint8_t recipe[RECORD_RECIPE_BYTES];
    char name[RECORD_NAME_BYTES]; /* first the stem of the id, then the name of its result */
    struct visit visit;
    uint64_t history_at; /* its earlier visits, in the file of histories */
    uint32_t history_count;
    uint32_t twin; /* the place in the ledger of the same record once more, if that is the one made;
                      else its own */
    bool owns_name;        /* an earlier run gave this record that name */
    bool was_aside;        /* an earlier run set it aside */
    struct outcome old;    /* of an earlier run with the same recipe and name */
    struct outcome result; /* of this run */
};

/* Whether what a worker gave as a reason is the id of a message, or "". */
bool record_is_reason(const char reason[RECORD_REASON_BYTES]);

/* Whether its texts end, its name is one in the output folder and its numbers are in their ranges.
 * Workers can write to the files of records, and one that was taken over may have. */
bool record_is_sound(const struct batch_record *record);

/* Records one after the other in an open file. False with errno; one that is not sound is EIO. */
bool record_read(int handle, uint64_t index, struct batch_record *out);
bool record_write(int handle, uint64_t index, const struct batch_record *record);

/* Adds what no other record's name has, from the key, before the ending. */
void record_add_suffix(struct batch_record *record, const char *ending);

/* Whole reads and writes at a place. False with errno; a file that ends too early is EIO. */
bool read_at(int handle, void *bytes, size_t size_bytes, uint64_t at);
bool write_at(int handle, const void *bytes, size_t size_bytes, uint64_t at);

#endif
