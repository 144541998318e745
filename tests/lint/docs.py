#!/usr/bin/python3
"""Fails when README.md, CONTRIBUTING.md, CHANGELOG.md or SECURITY.md name a file, command, option or preset that isn't there, or a
ceiling that is another one.

Looks at links and at what stands between backticks or in shell blocks. Run from the root of the project."""
import json
import pathlib
import re
import sys

# Names of what a bundle holds and of the user's own files; no files of the project.
OTHERS = {"TICKET.txt", "SUBMIT.txt", "RUNBOOK.html", "case.xml", "SHA256SUMS", "SHA256SUMS.p7s", "manifest.json", "reminders.ics", "environments.json",
          "inventory.xml", "certcase.json"}
ROOT = pathlib.Path(".")
wrong = []


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


COMMANDS = set(re.findall(r"^COMMAND\((\w+)\)", read("cmd/commands.def"), re.M)) | {"help"}
ROWS = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "cmd").glob("*.c")))
OPTIONS = set(re.findall(r'struct option_row option_\w+ = \{ "([a-z-]+)"', ROWS)) | {"version", "verbose", "help"}
PRESETS = {p["name"] for part in json.loads(read("CMakePresets.json")).values() if isinstance(part, list) for p in part}


def exists(path):
    """A path from the root, or from core/; <x> and * stand for anything."""
    pattern = re.sub(r"<[^>]*>", "*", path.rstrip("/"))
    return any(next(folder.glob(pattern), None) for folder in (ROOT, ROOT / "core")) if pattern else True


def check_words(where, text):
    words = text.split()
    if not words:
        return
    if words[0] == "certcase" and len(words) > 1 and words[1] not in COMMANDS | {"--version"}:
        wrong.append(f"{where}: there is no command `certcase {words[1]}`")
    if words[0] == "certcase" or words[0].startswith("--"):
        for option in re.findall(r"(?<!\S)--([a-z-]+)", text):
            if option not in OPTIONS:
                wrong.append(f"{where}: there is no option --{option}")
    elif words[0] == "sh" and len(words) > 1 and not words[1].startswith("-") and not exists(words[1]):
        wrong.append(f"{where}: there is no script {words[1]}")
    elif words[0] == "cmake" and "--preset" in words and words[words.index("--preset") + 1] not in PRESETS:
        wrong.append(f"{where}: there is no preset {words[words.index('--preset') + 1]}")


def check_path(where, word):
    """What looks like a path of the project: it has a slash or the ending of a source file, and nothing that paths don't have."""
    if not re.fullmatch(r"[\w.<>*/-]+", word) or word in OTHERS or word.startswith((".build", "/", "--")):
        return
    is_file = re.search(r"\.(c|h|xml|xsd|json|md|sh|py|txt|bats|cmake)$", word)
    if not is_file and not ("/" in word and (ROOT / word.split("/")[0]).exists() or word.startswith("base/")):
        return
    if not exists(word) and not ("/" not in word and next(ROOT.glob(f"*/**/{word}"), None)):
        wrong.append(f"{where}: there is no {word}")


def check(path):
    inside = False
    for number, line in enumerate(read(path).splitlines(), 1):
        where = f"{path}:{number}"
        if line.startswith("```"):
            inside = line == "```sh"
        elif inside:
            check_words(where, line)
        else:
            for word in re.findall(r"`([^`]+)`", line):
                check_words(where, word)
                check_path(where, word)
            for link in re.findall(r"\]\(([^)#]+)[^)]*\)", line):
                if not link.startswith("https://") and not exists(link):
                    wrong.append(f"{where}: the link {link} leads nowhere")


def check_ceilings():
    """SECURITY.md's table against core/base/limits.h."""
    units = {"KiB": 1 << 10, "MiB": 1 << 20}
    values = {name: eval(re.sub(r"\(size_t\)", "", value))  # pylint: disable=eval-used
              for name, value in re.findall(r"^(?: +|#define )(LIMIT_\w+)(?: = | )([^,\n/]+)", read("core/base/limits.h"), re.M)}
    rows = re.findall(r"^\|[^|]+\| (\d+)(?: (\w+))? \| `(LIMIT_\w+)` \|$", read("SECURITY.md"), re.M)
    for number, unit, name in rows:
        if values.get(name) != int(number) * units.get(unit, 1):
            wrong.append(f"SECURITY.md: {name} is {values.get(name)}, not {number} {unit}")
    if len(rows) < 15 or len(rows) != read("SECURITY.md").count("| `LIMIT_"):
        wrong.append("SECURITY.md: its ceilings can't be read")


def check_sources():
    """Sources point to nothing outside of the project."""
    for folder in ("core", "cmd", "templates", "schemas"):
        for path in sorted(p for p in (ROOT / folder).rglob("*") if p.is_file()):
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if re.search(r"\b(DESIGN|DOMAIN|STYLE|LAYOUT|SPEED)(\.md|'s| section| \d)", line):
                    wrong.append(f"{path}:{number}: speaks of a document that isn't here")


def main():
    for path in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"):
        check(path)
    check_ceilings()
    check_sources()
    print("\n".join(wrong))
    sys.exit(bool(wrong))


main()
