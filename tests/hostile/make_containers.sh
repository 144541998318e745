#!/bin/sh
# Writes files made to hurt the readers of PEM, PFX and PKCS#7: make_containers.sh FOLDER. Each is named
# <word>.<what>.<ending> after the finding it must give, or the container it must be taken for. Everything comes from the samples and
# from constants, so the files are the same on every run. No private key: what looks like one is filler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec python3 - "$here/../support/samples" "$1" <<'PYTHON'
import base64, os, sys
samples, out = sys.argv[1:]

def read(name):
    with open(os.path.join(samples, name), "rb") as f:
        return f.read()

def write(name, data):
    os.makedirs(os.path.dirname(os.path.join(out, name)), exist_ok=True)
    with open(os.path.join(out, name), "wb") as f:
        f.write(data)

def tlv(tag, *content):
    c = b"".join(content)
    n = len(c).to_bytes(4, "big").lstrip(b"\0")
    return bytes([tag]) + (bytes([len(c)]) if len(c) < 128 else bytes([128 + len(n)]) + n) + c

def open_tlv(tag, *content): return bytes([tag, 0x80]) + b"".join(content) + b"\0\0"
def seq(*c): return tlv(0x30, *c)
def num(n): return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))
def octets(b): return tlv(4, b)

def take(b):
    """Content and rest of the first value; definite lengths."""
    n, at = b[1], 2
    if n >= 128:
        at += n - 128
        n = int.from_bytes(b[2:at], "big")
    return b[at:at + n], b[at + n:]

def oid(dotted):
    a, b, *rest = map(int, dotted.split("."))
    body = b""
    for n in [40 * a + b] + rest:
        part = bytes([n & 127])
        while n > 127:
            n >>= 7
            part = bytes([128 | n & 127]) + part
        body += part
    return tlv(6, body)

def pem(label, data):
    lines = base64.encodebytes(data).replace(b"\n", b"")
    body = b"".join(lines[i:i + 64] + b"\n" for i in range(0, len(lines), 64))
    return b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label, body, label)

root, issuing, pfx = read("partner-root.cer"), read("partner-issuing-ca.cer"), read("partner-client.pfx")
text = pem(b"CERTIFICATE", root)

# --- PEM ---
write("pem/malformed-certificate.only-looks-like.pem", b"-----BEGIN CERTIFICATE\nMIIB\n-----END CERTIFICATE\n")
write("pem/byte-order-mark.twice.pem", b"\xef\xbb\xbf\xef\xbb\xbf" + text)
write("pem/text-around-certificate.begin-in-mid-line.pem", b"see " + text)
def escaped(t): return t.replace(b"\n", b"\\n")
def b64(t, width=0):
    one = base64.b64encode(t)
    return one if not width else b"".join(one[i:i + width] + b"\n" for i in range(0, len(one), width))
def quoted_printable(t): return t.replace(b"=", b"=3D").replace(b"MII", b"MI=\nI")
def mail(encoding, body): return b"From: a@example.com\nMIME-Version: 1.0\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: " + encoding + b"\n\n" + body
issuing_text = pem(b"CERTIFICATE", issuing)
write("pem/several-certificates-in-file.end-and-begin-on-one-line.pem", text.rstrip() + issuing_text)
write("pem/several-certificates-in-file.mark-between.pem", text + b"\xef\xbb\xbf" + issuing_text)
write("pem/several-certificates-in-file.bare-blocks.pem", b64(root, 64) + b64(issuing, 76))
write("pem/escaped-certificate.variable.env", b"CA='" + escaped(text) + b"'\n")
write("pem/escaped-certificate.twice.json", b'{"a":"' + text.replace(b"\n", b"\\\\r\\\\n").replace(b"/", b"\\/") + b'"}')
write("pem/escaped-certificate.javascript.txt", b"".join(b'  "%s\\n" +\n' % line for line in text.splitlines())[:-3] + b";\n")
write("pem/escaped-certificate.quoted-mail.txt", b"> " + text.replace(b"\n", b"\n> ").rstrip(b"> "))
write("pem/text-around-certificate.quoted-printable.eml", mail(b"quoted-printable", quoted_printable(text)))
write("pem/text-around-certificate.quoted-printable-of-der.eml", mail(b"quoted-printable", b"".join(b"=%02x" % c + b"=\r\n" * (i % 20 == 19) for i, c in enumerate(root))))
write("pem/text-around-certificate.binary.eml", mail(b"binary", root))
write("pem/text-around-certificate.binary-called-7bit.eml", mail(b"7bit", root))
def two(name): return mail(b"binary", root).replace(b"application/octet-stream", b"multipart/mixed; boundary=b") .replace(b"binary\n\n", b"binary\n\n--b\n"
    b"Content-Type: application/octet-stream\n\n") + b"\n--b\nContent-Type: application/zip\nContent-Disposition: attachment; " + name + b"\n\nPK\3\4\0\n--b--\n"
for what, name in (("controls", b'filename="=?utf-8?Q?=1B[2J=E2=80=AEevil=00=0A?="'), ("two-words-one-letter", b'filename="=?utf-8?Q?=C3?= =?utf-8?Q?=BC?="'),
                   ("unknown-letters", b"filename*=x-evil'%1B'%1B[2J%80"), ("no-utf-8", b"filename*=utf-8''%FF%C0%80%ED%A0%80"),
                   ("command", b'filename*0*=utf-8\'\'%23; filename*1="#vso[x]"'), ("endless-words", b'filename="' + b"=?utf-8?B?" * 100000),
                   ("endless-pieces", b"".join(b"filename*%d=a;" % i for i in range(50000))), ("endless-lines", b"filename=" + b"\n a" * 200000)):
    write("pem/attachment-not-read.name-%s.eml" % what, two(name))
write("pem/text-around-certificate.nothing-but-parts.eml", mail(b"binary", root) + b"\n--b\nContent-Type: x\n\n" * 20000)
write("pem/escaped-certificate.html.txt", b"<p>" + text.replace(b"\n", b"<br />") + b"</p>")
for name, space in (("no-break-space", "\u00a0".encode()), ("no-break-space-of-windows-1252", b"\xa0"), ("no-break-space-of-html", b"&nbsp;")):
    write("pem/escaped-certificate.%s.pem" % name, text.replace(b" ", space).replace(b"\n", b"<br>\n"))
write("pem/escaped-certificate.url.txt", b"cert=" + text.replace(b"\n", b"%0A").replace(b"+", b"%2B") + b"&x=1")
write("pem/text-around-certificate.terraform.tf", b"ca = <<EOT\n    " + text.replace(b"\n", b"\n    ") + b"EOT\n")
write("pem/contains-private-key.in.json", b'{"c":"' + escaped(text) + b'","k":"' + escaped(pem(b"PRIVATE KEY", seq(num(0), seq(oid("1.2.840.113549.1.1.1"), b"\5\0"), octets(b"\0" * 9)))) + b'"}')
write("pem/base64-of-pem.kubeconfig.yaml", b"clusters:\n- cluster:\n    certificate-authority-data: " + b64(text) + b"\n    server: https://example.com\n")
write("pem/base64-of-pem.wrapped.txt", b64(issuing_text, 60))
write("pem/base64-of-pem.mail.eml", mail(b"base64", b64(text, 76)))
write("pem/text-around-certificate.mail-of-der.eml", mail(b"BASE64", b64(root, 76)))
write("pem/not-a-certificate.mail-of-nothing.eml", mail(b"base64", b64(b"PK\3\4", 76)))
for name, line in (("em-dashes", "\u2014\u2014BEGIN CERTIFICATE\u2014\u2014".encode()), ("minus-signs", "\u2212\u2212\u2212\u2212\u2212BEGIN CERTIFICATE\u2212".encode()),
                   ("dashes-of-windows-1252", b"\x97\x96BEGIN CERTIFICATE\x97\x96"), ("three-hyphens", b"---BEGIN CERTIFICATE---"),
                   ("six-hyphens", b"------begin CERTIFICATE-----"), ("lower-case", b"-----begin certificate-----"),
                   ("soft-hyphen", "-----BEGIN\u00ad CERTIFICATE-----".encode()),
                   ("beside-a-good-one", text + b"----BEGIN CERTIFICATE-----")):
    write("pem/malformed-certificate.begin-%s.pem" % name, line + text[len("-----BEGIN CERTIFICATE-----"):])
write("pem/malformed-certificate.base64-of-pem-cut.txt", b64(text)[:701])
write("pem/malformed-certificate.begin-mentioned.txt", b"look for -----BEGIN CERTIFICATE----- in it:\n" + text)

# --- Windows' stores ---
def element(id, value): return id.to_bytes(4, "little") + b"\1\0\0\0" + len(value).to_bytes(4, "little") + value
def serialized(der): return element(3, b"\0" * 20) + element(11, "Name".encode("utf-16-le")) + element(32, der)
def registry(der): return b'"Blob"=hex:' + b",".join(b"%02x" % c for c in serialized(der)).replace(b",30,", b",30,\\\r\n  ") + b"\r\n"
store = b"\0\0\0\0CERT" + serialized(root) + serialized(issuing) + b"\0" * 12
reg = b"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\x]\r\n" + registry(root) + b"\r\n[HKEY_LOCAL_MACHINE\\y]\r\n" + registry(issuing)
write("store/several-certificates-in-file.two.sst", store)
write("store/extension-not-cer.one.sst", serialized(root))
write("store/several-certificates-in-file.utf-16.reg", b"\xff\xfe" + reg.decode().encode("utf-16-le"))
write("store/several-certificates-in-file.utf-8.reg", reg.replace(b"Windows Registry Editor Version 5.00", b"REGEDIT4"))
write("store/malformed-certificate.cut.sst", store[:-400])
write("store/malformed-certificate.junk.sst", b"\0\0\0\0CERT" + element(32, b"junk") + b"\0" * 12)
write("store/not-a-certificate.empty.sst", b"\0\0\0\0CERT" + b"\0" * 12)
write("store/not-a-certificate.other.reg", b"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\x]\r\n\"a\"=dword:00000001\r\n")

# --- PEM, damaged ---
write("pem/malformed-certificate.truncated.pem", text[:len(text) // 2])
write("pem/malformed-certificate.broken-base64.pem", text.replace(b"M", b"!", 2))
write("pem/malformed-certificate.empty-body.pem", b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")
write("pem/malformed-certificate.another-end.pem", text.replace(b"END CERTIFICATE", b"END PKCS7"))
write("pem/malformed-certificate.nothing-but-begin.pem", b"-----BEGIN CERTIFICATE-----\n" * 2000)
write("pem/malformed-certificate.nul-in-body.pem", text.replace(b"\n", b"\n\0", 2))
write("pem/malformed-certificate.length-beyond-the-end.pem", pem(b"CERTIFICATE", b"\x30\x84\xff\xff\xff\xff" + root[4:]))
write("pem/text-around-certificate.escapes.pem", "\x1b[2J\u202eevil\u2066 \x07\n".encode() + text)
write("pem/trailing-data.inside-the-block.pem", pem(b"CERTIFICATE", root + b"more"))
write("pem/contains-private-key.filler.pem", text + pem(b"PRIVATE KEY", seq(num(0), seq(oid("1.2.840.113549.1.1.1"), b"\5\0"), octets(b"\0" * 9))))
write("pem/utf16-text.odd-length.pem", b"\xff\xfe" + text.decode().encode("utf-16-le") + b"x")
write("pem/certificate-in-pkcs7.wrong-label.pem", pem(b"CERTIFICATE", seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, seq(
    num(1), tlv(0x31), seq(oid("1.2.840.113549.1.7.1")), tlv(0xA0, root), tlv(0x31))))))
write("pem/csr.wrong-label.pem", pem(b"CERTIFICATE", seq(seq(num(0), seq(), seq(seq(oid("1.2.3")), tlv(3, b"\0x")), tlv(0xA0)),
                                                         seq(oid("1.2.3")), tlv(3, b"\0x"))))

# --- PKCS#7 ---
def signed(certs, wrap=tlv):
    body = wrap(0x30, num(1), tlv(0x31), wrap(0x30, oid("1.2.840.113549.1.7.1")), wrap(0xA0, certs), tlv(0x31))
    return wrap(0x30, oid("1.2.840.113549.1.7.2"), wrap(0xA0, body))

p7 = signed(root + issuing)
deep = b""
for _ in range(70):
    deep = open_tlv(0x30, deep)
write("pkcs7/certificate-in-pkcs7.indefinite-lengths.p7b", signed(root + issuing, open_tlv))
write("pkcs7/certificate-in-pkcs7.named-cer.cer", p7)
write("pkcs7/certificate-in-pkcs7.with-other-forms.p7b", signed(tlv(0xA1, b"\x30\0") + root + tlv(0xA3, b"\x06\0")))
write("pkcs7/malformed-certificate.truncated.p7b", p7[:-100])
write("pkcs7/malformed-certificate.junk-inside.p7b", signed(seq(b"junk") + root))
write("pkcs7/malformed-certificate.nested-too-deep.p7b", signed(deep, open_tlv))
write("pkcs7/malformed-certificate.length-beyond-the-end.p7b", signed(b"\x30\x84\x7f\xff\xff\xff"))
write("pkcs7/trailing-data.behind.p7b", p7 + b"\0\0")
write("pkcs7/cms.no-certificates.p7b", seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, seq(num(1), tlv(0x31), seq(oid("1.2.840.113549.1.7.1")), tlv(0x31)))))
write("pkcs7/cms.empty-set.p7b", signed(b""))

# --- PFX ---
P12, P5 = "1.2.840.113549.1.12.", "1.2.840.113549.1.5."
def info(safe): return seq(oid("1.2.840.113549.1.7.1"), tlv(0xA0, octets(safe)))
def encrypted(algorithm): return seq(oid("1.2.840.113549.1.7.6"), tlv(0xA0, seq(num(0), seq(oid("1.2.840.113549.1.7.1"), algorithm, tlv(0x80, b"\0" * 16)))))
def mac(n): return seq(seq(seq(oid("1.3.14.3.2.26")), octets(b"\0" * 20)), octets(b"saltsalt"), num(n))
def file(infos, end=b"", version=3): return seq(num(version), info(seq(infos)), end)
def des(n): return seq(oid(P12 + "1.3"), seq(octets(b"saltsalt"), num(n)))
def pbes2(kdf): return seq(oid(P5 + "13"), seq(kdf, seq(oid("2.16.840.1.101.3.4.1.42"), octets(b"\0" * 16))))
def scrypt(n, r, p): return pbes2(seq(oid("1.3.6.1.4.1.11591.4.11"), seq(octets(b"saltsalt"), num(n), num(r), num(p))))
def bag(kind, value): return seq(oid(P12 + "10.1.%d" % kind), tlv(0xA0, value))
def key(algorithm): return bag(2, seq(algorithm, octets(b"\0" * 16)))

nested = bag(4, seq())
for _ in range(100):
    nested = bag(6, seq(nested))
parts = take(pfx)[0]
version, rest = parts[:3], parts[3:]
contents, its_mac = take(rest)
safe = take(take(take(contents)[1])[0])[0]
pieces = b"".join(octets(safe[i:i + 100]) for i in range(0, len(safe), 100))
ber = open_tlv(0x30, version, open_tlv(0x30, oid("1.2.840.113549.1.7.1"), open_tlv(0xA0, open_tlv(0x24, pieces))), its_mac)

write("pfx/pfx-iterations-excessive.mac-2-31.pfx", file(b"", mac(2**31)))
write("pfx/pfx-iterations-excessive.mac-2-2000.pfx", file(b"", mac(2**2000)))
write("pfx/pfx-iterations-excessive.key-2-31.pfx", file(info(seq(key(des(2**31)))), mac(1)))
write("pfx/pfx-iterations-excessive.pbkdf2-2-31.pfx", file(encrypted(pbes2(seq(oid(P5 + "12"), seq(octets(b"salt"), num(2**31))))), mac(1)))
write("pfx/pfx-iterations-excessive.scrypt-memory.pfx", file(encrypted(scrypt(2**20, 8, 1)), mac(1)))
write("pfx/pfx-iterations-excessive.sum-of-many.pfx", file(info(seq(key(des(100000)) * 150)), mac(1)))
write("pfx/pfx-password-missing.indefinite-lengths.pfx", ber)
write("pfx/pfx-is-base64.as-certificate.pfx", pem(b"CERTIFICATE", pfx))
secret = bag(5, seq(oid("1.3.6.1.4.1.311.17.4"), tlv(0xA0, octets(b"\4\x82\1\x90" + b"\0" * 400))))
write("pfx/pfx-for-accounts.no-mac.pfx", file(encrypted(des(2000)) + info(seq(secret))))
write("pfx/pfx-for-accounts.with-mac.pfx", file(info(seq(key(des(2000)) + secret)), mac(2000)))
write("pfx/trailing-data.behind.pfx", pfx + b"\r\n")
write("pfx/malformed-certificate.truncated.pfx", pfx[:500])
write("pfx/malformed-certificate.version-4.pfx", file(b"", mac(2048), 4))
write("pfx/malformed-certificate.iterations-zero.pfx", file(b"", mac(0)))
write("pfx/malformed-certificate.iterations-negative.pfx", file(b"", mac(1)[:-1] + b"\xff"))
write("pfx/malformed-certificate.nested-too-deep.pfx", file(info(seq(nested))))
write("pfx/malformed-certificate.too-many-bags.pfx", file(info(seq(bag(4, seq()) * 201))))
write("pfx/malformed-certificate.too-many-parts.pfx", file(info(seq()) * 201))
write("pfx/malformed-certificate.certificate-is-junk.pfx", file(info(seq(bag(3, seq(oid("1.2.840.113549.1.9.22.1"), tlv(0xA0, octets(b"junk"))))))))
write("pfx/malformed-certificate.for-a-public-key.pfx", file(seq(oid("1.2.840.113549.1.7.3"), tlv(0xA0, seq(num(0))))))
write("pfx/pfx-password-missing.unknown-encryption.pfx", file(encrypted(seq(oid("1.2.3.4"))), mac(2048)))
write("pfx/malformed-certificate.unknown-mac.pfx", file(b"", seq(seq(seq(oid("1.2.3.4")), octets(b"\0" * 20)), octets(b"salt"))))
PYTHON
