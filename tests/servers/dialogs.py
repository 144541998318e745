"""Small servers of our own that speak first, then TLS: dialogs.py imap|ftp|smtp|tds|tds-off PORT CERTIFICATE KEY. One client at a time.

TDS: the pre-login packet (MS-TDS 2.2.6.5) is answered, then TLS records travel inside packets of type 0x12 until the handshake is over.
"""
import socket
import ssl
import struct
import sys

kind, port, certificate, key = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
if kind == "tds":
    context.maximum_version = ssl.TLSVersion.TLSv1_2
LINES = {
    "imap": [(b"* OK ready\r\n", b"STARTTLS"), (b"* NO hurry\r\nTAG OK begin\r\n", None)],
    "ftp": [(b"220-welcome\r\n220 ready\r\n", b"AUTH TLS"), (b"234 go on\r\n", None)],
    "smtp": [(b"220 ready\r\n", b"EHLO"), (b"250-here\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", b"STARTTLS"), (b"220 go on\r\n", None)],
}


def line(client):
    got = b""
    while not got.endswith(b"\n"):
        byte = client.recv(1)
        if not byte:
            return got
        got += byte
    return got


def exact(client, n):
    got = b""
    while len(got) < n:
        part = client.recv(n - len(got))
        if not part:
            raise ConnectionError
        got += part
    return got


def packet(client):
    head = exact(client, 8)
    size = struct.unpack(">H", head[2:4])[0]
    return head[0], exact(client, size - 8)


def send_packets(client, kind_of, data):
    while data:
        part, data = data[:1000], data[1000:]  # several packets, as long messages have
        client.sendall(struct.pack(">BBHHBB", kind_of, 0 if data else 1, 8 + len(part), 0, 0, 0) + part)


def tds(client):
    kind_of, body = packet(client)
    assert kind_of == 0x12 and 0xFF in body, "no pre-login"
    rows = struct.pack(">BHH", 0, 11, 6) + struct.pack(">BHH", 1, 17, 1) + b"\xff"
    send_packets(client, 0x04, rows + b"\x10\x00\x10\x00\x00\x00" + (b"\x02" if kind == "tds-off" else b"\x01"))
    if kind == "tds-off":
        return
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    while True:
        try:
            tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            send_packets(client, 0x12, outgoing.read())
            kind_of, body = packet(client)
            assert kind_of == 0x12, "TLS outside of packets"
            incoming.write(body)
    send_packets(client, 0x12, outgoing.read())


def lines(client):
    tag = b"a"
    for say, expect in LINES[kind]:
        client.sendall(say.replace(b"TAG", tag))
        got = expect and line(client)
        if got and b"CAPABILITY" in got:
            client.sendall(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + got.split()[0] + b" OK done\r\n")
            got = line(client)
        if got is not None and expect not in got:
            return
        tag = got.split()[0] if got else tag
    tls = context.wrap_socket(client, server_side=True)
    tls.recv(1)
    tls.close()


listener = socket.create_server(("127.0.0.1", port))
while True:
    client, _ = listener.accept()
    client.settimeout(5)
    try:
        (tds if kind.startswith("tds") else lines)(client)
    except (OSError, AssertionError) as problem:
        print(problem, flush=True)
    finally:
        client.close()
