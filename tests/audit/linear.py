#!/usr/bin/python3
"""What an audit costs grows linearly with what the bundle holds: linear.py PROGRAM

PROGRAM is a build without sanitizers. Costs are instructions, counted by valgrind: the same on every machine and at any load. Of three
sizes n, 2n and 4n the second step may cost twice what the first did, and a bit; quadratic cost would make it four times.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import fixtures
from fixtures import changed, entries, listed, pack, sample

MOST = 2.4  # n log n comes to 2.2
AT = "2026-12-01T08:00:00Z"


class Costs:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.make = fixtures.Maker(program, folder)
        self.ticket = self.make.build(sample("partner-root.cer"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def instructions(self, bundle):
        self.make.write("bundle.zip", bundle)
        self.make.write("no-cas.pem", open(sample("partner-root.pem"), "rb").read())
        run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", self.program, "audit", self.path("bundle.zip"),
                              "--at", AT, "-j", "1", "--format", "ndjson", "--ca-bundle", self.path("no-cas.pem")],
                             capture_output=True, text=True, timeout=600, check=False)
        counted = re.findall(r"Collected : (\d+)", run.stderr)  # of the program, and of the child that reads the bundle
        assert len(counted) == 2 and run.returncode in (0, 1), run.stderr
        return sum(map(int, counted))

    def entries(self, n):
        parts = entries(self.ticket)
        return pack({**parts, **{f"more-{i}.txt": b"x" * 100 for i in range(n)}})

    def listed_entries(self, n):
        parts = entries(self.ticket)
        return pack(listed({**parts, **{f"more-{i}.txt": b"x" * 100 for i in range(n)}}))

    def environments(self, n):
        rows = "".join(f'<environment key="k{i}" type="Test" hosting="cloud"><name>Environment {i}</name><host>e{i}.outsystemsenterprise.com</host>'
                       "</environment>" for i in range(n))
        with open(os.path.join(fixtures.HERE, "..", "support", "inventory.xml"), encoding="utf-8") as file:
            text = file.read()
        head, tail = text.split("<environments>", 1)[0], text.split("</environments>", 1)[1]
        self.make.write("inventory.xml", head + "<environments>" + rows + "</environments>" + tail)
        words = [word for i in range(n) for word in ("-e", f"Environment {i}")]
        return self.build(sample("partner-root.cer"), "--environments", self.path("inventory.xml"), *words)

    def build(self, *words):
        out = self.path("out")
        shutil.rmtree(out, ignore_errors=True)
        subprocess.run([self.program, "build", *words, "--at", AT, "--no-input", "-q", "-o", out, "--id", "one"], check=True,
                       timeout=60, stdout=subprocess.DEVNULL)
        with open(os.path.join(out, "one.zip"), "rb") as file:
            return file.read()

    def certificates(self, n):
        key = self.path("key.pem")
        if not os.path.exists(key):
            subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key], check=True, timeout=30)
        names = [self.path(f"root-{i}.cer") for i in range(n)]
        for i, name in enumerate(names):
            if not os.path.exists(name):
                subprocess.run(["openssl", "req", "-x509", "-key", key, "-subj", f"/O=Many/CN=Root {i}", "-days", "3000", "-outform", "DER",
                                "-out", name, "-addext", "subjectKeyIdentifier=hash", "-set_serial", str(i + 1)],
                               check=True, timeout=30, stderr=subprocess.DEVNULL)
        return self.build(*names, "--environments", os.path.join(fixtures.HERE, "..", "support", "inventory.xml"), "-e", "Test")

    def text(self, n):
        """A ticket of unknown templates, in which the facts are searched; its lines begin like facts."""
        parts = entries(self.ticket)
        digest = re.search(r'<templates [^>]*sha256="([0-9a-f]+)"', parts["case.xml"].decode()).group(1)
        more = b"Subject: CN=Partner Root CA, O=Partner, 2026-11\r\n" * (n * 1024 // 50)
        return pack(listed({**changed(parts, "case.xml", digest, "ab" * 32), "TICKET.txt": parts["TICKET.txt"] + more}))

    def names(self, n):
        """One certificate with n names in it."""
        self.make.write("many.cnf", "[req]\ndistinguished_name=d\n[d]\n[x]\nbasicConstraints=critical,CA:TRUE\nsubjectAltName=@n\n[n]\n" +
                        "".join(f"DNS.{i}=host-{i}.example.com\n" for i in range(n)))
        name = self.path(f"names-{n}.cer")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.path("n.key"), "-config",
                        self.path("many.cnf"), "-extensions", "x", "-subj", "/CN=Many names", "-days", "3000", "-outform", "DER", "-out", name],
                       check=True, timeout=30, stderr=subprocess.DEVNULL)
        return self.build(name, "--environments", os.path.join(fixtures.HERE, "..", "support", "inventory.xml"), "-e", "Test")


def main():
    if not shutil.which("valgrind"):
        print("SKIPPED: valgrind is not installed")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        costs = Costs(os.path.abspath(sys.argv[1]), folder)
        for what, make, n in (("unlisted entries", costs.entries, 60), ("listed entries", costs.listed_entries, 60),
                              ("environments", costs.environments, 100), ("certificates", costs.certificates, 20),
                              ("KiB of ticket", costs.text, 120), ("names of a certificate", costs.names, 200)):
            a, b, c = (costs.instructions(make(size)) for size in (n, 2 * n, 4 * n))
            step = (c - b) / (b - a)
            failed += step > MOST
            print(f"{what:24} {n:4} {2 * n:4} {4 * n:4}: {a / 1e6:8.1f} {b / 1e6:8.1f} {c / 1e6:8.1f} million instructions, step "
                  f"{step:.2f} (2 is linear, at most {MOST}){'  TOO MUCH' if step > MOST else ''}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
