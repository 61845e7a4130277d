#include "batch/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for the descriptors, aligned as the header of a control message must be. */
union control {
    char at[CMSG_SPACE(CHANNEL_MAX_HANDLES * sizeof(int))];
    struct cmsghdr align;
};

bool channel_pair(int out_ends[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, out_ends) == 0;
}

bool channel_send(int end, struct slice bytes, const int *handles, size_t handle_count) {
    union control control = {.at = {0}};
    struct iovec part = {.iov_len = bytes.size_bytes};
    memcpy(&part.iov_base, &bytes.at, sizeof part.iov_base);
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (handle_count > 0) {
        message.msg_control = control.at;
        message.msg_controllen = CMSG_SPACE(handle_count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(handle_count * sizeof(int));
        memcpy(CMSG_DATA(header), handles, handle_count * sizeof(int));
    }
    for (;;) {
        ssize_t sent = sendmsg(end, &message, MSG_NOSIGNAL);
        if (sent >= 0 || errno != EINTR) {
            return sent == (ssize_t)bytes.size_bytes;
        }
    }
}

static void take_handles(struct msghdr *message, struct channel_packet *out) {
    for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at != NULL; at = CMSG_NXTHDR(message, at)) {
        if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        out->handle_count = (at->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(out->handles, CMSG_DATA(at), out->handle_count * sizeof(int));
    }
}

bool channel_receive(int end, void *buffer, size_t buffer_bytes, struct channel_packet *out) {
    union control control = {.at = {0}};
    struct iovec part = {.iov_base = buffer, .iov_len = buffer_bytes};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.at,
                             .msg_controllen = sizeof control.at};
    *out = (struct channel_packet){.bytes = {buffer, 0}};
    ssize_t count = 0;
    do {
        count = recvmsg(end, &message, MSG_CMSG_CLOEXEC);
    } while (count < 0 && errno == EINTR);
    if (count <= 0) {
        return false;
    }
    take_handles(&message, out);
    out->bytes.size_bytes = (size_t)count;
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        channel_close_handles(out);
        return false;
    }
    return true;
}

void channel_close_handles(struct channel_packet *packet) {
    for (size_t i = 0; i < packet->handle_count; i++) {
        close(packet->handles[i]);
    }
    packet->handle_count = 0;
}
