/* What holds for every printing system: a document that cannot be printed is refused before a
 * printer is asked, and one that was not printed is kept if the caller wants that. The name of the
 * kept file is made from the bytes of the PDF: it says nothing of the patient, two patients never
 * share one, and the same page that fails twice is kept once. */
#include "print/print.h"

#include "base/file.h"
#include "base/hash.h"
#include "print/job.h"

#include <string.h>

/* Readers look for the end mark within the last kilobyte; what is after it does not matter. */
#define END_BYTES 1024
#define NAME_BYTES 6

const char *const printer_state_names[PRINTER_STATE_COUNT + 1] = {
    [PRINTER_IDLE] = "idle", [PRINTER_BUSY] = "printing", [PRINTER_STOPPED] = "stopped"};

static bool is_whole_pdf(struct slice pdf) {
    size_t end_bytes = pdf.size_bytes < END_BYTES ? pdf.size_bytes : END_BYTES;
    return pdf.size_bytes >= 8 && memcmp(pdf.at, "%PDF-", 5) == 0 &&
           memmem(pdf.at + pdf.size_bytes - end_bytes, end_bytes, "%%EOF", 5) != NULL;
}

static void keep(struct arena *arena, const char *folder, const struct print_document *document,
                 struct diags *diags) {
    uint8_t digest[HASH_SHA256_BYTES];
    char name[2 * NAME_BYTES + 1];
    hash_sha256(document->pdf.at, document->pdf.size_bytes, digest);
    hash_hex(digest, NAME_BYTES, name);
    bool is_here = strcmp(folder, ".") == 0;
    const char *path = arena_format(arena, "%s%sunprinted-%s.pdf", is_here ? "" : folder,
                                    is_here || folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    if (file_make_folder(folder, diags) && file_publish(path, document->pdf, diags)) {
        diag(diags, MESSAGE_PRINT_KEPT, document->position, ARGS(path));
    }
}

enum print_outcome print_send(const struct print_options *options,
                              const struct print_document *document, struct diags *diags) {
    struct arena *arena = arena_new();
    enum print_outcome outcome = PRINT_FAILED;
    if (is_whole_pdf(document->pdf)) {
        outcome = job_run(arena, options, document, diags);
    } else {
        diag(diags, MESSAGE_PRINT_NOT_PDF, document->position, NULL);
    }
    if (outcome != PRINT_SENT && options->keep_folder != NULL) {
        keep(arena, options->keep_folder, document, diags);
    }
    arena_free(arena);
    return outcome;
}
