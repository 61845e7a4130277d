/* What is drawn: pictures, charts, codes, icons. */
#include "edition/html.h"
#include "edition/png.h"
#include "layout/picture.h"

#include <string.h>

/* In parts of the body's size: a chart is as wide as a phone shows, its text then about as large as
 * on paper. */
#define CHART_BODIES 28
#define GAUGE_BODIES 17
#define ICON_SIZE LENGTH_PT(20)

static struct builder *figure_open(struct html *html, const struct block *block,
                                   const char *classes) {
    html_open(html, "figure", block, classes, "");
    return html->out;
}

/* With the caption, which stands behind the figure in the blocks. */
static void figure_close(struct html *html, const struct block *block) {
    const struct block *caption = block->next;
    if (caption != NULL && edition_is_caption(html->edition, caption)) {
        html_declare_text(html, caption->style);
        html_open(html, "figcaption", caption, "", html_language(html, caption->structure));
        html_spans(html, caption);
        builder_text(html->out, "</figcaption>");
    }
    builder_text(html->out, "</figure>\n");
}

void html_figure(struct html *html, const struct block *block) {
    struct builder *out = figure_open(html, block, "");
    struct builder address = {0};
    if (png_write_address(html->arena, block->u.figure.image, &address)) {
        builder_text(&html->scratch, "width:");
        html_rem(html, &html->scratch, block->width);
        builder_text(&html->scratch, block->u.figure.fit == FIT_COVER ? ";object-fit:cover;" : ";");
        builder_format(out, "<img class=\"%s\" width=\"%u\" height=\"%u\" alt=\"",
                       html_class(html, false), block->u.figure.image->width_px,
                       block->u.figure.image->height_px);
        html_escape_text(out, block->u.figure.alt);
        builder_text(out, "\" src=\"");
        builder_add(out, address.at, address.size_bytes);
        builder_text(out, "\"/>");
    } else {
        builder_text(out, "<p>");
        html_escape_text(out, block->u.figure.alt);
        builder_text(out, "</p>");
    }
    builder_free(&address);
    figure_close(html, block);
}

static length chart_width(const struct html *html, const struct block *block) {
    length body = html->edition->body->text.size;
    if (block->width > 0) {
        return block->width;
    }
    if (block->u.chart.kind == CHART_DOTS && !block->u.chart.is_list) {
        return LENGTH_MM10(46) * block->u.chart.items[0].max;
    }
    return body * (block->u.chart.kind == CHART_GAUGE ? GAUGE_BODIES : CHART_BODIES);
}

static void write_cell(struct html *html, const char *element, const char *text) {
    builder_format(html->out, "<%s>", element);
    html_escape_text(html->out, text);
    builder_format(html->out, "</%.2s>", element);
}

/* The values, for readers that do not see the chart. */
static void chart_table(struct html *html, const struct block_chart *chart) {
    struct builder *out = html->out;
    builder_text(out, "<div class=\"hidden\"><table>");
    if (chart->target > 0 && chart->target_label[0] != '\0') {
        builder_text(out, "<caption>");
        html_escape_text(out, chart->target_label);
        builder_text(out, "</caption>");
    }
    builder_text(out, "<tbody>");
    for (size_t i = 0; i < chart->item_count; i++) {
        builder_text(out, "<tr>");
        const struct chart_item *item = &chart->items[i];
        bool has_series = item->series[0] != '\0';
        const char *name = has_series
                               ? arena_format(html->arena, "%s, %s", item->series, item->label)
                               : item->label;
        write_cell(html, "th scope=\"row\"", name);
        write_cell(html, "td", item->text);
        builder_text(out, "</tr>");
    }
    builder_text(out, "</tbody></table></div>");
}

void html_chart(struct html *html, const struct block *block) {
    const struct block_chart *chart = &block->u.chart;
    figure_open(html, block, "chart");
    const struct page *drawing =
        picture_draw(html->arena, html->edition->inputs, block, chart_width(html, block));
    bool is_short = strcmp(chart->summary, chart->alt) == 0;
    html_svg(html, drawing, chart->summary, is_short ? "" : chart->alt);
    if (chart->has_table) {
        chart_table(html, chart);
    }
    figure_close(html, block);
}

/* The code, and the address that it holds where no text has it. */
void html_code(struct html *html, const struct block *block) {
    const char *data = block->u.code.data;
    struct builder *out = figure_open(html, block, "");
    html_svg(html, picture_draw(html->arena, html->edition->inputs, block, block->width),
             block->u.code.alt, "");
    if (page_is_address(data) && !edition_has_link(html->edition, data)) {
        builder_text(out, "<figcaption><a");
        html_href(out, data);
        builder_char(out, '>');
        html_escape_text(out, data);
        builder_text(out, "</a></figcaption>");
    }
    builder_text(out, "</figure>\n");
}

void html_icon(struct html *html, const struct block *box) {
    html_svg(html, picture_draw(html->arena, html->edition->inputs, box, ICON_SIZE), "", "");
}
