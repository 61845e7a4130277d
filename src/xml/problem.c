/* libxml2's own words quote the content, which messages about intake must never do. */
#include "xml/problem.h"

#include <libxml/xmlerror.h>
#include <stddef.h>

struct row {
    int code;
    bool at_token;
    const char *text;
};

static const struct row rows[] = {
    {XML_ERR_TAG_NAME_MISMATCH, true, "this end tag does not match the open element"},
    {XML_ERR_ATTRIBUTE_REDEFINED, true, "an attribute stands twice on this tag"},
    {XML_ERR_UNDECLARED_ENTITY, false, "an entity that XML does not define"},
    {XML_WAR_UNDECLARED_ENTITY, false, "an entity that XML does not define"},
    {XML_ERR_ENTITYREF_SEMICOL_MISSING, false, "an entity without its semicolon"},
    {XML_ERR_NAME_REQUIRED, false, "a name is missing here, perhaps after a bare & or <"},
    {XML_ERR_INVALID_CHARREF, false, "a character reference that XML does not allow"},
    {XML_ERR_INVALID_HEX_CHARREF, false, "a character reference that XML does not allow"},
    {XML_ERR_INVALID_DEC_CHARREF, false, "a character reference that XML does not allow"},
    {XML_ERR_INVALID_CHAR, false, "a control character that XML does not allow"},
    {XML_ERR_LT_IN_ATTRIBUTE, false, "a bare < in an attribute's value, or no quote at its end"},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, false, "an attribute's value needs quotes"},
    {XML_ERR_ATTRIBUTE_NOT_FINISHED, false, "an attribute's value has no closing quote"},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, false, "an attribute needs a value in quotes"},
    {XML_ERR_SPACE_REQUIRED, false, "a blank is missing between attributes"},
    {XML_ERR_GT_REQUIRED, false, "a > is missing at the end of a tag"},
    {XML_ERR_LT_REQUIRED, false, "a < is missing at the start of a tag"},
    {XML_ERR_HYPHEN_IN_COMMENT, false, "two hyphens in a comment"},
    {XML_ERR_COMMENT_NOT_FINISHED, false, "a comment without its end"},
    {XML_ERR_CDATA_NOT_FINISHED, false, "a CDATA section without its end"},
    {XML_ERR_PI_NOT_FINISHED, false, "a processing instruction without its end"},
    {XML_ERR_MISPLACED_CDATA_END, false, "]]> outside a CDATA section"},
    {XML_ERR_RESERVED_XML_NAME, false, "an XML declaration that is not at the very start"},
    {XML_ERR_XMLDECL_NOT_FINISHED, false, "an XML declaration without its end"},
    {XML_ERR_VERSION_MISSING, false, "an XML declaration without version"},
    {XML_ERR_DOCUMENT_EMPTY, false, "an XML element was expected here"},
    {XML_ERR_DOCUMENT_END, false, "something stands after the end of the root element"},
};

struct xml_problem xml_problem_find(int domain, int code) {
    if (domain == XML_FROM_NAMESPACE) {
        return (struct xml_problem){MESSAGE_XML_PREFIX, NULL, true};
    }
    if (code == XML_ERR_INTERNAL_ERROR) { /* the one that it makes of its own limits */
        return (struct xml_problem){MESSAGE_XML_TOKEN, NULL, false};
    }
    if (code == XML_ERR_TAG_NOT_FINISHED) {
        return (struct xml_problem){MESSAGE_XML_TRUNCATED, NULL, false};
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].code == code) {
            return (struct xml_problem){MESSAGE_XML_SYNTAX, rows[i].text, rows[i].at_token};
        }
    }
    return (struct xml_problem){MESSAGE_XML_SYNTAX, "something that XML does not allow", false};
}
