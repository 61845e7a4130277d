/* Taking records out of their file again, for those that are set aside. The file is read once for
 * many of them. */
#include "batch/clerk_inside.h"

#include "base/arena.h"
#include "xml/write.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct extracting {
    const uint32_t *ordinals; /* rising */
    size_t count, next;
    int handle;
    uint64_t end; /* of what is written */
    struct clerk_extract_answer *answer;
};

static void see(void *user, uint32_t ordinal, const struct xml_node *node, bool is_refused) {
    struct extracting *extracting = user;
    (void)is_refused;
    if (extracting->next == extracting->count ||
        extracting->ordinals[extracting->next] != ordinal) {
        return;
    }
    struct builder text = {0};
    xml_write_record(node, &text);
    if (!write_at(extracting->handle, text.at, text.size_bytes, extracting->end)) {
        extracting->answer->error = errno;
    }
    extracting->answer->bytes[extracting->next++] = (uint32_t)text.size_bytes;
    extracting->end += text.size_bytes;
    builder_free(&text);
}

static bool take(void *user, struct arena *arena, struct response *response) {
    const struct extracting *extracting = user;
    (void)arena;
    (void)response;
    return extracting->next < extracting->count && extracting->answer->error == 0;
}

void clerk_do_extract(struct clerk *clerk, const struct channel_packet *packet,
                      struct builder *answer) {
    struct clerk_extract job;
    uint32_t ordinals[CLERK_EXTRACT_MAX];
    struct clerk_extract_answer result = {0};
    if (packet->bytes.size_bytes < sizeof job || packet->handle_count != 2) {
        return;
    }
    memcpy(&job, packet->bytes.at, sizeof job);
    size_t list_bytes = job.count * sizeof *ordinals;
    if (job.count > CLERK_EXTRACT_MAX || packet->bytes.size_bytes <= sizeof job + list_bytes) {
        return;
    }
    memcpy(ordinals, packet->bytes.at + sizeof job, list_bytes);
    struct extracting extracting = {
        .ordinals = ordinals, .count = job.count, .handle = packet->handles[1], .answer = &result};
    struct intake_options options = clerk->intake;
    struct diags *unheard = diags_new();
    options.see = see;
    if (!clerk_intake(packet->handles[0], clerk_label(packet, sizeof job + list_bytes), &options,
                      &(struct intake_target){take, &extracting}, unheard)) {
        result.error = errno;
    }
    diags_free(unheard);
    builder_add(answer, &result, sizeof result);
}
