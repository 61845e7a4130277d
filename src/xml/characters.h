/* The characters that a file says, each with its exact place. Slow beside parsing: for messages. */
#ifndef XML_CHARACTERS_H
#define XML_CHARACTERS_H

#include "base/diag.h"
#include "base/slice.h"

#include <stdint.h>

/* Takes one character of the file. */
typedef void xml_on_character(void *user, uint32_t code_point, struct position position);

/* Hands on each character of texts and attribute values in the order of the file; markup, comments
 * and instructions are passed over. &#233; and &#xE9; count as the character that they stand for,
 * at their '&'; &amp; and its like, which stand for ASCII, are passed over. Nothing is reported: a
 * file that cannot be read as text hands on nothing. */
void xml_read_characters(const char *file, struct slice bytes, xml_on_character *on_character,
                         void *user);

#endif
