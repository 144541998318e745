#!/usr/bin/python3
"""All situations walk home: whatever a build accepts, `audit` accepts untouched, with the same purpose, role and dates, and `renewals`,
`show` and `--renews` read it.  matrix.py CERTCASE

A row is a purpose, a layout of the file, and where: cloud, self-managed, both. ACCEPTED says which layouts make a bundle where; the rest is
rejected, but for server certificates in the cloud, which are accepted and need none, and for what is accepted beside a rejected half of its
request. One batch builds all rows, a second one renews them, a third one builds the PFX in AES, which the cloud refuses, with --convert,
and a fourth one those of a server in a FedRAMP infrastructure."""
import collections
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile

PROGRAM = os.path.abspath(sys.argv[1])
INVENTORY = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support", "inventory.xml")
AT = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))  # the certificates are made now
NS = "{urn:certcase:case:1}"
WHERE = {"cloud": ["Test"], "self": ["Datacentre"], "both": ["Test", "Datacentre"]}
HOSTING = {"Test": "cloud", "Datacentre": "self-managed"}
LAYOUTS = ["der", "pem", "p7b", "3des", "aes", "keypem", "down", "up"]
CAS = "der pem p7b keypem down up"  # of a key beside a certificate nothing is shipped
# purpose: subject's end certificate, its main certificate's name and role, layouts that make a bundle in the cloud and outside
Kind = collections.namedtuple("Kind", "end main role cloud outside")
KINDS = {
    "trusted-root": Kind("", "Matrix Root", "root", CAS, CAS),
    "trusted-root of a server": Kind("server", "Matrix Root", "root", "p7b down up", "p7b down up"),
    "client-side": Kind("client", "matrix-client", "client", "3des", "3des aes"),
    "server": Kind("server", "apps.matrix.example", "leaf", "", "der pem p7b 3des aes keypem down up"),
    # By its names the vendor's own or, by the private CA that comes along, nobody's who may have it; the key alone leaves that open.
    "server of the vendor": Kind("vendor", "*.outsystemsenterprise.com", "leaf", "", "keypem"),
    "inbound-mtls": Kind("", "Matrix Root", "root", CAS, CAS),
    "inbound-mtls of a caller": Kind("client", "Matrix Root", "root", "p7b down up", "p7b down up"),
}
wrong = []


def say(row, what):
    wrong.append(f"{row}: {what}")


def openssl(*words, **options):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=60, **options)


def certcase(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=300, check=False)


def write(path, *parts):
    with open(path, "wb") as out:
        for part in parts:
            with open(part, "rb") as data:
                out.write(data.read())


def issue(name, subject, issuer, days, extensions):
    with open("ext", "w", encoding="ascii") as out:
        out.write("\n".join(extensions) + "\n")
    openssl("req", "-new", "-newkey", "rsa:2048", "-noenc", "-keyout", name + ".key", "-out", name + ".csr", "-subj", subject)
    signer = ["-signkey", name + ".key"] if not issuer else ["-CA", issuer + ".pem", "-CAkey", issuer + ".key"]
    openssl("x509", "-req", "-in", name + ".csr", *signer, "-days", str(days), "-extfile", "ext", "-out", name + ".pem")


def lay_out(end):
    """The files of one end certificate (or of the CAs alone) in every layout."""
    own, chain = (end or "root"), (["ca", "root"] if end else ["root"])
    others = ["ca"] if not end else []
    down = ([end] if end else []) + ["ca", "root"]
    openssl("x509", "-in", own + ".pem", "-outform", "DER", "-out", f"{own}-der.cer")
    write(f"{own}-pem.cer", own + ".pem")
    write(f"{own}-down.cer", *[n + ".pem" for n in down])
    write(f"{own}-up.cer", *[n + ".pem" for n in reversed(down)])
    write(f"{own}-keypem.pem", own + ".key", own + ".pem")
    write("chain.pem", *[n + ".pem" for n in (chain if end else others)])
    openssl("crl2pkcs7", "-nocrl", "-certfile", f"{own}-down.cer", "-outform", "DER", "-out", f"{own}-p7b.p7b")
    export = ["pkcs12", "-export", "-in", own + ".pem", "-inkey", own + ".key", "-certfile", "chain.pem", "-passout", "pass:certcase"]
    openssl(*export, "-out", f"{own}-3des.pfx", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1")
    openssl(*export, "-out", f"{own}-aes.pfx")


def make_pki(folder):
    os.makedirs(folder)
    os.chdir(folder)
    ca = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash"]
    issue("root", "/CN=Matrix Root", None, 7000, ca)
    issue("ca", "/CN=Matrix CA", "root", 5000, ca)
    usage = ["basicConstraints=CA:FALSE", "keyUsage=critical,digitalSignature,keyEncipherment"]
    for name, subject, host, eku in (("server", "apps.matrix.example", "apps.matrix.example", "serverAuth"),
                                     ("client", "matrix-client", "matrix-client.example", "clientAuth"),
                                     ("vendor", "*.outsystemsenterprise.com", "*.outsystemsenterprise.com", "serverAuth")):
        issue(name, f"/CN={subject}", "ca", 800, usage + [f"subjectAltName=DNS:{host}", f"extendedKeyUsage={eku}"])
    for end in ("", "server", "client", "vendor"):
        lay_out(end)
    os.chdir("..")


def file_of(pki, kind, layout):
    extension = {"p7b": "p7b", "3des": "pfx", "aes": "pfx", "keypem": "pem"}.get(layout, "cer")
    return f"{pki}/{kind.end or 'root'}-{layout}.{extension}"


def run_batch(name, rows, *more):
    with open(name + ".csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "certificates", "environments", "purpose", "password_file", "renews"])
        writer.writerows(rows)
    done = certcase("batch", name + ".csv", "--environments", INVENTORY, "-o", name, "--at", AT, "--no-input", "--platform", "windows-2022",
                    *more)
    if done.returncode not in (0, 1):
        sys.exit(f"batch {name}: exit code {done.returncode}\n{done.stderr}")
    with open(name + "/batch.ndjson", encoding="utf-8") as log:
        return {case["id"]: case for case in map(json.loads, log)}


def table():
    """Yields (id, purpose, kind, layout, hosting, what must come of it)."""
    for at, (title, kind) in enumerate(KINDS.items()):
        for layout in LAYOUTS:
            for where, names in WHERE.items():
                for name in names:
                    hosting = HOSTING[name]
                    fits = layout in (kind.cloud if hosting == "cloud" else kind.outside).split()
                    free = title.startswith("server") and (hosting == "cloud" or kind.end == "vendor")
                    if (title, layout, where) == ("client-side", "aes", "both"):
                        fits, free = False, hosting != "cloud"
                    case = f"m{at}-{layout}-{where}" + (f"-{hosting}" if where == "both" else "")
                    yield case, title.split()[0], kind, layout, hosting, "bundle" if fits else "no bundle" if free else "rejected"


def not_after(pem):
    shown = subprocess.run(["openssl", "x509", "-in", pem, "-noout", "-enddate", "-dateopt", "iso_8601"], capture_output=True, text=True,
                           check=True).stdout
    return shown.split("=")[1].strip().replace(" ", "T")


def check_record(case, purpose, kind, hosting, pki, path):
    with zipfile.ZipFile(path) as bundle:
        root = ET.fromstring(bundle.read("case.xml"))
    request, main = root.find(NS + "request"), root.find(f"{NS}certificates/{NS}certificate")
    if (request.get("purpose"), request.get("hosting")) != (purpose, hosting):
        say(case, f"recorded as {request.attrib}")
    end = not_after(f"{pki}/{kind.end if kind.role != 'root' else 'root'}.pem")
    text = ET.tostring(main, encoding="unicode")
    if main.get("role") != kind.role or f"CN={kind.main}" not in main.findtext(NS + "subject") or end not in text:
        say(case, f"is about {main.get('role')} {main.findtext(NS + 'subject')}, wanted {kind.role} {kind.main} until {end}")


def check_converted(rows):
    """With --convert every row of AES has its bundles: encrypted anew for the cloud, as it is elsewhere."""
    made = run_batch("converted", rows, "--convert")
    for case, found in made.items():
        if not found["bundle"]:
            say(case, f"--convert: {[f['id'] for f in found['findings']]}")
            continue
        hosting = found["hosting"]
        check_record(case, "client-side", KINDS["client-side"], hosting, "old", f"converted/{case}.zip")
        with zipfile.ZipFile(f"converted/{case}.zip") as bundle, open("shipped.pfx", "wb") as out:
            out.write(bundle.read(next(n for n in bundle.namelist() if n.endswith(".pfx"))))
        shown = subprocess.run(["openssl", "pkcs12", "-in", "shipped.pfx", "-passin", "pass:certcase", "-noout", "-info"],
                               capture_output=True, text=True, check=True).stderr
        is_anew = "both" in case or hosting == "cloud"  # one file for both is in what both take
        if ("pbeWithSHA1And3-KeyTripleDES-CBC" in shown) != is_anew or ("AES-256-CBC" in shown) == is_anew:
            say(case, f"--convert: {hosting} got {shown}")
    return len(made)


def check_fedramp():
    """Without self-service a domain's certificate is a support case."""
    global INVENTORY
    ordinary, INVENTORY = INVENTORY, INVENTORY.replace(".xml", "-fedramp.xml")
    made = run_batch("fedramp", [(f"f-{layout}", file_of("old", KINDS["server"], layout), "Production", "server", "password.txt", "")
                                 for layout in LAYOUTS])
    for case, found in made.items():
        if found["channel"] != "support-case" or not found["bundle"]:
            say(case, f"FedRAMP: {found['channel']} {[f['id'] for f in found['findings']]}")
        else:
            check_record(case, "server", KINDS["server"], "cloud", "old", f"fedramp/{case}.zip")
    INVENTORY = ordinary
    return len(made)


def main():
    os.chdir(tempfile.mkdtemp(prefix="matrix"))
    for pki in ("old", "new"):
        make_pki(pki)
    with open("password.txt", "w", encoding="ascii") as out:
        out.write("certcase\n")
    rows = [(f"m{at}-{layout}-{where}", file_of("old", kind, layout), ";".join(names), title.split()[0], "password.txt", "")
            for at, (title, kind) in enumerate(KINDS.items()) for layout in LAYOUTS for where, names in WHERE.items()]
    made, wanted = run_batch("out", rows), {row[0]: row for row in table()}
    for case, (_, purpose, kind, layout, hosting, want) in wanted.items():
        got = made.get(case)
        came = "nothing" if not got else "rejected" if got["verdict"] == "rejected" else "bundle" if got["bundle"] else "no bundle"
        if came != want:
            errors = [f["id"] for f in got["findings"] if f["severity"] == "error"] if got else []
            say(case, f"{purpose}, {layout}, {hosting}: {came} {errors}, wanted {want}")
        elif want == "bundle":
            check_record(case, purpose, kind, hosting, "old", f"out/{case}.zip")
    bundles = [row for case, row in wanted.items() if row[5] == "bundle" and os.path.exists(f"out/{case}.zip")]
    renewed = run_batch("next", [(f"n-{case}", file_of("new", kind, layout), "", purpose, "password.txt", f"out/{case}.zip")
                                 for case, purpose, kind, layout, _, _ in bundles])
    for case, purpose, kind, layout, hosting, _ in bundles:
        if renewed[f"n-{case}"]["verdict"] != "accepted":
            say(case, f"can't be renewed: {[f['id'] for f in renewed['n-' + case]['findings']]}")
        else:
            check_record(f"n-{case}", purpose, kind, hosting, "new", f"next/n-{case}.zip")
    more = check_converted([row for row in rows if row[0].startswith("m2-aes")]) + check_fedramp()
    for line in certcase("audit", "out", "next", "converted", "fedramp", "--format", "ndjson", "--at", AT).stdout.splitlines():
        seen = json.loads(line)
        if seen.get("verdict") == "rejected":
            say(seen["bundle"], f"audit: {[f['id'] + ': ' + f['message'] for f in seen['findings'] if f['severity'] == 'error']}")
    listed = json.loads(certcase("renewals", "out", "next", "--format", "json", "--at", AT).stdout)
    known = json.dumps(listed)
    for row in bundles[:: max(1, len(bundles) // 12)]:
        shown = certcase("show", f"out/{row[0]}.zip")
        if shown.returncode != 0 or row[2].main not in shown.stdout:
            say(row[0], "show doesn't show its ticket")
    if listed.get("problems") or '"renewed"' not in known:
        say("renewals", f"does not read them all: {listed.get('problems')}")
    print(f"{len(wanted)} rows, {len(bundles) + more} bundles walked home")
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(bool(wrong) or len(bundles) < 40)


main()
