"""Shows each rule a small project with one planted fault, and one without any. What is planted must be found, and only
that."""
import subprocess
import tempfile
from pathlib import Path

import rules

MODULES = """# folder  may include   outside libraries
base       -                    -
layout     base                 xml2
cli        *                    -
"""
GOOD_HEADER = """/* A place. */
#ifndef BASE_GOOD_H
#define BASE_GOOD_H

/* The sum of both. */
int good_add(int left, int right);

#endif
"""
GOOD_SOURCE = """#include "base/good.h"

int good_add(int left, int right) {
    return left + right;
}
"""


def body(lines):
    return "".join(f"    total += {number};\n" for number in range(lines))


def nested(depth):
    text = "total++;"
    for _ in range(depth):
        text = f"if (total > 0) {{ {text} }}"
    return text


# rule -> planted files, each of which must be found: (path, content, words of the fault)
PLANTED = {
    rules.rule_sizes: [
        ("src/base/long.c", "int long_one(int total) {\n" + body(59) + "    return total;\n}\n", "lines, at most 60"),
        ("src/base/deep.c", f"int deep(int total) {{ {nested(5)} return total; }}\n", "nests 5 deep"),
        ("src/base/loop.c", "int loop(int n) { for (;;) while (n) do switch (n) { case 1: if (n) n--; } while (n); "
                            "return n; }\n", "nests 5 deep"),
        ("src/base/many.c", "int many(int a, int b, int c, int d, int e, int (*f)(int, int), int g) { return a; }\n",
         "7 parameters"),
        ("src/base/file.c", "int x;\n" * 601, "601 lines"),
    ],
    rules.rule_script_sizes: [("tests/tools/long.py", "pass\n" * 601, "601 lines")],
    rules.rule_includes: [
        ("src/base/up.c", '#include "layout/page.h"\n', "base may not include layout/page.h"),
        ("src/base/local.c", '#include "good.h"\n', "write the include from src"),
        ("src/base/tree.c", "#include <libxml/tree.h>\n", "base may not use xml2"),
        ("src/layout/parse.c", "#include <libxml/parser.h>\n", "layout may not use xml2-parse"),
        ("src/base/odd.c", "#include <curl/curl.h>\n", "belongs to no library"),
        ("src/nowhere/odd.c", "int nowhere;\n", "does not know the folder"),
        ("src/cli/haru.c", "#include <hpdf.h>\n", "only pdf/object.c"),
    ],
    rules.rule_calls: [(f"src/layout/{name}.c", f"int f(char *a) {{ return (int){name}(a, a); }}\n", name)
                       for name in sorted(rules.BANNED | rules.HEAP)],
    rules.rule_floats: [
        ("src/layout/width.c", "static const int width = (int)1.5;\n", "1.5"),
        ("src/layout/half.c", "int half(double value);\n", "double"),
    ],
    rules.rule_typedefs: [("src/base/alias.h", "/* x */\ntypedef struct place place;\n", "no typedef")],
    rules.rule_contracts: [
        ("src/base/bare.h", "/* A place. */\n\nint bare_sum(int left);\n", "bare_sum has no contract"),
        ("src/base/mute.h", "int mute_sum(int left); /* adds */\n", "opens with a comment"),
    ],
    rules.rule_words: [
        ("src/base/later.c", "/* TO" "DO: the rest */\n", "unfinished"),
        ("tests/tools/where.sh", "cd /ho" "me/someone/project\n", "a path of one machine"),
        ("README.md", "Written with Chat" "GPT.\n", "a word on tools"),
    ],
    rules.rule_top_level: [("docs/notes.txt", "notes\n", "top level")],
}

# What looks like a fault and is none.
CLEAN = {
    "src/base/clean.c": '#include "base/good.h"\n\n'
                        "/* strcpy(a, b) and malloc(1) in a comment, 1.5 too */\n"
                        'static const char *const words[] = {"sprintf(x)", "float"};\n'
                        "int clean(int total) {\n    if (total) {\n        return 1;\n    } else if (total > 1) {\n"
                        "        return 2;\n    } else if (total > 2) {\n        return 3;\n    } else if (total > 3) {\n"
                        "        return 4;\n    } else if (total > 4) {\n        return 5;\n    }\n"
                        "    return words[0][0];\n}\n",
    "src/layout/clean.c": "#include <stdint.h>\n\nstatic const uint32_t mask = 0xE1E;\n",
}

STATE = {
    "counter.c": ("int counter(void);\nint counter(void) { static int count; return ++count; }\n", "count"),
    "global.c": ("int total = 3;\n", "total"),
    "thread.c": ("_Thread_local int depth;\n", "depth"),
    "table.c": ("const char *const names[] = {\"a\", \"b\"};\n", None),
}


def write(root, path, content):
    target = Path(root) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content)


def plant(root):
    write(root, "src/MODULES", MODULES)
    write(root, "src/base/good.h", GOOD_HEADER)
    write(root, "src/base/good.c", GOOD_SOURCE)
    for path, content in CLEAN.items():
        write(root, path, content)


def faults_in(rule, planted):
    with tempfile.TemporaryDirectory() as root:
        plant(root)
        for path, content, _ in planted:
            write(root, path, content)
        return list(rule(root))


def check_rule(rule, planted):
    for where, fault in faults_in(rule, []):
        yield f"{rule.__name__} finds fault with what is right: {where}: {fault}"
    for path, content, words in planted:
        found = faults_in(rule, [(path, content, words)])
        if not any(words in fault for _, fault in found):
            yield f"{rule.__name__} does not see {path}: {words}"
        if any(Path(where.split(":")[0]) not in (Path(path), Path(path).parts[0] and Path(Path(path).parts[0]))
               for where, _ in found):
            yield f"{rule.__name__} blames other files than {path}: {found}"


def check_state():
    with tempfile.TemporaryDirectory() as folder:
        for name, (content, symbol) in STATE.items():
            source = Path(folder) / name
            source.write_text(content)
            subprocess.run(["gcc", "-c", "-fPIC", "-o", str(source.with_suffix(".o")), str(source)], check=True)
            found = list(rules.rule_state(folder, [source.with_suffix(".o")]))
            if symbol is None and found:
                yield f"rule_state finds fault with a constant: {found}"
            if symbol is not None and not any(f"'{symbol}" in fault for _, fault in found):
                yield f"rule_state does not see {symbol} in {name}"


def check_tools(build):
    """clang-format, clang-tidy and cppcheck with our settings each fail on a file made for them."""
    import lint  # pylint: disable=import-outside-toplevel,cyclic-import
    with tempfile.TemporaryDirectory() as folder:
        crooked = Path(folder) / "crooked.c"
        crooked.write_text("int  crooked( void ){return 1 ;}\n")
        if lint.clang_format([crooked]).returncode == 0:
            yield "clang-format does not see crooked.c"
        wild = Path(folder) / "wild.c"
        wild.write_text("int wild(void);\nint wild(void) {\n    int values[2] = {1, 2};\n    int *none = 0;\n"
                        "    return values[3] + *none;\n}\n")
        if lint.cppcheck([wild], folder).returncode == 0:
            yield "cppcheck does not see wild.c"
        tidy = subprocess.run(["clang-tidy", "-quiet", f"--config-file={lint.ROOT}/.clang-tidy", str(wild), "--",
                               "-std=c11"], capture_output=True, text=True, check=False)
        if tidy.returncode == 0:
            yield "clang-tidy does not see wild.c"


def run(build):
    faults = [fault for rule, planted in PLANTED.items() for fault in check_rule(rule, planted)]
    missing = set(rules.SOURCE_RULES) - set(PLANTED)
    faults += [f"{rule.__name__} has no planted example" for rule in missing]
    return faults + list(check_state()) + list(check_tools(build))
