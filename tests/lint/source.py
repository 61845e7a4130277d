"""C source taken apart as far as the rules need: tokens with lines, functions with parameters and nesting."""
import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<directive>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)
  | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign>[{}()\[\];,]|[^\s\w])
""", re.S | re.M | re.X)


@dataclass
class Token:
    kind: str
    text: str
    line: int


@dataclass
class Function:
    name: str
    first_line: int
    last_line: int
    parameters: int
    nesting: int

    @property
    def lines(self):
        return self.last_line - self.first_line + 1


@dataclass
class Source:
    text: str
    tokens: list = field(default_factory=list)  # without comments and directives
    directives: list = field(default_factory=list)
    functions: list = field(default_factory=list)


def tokenise(text):
    line, at = 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield Token(match.lastgroup, match.group(), line)


def skip_group(tokens, at):
    """The index after the bracket that closes the one at `at`."""
    closing = {"(": ")", "{": "}", "[": "]"}
    wanted = [closing[tokens[at].text]]
    at += 1
    while wanted and at < len(tokens):
        text = tokens[at].text
        if text in closing:
            wanted.append(closing[text])
        elif text == wanted[-1]:
            wanted.pop()
        at += 1
    return at


def skip_simple(tokens, at):
    """The index after the ';' that ends a statement without body."""
    while at < len(tokens) and tokens[at].text != ";":
        if tokens[at].text == "}":
            return at
        at = skip_group(tokens, at) if tokens[at].text in "({[" else at + 1
    return at + 1


def walk(tokens, at, depth):
    """One statement at `at`; the index after it, and how deep control statements nest in it."""
    text = tokens[at].text
    if text == "{":
        end, deepest = skip_group(tokens, at) - 1, depth
        at += 1
        while at < end:
            at, inner = walk(tokens, at, depth)
            deepest = max(deepest, inner)
        return end + 1, deepest
    if text in ("if", "for", "while", "switch"):
        at, deepest = walk(tokens, skip_group(tokens, at + 1), depth + 1)
        while text == "if" and at < len(tokens) and tokens[at].text == "else":
            is_chain = tokens[at + 1].text == "if"
            at, inner = walk(tokens, at + 1, depth if is_chain else depth + 1)
            deepest = max(deepest, inner)
        return at, deepest
    if text == "do":
        at, deepest = walk(tokens, at + 1, depth + 1)
        return skip_simple(tokens, at), deepest
    if text in ("case", "default"):
        while tokens[at].text != ":":
            at += 1
        return at + 1, depth
    return skip_simple(tokens, at), depth


def count_parameters(tokens, at):
    """Of the list in brackets at `at`."""
    end = skip_group(tokens, at) - 1
    inside = tokens[at + 1:end]
    if not inside or [token.text for token in inside] == ["void"]:
        return 0
    count, at = 1, at + 1
    while at < end:
        if tokens[at].text in "({[":
            at = skip_group(tokens, at)
            continue
        count += tokens[at].text == ","
        at += 1
    return count


def find_functions(tokens):
    at = start = 0
    while at < len(tokens):
        text = tokens[at].text
        if text == "(" and at > 0 and tokens[at - 1].kind == "word":
            opened, after = at, skip_group(tokens, at)
            if after < len(tokens) and tokens[after].text == "{" and tokens[start].text != "typedef":
                end, nesting = walk(tokens, after, 0)
                yield Function(tokens[opened - 1].text, tokens[start].line, tokens[end - 1].line,
                               count_parameters(tokens, opened), nesting)
                at = start = end
                continue
            at = after
        elif text in "({[":
            at = skip_group(tokens, at)
        else:
            at += 1
            if text == ";":
                start = at


def parse(text):
    source = Source(text)
    for token in tokenise(text):
        if token.kind == "directive":
            source.directives.append(token)
        elif token.kind != "comment":
            source.tokens.append(token)
    source.functions = list(find_functions(source.tokens))
    return source
