#include "print/cups_library.h"

#include <dlfcn.h>
#include <string.h>

/* ISO C has no way from a data pointer to a function's, POSIX says that their bytes agree. */
static bool find(void *library, const char *name, void *out_function) {
    void *found = dlsym(library, name);
    memcpy(out_function, &found, sizeof found);
    return found != NULL;
}

/* GnuTLS, which libcups loads, does not bear being unloaded. */
bool cups_load(struct cups *out_cups) {
    void *library = dlopen("libcups.so.2", RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (library == NULL) {
        return false;
    }
    bool has_all = true;
#define FIND(name) has_all = find(library, #name, &out_cups->name) && has_all;
    CUPS_FUNCTIONS(FIND)
#undef FIND
    dlclose(library);
    return has_all;
}
