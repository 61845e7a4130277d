"""The rules of form that no compiler checks. Each rule takes the root folder of the project and yields (place, fault)."""
import re
import subprocess
from pathlib import Path

from source import parse

FUNCTION_MAX_LINES = 60
FILE_MAX_LINES = 600
NESTING_MAX = 4
PARAMETERS_MAX = 6

# Callbacks whose parameters a library fixes: libxml2's startElementNs.
GIVEN_SIGNATURES = {"on_start"}

BANNED = {"strcpy", "strcat", "sprintf", "vsprintf", "strtok", "atoi", "atol", "gets", "system", "popen", "alloca",
          "setlocale", "setjmp", "longjmp", "sigsetjmp", "siglongjmp", "rand", "srand", "localtime", "gmtime"}
HEAP = {"malloc", "calloc", "realloc", "free", "strdup", "strndup", "asprintf", "vasprintf"}
WITHOUT_FLOAT = ("layout", "questionnaire", "plan", "text")

# Which outside library a header belongs to; the first match counts.
LIBRARIES = [
    (r"libxml/(parser|parserInternals|SAX2?|xmlreader|xmlschemas|relaxng|xmlIO|encoding)\.h", "xml2-parse"),
    (r"libxml/.*", "xml2"), (r"hb-subset.*\.h", "harfbuzz-subset"), (r"hb.*\.h", "harfbuzz"),
    (r"(uni\w+|unistring/.*)\.h", "unistring"), (r"png\.h", "png"), (r"qrencode\.h", "qrencode"), (r"turbojpeg\.h", "turbojpeg"),
    (r"z(lib|conf)\.h", "zlib"), (r"libdeflate\.h", "libdeflate"), (r"nettle/.*", "nettle"), (r"hpdf.*\.h", "hpdf"),
    (r"seccomp\.h", "seccomp"), (r"cups/.*", "cups"),
]
SYSTEM = {"assert.h", "ctype.h", "dirent.h", "dlfcn.h", "errno.h", "fcntl.h", "inttypes.h", "limits.h", "linux/landlock.h", "linux/seccomp.h", "poll.h", "signal.h",
          "stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "strings.h", "time.h",
          "unistd.h", "sys/file.h", "sys/inotify.h", "sys/mman.h", "sys/prctl.h", "sys/resource.h", "sys/signalfd.h", "sys/socket.h", "sys/stat.h", "sys/syscall.h", "sys/time.h", "sys/types.h",
          "sys/wait.h",
          "sanitizer/asan_interface.h"}


def c_files(root, *patterns):
    for pattern in patterns or ("src/*/*.[ch]", "tests/unit/*.[ch]", "tests/unit/*/*.[ch]", "tests/fuzz/*.[ch]", "tests/bench/*.[ch]",
                                 "tests/tools/*.[ch]"):
        yield from sorted(Path(root).glob(pattern))


def place(root, path, line):
    return f"{path.relative_to(root)}:{line}"


def rule_sizes(root):
    for path in c_files(root):
        source = parse(path.read_text())
        lines = source.text.count("\n")
        if lines > FILE_MAX_LINES:
            yield place(root, path, 1), f"{lines} lines, at most {FILE_MAX_LINES}"
        for function in source.functions:
            where = place(root, path, function.first_line)
            if function.lines > FUNCTION_MAX_LINES:
                yield where, f"{function.name} has {function.lines} lines, at most {FUNCTION_MAX_LINES}"
            if function.nesting > NESTING_MAX:
                yield where, f"{function.name} nests {function.nesting} deep, at most {NESTING_MAX}"
            if function.parameters > PARAMETERS_MAX and function.name not in GIVEN_SIGNATURES:
                yield where, f"{function.name} has {function.parameters} parameters, at most {PARAMETERS_MAX}"


def rule_script_sizes(root):
    for path in sorted(Path(root).glob("tests/**/*.py")):
        lines = path.read_text().count("\n")
        if lines > FILE_MAX_LINES:
            yield place(root, path, 1), f"{lines} lines, at most {FILE_MAX_LINES}"


def read_modules(root):
    """folder -> (folders and headers it may include, outside libraries)."""
    modules = {}
    for line in (Path(root) / "src" / "MODULES").read_text().splitlines():
        columns = re.split(r"\s{2,}", line.strip())
        if line.startswith("#") or len(columns) < 2:
            continue
        inside = set(columns[1].split()) - {"-"}
        outside = set(columns[2].split() if len(columns) > 2 else ()) - {"-"}
        modules[columns[0]] = (inside, outside)
    return modules


def include_fault(modules, folder, name, is_outside):
    inside, outside = modules[folder]
    if not is_outside:
        if "/" not in name:
            return "write the include from src: folder/file.h"
        allowed = "*" in inside or name.split("/")[0] in inside | {folder} or name in inside
        return None if allowed else f"{folder} may not include {name}, see src/MODULES"
    if name in SYSTEM:
        return None
    library = next((library for pattern, library in LIBRARIES if re.fullmatch(pattern, name)), None)
    if library is None:
        return f"<{name}> belongs to no library that src/MODULES knows"
    return None if library in outside else f"{folder} may not use {library} (<{name}>), see src/MODULES"


def rule_includes(root):
    modules = read_modules(root)
    for path in c_files(root, "src/*/*.[ch]"):
        folder = path.parent.name
        if folder not in modules:
            yield place(root, path, 1), f"src/MODULES does not know the folder {folder}"
            continue
        for directive in parse(path.read_text()).directives:
            found = re.match(r'\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', directive.text)
            if not found:
                continue
            fault = include_fault(modules, folder, found.group(1) or found.group(2), found.group(2) is not None)
            if fault:
                yield place(root, path, directive.line), fault
            if found.group(2) == "hpdf.h" and not path.name.startswith("object"):
                yield place(root, path, directive.line), "only pdf/object.c may include hpdf.h"


def rule_calls(root):
    for path in c_files(root, "src/*/*.[ch]"):
        tokens = parse(path.read_text()).tokens
        for token, following in zip(tokens, tokens[1:]):
            if following.text != "(" or token.kind != "word":
                continue
            if token.text in BANNED:
                yield place(root, path, token.line), f"{token.text} is banned"
            if token.text in HEAP and path.parent.name != "base":
                yield place(root, path, token.line), f"{token.text} outside base: use an arena or base/memory.h"


def rule_floats(root):
    for folder in WITHOUT_FLOAT:
        for path in c_files(root, f"src/{folder}/*.[ch]"):
            for token in parse(path.read_text()).tokens:
                is_number = token.kind == "number" and not token.text.lower().startswith("0x")
                if token.text in ("float", "double") or (is_number and re.search(r"[.eE]", token.text)):
                    yield place(root, path, token.line), f"'{token.text}': no floating point in {folder}"


def rule_typedefs(root):
    for path in c_files(root, "src/*/*.[ch]"):
        tokens = parse(path.read_text()).tokens
        for at, token in enumerate(tokens):
            if token.text != "typedef" or tokens[at + 1].text not in ("struct", "union", "enum"):
                continue
            is_function = "(" in [following.text for following in tokens[at + 4:at + 6]]  # that returns one
            if not is_function:
                yield place(root, path, token.line), "no typedef of a struct, union or enum"


def has_comment(block):
    """Whether a paragraph of a header has a comment that could be a contract."""
    return "/*" in block


def rule_contracts(root):
    """A header opens with a comment. A function is in a paragraph with a comment, or ends or empties what a function
    before it begins: _new, _free and _reset say all by their names."""
    for path in c_files(root, "src/*/*.h"):
        text = path.read_text()
        if not re.match(r"\s*/\*", text):
            yield place(root, path, 1), "a header opens with a comment on what it is for"
        line = 1
        for block in re.split(r"\n[ \t]*\n", text):
            code = re.sub(r"/\*.*?\*/", "", block, flags=re.S)
            names = re.findall(r"\b(\w+)\s*\([^;{}]*\)\s*(?:__attribute__\s*\(\(.*?\)\)\s*)?;", code, re.S)
            for name in names if "#define" not in code and "struct {" not in code else ():
                if not has_comment(block) and not re.search(r"_(new|free|reset)$", name):
                    yield place(root, path, line), f"{name} has no contract comment"
            line += block.count("\n") + 2


def rule_words(root):
    """Nothing unfinished, no path of one machine, no word on how the text came to be."""
    patterns = [
        (re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b"), "unfinished"),
        (re.compile(r"(?<![\w.])/(home|Users|work|root)/\w"), "a path of one machine"),
        (re.compile(r"\b(chat" r"gpt|clau" r"de|copi" r"lot|anthro" r"pic|open" r"ai)\b", re.I), "a word on tools"),
    ]
    for path in sorted(Path(root).rglob("*")):
        parts = path.relative_to(root).parts
        if parts[0] in (".git", "build") or not path.is_file() or path.suffix in (".png", ".jpg", ".pdf", ".pyc"):
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for pattern, fault in patterns:
                if pattern.search(line):
                    yield place(root, path, number), f"{fault}: {pattern.search(line).group()}"


def rule_top_level(root):
    allowed = {"src", "layouts", "fonts", "samples", "tests", "Makefile", "README.md", "build"}
    for path in sorted(Path(root).iterdir()):
        if path.name not in allowed and not path.name.startswith("."):
            yield path.name, "no such thing belongs at the top level"


# Variables that are no constants and may be there nevertheless: object file -> names.
ALLOWED_STATE = {}


def rule_state(_root, objects):
    """No variable with a value that can change: nothing in .data, .bss or thread-local sections."""
    for path in objects:
        table = subprocess.run(["nm", "-f", "sysv", str(path)], capture_output=True, text=True, check=True).stdout
        for line in table.splitlines():
            columns = [column.strip() for column in line.split("|")]
            if len(columns) < 7 or columns[3] not in ("OBJECT", "TLS", "COMMON"):
                continue
            section = columns[6]
            is_variable = re.match(r"\.(data|bss|tdata|tbss)|\*COM\*|COMMON", section)
            if is_variable and not section.startswith(".data.rel.ro") and \
                    columns[0] not in ALLOWED_STATE.get(Path(path).name, ()):
                yield str(path), f"'{columns[0]}' in {section}: no mutable statics or globals"


SOURCE_RULES = [rule_sizes, rule_script_sizes, rule_includes, rule_calls, rule_floats, rule_typedefs, rule_contracts,
                rule_words, rule_top_level]
