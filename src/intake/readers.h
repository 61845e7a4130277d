/* One record of each format -> response. Private to intake/. */
#ifndef INTAKE_READERS_H
#define INTAKE_READERS_H

#include "intake/identity.h"
#include "intake/record.h"

#define NATIVE_NAMESPACE "urn:magreport:response:1"
#define FHIR_NAMESPACE "http://hl7.org/fhir"
#define ODM_NAMESPACE "http://www.cdisc.org/ns/odm/v1.3"
#define ODM_EARLIER_NAMESPACE "http://www.cdisc.org/ns/odm/v1.2"
#define OPENROSA_NAMESPACE "http://opendatakit.org/submissions"

/* Patients of a FHIR Bundle, by full URL and by Patient/id. */
struct fhir_patients;

/* An empty table; the caller frees it. */
struct fhir_patients *fhir_patients_new(void);
void fhir_patients_free(struct fhir_patients *patients);

/* Takes an entry of a Bundle; anything but a Patient is passed over. */
void fhir_patients_add(struct fhir_patients *patients, struct xml_node *entry);

/* Fills in the patient: the name written beside the reference, else the patient that the reference
 * means (contained in the response, or in patients, which may be NULL). */
void fhir_read_subject(struct record *record, struct xml_node *response,
                       const struct fhir_patients *patients);

/* A QuestionnaireResponse element. */
void fhir_read(struct record *record, struct xml_node *node, const struct fhir_patients *patients);

/* The value attribute of the child element of that name; NULL if there is none. */
const char *fhir_value(const struct xml_node *node, const char *name);

/* One SubjectData element of an ODM file: its forms, and who the subject is. Lives in the arena and
 * borrows from the node. */
struct odm_subject;
struct odm_subject *odm_subject_build(struct arena *arena, struct xml_node *node,
                                      const struct intake_patient *keys);

/* How many responses it holds, and where the one of that number begins. */
size_t odm_subject_count(const struct odm_subject *subject);
struct xml_node *odm_subject_form(const struct odm_subject *subject, size_t number);

/* One of its forms. */
void odm_read(struct record *record, const struct odm_subject *subject, size_t number);

/* The root of an OpenRosa (ODK) submission; the wrapper of a download is taken off already. */
void openrosa_read(struct record *record, struct xml_node *node);

/* A response element of the native format. */
void native_read(struct record *record, struct xml_node *node);

#endif
