#include "base/memory.h"

#include "base/diag.h"

#include <stdlib.h>
#include <unistd.h>

void *memory_new(size_t size_bytes) {
    void *memory = calloc(1, size_bytes > 0 ? size_bytes : 1);
    if (memory == NULL) {
        memory_exhausted();
    }
    return memory;
}

void *memory_resize(void *old, size_t size_bytes) {
    void *memory = realloc(old, size_bytes > 0 ? size_bytes : 1);
    if (memory == NULL) {
        memory_exhausted();
    }
    return memory;
}

void memory_free(void *memory) {
    free(memory);
}

/* file_publish allocates nothing while its temporary file exists, so there is none to remove here.
 */
_Noreturn void memory_exhausted(void) {
    static const char line[] = "magreport: out of memory; try again with more memory\n";
    ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
    (void)written;
    _exit(STATUS_AGAIN);
}
