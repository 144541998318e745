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


for kind in sys.argv[2:]:
    globals()[kind]()
