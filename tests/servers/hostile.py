"""Servers that mean no good: hostile.py KIND PORT. Each answers every client in its own way, for ever."""
import socket
import sys
import threading
import time

kind, port = sys.argv[1], int(sys.argv[2])
HELLO = bytes.fromhex("160303005a020000560303" + "11" * 32 + "20" + "22" * 32 + "c03000000e") + bytes(14)


def forever(client, data):
    while True:
        client.sendall(data)


def drip(client, data):
    for byte in data * 1000:
        client.sendall(bytes([byte]))
        time.sleep(0.3)


KINDS = {
    "stall": lambda c: time.sleep(60),
    "close": lambda c: None,
    "http": lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: \x1b[31mred\x1b[0m\r\n\r\n"),
    "nonsense": lambda c: c.sendall(bytes(range(256)) * 16),
    "banner": lambda c: forever(c, b"220-" + b"x" * 1000 + b"\r\n"),
    "line": lambda c: forever(c, b"x" * 65536),
    "records": lambda c: forever(c, b"\x15\x03\x03\x00\x02\x01\x5a"),
    "handshake": lambda c: forever(c, b"\x16\x03\x03\x40\x00" + b"\x02\xff\xff\xff" + bytes(16380)),
    "cut": lambda c: c.sendall(HELLO[:40]),
    "drip": lambda c: drip(c, b"\x16\x03\x03\x40\x00"),
    "reset": lambda c: c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"),
    "tds": lambda c: forever(c, b"\x04\x01\x00\x08\x00\x00\x00\x00"),
    "ldap": lambda c: forever(c, b"\x30\x84\x7f\xff\xff\xff"),
    "mysql": lambda c: c.sendall(b"\x05\x00\x00\x00\x0a1.2"),
}


def serve(client):
    try:
        client.settimeout(20)
        if kind in ("http", "nonsense", "cut", "reset"):
            client.recv(4096)
        KINDS[kind](client)
    except OSError:
        pass
    finally:
        client.close()


listener = socket.create_server(("127.0.0.1", port))
while True:
    threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()
