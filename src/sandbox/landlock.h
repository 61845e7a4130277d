/* Landlock: the kernel's own rules on files, which need no library and hold whatever system call is
 * used. A second wall behind the filter, and the only one where libseccomp is not there. */
#ifndef SANDBOX_LANDLOCK_H
#define SANDBOX_LANDLOCK_H

#include <stdbool.h>

/* Whether this kernel has it. */
bool landlock_is_there(void);

/* Closes the whole file system to this process, which must have no_new_privs; what is open stays
 * so. 0, or an error number. */
int landlock_enter(void);

#endif
