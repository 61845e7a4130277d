/* The parts of a form in the order in which they are asked. Private to form/. */
#ifndef FORM_SECTION_H
#define FORM_SECTION_H

#include "form/form.h"

#include <stdbool.h>
#include <stddef.h>

/* The safety questions, each domain, and what the handout needs to know. */
struct section {
    const char *id; /* "gates", the domain's, "further" */
    const char *title;
    const struct domain *domain; /* NULL for the first and the last */
    bool is_gates;
};

/* Domains and the two others. */
size_t section_count(const struct questionnaire *questionnaire);
struct section section_at(const struct questionnaire *questionnaire, size_t number);

/* The item of the section that comes after item (NULL: its first), or NULL. What is for staff
 * stands in no section. */
const struct item *section_next(const struct questionnaire *questionnaire,
                                const struct section *section, const struct item *item);

/* What an option is called: its own label, or the name in the tables of foods and interactions. */
const char *form_option_label(const struct form *form, const struct option *option);

/* Adds <name>text</name> with indentation and a line end, or <name value="text"/>. */
void form_add_element(struct builder *out, int depth, const char *name, const char *text);
void form_add_value(struct builder *out, int depth, const char *name, const char *value);

#endif
