#include "pack/style.h"

#include "pack/values.h"

const struct style style_nothing = {
    .weight = 400,
    .orphans = 2,
    .widows = 2,
    .fill = COLOR_NONE,
    .edge_color = COLOR_NONE,
    .rule_color = COLOR_NONE,
    .head_rule_color = COLOR_NONE,
    .accent = COLOR_NONE,
    .tint = COLOR_NONE,
};

struct style style_overlay(const struct style *base, const struct style *over,
                           const struct font_set *fonts) {
    struct style out = *base;
    unsigned set = over->set;
    out.name = over->name;
    out.set |= set;
    out.family = (set & STYLE_FONT) != 0 ? over->family : base->family;
    out.weight = (set & STYLE_WEIGHT) != 0 ? over->weight : base->weight;
    out.italic = (set & STYLE_ITALIC) != 0 ? over->italic : base->italic;
    out.leading = (set & STYLE_LEADING) != 0 ? over->leading : base->leading;
    out.align = (set & STYLE_ALIGN) != 0 ? over->align : base->align;
    out.text.size = (set & STYLE_SIZE) != 0 ? over->text.size : base->text.size;
    out.text.color = (set & STYLE_COLOR) != 0 ? over->text.color : base->text.color;
    out.text.underline = (set & STYLE_UNDERLINE) != 0 ? over->text.underline : base->text.underline;
    if ((set & (STYLE_FONT | STYLE_WEIGHT | STYLE_ITALIC)) != 0) {
        out.text.face = font_find(fonts, out.family, out.weight, out.italic);
    }
    return out;
}

static void apply_text(const struct template_value *value, struct style *out) {
    switch ((int)value->attribute) {
    case ATTRIBUTE_font:
        out->family = value->u.text.constant;
        out->set |= STYLE_FONT;
        break;
    case ATTRIBUTE_size:
        out->text.size = value->u.length;
        out->set |= STYLE_SIZE;
        break;
    case ATTRIBUTE_leading:
        out->leading = value->u.length;
        out->set |= STYLE_LEADING;
        break;
    case ATTRIBUTE_weight:
        out->weight = value->u.number;
        out->set |= STYLE_WEIGHT;
        break;
    case ATTRIBUTE_italic:
        out->italic = value->u.number == 1;
        out->set |= STYLE_ITALIC;
        break;
    case ATTRIBUTE_underline:
        out->text.underline = value->u.number == 1;
        out->set |= STYLE_UNDERLINE;
        break;
    case ATTRIBUTE_color:
        out->text.color = value->u.color;
        out->set |= STYLE_COLOR;
        break;
    case ATTRIBUTE_align:
        out->align = (enum align)value->u.number;
        out->set |= STYLE_ALIGN;
        break;
    default:
        break;
    }
}

static void apply_block(const struct template_value *value, struct style *out) {
    switch ((int)value->attribute) {
    case ATTRIBUTE_space_before:
        out->space_before = value->u.length;
        break;
    case ATTRIBUTE_space_after:
        out->space_after = value->u.length;
        break;
    case ATTRIBUTE_keep:
        out->keep_together = value->u.number == 1;
        break;
    case ATTRIBUTE_keep_next:
        out->keep_next = value->u.number == 1;
        break;
    case ATTRIBUTE_orphans:
        out->orphans = value->u.number;
        break;
    case ATTRIBUTE_widows:
        out->widows = value->u.number;
        break;
    case ATTRIBUTE_indent:
        out->indent = value->u.length;
        break;
    case ATTRIBUTE_fill:
        out->fill = value->u.color;
        break;
    case ATTRIBUTE_padding:
        out->padding = value->u.edges;
        break;
    case ATTRIBUTE_edge:
        out->edge = value->u.edges;
        break;
    case ATTRIBUTE_edge_color:
        out->edge_color = value->u.color;
        break;
    case ATTRIBUTE_rule_color:
        out->rule_color = value->u.color;
        break;
    case ATTRIBUTE_rule_width:
        out->rule_width = value->u.length;
        break;
    case ATTRIBUTE_head_rule_color:
        out->head_rule_color = value->u.color;
        break;
    case ATTRIBUTE_head_rule_width:
        out->head_rule_width = value->u.length;
        break;
    case ATTRIBUTE_accent:
        out->accent = value->u.color;
        break;
    case ATTRIBUTE_tint:
        out->tint = value->u.color;
        break;
    default:
        break;
    }
}

void style_apply(struct value_reader *reader, const struct template_value *values, size_t count,
                 struct position position, struct style *out_style) {
    for (size_t i = 0; i < count; i++) {
        apply_text(&values[i], out_style);
        apply_block(&values[i], out_style);
        if (values[i].attribute == ATTRIBUTE_font &&
            !font_has_family(reader->fonts, out_style->family)) {
            values_report(reader, values[i].position, MESSAGE_TEMPLATE_NAME,
                          ARGS("font", out_style->family, "the families stand in fonts.xml"));
        }
    }
    if (out_style->text.color == COLOR_NONE) {
        values_report(reader, position, MESSAGE_TEMPLATE_VALUE,
                      ARGS("none", "color", "text needs a color"));
    }
    if (out_style->family == NULL || !font_has_family(reader->fonts, out_style->family)) {
        return;
    }
    out_style->text.face =
        font_find(reader->fonts, out_style->family, out_style->weight, out_style->italic);
}

length style_leading(const struct style *style) {
    return style->leading > 0 ? style->leading : style->text.size;
}
