/* An element as XML again, alone, so that it can be read as a file of its own. */
#ifndef XML_WRITE_H
#define XML_WRITE_H

#include "base/builder.h"
#include "xml/xml.h"

/* Appends the element with all that is in it, inside the start tags of the elements around it, as a
 * document in UTF-8. Namespaces are kept, prefixes are not. */
void xml_write_record(const struct xml_node *node, struct builder *out);

#endif
