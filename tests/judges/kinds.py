"""Kinds of files that are easily judged wrongly, each made here from the standards (DER by hand, signatures by python3-cryptography, PFX by
openssl) and judged by `inspect`: a row names what has to be found, and what must not. CERTCASE names the program."""
import base64
import json
import os
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa

PROGRAM = os.environ["CERTCASE"]
AT = "2026-11-20T08:00:00Z"
PASSWORD = "certcase"
DER = serialization.Encoding.DER
failed = 0
keys = {}

# --- DER ---


def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x80 + (size.bit_length() + 7) // 8]) + size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + length + body


def seq(*parts):
    return tlv(0x30, *parts)


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    body = b""
    for arc in [40 * first + second] + rest:
        digits = [arc & 127]
        while arc := arc >> 7:
            digits.insert(0, arc & 127 | 128)
        body += bytes(digits)
    return tlv(6, body)


def name(*attributes):
    """Each attribute is "CN=text" as UTF8String, or with the tag of another string type in front: (0x1e, "CN=text")."""
    types = {"CN": "2.5.4.3", "C": "2.5.4.6", "O": "2.5.4.10"}
    out = []
    for attribute in attributes:
        tag, text = attribute if isinstance(attribute, tuple) else (0x0C, attribute)
        kind, _, value = text.partition("=")
        out.append(tlv(0x31, seq(oid(types[kind]), tlv(tag, value.encode("utf-16-be" if tag == 0x1E else "utf-8")))))
    return seq(*out)


def time(day):
    return tlv(0x17, (day.replace("-", "")[2:] + "000000Z").encode())


def extension(dotted, value, critical=False):
    return seq(oid(dotted), tlv(1, b"\xff") if critical else b"", tlv(4, value))


def basic(ca, length=None):
    return extension("2.5.29.19", seq(tlv(1, b"\xff") if ca else b"", integer(length) if length is not None else b""), True)


def usage(bits):
    return extension("2.5.29.15", tlv(3, bytes([0, bits])), True)


def san(*names):
    return extension("2.5.29.17", seq(*[tlv(0x82, n.encode()) for n in names]))


def eku(*last):
    return extension("2.5.29.37", seq(*[oid(f"1.3.6.1.5.5.7.3.{n}") for n in last]))


SERVER, CLIENT = 1, 2
CA = [basic(True), usage(0x06)]
SHA256_RSA = seq(oid("1.2.840.113549.1.1.11"), tlv(5))
SHA256_EC = seq(oid("1.2.840.10045.4.3.2"))


def key(label):
    if label not in keys:
        kind = label.split("-")[0]
        keys[label] = (rsa.generate_private_key(65537, 2048) if kind == "rsa" else ed25519.Ed25519PrivateKey.generate() if kind == "ed"
                       else dsa.generate_private_key(1024) if kind == "dsa" else ec.generate_private_key(ec.SECP521R1() if kind == "p521" else ec.SECP256R1()))
    return keys[label]


def spki(label):
    return key(label).public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def cert(subject, own, issuer=None, signer=None, extensions=(), version=2, start="2026-01-01", end="2029-01-01", public=None, algorithm=None,
         serial=4097):
    signer = signer or own
    private = key(signer)
    usual = SHA256_RSA if signer.startswith("rsa") else seq(oid("1.3.101.112")) if signer.startswith("ed") else SHA256_EC
    body = seq(tlv(0xA0, integer(version)) if version else b"", integer(serial), algorithm or usual, issuer or subject,
               seq(time(start), time(end)), subject, public or spki(own), tlv(0xA3, seq(*extensions)) if extensions else b"")
    if signer.startswith("rsa"):
        value = private.sign(body, padding.PKCS1v15(), hashes.SHA256())
    else:
        value = private.sign(body) if signer.startswith("ed") else private.sign(body, ec.ECDSA(hashes.SHA256()))
    return seq(body, algorithm or usual, tlv(3, b"\0", value))


def pem(der, label="CERTIFICATE", more=""):
    return f"-----BEGIN {label}-----\n{more}".encode() + base64.encodebytes(der) + f"-----END {label}-----\n".encode()


def private(label, form=serialization.PrivateFormat.PKCS8, password=None):
    how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key(label).private_bytes(DER if not password else serialization.Encoding.PEM, form, how)


def openssl(*words, stdin=None):
    return subprocess.run(["openssl", *words], input=stdin, capture_output=True, check=True, timeout=60).stdout


def pfx(certs, own=None, *more):
    open("in.pem", "wb").write(b"".join(map(pem, certs)) + (pem(private(own), "PRIVATE KEY") if own else b""))
    return openssl("pkcs12", "-export", "-in", "in.pem", "-passout", f"pass:{PASSWORD}", *([] if own else ["-nokeys"]), *more)


def plain_pfx(certs, info):
    """Without a password, by hand: openssl makes none in which certificate and key (PKCS#8) don't fit."""
    pkcs12, data = "1.2.840.113549.1.12.10.1.", lambda value: seq(oid("1.2.840.113549.1.7.1"), tlv(0xA0, tlv(4, value)))
    bags = [seq(oid(pkcs12 + "3"), tlv(0xA0, seq(oid("1.2.840.113549.1.9.22.1"), tlv(0xA0, tlv(4, one))))) for one in certs]
    return seq(integer(3), data(seq(data(seq(*bags, seq(oid(pkcs12 + "1"), tlv(0xA0, info)))))))


os.chdir(tempfile.mkdtemp(prefix="kinds"))
with open("password.txt", "w", encoding="ascii") as password_file:
    password_file.write(PASSWORD + "\n")

# --- what is made ---

root_name, ca_name = name("C=PT", "O=Partner", "CN=Kinds Root"), name("CN=Kinds CA")
ROOT = cert(root_name, "ec-root", extensions=CA)
ISSUING = cert(ca_name, "ec-ca", root_name, "ec-root", CA)


def leaf(host, *extensions, own="ec-leaf", **more):
    return cert(name(f"CN={host}"), own, ca_name, "ec-ca", [basic(False), san(host), *extensions], **more)


def self_signed(subject, own, *extensions, **more):
    return cert(subject, own, extensions=extensions, **more)


PSS_ODD = seq(oid("1.2.840.113549.1.1.10"), seq(tlv(0xA0, seq(oid("1.2.3.4"))), tlv(0xA2, integer(20))))
UNKNOWN_ALGORITHM = seq(oid("1.2.3.4.5"), tlv(5))
DSA = oid("1.2.840.10040.4.1")
DSA_WITHOUT_PARAMETERS = seq(seq(DSA), tlv(3, b"\0", integer(key("dsa-a").public_key().public_numbers().y)))
DSA_KEY_WITHOUT_PARAMETERS = seq(integer(0), seq(DSA), tlv(4, integer(key("dsa-a").private_numbers().x)))
DSA_CLIENT = leaf("c.example", eku(CLIENT), public=DSA_WITHOUT_PARAMETERS)
UNKNOWN_CURVE = seq(seq(oid("1.2.840.10045.2.1"), oid("1.2.3.4.6")), tlv(3, b"\0\4" + bytes(range(1, 65))))
LONG_EXPONENT = seq(SHA256_RSA.replace(b"\x01\x01\x0b", b"\x01\x01\x01"),
                    tlv(3, b"\0", seq(integer(key("rsa-odd").public_key().public_numbers().n), integer(2**32 + 1))))
OLD = self_signed(root_name, "ec-root", *CA, start="2020-01-01", end="2026-06-01", serial=3)
NEWER = self_signed(root_name, "ec-root", *CA, start="2026-05-01", end="2036-06-01", serial=4)
OTHER_KEY = self_signed(root_name, "ec-new", *CA, start="2026-05-01", end="2036-06-01", serial=5)


def bmp(text):
    return (0x1E, text)


KOREAN = name("C=KR", "O=정부", "CN=행정전자서명 Root")
KOREAN_BMP = name((0x13, "C=KR"), bmp("O=정부"), bmp("CN=행정전자서명  root"))  # other string types, case and spaces: RFC 5280 7.1

# name, bytes, more arguments, what to find: purpose, verdict, roles, rule ids (with "=severity"), "-" for those that must not be there
ROWS = [
    ("self-signed by an algorithm that nobody knows", self_signed(name("CN=a.example"), "rsa-a", *CA, algorithm=UNKNOWN_ALGORITHM),
     "self-signature-invalid=error -leaf-not-root rejected"),
    ("self-signed, PSS with odd parameters", self_signed(name("CN=a.example"), "rsa-a", *CA, algorithm=PSS_ODD),
     "self-signature-invalid=error -leaf-not-root rejected"),
    ("self-signed for clients alone", self_signed(name("CN=client"), "ec-a", basic(False), eku(CLIENT)), "purpose:client-side role:self-signed"),
    ("self-signed without a subject", self_signed(name(), "ec-a", basic(False), san("a.example")), "role:self-signed accepted"),
    ("PFX of a leaf without its key", pfx([leaf("c.example", eku(CLIENT))]), "purpose:client-side pfx-without-key=error"),
    ("openssl req -x509", self_signed(name("CN=fw.example.com"), "ec-a", basic(True)),
     "no-subject-alternative-name=warning server-certificate-is-a-ca"),
    ("wildcard of all of a top-level domain", leaf("*.com", eku(SERVER)), "invalid-name-in-san"),
    ("wildcard within a label", leaf("a*b.example.com", eku(SERVER)), "invalid-name-in-san"),
    ("a host in CN that SAN lacks", cert(name("CN=www.example.com"), "ec-a", ca_name, "ec-ca", [basic(False), san("example.com"), eku(SERVER)]),
     "common-name-not-covered"),
    ("version 1 with extensions", self_signed(name("CN=a.example"), "ec-a", basic(False), san("a.example"), version=0), "version-1-certificate=warning"),
    ("version 2 with extensions", self_signed(name("CN=a.example"), "ec-a", basic(False), san("a.example"), version=1), "version-1-certificate=warning"),
    ("version 4", self_signed(name("CN=a.example"), "ec-a", *CA, version=3), "version-unknown=error"),
    ("path length without CA", self_signed(name("CN=a.example"), "ec-a", basic(False, 1), san("a.example")), "path-length-without-ca"),
    ("exponent of 33 bits", cert(name("CN=a.example"), "rsa-odd", ca_name, "ec-ca", [basic(False), san("a.example")], public=LONG_EXPONENT),
     "large-public-exponent"),
    ("curve without a name", cert(name("CN=a.example"), "ec-a", ca_name, "ec-ca", [basic(False), san("a.example")], public=UNKNOWN_CURVE),
     "-curve-off-by-default key-type-unsupported"),
    ("CAs that signed each other", pem(cert(root_name, "ec-root", ca_name, "ec-ca", CA)) + pem(ISSUING),
     "intermediate-without-root text:signed#each#other"),
    ("a private key behind the certificate", ROOT + private("ec-root"), "contains-private-key"),
    ("OpenSSL's TRUSTED label", openssl("x509", "-inform", "DER", "-trustout", "-addtrust", "clientAuth", stdin=ROOT), "role:root accepted"),
    ("a private key with Proc-Type", pem(ROOT) + private("rsa-a", serialization.PrivateFormat.TraditionalOpenSSL, b"secret"),
     "contains-private-key role:root -malformed-certificate"),
    ("expired, beside its renewal (same key)", pem(OLD) + pem(NEWER), "expired=warning accepted text:thumbprint"),
    ("expired, beside its renewal (new key)", pem(OLD) + pem(OTHER_KEY), "expired=warning accepted"),
    ("expired alone", pem(OLD), "expired=error rejected"),
    ("two, of which one has broken letters", pem(ROOT) + pem(ISSUING).replace(b"A", b"!", 5), "malformed-certificate=error rejected"),
    ("two, of which one is cut", pem(ROOT) + pem(ISSUING[:-9]), "malformed-certificate=error rejected"),
    ("two in DER, of which one is cut", ROOT + ISSUING[:-9], "malformed-certificate=error rejected"),
    ("one name in two encodings", pem(self_signed(KOREAN, "ec-root", *CA)) + pem(cert(ca_name, "ec-ca", KOREAN_BMP, "ec-root", CA)),
     "accepted roles:root,intermediate -intermediate-without-root -chain-incomplete -unrelated-certificates -self-issued-not-self-signed"),
    ("two issuing CAs of one missing root", pem(ISSUING) + pem(cert(name("CN=Kinds CA 2"), "ec-b", root_name, "ec-root", CA)),
     "-unrelated-certificates intermediate-without-root"),
    ("two roots", pem(ROOT) + pem(self_signed(name("CN=Other Root"), "ec-b", *CA)), "unrelated-certificates"),
    ("Microsoft's critical extensions", self_signed(root_name, "ec-root", *CA, extension("1.3.6.1.4.1.311.21.11", seq(), True),
                                                    extension("1.3.6.1.4.1.311.21.12", seq(), True)), "-unknown-critical-extension accepted"),
    ("another critical extension", self_signed(root_name, "ec-root", *CA, extension("1.3.6.1.4.1.311.99.1", seq(), True)),
     "unknown-critical-extension"),
    ("private root on P-521", self_signed(root_name, "p521-a", *CA), "curve-off-by-default=warning"),
    ("national root with a DNS name", self_signed(root_name, "ec-root", *CA, san("pki.gov.example")),
     "purpose:trusted-root accepted role:root -server-certificate-is-a-ca -host-not-covered"),
    ("an empty SAN", self_signed(name("CN=a.example.com"), "ec-a", basic(False), extension("2.5.29.17", seq())), "invalid-name-in-san=note no-subject-alternative-name=warning"),
    ("a person's dotted name", cert(name("CN=joao.da.silva"), "ec-a", ca_name, "ec-ca", [basic(False), eku(CLIENT)]),
     "-no-subject-alternative-name -common-name-not-covered"),
    ("PFX with an Ed25519 key", pfx([cert(name("CN=client"), "ed-a", ca_name, "ec-ca", [basic(False), eku(CLIENT)]), ISSUING, ROOT], "ed-a"),
     "key-type-unsupported=error text:Ed25519 -text:broken -pfx-key-mismatch"),
    ("PFX of a client with another one's key", plain_pfx([leaf("c.example", eku(CLIENT))], private("ec-other")),
     "purpose:client-side pfx-key-mismatch=error -pfx-without-key role:leaf rejected"),
    ("PFX of a certificate without usages, with another one's key", plain_pfx([cert(name("CN=c"), "ec-leaf", ca_name, "ec-ca")], private("ec-other")),
     "purpose:client-side pfx-key-mismatch=error rejected"),
    ("PFX of a DSA certificate whose parameters are its issuer's", plain_pfx([DSA_CLIENT], private("dsa-a")),
     "purpose:client-side key-type-unsupported=error -pfx-key-mismatch role:client"),
    ("PFX of a DSA certificate and key without parameters", plain_pfx([DSA_CLIENT], DSA_KEY_WITHOUT_PARAMETERS),
     "purpose:client-side key-type-unsupported=error -pfx-key-mismatch -malformed-certificate"),
    ("PFX of a DSA certificate without parameters, with another one's key", plain_pfx([DSA_CLIENT], private("dsa-b")),
     "purpose:client-side pfx-key-mismatch=error"),
    ("PFX with one key and two certificates", pfx([leaf("c.example", eku(CLIENT), serial=7, end="2028-01-01"),
                                                   leaf("c.example", eku(CLIENT), serial=8), ISSUING, ROOT], "ec-leaf"),
     "purpose:client-side -pfx-key-mismatch -pfx-several-keys accepted"),
    ("CA whose path length the chain breaks", pem(leaf("a.example")) + pem(cert(ca_name, "ec-ca", name("CN=Mid"), "ec-mid", CA)) + pem(
        cert(name("CN=Mid"), "ec-mid", root_name, "ec-root", [basic(True, 0), usage(0x06)])) + pem(ROOT), "chain-refused=error text:fewer#CAs#below"),
    ("CA whose name constraints the chain breaks", pem(leaf("a.example")) + pem(cert(ca_name, "ec-ca", root_name, "ec-root", CA + [
        extension("2.5.29.30", seq(tlv(0xA0, seq(tlv(0x82, b"other.example")))), True)])) + pem(ROOT), "chain-refused=error"),
    ("SAML metadata", b'<?xml version="1.0"?>\n<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>\n',
     "not-a-certificate=error text:no#request#is#needed"),
    ("pins of a mobile app", b"pinset for api.example:\nsha256/" + b"A" * 43 + b"=\n", "not-a-certificate=error text:no#request#is#needed"),
    ("a VPN's certificate", cert(name("CN=vpn.example"), "ec-a", ca_name, "ec-ca", [basic(False), eku(17)]),
     "not-a-tls-certificate text:agreed#upon"),
    ("a mobile app's signer", cert(name("CN=Apple Distribution: Example"), "ec-a", ca_name, "ec-ca", [basic(False), eku(3)]),
     "not-a-tls-certificate text:where#the#app#is#built"),
    ("CA for mail alone above a server", pem(leaf("a.example", eku(SERVER))) + pem(cert(ca_name, "ec-ca", root_name, "ec-root", CA + [eku(4)])) +
     pem(ROOT), "chain-refused=error"),
]


def inspect(data):
    with open("file", "wb") as out:
        out.write(data)
    run = subprocess.run([PROGRAM, "inspect", "file", "--format", "json", "--at", AT, "--no-input", "--password-file", "password.txt"],
                         capture_output=True, timeout=60, check=False)
    if run.returncode not in (0, 1):
        return None, run.stderr.decode()
    return json.loads(run.stdout)["files"][0], run.stdout.decode()


def agrees(word, file, text):
    found = {f["id"]: f["severity"] for f in file["findings"]}
    roles = [c["role"] for c in file["certificates"]]
    kind, _, value = word.partition(":")
    if word in ("accepted", "rejected"):
        return file["verdict"] == word
    if kind in ("purpose", "text", "role", "roles"):
        return {"purpose": file["purpose"] == value, "text": value.replace("#", " ") in text, "role": value in roles,
                "roles": sorted(roles) == sorted(value.split(","))}[kind]
    rule, _, severity = word.partition("=")
    return rule in found and severity in ("", found[rule])


def main():
    global failed
    for title, data, wanted in ROWS:
        file, text = inspect(data)
        for word in wanted.split():
            if file is None or agrees(word.lstrip("-"), file, text) == word.startswith("-"):
                failed += 1
                shown = [f"{f['id']}={f['severity']}: {f['message']}" for f in file["findings"]] if file else text
                print(f"{title}: wanted {word}, got", file and (file["verdict"], file["purpose"], [c["role"] for c in file["certificates"]]), shown)
    print(len(ROWS), "kinds of files")
    sys.exit(1 if failed else 0)


main()
