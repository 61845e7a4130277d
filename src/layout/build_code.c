#include "code/code.h"
#include "layout/build_inside.h"

#include <string.h>

/* Narrower modules are lost by a printer of 300 dpi or a phone held at arm's length. */
#define MODULE_MIN LENGTH_MM10(3)

/* The code for the text of the data attribute; NULL after reporting. */
static const struct code *make_code(struct build *build, const struct template_node *node,
                                    const char *data) {
    const struct template_value *value = template_value(node, ATTRIBUTE_data);
    if (data[0] == '\0') {
        build_report(build, MESSAGE_CODE_EMPTY, value->position, NULL);
        return NULL;
    }
    const struct code *code = code_find(build->inputs->codes, build->arena, data);
    if (code == NULL) {
        const char *size = arena_format(build->arena, "%zu", strlen(data));
        const char *most = arena_format(build->arena, "%d", CODE_BYTES_MAX);
        build_report(build, MESSAGE_CODE_LONG, value->position, ARGS(size, most));
    }
    return code;
}

void build_code(struct build *build, const struct template_node *node,
                const struct around *around) {
    const char *data = build_attribute(build, node, ATTRIBUTE_data);
    const struct code *code = make_code(build, node, data);
    if (code == NULL) {
        return;
    }
    const char *alt = build_attribute(build, node, ATTRIBUTE_alt);
    if (alt[0] == '\0') {
        build_report(build, MESSAGE_TEMPLATE_ALT_EMPTY, node->position, NULL);
    }
    enum align align = (enum align)template_number(node, ATTRIBUTE_align, ALIGN_LEFT);
    struct block *block =
        build_block(build, BLOCK_CODE, node, build_align(build, build->bare, align));
    block->structure = build_structure(build, TAG_FIGURE, around->structure);
    if (block->structure != STRUCTURE_ARTIFACT) {
        build->pages->structures.at[block->structure].alt = alt;
    }
    block->width = block->height = template_length(node, ATTRIBUTE_width, 0);
    block->u.code.code = code;
    block->u.code.data = data;
    block->u.code.alt = alt;
    length module = block->width / (length)(code->side + 2 * CODE_QUIET);
    if (module < MODULE_MIN) {
        diag(build->diags, MESSAGE_CODE_SMALL, node->position,
             ARGS(arena_format(build->arena, "%zu", code->side + 2 * CODE_QUIET)));
    }
    build_common(node, block);
    build_add(around->into, block);
}
