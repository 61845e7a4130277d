/* The table of elements, written as layout.xsd and as the README's table. The schema says which
 * element may stand in which and what attributes may hold; names, expressions and whatever needs
 * the brand are left to `magreport check`. */
#include "pack/elements.h"

#include <string.h>

static const char *value_words(const struct attribute_rule *rule) {
    switch (rule->kind) {
    case VALUE_TEXT:
        return "text, {XPath}";
    case VALUE_NAME:
        return "name";
    case VALUE_PATH:
        return "XPath";
    case VALUE_STYLE:
        return "style";
    case VALUE_COLOR:
        return "color";
    case VALUE_LENGTH:
        return "length";
    case VALUE_EDGES:
        return "1 to 4 lengths";
    case VALUE_IMAGE:
        return "image";
    case VALUE_PAGE:
        return "page";
    case VALUE_PART:
        return "part";
    case VALUE_CHOICE:
        return "choice";
    case VALUE_NUMBER:
        return "number";
    case VALUE_MEASURES:
        return "widths";
    case VALUE_PATTERN:
        return "pattern";
    case VALUE_WORDS:
        return "text";
    case VALUE_KIND_COUNT:
        break;
    }
    return "";
}

static void write_type(struct builder *out, const struct attribute_rule *rule) {
    builder_text(out, ">\n        <xs:simpleType><xs:restriction base=\"");
    if (rule->kind == VALUE_NUMBER) {
        builder_format(
            out, "xs:integer\"><xs:minInclusive value=\"%d\"/><xs:maxInclusive value=\"%d\"/>",
            rule->low, rule->high);
    } else {
        builder_text(out, "xs:token\">");
        for (size_t i = 0; rule->choices[i] != NULL; i++) {
            builder_format(out, "<xs:enumeration value=\"%s\"/>", rule->choices[i]);
        }
    }
    builder_text(out, "</xs:restriction></xs:simpleType>\n      </xs:attribute>");
}

static void write_attribute(struct builder *out, const struct attribute_rule *rule) {
    builder_text(out, "      <!-- ");
    builder_xml(out, rule->about);
    builder_format(out, " -->\n      <xs:attribute name=\"%s\"%s", attribute_names[rule->attribute],
                   rule->required ? " use=\"required\"" : "");
    if (rule->kind == VALUE_NUMBER || rule->kind == VALUE_CHOICE) {
        write_type(out, rule);
    } else {
        builder_format(out, " type=\"%s\"/>", rule->kind == VALUE_NAME ? "name" : "xs:string");
    }
    builder_char(out, '\n');
}

/* Logic may hold what the element around it may: the schema lets it hold whatever any element
 * around it may. */
static unsigned schema_holds(enum element element) {
    const unsigned any =
        CONTENT_BLOCK | CONTENT_INLINE | CONTENT_ITEM | CONTENT_ROW | CONTENT_CELL | CONTENT_LOGIC;
    unsigned holds = element_rules[element].holds;
    return holds == CONTENT_SAME ? any : holds;
}

static void write_content(struct builder *out, enum element element) {
    const char *names[ELEMENT_COUNT + 1];
    element_names_of(schema_holds(element), names);
    if (names[0] == NULL) {
        return;
    }
    builder_text(out, "      <xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">\n");
    for (size_t i = 0; names[i] != NULL; i++) {
        builder_format(out, "        <xs:element ref=\"%s\"/>\n", names[i]);
    }
    builder_text(out, "      </xs:choice>\n");
}

static void write_element(struct builder *out, enum element element) {
    const struct element_rule *rule = &element_rules[element];
    bool is_mixed = (schema_holds(element) & CONTENT_INLINE) != 0;
    builder_text(out, "\n  <!-- ");
    builder_xml(out, rule->about);
    builder_format(out, " -->\n  <xs:element name=\"%s\">\n    <xs:complexType%s>\n", rule->name,
                   is_mixed ? " mixed=\"true\"" : "");
    write_content(out, element);
    const struct attribute_rule *attribute;
    for (size_t i = 0; (attribute = element_attribute(element, i)) != NULL; i++) {
        write_attribute(out, attribute);
    }
    builder_text(out, "    </xs:complexType>\n  </xs:element>\n");
}

void elements_write_schema(struct builder *out) {
    builder_text(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!-- The form of page templates. Printed from the table in src/pack/elements.c; what a "
        "schema\n"
        "     of this kind cannot say (names, expressions, heading levels, counts of cells)\n"
        "     `magreport check` says. -->\n"
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns=\"" TEMPLATE_NAMESPACE
        "\"\n    targetNamespace=\"" TEMPLATE_NAMESPACE "\" elementFormDefault=\"qualified\">\n\n"
        "  <xs:simpleType name=\"name\">\n"
        "    <xs:restriction base=\"xs:string\"><xs:pattern "
        "value=\"[^\\s{}$]+\"/></xs:restriction>\n"
        "  </xs:simpleType>\n");
    for (size_t i = 0; i < ELEMENT_COUNT; i++) {
        if (element_rules[i].name != NULL) {
            write_element(out, (enum element)i);
        }
    }
    builder_text(out, "</xs:schema>\n");
}

/* All of brand.xsd but the attributes of styles. */
static const char brand_schema_head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!-- The form of brand.xml. Printed from src/pack/elements_write.c; names of colors, lengths, "
    "fonts and\n"
    "     styles are checked by `magreport check`. -->\n"
    "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns=\"urn:magreport:brand:1\"\n"
    "    targetNamespace=\"urn:magreport:brand:1\" elementFormDefault=\"qualified\">\n"
    "\n"
    "  <xs:simpleType name=\"name\">\n"
    "    <xs:restriction base=\"xs:string\"><xs:pattern value=\"[^\\s{}$]+\"/></xs:restriction>\n"
    "  </xs:simpleType>\n"
    "  <!-- #RRGGBB or the name of a color above -->\n"
    "  <xs:complexType name=\"color\">\n"
    "    <xs:attribute name=\"name\" type=\"name\" use=\"required\"/>\n"
    "    <xs:attribute name=\"value\" type=\"name\" use=\"required\"/>\n"
    "  </xs:complexType>\n"
    "  <xs:complexType name=\"length\">\n"
    "    <xs:attribute name=\"name\" type=\"name\" use=\"required\"/>\n"
    "    <xs:attribute name=\"value\" use=\"required\">\n"
    "      <xs:simpleType><xs:restriction base=\"xs:string\">\n"
    "        <xs:pattern value=\"0|\\d+(\\.\\d{1,3})?(pt|mm|cm|in)\"/>\n"
    "      </xs:restriction></xs:simpleType>\n"
    "    </xs:attribute>\n"
    "  </xs:complexType>\n"
    "\n"
    "  <xs:element name=\"brand\">\n"
    "    <xs:complexType>\n"
    "      <xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">\n"
    "        <xs:element name=\"clinic\">\n"
    "          <xs:complexType>\n"
    "            <xs:attribute name=\"name\" type=\"xs:string\" use=\"required\"/>\n"
    "            <xs:attribute name=\"address\" type=\"xs:string\"/>\n"
    "            <xs:attribute name=\"phone\" type=\"xs:string\"/>\n"
    "            <xs:attribute name=\"email\" type=\"xs:string\"/>\n"
    "            <xs:attribute name=\"web\" type=\"xs:anyURI\"/>\n"
    "            <!-- where visits are booked -->\n"
    "            <xs:attribute name=\"booking\" type=\"xs:anyURI\"/>\n"
    "          </xs:complexType>\n"
    "        </xs:element>\n"
    "        <!-- whom patients call, and which figures hold -->\n"
    "        <xs:element name=\"country\">\n"
    "          <xs:complexType>\n"
    "            <xs:attribute name=\"code\" type=\"name\" use=\"required\"/>\n"
    "            <xs:attribute name=\"emergency\" type=\"xs:string\" use=\"required\"/>\n"
    "            <xs:attribute name=\"crisis\" type=\"xs:string\" use=\"required\"/>\n"
    "            <xs:attribute name=\"standard\" use=\"required\">\n"
    "              <xs:simpleType><xs:restriction base=\"xs:token\">\n"
    "                <xs:enumeration value=\"us\"/><xs:enumeration value=\"efsa\"/>"
    "<xs:enumeration value=\"uk\"/>\n"
    "              </xs:restriction></xs:simpleType>\n"
    "            </xs:attribute>\n"
    "            <xs:attribute name=\"paper\" use=\"required\">\n"
    "              <xs:simpleType><xs:restriction base=\"xs:token\">\n"
    "                <xs:enumeration value=\"letter\"/><xs:enumeration "
    "value=\"a4\"/><xs:enumeration value=\"a5\"/>\n"
    "              </xs:restriction></xs:simpleType>\n"
    "            </xs:attribute>\n"
    "            <!-- a legal line for the supplement page -->\n"
    "            <xs:attribute name=\"supplement-notice\" type=\"xs:string\"/>\n"
    "          </xs:complexType>\n"
    "        </xs:element>\n"
    "        <!-- who checked the content; without it each page is marked as a draft -->\n"
    "        <xs:element name=\"review\">\n"
    "          <xs:complexType>\n"
    "            <xs:attribute name=\"by\" type=\"xs:string\" use=\"required\"/>\n"
    "            <xs:attribute name=\"date\" type=\"xs:date\" use=\"required\"/>\n"
    "          </xs:complexType>\n"
    "        </xs:element>\n"
    "        <xs:element name=\"color\" type=\"color\"/>\n"
    "        <xs:element name=\"length\" type=\"length\"/>\n"
    "        <!-- PNG or JPEG beside this file -->\n"
    "        <xs:element name=\"image\">\n"
    "          <xs:complexType>\n"
    "            <xs:attribute name=\"name\" type=\"name\" use=\"required\"/>\n"
    "            <xs:attribute name=\"file\" type=\"xs:string\" use=\"required\"/>\n"
    "          </xs:complexType>\n"
    "        </xs:element>\n"
    "        <xs:element name=\"style\" type=\"style\"/>\n"
    "        <!-- codes of the report and the words for them: map('name', code) in a template -->\n"
    "        <xs:element name=\"map\">\n"
    "          <xs:complexType>\n"
    "            <xs:sequence>\n"
    "              <xs:element name=\"entry\" minOccurs=\"0\" maxOccurs=\"unbounded\">\n"
    "                <xs:complexType>\n"
    "                  <xs:attribute name=\"key\" type=\"name\" use=\"required\"/>\n"
    "                  <xs:attribute name=\"value\" type=\"xs:string\" use=\"required\"/>\n"
    "                </xs:complexType>\n"
    "              </xs:element>\n"
    "            </xs:sequence>\n"
    "            <xs:attribute name=\"name\" type=\"name\" use=\"required\"/>\n"
    "          </xs:complexType>\n"
    "        </xs:element>\n"
    "        <!-- overrides what it names; scale: per cent of all sizes and leadings -->\n"
    "        <xs:element name=\"variant\">\n"
    "          <xs:complexType>\n"
    "            <xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">\n"
    "              <xs:element name=\"color\" type=\"color\"/>\n"
    "              <xs:element name=\"length\" type=\"length\"/>\n"
    "              <xs:element name=\"style\" type=\"style\"/>\n"
    "            </xs:choice>\n"
    "            <xs:attribute name=\"name\" type=\"name\" use=\"required\"/>\n"
    "            <xs:attribute name=\"scale\" type=\"xs:integer\"/>\n"
    "          </xs:complexType>\n"
    "        </xs:element>\n"
    "      </xs:choice>\n"
    "      <xs:attribute name=\"version\" use=\"required\" fixed=\"1\"/>\n"
    "      <xs:attribute name=\"name\" type=\"name\" use=\"required\"/>\n"
    "      <xs:attribute name=\"language\" type=\"xs:language\"/>\n"
    "    </xs:complexType>\n"
    "  </xs:element>\n"
    "\n"
    "  <xs:complexType name=\"style\">\n";

void elements_write_brand_schema(struct builder *out) {
    builder_text(out, brand_schema_head);
    const struct attribute_rule *attribute;
    for (size_t i = 0; (attribute = element_attribute(ELEMENT_style, i)) != NULL; i++) {
        write_attribute(out, attribute);
    }
    builder_text(out, "  </xs:complexType>\n</xs:schema>\n");
}

static void write_choices(struct builder *out, const struct attribute_rule *rule) {
    for (size_t i = 0; rule->choices[i] != NULL; i++) {
        builder_format(out, "%s`%s`", i == 0 ? "" : " ", rule->choices[i]);
    }
}

static void write_attribute_rows(struct builder *out, const struct attribute_rule *rules,
                                 size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct attribute_rule *rule = &rules[i];
        const char *star = rule->required ? "*" : "";
        builder_format(out, "| | `%s`%s | ", attribute_names[rule->attribute], star);
        if (rule->kind == VALUE_CHOICE) {
            write_choices(out, rule);
        } else if (rule->kind == VALUE_NUMBER && rule->low == rule->high) {
            builder_int(out, rule->low);
        } else if (rule->kind == VALUE_NUMBER) {
            builder_format(out, "%d to %d", rule->low, rule->high);
        } else {
            builder_text(out, value_words(rule));
        }
        builder_format(out, " | %s |\n", rule->about);
    }
}

void elements_write_table(struct builder *out) {
    const struct attribute_rule *rules;
    size_t count;
    builder_text(out,
                 "| element | attribute (* needed) | value | what it is |\n|---|---|---|---|\n");
    for (size_t i = 0; i < ELEMENT_COUNT; i++) {
        const struct element_rule *rule = &element_rules[i];
        if (rule->name == NULL) {
            continue;
        }
        const char *more = (rule->sets & SET_STYLE) != 0   ? "and those of all styles"
                           : (rule->sets & SET_BLOCK) != 0 ? "and those of all blocks"
                                                           : "";
        builder_format(out, "| **`%s`** | %s | | **%s** |\n", rule->name, more, rule->about);
        write_attribute_rows(out, rule->attributes, rule->attribute_count);
    }
    builder_text(out, "| **all blocks** | | | |\n");
    rules = element_set(SET_BLOCK, &count);
    write_attribute_rows(out, rules, count);
    builder_text(out, "| **all styles** | | | |\n");
    rules = element_set(SET_STYLE, &count);
    write_attribute_rows(out, rules, count);
}
