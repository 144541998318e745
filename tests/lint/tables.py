#!/usr/bin/python3
"""Walks what the tables promise: no limit untested, no template unknown or unused, no schema unjudged, no command without its page,
no exit code that no test sees, no enum without a word. The words and cells inside a table are walked by its unit test.

Run from the root of the project."""
import pathlib
import re
import sys

ROOT = pathlib.Path(".")
wrong = []


def say(what):
    wrong.append(what)


def text_of(pattern, *folders):
    """All text of the files in these folders whose names match."""
    parts = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and re.search(pattern, path.name):
                parts.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(parts)


def exceptions():
    """tests/lint/exceptions: "NAME why"; a name that needs none any more is wrong, too."""
    rows = {}
    for line in (ROOT / "tests/lint/exceptions").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, why = line.partition(" ")
            if len(why.split()) < 4:
                say(f"tests/lint/exceptions: {name}: give the reason")
            rows[name] = why
    return rows


def walk_limits(excused):
    header = (ROOT / "core/base/limits.h").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"^(?: +|#define )(LIMIT_\w+)", header, re.M)))
    if len(names) < 50:
        say("core/base/limits.h: fewer limits than there were")
    core = text_of(r"\.c$", "core", "cmd")
    tests = text_of(r"\.(c|h|py|bats)$", "tests/unit", "tests/cli", "tests/judges", "tests/servers")
    for name in names:
        if not re.search(rf"\b{name}\b", core):
            say(f"{name}: nothing keeps to it")
        if not re.search(rf"\b{name}\b", tests) and name not in excused:
            say(f"{name}: no test holds it (or tests/lint/exceptions says why)")
        if re.search(rf"\b{name}\b", tests) and name in excused:
            say(f"tests/lint/exceptions: {name} is tested now")


def walk_templates():
    templates = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*") if path.is_file()}
    code = text_of(r"\.(c|h|in|sh|bats|py|js)$", "core", "cmd", "tests") + (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r'"([\w.]+\.(?:txt|ps1|html|css|js|xml))"', code))
    included = {f"_{part}{pathlib.Path(name).suffix}" for name, text in templates.items()
                for part in re.findall(r"\{\{> ?(\w+) ?\}\}", text)}
    for name in sorted(templates):
        if name.startswith("_") and name not in included:
            say(f"templates/{name}: no template includes it")
        if not name.startswith("_") and name not in named and not re.search(rf"\b{re.escape(name)}\b", code):
            say(f"templates/{name}: nothing uses it")
    for name in sorted(included - set(templates)):
        say(f"templates/{name}: included, but not there")
    route = (ROOT / "core/steps/route.c").read_text(encoding="utf-8")
    for name in sorted(set(re.findall(r'"([\w.]+\.(?:txt|html|ps1))"', route))):
        if name not in templates:
            say(f"core/steps/route.c: there is no template {name}")


def walk_schemas():
    """A JSON schema judges an output (tests/judges), an XML schema is asked by a reader that has a test of its own."""
    judges = text_of(r"\.(sh|py)$", "tests/judges")
    for path in sorted((ROOT / "schemas").iterdir()):
        name = path.name.removesuffix(".schema.json")
        if name != path.name:
            used = re.search(rf"^ *check {name} |schemas/{name}\.schema\.json", judges, re.M)
        else:
            readers = [source.stem for source in (ROOT / "core").rglob("*.c") if f'"{name}"' in source.read_text(encoding="utf-8")]
            used = re.search(rf"schemas/{re.escape(name)}", judges) or any((ROOT / f"tests/unit/test_{r}.c").exists() for r in readers)
        if not used:
            say(f"schemas/{path.name}: no test uses it")


def walk_commands():
    table = (ROOT / "cmd/commands.def").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = re.findall(r"^COMMAND\((\w+)\)", table, re.M)
    if len(names) < 6:
        say("cmd/commands.def: the list of commands can't be read")
    overview = (ROOT / "cmd/man/certcase.1.in").read_text(encoding="utf-8")
    for name in names:
        if not (ROOT / f"cmd/man/certcase-{name}.1.in").exists():
            say(f"certcase {name}: no manual page")
        if f"certcase {name}" not in readme and "@COMMANDS@" not in overview:
            say(f"certcase {name}: neither README.md nor the manual names it")
        if not (ROOT / f"cmd/cmd_{name}.c").exists():
            say(f"certcase {name}: not in cmd/cmd_{name}.c")


def walk_exit_codes(excused):
    header = (ROOT / "cmd/run.h").read_text(encoding="utf-8")
    tests = text_of(r"\.(bats|sh|py)$", "tests")
    manual = (ROOT / "cmd/man/certcase.1.in").read_text(encoding="utf-8")
    for name, code in re.findall(r"\b(EXIT_[A-Z]+) = (\d+)", header):
        seen = re.search(rf"\bexits? {code}\b", tests)
        if not re.search(rf"^\.B {code}$", manual, re.M):
            say(f"{name}: cmd/man/certcase.1.in doesn't say what exit code {code} means")
        if not seen and name not in excused:
            say(f"{name}: no test sees exit code {code}")
        if seen and name in excused:
            say(f"tests/lint/exceptions: {name} is seen by a test now")


def walk_formats():
    """Each format of a report is in the table that --format goes by (or a command names it), and is asked for by a test."""
    users = (ROOT / "core/report/report.c").read_text(encoding="utf-8") + text_of(r"\.c$", "cmd")
    tests = text_of(r"\.(bats|sh|py)$|^args$", "tests")
    for path in sorted((ROOT / "core/report").rglob("*.c")):
        for row, name in re.findall(r'^const struct report (\w+) = \{\s*"(\w+)"', path.read_text(encoding="utf-8"), re.M):
            if not re.search(rf"\b{row}\b", users):
                say(f"{path}: {row} is in no table of core/report/report.c, and no command writes it")
            if not re.search(rf"--format[ =\n]{name}\b", tests) and name not in ("text", "md"):
                say(f"{path}: no test asks for --format {name}")


def walk_words(excused):
    """Every enum of the model that has a COUNT has a table of words: in words.c, or one whose size the compiler compares with COUNT."""
    words = (ROOT / "core/model/words.c").read_text(encoding="utf-8")
    code = text_of(r"\.c$", "core")
    for header in sorted((ROOT / "core/model").glob("*.h")):
        for name, body in re.findall(r"\benum (\w+) \{([^}]*)\}", header.read_text(encoding="utf-8")):
            count = re.search(r"\b(\w+_COUNT)\b", body)
            if count and name not in excused and not re.search(rf"WORDS\(\w+, \w+, {count[1]},|static_assert\(COUNT_OF\(\w+\) == {count[1]}\b", code):
                say(f"core/model/{header.name}: enum {name} has no words")
    for name in re.findall(r"^WORDS\(\w+, (\w+),", words, re.M):
        if not re.search(rf'TABLE\("[^"]+", {name}s\)', words):
            say(f"core/model/words.c: {name} is not among the tables that the test walks")


def walk_manual():
    """The manual names each scheme that probe takes, and each place where settings are looked for, of every system."""
    probe = (ROOT / "cmd/man/certcase-probe.1.in").read_text(encoding="utf-8")
    for scheme in sorted(set(re.findall(r'^    \{ VIEW_ROW\("(\w+)"\), \d+, STARTTLS', text_of(r"probe\.c$", "core/model"), re.M))):
        if not re.search(rf"\b{scheme}\b", probe.replace("\\", "")):
            say(f"core/model/probe.c: certcase-probe.1.in doesn't tell of the scheme {scheme}")
    files = (ROOT / "cmd/man/certcase.1.in").read_text(encoding="utf-8").replace("\\e", "\\")
    places = re.findall(r'\{ "([A-Z_]+)", "([^"]*)certcase\.json" \}', text_of(r"\.c$", "core/os"))
    for variable, folder in places:
        folder = folder.replace("\\\\", "\\")
        if not any(start + folder in files for start in (f"${variable}", f"%{variable}%", "~" if variable == "HOME" else f"${variable}")):
            say(f"core/os: certcase.1.in doesn't tell of {variable}{folder}")
    if len(places) < 3:
        say("core/os: the places of settings are written in another way than this test knows")


def main():
    excused = exceptions()
    walk_limits(excused)
    walk_templates()
    walk_schemas()
    walk_commands()
    walk_exit_codes(excused)
    walk_formats()
    walk_words(excused)
    walk_manual()
    print("\n".join(wrong))
    sys.exit(bool(wrong))


main()
