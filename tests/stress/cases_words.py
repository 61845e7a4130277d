"""Words that no line holds, and pages that hold nothing."""
from layouts import case, nest, p, repeat


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
