#include "pack/elements.h"

#include <string.h>

const char *const attribute_names[ATTRIBUTE_COUNT] = {
#define ATTRIBUTE(id, name) [ATTRIBUTE_##id] = name,
#include "pack/attribute.def"
#undef ATTRIBUTE
};

const char *const chart_kind_names[CHART_KIND_COUNT + 1] = {
    [CHART_GAUGE] = "gauge", [CHART_METER] = "meter",   [CHART_BARS] = "bars",
    [CHART_WEEK] = "week",   [CHART_DOTS] = "dots",     [CHART_COLUMNS] = "columns",
    [CHART_TREND] = "trend", [CHART_KIND_COUNT] = NULL,
};

/* Choices in the order of the enums in template.h and style.h. */
static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const keeps[] = {"no", "together", NULL};
static const char *const aligns[] = {"left", "center", "right", "decimal", NULL};
static const char *const valigns[] = {"top", "middle", "bottom", NULL};
static const char *const sides[] = {"page", "left", "right", NULL};
static const char *const list_kinds[] = {"bullet", "number", "tick", NULL};
static const char *const roles[] = {"none", "note", "warning", "urgent", NULL};
static const char *const field_kinds[] = {"line", "tick", NULL};
static const char *const row_rules[] = {"whole", "split", NULL};
static const char *const line_rules[] = {"fold", "keep", NULL};
static const char *const fits[] = {"contain", "cover", NULL};
static const char *const orders[] = {"ascending", "descending", NULL};
static const char *const sort_kinds[] = {"text", "number", NULL};

#define NEED true
#define MAY false
#define TEXT(id, need, says)                                                                       \
    { ATTRIBUTE_##id, VALUE_TEXT, need, NULL, 0, 0, says }
#define NAME(id, need, says)                                                                       \
    { ATTRIBUTE_##id, VALUE_NAME, need, NULL, 0, 0, says }
#define PATH(id, need, says)                                                                       \
    { ATTRIBUTE_##id, VALUE_PATH, need, NULL, 0, 0, says }
#define STYLE(id, need, says)                                                                      \
    { ATTRIBUTE_##id, VALUE_STYLE, need, NULL, 0, 0, says }
#define COLOR(id, says)                                                                            \
    { ATTRIBUTE_##id, VALUE_COLOR, MAY, NULL, 0, 0, says }
#define LENGTH(id, need, says)                                                                     \
    { ATTRIBUTE_##id, VALUE_LENGTH, need, NULL, 0, 0, says }
#define EDGES(id, says)                                                                            \
    { ATTRIBUTE_##id, VALUE_EDGES, MAY, NULL, 0, 0, says }
#define CHOICE(id, need, list, says)                                                               \
    { ATTRIBUTE_##id, VALUE_CHOICE, need, list, 0, 0, says }
#define NUMBER(id, need, low, high, says)                                                          \
    { ATTRIBUTE_##id, VALUE_NUMBER, need, NULL, low, high, says }
#define MEASURES(id, need, says)                                                                   \
    { ATTRIBUTE_##id, VALUE_MEASURES, need, NULL, 0, 0, says }

static const struct attribute_rule block_set[] = {
    CHOICE(keep, MAY, keeps, "together: not broken over pages if that can be met"),
    CHOICE(keep_next, MAY, no_yes, "yes: stays on the page of the next block"),
    LENGTH(space_before, MAY, "space above; the larger of two spaces that meet counts"),
    LENGTH(space_after, MAY, "space below"),
    NAME(name, MAY, "a place that a link can lead to"),
};

static const struct attribute_rule style_set[] = {
    NAME(font, MAY, "a family of fonts.xml"),
    LENGTH(size, MAY, "size of the letters"),
    LENGTH(leading, MAY, "from line to line"),
    NUMBER(weight, MAY, 100, 900, "400 is regular, 700 bold"),
    CHOICE(italic, MAY, no_yes, "slanted letters"),
    CHOICE(underline, MAY, no_yes, "a line under the text"),
    COLOR(color, "of text and chart values"),
    CHOICE(align, MAY, aligns, "of lines"),
    LENGTH(space_before, MAY, "space above"),
    LENGTH(space_after, MAY, "space below"),
    CHOICE(keep, MAY, keeps, "together: not broken over pages if that can be met"),
    CHOICE(keep_next, MAY, no_yes, "yes: stays on the page of the next block"),
    NUMBER(orphans, MAY, 1, 9, "lines at least left before a page break"),
    NUMBER(widows, MAY, 1, 9, "lines at least brought to the next page"),
    LENGTH(indent, MAY, "width of a list label's column"),
    COLOR(fill, "ground of a box, row, cell or region; none"),
    EDGES(padding, "one to four lengths: all; top and sides; top, sides, bottom; each clockwise"),
    EDGES(edge, "widths of the edge lines, as padding"),
    COLOR(edge_color, "of the edge lines"),
    COLOR(rule_color, "of a rule, and of the lines between table rows"),
    LENGTH(rule_width, MAY, "of a rule, and of the lines between table rows"),
    COLOR(head_rule_color, "of the line under a table's head"),
    LENGTH(head_rule_width, MAY, "of the line under a table's head"),
    COLOR(accent, "of a chart's target line"),
    COLOR(tint, "of a chart's empty track"),
};

static const struct attribute_rule layout_attributes[] = {
    NUMBER(version, NEED, 1, 1, "version of this file's language"),
    NAME(name, NEED, "name of the template"),
    TEXT(title, NEED, "title of the document"),
    NAME(language, NEED, "language of the text, such as en-US"),
};
static const struct attribute_rule common_attributes[] = {
    NUMBER(version, NEED, 1, 1, "version of this file's language"),
};
static const struct attribute_rule use_attributes[] = {
    NAME(src, NEED, "a common file in the same folder"),
};
static const struct attribute_rule map_attributes[] = {
    NAME(name, NEED, "name of the map"),
};
static const struct attribute_rule entry_attributes[] = {
    NAME(key, NEED, "a code as it stands in the report"),
    {ATTRIBUTE_value, VALUE_WORDS, NEED, NULL, 0, 0, "the words for it"},
};
static const struct attribute_rule style_attributes[] = {
    NAME(name, NEED, "name of the style"),
    STYLE(like, MAY, "the style to start from; body unless said"),
};
static const struct attribute_rule page_attributes[] = {
    NAME(name, NEED, "name of the page master"),
    {ATTRIBUTE_next, VALUE_PAGE, MAY, NULL, 0, 0,
     "master of the pages after it; itself unless said"},
    {ATTRIBUTE_last, VALUE_PAGE, MAY, NULL, 0, 0, "master that takes its place on the last page"},
    {ATTRIBUTE_left, VALUE_PAGE, MAY, NULL, 0, 0,
     "master that takes its place on left pages, those with an even number"},
    CHOICE(mirror, MAY, no_yes,
           "yes: on left pages the left and right sides change places, of the margins as of the "
           "header and footer, so that both sides of a sheet have the same margin at the binding"),
    LENGTH(width, MAY, "of the paper; that of the paper chosen unless said"),
    LENGTH(height, MAY, "of the paper; that of the paper chosen unless said"),
    CHOICE(roll, MAY, no_yes, "yes: paper from a roll, cut where the content ends"),
    LENGTH(margin_top, NEED, "from the page's edge to the text"),
    LENGTH(margin_right, NEED, "from the page's edge to the text"),
    LENGTH(margin_bottom, NEED, "from the page's edge to the text"),
    LENGTH(margin_left, NEED, "from the page's edge to the text"),
};
static const struct attribute_rule header_attributes[] = {
    LENGTH(top, NEED, "from the page's top edge"),
    LENGTH(left, MAY, "from the page's left edge; the margin unless said"),
    LENGTH(right, MAY, "from the page's right edge; the margin unless said"),
    LENGTH(height, MAY, "as the content needs unless said"),
    COLOR(fill, "ground of the whole region"),
    STYLE(style, MAY, "of its text, with padding and edges"),
};
static const struct attribute_rule footer_attributes[] = {
    LENGTH(bottom, NEED, "from the page's bottom edge to the region's"),
    LENGTH(height, NEED, "of the region"),
    LENGTH(left, MAY, "from the page's left edge; the margin unless said"),
    LENGTH(right, MAY, "from the page's right edge; the margin unless said"),
    COLOR(fill, "ground of the whole region"),
    STYLE(style, MAY, "of its text, with padding and edges"),
};
static const struct attribute_rule flow_attributes[] = {
    {ATTRIBUTE_page, VALUE_PAGE, NEED, NULL, 0, 0, "master of the first page"},
};
static const struct attribute_rule part_attributes[] = {
    NAME(name, NEED, "name of the part"),
};
static const struct attribute_rule insert_attributes[] = {
    {ATTRIBUTE_part, VALUE_PART, NEED, NULL, 0, 0, "the part that is printed here"},
};
static const struct attribute_rule heading_attributes[] = {
    NUMBER(level, NEED, 1, 6, "1 is the largest; levels do not skip"),
    STYLE(style, MAY, "h1 to h6 by level unless said"),
    TEXT(bookmark, MAY, "its text in the reader's outline; the heading's own unless said"),
    NAME(language, MAY, "of its text, such as es; that of the text around it unless said"),
};
static const struct attribute_rule paragraph_attributes[] = {
    STYLE(style, MAY, "that of the text around it unless said"),
    NAME(language, MAY, "of its text, such as es; that of the text around it unless said"),
};
static const struct attribute_rule styled_attributes[] = {
    STYLE(style, MAY, "that of the text around it unless said"),
};
static const struct attribute_rule list_attributes[] = {
    CHOICE(kind, MAY, list_kinds, "bullets, numbers, or boxes to tick"),
    STYLE(style, MAY, "its indent is the width of the labels' column"),
};
static const struct attribute_rule box_attributes[] = {
    STYLE(style, MAY, "that of the role, or none"),
    CHOICE(role, MAY, roles, "sets style and icon of that name"),
    TEXT(icon, MAY, "note, warning, urgent, none, or a number in a disc"),
    LENGTH(min_height, MAY, "at least so high"),
    LENGTH(width, MAY, "all there is unless said"),
    NAME(language, MAY, "of what is inside, such as es; that of the text around it unless said"),
};
static const struct attribute_rule columns_attributes[] = {
    MEASURES(widths, NEED, "one for each column: a length, a share such as 1fr, or content"),
    LENGTH(gap, MAY, "between two columns"),
};
static const struct attribute_rule break_attributes[] = {
    CHOICE(to, MAY, sides,
           "right: goes on with a right page, one with an odd number, after a page without text if "
           "need be; left: with a left one"),
    LENGTH(needs, MAY, "only if less than this height is left on the page"),
    {ATTRIBUTE_page, VALUE_PAGE, MAY, NULL, 0, 0, "master of the page to go on with"},
};
static const struct attribute_rule rule_attributes[] = {
    STYLE(style, MAY, "rule unless said"),
};
static const struct attribute_rule space_attributes[] = {
    LENGTH(height, NEED, "of the empty space"),
    CHOICE(stretch, MAY, no_yes,
           "yes: takes all the height that is left, so that what follows stands at the foot of the "
           "page; between two such spaces it stands in the middle. None on a roll"),
};
static const struct attribute_rule figure_attributes[] = {
    {ATTRIBUTE_src, VALUE_IMAGE, NEED, NULL, 0, 0, "name of an image of the brand"},
    TEXT(alt, NEED, "what the picture shows, for those who cannot see it"),
    CHOICE(optional, MAY, no_yes, "yes: nothing is printed if the brand has no such image"),
    LENGTH(width, MAY, "width or height is needed; the other follows"),
    LENGTH(height, MAY, "width or height is needed; the other follows"),
    CHOICE(fit, MAY, fits,
           "with width and height: contain shows the whole picture, which is the rule; cover fills "
           "the place and leaves out what is over on two sides"),
    CHOICE(align, MAY, aligns, "left unless said"),
    TEXT(caption, MAY, "words below the picture; they stay on its page"),
    STYLE(caption_style, MAY, "caption, or else small, unless said"),
};
static const struct attribute_rule chart_attributes[] = {
    CHOICE(kind, NEED, chart_kind_names, "what is drawn"),
    TEXT(alt, NEED, "what the chart says, for those who cannot see it"),
    PATH(select, MAY, "the nodes to draw, one item each; one item of the current node unless said"),
    PATH(value, NEED, "of an item: a number"),
    PATH(max, MAY, "of an item: the number that fills the track; the largest value unless said"),
    TEXT(label, MAY, "of an item: its name"),
    TEXT(text, MAY, "of an item: what is written beside it; the value unless said"),
    TEXT(at, MAY,
         "trend: of an item: its date as YYYY-MM-DD, so that points stand as far apart as their "
         "dates; one step apart unless said"),
    TEXT(series, MAY, "trend: of an item: the name of its line; up to 3 lines"),
    PATH(target, MAY, "week, columns: the number at the target line"),
    TEXT(target_label, MAY, "week, columns: what stands at the target line"),
    TEXT(marks, MAY, "gauge, meter, trend: numbers where a band begins"),
    TEXT(caption, MAY, "words below the chart; they stay on its page"),
    STYLE(caption_style, MAY, "caption, or else small, unless said; of a gauge the label-style"),
    LENGTH(width, MAY, "all there is unless said"),
    LENGTH(height, MAY, "as the kind needs unless said"),
    STYLE(style, MAY, "colours; chart unless said"),
    STYLE(label_style, MAY, "chart-label unless said"),
    STYLE(value_style, MAY, "chart-value unless said"),
};
static const struct attribute_rule code_attributes[] = {
    TEXT(data, NEED, "what the code says, such as a web address"),
    LENGTH(width, NEED, "of the square; the quiet zone of 4 modules on each side is part of it"),
    TEXT(alt, NEED, "where the code leads, for those who cannot see it"),
    CHOICE(align, MAY, aligns, "left unless said"),
};
static const struct attribute_rule field_attributes[] = {
    CHOICE(kind, MAY, field_kinds, "lines to write on, or one box to tick with its label"),
    NUMBER(lines, MAY, 1, 40, "how many; 1 unless said"),
    LENGTH(gap, MAY, "from line to line; 9 mm unless said"),
    STYLE(style, MAY, "of the label and of the lines"),
};
static const struct attribute_rule table_attributes[] = {
    STYLE(style, MAY, "table unless said"),
    LENGTH(gap, MAY, "between two columns"),
    CHOICE(rows, MAY, row_rules, "split: a row may be broken over pages"),
    STYLE(zebra, MAY, "of every second body row that has no style of its own"),
    TEXT(continued, MAY,
         "at a group, or a cell over several rows, that goes on from the page before"),
};
static const struct attribute_rule col_attributes[] = {
    MEASURES(width, MAY, "a length, a share such as 1fr, or content; 1fr unless said"),
    CHOICE(align, MAY, aligns, "of the column's text"),
    CHOICE(valign, MAY, valigns, "where the column's cells hold what is lower than its row"),
};
static const struct attribute_rule foot_attributes[] = {
    CHOICE(repeat, MAY, no_yes, "yes: on each page of the table; at its end only unless said"),
};
static const struct attribute_rule row_attributes[] = {
    CHOICE(group, MAY, no_yes,
           "yes: heads the rows after it, up to the next such row; repeated with the table's "
           "continued text where they go on on another page"),
    STYLE(style, MAY,
          "its fill, and the text in it; table-head, table-group, table-foot, or that of the table "
          "unless said"),
    CHOICE(keep_next, MAY, no_yes, "yes: stays on the page of the next row, as a group row does"),
    CHOICE(rows, MAY, row_rules, "split: may be broken over pages"),
};
static const struct attribute_rule cell_attributes[] = {
    NUMBER(span, MAY, 1, 40, "columns it covers"),
    NUMBER(rows, MAY, 1, 200, "rows it covers"),
    CHOICE(align, MAY, aligns, "that of the column unless said"),
    CHOICE(valign, MAY, valigns, "that of the column unless said"),
    CHOICE(head, MAY, no_yes, "yes: names its row, as the head's cells name their columns"),
    STYLE(style, MAY, "its fill, and the text in it"),
};
static const struct attribute_rule text_attributes[] = {
    STYLE(style, NEED, "of this text; only what concerns letters counts"),
};
static const struct attribute_rule value_attributes[] = {
    PATH(select, NEED, "what is printed"),
    {ATTRIBUTE_format, VALUE_PATTERN, MAY, NULL, 0, 0,
     "a number by 0 # , . and %, such as #,##0.0 or 0%; a date by y M d E, such as MMMM d, yyyy; "
     "signs and names are those of the template's language"},
    STYLE(style, MAY, "of this text"),
    CHOICE(lines, MAY, line_rules, "keep: the line ends of the value stay"),
};
static const struct attribute_rule link_attributes[] = {
    TEXT(href, NEED, "a web or mail address, or # and the name of a place"),
    STYLE(style, MAY, "link unless said"),
};
static const struct attribute_rule note_attributes[] = {
    STYLE(style, MAY, "of the note's text; footnote, or else small, unless said"),
};
static const struct attribute_rule for_attributes[] = {
    PATH(each, NEED, "the nodes; each in turn is the current node"),
    PATH(sort, MAY, "what to sort by, as seen from each node"),
    CHOICE(sort_as, MAY, sort_kinds, "text unless said"),
    CHOICE(order, MAY, orders, "ascending unless said"),
};
static const struct attribute_rule test_attributes[] = {
    PATH(test, NEED, "printed if this is true"),
};
static const struct attribute_rule let_attributes[] = {
    NAME(name, NEED, "$name in what follows, up to the end of the element around it"),
    PATH(select, NEED, "its value"),
};

#define BLOCKS (CONTENT_BLOCK | CONTENT_LOGIC)
#define LINE (CONTENT_INLINE | CONTENT_LOGIC)
#define WITH(list) .attributes = (list), .attribute_count = sizeof(list) / sizeof *(list)

const struct element_rule element_rules[ELEMENT_COUNT] = {
    [ELEMENT_layout] = {"layout", 0, CONTENT_TOP | CONTENT_SHARED, 0, WITH(layout_attributes),
                        "the whole template"},
    [ELEMENT_common] =
        {"common", 0, CONTENT_SHARED, 0, WITH(common_attributes),
         "a file that templates use: styles, page masters, parts and maps for several of them"},
    [ELEMENT_use] =
        {"use", CONTENT_SHARED, 0, 0, WITH(use_attributes),
         "takes all that a common file holds; a style of this file hides one of its name there"},
    [ELEMENT_map] = {"map", CONTENT_SHARED, CONTENT_ENTRY, 0, WITH(map_attributes),
                     "words for the codes of the report, see the function map; entries here hide "
                     "those of the brand's map of that name"},
    [ELEMENT_entry] = {"entry", CONTENT_ENTRY, 0, 0, WITH(entry_attributes), "an entry of a map"},
    [ELEMENT_style] = {"style", CONTENT_SHARED, 0, SET_STYLE, WITH(style_attributes),
                       "a style on top of the brand's"},
    [ELEMENT_page] = {"page", CONTENT_SHARED, CONTENT_REGION, 0, WITH(page_attributes),
                      "a page master"},
    [ELEMENT_header] = {"header", CONTENT_REGION, BLOCKS, 0, WITH(header_attributes),
                        "at the head of each page; $page and $pages are known"},
    [ELEMENT_footer] = {"footer", CONTENT_REGION, BLOCKS, 0, WITH(footer_attributes),
                        "at the foot of each page; $page and $pages are known"},
    [ELEMENT_flow] = {"flow", CONTENT_TOP, BLOCKS, 0, WITH(flow_attributes),
                      "what is printed, page after page"},
    [ELEMENT_part] = {"part", CONTENT_SHARED, BLOCKS, 0, WITH(part_attributes),
                      "blocks to insert in several places"},
    [ELEMENT_insert] = {"insert", CONTENT_BLOCK, CONTENT_LET, 0, WITH(insert_attributes),
                        "prints a part; its let elements are the part's parameters"},
    [ELEMENT_h] = {"h", CONTENT_BLOCK, LINE, SET_BLOCK, WITH(heading_attributes), "a heading"},
    [ELEMENT_p] = {"p", CONTENT_BLOCK, LINE, SET_BLOCK, WITH(paragraph_attributes),
                   "a paragraph; an empty one prints nothing"},
    [ELEMENT_list] = {"list", CONTENT_BLOCK, CONTENT_ITEM | CONTENT_LOGIC, SET_BLOCK,
                      WITH(list_attributes), "a list"},
    [ELEMENT_item] = {"item", CONTENT_ITEM, BLOCKS | LINE, SET_BLOCK, WITH(styled_attributes),
                      "an item of a list"},
    [ELEMENT_box] = {"box", CONTENT_BLOCK, BLOCKS | LINE, SET_BLOCK, WITH(box_attributes),
                     "blocks with a ground, edges or an icon, or just kept together"},
    [ELEMENT_columns] =
        {"columns", CONTENT_BLOCK, BLOCKS, SET_BLOCK, WITH(columns_attributes),
         "blocks side by side, each a column; more blocks than widths begin a new row"},
    [ELEMENT_break] =
        {"break", CONTENT_BLOCK, 0, 0, WITH(break_attributes),
         "goes on with the next page; none where nothing stands above it on the page"},
    [ELEMENT_rule] = {"rule", CONTENT_BLOCK, 0, SET_BLOCK, WITH(rule_attributes), "a line across"},
    [ELEMENT_space] = {"space", CONTENT_BLOCK, 0, 0, WITH(space_attributes),
                       "empty space; none at the top of a page"},
    [ELEMENT_figure] = {"figure", CONTENT_BLOCK, 0, SET_BLOCK, WITH(figure_attributes),
                        "a picture"},
    [ELEMENT_chart] = {"chart", CONTENT_BLOCK, 0, SET_BLOCK, WITH(chart_attributes), "a chart"},
    [ELEMENT_code] = {"code", CONTENT_BLOCK, 0, SET_BLOCK, WITH(code_attributes),
                      "a QR code, always black on white; say the same beside it in words"},
    [ELEMENT_field] = {"field", CONTENT_BLOCK, LINE, SET_BLOCK, WITH(field_attributes),
                       "a place to write on, with its label"},
    [ELEMENT_table] = {"table", CONTENT_BLOCK,
                       CONTENT_COL | CONTENT_HEAD | CONTENT_ROW | CONTENT_LOGIC, SET_BLOCK,
                       WITH(table_attributes), "a table"},
    [ELEMENT_col] = {"col", CONTENT_COL, 0, 0, WITH(col_attributes),
                     "a column of a table; one for each"},
    [ELEMENT_head] = {"head", CONTENT_HEAD, CONTENT_ROW | CONTENT_LOGIC, 0, NULL, 0,
                      "rows that are repeated on each page"},
    [ELEMENT_foot] = {"foot", CONTENT_HEAD, CONTENT_ROW | CONTENT_LOGIC, 0, WITH(foot_attributes),
                      "the last rows of a table, such as totals; they stay with the row above"},
    [ELEMENT_row] = {"row", CONTENT_ROW, CONTENT_CELL | CONTENT_LOGIC, 0, WITH(row_attributes),
                     "a row of a table"},
    [ELEMENT_cell] = {"cell", CONTENT_CELL, BLOCKS | LINE, 0, WITH(cell_attributes),
                      "a cell of a row"},
    [ELEMENT_t] = {"t", CONTENT_INLINE, LINE, 0, WITH(text_attributes), "text in another style"},
    [ELEMENT_v] = {"v", CONTENT_INLINE, 0, 0, WITH(value_attributes), "a value of the report"},
    [ELEMENT_link] = {"link", CONTENT_INLINE, LINE, 0, WITH(link_attributes),
                      "text that leads somewhere"},
    [ELEMENT_note] = {"note", CONTENT_INLINE, LINE, 0, WITH(note_attributes),
                      "a footnote: its number stands here, its text at the foot of the page"},
    [ELEMENT_for] = {"for", CONTENT_LOGIC, CONTENT_SAME, 0, WITH(for_attributes),
                     "once for each node"},
    [ELEMENT_if] = {"if", CONTENT_LOGIC, CONTENT_SAME, 0, WITH(test_attributes),
                    "only if the test is true"},
    [ELEMENT_choose] = {"choose", CONTENT_LOGIC, CONTENT_WHEN, 0, NULL, 0,
                        "the first branch that is true"},
    [ELEMENT_when] = {"when", CONTENT_WHEN, CONTENT_SAME, 0, WITH(test_attributes), "a branch"},
    [ELEMENT_otherwise] = {"otherwise", CONTENT_WHEN, CONTENT_SAME, 0, NULL, 0,
                           "the branch if no other is true; the last"},
    [ELEMENT_let] = {"let", CONTENT_LOGIC | CONTENT_LET, 0, 0, WITH(let_attributes),
                     "names a value"},
};

enum element element_find(const char *name) {
    for (size_t i = 0; i < ELEMENT_COUNT; i++) {
        if (element_rules[i].name != NULL && strcmp(element_rules[i].name, name) == 0) {
            return (enum element)i;
        }
    }
    return ELEMENT_COUNT;
}

const struct attribute_rule *element_set(enum attribute_set set, size_t *out_count) {
    bool is_style = set == SET_STYLE;
    *out_count =
        is_style ? sizeof style_set / sizeof *style_set : sizeof block_set / sizeof *block_set;
    return is_style ? style_set : block_set;
}

const struct attribute_rule *element_attribute(enum element element, size_t number) {
    const struct element_rule *rule = &element_rules[element];
    if (number < rule->attribute_count) {
        return &rule->attributes[number];
    }
    number -= rule->attribute_count;
    for (unsigned set = SET_BLOCK; set <= SET_STYLE; set <<= 1) {
        size_t count;
        const struct attribute_rule *rules = element_set((enum attribute_set)set, &count);
        if ((rule->sets & set) == 0) {
            continue;
        }
        if (number < count) {
            return &rules[number];
        }
        number -= count;
    }
    return NULL;
}

const struct attribute_rule *element_find_attribute(enum element element, const char *name) {
    const struct attribute_rule *rule;
    for (size_t i = 0; (rule = element_attribute(element, i)) != NULL; i++) {
        if (strcmp(attribute_names[rule->attribute], name) == 0) {
            return rule;
        }
    }
    return NULL;
}

void element_names_of(unsigned content, const char **out_names) {
    size_t count = 0;
    for (size_t i = 0; i < ELEMENT_COUNT; i++) {
        if (element_rules[i].name != NULL && (element_rules[i].is & content) != 0) {
            out_names[count++] = element_rules[i].name;
        }
    }
    out_names[count] = NULL;
}
