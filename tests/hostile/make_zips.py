#!/usr/bin/python3
"""Writes hostile zip archives: make_zips.py FOLDER

Each is named <rule that must fire>.<what is odd>.zip. Only Python's standard library, nothing random: the same files every time.
Most are built from records by hand, because no zip library would write them.
"""
import os
import struct
import sys
import zlib

DEFLATED, STORED = 8, 0
NOTE = b"Please install the certificate on Test.\n"


class Entry:
    """One entry; what its local header says can differ from the directory."""

    def __init__(self, name, data=NOTE, method=STORED, **odd):
        self.name = name.encode() if isinstance(name, str) else name
        self.data = data
        self.method = method
        raw = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.packed = odd.get("packed", raw.compress(data) + raw.flush() if method == DEFLATED else data)
        self.crc = odd.get("crc", zlib.crc32(data))
        self.size = odd.get("size", len(data))
        self.packed_size = odd.get("packed_size", len(self.packed))
        self.flags = odd.get("flags", 0x800 if any(b > 127 for b in self.name) else 0)
        self.made = odd.get("made", 3 << 8 | 20)
        self.attributes = odd.get("attributes", 0o100644 << 16)
        self.extra = odd.get("extra", b"")
        self.comment = odd.get("comment", b"")
        self.disk = odd.get("disk", 0)
        self.before = odd.get("before", b"")
        self.behind = odd.get("behind", b"")
        self.at = odd.get("at")  # where the directory says it is
        self.local = odd.get("local", {})

    def local_header(self):
        say = lambda key, usual: self.local.get(key, usual)
        name, extra = say("name", self.name), say("extra", b"")
        return struct.pack("<4sHHHHHIIIHH", say("signature", b"PK\3\4"), 20, say("flags", self.flags), say("method", self.method), 0, 0x21,
                           say("crc", self.crc), say("packed_size", self.packed_size), say("size", self.size), len(name),
                           len(extra)) + name + extra

    def row(self, at):
        return struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", self.made, 20, self.flags, self.method, 0, 0x21, self.crc, self.packed_size,
                           self.size, len(self.name), len(self.extra), len(self.comment), self.disk, 0, self.attributes,
                           at if self.at is None else self.at) + self.name + self.extra + self.comment


def pack(*entries, **odd):
    body, rows = odd.get("front", b""), b""
    for entry in entries:
        body += entry.before
        rows += entry.row(len(body))
        body += entry.local_header() + entry.packed + entry.behind
    body += odd.get("gap", b"")
    rows += odd.get("rows_behind", b"")
    count, comment = odd.get("count", len(entries)), odd.get("comment", b"")
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", odd.get("disk", 0), odd.get("start_disk", 0), odd.get("here", count), count,
                      odd.get("directory_size", len(rows)), odd.get("directory_at", len(body)), odd.get("comment_size", len(comment)))
    return odd.get("prefix", b"") + body + rows + odd.get("before_end", b"") + end + comment + odd.get("behind", b"")


def descriptor(entry, marked=True, **say):
    return (b"PK\7\x08" if marked else b"") + struct.pack("<III", say.get("crc", entry.crc), say.get("packed_size", entry.packed_size),
                                                      say.get("size", entry.size))


def later(name, **say):
    """Sizes behind the data, zeros in the local header."""
    entry = Entry(name, flags=8, local={"crc": 0, "packed_size": 0, "size": 0})
    entry.behind = descriptor(entry, **say)
    return entry


def bomb():
    """1000 : 1, and says so."""
    return Entry("bomb.txt", b"\0" * (4 << 20), DEFLATED)


def quoted(entries):
    """Many entries over one piece of data: every one overlaps the others."""
    kernel = zlib.compress(b"\0" * (1 << 16), 9)[2:-4]
    first = Entry("0", b"\0" * (1 << 16), DEFLATED, packed=kernel)
    rest = [Entry(str(i), b"\0" * (1 << 16), DEFLATED, packed=kernel, at=0) for i in range(1, entries)]
    return pack(first, *[strip(e) for e in rest])


def strip(entry):
    """Only its row: the data is somewhere else."""
    entry.local_header = lambda: b""
    entry.packed_size, entry.packed = len(entry.packed), b""
    return entry


def overlapping():
    outer = Entry("outer.txt", NOTE + Entry("inner.txt").local_header() + NOTE + b"end")
    inner = strip(Entry("inner.txt", at=30 + len("outer.txt") + len(NOTE)))
    return pack(outer, inner)


def cut_deflate():
    data = bytes(range(256)) * 8
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = raw.compress(data) + raw.flush()
    return pack(Entry("cut.bin", data, DEFLATED, packed=packed[:-3]))


def nested(levels):
    data = NOTE
    for level in range(levels):
        data = pack(Entry(f"{level}.zip", data, DEFLATED))
    return data


def unsafe(**names):
    return {f"unsafe-entry-name.{what}": pack(Entry(name)) for what, name in names.items()}


def unsafe_names():
    cases = unsafe(**{
        "parent-folder": "../evil.txt", "parent-folder-inside": "a/../../evil.txt", "absolute": "/etc/evil.txt", "this-folder": "./evil.txt",
        "drive-letter": "C:evil.txt", "drive-path": "C:\\evil.txt", "backslash": "a\\evil.txt", "backslash-parent": "..\\evil.txt",
        "share": "//server/share/evil.txt", "alternate-stream": "evil.txt:hidden", "empty": "", "empty-part": "a//evil.txt",
        "new-line": "evil\n.txt", "escape": "\x1b[2Jevil.txt", "right-to-left": "evil\u202etxt.exe", "zero-width": "ev\u200bil.txt",
        "soft-hyphen": "ev\u00adil.txt", "trailing-dot": "evil.txt.", "trailing-space": "evil.txt ", "folder-with-dot": "a./evil.txt",
        "leading-space": " evil.txt", "device-con": "CON", "device-with-extension": "nul.txt", "device-com1": "a/COM1.log",
        "device-superscript": "com\u00b9.txt", "device-conin": "CONIN$", "wildcard": "ev?l*.txt", "pipe": "a|b", "too-long": "a" * 300,
        "long-path": "a/" * 150 + "b",
    })
    cases |= {
        "unsafe-entry-name.nul": pack(Entry(b"evil.txt\0.exe")),
        "unsafe-entry-name.not-utf-8": pack(Entry(b"ev\xffil.txt")),
        "unsafe-entry-name.overlong-slash": pack(Entry(b"..\xc0\xafevil.txt")),
        "unsafe-entry-name.symbolic-link": pack(Entry("link", b"/etc/passwd", attributes=0o120777 << 16)),
        "unsafe-entry-name.symbolic-link-macos": pack(Entry("link", b"/etc/passwd", attributes=0o120777 << 16, made=19 << 8 | 20)),
        "unsafe-entry-name.set-user-mode": pack(Entry("install.sh", b"id", attributes=0o104755 << 16)),
        "unsafe-entry-name.set-group-mode": pack(Entry("install.sh", b"id", attributes=0o102755 << 16)),
        "data-outside-archive.unknown-extra-field": pack(Entry("a.txt", NOTE, extra=struct.pack("<HH", 0x4242, 20) + b"x" * 20)),
        "data-outside-archive.long-extra-field": pack(Entry("a.txt", NOTE, local={"extra": struct.pack("<HH", 0x5455, 200) + b"x" * 200})),
        "unsafe-entry-name.device": pack(Entry("null", b"", attributes=0o020666 << 16)),
        "unsafe-entry-name.fifo": pack(Entry("fifo", b"", attributes=0o010644 << 16)),
        "unsafe-entry-name.folder": pack(Entry("folder/", b"", attributes=0o040755 << 16 | 0x10)),
        "unsafe-entry-name.folder-with-data": pack(Entry("folder/", NOTE, attributes=0o040755 << 16 | 0x10)),
        "unsafe-entry-name.not-marked-as-utf-8": pack(Entry("zertifikat-f\u00fcr.txt", flags=0)),
    }
    return cases


def duplicates():
    return {
        "duplicate-entry.same-name": pack(Entry("TICKET.md"), Entry("TICKET.md", b"another")),
        "duplicate-entry.by-case": pack(Entry("TICKET.md"), Entry("ticket.md", b"another")),
        "duplicate-entry.composed-and-decomposed": pack(Entry("caf\u00e9.txt"), Entry("cafe\u0301.txt")),
        "duplicate-entry.full-width": pack(Entry("TICKET.md"), Entry("\uff34ICKET.md")),
        "duplicate-entry.sharp-s": pack(Entry("stra\u00dfe.txt"), Entry("STRASSE.txt")),
        "duplicate-entry.kelvin-sign": pack(Entry("k.txt"), Entry("\u212a.txt")),
        "duplicate-entry.file-and-folder": pack(Entry("certificates"), Entry("certificates/a.cer")),
    }


def headers():
    two = [Entry("a.txt"), Entry("b.txt")]
    return {
        "zip-headers-disagree.name": pack(Entry("good.txt", local={"name": b"evil.txt"})),
        "zip-headers-disagree.name-longer": pack(Entry("good.txt", local={"name": b"good.txt.exe"})),
        "zip-headers-disagree.method": pack(Entry("a.txt", local={"method": DEFLATED})),
        "zip-headers-disagree.flags": pack(Entry("a.txt", local={"flags": 0x800})),
        "zip-headers-disagree.crc": pack(Entry("a.txt", local={"crc": 1})),
        "zip-headers-disagree.size": pack(Entry("a.txt", local={"size": 1})),
        "zip-headers-disagree.packed-size": pack(Entry("a.txt", local={"packed_size": 1})),
        "zip-headers-disagree.encrypted-in-one": pack(Entry("a.txt", local={"flags": 1})),
        "zip-headers-disagree.descriptor-crc": pack(later("a.txt", crc=1)),
        "zip-headers-disagree.descriptor-size": pack(later("a.txt", size=1, marked=False)),
        "zip-headers-disagree.second-name": pack(Entry("good.txt", extra=struct.pack("<HHBI", 0x7075, 13, 1, 0) + b"evil.txt")),
        "zip-headers-disagree.second-name-local": pack(
            Entry("good.txt", local={"extra": struct.pack("<HHBI", 0x7075, 13, 1, 0) + b"evil.txt"})),
        "zip-headers-disagree.entry-counts": pack(*two, here=1),
    }


def structure():
    plain = pack(Entry("a.txt"))
    zip64 = struct.pack("<HHQQ", 1, 16, 40, 40)
    return {
        "zip-malformed.empty-file": b"",
        "zip-malformed.text": b"This is no archive.\n",
        "zip-malformed.cut-off": plain[:-30],
        "zip-malformed.cut-in-end-record": plain[:-5],
        "zip-malformed.comment-cut-off": pack(Entry("a.txt"), comment_size=50),
        "zip-malformed.only-local-headers": Entry("a.txt").local_header() + NOTE,
        "zip-malformed.directory-outside": pack(Entry("a.txt"), directory_at=1 << 30),
        "zip-malformed.directory-too-long": pack(Entry("a.txt"), directory_size=1 << 20),
        "zip-malformed.header-outside": pack(Entry("a.txt", at=1 << 28)),
        "zip-malformed.header-in-directory": pack(Entry("a.txt", at=30 + 5 + len(NOTE))),
        "zip-malformed.wrong-local-signature": pack(Entry("a.txt", local={"signature": b"PK\3\5"})),
        "zip-malformed.data-past-directory": pack(Entry("a.txt", packed_size=5000, size=5000)),
        "zip-malformed.too-few-rows": pack(Entry("a.txt"), count=3),
        "zip-malformed.too-many-rows": pack(Entry("a.txt"), Entry("b.txt"), count=1),
        "zip-malformed.bytes-behind-rows": pack(Entry("a.txt"), rows_behind=b"hidden bytes"),
        "zip-malformed.two-end-records": pack(Entry("a.txt"), comment=struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0, 0, 0, 0, 0)),
        "zip-malformed.several-disks": pack(Entry("a.txt"), disk=1, start_disk=1),
        "zip-malformed.entry-on-another-disk": pack(Entry("a.txt", disk=2)),
        "zip-malformed.method-bzip2": pack(Entry("a.txt", method=12)),
        "zip-malformed.method-lzma": pack(Entry("a.txt", method=14)),
        "zip-malformed.method-unknown": pack(Entry("a.txt", method=77)),
        "zip-malformed.zip64-field": pack(Entry("a.txt", extra=zip64, size=0xFFFFFFFF, packed_size=0xFFFFFFFF)),
        "zip-malformed.zip64-field-local": pack(Entry("a.txt", local={"extra": struct.pack("<HHQQ", 1, 16, 41, 40)})),
        "zip-malformed.zip64-end": pack(Entry("a.txt"), before_end=struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 2, 51, 75)
                                       + struct.pack("<4sIQI", b"PK\6\7", 0, 126, 1)),
        "zip-malformed.broken-extra-field": pack(Entry("a.txt", extra=struct.pack("<HH", 0x5455, 200) + b"\1")),
        "zip-malformed.descriptor-cut-off": pack(Entry("a.txt", flags=8)),
        "zip-malformed.overlap-inside": overlapping(),
        "zip-malformed.same-data-twice": pack(Entry("a.txt"), strip(Entry("b.txt", at=0))),
        "zip-malformed.deflate-cut-off": cut_deflate(),
        "zip-malformed.no-deflate-data": pack(Entry("a.txt", NOTE, DEFLATED, packed=b"\xff\xfe\xfd\xfc no deflate")),
    }


def outside():
    plain = pack(Entry("a.txt"))
    return {
        "data-outside-archive.before-adjusted": pack(Entry("a.txt"), front=b"#!/bin/sh\nexit 0\n"),
        "data-outside-archive.before": b"MZ" + b"\0" * 64 + plain,
        "data-outside-archive.between": pack(Entry("a.txt"), Entry("b.txt", before=b"hidden bytes")),
        "data-outside-archive.before-directory": pack(Entry("a.txt"), gap=b"hidden bytes"),
        "data-outside-archive.before-end": pack(Entry("a.txt"), before_end=b"hidden bytes"),
        "data-outside-archive.behind": plain + b"hidden bytes",
        "data-outside-archive.comment": pack(Entry("a.txt"), comment=b"a comment"),
        "data-outside-archive.entry-comment": pack(Entry("a.txt", comment=b"a comment")),
        "data-outside-archive.behind-deflate-data": pack(
            Entry("a.txt", NOTE, DEFLATED, packed=zlib.compress(NOTE, 9)[2:-4] + b"hidden bytes")),
        "data-outside-archive.entry-taken-out": pack(Entry("a.txt"), Entry("b.txt", before=Entry("hidden").local_header() + NOTE)),
    }


def sizes():
    return {
        "size-mismatch.stored": pack(Entry("a.txt", size=10)),
        "size-mismatch.inflates-to-more": pack(Entry("a.txt", b"x" * 3000, DEFLATED, size=1000)),
        "size-mismatch.inflates-to-less": pack(Entry("a.txt", b"x" * 3000, DEFLATED, size=3001)),
        "digest-mismatch.crc-stored": pack(Entry("a.txt", crc=0x12345678)),
        "digest-mismatch.crc-deflated": pack(Entry("a.txt", NOTE * 3, DEFLATED, crc=0)),
        "limit-exceeded.bomb-1000-to-1": pack(bomb()),
        "limit-exceeded.bomb-says-little": pack(Entry("bomb.txt", b"\0" * (1 << 20), DEFLATED, size=7 << 20)),
        "limit-exceeded.declares-4-gb": pack(Entry("a.txt", NOTE, DEFLATED, size=0xFFFFFFFE)),
        "limit-exceeded.600-entries": pack(*[Entry(f"{i}.txt", b"") for i in range(600)]),
        "limit-exceeded.65535-entries-claimed": pack(Entry("a.txt"), count=0xFFFF),
        "limit-exceeded.adds-up": pack(*[Entry(f"{i}.bin", b"\0" * (6 << 20), DEFLATED, packed=b"\0" * 33000)
                                            for i in range(6)]),
        "size-mismatch.bomb-hidden": pack(Entry("bomb.txt", b"\0" * (4 << 20), DEFLATED, size=2000)),
        "zip-malformed.quoted-overlap-bomb": quoted(400),
        "limit-exceeded.zip-in-zip": nested(20),
        "entry-missing.no-entries": pack(),
    }


def encrypted():
    return {
        "encrypted-entry.traditional": pack(Entry("a.txt", flags=1)),
        "encrypted-entry.strong": pack(Entry("a.txt", flags=0x41)),
        "encrypted-entry.aes": pack(Entry("a.txt", method=99, flags=1)),
        "encrypted-entry.masked-headers": pack(Entry("a.txt", flags=0x2001)),
    }


def main():
    cases = unsafe_names() | duplicates() | headers() | structure() | outside() | sizes() | encrypted()
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, data in sorted(cases.items()):
        with open(os.path.join(sys.argv[1], name + ".zip"), "wb") as out:
            out.write(data)
    print(f"{len(cases)} archives")


if __name__ == "__main__":
    main()
