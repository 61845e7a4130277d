#include "batch/record.h"

#include "batch/pool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool read_at(int handle, void *bytes, size_t size_bytes, uint64_t at) {
    char *to = bytes;
    while (size_bytes > 0) {
        ssize_t count = pread(handle, to, size_bytes, (off_t)at);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            errno = count == 0 ? EIO : errno;
            return false;
        }
        to += count;
        at += (uint64_t)count;
        size_bytes -= (size_t)count;
    }
    return true;
}

bool write_at(int handle, const void *bytes, size_t size_bytes, uint64_t at) {
    const char *from = bytes;
    while (size_bytes > 0) {
        ssize_t count = pwrite(handle, from, size_bytes, (off_t)at);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            errno = count == 0 ? EIO : errno;
            return false;
        }
        from += count;
        at += (uint64_t)count;
        size_bytes -= (size_t)count;
    }
    return true;
}

bool record_is_reason(const char reason[RECORD_REASON_BYTES]) {
    size_t at = 0;
    while (at < RECORD_REASON_BYTES && ((reason[at] >= '0' && reason[at] <= '9') ||
                                        (at == 0 && reason[at] >= 'A' && reason[at] <= 'Z'))) {
        at++;
    }
    return at < RECORD_REASON_BYTES && reason[at] == '\0';
}

static bool is_sound_outcome(const struct outcome *outcome) {
    return (unsigned)outcome->status < MANIFEST_STATUS_COUNT &&
           memchr(outcome->reason, '\0', sizeof outcome->reason) != NULL;
}

bool record_is_sound(const struct batch_record *record) {
    return record->spool < POOL_MAX_WORKERS && record->text_spool < POOL_MAX_WORKERS &&
           record->stored_bytes < UINT32_MAX && record->text_bytes <= RECORD_TEXT_MAX_BYTES &&
           memchr(record->reason, '\0', sizeof record->reason) != NULL &&
           memchr(record->name, '\0', sizeof record->name) != NULL &&
           strchr(record->name, '/') == NULL && is_sound_outcome(&record->old) &&
           is_sound_outcome(&record->result);
}

bool record_read(int handle, uint64_t index, struct batch_record *out) {
    if (!read_at(handle, out, sizeof *out, index * sizeof *out)) {
        return false;
    }
    if (!record_is_sound(out)) {
        errno = EIO;
        return false;
    }
    return true;
}

bool record_write(int handle, uint64_t index, const struct batch_record *record) {
    return write_at(handle, record, sizeof *record, index * sizeof *record);
}

#define SUFFIX_BYTES 8 /* of the key: 16 digits */
#define STEM_MAX_BYTES 110

void record_add_suffix(struct batch_record *record, const char *ending) {
    char digits[2 * SUFFIX_BYTES + 1];
    char stem[RECORD_NAME_BYTES];
    size_t size_bytes = strlen(record->name) - strlen(ending);
    snprintf(stem, sizeof stem, "%.*s", (int)size_bytes, record->name);
    hash_hex(record->key, SUFFIX_BYTES, digits);
    snprintf(record->name, sizeof record->name, "%.*s-%s%.8s", STEM_MAX_BYTES, stem, digits,
             ending);
}
