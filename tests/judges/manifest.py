"""Compares manifest.json of a bundle with the bundle: manifest.py BUNDLE"""
import hashlib
import json
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as archive:
    manifest = json.loads(archive.read("manifest.json"))
    listed = {entry["name"]: entry for entry in manifest["entries"]}
    others = {name for name in archive.namelist() if name not in ("manifest.json", "SHA256SUMS", "SHA256SUMS.p7s")}
    assert set(listed) == others, sorted(set(listed) ^ others)
    for name, entry in listed.items():
        data = archive.read(name)
        assert entry["size"] == len(data), name
        assert entry["sha256"] == hashlib.sha256(data).hexdigest(), name
        assert "/" in entry["mediaType"], name
