/* One walk over the blocks writes the body; the classes that it needs are gathered on the way, so
 * the head is written after it. */
#include "edition/html.h"

#include "edition/edition.h"

#include <string.h>

const char *html_language(struct html *html, int32_t structure) {
    const char *language = edition_language(html->edition, structure);
    if (language == NULL) {
        return "";
    }
    struct builder text = {0};
    html_escape_text(&text, language);
    const char *attribute = arena_format(html->arena, " lang=\"%s\"", text.at);
    builder_free(&text);
    return attribute;
}

/* A name stands once, though a loop may print it again. */
static void write_id(struct html *html, const char *name) {
    if (name != NULL && ids_add(html->arena, html->destinations, name, 0) == IDS_NONE) {
        builder_text(html->out, " id=\"to-");
        html_escape_text(html->out, name);
        builder_char(html->out, '"');
    }
}

/* The declarations in html->scratch, the keeps and the break of the block, and `classes`. */
static void write_classes(struct html *html, const struct block *block, const char *classes) {
    struct builder *out = html->out;
    const char *made = html->scratch.size_bytes > 0 ? html_class(html, false) : "";
    bool breaks = block->break_before || html->break_class[0] != '\0';
    const char *const all[] = {classes, made, block->keep_together ? "keep" : "",
                               breaks ? "break" : ""};
    html->break_class = "";
    bool is_open = false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i][0] != '\0') {
            builder_format(out, "%s%s", is_open ? " " : " class=\"", all[i]);
            is_open = true;
        }
    }
    builder_text(out, is_open ? "\"" : "");
}

void html_open(struct html *html, const char *element, const struct block *block,
               const char *classes, const char *attributes) {
    html_declare_space(html, block);
    builder_format(html->out, "<%s", element);
    write_classes(html, block, classes);
    write_id(html, block->destination);
    builder_format(html->out, "%s>", attributes);
}

/* ---- paragraphs ---- */

/* Text that stands right in a cell or an item is no paragraph of its own. */
static bool is_bare(const struct block *paragraph, const struct block *parent) {
    int32_t around = parent->kind == BLOCK_ITEM ? parent->u.item.body_structure : parent->structure;
    return paragraph->structure >= 0 && paragraph->structure == around && paragraph->next == NULL &&
           parent->first_child == paragraph;
}

static void write_paragraph(struct html *html, const struct block *block,
                            const struct block *parent) {
    if (edition_is_caption(html->edition, block)) {
        return; /* it stands in its figure */
    }
    if (is_bare(block, parent)) {
        html_spans(html, block);
        return;
    }
    int level = edition_heading_level(html->edition, block);
    const char *element = level == 0 ? "p" : arena_format(html->arena, "h%d", level);
    html_declare_text(html, block->style);
    bool has_element = block->structure != parent->structure;
    const char *attributes = has_element ? html_language(html, block->structure) : "";
    html->has_label =
        block->next != NULL && block->next->kind == BLOCK_FIELD && block->destination == NULL;
    if (html->has_label) {
        attributes = arena_format(html->arena, "%s id=\"field-%zu\"", attributes, html->fields + 1);
    }
    html_open(html, element, block, "", attributes);
    html_spans(html, block);
    builder_format(html->out, "</%s>\n", element);
}

/* ---- lists ---- */

/* A box to tick, its label the first paragraph if there is one. */
static void write_tick(struct html *html, const struct block *item) {
    struct builder *out = html->out;
    const struct block *first = item->first_child;
    size_t number = ++html->ticks;
    bool has_text = first != NULL && first->kind == BLOCK_PARAGRAPH;
    builder_format(out, "<div class=\"tick\"><input type=\"checkbox\" id=\"tick-%zu\"", number);
    if (!has_text) {
        builder_format(out, " aria-label=\"%s\"", html->edition->words->tick);
    }
    builder_text(out, "/><div>");
    if (has_text) {
        html_declare_text(html, first->style);
        builder_format(out, "<label for=\"tick-%zu\" class=\"%s\">", number,
                       html_class(html, false));
        html_spans(html, first);
        builder_text(out, "</label>");
    }
    struct block rest = *item;
    rest.first_child = has_text ? first->next : item->first_child;
    html_children(html, &rest);
    builder_text(out, "</div></div>");
}

static void write_item(struct html *html, const struct block *item, bool is_in_list) {
    html_declare_text(html, item->style);
    html_open(html, is_in_list ? "li" : "div", item, "", "");
    if (item->u.item.is_tick) {
        write_tick(html, item);
    } else {
        html_children(html, item);
    }
    builder_text(html->out, is_in_list ? "</li>\n" : "</div>\n");
}

static void write_list(struct html *html, const struct block *list) {
    const char *element = list->u.list.kind == LIST_NUMBER ? "ol" : "ul";
    html_open(html, element, list, list->u.list.kind == LIST_TICK ? "ticks" : "", "");
    builder_char(html->out, '\n');
    for (const struct block *item = list->first_child; item != NULL; item = item->next) {
        write_item(html, item, true);
    }
    builder_format(html->out, "</%s>\n", element);
}

/* ---- boxes ---- */

static void write_role(struct html *html, const struct block *box) {
    html_declare_text(html, box->style);
    builder_format(html->out, "<p class=\"role %s\">", html_class(html, false));
    if (box->u.box.icon != NULL && box->u.box.icon_text == NULL) {
        html_icon(html, box);
    }
    builder_format(html->out, "%s</p>\n", html->edition->words->roles[box->u.box.role]);
}

/* The number of a step, in a disc. */
static void write_number(struct html *html, const struct block *box) {
    const struct style *style = template_find_style(html->edition->inputs->template, "icon");
    html_declare_text(html, style != NULL ? style : html->edition->body);
    builder_format(&html->scratch, "background:#%06x;", box->style->accent);
    builder_format(html->out, "<p class=\"disc %s\">", html_class(html, false));
    html_escape_text(html->out, box->u.box.icon);
    builder_text(html->out, "</p><div>");
}

static void write_box(struct html *html, const struct block *box) {
    const char *role = html->edition->words->roles[box->u.box.role];
    bool is_numbered = box->u.box.icon_text != NULL;
    html_declare_box(html, box->style);
    const char *attributes = html_language(html, box->structure);
    if (role != NULL) {
        attributes = arena_format(html->arena, "%s aria-label=\"%s\"", attributes, role);
    }
    html_open(html, role != NULL ? "section" : "div", box, is_numbered ? "numbered" : "",
              attributes);
    if (role != NULL) {
        write_role(html, box);
    }
    if (is_numbered) {
        write_number(html, box);
    }
    html_children(html, box);
    builder_text(html->out, is_numbered ? "</div>" : "");
    builder_text(html->out, role != NULL ? "</section>\n" : "</div>\n");
}

static void write_columns(struct html *html, const struct block *columns) {
    html_declare_columns(html, columns);
    const char *grid = html_class(html, true);
    html_open(html, "div", columns, arena_format(html->arena, "columns %s", grid), "");
    builder_char(html->out, '\n');
    for (const struct block *child = columns->first_child; child != NULL; child = child->next) {
        struct block only;
        struct block column = edition_column(columns, child, &only);
        builder_text(html->out, "<div>");
        html_children(html, &column);
        builder_text(html->out, "</div>\n");
    }
    builder_text(html->out, "</div>\n");
}

/* The paragraph above is its label. */
static void write_field(struct html *html, const struct block *field) {
    size_t number = ++html->fields;
    html_open(html, "div", field, "", "");
    builder_format(html->out, "<textarea rows=\"%d\" ", field->u.field.lines);
    if (html->has_label) {
        builder_format(html->out, "aria-labelledby=\"field-%zu\"", number);
    } else {
        builder_format(html->out, "aria-label=\"%s\"", html->edition->words->write);
    }
    builder_text(html->out, "></textarea></div>\n");
    html->has_label = false;
}

static void write_rule(struct html *html, const struct block *rule) {
    if (rule->style->rule_width > 0) {
        builder_format(&html->scratch, "color:#%06x;", rule->style->rule_color);
    }
    html_open(html, "hr", rule, "", "/");
}

static void write_group(struct html *html, const struct block *group) {
    bool is_element = group->destination != NULL || group->keep_together;
    if (is_element) {
        html_open(html, "div", group, "", "");
    }
    html_children(html, group);
    builder_text(html->out, is_element ? "</div>\n" : "");
}

static void write_block(struct html *html, const struct block *block, const struct block *parent) {
    switch (block->kind) {
    case BLOCK_GROUP:
        write_group(html, block);
        break;
    case BLOCK_PARAGRAPH:
        write_paragraph(html, block, parent);
        break;
    case BLOCK_LIST:
        write_list(html, block);
        break;
    case BLOCK_ITEM:
        write_item(html, block, false);
        break;
    case BLOCK_BOX:
        write_box(html, block);
        break;
    case BLOCK_COLUMNS:
        write_columns(html, block);
        break;
    case BLOCK_TABLE:
        html_table(html, block);
        break;
    case BLOCK_FIGURE:
        html_figure(html, block);
        break;
    case BLOCK_CHART:
        html_chart(html, block);
        break;
    case BLOCK_CODE:
        html_code(html, block);
        break;
    case BLOCK_FIELD:
        write_field(html, block);
        break;
    case BLOCK_RULE:
        write_rule(html, block);
        break;
    case BLOCK_BREAK:
        html->break_class = "break";
        break;
    case BLOCK_SPACE:
    case BLOCK_KIND_COUNT:
        break;
    }
}

void html_children(struct html *html, const struct block *block) {
    for (const struct block *child = block->first_child; child != NULL; child = child->next) {
        write_block(html, child, block);
    }
}

/* ---- the document ---- */

static void write_region(struct html *html, const struct edition_region *region) {
    if (region->region->fill != COLOR_NONE) {
        builder_format(&html->scratch, "background:#%06x;", region->region->fill);
    }
    const char *fill = html->scratch.size_bytes > 0 ? html_class(html, false) : "plain";
    builder_format(html->out, "<div class=\"%s\"><div class=\"region\">\n", fill);
    html_children(html, region->content);
    builder_text(html->out, "</div></div>\n");
    html->break_class = "";
}

/* Footnotes, each with a link back to its number in the text. */
static void write_notes(struct html *html) {
    const struct document_blocks *document = &html->edition->document;
    const struct edition_words *words = html->edition->words;
    if (document->note_count == 0) {
        return;
    }
    builder_format(html->out,
                   "<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"%s\">"
                   "<p class=\"role\">%s</p>\n<ol>\n",
                   words->notes, words->notes);
    for (size_t number = 1; number <= document->note_count; number++) {
        const struct block *body = document->notes[number - 1]->first_child;
        html_declare_text(html, body->style);
        builder_format(html->out, "<li id=\"note-%zu\" class=\"%s\">", number,
                       html_class(html, false));
        html_spans(html, body);
        builder_format(html->out,
                       " <a href=\"#note-%zu-text\" role=\"doc-backlink\" aria-label=\"%s, %zu\">"
                       "\u21A9</a></li>\n",
                       number, words->back, number);
    }
    builder_text(html->out, "</ol></section>\n");
}

static void write_body(struct html *html) {
    const struct edition *edition = html->edition;
    builder_text(html->out, "<body>\n");
    if (edition->headers.count > 0) {
        builder_text(html->out, "<header>\n");
        for (size_t i = 0; i < edition->headers.count; i++) {
            write_region(html, &edition->headers.at[i]);
        }
        builder_text(html->out, "</header>\n");
    }
    builder_text(html->out, "<main>\n");
    for (size_t i = 0; i < edition->document.flow_count; i++) {
        html->break_class = i > 0 ? "break" : "";
        html_children(html, edition->document.flows[i].root);
    }
    write_notes(html);
    builder_text(html->out, "</main>\n");
    if (edition->footers.count > 0) {
        builder_text(html->out, "<footer>\n");
        for (size_t i = 0; i < edition->footers.count; i++) {
            write_region(html, &edition->footers.at[i]);
        }
        builder_text(html->out, "</footer>\n");
    }
    builder_text(html->out, "</body>\n</html>\n");
}

/* The policy forbids what the file does not have, scripts and requests, whoever changes it later.
 */
static void write_head(struct html *html, struct builder *out) {
    const struct pages *pages = html->edition->pages;
    builder_text(out, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"");
    html_escape_text(out, pages->language);
    builder_text(out,
                 "\">\n<head>\n<meta charset=\"UTF-8\"/>\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                 "img-src data:; style-src 'unsafe-inline'\"/>\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                 "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
                 "<meta name=\"robots\" content=\"noindex\"/>\n<meta name=\"author\" content=\"");
    html_escape_text(out, pages->author);
    builder_text(out, "\"/>\n<title>");
    html_escape_text(out, pages->title);
    builder_text(out, "</title>\n<style>\n");
    html_write_sheet(html, out);
    builder_text(out, "</style>\n</head>\n");
}

bool edition_write_html(struct arena *arena, const struct layout_inputs *inputs,
                        struct diags *diags, struct builder *out) {
    struct edition edition;
    if (!edition_open(&edition, arena, inputs, diags)) {
        return false;
    }
    struct builder body = {0};
    struct html html = {.edition = &edition,
                        .arena = arena,
                        .out = &body,
                        .class_ids = ids_build(arena),
                        .destinations = ids_build(arena),
                        .break_class = ""};
    write_body(&html);
    write_head(&html, out);
    builder_add(out, body.at, body.size_bytes);
    builder_free(&body);
    builder_free(&html.scratch);
    return true;
}
