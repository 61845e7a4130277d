/* The filter of system calls: filter_seccomp.c where libseccomp is there at build time, else
 * filter_none.c; the Makefile chooses. */
#ifndef SANDBOX_FILTER_H
#define SANDBOX_FILTER_H

#include <stdbool.h>

/* Whether the program was built with it and this kernel has it. */
bool filter_is_there(void);

/* Loads it, for good. 0, or an error number. */
int filter_load(void);

#endif
