#include "print/reasons.h"

#include <string.h>

struct reason {
    const char *keyword;
    const char *words; /* NULL: nothing to do about it */
};

/* Keywords of RFC 8011, 5.4.12 and of PWG 5100.9, and those of CUPS; without their severity. */
static const struct reason reasons[] = {
    {"none", NULL},
    {"media-empty", "out of paper"},
    {"media-needed", "needs paper"},
    {"media-low", "little paper left"},
    {"media-jam", "paper jam"},
    {"input-tray-missing", "a paper tray is missing"},
    {"input-media-supply-low", "little paper left"},
    {"input-media-supply-empty", "out of paper"},
    {"output-tray-missing", "the output tray is missing"},
    {"output-area-full", "the output tray is full"},
    {"output-area-almost-full", "the output tray is almost full"},
    {"toner-empty", "out of toner"},
    {"toner-low", "little toner left"},
    {"marker-supply-empty", "out of ink or toner"},
    {"marker-supply-low", "little ink or toner left"},
    {"marker-waste-full", "the waste toner box is full"},
    {"marker-waste-almost-full", "the waste toner box is almost full"},
    {"developer-empty", "out of developer"},
    {"developer-low", "little developer left"},
    {"opc-near-eol", "the drum is almost worn out"},
    {"opc-life-over", "the drum is worn out"},
    {"fuser-over-temp", "the fuser is too hot"},
    {"fuser-under-temp", "warming up"},
    {"door-open", "a door is open"},
    {"cover-open", "a cover is open"},
    {"interlock-open", "a cover is open"},
    {"paused", "switched off in the print system (paused)"},
    {"moving-to-paused", "being switched off in the print system"},
    {"offline", "offline"},
    {"shutdown", "turned off"},
    {"power-down", "turned off"},
    {"connecting-to-device", "being connected"},
    {"timed-out", "does not answer"},
    {"stopping", "stopping"},
    {"stopped-partly", "partly stopped"},
    {"spool-area-full", "its memory is full"},
    {"deactivated", "switched off in the print system"},
    {"resuming", NULL},
    {"spooling", NULL},
    {"hold-new-jobs", "holds new jobs back"},
    {"other", "needs attention"},
    {"cups-insecure-filter", NULL},
    {"cups-missing-filter", "a filter is missing in the print system"},
    {"cups-remote-pending", NULL},
    {"cups-remote-pending-held", "its print server holds the job back"},
    {"cups-remote-processing", NULL},
    {"cups-remote-stopped", "stopped at its print server"},
    {"cups-waiting-for-job-completed", NULL},
    {"cups-ipp-conformance-failure", NULL},
    {"cups-ipp-missing-cancel-job", NULL},
    {"cups-ipp-missing-get-job-history", NULL},
    {"cups-ipp-missing-job-history", NULL},
    {"cups-ipp-missing-job-id", NULL},
    {"cups-ipp-missing-job-state", NULL},
    {"cups-ipp-missing-operations-supported", NULL},
    {"cups-ipp-missing-print-job", NULL},
    {"cups-ipp-missing-printer-is-accepting-jobs", NULL},
    {"cups-ipp-missing-printer-state-reasons", NULL},
    {"cups-ipp-missing-send-document", NULL},
    {"cups-ipp-missing-validate-job", NULL},
    {"cups-ipp-wrong-http-version", NULL},
    {"cups-pki-changed", "its certificate has changed"},
    {"cups-pki-expired", "its certificate has expired"},
    {"cups-pki-invalid", "its certificate is not valid"},
    {"cups-pki-unknown", "its certificate is not known"},
    {"account-authorization-failed", "the account may not print"},
    {"account-info-needed", "asks for an account"},
    {"account-limit-reached", "the limit of the account is reached"},
    {"account-closed", "the account is closed"},
};

/* The bytes of the keyword before its severity, if it has one. */
static size_t stem_bytes(const char *keyword) {
    static const char *const severities[] = {"-report", "-warning", "-error"};
    size_t size_bytes = strlen(keyword);
    for (size_t i = 0; i < sizeof severities / sizeof severities[0]; i++) {
        size_t ending_bytes = strlen(severities[i]);
        if (size_bytes > ending_bytes &&
            strcmp(keyword + size_bytes - ending_bytes, severities[i]) == 0) {
            return size_bytes - ending_bytes;
        }
    }
    return size_bytes;
}

/* Whether the words are among those that are there, parted by commas. */
static bool is_there(const struct builder *words, struct slice added) {
    struct slice rest = {words->at, words->size_bytes}, part;
    while (slice_next(&rest, ',', &part)) {
        part = slice_trim(part);
        if (part.size_bytes == added.size_bytes &&
            memcmp(part.at, added.at, added.size_bytes) == 0) {
            return true;
        }
    }
    return false;
}

void reasons_add(struct builder *words, const char *keyword) {
    struct slice stem = {keyword, stem_bytes(keyword)};
    struct slice added = stem;
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (slice_equals(stem, reasons[i].keyword)) {
            added = slice_from(reasons[i].words);
        }
    }
    if (added.size_bytes == 0 || is_there(words, added)) {
        return;
    }
    if (words->size_bytes > 0) {
        builder_text(words, ", ");
    }
    builder_add(words, added.at, added.size_bytes);
}
