#!/usr/bin/python3
"""The recipes of templates/ci: the shell parts of each, taken out of it and run as its engine runs them, in a repository of certificates
that is made here. CERTCASE names the program."""
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CERTCASE = os.environ["CERTCASE"]
SAMPLES = ROOT / "tests/support/samples"
NOW, DUE = 1795161600, 2338156800  # 2026-11-20; the root expires in 2044
failures = []


def check(what, good):
    if not good:
        failures.append(what)
        print("FAIL", what)


def github(path):
    recipe = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    check("github: audited on pull requests, renewals on Mondays", "pull_request" in recipe["on"] and recipe["on"]["schedule"][0]["cron"].endswith("* * 1"))
    return {name: (["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"], "\n".join(s["run"] for s in job["steps"] if "run" in s), job)
            for name, job in recipe["jobs"].items()}


def gitlab(path):
    recipe = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return {name: (["sh", "-ec"], "\n".join(job["script"]), job) for name, job in recipe.items() if "script" in job}


def azure(path):
    recipe = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    check("azure: renewals on Mondays", recipe["schedules"][0]["cron"].endswith("* * 1"))
    return {job["job"]: (["bash", "--noprofile", "--norc", "-c"], "\n".join(s["script"] for s in job["steps"] if "script" in s), job)
            for job in recipe["jobs"]}


def jenkins(path):
    text = path.read_text(encoding="utf-8")
    check("jenkins: as many brackets are closed as opened", all(text.count(a) == text.count(b) for a, b in ("{}", "()", "[]")))
    stages = re.split(r"stage\('(\w+)'\)", text)[1:]
    return {name: (["sh", "-xec"], "\n".join(a or b for a, b in re.findall(r"\bsh (?:'''(.*?)'''|'([^'\n]+)')", body, re.S)), body)
            for name, body in zip(stages[::2], stages[1::2])}


def make_repository(at):
    """certificates/, requests.csv, inventory.xml, policy.xml, and bundles/ with one that was handed over."""
    certificates = at / "certificates"
    certificates.mkdir(parents=True)
    for name in ("partner-root.cer", "partner-issuing-ca.cer", "partner-client-3des.pfx"):
        shutil.copy(SAMPLES / name, certificates / name)
    shutil.copy(SAMPLES.parent / "inventory.xml", at / "inventory.xml")
    (at / "policy.xml").write_text('<policy xmlns="urn:certcase:policy:1" version="1" id="ci"><keys minRsaBits="2048"/></policy>', encoding="utf-8")
    rows = [["id", "certificates", "environments", "password_env"],
            ["CI-1", "certificates/partner-root.cer", "Test", ""],
            ["CI-2", "certificates/partner-client-3des.pfx; certificates/partner-root.cer", "Production", "PFX_PASSWORD"]]
    with open(at / "requests.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    subprocess.run([CERTCASE, "build", "certificates/partner-root.cer", "--environments", "inventory.xml", "-e", "Test", "--no-input", "-q",
                    "--id", "handed-over", "-o", "bundles"], cwd=at, env=environment(at, NOW), check=True, stdout=subprocess.DEVNULL)


def environment(at, now):
    return {"PATH": f"{at.parent / 'bin'}:/usr/bin:/bin", "HOME": str(at), "SOURCE_DATE_EPOCH": str(now),
            "PFX_PASSWORD": (SAMPLES / "password.txt").read_text(encoding="utf-8").splitlines()[0]}


def results(name, at):
    """How many results a report of an audit has that are no mere notes."""
    if name == "github":
        return sum(r["level"] == "error" for r in json.loads((at / "audit.sarif").read_text(encoding="utf-8"))["runs"][0]["results"])
    return len(ET.parse(at / "audit.xml").getroot().findall(".//failure"))


def try_recipe(name, jobs, at):
    def run(job, now=NOW):
        shell, script, _ = jobs[job]
        check(f"{name}: {job} has a shell part", "certcase" in script)
        return subprocess.run([*shell, script], cwd=at, env=environment(at, now), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)

    def comes_to(code, job, now=NOW):
        ran = run(job, now)
        check(f"{name}: {job} ends with {ran.returncode}, not {code}: {ran.stderr[-500:]}", ran.returncode == code)

    make_repository(at)
    check(f"{name}: its jobs are {sorted(jobs)}", sorted(jobs) == ["audit", "batch", "renewals"])
    for job, (_, _, whole) in jobs.items():
        check(f"{name}: {job} keeps what it wrote, also where it fails", re.search(r"always|succeededOrFailed", str(whole)))
    comes_to(0, "audit")
    check(f"{name}: nothing is found in a good bundle", results(name, at) == 0)
    good = (at / "bundles/handed-over.zip").read_bytes()
    (at / "bundles/changed.zip").write_bytes(good.replace(b"Test", b"Tess", 1))
    comes_to(1, "audit")
    check(f"{name}: what is found in a changed bundle is in the report", results(name, at) > 0)
    comes_to(0, "batch")
    check(f"{name}: a bundle for each request", sorted(p.name for p in (at / "made").glob("*.zip")) == ["CI-1.zip", "CI-2.zip"])
    with open(at / "requests.csv", "a", encoding="utf-8") as out:
        out.write("CI-3,certificates/partner-issuing-ca.cer,Nowhere,\n")
    shutil.rmtree(at / "made")
    comes_to(1, "batch")
    check(f"{name}: one that is rejected stops no other", len(list((at / "made").glob("*.zip"))) == 2)
    os.remove(at / "bundles/changed.zip")
    shutil.copy(SAMPLES / "partner-root.cer", at / "kept.cer")
    for path in at.glob("certificates/*"):
        path.unlink()
    shutil.copy(at / "kept.cer", at / "certificates/partner-root.cer")
    comes_to(0, "renewals")
    comes_to(1, "renewals", DUE)
    check(f"{name}: the page of what is due", "</html>" in (at / "renewals.html").read_text(encoding="utf-8"))


def main():
    version = re.search(r"project\(certcase VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)
    with tempfile.TemporaryDirectory() as work:
        (pathlib.Path(work) / "bin").mkdir()
        os.symlink(CERTCASE, pathlib.Path(work) / "bin/certcase")
        for read, file in ((github, "github.yaml"), (gitlab, "gitlab.yaml"), (azure, "azure-pipelines.yaml"), (jenkins, "Jenkinsfile")):
            path = ROOT / "templates/ci" / file
            images = set(re.findall(r"certcase:([0-9.]+)", path.read_text(encoding="utf-8")))
            check(f"{file} takes the image of {images}, not of {version}", images == {version})
            try_recipe(read.__name__, read(path), pathlib.Path(work) / read.__name__)
    print(f"4 recipes, {len(failures)} failures")
    sys.exit(bool(failures))


main()
