#!/usr/bin/python3
"""Bundles made to mislead an audit or its reader, and honest ones beside them: attacks.py CERTCASE

Each row says which verdict the audit comes to, and which rule says why, how loudly and in which words. A bundle that certcase made is
accepted as it is, in every situation.
"""
import hashlib
import os
import ssl
import subprocess
import sys
import tempfile
import json

import fixtures
from fixtures import changed, content, entries, listed, pack, sample, without

LATER = "2026-12-01T08:00:00Z"
EVIL = b"Remove-Item -Recurse C:\\\r\n"
SIGNER = hashlib.sha256(ssl.PEM_cert_to_DER_cert(content("signer.pem").decode())).hexdigest()
KEY = ["--sign", sample("signer.pem"), "--key", sample("signer.key")]


def policy(body):
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<policy xmlns="urn:certcase:policy:1" version="1" id="test">' + body +
            "</policy>\n").encode()


def attribute(parts, element, name):
    head = parts["case.xml"].decode().split(f"<{element} ", 1)[1].split(">", 1)[0]
    return head.split(name + '="', 1)[1].split('"', 1)[0]


class Attacks:
    def __init__(self, program, folder):
        self.make, self.folder, self.rows = fixtures.Maker(program, folder), folder, []
        for name, text in {"holidays.txt": "2026-11-23 Somebody's day\n2030-01-01 New Year\n",
                           "other.xml": self.catalog("<?xml", "<?xml").replace('id="', 'id="x', 1),
                           "slow.xml": self.catalog('days="5"', 'days="90"')}.items():
            self.make.write(name, text)
        self.root = self.make.build(sample("partner-root.cer"))
        self.change = self.make.build(sample("partner-root.cer"), environment="Datacentre")
        self.signed = self.make.build(sample("partner-root.cer"), *KEY, environment="Datacentre")

    def catalog(self, old, new):
        with open(os.path.join(fixtures.HERE, "..", "..", "templates", "catalog.xml"), encoding="utf-8") as file:
            text = file.read()
        assert old in text, old
        return text.replace(old, new)

    def path(self, name):
        return os.path.join(self.folder, name)

    def row(self, name, bundle, verdict, found=None, *args, says=""):
        """found: (rule, severity), or None: nothing louder than a note of the bundle group."""
        path = f"{name}.zip"
        self.make.write(path, bundle)
        self.rows.append((name, self.path(path), verdict, found, args, says))

    def policy_row(self, name, bundle, body, verdict, found=None, says=""):
        self.make.write(f"{name}.xml", policy(body))
        self.row(name, bundle, verdict, found, "--policy", self.path(f"{name}.xml"), says=says)

    def everywhere(self, bundle, *pairs):
        """Other words in all texts, with lists that fit, as whoever has this very program makes them."""
        parts = entries(bundle)
        for name in parts:
            if not name.startswith("certificates/"):
                for old, new in zip(pairs[::2], pairs[1::2]):
                    parts[name] = parts[name].replace(old.encode(), new.encode())
        return pack(listed(parts))

    # --- 01: a maker that nobody here knows ---

    def other(self, bundle, **texts):
        parts = entries(bundle)
        digest = attribute(parts, "templates", "sha256")
        parts = changed(parts, "case.xml", digest, "ab" * 32)
        return pack(listed({**parts, **{name.replace("_", "."): text for name, text in texts.items()}}))

    def version(self, bundle, **texts):
        parts = changed(entries(bundle), "case.xml", "<generator>certcase ", "<generator>certcase 9")
        parts = changed(parts, "manifest.json", '"version": "', '"version": "9')
        return pack(listed({**parts, **{name.replace("_", "."): text for name, text in texts.items()}}))

    def unknown_makers(self):
        unconfirmed = ("text-unconfirmed", "error")
        self.row("other-version", self.version(self.change, install_ps1=EVIL), "rejected", unconfirmed, says="install.ps1")
        self.row("other-templates", self.other(self.change, install_ps1=EVIL), "rejected", unconfirmed, says="install.ps1")
        self.row("other-verify", self.other(self.change, verify_ps1=EVIL), "rejected", unconfirmed, says="verify.ps1")
        self.row("other-runbook", self.other(self.change, RUNBOOK_html=b"<p>Switch the antivirus off.</p>"), "rejected", unconfirmed,
                 says="RUNBOOK.html")
        self.row("script-in-a-support-case", self.other(self.root, install_ps1=EVIL), "rejected", ("ticket-contradicts-case", "error"),
                 says="no such text")
        self.row("other-ticket", self.other(self.root), "unverified", ("text-unconfirmed", "warning"), says="facts that it must tell")
        ticket = entries(self.root)["TICKET.txt"]
        self.row("ticket-in-a-comment", self.other(self.root, TICKET_txt=b"Switch the antivirus off.\r\n<!--" + ticket + b"-->"), "rejected",
                 ("ticket-contradicts-case", "error"), says="doesn't say")
        self.row("ticket-says-more", self.other(self.root, TICKET_txt=ticket + b"\r\nSwitch the antivirus off.\r\n"), "unverified",
                 ("text-unconfirmed", "warning"), says="nothing confirms the other lines")
        evil = self.other(self.change, install_ps1=EVIL)
        self.policy_row("known-templates", evil, f'<known><templates sha256="{"ab" * 32}"/></known>', "accepted",
                        ("text-unconfirmed", "note"), says="policy test")
        self.policy_row("other-known-templates", evil, f'<known><templates sha256="{"ac" * 32}"/></known>', "rejected", unconfirmed)
        self.policy_row("known-version", self.version(self.change), '<known><generator name="certcase 9%s"/></known>' % self.number(),
                        "accepted", ("text-unconfirmed", "note"))
        self.make.write("templates/install_trusted_root.ps1", EVIL)
        templates = os.path.join(self.folder, "templates")
        made = [self.make.build(sample("partner-root.cer"), "--templates", templates, *extra, environment="Datacentre")
                for extra in ([], KEY)]
        self.row("made-with-templates", made[0], "rejected", unconfirmed, says="install.ps1")
        self.row("made-with-templates-at-hand", made[0], "accepted", None, "--templates", templates)
        self.row("signed-with-templates", made[1], "accepted", ("text-unconfirmed", "note"), "--trust", sample("signer-ca.pem"), says="signer")
        self.row("signed-by-anybody", made[1], "rejected", unconfirmed)
        self.policy_row("signed-by-digest", made[1], f'<signers><signer sha256="{SIGNER}"/></signers>', "accepted", ("text-unconfirmed", "note"),
                        says="signer")
        self.policy_row("signed-by-name", made[1], '<signers><signer subject="CN=Release signing, O=Example"/></signers>', "rejected", unconfirmed)

    def number(self):
        return entries(self.root)["case.xml"].decode().split("<generator>certcase ", 1)[1].split("<", 1)[0]

    # --- 02, 10: taken apart ---

    def stripped_bundles(self):
        lists = ("case.xml", "manifest.json", "SHA256SUMS")
        bare = {name: data for name, data in entries(self.change).items() if name not in lists}
        self.row("stripped-with-script", pack({**bare, "install.ps1": EVIL}), "rejected", ("entry-unlisted", "error"), says="install.ps1")
        certificate = {name: data for name, data in bare.items() if name.startswith("certificates/")}
        self.row("stripped-with-text", pack({**certificate, "TICKET.txt": b"Please install it.\r\n"}), "unverified",
                 ("entry-unlisted", "warning"), says="TICKET.txt")
        self.row("stripped-with-program", pack({**certificate, "run.txt": b"MZ\x90\0"}), "rejected", ("entry-unlisted", "error"))
        pem = b"#" + content("partner-root.pem").replace(b"\n", b"\n#") + b"\r\n" + EVIL
        self.row("certificate-that-runs", pack({"partner.ps1": pem}), "rejected", ("entry-unlisted", "error"), says="can be run")
        self.row("only-certificates", pack(certificate), "unverified")
        stripped = without(entries(self.signed), "SHA256SUMS.p7s")
        self.row("stripped-signature", pack(stripped), "accepted", ("unsigned", "warning"), "--trust", sample("signer-ca.pem"))
        self.row("signature-kept", self.signed, "accepted", None, "--trust", sample("signer-ca.pem"))

    # --- 04, 05: what the record says by itself ---

    def records(self):
        short = self.make.build(os.path.join(self.made, "rules", "key-short", "bad.cer"), "--accept", "key-short")
        parts = entries(short)
        message = parts["case.xml"].decode().split('rule="key-short"', 1)[1].split("<message>", 1)[1].split("<", 1)[0]
        assert message.encode() not in parts["TICKET.txt"]
        self.row("accepted-warning", short, "accepted")
        self.row("message-says-anything", pack(listed(changed(parts, "TICKET.txt", "Known and accepted: ",
                                                             "Known and accepted: switch the antivirus off, "))),
                 "rejected", ("ticket-contradicts-case", "error"))
        case = parts["case.xml"].decode()
        row = next(line for line in case.splitlines() if 'rule="key-short"' in line)
        louder = row.replace('severity="warning"', 'severity="error"')
        self.row("accepted-error", pack(listed(changed(parts, "case.xml", row, louder))), "rejected",
                 ("case-contradicts-certificate", "error"), says="which is an error")
        louder = louder.replace('accepted="true"', 'accepted="false"')
        self.row("louder-than-its-rule", pack(listed(changed(parts, "case.xml", row, louder))), "rejected",
                 ("case-contradicts-certificate", "error"))
        self.policy_row("may-not-accept", short, "<acceptances/>", "rejected", ("policy-acceptance-not-allowed", "error"))
        self.policy_row("may-accept", short, '<acceptances><acceptance rule="key-short"/></acceptances>', "accepted")

        ticket = pack(changed(entries(self.root), "TICKET.txt", "Test", "Best"))
        self.policy_row("errors-switched-off", ticket, "<rules>" + "".join(
            f'<rule id="{rule}" severity="{severity}"/>' for rule, severity in
            (("digest-mismatch", "off"), ("ticket-contradicts-case", "note"), ("not-reproducible", "off"))) + "</rules>",
            "unverified", ("digest-mismatch", "warning"), says="the policy test makes less of it")
        for rule, bundle in (("text-unconfirmed", self.other(self.root)),
                             ("dates-unconfirmed", self.make.build(sample("partner-root.cer"), "--catalog", self.path("other.xml")))):
            self.policy_row(f"{rule}-switched-off", bundle, f'<rules><rule id="{rule}" severity="off"/></rules>', "unverified",
                            (rule, "warning"), says="the policy test makes less of it")
        for host, rule in (("acme.outsystems.app", "odc-environment"), ("acme.outsystemscloud.com", "personal-environment")):
            self.row(f"cloud-{rule}", self.everywhere(self.root, "partnertst.outsystemsenterprise.com", host), "rejected", (rule, "error"))

        asked = changed(entries(self.change), "case.xml", "<name>Datacentre</name>", "<name>Production</name>")
        allowed = "<environments><environment>Datacentre</environment></environments>"
        key = attribute(entries(self.change), "environment", "key")
        self.policy_row("environment-by-key", pack(listed(changed(asked, "case.xml", f'key="{key}"', 'key="Datacentre"'))), allowed,
                        "rejected", ("policy-environment-not-allowed", "error"), says="Production")
        self.policy_row("environment-by-name", self.change, allowed, "accepted")
        self.policy_row("environment-by-all", self.change,
                        f'<environments><environment name="Datacentre" key="{key}"/></environments>', "accepted")
        self.policy_row("environment-by-another-key", self.change,
                        '<environments><environment name="Datacentre" key="0"/></environments>', "rejected",
                        ("policy-environment-not-allowed", "error"), says="another key or host")

    # --- 06, 13: dates ---

    def dates(self):
        unconfirmed = ("dates-unconfirmed", "warning")
        other, slow, holidays = (self.path(name) for name in ("other.xml", "slow.xml", "holidays.txt"))
        with_other = self.make.build(sample("partner-root.cer"), "--catalog", other)
        self.row("unknown-catalog", with_other, "unverified", unconfirmed, says="catalog")
        self.row("catalog-at-hand", with_other, "accepted", None, "--catalog", other)
        digest = attribute(entries(with_other), "catalog", "sha256")
        self.policy_row("known-catalog", with_other, f'<known><catalog sha256="{digest}"/></known>', "accepted",
                        ("dates-unconfirmed", "note"))
        with_days = self.make.build(sample("partner-root.cer"), "--holidays", holidays)
        self.row("unknown-holidays", with_days, "unverified", unconfirmed, says="holidays")
        self.row("holidays-at-hand", with_days, "accepted", None, "--holidays", holidays)
        digest = attribute(entries(with_days), "holidays", "sha256")
        self.policy_row("known-holidays", with_days, f'<known><holidays sha256="{digest}"/></known>', "accepted",
                        ("dates-unconfirmed", "note"))
        with_slow = self.make.build(sample("partner-root.cer"), "--catalog", slow)
        self.row("slow-delivery", with_slow, "accepted", ("dates-unlikely", "warning"), "--catalog", slow, says="90 business days")
        self.make.write("capped.xml", policy('<delivery maxDays="30"/>'))
        self.row("capped-delivery", with_slow, "rejected", ("policy-delivery-too-long", "error"), "--catalog", slow, "--policy",
                 self.path("capped.xml"))
        self.row("submitted-in-the-future", self.make.build(sample("partner-root.cer"), at="2031-01-06T08:00:00Z"), "accepted",
                 ("dates-unlikely", "warning"), says="2031")

    # --- 09: renewing what isn't its own ---

    def renewals(self):
        old = self.path("old.zip")
        self.make.write("old.zip", self.root)
        self.make.write("own.zip", self.make.build(sample("partner-root.cer"), environment="Datacentre"))
        renewed = self.make.build(sample("appliance.cer"), "--renews", self.path("own.zip"), environment="Datacentre")
        self.row("renews-somebody-elses", renewed, "accepted", ("renews-unrelated", "warning"), says="another key")
        assert b"ShouldContinue" in entries(renewed)["install.ps1"]
        for name, bundle, rule in (
                ("old-odc", self.everywhere(self.root, "partnertst.outsystemsenterprise.com", "acme.outsystems.app"), "odc-environment"),
                ("old-thumbprint", pack(listed(changed(entries(self.root), "case.xml", attribute(entries(self.root), "certificate", "sha1"),
                                                       20 * "ab"))), "renews-changed-bundle"),
                ("old-changed", pack(changed(entries(self.root), "TICKET.txt", "Test", "Best")), "renews-changed-bundle")):
            self.make.write(f"{name}.zip", bundle)
            command = [self.make.program, "build", sample("appliance.cer"), "--renews", self.path(f"{name}.zip"), "--no-input", "--dry-run",
                       "--at", LATER, "--format", "json"]
            found = json.loads(subprocess.run(command, capture_output=True, timeout=60).stdout)["cases"][0]["findings"]
            assert rule in {finding["id"] for finding in found}, (name, found)

        parts = entries(self.root)
        ends = attribute(parts, "certificate", "notAfter")
        parts = changed(changed(parts, "case.xml", 'insidePfx="false"', 'insidePfx="true"'), "case.xml", ends, "2099" + ends[4:])
        self.make.write("open-secret.zip", pack(listed(parts)))
        listing = subprocess.run([self.make.program, "renewals", self.path("open-secret.zip"), "--format", "json", "--at", LATER],
                                 capture_output=True, timeout=60).stdout.decode()
        assert ends[:10] in listing and "2099" not in listing, listing

    # --- words where only people look ---

    def words_beside(self):
        parts = entries(self.root)
        name = next(name for name in parts if name.endswith(".cer"))
        der = parts[name]
        pem = ssl.DER_cert_to_PEM_cert(der).encode()
        for title, data in (("pem", pem), ("text-around", b"Switch the antivirus off.\n" + pem), ("behind", der + b"Switch it off.")):
            for maker, make in (("", lambda parts: pack(listed(parts))), ("-other-templates", lambda parts: self.other(pack(parts)))):
                self.row(f"certificate-{title}{maker}", make({**parts, name: data}), "rejected", ("case-contradicts-certificate", "error"),
                         says="there is more in it than the DER")
        for title, old, new in (("comment", "</case>", "<!-- switch the antivirus off --></case>"), 
                                ("other-beginning", ' encoding="UTF-8"?>', ' encoding="UTF-8" ?>')):
            record = changed(parts, "case.xml", old, new)
            for maker, bundle in (("", pack(listed(record))), ("-other-templates", self.other(pack(record)))):
                self.row(f"record-{title}{maker}", bundle, "rejected", ("schema-violation", "error"), says="or holds a comment")
        self.row("record-spaces", pack(listed(changed(parts, "case.xml", "</case>", "  </case>"))), "rejected", ("not-reproducible", "error"),
                 says="case.xml: made again it has other bytes")
        self.row("packed-again", pack(parts), "accepted", ("not-reproducible", "warning"), says="another program has packed them")

    # --- a PFX that nobody opened ---

    def other_pfx(self):
        self.make.write("other.txt", "other\n")
        return subprocess.run(["openssl", "pkcs12", "-export", "-in", sample("signer.pem"), "-inkey", sample("signer.key"), "-passout",
                               "pass:other", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
                              capture_output=True, check=True, timeout=30).stdout

    def swapped_pfx(self):
        """Another's certificate and key under the record of the first, with everything that asks for no password made to fit."""
        opened, trust = ["--password-file", sample("password.txt")], ["--trust", sample("signer-ca.pem")]
        honest, signed = (self.make.build(sample("partner-client-3des.pfx"), *opened, *extra) for extra in ([], KEY))
        name = next(name for name in entries(honest) if name.endswith(".pfx"))
        other, mine = self.other_pfx(), entries(honest)[name]
        swapped = {part: data.replace(hashlib.sha256(mine).hexdigest().encode(), hashlib.sha256(other).hexdigest().encode())
                   for part, data in entries(honest).items()}
        swapped = pack(listed({**swapped, name: other}))
        shut, wants = ("pfx-password-missing", "warning"), '<pfx opened="true"/>'
        self.row("swapped-pfx", swapped, "accepted", shut, says="nobody opened the PFX: what it holds is only this bundle's own word")
        self.row("swapped-pfx-opened", swapped, "rejected", ("case-contradicts-certificate", "error"), "--password-file", self.path("other.txt"))
        said = ('<findings>\n    <finding rule="pfx-password-missing" severity="warning" accepted="true"><message>m</message>'
                "<hint>h</hint></finding>")
        self.row("swapped-pfx-accepted", pack(listed(changed(entries(swapped), "case.xml", "<findings>", said))), "rejected", shut)
        self.policy_row("swapped-pfx-by-policy", swapped, wants, "unverified", shut, says="the policy test wants it opened")
        self.policy_row("pfx-switched-off", honest, f'<rules><rule id="pfx-password-missing" severity="off"/></rules>{wants}', "unverified")
        self.policy_row("pfx-may-stay-shut", honest, '<pfx opened="false"/>', "accepted", shut)
        client = entries(honest)["case.xml"].decode().split("<issuer>", 1)[1].split("<", 1)[0]
        self.policy_row("shut-pfx-of-its-issuer", honest, f'<issuers><issuer subject="{client}"/></issuers>', "unverified", shut,
                        says="the policy test wants it opened")
        self.make.write("issuers.xml", policy(f'<issuers><issuer subject="{client}"/></issuers>'))
        self.row("opened-pfx-of-its-issuer", honest, "accepted", None, "--policy", self.path("issuers.xml"), *opened)
        self.make.write("wrong.txt", "wrong\n")
        self.row("pfx-with-another-password", honest, "unverified", ("pfx-password-wrong", "warning"), "--password-file", self.path("wrong.txt"))
        for body, rule in (('<issuers><issuer subject="CN=Nobody"/></issuers>', "policy-issuer-not-allowed"),
                           ('<keys minRsaBits="16384" minEcBits="16384"/>', "policy-key-too-short"),
                           ('<validity maxDays="1"/>', "policy-validity-too-long")):
            self.policy_row(f"shut-pfx-{rule}", honest, body, "rejected", (rule, "error"), says="(so the record says: nobody opened its PFX)")
        self.row("shut-pfx-md5", self.everywhere(honest, "sha256WithRSAEncryption", "md5WithRSAEncryption"), "accepted",
                 ("signature-weak", "warning"), says="so the record says")
        self.row("shut-pfx-for-servers", self.everywhere(honest, "clientAuth", "serverAuth"), "accepted",
                 ("purpose-contradicts-certificate", "warning"), says="so the record says")
        self.policy_row("signed-pfx-by-anybody", signed, wants, "unverified", shut)
        self.policy_row("signed-pfx-by-digest", signed, f'<signers><signer sha256="{SIGNER}"/></signers>{wants}', "accepted", shut)
        self.make.write("opened.xml", policy(wants))
        policies = ["--policy", self.path("opened.xml")]
        self.row("signed-pfx-with-its-ca", signed, "accepted", shut, *policies, *trust)
        self.row("opened-pfx", honest, "accepted", None, *policies, *opened)

    # --- 07, 9 of the issue: too long ---

    # --- words that stand in the record alone ---

    def secrets_in_the_record(self):
        told = ("password-in-bundle", "error")
        said = ('<findings>\n    <finding rule="expires-soon" severity="warning" accepted="false"><message>%s</message>'
                "<hint>%s</hint></finding>")
        for name, words in (("message", ("the portal password: hunter2TopSecret99", "h")), ("hint", ("m", "pw: Sommer2026"))):
            self.row(f"password-in-a-{name}", pack(listed(changed(entries(self.root), "case.xml", "<findings>", said % words))), "rejected",
                     told, says="case.xml")
        self.make.write("word.txt", "TripleDES-SHA1\n")
        client, word = ["--password-file", sample("password.txt")], ["--password-file", self.path("word.txt")]
        subprocess.run([self.make.program, "convert", sample("partner-client-3des.pfx"), *client, "-o", self.path("word.pfx"),
                        "--new-password-file", self.path("word.txt")], check=True, timeout=30, capture_output=True)
        self.row("password-is-a-word-of-ours", self.make.build(self.path("word.pfx"), *word), "accepted", None, *word)

    def long_texts(self):
        ticket = entries(self.root)["TICKET.txt"]
        self.row("long-ticket", self.other(self.root, TICKET_txt=ticket + b"x" * (1 << 20)), "rejected", ("limit-exceeded", "error"),
                 says="TICKET.txt")

    def honest(self):
        client = ["--password-file", sample("password.txt")]
        for name, words, where in (("trusted-root-cloud", [sample("partner-root.cer")], "Production"),
                                   ("trusted-root-self-managed", [sample("partner-root.cer")], "Datacentre"),
                                   ("inbound-mtls", [sample("partner-root.cer"), "--purpose", "inbound-mtls"], "Production"),
                                   ("client-cloud", [sample("partner-client-3des.pfx"), *client], "Production"),
                                   ("client-self-managed", [sample("partner-client-3des.pfx"), *client], "Datacentre"),
                                   ("server-self-managed", [sample("own-domain.cer"), "--purpose", "server"], "Datacentre")):
            self.row(name, self.make.build(*words, "--reason", "It is <needed> & \"asked\" for", environment=where), "accepted")


def wrong(row, bundle):
    name, _, verdict, found, args, says = row
    loud = [f for f in bundle["findings"] if f["severity"] != "note"]
    if bundle["verdict"] != verdict:
        return f"{name}: {bundle['verdict']}, not {verdict}: {[(f['id'], f['message']) for f in loud]}"
    if found is None:
        louder = [f for f in loud if f["id"] in LOUD]
        return f"{name}: {louder}" if louder else None
    fits = [f for f in bundle["findings"] if (f["id"], f["severity"], f.get("accepted", False)) == (*found, False) and says in f["message"]]
    return None if fits else f"{name}: no {found} that says '{says}': {[(f['id'], f['severity'], f['message']) for f in bundle['findings']]}"


def main():
    program = os.path.abspath(sys.argv[1])
    global LOUD
    rules = json.loads(subprocess.run([program, "explain", "--format", "json"], capture_output=True, check=True, timeout=30).stdout)["rules"]
    LOUD = {rule["id"] for rule in rules if rule["group"] == "bundle"}
    with tempfile.TemporaryDirectory() as folder:
        attacks = Attacks(program, folder)
        attacks.made = os.path.join(os.path.dirname(program), "made")
        for part in (attacks.unknown_makers, attacks.stripped_bundles, attacks.records, attacks.dates, attacks.renewals,
                     attacks.words_beside, attacks.swapped_pfx, attacks.secrets_in_the_record, attacks.long_texts, attacks.honest):
            part()
        problems = []
        for row in attacks.rows:
            command = [program, "audit", row[1], *row[4], "--format", "json", "--at", LATER, "--no-input",
                       "--ca-bundle", os.path.join(attacks.made, "rules", "public-cas.pem")]
            run = subprocess.run(command, capture_output=True, timeout=60, cwd="/")
            if run.returncode not in (0, 1):
                problems.append(f"{row[0]}: exit {run.returncode}: {run.stderr.decode(errors='replace').strip()}")
                continue
            problem = wrong(row, json.loads(run.stdout)["bundles"][0])
            if problem:
                problems.append(problem)
    print("\n".join(problems) if problems else f"{len(attacks.rows)} bundles audited")
    return 1 if problems or not attacks.rows else 0


if __name__ == "__main__":
    sys.exit(main())
