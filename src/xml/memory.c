/* libxml2 reports some allocations that fail, and treats others as input that is not well-formed or
 * as an empty string. Its memory is asked for here, so that running out is what it is. */
#include "base/memory.h"
#include "xml/xml.h"

#include <libxml/xmlmemory.h>
#include <string.h>

static void *allocate(size_t size_bytes) {
    return memory_resize(NULL, size_bytes);
}

static char *duplicate(const char *text) {
    size_t size_bytes = strlen(text) + 1;
    return memcpy(allocate(size_bytes), text, size_bytes);
}

void xml_begin(void) {
    xmlMemSetup(memory_free, allocate, memory_resize, duplicate);
}
