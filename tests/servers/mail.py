"""An SMTP server with STARTTLS, python3-aiosmtpd: mail.py PORT CERTIFICATE KEY."""
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]), tls_context=context).start()
while True:
    time.sleep(60)
