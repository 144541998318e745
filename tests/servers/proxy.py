"""An HTTP proxy that wants user and password "user:p w", and passes bytes on: proxy.py PORT."""
import base64
import socket
import sys
import threading


def copy(a, b):
    try:
        while data := a.recv(65536):
            b.sendall(data)
    except OSError:
        pass
    finally:
        for end in (a, b):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve(client):
    head = b""
    while b"\r\n\r\n" not in head:
        part = client.recv(4096)
        if not part:
            return
        head += part
    verb, where, _ = head.split(b"\r\n")[0].split(b" ")
    if b"Proxy-Authorization: Basic " + base64.b64encode(b"user:p w") + b"\r\n" not in head or verb != b"CONNECT":
        client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
        client.close()
        return
    host, port = where.rsplit(b":", 1)
    server = socket.create_connection((host.decode(), int(port)))
    client.sendall(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
    threading.Thread(target=copy, args=(client, server), daemon=True).start()
    copy(server, client)


listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()
