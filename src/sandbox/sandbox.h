/* Giving up rights. What parses untrusted input does so in a process that has entered the sandbox:
 * whatever a hostile file makes it do, it cannot reach a file, the network or another program. */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

struct sandbox_limits {
    size_t memory_bytes;  /* all that the process may write to; 0: no limit. Not kept under
                             AddressSanitizer, which reserves terabytes. */
    unsigned cpu_seconds; /* of the whole process; 0: no limit */
};

/* From now on this process, which must have one thread, cannot open, create, remove or name a file,
 * make a socket, connect, start a process, thread or program, trace or signal another process, make
 * memory executable or change its rights; it leaves no core file. It can use the descriptors that
 * it has (read, write, seek, sync, truncate; recvmsg and sendmsg on socket pairs, descriptors
 * included), allocate memory, use clocks and timers, and end. An attempt to open a file fails with
 * EACCES; what no library does by the way ends the process with SIGSYS. What the kernel does not
 * have is left out (sandbox_describe). False after reporting that the kernel refused. Cannot be
 * undone. */
bool sandbox_enter(const struct sandbox_limits *limits, struct diags *diags);

/* Closes all descriptors but the standard three and those of the list, so that a worker that is
 * taken over has no more in hand than its work needs. The list is sorted by this. */
void sandbox_close_others(int *kept, size_t count);

/* Makes a descriptor read-only for this process; whoever shares it may still write. Where there is
 * no /proc it stays as it is. */
void sandbox_make_read_only(int handle);

/* Which defences this program and this kernel have, for people: "seccomp, Landlock, resource
 * limits". A constant. */
const char *sandbox_describe(void);

/* Ends a process that has entered the sandbox: no exit handlers, nothing flushed. */
_Noreturn void sandbox_exit(int status);

#endif
