/* The style sheet. Sizes are in parts of the body's size, which is the reader's own unless the
 * brand's body is larger than 12 pt (large print). Colors are the brand's, each text on the fill
 * that it has on paper. A class is made for each different set of declarations, in the order met,
 * so that the bytes depend on nothing else. Columns stand side by side on wide screens and on paper
 * only. */
#include "edition/html.h"

#include <string.h>

/* Thousandths, without zeros at the end. */
static void write_thousandths(struct builder *out, int64_t value) {
    if (value < 0) {
        builder_char(out, '-');
        value = -value;
    }
    builder_int(out, value / 1000);
    int64_t rest = value % 1000;
    if (rest == 0) {
        return;
    }
    char digits[4] = {(char)('0' + rest / 100), (char)('0' + rest / 10 % 10),
                      (char)('0' + rest % 10), '\0'};
    for (size_t size = 3; size > 1 && digits[size - 1] == '0'; size--) {
        digits[size - 1] = '\0';
    }
    builder_format(out, ".%s", digits);
}

void html_rem(const struct html *html, struct builder *out, length value) {
    length body = html->edition->body->text.size;
    write_thousandths(out, ((int64_t)value * 1000 + body / 2) / body);
    if (value != 0) {
        builder_text(out, "rem");
    }
}

const char *html_class(struct html *html, bool is_wide) {
    struct builder *scratch = &html->scratch;
    const char *declarations = arena_copy(html->arena, scratch->at, scratch->size_bytes);
    const char *key = arena_format(html->arena, "%d%s", is_wide, declarations);
    builder_reset(scratch);
    size_t number = ids_add(html->arena, html->class_ids, key, html->classes.count);
    if (number == IDS_NONE) {
        number = html->classes.count;
        *VECTOR_PUSH(html->arena, &html->classes) = (struct html_class){declarations, is_wide};
    }
    return arena_format(html->arena, "c%zu", number + 1);
}

/* ---- declarations ---- */

static void declare_rem(struct html *html, const char *property, length value) {
    builder_format(&html->scratch, "%s:", property);
    html_rem(html, &html->scratch, value);
    builder_char(&html->scratch, ';');
}

static void declare_edges(struct html *html, const char *property, const struct edges *edges) {
    const length sides[] = {edges->top, edges->right, edges->bottom, edges->left};
    builder_format(&html->scratch, "%s:", property);
    for (size_t i = 0; i < 4; i++) {
        builder_text(&html->scratch, i > 0 ? " " : "");
        html_rem(html, &html->scratch, sides[i]);
    }
    builder_char(&html->scratch, ';');
}

static bool has_edges(const struct edges *edges) {
    return edges->top != 0 || edges->right != 0 || edges->bottom != 0 || edges->left != 0;
}

void html_declare_text(struct html *html, const struct style *style) {
    static const char *const aligns[ALIGN_COUNT] = {
        [ALIGN_LEFT] = "left",
        [ALIGN_CENTER] = "center",
        [ALIGN_RIGHT] = "right",
        [ALIGN_DECIMAL] = "right",
    };
    const struct text_style *text = &style->text;
    declare_rem(html, "font-size", text->size);
    builder_text(&html->scratch, "line-height:");
    write_thousandths(&html->scratch, (int64_t)style_leading(style) * 1000 / text->size);
    builder_format(&html->scratch, ";font-weight:%d;", text->face->weight);
    if (text->face->italic) {
        builder_text(&html->scratch, "font-style:italic;");
    }
    builder_format(&html->scratch, "color:#%06x;", text->color);
    if (style->align != ALIGN_LEFT) {
        builder_format(&html->scratch, "text-align:%s;", aligns[style->align]);
    }
}

/* An edge of paper may be too thin for a screen. */
void html_declare_box(struct html *html, const struct style *style) {
    if (style->fill != COLOR_NONE) {
        builder_format(&html->scratch, "background:#%06x;", style->fill);
    }
    if (has_edges(&style->edge)) {
        const length sides[] = {style->edge.top, style->edge.right, style->edge.bottom,
                                style->edge.left};
        builder_format(&html->scratch, "border:solid #%06x;border-width:", style->edge_color);
        for (size_t i = 0; i < 4; i++) {
            builder_text(&html->scratch, i > 0 ? " " : "");
            if (sides[i] > 0 && sides[i] < LENGTH_PER_POINT) {
                builder_text(&html->scratch, "1px");
            } else {
                html_rem(html, &html->scratch, sides[i]);
            }
        }
        builder_char(&html->scratch, ';');
    }
    if (has_edges(&style->padding)) {
        declare_edges(html, "padding", &style->padding);
    }
}

void html_declare_space(struct html *html, const struct block *block) {
    if (block->space_before != 0) {
        declare_rem(html, "margin-top", block->space_before);
    }
    if (block->space_after != 0) {
        declare_rem(html, "margin-bottom", block->space_after);
    }
}

void html_declare_columns(struct html *html, const struct block *columns) {
    struct builder *scratch = &html->scratch;
    builder_text(scratch, "gap:");
    html_rem(html, scratch, columns->u.columns.gap);
    builder_text(scratch, ";grid-template-columns:");
    for (size_t i = 0; i < columns->u.columns.count; i++) {
        const struct measure *measure = &columns->u.columns.widths[i];
        builder_text(scratch, i > 0 ? " " : "");
        if (measure->kind == MEASURE_FIXED) {
            html_rem(html, scratch, measure->fixed);
        } else if (measure->kind == MEASURE_CONTENT) {
            builder_text(scratch, "auto");
        } else {
            builder_text(scratch, "minmax(0,");
            write_thousandths(scratch, measure->share);
            builder_text(scratch, "fr)");
        }
    }
    builder_char(scratch, ';');
}

/* ---- the sheet ---- */

static const char first_rules[] =
    "*{box-sizing:border-box}\n"
    "body,h1,h2,h3,h4,h5,h6,p,ul,ol,li,figure,table{margin:0;padding:0}\n"
    "body{-webkit-print-color-adjust:exact;print-color-adjust:exact;overflow-wrap:break-word}\n"
    "main,.region{max-width:52rem;margin:0 auto;padding:1.25rem}\n"
    "footer{max-width:52rem;margin:0 auto}\n"
    "main>*+h2{margin-top:2.25rem}\n"
    ".columns{display:grid;gap:1rem}\n"
    ".columns>*{min-width:0}\n"
    "p.role{display:flex;gap:.5rem;align-items:center;font-weight:700;margin-bottom:.35rem}\n"
    ".role svg{flex:none;width:1.5em;height:1.5em}\n"
    ".numbered{display:flex;gap:.6rem;align-items:flex-start}\n"
    "p.disc{flex:none;width:1.9em;height:1.9em;line-height:1.9em;border-radius:50%;"
    "text-align:center}\n"
    "ul,ol{padding-left:1.6rem}\n"
    "ul.ticks{padding-left:0;list-style:none}\n"
    ".tick{display:flex;gap:.6rem;align-items:flex-start}\n"
    ".tick input{flex:none;width:1.15em;height:1.15em;margin:.2em 0 0}\n"
    "textarea{display:block;width:100%;border:0;border-radius:0;font:inherit;color:inherit;"
    "line-height:2.2em;resize:vertical;background:repeating-linear-gradient(#fff 0 calc(2.2em - "
    "1px),currentColor 0 2.2em) local}\n"
    "sup{line-height:0}\n"
    ".notes{margin-top:2rem;border-top:1px solid}\n"
    "hr{border:0;border-top:1px solid;margin:1rem 0}\n"
    "svg{display:block;max-width:100%;height:auto}\n"
    "img{display:block;max-width:100%;height:auto}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "caption{text-align:left}\n"
    "th,td{text-align:left;vertical-align:top;padding-right:.75rem}\n"
    "th:last-child,td:last-child{padding-right:0}\n"
    ".hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
    "white-space:nowrap}\n"
    ".chart{position:relative}\n";

static const char print_rules[] = "@media print{\n"
                                  "@page{margin:16mm}\n"
                                  "main,.region{max-width:none;padding:0}\n"
                                  "header .region{padding:.75rem}\n"
                                  "h1,h2,h3,h4,h5,h6,.role{break-after:avoid}\n"
                                  ".keep,li,tr,figure{break-inside:avoid}\n"
                                  ".break{break-before:page}\n"
                                  ".wide{overflow:visible}\n"
                                  "}\n";

/* The family's name, which is the beginning of the PostScript name: "OpenSans-Bold" is of "Open
 * Sans". */
static void write_family(struct builder *out, const char *postscript) {
    builder_char(out, '"');
    for (const char *at = postscript; *at != '\0' && *at != '-'; at++) {
        bool is_capital = *at >= 'A' && *at <= 'Z';
        bool is_word = is_capital || (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        if (is_capital && at > postscript && at[-1] >= 'a') {
            builder_char(out, ' ');
        }
        if (is_word) {
            builder_char(out, *at);
        }
    }
    builder_char(out, '"');
}

static void write_body_rule(const struct html *html, struct builder *out) {
    const struct style *body = html->edition->body;
    int64_t percent = (int64_t)body->text.size * 100 / LENGTH_PT(12);
    builder_format(out, "html{font-size:%d%%}\n", (int)(percent < 100 ? 100 : percent));
    builder_text(out, "body{font-family:");
    write_family(out, body->text.face->postscript);
    builder_format(out,
                   ",system-ui,sans-serif;background:#ffffff;color:#%06x;"
                   "line-height:1.42}\n",
                   body->text.color);
}

static void write_classes(const struct html *html, bool is_wide, struct builder *out) {
    for (size_t i = 0; i < html->classes.count; i++) {
        const struct html_class *class = &html->classes.at[i];
        if (class->is_wide == is_wide) {
            builder_format(out, ".c%zu{%s}\n", i + 1, class->declarations);
        }
    }
}

void html_write_sheet(struct html *html, struct builder *out) {
    builder_text(out, first_rules);
    write_body_rule(html, out);
    write_classes(html, false, out);
    builder_text(out, "@media print,(min-width:48rem){\n");
    write_classes(html, true, out);
    builder_text(out, "}\n");
    builder_text(out, print_rules);
    builder_format(out, "@media print{html{font-size:%dpt}}\n",
                   (int)(html->edition->body->text.size / LENGTH_PER_POINT));
}
