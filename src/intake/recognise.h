/* What kind of file it is, by its root element. Private to intake/. */
#ifndef INTAKE_RECOGNISE_H
#define INTAKE_RECOGNISE_H

#include "base/diag.h"
#include "xml/xml.h"

#include <stdbool.h>

enum intake_kind {
    INTAKE_KIND_NATIVE, /* root response or responses */
    INTAKE_KIND_FHIR,   /* root QuestionnaireResponse */
    INTAKE_KIND_BUNDLE, /* FHIR Bundle */
    INTAKE_KIND_ODM,
    INTAKE_KIND_OPENROSA,
    INTAKE_KIND_DOWNLOAD, /* an OpenRosa submission as a server wraps it: submission/data/root */
    INTAKE_KIND_REFUSED,
    INTAKE_KIND_COUNT
};

struct recognition {
    enum intake_kind kind;
    enum message message;     /* why it is refused */
    const char *arguments[3]; /* of the message */
};

/* Looks at name, namespace and attributes of the root alone; its children need not be there. The
 * arguments are constants. */
struct recognition intake_recognise(const struct xml_node *root);

#endif
