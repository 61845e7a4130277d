"""Glyphs and advances of words, from the font files alone, read with fontTools: cmap, hmtx, the kern table and the
ligature substitutions of the feature liga, applied greedily from the left. Prints tests/unit/text/word_shapes.h:

    python3 tests/oracle/word_shapes.py > tests/unit/text/word_shapes.h
"""
import unicodedata

from fontTools.ttLib import TTFont

FOLDER = "/usr/share/fonts/truetype/open-sans/"
FACES = ["OpenSans-Regular.ttf", "OpenSans-Bold.ttf", "OpenSans-Italic.ttf"]
WORDS = [
    "magnesium", "office", "fluffy", "waffle", "fjord", "AVATAR", "To", "P.T.", "1,234.5", "Yes,", "\\(a)", "*E*HE",
    "W\u00e4hlen", "Vi\u1ec7t", "Nguy\u1ec5n", "\u03a9\u03bc\u03ad\u03b3\u03b1", "\u041f\u0440\u0438\u0432\u0435\u0442",
    "\u0413\u0410\u0423\u0414\u0418",
]


def ligatures_of(font):
    """first glyph -> list of (other glyphs, ligature), longest first, as the font lists them"""
    gsub = font["GSUB"].table
    indices = sorted({
        index
        for record in gsub.FeatureList.FeatureRecord if record.FeatureTag == "liga"
        for index in record.Feature.LookupListIndex
    })
    found = {}
    for index in indices:
        for subtable in gsub.LookupList.Lookup[index].SubTable:
            subtable = getattr(subtable, "ExtSubTable", subtable)
            for first, ligatures in subtable.ligatures.items():
                found.setdefault(first, []).extend((l.Component, l.LigGlyph) for l in ligatures)
    return found


def shape(font, word):
    cmap = font.getBestCmap()
    glyphs = [cmap[ord(letter)] for letter in unicodedata.normalize("NFC", word)]
    ligatures = ligatures_of(font)
    shaped = []
    while glyphs:
        for rest, ligature in ligatures.get(glyphs[0], []):
            if glyphs[1:1 + len(rest)] == rest:
                shaped.append(ligature)
                glyphs = glyphs[1 + len(rest):]
                break
        else:
            shaped.append(glyphs.pop(0))
    pairs = font["kern"].kernTables[0].kernTable
    advances = [font["hmtx"][name][0] for name in shaped]
    for i, pair in enumerate(zip(shaped, shaped[1:])):
        advances[i] += pairs.get(pair, 0)
    return shaped, advances


def main():
    print("/* Made by tests/oracle/word_shapes.py from Debian's fonts-open-sans; do not edit. */")
    print("static const struct word_shape word_shapes[] = {")
    for face in FACES:
        font = TTFont(FOLDER + face)
        for word in WORDS:
            names, advances = shape(font, word)
            text = "".join(f"\\{byte:03o}" for byte in word.encode())
            rows = ", ".join(
                f"{{{font.getGlyphID(name)}, {font['hmtx'][name][0]}, {advance}}}"
                for name, advance in zip(names, advances))
            print(f'    {{"{face}", "{text}", {len(names)}, {{{rows}}}}},')
    print("};")


main()
