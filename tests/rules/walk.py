#!/usr/bin/python3
"""Walks the rule table: every rule has fixtures that trigger it (bad*) and fixtures that don't (good*).

walk.py CERTCASE RULES [RULE...]

A folder RULES/<id>/ (made by tests/support/make.sh; what is written by hand comes from tests/rules) holds files bad*.<ext> and good*.<ext>, each run as `inspect {file}`; or the command line stands in
<name>.args (for one of them) or args (for both), one argument a line. {file}, {dir}, {rules} and {tests} are put in; lines NAME=VALUE at the
start set the environment. The time and the CA bundle are the tests' own.
"""
import json
import os
import subprocess
import sys

RULES = os.path.abspath(sys.argv[2])
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AT = "2026-11-20T08:00:00Z"
# Needs a machine without any CA bundle; tests/unit/test_rule_role.c checks it.
NOT_HERE = {"ca-bundle-missing"} | set(os.environ.get("RULES_NOT_HERE", "").split())


def rule_ids(program):
    out = subprocess.run([program, "explain", "--format", "json"], capture_output=True, check=True, timeout=30).stdout
    return [rule["id"] for rule in json.loads(out)["rules"] if rule["group"] != "bundle"]


def cases(folder, which):
    """Yields (name, file or None) of every bad or good case."""
    stems = {}
    for name in sorted(os.listdir(folder)):
        stem, extension = os.path.splitext(name)
        if stem == which or stem.startswith(which + "-"):
            stems.setdefault(stem, None)
            if extension != ".args":
                stems[stem] = os.path.join(folder, name)
    return stems.items()


def command_of(folder, stem, file):
    for name in (stem + ".args", "args"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as lines:
                words = [line.rstrip("\n") for line in lines]
            break
    else:
        words = ["inspect", "{file}"]
    words = [w.replace("{file}", file or "").replace("{dir}", folder).replace("{rules}", RULES).replace("{tests}", TESTS) for w in words]
    environment = dict(os.environ)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    return words, environment


def found(program, folder, stem, file):
    words, environment = command_of(folder, stem, file)
    command = [program, *words, "--format", "json", "--at", AT, "--no-input", "--ca-bundle", os.path.join(RULES, "public-cas.pem")]
    run = subprocess.run(command, capture_output=True, env=environment, timeout=60, cwd="/")
    told = f"exit {run.returncode}: {run.stderr.decode(errors='replace').strip()}"
    if run.returncode not in (0, 1):
        raise RuntimeError(told)
    try:
        answer = json.loads(run.stdout)
    except ValueError as problem:
        raise RuntimeError(f"{told} ({problem} of {len(run.stdout)} bytes)")
    findings = [f for part in answer.get("files") or answer.get("cases") or answer.get("bundles") or [] for f in part["findings"]]
    for finding in findings:
        if not finding["message"] or not finding["hint"]:
            raise RuntimeError(f"{finding['id']} has no message or hint")
    return {finding["id"] for finding in findings}


def walk(program, rule):
    folder, wrong = os.path.join(RULES, rule), []
    if not os.path.isdir(folder):
        return [f"{rule}: no folder of fixtures"]
    for which in ("bad", "good"):
        some = list(cases(folder, which))
        if not some:
            wrong.append(f"{rule}: no {which} fixture")
        for stem, file in some:
            try:
                fired = rule in found(program, folder, stem, file)
            except (RuntimeError, ValueError, subprocess.TimeoutExpired) as problem:
                wrong.append(f"{rule}/{stem}: {problem}")
                continue
            if fired != (which == "bad"):
                wrong.append(f"{rule}/{stem}: the rule {'fires' if fired else 'does not fire'}")
    return wrong


def main():
    program, only = os.path.abspath(sys.argv[1]), sys.argv[3:]
    ids = rule_ids(program)
    wrong = [f"{name}: a folder without a rule" for name in sorted(os.listdir(RULES))
             if os.path.isdir(os.path.join(RULES, name)) and not name.startswith("__") and name not in ids]
    for rule in only or ids:
        if rule not in NOT_HERE:
            wrong += walk(program, rule)
    print("\n".join(wrong) if wrong else f"{len(only or ids)} rules walked")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
