/* Info and XMP must agree (ISO 19005-2, 6.6.3), so both are written here from the same fields, by
 * hand: libharu escapes nothing, takes its date from the clock and writes an offset that XMP does
 * not have. The date is that of the response at midnight UTC. XMP is stored as it is, not deflated,
 * so that a search engine can read it.
 *
 * The extension schema that declares pdfuaid comes first: PDF/A knows no such property otherwise.
 */
#include "pdf/metadata.h"

#include "pdf/value.h"

#include <string.h>

#define PRODUCER "magreport"

#define XMP_BEGIN                                                                                  \
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"                         \
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"                                                     \
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"

#define XMP_EXTENSION                                                                              \
    "<rdf:Description rdf:about=\"\""                                                              \
    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""                              \
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""                                    \
    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"                             \
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"                        \
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\n"                        \
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n"        \
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"                                             \
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"                          \
    "<pdfaProperty:name>part</pdfaProperty:name>\n"                                                \
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"                                   \
    "<pdfaProperty:category>internal</pdfaProperty:category>\n"                                    \
    "<pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>\n"           \
    "</rdf:li></rdf:Seq></pdfaSchema:property>\n"                                                  \
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"                                                \
    "</rdf:Description>\n"

#define XMP_PARTS                                                                                  \
    "<rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\""           \
    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""                                            \
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""                                               \
    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""                                                  \
    " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"                                               \
    "<pdfuaid:part>1</pdfuaid:part>\n"                                                             \
    "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n"                   \
    "<pdf:Producer>" PRODUCER "</pdf:Producer>\n<xmp:CreatorTool>" PRODUCER "</xmp:CreatorTool>\n"

#define XMP_END "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>"

static bool is_dated(const struct pages *pages) {
    return pages->date.year > 0;
}

void metadata_add_info(const struct pages *pages, struct builder *out) {
    value_entry(out, "Title", pages->title);
    value_entry(out, "Author", pages->author);
    builder_text(out, "/Creator(" PRODUCER ")/Producer(" PRODUCER ")");
    if (is_dated(pages))
        builder_format(out, "/CreationDate(D:%04d%02d%02d000000Z)", pages->date.year,
                       pages->date.month, pages->date.day);
}

void metadata_write_info(const struct pages *pages, struct pdf_document *document) {
    metadata_add_info(pages, pdf_object_open(document, pdf_object_info(document)));
    pdf_object_close(document);
}

/* One text inside the elements that XMP wants around it. */
static void write_property(struct builder *out, const char *before, const char *text,
                           const char *after) {
    if (!text || !*text)
        return;
    builder_text(out, before);
    builder_xml(out, text);
    builder_text(out, after);
}

void metadata_add_xmp(const struct pages *pages, struct builder *out) {
    builder_text(out, XMP_BEGIN XMP_EXTENSION XMP_PARTS);
    write_property(out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", pages->title,
                   "</rdf:li></rdf:Alt></dc:title>\n");
    write_property(out, "<dc:creator><rdf:Seq><rdf:li>", pages->author,
                   "</rdf:li></rdf:Seq></dc:creator>\n");
    write_property(out, "<dc:language><rdf:Bag><rdf:li>", pages->language,
                   "</rdf:li></rdf:Bag></dc:language>\n");
    if (is_dated(pages))
        builder_format(out, "<xmp:CreateDate>%04d-%02d-%02dT00:00:00Z</xmp:CreateDate>\n",
                       pages->date.year, pages->date.month, pages->date.day);
    builder_text(out, XMP_END);
}

uint32_t metadata_write_xmp(const struct pages *pages, struct pdf_document *document,
                            struct arena *arena) {
    struct builder packet = {0};
    metadata_add_xmp(pages, &packet);
    const char *bytes = arena_copy(arena, packet.at, packet.size_bytes);
    uint32_t object = pdf_object_new(document);
    builder_text(pdf_object_open(document, object), "/Type/Metadata/Subtype/XML");
    pdf_object_close_stream(document, (struct slice){bytes, packet.size_bytes}, false);
    builder_free(&packet);
    return object;
}

void metadata_add_catalog(const struct pages *pages, const struct catalog_parts *parts,
                          struct builder *out) {
    builder_text(out, "/Metadata");
    pdf_object_reference(out, parts->metadata);
    value_entry(out, "Lang", pages->language);
    builder_text(out, "/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>"
                      "/StructTreeRoot");
    pdf_object_reference(out, parts->structure_root);
    builder_text(out, "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier"
                      "(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile");
    pdf_object_reference(out, parts->output_profile);
    builder_text(out, ">>]");
    if (parts->outline) {
        builder_text(out, "/PageMode/UseOutlines/Outlines");
        pdf_object_reference(out, parts->outline);
    }
}

struct builder *metadata_open_catalog(const struct pages *pages, struct pdf_document *document,
                                      const struct catalog_parts *parts) {
    struct builder *out = pdf_object_open(document, pdf_object_catalog(document));
    metadata_add_catalog(pages, parts, out);
    return out;
}

/* ICC.1, 7.2: colour space at byte 16, the signature "acsp" at byte 36, header of 128 bytes. */
bool metadata_is_rgb_profile(struct slice bytes) {
    return bytes.size_bytes > 128 && memcmp(bytes.at + 16, "RGB ", 4) == 0 &&
           memcmp(bytes.at + 36, "acsp", 4) == 0;
}
