#include "pack/fonts.h"

#include "xml/xml.h"

#include <string.h>

struct loading {
    struct xml_reader reader;
    struct font_set *set;
    fonts_open *open;
    void *user;
};

static bool has_face(const struct font_set *set, const char *family, int weight, bool is_italic) {
    for (size_t i = 0; i < font_set_count(set); i++) {
        const struct font_face *face = font_set_face(set, i);
        if (strcmp(face->family, family) == 0 && face->weight == weight &&
            face->italic == is_italic) {
            return true;
        }
    }
    return false;
}

static void load_face(struct loading *loading, const char *family, struct xml_node *node) {
    struct xml_reader *reader = &loading->reader;
    int weight = xml_read_int(reader, node, "weight", 100, 900);
    bool is_italic = xml_read_bool_or(reader, node, "italic", false);
    const char *name = xml_read_text(reader, node, "file");
    if (name[0] == '\0') {
        return;
    }
    struct position position =
        xml_attribute_position(reader->document, xml_find_attribute(node, "file"));
    if (has_face(loading->set, family, weight, is_italic)) {
        xml_report(reader, node, MESSAGE_FACE_TWICE,
                   ARGS(family, arena_format(reader->arena, "%d", weight)));
        return;
    }
    struct slice bytes = loading->open(loading->user, name, position, reader->diags);
    if (bytes.at == NULL ||
        !font_set_add(loading->set, &(struct font_file){family, weight, is_italic, name, bytes},
                      position, reader->diags)) {
        reader->failed = true;
    }
}

static void load_family(struct loading *loading, struct xml_node *node) {
    struct xml_reader *reader = &loading->reader;
    const char *id = xml_read_text(reader, node, "id");
    xml_read_text(reader, node, "name");
    xml_find_attribute(node, "package"); /* for people */
    bool is_fallback = xml_read_bool_or(reader, node, "fallback", false);
    for (struct xml_node *face = xml_first(node, "face"); face; face = xml_next(face, "face")) {
        load_face(loading, id, face);
    }
    if (is_fallback) {
        font_set_fallback(loading->set, id);
    }
}

struct font_set *fonts_load(struct arena *arena, const char *file, struct slice bytes,
                            fonts_open *open, void *user, struct diags *diags) {
    struct xml_document *document = xml_parse(arena, file, bytes, &xml_limits_pack, diags);
    if (document == NULL) {
        return NULL;
    }
    struct loading loading = {.reader = {.arena = arena, .document = document, .diags = diags},
                              .set = font_set_new(),
                              .open = open,
                              .user = user};
    struct xml_reader *reader = &loading.reader;
    struct xml_node *root = document->root;
    xml_read_int(reader, root, "version", 1, 1);
    for (struct xml_node *family = xml_first(root, "family"); family;
         family = xml_next(family, "family")) {
        load_family(&loading, family);
    }
    xml_report_unknown(reader, root, true);
    if (font_set_count(loading.set) == 0 && !reader->failed) {
        xml_report(reader, root, MESSAGE_FONTS_EMPTY, NULL);
    }
    if (reader->failed) {
        font_set_free(loading.set);
        return NULL;
    }
    return loading.set;
}
