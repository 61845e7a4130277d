#include "batch/bundle.h"

#include "base/memory.h"
#include "output/zip.h"
#include "pdf/merge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STEM_MAX_BYTES 100
#define WAITING_BYTES ((size_t)256 * 1024)

struct bundle {
    struct bundle_options options;
    struct folder *folder;
    size_t part;
    const struct pdf_shared *shared;
    const struct pack *pack;
    struct diags *diags;
    int handle;  /* -1: no file is begun */
    int scratch; /* of the archive's directory */
    unsigned number;
    bool is_reported;
    struct builder waiting;
    struct pdf_merge *merge;
    struct zip *zip;
};

static bool report_errno(struct bundle *bundle, bool is_good) {
    if (!is_good && !bundle->is_reported) {
        bundle->is_reported = true;
        folder_report(bundle->folder, errno);
    }
    return is_good;
}

static bool flush(struct bundle *bundle) {
    const char *at = bundle->waiting.at;
    size_t left = bundle->waiting.size_bytes;
    while (left > 0) {
        ssize_t count = write(bundle->handle, at, left);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        at += count;
        left -= (size_t)count;
    }
    builder_reset(&bundle->waiting);
    return true;
}

static bool write_bytes(void *user, struct slice bytes) {
    struct bundle *bundle = user;
    builder_add(&bundle->waiting, bytes.at, bytes.size_bytes);
    return bundle->waiting.size_bytes < WAITING_BYTES || flush(bundle);
}

/* handouts.pdf, handouts-2.pdf, ... */
static void name_part(const struct bundle *bundle, unsigned number, char *out, size_t out_bytes) {
    const char *name = bundle->options.name;
    const char *dot = strrchr(name, '.');
    int stem_bytes = dot != NULL && dot != name ? (int)(dot - name) : (int)strlen(name);
    if (number <= 1) {
        snprintf(out, out_bytes, "%s", name);
    } else {
        snprintf(out, out_bytes, "%.*s-%u%s", stem_bytes, name, number, name + stem_bytes);
    }
}

static void begin_merge(struct bundle *bundle) {
    const struct pdf_merge_options options = {
        .title = "Handouts",
        .author = bundle->pack->brand->clinic,
        .language = bundle->pack->layout->language,
        .has_separators = bundle->options.has_separators,
        .max_pages = bundle->options.max_pages,
    };
    bundle->merge = pdf_merge_new(bundle->shared, &options, (struct pdf_sink){write_bytes, bundle});
}

/* Begins the next file. */
static bool begin(struct bundle *bundle) {
    bundle->number++;
    bundle->handle = folder_open_part(bundle->folder, bundle->part);
    if (bundle->handle < 0) {
        bundle->is_reported = true;
        return false;
    }
    if (bundle->options.kind == BUNDLE_MERGED) {
        begin_merge(bundle);
        return true;
    }
    enum zip_method method = bundle->options.is_stored ? ZIP_STORE : ZIP_DEFLATE;
    bundle->scratch = folder_open_scratch(bundle->folder);
    if (bundle->scratch < 0) {
        bundle->is_reported = true;
        return false;
    }
    bundle->zip = zip_new((struct zip_sink){write_bytes, bundle}, bundle->scratch, method);
    return true;
}

struct bundle *bundle_new(const struct bundle_options *options, struct folder *folder, size_t part,
                          const struct pdf_shared *shared, const struct pack *pack,
                          struct diags *diags) {
    struct bundle *bundle = memory_new(sizeof *bundle);
    *bundle = (struct bundle){.options = *options,
                              .folder = folder,
                              .part = part,
                              .shared = shared,
                              .pack = pack,
                              .diags = diags,
                              .handle = -1,
                              .scratch = -1};
    return bundle;
}

/* Closes what is open and forgets the file that is being written. */
static void drop(struct bundle *bundle) {
    if (bundle->merge != NULL) {
        pdf_merge_free(bundle->merge);
    }
    if (bundle->zip != NULL) {
        zip_free(bundle->zip);
    }
    if (bundle->scratch >= 0) {
        close(bundle->scratch);
    }
    if (bundle->handle >= 0) {
        close(bundle->handle);
        folder_drop_part(bundle->folder, bundle->part);
    }
    bundle->merge = NULL;
    bundle->zip = NULL;
    bundle->scratch = -1;
    bundle->handle = -1;
}

void bundle_free(struct bundle *bundle) {
    if (bundle != NULL) {
        drop(bundle);
        builder_free(&bundle->waiting);
        memory_free(bundle);
    }
}

static bool end_content(struct bundle *bundle) {
    if (bundle->merge != NULL) {
        return pdf_merge_end(bundle->merge) == PDF_MERGE_DONE;
    }
    return zip_finish(bundle->zip);
}

/* Ends the file that is being written and gives it its name. */
static bool publish(struct bundle *bundle) {
    char name[RECORD_NAME_BYTES];
    name_part(bundle, bundle->number, name, sizeof name);
    errno = EFBIG;
    bool is_good =
        report_errno(bundle, end_content(bundle) && flush(bundle) && fsync(bundle->handle) == 0) &&
        folder_publish_part(bundle->folder, bundle->part, name);
    if (is_good) {
        close(bundle->handle);
        bundle->handle = -1;
    }
    drop(bundle);
    return is_good && folder_sync(bundle->folder);
}

static bool add_merged(struct bundle *bundle, struct batch_record *record, struct slice bytes) {
    if (bundle->merge != NULL && !pdf_merge_has_room(bundle->merge, bytes) && !publish(bundle)) {
        return false;
    }
    if (bundle->merge == NULL && !begin(bundle)) {
        return false;
    }
    name_part(bundle, bundle->number, record->name, sizeof record->name);
    errno = EFBIG;
    switch (pdf_merge_add(bundle->merge, bytes, NULL)) {
    case PDF_MERGE_DONE:
        return true;
    case PDF_MERGE_DAMAGED:
        record->result.status = MANIFEST_FAILED;
        snprintf(record->result.reason, sizeof record->result.reason, "%s",
                 message_id(MESSAGE_BATCH_CRASH));
        return true;
    case PDF_MERGE_STOPPED:
        break;
    }
    return report_errno(bundle, false);
}

bool bundle_add(struct bundle *bundle, struct batch_record *record, struct slice bytes) {
    if (bundle->options.kind == BUNDLE_MERGED) {
        return add_merged(bundle, record, bytes);
    }
    if (bundle->zip == NULL && !begin(bundle)) {
        return false;
    }
    return report_errno(bundle, zip_add(bundle->zip, record->name, bytes));
}

bool bundle_end(struct bundle *bundle) {
    bool is_begun = bundle->handle >= 0;
    if (!is_begun && bundle->options.kind == BUNDLE_ZIP) {
        is_begun = begin(bundle); /* an archive of nothing */
    }
    if (is_begun && !publish(bundle)) {
        return false;
    }
    /* Parts of an earlier run that was longer. */
    for (unsigned number = bundle->number + 1;; number++) {
        char name[RECORD_NAME_BYTES];
        name_part(bundle, number, name, sizeof name);
        int handle = folder_open_file(bundle->folder, name);
        if (handle < 0) {
            return !bundle->is_reported;
        }
        close(handle);
        folder_remove(bundle->folder, name);
    }
}
