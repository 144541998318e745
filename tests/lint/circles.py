#!/usr/bin/python3
"""Fails when files need each other in a circle: circles.py BUILD reads who defines and who uses what from the built archives (nm).

The one exception: the table of commands in cmd/command.c names every command, and a command may look at the table (completion, help)."""
import pathlib
import re
import subprocess
import sys

TABLE = "cmd:command"


def symbols(archive):
    floor = re.sub(r"^libcertcase_", "", archive.stem)
    lines = subprocess.run(["nm", "-A", archive], capture_output=True, text=True, check=True).stdout
    for line in lines.splitlines():
        match = re.match(r"[^:]*:(\w+)\.c\.o:[0-9a-f ]* ([A-Z]) ([a-z]\w*)$", line)
        if match:
            yield f"{floor}:{match[1]}", match[2], match[3]


def circles(needs):
    """Tarjan's strongly connected components, those of more than one file."""
    order, low, stack, found = {}, {}, [], []

    def visit(v):
        order[v] = low[v] = len(order)
        stack.append(v)
        for w in needs.get(v, {}):
            if w not in order:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in stack:
                low[v] = min(low[v], order[w])
        if low[v] == order[v]:
            part = stack[stack.index(v):]
            del stack[stack.index(v):]
            if len(part) > 1:
                found.append(part)

    for v in list(needs):
        if v not in order:
            visit(v)
    return found


def main():
    home, uses, needs = {}, [], {}
    archives = sorted(pathlib.Path(sys.argv[1]).glob("libcertcase_*.a"))
    if not archives:
        sys.exit("no libcertcase_*.a in " + sys.argv[1])
    for archive in archives:
        for file, kind, name in symbols(archive):
            if kind == "U":
                uses.append((file, name))
            else:
                home[name] = file
    if len(home) < 100:
        sys.exit("nm showed too few names to judge by")
    for file, name in uses:
        if home.get(name, file) != file and file != TABLE:
            needs.setdefault(file, {}).setdefault(home[name], []).append(name)
    found = circles(needs)
    for part in found:
        print("these files need each other:")
        for a in part:
            for b in part:
                if b in needs.get(a, {}):
                    print(f"  {a} needs {b} for {', '.join(sorted(set(needs[a][b])))}")
    sys.exit(bool(found))


main()
