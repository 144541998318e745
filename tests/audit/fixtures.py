#!/usr/bin/python3
"""Writes bundles that break one rule each, and good ones beside them: fixtures.py CERTCASE FOLDER

FOLDER/<rule>/{bad,good}.zip, or folders bad/ and good/ of several; <rule>/args holds options for both. They are made from bundles that
this very program builds, so that a new wording of a template never makes them old.
"""
import hashlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "support", "samples")
AT = "2026-11-20T08:00:00Z"
spec = importlib.util.spec_from_file_location("make_zips", os.path.join(HERE, "..", "hostile", "make_zips.py"))
zips = importlib.util.module_from_spec(spec)
spec.loader.exec_module(zips)

POLICY = """<?xml version="1.0" encoding="UTF-8"?>
<policy xmlns="urn:certcase:policy:1" version="1" id="signed-only">
  <signers required="true"/>
</policy>
"""


def sample(name):
    return os.path.join(SAMPLES, name)


def content(name):
    with open(sample(name), "rb") as file:
        return file.read()


class Maker:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder

    def build(self, *words, environment="Test", at=AT):
        out = os.path.join(self.folder, "built")
        shutil.rmtree(out, ignore_errors=True)
        command = [self.program, "build", *words, "-e", environment, "--environments", os.path.join(HERE, "..", "support", "inventory.xml"),
                   "--at", at, "--no-input", "-q", "-o", out]
        subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL)
        (name,) = os.listdir(out)
        with open(os.path.join(out, name), "rb") as file:
            data = file.read()
        shutil.rmtree(out)
        return data

    def write(self, path, data):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())

    def rule(self, rule, bad, good, *args):
        self.write(f"{rule}/bad.zip", bad)
        self.write(f"{rule}/good.zip", good)
        self.write(f"{rule}/args", "".join(arg + "\n" for arg in args))


def entries(bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def pack(parts, **odd):
    return zips.pack(*[zips.Entry(name, data) for name, data in parts.items()], **odd)


def listed(parts):
    """With a manifest and sums that fit, as somebody would who knows the format."""
    parts = dict(parts)
    manifest = json.loads(parts["manifest.json"])
    digest = lambda data: hashlib.sha256(data).hexdigest()
    kinds = {row["name"]: row["mediaType"] for row in manifest["entries"]}
    manifest["entries"] = [{"name": name, "size": len(data), "sha256": digest(data),
                            "mediaType": kinds.get(name, "application/octet-stream")}
                           for name, data in parts.items() if name != "manifest.json" and not name.startswith("SHA256SUMS")]
    parts["manifest.json"] = json.dumps(manifest, indent=2).encode() + b"\n"
    parts["SHA256SUMS"] = "".join(f"{digest(data)}  {name}\n" for name, data in parts.items()
                                  if not name.startswith("SHA256SUMS")).encode()
    return parts


def changed(parts, name, old, new):
    assert old.encode() in parts[name], (name, old)
    return {**parts, name: parts[name].replace(old.encode(), new.encode())}


def without(parts, name):
    return {key: data for key, data in parts.items() if key != name}


def archive_rules(make, good):
    parts = entries(good)
    rows = [zips.Entry(name, data) for name, data in parts.items()]
    other = zips.Entry("TICKET.txt", parts["TICKET.txt"], local={"name": b"SECRET.txt"})
    make.rule("zip-malformed", good[:-40], good)
    make.rule("zip-headers-disagree", zips.pack(other, *rows[1:]), good)
    make.rule("unsafe-entry-name", pack({**parts, "../TICKET.txt": b"evil"}), good)
    make.rule("duplicate-entry", pack({**parts, "ticket.txt": b"evil"}), good)
    make.rule("encrypted-entry", zips.pack(*rows, zips.Entry("secret.txt", flags=1)), good)
    make.rule("limit-exceeded", zips.pack(*rows, zips.bomb()), good)
    make.rule("data-outside-archive", good + b"hidden", good)
    make.rule("not-reproducible", zips.pack(*reversed(rows)), good)


def content_rules(make, good):
    parts = entries(good)
    manifest = json.loads(parts["manifest.json"])
    manifest["entries"][0]["size"] += 1
    make.rule("entry-unlisted", pack({**parts, "notes.txt": b"evil"}), good)
    make.rule("entry-missing", pack(without(parts, "reminders.ics")), good)
    make.rule("digest-mismatch", pack(changed(parts, "TICKET.txt", "Test", "Best")), good)
    make.rule("size-mismatch", pack({**parts, "manifest.json": json.dumps(manifest).encode()}), good)
    make.rule("schema-violation", pack(listed(changed(parts, "case.xml", "<infrastructure", "<x/><infrastructure"))), good)
    make.rule("format-version-unknown", pack(listed(changed(parts, "case.xml", ' version="1" id', ' version="2" id'))), good)
    make.rule("case-contradicts-certificate", pack(listed(changed(parts, "case.xml", "<serial>", "<serial>7"))), good)
    make.rule("ticket-contradicts-case", pack(listed(changed(parts, "TICKET.txt", "Test", "Best"))), good)
    make.rule("deadline-contradicts-catalog",
              pack(listed(changed(parts, "case.xml", 'expectedDelivery="2026-11-27"', 'expectedDelivery="2026-11-24"'))), good)
    make.rule("secret-in-bundle", pack(listed({**parts, "certificates/key.cer": content("signer.key")})), good)
    spoken = make.build(sample("partner-root.cer"), "--reason", "The password is available on request")
    told = entries(spoken)
    for name in ("TICKET.txt", "case.xml"):
        told = changed(told, name, "The password is available on request", "PFX password: hunter2")
    make.rule("password-in-bundle", pack(listed(told)), spoken)


def signature_rules(make, good):
    signed = make.build(sample("partner-root.cer"), "--sign", sample("signer.pem"), "--key", sample("signer.key"))
    foreign = make.build(sample("appliance.cer"), "--sign", sample("signer.pem"), "--key", sample("signer.key"))
    swapped = {**entries(signed), "SHA256SUMS.p7s": entries(foreign)["SHA256SUMS.p7s"]}
    make.write("unsigned/policy.xml", POLICY)
    make.rule("unsigned", good, signed, "--policy", "{dir}/policy.xml")
    make.rule("signature-invalid", pack(swapped), signed)
    make.rule("signer-untrusted", signed, good, "--trust", sample("partner-root.cer"))


def across_rules(make, good):
    again = make.build(sample("partner-root.cer"), "--id", "once-more")
    other = make.build(sample("appliance.cer"))
    for name, data in {"bad/a.zip": good, "bad/b.zip": again, "good/a.zip": good, "good/b.zip": other, "args": b""}.items():
        make.write(f"duplicate-across-bundles/{name}", data)
    for name, data in {"bad/a.zip": good, "good/a.zip": good, "args": b""}.items():
        make.write(f"link-not-followed/{name}", data)
    os.symlink("../good", os.path.join(make.folder, "link-not-followed", "bad", "inner"))


def doubt_rules(make, good):
    parts = entries(good)
    digest = parts["case.xml"].decode().split('<templates sha256="', 1)[1][:64]
    make.rule("text-unconfirmed", pack(listed(changed(parts, "case.xml", digest, "ab" * 32))), good)
    make.write("dates-unconfirmed/holidays.txt", "2026-11-23 Somebody's day\n2030-01-01 New Year\n")
    counted = make.build(sample("partner-root.cer"), "--holidays", os.path.join(make.folder, "dates-unconfirmed", "holidays.txt"))
    make.rule("dates-unconfirmed", counted, good)
    make.rule("dates-unlikely", make.build(sample("partner-root.cer"), at="2031-01-06T08:00:00Z"), good)
    make.rule("dates-past", make.build(sample("partner-root.cer"), at="2026-03-02T08:00:00Z"), good)


def main():
    make = Maker(sys.argv[1], sys.argv[2])
    good = make.build(sample("partner-root.cer"))
    archive_rules(make, good)
    content_rules(make, good)
    signature_rules(make, good)
    across_rules(make, good)
    doubt_rules(make, good)


if __name__ == "__main__":
    main()
