/* Figures, and the words below figures and charts. */
#include "layout/build_inside.h"

#include <string.h>

#define CAPTION_GAP LENGTH_MM10(15)

/* Words of an attribute, as a paragraph. */
static struct block *attribute_paragraph(struct build *build, const struct template_node *node,
                                         enum attribute attribute, const struct style *style,
                                         int32_t structure) {
    struct block *block = build_block(build, BLOCK_PARAGRAPH, node, style);
    struct text_span *span = ARENA_NEW(build->arena, struct text_span);
    const char *text = build_attribute(build, node, attribute);
    *span = (struct text_span){.text = text,
                               .size_bytes = strlen(text),
                               .style = &style->text,
                               .structure = structure,
                               .link = -1};
    block->structure = structure;
    block->u.text.paragraph = paragraph_build(build->arena, build->inputs->shaper, span, 1);
    block->u.text.spans = span;
    block->u.text.span_count = 1;
    return block;
}

typedef void add_element(struct build *build, const struct template_node *node,
                         const struct around *around);

/* What `add` makes of a figure or chart. With a caption they are one block that is kept together;
 * the caption stands beside the Figure in a Div, because what is inside a Figure is not read where
 * its alternative text is. */
static void add_captioned(struct build *build, const struct template_node *node,
                          const struct around *around, add_element *add) {
    if (build_attribute(build, node, ATTRIBUTE_caption)[0] == '\0') {
        add(build, node, around);
        return;
    }
    struct mark mark = build_mark(build);
    struct block *group = build_block(build, BLOCK_GROUP, node, build->bare);
    group->structure = build_structure(build, TAG_DIV, around->structure);
    struct around inner = {around->style, group->structure, group, false};
    add(build, node, &inner);
    struct block *picture = group->first_child;
    if (picture == NULL) {
        build_go_back(build, mark);
        return;
    }
    const struct template_value *own = template_value(node, ATTRIBUTE_caption_style);
    const struct style *style = own == NULL ? build->caption : own->u.style;
    style = build_align(build, style,
                        (enum align)template_number(node, ATTRIBUTE_align, (int)style->align));
    int32_t structure = build_structure(build, TAG_CAPTION, group->structure);
    struct block *caption = attribute_paragraph(build, node, ATTRIBUTE_caption, style, structure);
    build_add(group, caption);
    build_common(node, group);
    group->space_before = picture->space_before;
    group->space_after = picture->space_after;
    group->keep_together = true;
    picture->space_before = picture->keep_next = 0;
    picture->space_after = CAPTION_GAP;
    picture->destination = NULL;
    build_add(around->into, group);
}

static void add_figure(struct build *build, const struct template_node *node,
                       const struct around *around) {
    const struct image *image = template_value(node, ATTRIBUTE_src)->u.image;
    if (image == NULL) {
        return; /* optional */
    }
    const char *alt = build_attribute(build, node, ATTRIBUTE_alt);
    enum align align = (enum align)template_number(node, ATTRIBUTE_align, ALIGN_LEFT);
    struct block *block =
        build_block(build, BLOCK_FIGURE, node, build_align(build, build->bare, align));
    if (alt[0] == '\0') {
        build_report(build, MESSAGE_TEMPLATE_ALT_EMPTY, node->position, NULL);
    }
    block->structure = build_structure(build, TAG_FIGURE, around->structure);
    if (block->structure != STRUCTURE_ARTIFACT) {
        build->pages->structures.at[block->structure].alt = alt;
    }
    block->width = template_length(node, ATTRIBUTE_width, 0);
    block->height = template_length(node, ATTRIBUTE_height, 0);
    if (block->width == 0) {
        block->width = length_scale(block->height, image->width_px, image->height_px);
    } else if (block->height == 0) {
        block->height = length_scale(block->width, image->height_px, image->width_px);
    }
    block->u.figure.image = image;
    block->u.figure.fit = (enum figure_fit)template_number(node, ATTRIBUTE_fit, FIT_CONTAIN);
    block->u.figure.alt = alt;
    build_common(node, block);
    build_add(around->into, block);
}

void build_figure(struct build *build, const struct template_node *node,
                  const struct around *around) {
    add_captioned(build, node, around, add_figure);
}

/* A gauge draws its caption. */
void build_captioned_chart(struct build *build, const struct template_node *node,
                           const struct around *around) {
    if (template_number(node, ATTRIBUTE_kind, CHART_BARS) == CHART_GAUGE) {
        build_chart(build, node, around);
    } else {
        add_captioned(build, node, around, build_chart);
    }
}
