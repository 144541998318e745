#!/usr/bin/python3
"""Writes files as people really have them into the current folder: people.py SAMPLES KIND...

SAMPLES is the folder of sample files that they are made of; a KIND is one of the functions below.
"""
import os
import shutil
import subprocess
import sys

SAMPLES = sys.argv[1]


def sample(name):
    with open(os.path.join(SAMPLES, name), "rb") as file:
        return file.read()


def write(name, content):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, capture_output=True)


def utf16(text, order="le", mark=True):
    return (b"" if not mark else b"\xff\xfe" if order == "le" else b"\xfe\xff") + text.encode("utf-16-" + order)


# --- one way from bytes to text ---

def encodings(stem, text):
    write(stem + "bom.txt", b"\xef\xbb\xbf" + text.encode() + b"\r\n")
    write(stem + "utf16.txt", utf16(text + "\r\nthe second line\r\n"))
    write(stem + "utf16be.txt", utf16(text + "\n", "be"))


def passwords():
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "400", "-subj",
            "/CN=people", "-addext", "basicConstraints=critical,CA:false", "-addext", "extendedKeyUsage=clientAuth")
    for stem, text in ("plain", "correct horse"), ("latin", "a\u00e7\u00e3o-2026"), ("dotted", "x\u010ay\u0a01z"):
        write("pass.tmp", text)
        openssl("pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-passout", "file:pass.tmp", "-out", stem + ".pfx")
        encodings("" if stem == "plain" else stem + "-", text)
    write("utf16-without-mark.txt", utf16("correct horse\r\n", mark=False))
    write("latin-utf16-without-mark.txt", b"\xef\xbb\xbf" + "a\u00e7\u00e3o-2026".encode())
    write("latin-1252.txt", "a\u00e7\u00e3o-2026\r\n".encode("cp1252"))


INVENTORY = '[{"Key":"k1","Name":"Produ\u00e7\u00e3o","HostName":"partner.outsystemsenterprise.com","IsCloudEnvironment":true}]'


def texts():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "inventory.xml"), encoding="utf-8") as file:
        xml = file.read().replace("Ana Silva", "Ana Concei\u00e7\u00e3o").replace(' encoding="UTF-8"', "")
    with open(os.path.join(here, "..", "..", "templates", "catalog.xml"), encoding="utf-8") as file:
        catalog = file.read().replace(' encoding="UTF-8"', "")
    texts_of = {
        "inventory-%s.json": INVENTORY,
        "inventory-%s.xml": xml,
        "holidays-%s.txt": "2026-12-25 Natal\n2026-12-01 Restaura\u00e7\u00e3o\n",
        "targets-%s.txt": "127.0.0.1:9 # esta\u00e7\u00e3o\n".replace(" # esta\u00e7\u00e3o", "") + "# a esta\u00e7\u00e3o\n",
        "requests-%s.csv": "certificates,environments,reason\nroot.cer,Test,uma raz\u00e3o\n",
        "requests-%s.json": '[{"certificates":["root.cer"],"environments":["Test"],"reason":"uma raz\u00e3o"}]',
        "requests-%s.xml": '<requests xmlns="urn:certcase:requests:1" version="1"><request><certificates>root.cer</certificates>'
                           "<environments>Test</environments><reason>uma raz\u00e3o</reason></request></requests>",
        "catalog-%s.xml": catalog.replace("<catalog", "<!-- cat\u00e1logo -->\n<catalog", 1),
        "policy-%s.xml": '<policy xmlns="urn:certcase:policy:1" version="1" id="p"><!-- p\u00e3o --><signers required="true"/></policy>',
    }
    for name, text in texts_of.items():
        write(name % "utf16", utf16(text.replace("\n", "\r\n")))
        write(name % "1252", text.encode("cp1252"))
    write("paths-utf16.txt", utf16("no-such-bundle-\u00e9.zip\r\n\r\nand-no-second.zip\r\n"))
    write("paths-utf16be.txt", utf16("no-such-bundle-\u00e9.zip\n", "be"))
    write("paths-bom.txt", b"\xef\xbb\xbf" + "no-such-bundle-\u00e9.zip\n".encode())
    with open(os.path.join(here, "..", "..", "templates", "_request.txt"), encoding="utf-8") as file:
        write("templates/_request.txt", utf16("Our own words for \u00e9\n" + file.read()))
    write("config/certcase/certcase.json", utf16('{"format": "json"}'))
    write("root.cer", sample("partner-root.cer"))


# --- holiday feeds ---

def event(*lines):
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def feed(name, *events):
    write(name, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//people//EN\r\n" + "".join(events) + "END:VCALENDAR\r\n")


def days(first, last=None):
    return ["DTSTART;VALUE=DATE:" + first] + (["DTEND;VALUE=DATE:" + last] if last else [])


def holidays():
    public = event(*days("20261201", "20261202"), "SUMMARY:Independence", "DESCRIPTION:Public holiday")
    feed("google.ics", public,
         event(*days("20261202"), "SUMMARY:Some Day", "DESCRIPTION:Observance\\nTo hide observances\\, go to Google Calendar Settings > Holidays"),
         event(*days("20261203"), "SUMMARY:Um Dia", "DESCRIPTION:Comemora\u00e7\u00e3o\\nPara ocultar\\, acesse a Google Agenda > Feriados"))
    feed("office.ics", public, event(*days("20261202"), "SUMMARY:Foo Day (Not a public holiday)"),
         event(*days("20261203"), "SUMMARY:Azores Day (Regional Holiday)"))
    feed("categories.ics", public, event(*days("20261202"), "SUMMARY:Moon Day", "CATEGORIES:Observance,Asia"),
         event(*days("20261203"), "SUMMARY:Eve", "STATUS:CANCELLED"))
    whole = ['DTSTART;TZID="GMT Standard Time":20261204T000000', 'DTEND;TZID="GMT Standard Time":20261205T000000', "SUMMARY:Company day off"]
    meeting = event("DTSTART:20261203T140000", "DTEND:20261203T150000", "SUMMARY:Meeting")
    feed("outlook.ics", event(*whole, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"), meeting)
    feed("midnights.ics", event(*[line.replace(';TZID="GMT Standard Time"', "") for line in whole]), meeting)
    feed("utc.ics", event("DTSTART:20261203T230000Z", "DTEND:20261204T230000Z", "SUMMARY:Company day off",
                          "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"), meeting)
    feed("z.ics", event("DTSTART;VALUE=DATE:20261204Z", "DTEND;VALUE=DATE:20261205Z", "SUMMARY:Company day off"), meeting)
    feed("dashes.ics", event("DTSTART;VALUE=DATE:2026-12-04", "SUMMARY:Company day off"), meeting)
    feed("unread.ics", event(*whole), event("DTSTART;VALUE=DATE:20269999", "SUMMARY:Nobody knows"))
    with open("outlook.ics", encoding="utf-8", newline="") as file:
        text = file.read()
    write("utf16.ics", utf16(text))
    write("utf16-without-mark.ics", utf16(text, "be", mark=False))
    write("outlook.hol", utf16("[Portugal] 2\r\nCompany day off,2026/12/4\r\nAno Novo,2027/1/1\r\n"))
    write("older.hol", "[Portugal] 1\r\nCompany day off,2026/12/4\r\n")
    write("sheet.csv", "Data;Feriado\r\n04/12/2026;Company day off\r\n25/12/2026;Natal\r\n")
    write("dots.txt", utf16("04.12.2026 Company day off\r\n25.12.2026 Natal\r\n"))
    write("open.txt", "01/12/2026 Restaura\u00e7\u00e3o\n08/12/2026 Imaculada\n")
    write("login.ics", "<!DOCTYPE html><html><body>Sign in</body></html>")
    write("days.json", '[{"date":"2026-12-04","localName":"Company day off"}]')
    write("error.json", '{"error":{"code":401}}')
    for label, between in ("hyphen", "-"), ("to", "to"), ("dash", "\u2013"):
        write("range-%s.txt" % label, "2026-12-01 Independence\n2026-12-23 %s 2026-12-31 Closed\n" % between)
    feed("words.ics", public, event(*days("20261202"), "SUMMARY:Some Day", "DESCRIPTION:Christian observance"),
         event(*days("20261203"), "SUMMARY:A Day", "DESCRIPTION:Not a federal holiday"),
         event(*days("20261204"), "SUMMARY:Bridge", "DESCRIPTION:Working day"))
    write("proxy.ics", "\r\n<HTML><HEAD><TITLE>Proxy</TITLE></HEAD></HTML>")


# --- inventories ---

def inventories():
    write("login.json", "<!DOCTYPE html><html><head><title>Login</title></head></html>")
    write("proxy.json", utf16("<html>\r\n<body>Access denied</body></html>"))
    write("error.json", '{"error":"Authentication failed"}')
    write("errors.json", '{"Errors":["Authentication failed"],"StatusCode":401}')
    write("fault.json", '{"error":{"code":401,"message":"Authentication failed"}}')
    write("refused.json", "401 Unauthorized")
    write("applications.json", '[{"Key":"a","Name":"Shop","Kind":"WebResponsive","Team":null,"AppStatusInEnvs":[]}]')
    write("cities.json", '[{"city":"Lisboa"},{"city":"Porto"}]')


# --- certificates of real places ---

def der(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    size = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([n]) if n < 128 else bytes([0x80 | len(size)]) + size) + body


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for number in [40 * first + second, *rest]:
        digits = [number & 127]
        while number := number >> 7:
            digits.append(number & 127 | 128)
        out += bytes(reversed(digits))
    return der(6, out)


def name(*attributes):
    return der(0x30, *[der(0x31, der(0x30, oid(kind), der(tag, text))) for kind, tag, text in attributes])


def cn(text, tag=12):
    return name(("2.5.4.3", tag, text if isinstance(text, bytes) else text.encode()))


def extension(kind, value, critical=False):
    return der(0x30, oid(kind), der(1, b"\xff") if critical else b"", der(4, value))


CA = extension("2.5.29.19", der(0x30, der(1, b"\xff")), True)
RSA_SHA256 = der(0x30, oid("1.2.840.113549.1.1.11"), der(5))


def signed(subject, issuer=None, extensions=(CA,), until="20351231235959Z", algorithm=None, spki=None):
    """A certificate by a new RSA key, self-signed unless an issuer's name is given; what names an algorithm has a made-up signature."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    key = rsa.generate_private_key(65537, 2048)
    own = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    used = der(0x30, oid(algorithm)) if algorithm else RSA_SHA256
    body = der(0x30, der(0xA0, der(2, b"\2")), der(2, b"\x4d"), used, issuer or subject,
               der(0x30, der(24, b"20260101000000Z"), der(24, until.encode())), subject, spki or own, der(0xA3, der(0x30, *extensions)))
    signature = b"\x33" * 3309 if algorithm else key.sign(body, padding.PKCS1v15(), hashes.SHA256())
    return der(0x30, body, used, der(3, b"\0", signature))


def post_quantum():
    arc = "2.16.840.1.101.3.4.3."
    for label, number, size in ("mldsa44", 17, 1312), ("mldsa65", 18, 1952), ("mldsa87", 19, 2592), ("slhdsa-128s", 20, 32), ("slhdsa-shake", 31, 64):
        spki = der(0x30, der(0x30, oid(arc + str(number))), der(3, b"\0", b"\x5a" * size))
        write(label + ".cer", signed(cn("PQ " + label), algorithm=arc + str(number), spki=spki))
    write("issued.cer", signed(cn("app.example.com"), cn("PQ mldsa65"), (), algorithm=arc + "18"))


def uris(*addresses):
    access = [der(0x30, oid("1.3.6.1.5.5.7.48.2"), der(0x86, text.encode())) for text in addresses]
    return extension("1.3.6.1.5.5.7.1.1", der(0x30, *access))


def alternative(*names):
    return extension("2.5.29.17", der(0x30, *names), True)


def places():
    issuer = cn("acme-DC01-CA")
    ldap = "ldap:///CN=acme-DC01-CA,CN=AIA,CN=Public%20Key%20Services,DC=acme,DC=local?cACertificate"
    dns = der(0x82, b"DC01.acme.local")
    guid = der(0xA0, oid("1.3.6.1.4.1.311.25.1"), der(0xA0, der(4, bytes(16))))
    write("ldap-http.cer", signed(cn("app.acme.local"), issuer, (uris(ldap, "http://pki.acme.local/ca.crt"), alternative(dns))))
    write("ldaps-https.cer", signed(cn("app.acme.local"), issuer, (uris(ldap, ldap.replace("ldap", "ldaps"), "https://pki.acme.local/ca.crt"),
                                                                    alternative(dns))))
    write("ldap-alone.cer", signed(cn("app.acme.local"), issuer, (uris(ldap), alternative(dns))))
    write("controller.cer", signed(der(0x30), issuer, (alternative(guid, dns),)))
    write("by-address.cer", signed(der(0x30), issuer, (alternative(der(0x87, bytes([10, 0, 0, 5]))),)))
    write("by-mail.cer", signed(der(0x30), issuer, (alternative(der(0x81, b"ana@acme.local")),)))
    write("fallback.cer", signed(cn("SSL_Self_Signed_Fallback"), extensions=()))
    write("fallback-bmp.cer", signed(cn("SSL_Self_Signed_Fallback".encode("utf-16-be"), 30), extensions=()))
    write("never.cer", signed(cn("Never Root"), until="99991231235959Z"))
    write("never-leaf.cer", signed(cn("app.acme.local"), issuer, (alternative(der(0x82, b"app.acme.local")),), until="99991231235959Z"))
    write("almost-never.cer", signed(cn("Late Root"), until="99980101000000Z"))
    write("t61.cer", signed(cn("Conce\u00e7\u00e3o Root".encode(), 20)))
    write("t61-latin.cer", signed(cn("Conce\u00e7\u00e3o Root".encode("latin-1"), 20)))
    for label, text in ("at", b"ca@example.com"), ("and", b"Silva & Co *"), ("underscore", b"my_root"):
        write("printable-%s.cer" % label, signed(cn(text, 19)))


# --- zips ---

def zips():
    """What Python and programs that Debian doesn't have write; the others are made by the tools themselves."""
    import io
    import struct
    import zipfile
    root = sample("partner-root.cer")

    class Pipe(io.RawIOBase):
        """Nothing can be written into it twice."""
        def __init__(self, file):
            super().__init__()
            self.file = file

        def writable(self):
            return True

        def write(self, content):
            return self.file.write(bytes(content))

    def pack(path, to, **entries):
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in entries.items():
                with archive.open(entry, "w", force_zip64="64" in path) as file:
                    file.write(content)

    for path in "python.zip", "python64.zip":
        pack(path, path, **{"root.cer": root, "notes.txt": b"Please install it.\n"})
    for path in "stream.zip", "stream64.zip":
        with open(path, "wb") as file:
            pack(path, Pipe(file), **{"root.cer": root})
    with zipfile.ZipFile("jar.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        first = zipfile.ZipInfo("META-INF/", (2026, 1, 1, 0, 0, 0))
        first.extra = struct.pack("<HH", 0xCAFE, 0)
        archive.writestr(first, b"")
        archive.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n")
        archive.writestr("root.cer", root)
    with zipfile.ZipFile("finder.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in ("case/", b""), ("case/root.cer", root), ("case/.DS_Store", b"\0\0\0\1Bud1"), ("__MACOSX/", b""), (
                "__MACOSX/case/._root.cer", b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(90)):
            archive.writestr(entry, content)
    for path, letters in ("cp437.zip", b"\x87\x84"), ("cp850.zip", b"\x87\xc6"):
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w") as archive:
            archive.writestr("certific-XX.cer", root)
        write(path, plain.getvalue().replace(b"XX", letters))
    write("root.cer", root)
    write("notes.txt", "Please install it on Production.\n")


def strangers():
    """Beside root.cer: what an honest support case doesn't hold."""
    write("root.cer", sample("partner-root.cer"))
    write("client.pfx", sample("partner-client.pfx"))
    write("password.txt", sample("password.txt"))
    write("hello.txt", b"Hello,\r\n\r\n" + sample("password.txt").strip() + b"\r\n")
    write("utf16.txt", utf16(sample("password.txt").decode().strip() + "\r\n"))
    write("word.txt", "Winter2026!\n")
    for runs, content in {"fix.exe": b"MZ\x90\0", "tool.cer": b"\x7fELF\2\1\1", "run.bat": b"@echo off\r\n", "install.ps1": b"Get-Item .\r\n",
                          "root.cer.lnk": b"L\0\0\0\1\x14\2\0", "invoice.pdf.exe": b"MZ\x90\0", "photo.jpg": b"MZ\x90\0",
                          "notes.sh": b"echo\n"}.items():
        write("runs/" + runs, content)
    for odd, content in {"desktop.ini": b"[.ShellClassInfo]\r\n", "second.cer": b"%PDF-1.4\n", "third.crt": b"nothing\n",
                         "scan.pdf.cer": b"%PDF-1.4\n", "photo.png": b"%PDF-1.4\n", "list.pdf": b"PK\3\4" + bytes(40), "old.zip": b"PK\5\6" + bytes(18),
                         "notes.pdf.txt": b"nothing\n", "any.dat": b"\0\1\2"}.items():
        write("odd/" + odd, content)


# --- PEM wherever it stands ---

def pems():
    import base64
    import html
    import json
    import urllib.parse
    root, issuing = sample("partner-root.pem").decode().strip(), None
    openssl("x509", "-in", os.path.join(SAMPLES, "partner-issuing-ca.cer"), "-inform", "DER", "-out", "issuing.pem")
    with open("issuing.pem", encoding="ascii") as file:
        issuing = file.read().strip()
    both = issuing + "\n" + root + "\n"
    escaped = root.replace("\n", "\\n")
    coded = base64.b64encode((root + "\n").encode()).decode()
    bare = ["".join(pem.splitlines()[1:-1]) for pem in (issuing, root)]
    two = {
        "joined.pem": issuing + root, "joined-bom.pem": issuing + "\n\ufeff" + root, "joined-crlf.pem": (issuing + root).replace("\n", "\r\n"),
        "mail.txt": "".join("> " + line + "\n" for line in both.splitlines()), "indented.yaml": "ca: |\n" + "".join(
            "    " + line + "\n" for line in both.splitlines()),
        "chain.json": json.dumps({"data": {"certificate": issuing, "ca_chain": [root]}}), "heredoc.tf": "ca = <<EOT\n" + both + "EOT\n",
        "new.patch": "@@ -0,0 +1,2 @@\n" + "".join("+" + line + "\n" for line in both.splitlines()), "commented.js": "".join(
            "// " + line + "\n" for line in both.splitlines()), "numbered.txt": "".join(
            "%3d: %s\n" % numbered for numbered in enumerate(both.splitlines(), 1)), "listed.txt": "".join(
            "  %d  %s\n" % numbered for numbered in enumerate(both.splitlines(), 9)),
        "header.txt": "X-Amzn-Mtls-Clientcert: " + urllib.parse.quote(both, safe="+=/") + "\r\n",
        "link.txt": "data:application/x-x509-ca-cert;charset=utf-8," + urllib.parse.quote(both),
        "forwarded.txt": "".join('Hash=00;Cert="%s";Subject="CN=x"\n' % urllib.parse.quote(pem, safe="") for pem in (issuing, root)),
        "settings.ini": "[tls]\nissuing=" + bare[0] + "\nroot=" + bare[1] + "\n",
        "entries.ldif": "".join("dn: cn=%d\ncACertificate;binary:: %s\n" % (i, "\n ".join(
            one[at:at + 60] for at in range(0, len(one), 60))) for i, one in enumerate(bare)),
        "word.rtf": "{\\rtf1\\ansi " + both.replace("\n", "\\par\n") + "}", "six.pem": both.replace("-----", "------"),
        "page.html": "<pre>" + html.escape(both).replace("+", "&#43;").replace("=", "&#61;") + "</pre>",
        "bare.txt": bare[0] + "\n\n" + bare[1] + "\n",
    }
    one = {
        "assigned.env": 'export CA_CERT="' + root + '"\n', "escaped.env": "CA='" + escaped + "'\n", "quoted.cs": 'var ca = "' + escaped + '";\n',
        "terraform.tf": 'certificate_body = "' + escaped + '"\n', "carriage.txt": root.replace("\n", "\\r\\n"),
        "secret.yaml": "kind: Secret\ndata:\n  ca.crt: " + coded + "\n", "kubeconfig": "clusters:\n- cluster:\n    certificate-authority-data: "
        + coded + "\n", "coded.cer": coded, "wrapped.cer": "\n".join(coded[i:i + 64] for i in range(0, len(coded), 64)),
        "part.eml": "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/x-x509-ca-cert; name=root.cer\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" + "\r\n".join(coded[i:i + 76] for i in range(0, len(coded), 76)) + "\r\n--b--\r\n",
        "printable.eml": "Content-Transfer-Encoding: quoted-printable\r\n\r\nHello=C3=A9,\r\n\r\n" + root.replace("=", "=3D").replace(
            "\n", "\r\n") + "\r\n",
    }
    for path, text in {**two, **one}.items():
        write(path, text)
    write("two.list", "\n".join(two) + "\n")
    write("one.list", "\n".join(one) + "\n")
    begin = "-----BEGIN CERTIFICATE-----"
    for path, line in {"en-dash": "\u2013" * 5 + begin[5:], "em-dashes": "\u2014\u2014-BEGIN CERTIFICATE\u2014\u2014-", "four": begin[1:],
                       "lower": begin.lower(), "no-end-dashes": begin.rstrip("-")}.items():
        write("damaged-%s.cer" % path, root.replace(begin, line))
        write("beside-%s.cer" % path, issuing + "\n" + root.replace(begin, line) + "\n")
    write("damaged-cp1252.cer", root.replace(begin, "\u2013" * 5 + begin[5:]).encode("cp1252"))
    write("beside-cp1252.cer", (issuing + "\n" + root.replace(begin, "\u2014" + begin[3:])).encode("cp1252"))
    end = "-----END CERTIFICATE-----"
    write("end-missing.cer", issuing + "\n" + root.replace(end, ""))
    write("end-altered.cer", root.replace(end, "-----END CERTIFCATE-----") + "\n" + issuing + "\n")
    write("cut.pem", issuing + "\n" + root[:300] + "\n")


def containers():
    import struct
    certificates = sample("partner-issuing-ca.cer"), sample("partner-root.cer")

    def element(certificate):
        return struct.pack("<III", 32, 1, len(certificate)) + certificate
    write("roots.sst", struct.pack("<I4s", 0, b"CERT") + b"".join(map(element, certificates)) + struct.pack("<III", 0, 0, 0))
    write("one.sst", element(certificates[1]))
    blob = element(certificates[1])
    write("store.reg", utf16("Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT"
                             '\\Certificates\\40CC]\r\n"Blob"=hex:' + ",".join("%02x" % byte for byte in blob) + "\r\n"))
    import base64
    pfx = sample("partner-client.pfx")
    lines = base64.encodebytes(pfx).decode()
    write("certutil.pfx", "-----BEGIN CERTIFICATE-----\r\n" + lines.replace("\n", "\r\n") + "-----END CERTIFICATE-----\r\n")
    write("certutil.cer", "-----BEGIN PKCS12-----\n" + lines + "-----END PKCS12-----\n")
    write("password.txt", sample("password.txt"))


def clients():
    """A client's certificate and key in one text, with and without its chain."""
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "400", "-subj", "/CN=Client CA")
    write("client.cnf", "extendedKeyUsage=clientAuth\nbasicConstraints=CA:false\n")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "client.key", "-out", "client.csr", "-subj", "/CN=people-client")
    openssl("x509", "-req", "-in", "client.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "300", "-extfile", "client.cnf",
            "-out", "client.pem")
    key, client, ca = (open(path, encoding="ascii").read() for path in ("client.key", "client.pem", "ca.pem"))
    write("alone.pem", key + client)
    write("with-chain.pem", "Bag Attributes\n    friendlyName: x\n" + client + "Bag Attributes\n" + ca + "Bag Attributes\n" + key)
    write("tunnel.ovpn", "client\n<ca>\n" + ca + "</ca>\n<cert>\n" + client + "</cert>\n<key>\n" + key + "</key>\n")
    for days, path in ("1", "old"), ("400", "new"):
        openssl("req", "-x509", "-key", "ca.key", "-out", path + ".pem", "-days", days, "-subj", "/CN=Client CA")
    openssl("crl2pkcs7", "-nocrl", "-certfile", "new.pem", "-certfile", "old.pem", "-outform", "DER", "-out", "twins.p7b")
    write("twins.pem", open("old.pem", "rb").read() + open("new.pem", "rb").read())


# --- lists of Excel ---

def lists():
    write("root.cer", sample("partner-root.cer"))
    write("issuing.cer", sample("partner-issuing-ca.cer"))
    rows = [["id", "certificates", "environments", "needed_by"], ["A-1", "issuing.cer;root.cer", "Test", "2026-12-15"],
            ["A-2", "root.cer", "Development;Test", "2026-12-15"]]

    def text(separator, inner=";", table=rows):
        quote = (lambda field: '"%s"' % field if separator in field else field)
        return "".join(separator.join(quote(field.replace(";", inner)) for field in row) + "\r\n" for row in table)
    write("semicolons.csv", text(";"))
    write("bars.csv", text(";", "|"))
    write("tabs.txt", text("\t"))
    write("unicode.txt", utf16(text("\t")))
    write("sep-semicolon.csv", "sep=;\r\n" + text(";"))
    write("sep-comma.csv", '"sep=,"\r\n' + text(","))
    write("utf8-bom.csv", "\ufeff" + text(","))
    for label, day in ("slashes", "15/12/2026"), ("american", "12/15/2026"), ("midnight", "2026-12-15 00:00:00"), ("dots", "15.12.2026"):
        write("date-%s.csv" % label, text(";").replace("2026-12-15", day))
    for label, day in ("slashes", "05/12/2026"), ("dashes", "05-12-2026"):
        write("open-%s.csv" % label, text(";").replace("2026-12-15", day))
    write("serial.csv", text(";").replace("2026-12-15", "46371"))
    write("backslash.csv", text(",", table=[rows[0], ["A-1", ".\\root.cer", "Test", ""], ["A-2", "C:\\certs\\root.cer", "Test", ""]]))


for kind in sys.argv[2:]:
    globals()[kind]()
