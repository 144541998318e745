#!/usr/bin/python3
"""Walks the rules about bundles: each fires on its bad bundle and not on its good one. walk.py CERTCASE"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
AT = "2026-11-20T08:00:00Z"
# Needs a file that can't be read; tests/cli looks at it.
NOT_HERE = {"bundle-unreadable"}


def rule_ids(program):
    out = subprocess.run([program, "explain", "--format", "json"], capture_output=True, check=True, timeout=30).stdout
    return [rule["id"] for rule in json.loads(out)["rules"] if rule["group"] == "bundle"]


def found(program, folder, which):
    path = os.path.join(folder, which + ".zip")
    with open(os.path.join(folder, "args"), encoding="utf-8") as lines:
        words = [line.rstrip("\n").replace("{dir}", folder) for line in lines]
    command = [program, "audit", path if os.path.exists(path) else os.path.join(folder, which), *words, "--format", "json", "--at", AT,
               "--no-input", "--ca-bundle", os.path.join(os.path.dirname(program), "made", "rules", "public-cas.pem")]
    run = subprocess.run(command, capture_output=True, timeout=60, cwd="/")
    if run.returncode not in (0, 1):
        raise RuntimeError(f"exit {run.returncode}: {run.stderr.decode(errors='replace').strip()}")
    answer = json.loads(run.stdout)
    findings = [f for bundle in answer["bundles"] for f in bundle["findings"]]
    findings += [f for item in answer.get("across", []) for f in item.get("findings", [item])]
    for finding in findings:
        if not finding["message"] or not finding["hint"]:
            raise RuntimeError(f"{finding['id']} has no message or hint")
    return {finding["id"] for finding in findings}


def main():
    program, wrong, walked = os.path.abspath(sys.argv[1]), [], 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(HERE, "fixtures.py"), program, folder], check=True, timeout=300)
        for rule in rule_ids(program):
            if rule in NOT_HERE:
                continue
            for which in ("bad", "good"):
                walked += 1
                try:
                    fired = found(program, os.path.join(folder, rule), which)
                except (RuntimeError, OSError, ValueError) as problem:
                    wrong.append(f"{rule}/{which}: {problem}")
                    continue
                if (rule in fired) != (which == "bad"):
                    wrong.append(f"{rule}/{which}: found {sorted(fired)}")
    print("\n".join(wrong) if wrong else f"{walked} bundles walked")
    return 1 if wrong or walked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
