/* Memory for what outlives no arena. Running out of memory is not an error that callers handle: the
 * process prints one line and ends with exit status 75 (try again), after the temporary file being
 * written, if any, has been removed (base/file.h). So none of these functions returns NULL. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* Zeroed memory of size_bytes (0 counts as 1). The caller frees it with memory_free. */
void *memory_new(size_t size_bytes);

/* Grows or shrinks; new bytes are not zeroed. old may be NULL. */
void *memory_resize(void *old, size_t size_bytes);

void memory_free(void *memory);

/* Ends the process as described above. For libraries whose own allocation failed. */
_Noreturn void memory_exhausted(void);

#endif
