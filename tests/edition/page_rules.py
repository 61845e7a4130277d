"""What an HTML edition must be, checked on the tree that an XML parser gives. Knows nothing of the program."""
import re
import xml.etree.ElementTree as tree

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
PHRASING = {"a", "br", "em", "input", "img", "label", "span", "strong", "sup", "textarea", "svg"}
KNOWN = PHRASING | {"html", "head", "body", "meta", "title", "style", "header", "main", "footer", "section", "div", "h1", "h2",
                    "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th",
                    "td", "figure", "figcaption", "hr"}
ONLY_PHRASING = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "a", "em", "label", "span", "strong", "sup"}
INSIDE = {"li": {"ul", "ol"}, "tr": {"thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"}, "thead": {"table"},
          "tbody": {"table"}, "tfoot": {"table"}, "caption": {"table"}, "figcaption": {"figure"}, "main": {"body"}}


def name_of(element):
    return element.tag.replace(XHTML, "")


def luminance(color):
    parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(left, right):
    light, dark = sorted((luminance(left), luminance(right)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Page:
    def __init__(self, data):
        self.data = data
        self.faults = []
        self.root = tree.fromstring(data)
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.style = self.root.find(f"{XHTML}head/{XHTML}style").text
        self.classes = dict(re.findall(r"^\.(c\d+)\{(.*)\}$", self.style, re.M))

    def fault(self, words):
        self.faults.append(words)

    def elements(self, name):
        return self.root.iter(XHTML + name)

    def check(self):
        for rule in (self.document, self.nesting, self.names, self.headings, self.tables, self.pictures, self.labels,
                     self.nothing_outside, self.contrast):
            rule()
        return self.faults

    def document(self):
        text = self.data.decode("utf-8")
        if not text.startswith("<!DOCTYPE html>\n"):
            self.fault("no doctype, or something before it")
        if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", text):
            self.fault("a control character")
        if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", self.root.get("lang", "")):
            self.fault("no lang")
        if not (self.root.findtext(f"{XHTML}head/{XHTML}title") or "").strip():
            self.fault("no title")
        for name in ("main", "header", "footer"):
            count = len(list(self.elements(name)))
            if count > 1 or (name == "main" and count == 0):
                self.fault(f"{count} {name}")

    def nesting(self):
        for element in self.root.iter():
            name = name_of(element)
            if element.tag.startswith(SVG):
                continue
            if name not in KNOWN:
                self.fault(f"element {name}")
            parent = self.parents.get(element)
            if parent is None:
                continue
            around = name_of(parent)
            if name in INSIDE and around not in INSIDE[name]:
                self.fault(f"{name} in {around}")
            if around in ONLY_PHRASING and name not in PHRASING:
                self.fault(f"{name} in {around}")
            if around in ("ul", "ol") and name != "li":
                self.fault(f"{name} in {around}")

    def names(self):
        ids = [element.get("id") for element in self.root.iter() if element.get("id") is not None]
        for twice in {name for name in ids if ids.count(name) > 1}:
            self.fault(f"id {twice} twice")
        for element in self.root.iter():
            for attribute in ("aria-labelledby", "aria-describedby", "for"):
                for name in (element.get(attribute) or "").split():
                    if name not in ids:
                        self.fault(f"{attribute} names {name}, which is nowhere")
            href = element.get("href", "")
            if href.startswith("#") and href[1:] not in ids:
                self.fault(f"link to {href}, which is nowhere")

    def headings(self):
        level = 0
        for element in self.root.iter():
            match = re.fullmatch(r"h([1-6])", name_of(element))
            if not match:
                continue
            if int(match.group(1)) > level + 1:
                self.fault(f"h{match.group(1)} after level {level}")
            level = int(match.group(1))
            if not "".join(element.itertext()).strip():
                self.fault("an empty heading")
        if level == 0:
            self.fault("no heading")

    def tables(self):
        for cell in self.elements("th"):
            row = self.parents[cell]
            is_head = name_of(self.parents[row]) == "thead"
            if cell.get("scope") not in (("col",) if is_head else ("row", "rowgroup")):
                self.fault("th with a wrong scope")
        for table in self.elements("table"):
            if not any(True for _ in table.iter(XHTML + "th")):
                self.fault("a table without th")
            widths = set()
            below = {}
            for number, row in enumerate(table.findall(f"*/{XHTML}tr")): # not those of a table in a cell
                width = sum(int(cell.get("colspan", 1)) for cell in row)
                for cell in row:
                    for k in range(1, int(cell.get("rowspan", 1))):
                        below[number + k] = below.get(number + k, 0) + int(cell.get("colspan", 1))
                widths.add(width + below.get(number, 0))
            if len(widths) > 1:
                self.fault(f"rows of {sorted(widths)} columns")

    def pictures(self):
        for image in self.elements("img"):
            if not image.get("alt") or not image.get("src", "").startswith("data:image/png;base64,"):
                self.fault("img without alt or with an outside source")
        for drawing in self.root.iter(SVG + "svg"):
            title = drawing.findtext(SVG + "title")
            is_hidden = drawing.get("aria-hidden") == "true"
            if is_hidden == (drawing.get("role") == "img") or (not is_hidden and not title):
                self.fault("svg that is neither named nor hidden")

    def labels(self):
        targets = {label.get("for") for label in self.elements("label")}
        for name in ("input", "textarea"):
            for element in self.elements(name):
                if not (element.get("id") in targets or element.get("aria-label") or element.get("aria-labelledby")):
                    self.fault(f"{name} without a label")
        words = {"Note", "Warning", "Urgent", "Notes"}
        for section in self.elements("section"):
            first = "".join(section[0].itertext()).strip()
            if section.get("aria-label") != first or first not in words:
                self.fault("section without its word")

    def nothing_outside(self):
        if re.search(r"url\(|@import|expression\(", self.style):
            self.fault("the style sheet fetches something")
        for element in self.root.iter():
            for attribute, value in element.attrib.items():
                if attribute.startswith("on") or attribute in ("style", "srcset", "action"):
                    self.fault(f"attribute {attribute}")
                if attribute == "href" and not re.match(r"(https?://|mailto:|tel:|#)", value):
                    self.fault("a link that is no address")
            if name_of(element) in ("script", "link", "iframe", "object", "form"):
                self.fault(f"element {name_of(element)}")

    def declared(self, element, name, fallback):
        for css_class in reversed((element.get("class") or "").split()):
            found = re.search(rf"(?:^|;){name}:([^;]+)", self.classes.get(css_class, ""))
            if found:
                return found.group(1)
        return fallback

    def contrast(self):
        body = re.search(r"^body\{.*background:(#\w{6});color:(#\w{6})", self.style, re.M)
        percent = int(re.search(r"^html\{font-size:(\d+)%", self.style, re.M).group(1))
        self.contrast_below(self.root, (body.group(2), body.group(1), "1rem", "400"), percent)

    def contrast_below(self, element, around, percent):
        color = self.declared(element, "color", around[0])
        ground = self.declared(element, "background", around[1])
        size = self.declared(element, "font-size", around[2])
        weight = self.declared(element, "font-weight", around[3])
        if name_of(element) == "strong":
            weight = self.declared(element, "font-weight", "700")
        if element.tag == SVG + "text":
            color, weight = element.get("fill"), element.get("font-weight")
            size = f"{float(element.get('font-size')) / 12}rem"
        points = float(size.removesuffix("rem")) * 12 * percent / 100
        least = 3 if points >= 17.9 or (points >= 13.9 and int(weight) >= 700) else 4.5
        has_text = (element.text or "").strip() and name_of(element) not in ("style", "title", SVG + "title", SVG + "desc")
        if has_text and contrast(color, ground) < least - 0.005:
            self.fault(f"{color} on {ground}: {contrast(color, ground):.2f} at {points:.1f} pt")
        for child in element:
            self.contrast_below(child, (color, ground, size, weight), percent)


def words_of(data):
    """All words that a reader meets, in order; drawings, which a table or a title tells, left out."""
    found = []

    def walk(element):
        if name_of(element) in ("head",) or element.tag == SVG + "svg":
            return
        found.append(element.text or "")
        for child in element:
            walk(child)
            found.append(child.tail or "")
        found.append(" " if name_of(element) not in PHRASING or name_of(element) == "br" else "")

    walk(tree.fromstring(data).find(XHTML + "body"))
    return re.findall(r"\w+", "".join(found))
