"""Columns, boxes, lists, pictures and pages; and templates that are refused."""
from layouts import HEAD, case, layout, nest, p, page, repeat, row, table


# ---- columns, boxes, lists

@case
def columns_of_1_mm(n, words):
    return repeat(3 * n, lambda _: f'<columns widths="1mm 1fr" gap="0mm">{p(words, 3)}{p(words, 20)}</columns>')


@case
def columns_all_of_1_mm(n, words):
    return repeat(2 * n, lambda _: f'<columns widths="1mm 1mm 1mm">{p(words, 2)}{p(words, 2)}{p(words, 2)}</columns>')


@case
def thirty_columns(n, words):
    widths = " ".join(["1fr"] * 30)
    return repeat(4 * n, lambda _: f'<columns widths="{widths}" gap="1mm">{repeat(30, lambda _: p(words, 4))}</columns>')


@case
def columns_with_one_very_long_side(n, words):
    return f'<columns widths="1fr 2fr">{p(words)}<box>{repeat(150 * n, lambda _: p(words))}</box></columns>' + p(words)


@case
def columns_with_two_long_sides(n, words):
    return (f'<columns widths="1fr 1fr"><box>{repeat(60 * n, lambda _: p(words))}</box>'
            f"<box>{repeat(90 * n, lambda _: p(words))}</box></columns>")


@case
def columns_in_columns(n, words):
    def deep(level):
        inside = deep(level - 1) if level else p(words, 3)
        return f'<columns widths="1fr 3fr" gap="1mm">{p(words, 1)}<box>{inside}{p(words, 3)}</box></columns>'
    return repeat(8 * n, lambda _: deep(7))


@case
def tables_in_columns_in_boxes(n, words):
    inner = table(repeat(50 * n, lambda _: row(words(2), words(2))), head=HEAD)
    return f'<box role="note"><columns widths="1fr 1fr"><box role="warning">{inner}</box>{p(words)}</columns></box>'


@case
def columns_in_cells_in_columns(n, words):
    def one(_):
        inner = table(row(f'<columns widths="1fr 1fr">{p(words, 9)}{p(words, 9)}</columns>'), 1)
        return f'<columns widths="1fr 2fr">{p(words, 5)}<box>{inner}</box></columns>'
    return repeat(6 * n, one)


@case
def breaks_in_boxes_columns_cells_and_items(n, words):
    def one(_):
        return (f"<box>{p(words)}<break/>{p(words)}</box><list><item>{words(3)}<break/>{p(words)}</item></list>"
                f'<columns widths="1fr 1fr"><box>{p(words)}<break/>{p(words)}</box>{p(words)}</columns>'
                + table(row(f"{p(words)}<break/>{p(words)}", words(2))))
    return repeat(5 * n, one)


@case
def boxes_30_deep(n, words):
    return repeat(10 * n, lambda _: nest(30, '<box style="thin">', "</box>", p(words, 5))), {
        "styles": '<style name="thin" edge="0.5pt" edge-color="#336699" padding="1mm"/>'}


@case
def boxes_30_deep_over_pages(n, words):
    return nest(30, '<box style="thin">', "</box>", repeat(60 * n, lambda _: p(words, 5))), {
        "styles": '<style name="thin" edge="0.5pt" edge-color="#336699" padding="1mm"/>'}


@case
def boxes_with_more_padding_than_page(n, words):
    return repeat(n, lambda _: f'<box style="thick">{p(words, 2)}</box>'), {
        "styles": '<style name="thick" padding="400mm"/>'}


@case
def boxes_taller_and_wider_than_the_page(n, words):
    return repeat(4 * n, lambda _: f'<box role="note" min-height="700mm" width="900mm">{p(words)}</box>')


@case
def boxes_with_icons_in_no_room(n, words):
    return repeat(6 * n, lambda _: f'<columns widths="4mm 1fr"><box role="urgent">{p(words, 2)}</box>{p(words)}</columns>')


@case
def lists_20_deep(n, words):
    def deep(level):
        return f'<list><item>{words(2)}{deep(level - 1) if level else ""}</item></list>'
    return repeat(4 * n, lambda _: deep(19))


@case
def lists_20_deep_over_pages(n, words):
    items = repeat(120 * n, lambda _: f"<item>{words(3)}</item>")
    return nest(19, "<list><item>", "</item></list>", f'<list kind="number">{items}</list>')


@case
def list_of_numbers(n, words):
    return f'<list kind="number">{repeat(1200 * n, lambda _: f"<item>{words(3)}</item>")}</list>'


@case
def list_with_labels_wider_than_the_page(n, words):
    return f'<list kind="tick" style="far">{repeat(20 * n, lambda _: f"<item>{words(3)}</item>")}</list>', {
        "styles": '<style name="far" indent="500mm"/>'}


@case
def fields_to_write_on(n, words):
    return repeat(12 * n, lambda number: f'<field lines="{40 - number % 4}">{words(3)}</field><field kind="tick">{words(5)}</field>')


@case
def parts_in_parts(n, words):
    parts = "".join(f'<part name="part{number}"><insert part="part{number + 1}"/></part>' for number in range(20))
    return repeat(10 * n, lambda _: '<insert part="part0"/>'), {
        "parts": parts + '<part name="part20"><rule/></part>'}


# ---- pictures, charts, codes

@case
def images_larger_than_the_page(n, words):
    return repeat(3 * n, lambda _: p(words) + '<figure src="logo" alt="Logo" width="900mm"/>'
                  '<figure src="logo" alt="Logo" height="700mm"/>'
                  '<figure src="logo" alt="Logo" width="100mm" height="900mm" fit="cover"/>')


@case
def images_in_1_mm_columns(n, words):
    return repeat(9 * n, lambda _: f'<columns widths="1mm 1fr"><figure src="logo" alt="Logo" width="50mm"/>{p(words)}</columns>')


@case
def codes_larger_than_the_page(n, words):
    return repeat(2 * n, lambda _: p(words) + '<code data="https://a.example/" alt="Code" width="900mm"/>'
                  f'<columns widths="2mm 1fr"><code data="https://a.example/" alt="Code" width="30mm"/>{p(words)}</columns>')


@case
def charts_in_no_room(n, words):
    def one(_):
        return (f'<columns widths="20mm 1fr"><chart kind="meter" value="3" max="9" alt="Three of nine."/>{p(words)}</columns>'
                '<chart kind="gauge" value="3" max="9" alt="Three of nine." width="900mm" height="90mm"/>'
                '<chart kind="dots" value="3" max="9" alt="Three of nine." width="1mm"/>')
    return repeat(4 * n, one)


# ---- pages

@case
def pages_500_of_paragraphs(n, words):
    return repeat(14100 * n, lambda _: p(words))


@case
def pages_500_by_breaks(n, words):
    return repeat(500 * n, lambda _: p(words) + "<break/>")


@case
def pages_of_a_table_of_6000_rows(n, words):
    return table(repeat(6000 * n, lambda _: row(words(1), words(2))), head=HEAD)


@case
def headings_on_500_pages(n, words):
    regions = '<header top="8mm"><p>{$section} {$page}</p></header>'
    return repeat(500 * n, lambda _: f'<h level="1">{words(2)}</h>{p(words)}<break/>'), {"pages": page(regions=regions)}


@case
def header_that_grows_with_its_section(n, words):
    regions = '<header top="8mm" height="5mm" left="60mm" right="120mm"><p>{$section} {$page} of {$pages}</p></header>'
    return repeat(20 * n, lambda number: f'<h level="1">{words(number % 20 + 1)}</h>{p(words)}<break/>'), {
        "pages": page(regions=regions)}


@case
def footer_that_grows(n, words):
    long = "Foot words that need many lines at this width. " * 6
    regions = f'<footer bottom="8mm" height="4mm"><p>{long}</p></footer>'
    return repeat(60 * n, lambda _: p(words)), {"pages": page(regions=regions)}


@case
def masters_switched_on_each_page(n, words):
    pages = page("one", next="two") + page("two", width="100mm", height="70mm", margin="9mm") + page("three", next="one")
    return repeat(30 * n, lambda number: f'{p(words, 40)}<break page="{("one", "two", "three")[number % 3]}"/>'), {"pages": pages}


@case
def pages_of_different_widths(n, words):
    pages = page("one", next="two") + page("two", width="110mm", margin="9mm", next="three") + page(
        "three", width="300mm", next="one")
    long_table = table(repeat(40, lambda _: row(words(3), words(9))), head=HEAD)
    columns = f'<columns widths="1fr 1fr"><box>{p(words, 500)}</box><box>{p(words, 700)}{p(words, 300)}</box></columns>'
    narrow = f'<columns widths="24mm 1fr content">{p(words, 200)}{p(words, 300)}{p(words, 400)}</columns>'
    items = repeat(12, lambda _: f"<item>{words(90)}</item>")
    split = table(row(words(900), words(500)), attributes='rows="split"')
    return (repeat(n, lambda _: f"{p(words, 2500)}{long_table}{columns}{narrow}<list>{items}</list>{split}"), {"pages": pages})


@case
def last_page_smaller_than_its_content(n, words):
    pages = page("one", last="end") + page("end", width="60mm", height="60mm", margin="9mm")
    return repeat(50 * n, lambda _: p(words)), {"pages": pages}


@case
def paper_of_50_mm(n, words):
    return repeat(8 * n, lambda _: p(words, 6)), {"pages": page(width="50mm", height="50mm", margin="8mm")}


@case
def paper_of_1_m(n, words):
    return repeat(1000 * n, lambda _: p(words)), {"pages": page(width="1000mm", height="1000mm")}


@case
def roll_of_10_m(n, words):
    return repeat(450 * n, lambda _: p(words)), {
        "pages": page(width="80mm", roll="yes", margin="5mm")}


@case
def roll_with_breaks(n, words):
    return repeat(20 * n, lambda _: p(words) + "<break/>"), {"pages": page(width="80mm", roll="yes", margin="5mm")}


# ---- what a template cannot have: an error that names its place, and no page

REFUSED = {
    "footer-taller-than-the-page": lambda: layout(
        "<p>text</p>", page(regions='<footer bottom="8mm" height="400mm"><p>foot</p></footer>')),
    "header-taller-than-the-page": lambda: layout(
        "<p>text</p>", page(regions=f'<header top="8mm"><p>{"head words " * 2000}</p></header>')),
    "margins-wider-than-the-page": lambda: layout("<p>text</p>", page(margin="200mm")),
    "more-pages-than-allowed": lambda: layout("<p>a</p><break/>" * 5100),
    "paper-of-no-size": lambda: layout("<p>text</p>", page(width="0mm", height="0mm")),
}
