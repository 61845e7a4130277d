"""Tables, and what keeps together."""
from layouts import HEAD, case, nest, p, repeat, row, table


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
