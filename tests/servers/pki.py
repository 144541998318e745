"""The certificates of the server tests: pki.py FOLDER. A public root (public.pem is the CA bundle of the tests), and a partner's private one.

NAME.pem is what a server sends, NAME.key its key. Dates count from now, because openssl and curl, which judge, know no other time.
"""
import datetime
import ipaddress
import os
import sys
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import NameOID

warnings.simplefilter("ignore")  # SHA-1 and 1024 bits are made on purpose
NOW = datetime.datetime.utcnow().replace(microsecond=0)
DAY = datetime.timedelta(days=1)
HOST = "api.partner.test"
KEYS = {}


def key(kind="rsa"):
    if kind not in KEYS:
        makers = {
            "rsa": lambda: rsa.generate_private_key(65537, 2048),
            "rsa-ca": lambda: rsa.generate_private_key(65537, 2048),
            "rsa1024": lambda: rsa.generate_private_key(65537, 1024),
            "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
        }
        KEYS[kind] = makers.get(kind, makers["rsa"])()
    return KEYS[kind]


def name(common, organisation):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def make(subject, own, issuer=None, signer=None, days=(-30, 300), ca=False, hosts=(), purpose=Purpose.SERVER_AUTH, extra=(), url=None,
         digest=None):
    """issuer and signer None: self-signed."""
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer or subject).public_key(own.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(NOW + days[0] * DAY).not_valid_after(NOW + days[1] * DAY)
               .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key((signer or own).public_key()), critical=False)
               .add_extension(x509.KeyUsage(not ca, False, not ca, False, False, ca, ca, False, False), critical=True))
    if hosts:
        names = [x509.IPAddress(ipaddress.ip_address(h)) if h[0].isdigit() else x509.DNSName(h) for h in hosts]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if url:
        place = x509.AccessDescription(x509.oid.AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(url))
        builder = builder.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signer or own, digest or hashes.SHA256())


def pem(*certs):
    return b"".join(c.public_bytes(serialization.Encoding.PEM) for c in certs)


def write(path, data, mode=0o644):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as f:
        f.write(data)


def save(stem, chain, own):
    write(stem + ".pem", pem(*chain))
    write(stem + ".rest", pem(*chain[1:]))
    write(stem + ".key", own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()), 0o644)


class Authority:
    def __init__(self, organisation):
        self.root_key, self.key = key("rsa-ca " + organisation + " root"), key("rsa-ca " + organisation)
        self.name, self.issuing = name(organisation + " Root", organisation), name(organisation + " Issuing CA", organisation)
        self.root = make(self.name, self.root_key, ca=True, days=(-1000, 5000))
        self.ca = make(self.issuing, self.key, self.name, self.root_key, ca=True, days=(-900, 2000))

    def leaf(self, own=None, hosts=(HOST, "127.0.0.1"), **more):
        return make(name(hosts[0] if hosts else "nobody", "Server"), own or key(), self.issuing, self.key, hosts=hosts, **more)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    public, partner = Authority("Public"), Authority("Partner")
    write("public.pem", pem(public.root))
    write("partner-root.pem", pem(partner.root))
    write("partner-ca.pem", pem(partner.ca))
    expired, early, other = (-400, -2), (20, 300), ("other.test",)
    for stem, by in (("", public), ("unknown-", partner)):
        rest = [by.ca]
        save(stem + "good", [by.leaf()] + rest, key())
        save(stem + "expired", [by.leaf(days=expired)] + rest, key())
        save(stem + "early", [by.leaf(days=early)] + rest, key())
        save(stem + "name", [by.leaf(hosts=other)] + rest, key())
        save(stem + "name-expired", [by.leaf(hosts=other, days=expired)] + rest, key())
        save(stem + "incomplete", [by.leaf(url="http://ca.partner.test/issuing.cer")], key())
        save(stem + "with-root", [by.leaf(), by.ca, by.root], key())
    own = name(HOST, "Appliance")
    save("self", [make(own, key(), hosts=(HOST,))], key())
    save("self-expired", [make(own, key(), hosts=(HOST,), days=expired)], key())
    save("self-name", [make(own, key(), hosts=other)], key())
    save("p521", [public.leaf(key("p521")), public.ca], key("p521"))
    save("p256", [public.leaf(key("p256")), public.ca], key("p256"))
    save("weak", [public.leaf(key("rsa1024")), public.ca], key("rsa1024"))
    save("sha1", [public.leaf(digest=hashes.SHA1()), public.ca], key())
    save("client-purpose", [public.leaf(purpose=Purpose.CLIENT_AUTH), public.ca], key())
    save("soon", [public.leaf(days=(-300, 2)), public.ca], key())
    limits = x509.NameConstraints([x509.DNSName("allowed.test")], None)
    narrow = Authority("Narrow")
    narrow.ca = make(narrow.issuing, narrow.key, public.name, public.root_key, ca=True, days=(-900, 2000), extra=[(limits, True)])
    save("constrained", [narrow.leaf(), narrow.ca], key())
    no_ca = public.leaf()
    below = make(name("Below", "Server"), key("p256"), no_ca.subject, key(), hosts=(HOST,))
    save("not-a-ca", [below, no_ca, public.ca], key("p256"))
    save("crowd", [public.leaf(), public.ca] + [make(name("Filler %d" % i, "Filler"), key(), ca=True) for i in range(118)], key())
    blob = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x04\x83\x0f\x00\x00" + bytes(0x0f0000))
    save("large", [public.leaf(extra=[(blob, False)]), public.ca], key())
    blob = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x04\x83\x2f\x00\x00" + bytes(0x2f0000))
    save("huge", [public.leaf(extra=[(blob, False)]), public.ca], key())
    odd = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "\x1b[31mred\u202e$(id)`id`'\";|")])
    save("hostile-name", [make(odd, key(), hosts=(HOST,))], key())


main(sys.argv[1])
