/* The kinds of work, one file each. Private to batch/. */
#ifndef BATCH_CLERK_INSIDE_H
#define BATCH_CLERK_INSIDE_H

#include "batch/clerk.h"

/* Each takes one job and appends its answer. */
void clerk_do_read(struct clerk *clerk, const struct channel_packet *packet,
                   struct builder *answer);
void clerk_do_render(struct clerk *clerk, const struct channel_packet *packet,
                     struct builder *answer);
void clerk_do_extract(struct clerk *clerk, const struct channel_packet *packet,
                      struct builder *answer);

/* Reads all responses of an open file; what is wrong with them is in diags. False with errno if the
 * system does not let it be read from its start. */
bool clerk_intake(int handle, const char *label, const struct intake_options *options,
                  const struct intake_target *target, struct diags *diags);

/* The text that follows the fixed part of a job; "" if it has no end. */
const char *clerk_label(const struct channel_packet *job, size_t fixed_bytes);

/* Does what a test asks for when it comes to a certain record: crash, loop, eat memory. Nothing in
 * builds for use. */
void clerk_test_hook(const char *id);

/* The same for a worker that was taken over: it lies in its answer, or in what it read. */
void clerk_test_forge_answer(const char *id, struct clerk_render_answer *answer);
void clerk_test_forge_entry(const char *id, struct batch_record *entry);

#endif
