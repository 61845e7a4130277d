"""Page templates that ask for more than any page can give: each case is a template of its own.

CASES maps a name to a function of n, how often what is hard is repeated; what a case costs must grow no faster than n.
Each word of running text stands in its template once, so that a word lost or printed twice is seen in the output.
"""
from xml.sax.saxutils import quoteattr

SIDES = ("top", "right", "bottom", "left")
HEAD = "<cell>Head</cell><cell>Head</cell>"
CASES = {}


class Words:
    """Words that do not repeat: of letters only, so that no reader takes them for something else."""

    def __init__(self):
        self.count = 0

    def word(self):
        number, letters = self.count, ""
        self.count += 1
        while number or len(letters) < 4:
            letters = "bdfgklmnprstvz"[number % 14] + letters
            number //= 14
        return letters

    def __call__(self, count=1):
        return " ".join(self.word() for _ in range(count))


def page(name="one", margin="20mm", regions="", **attributes):
    sides = {f"margin_{side}": margin for side in SIDES} | attributes
    given = " ".join(f"{key.replace('_', '-')}={quoteattr(str(value))}" for key, value in {"name": name, **sides}.items())
    return f"<page {given}>{regions}</page>"


def layout(flow, pages=None, styles="", parts=""):
    return ('<layout xmlns="urn:magreport:layout:1" version="1" name="stress" title="Stress" language="en-US">\n'
            f'{styles}\n{pages or page()}\n<flow page="one">\n{flow}\n</flow>\n{parts}\n</layout>\n')


def case(make):
    """Registers a function of (n, words) that gives (flow) or (flow, more of layout's arguments)."""
    def whole(n):
        made = make(n, Words())
        return layout(made) if isinstance(made, str) else layout(made[0], **made[1])
    CASES[make.__name__.strip("_").replace("_", "-")] = whole
    return make


def p(words, count=12, attributes=""):
    return f"<p{attributes and ' '}{attributes}>{words(count)}</p>\n"


def repeat(count, make):
    return "".join(make(number) for number in range(count))


def nest(depth, opening, closing, inside):
    return opening * depth + inside + closing * depth


def table(rows, columns=2, head="", attributes="", col="<col/>"):
    top = f"<head><row>{head}</row></head>" if head else ""
    return f"<table {attributes}>{col * columns}{top}\n{rows}</table>\n"


def row(*cells, attributes=""):
    return f"<row {attributes}>" + "".join(f"<cell>{cell}</cell>" for cell in cells) + "</row>\n"


# ---- rows and tables

@case
def row_taller_than_a_page(n, words):
    return table(row(words(3), words(2500 * n)), head=HEAD)


@case
def row_taller_than_a_page_of_paragraphs(n, words):
    return p(words) + table(row(repeat(80 * n, lambda _: p(words)), p(words))) + p(words)


@case
def rows_split_on_request(n, words):
    return table(repeat(12 * n, lambda _: row(words(150), words(20), words(300))), 3, attributes='rows="split"')


@case
def tables_in_tables(n, words):
    inner = table(repeat(6, lambda _: row(words(2), words(3))), head=HEAD)
    return repeat(4 * n, lambda _: table(row(inner, words(5))))


@case
def tables_eight_deep(n, words):
    def deep(level):
        cells = row(words(1), deep(level - 1) if level else words(1))
        return f'<table gap="0mm"><col width="17mm"/><col/>{cells}</table>'
    return repeat(4 * n, lambda _: deep(8))


@case
def table_in_a_table_over_pages(n, words):
    inner = table(repeat(120 * n, lambda _: row(words(4), words(4))), head=HEAD)
    return table(row(words(3), inner))


@case
def table_300_rows_with_spans_over_breaks(n, words):
    def rows(number):
        span = f'<cell rows="7">{words(4)}</cell>' if number % 7 == 0 else ""
        return f"<row>{span}<cell>{words(6)}</cell><cell>{words(1)}</cell></row>"
    return table(repeat(301 * n, rows), 3, "<cell>Head</cell><cell>Head</cell><cell>Head</cell>", 'continued="(continued)"')


@case
def one_cell_beside_200_rows(n, words):
    def rows(number):
        span = f'<cell rows="200">{words(40)}</cell>' if number % 200 == 0 else ""
        return f"<row>{span}<cell>{words(9)}</cell></row>"
    return table(repeat(200 * n, rows), head=HEAD, attributes='continued="(continued)"')


@case
def spans_that_tie_all_rows(n, words):
    """Three columns of cells that cover three rows each; in each column they begin a row later than in the one before."""
    count = 150 * n

    def rows(number):
        spans = [number % 3 + 1] if number else [1, 2, 3]
        cells = "".join(f'<cell rows="{min(span if number == 0 else 3, count - number)}">{words(2)}</cell>' for span in spans)
        return f"<row>{cells}<cell>{words(2)}</cell></row>"
    return table(repeat(count, rows), 4, attributes='continued="(continued)"')


@case
def cell_that_spans_rows_taller_than_a_page(n, words):
    return repeat(2 * n, lambda _: table(f'<row><cell rows="2">{words(900)}</cell><cell>{words(2)}</cell></row>'
                                         f"<row><cell>{words(2)}</cell></row>"))


@case
def table_of_40_columns(n, words):
    return table(repeat(20 * n, lambda _: row(*(words() for _ in range(40)))), 40, attributes='gap="0mm"')


@case
def table_of_40_columns_as_wide_as_their_content(n, words):
    return table(repeat(10 * n, lambda _: row(*(words() for _ in range(40)))), 40, col='<col width="content"/>')


@case
def table_of_no_width(n, words):
    return table(repeat(8 * n, lambda _: row(words(1), words(4))), col='<col width="0mm"/>')


@case
def table_wider_than_the_page(n, words):
    return table(repeat(20 * n, lambda _: row(words(8), words(8), words(8))), 3, col='<col width="150mm"/>')


@case
def table_of_1_mm_columns(n, words):
    return table(repeat(3 * n, lambda _: row(words(2), words(2))), col='<col width="1mm"/>')


@case
def head_taller_than_a_page(n, words):
    return table(repeat(30 * n, lambda _: row(words(6))), 1, f"<cell>{words(900)}</cell>")


@case
def head_of_half_a_page(n, words):
    return table(repeat(40 * n, lambda _: row(words(6))), 1, f"<cell>{words(260)}</cell>")


@case
def rows_that_all_keep_with_the_next(n, words):
    return table(repeat(150 * n, lambda _: row(words(3), words(8), attributes='keep-next="yes"')))


@case
def rows_that_keep_and_span(n, words):
    def rows(number):
        span = f'<cell rows="4">{words(4)}</cell>' if number % 4 == 0 else ""
        return f'<row keep-next="yes">{span}<cell>{words(6)}</cell></row>'
    return table(repeat(160 * n, rows), 2, HEAD)


@case
def keep_inside_split_rows(n, words):
    kept = "".join(f'<box keep="together">{p(words)}{p(words)}{p(words)}</box>' for _ in range(30))
    return repeat(n, lambda _: table(row(words(100), kept), attributes='rows="split"'))


@case
def numbers_on_their_decimal_point(n, words):
    rows = repeat(150 * n, lambda number: row(words(2), f"{number}.{'5' * (number % 9 + 1)}"))
    return f'<table><col/><col width="content" align="decimal"/>{rows}</table>'


@case
def striped_rows_with_empty_cells(n, words):
    rows = repeat(200 * n, lambda _: row("", words(5), ""))
    return table(rows, 3, attributes='zebra="stripe"'), {"styles": '<style name="stripe" fill="#eeeeee"/>'}


@case
def table_of_nothing(n, words):
    return repeat(50 * n, lambda _: table("", 2) + table(row("", ""), 2) + p(words))


# ---- keep

@case
def chain_of_paragraphs_longer_than_a_page(n, words):
    return repeat(120 * n, lambda _: p(words, attributes='keep-next="yes"'))


@case
def chains_that_begin_at_the_foot(n, words):
    return repeat(30 * n, lambda number: p(words, 12, "" if number % 9 == 8 else 'keep-next="yes"'))


@case
def keep_next_on_everything(n, words):
    def one(_):
        return (f'<h level="1" keep-next="yes">{words(2)}</h>{p(words, 9, "keep-next=" + chr(34) + "yes" + chr(34))}'
                f'<box keep-next="yes" keep="together">{p(words)}</box><list keep-next="yes"><item keep-next="yes">{words(3)}'
                f'</item></list><table keep-next="yes"><col/><row keep-next="yes"><cell head="yes">{words(3)}</cell></row></table>'
                '<rule keep-next="yes"/>')
    return repeat(20 * n, one)


@case
def kept_box_taller_than_a_page(n, words):
    return repeat(2 * n, lambda _: f'<box keep="together">{repeat(60, lambda _: p(words))}</box>')


@case
def kept_boxes_in_kept_boxes(n, words):
    inside = repeat(25 * n, lambda _: f'<box keep="together">{p(words)}{p(words)}</box>')
    return p(words) + nest(12, '<box keep="together">', "</box>", inside)


@case
def kept_columns_taller_than_a_page(n, words):
    return repeat(2 * n, lambda _: f'<columns widths="1fr 1fr" keep="together">{p(words, 20)}<box>{repeat(70, lambda _: p(words))}</box></columns>')


@case
def orphans_and_widows_of_nine_lines(n, words):
    return (repeat(30 * n, lambda number: f'<p style="nine">{words(60 + number % 60)}</p>'),
            {"styles": '<style name="nine" orphans="9" widows="9"/>'})


# ---- words

@case
def endless_latin_word(n, _):
    return f"<p>{'Abcdefghijklmno' * 300 * n}</p>"


@case
def endless_cjk_text(n, _):
    return f"<p>{'睡眠与镁的调查结果' * 200 * n}</p>"


@case
def endless_combining_marks(n, _):
    return f"<p>{'a' + chr(0x301) * 300 * n}</p>"


@case
def endless_accented_word(n, _):
    return f"<p>{'e' + chr(0x301) + 'o' + chr(0x308)}{('e' + chr(0x301) + 'o' + chr(0x308)) * 500 * n}</p>"


@case
def endless_emoji(n, _):
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    return f"<p>{family * 150 * n}</p>"


@case
def endless_word_in_a_narrow_cell(n, _):
    return f'<table><col width="9mm"/><col/><row><cell>{"Mnopqrst" * 60 * n}</cell><cell>beside</cell></row></table>'


@case
def endless_word_in_a_list(n, _):
    return f"<list><item>{'Bcdfghjk' * 200 * n}</item></list>"


@case
def endless_word_in_a_heading(n, _):
    return f'<h level="1">{"Bcdfghjk" * 60 * n}</h><p>below</p>'


@case
def paragraph_of_many_words(n, words):
    return p(words, 6000 * n)


@case
def paragraph_of_many_styles(n, words):
    spans = repeat(1500 * n, lambda number: f'<t style="{("strong", "emphasis")[number % 2]}">{words()}</t> ')
    return f"<p>{spans}</p>"


@case
def styles_forty_deep(n, words):
    return repeat(5 * n, lambda _: f'<p>{nest(40, "<t style=" + chr(34) + "strong" + chr(34) + ">", "</t>", words(30))}</p>')


@case
def links_over_breaks(n, words):
    links = repeat(100 * n, lambda number: f'<p name="place{number}"><link href="#place{number * 7 % (100 * n)}">{words(25)}</link></p>')
    return links


@case
def tiny_and_huge_letters(n, words):
    styles = ('<style name="tiny" size="1pt" leading="1pt"/><style name="huge" size="300pt" leading="310pt"/>'
              '<style name="tight" size="20pt" leading="30pt"/>')
    return (repeat(2 * n, lambda _: f'<p style="tiny">{words(300)}</p><p style="huge">{words(1)}</p><p style="tight">{words(30)}</p>'),
            {"styles": styles})


@case
def letters_taller_than_the_page(n, words):
    return f'<p style="giant">{words(n)}</p>', {"styles": '<style name="giant" size="560pt" leading="640pt"/>'}


@case
def languages_in_turn(n, words):
    return repeat(60 * n, lambda number: f'<p language="{("es", "de", "fr")[number % 3]}">{words(12)}</p>')


# ---- nothing

@case
def empty_flow(_, __):
    return ""


@case
def empty_paragraphs(n, _):
    return "<p> </p><p/>" * 300 * n


@case
def empty_boxes_lists_tables_columns(n, _):
    return '<box/><list/><table><col/></table><columns widths="1fr 1fr"><p/><box/></columns>' * 60 * n


@case
def breaks_in_succession(n, words):
    return repeat(10 * n, lambda _: "<break/>" * 20 + p(words))


@case
def only_breaks(n, _):
    return "<break/>" * 200 * n


@case
def only_spaces_and_rules(n, _):
    return '<space height="30mm"/><rule/>' * 40 * n


@case
def spaces_taller_than_the_page(n, words):
    return repeat(6 * n, lambda _: p(words) + '<space height="900mm"/>') + p(words)


@case
def spaces_between_blocks_taller_than_the_page(n, words):
    return (repeat(10 * n, lambda _: f'<p style="far">{words(5)}</p>'),
            {"styles": '<style name="far" space-before="900mm" space-after="900mm"/>'})


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

def refused(*arguments, **more):
    return layout(*arguments, **more)


REFUSED = {
    "footer-taller-than-the-page": lambda: refused(
        "<p>text</p>", page(regions='<footer bottom="8mm" height="400mm"><p>foot</p></footer>')),
    "header-taller-than-the-page": lambda: refused(
        "<p>text</p>", page(regions=f'<header top="8mm"><p>{"head words " * 2000}</p></header>')),
    "margins-wider-than-the-page": lambda: refused("<p>text</p>", page(margin="200mm")),
    "more-pages-than-allowed": lambda: refused("<p>a</p><break/>" * 5100),
    "paper-of-no-size": lambda: refused("<p>text</p>", page(width="0mm", height="0mm")),
}
