/* Messages between the supervisor and one worker: whole packets over a socket pair, with open
 * descriptors beside them. Nothing is ever opened by a worker; what it may read or write is handed
 * to it. */
#ifndef BATCH_CHANNEL_H
#define BATCH_CHANNEL_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

#define CHANNEL_MAX_BYTES ((size_t)32 * 1024)
#define CHANNEL_MAX_HANDLES 4

struct channel_packet {
    struct slice bytes; /* into the buffer that was given */
    int handles[CHANNEL_MAX_HANDLES];
    size_t handle_count;
};

/* Both ends; they are closed when another program is started. False with errno. */
bool channel_pair(int out_ends[2]);

/* Sends one packet; the handles stay the sender's. False with errno. */
bool channel_send(int end, struct slice bytes, const int *handles, size_t handle_count);

/* Waits for one packet; its handles are the receiver's to close. False if the other end is gone or
 * the packet is too long. */
bool channel_receive(int end, void *buffer, size_t buffer_bytes, struct channel_packet *out);

/* Closes what came with a packet. */
void channel_close_handles(struct channel_packet *packet);

#endif
