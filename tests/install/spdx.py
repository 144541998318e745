#!/usr/bin/python3
"""The list of what the program stands on: SPDX 2.3 as its specification wants it, and every library of the .deb in it, in the version that
is installed: spdx.py FILE.spdx.json FILE.deb"""
import json
import re
import subprocess
import sys

LIBRARIES = {"libcjson1": "cjson", "libcsv3": "libcsv", "libical3": "libical", "libssl3": "openssl", "libssl3t64": "openssl", "libutf8proc2": "utf8proc",
             "libutf8proc3": "utf8proc", "libxml2": "libxml2", "libzip4": "libzip", "libzip4t64": "libzip", "libzip5": "libzip", "zlib1g": "zlib"}


def output(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def main():
    spdx = json.load(open(sys.argv[1], encoding="utf-8"))
    version = output("dpkg-deb", "-f", sys.argv[2], "Version").strip()
    packages = {p["name"]: p for p in spdx["packages"]}
    ids = {p["SPDXID"] for p in spdx["packages"]} | {spdx["SPDXID"]}
    assert spdx["spdxVersion"] == "SPDX-2.3" and spdx["dataLicense"] == "CC0-1.0" and spdx["SPDXID"] == "SPDXRef-DOCUMENT"
    assert re.fullmatch(r"https://\S+[^#\s]", spdx["documentNamespace"]) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", spdx["creationInfo"]["created"])
    assert all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", i) for i in ids) and len(ids) == len(packages) + 1
    assert all({"versionInfo", "downloadLocation", "filesAnalyzed", "licenseDeclared"} <= p.keys() for p in packages.values())
    assert packages["certcase"]["versionInfo"] == version
    relations = {(r["spdxElementId"], r["relationshipType"], r["relatedSpdxElement"]) for r in spdx["relationships"]}
    assert ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-certcase") in relations and all({a, b} <= ids for a, _, b in relations)
    depends = set(re.findall(r"[a-z0-9.+-]+(?= \(|,|$)", output("dpkg-deb", "-f", sys.argv[2], "Depends").strip())) - {"libc6", "ca-certificates", "tzdata"}
    assert depends == depends & LIBRARIES.keys(), depends
    for name in depends:
        package = packages[LIBRARIES[name]]
        installed = re.sub(r"^\d+:", "", output("dpkg-query", "-W", "-f", "${Version}\n", name).splitlines()[0])
        assert installed.startswith(package["versionInfo"]) or package["versionInfo"] in installed, (name, installed, package["versionInfo"])
        assert ("SPDXRef-certcase", "DEPENDS_ON", package["SPDXID"]) in relations, name
    assert len(packages) == len(depends) + 1


main()
