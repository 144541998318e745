"""Tells Windows in the program's header where its load configuration lies (section .lconfig), which says that the libraries it names come
from Windows' own folder alone: load_config.py PROGRAM.exe. Debian's linker leaves that entry empty."""
import struct
import sys

with open(sys.argv[1], 'r+b') as program:
    data = bytearray(program.read())
    header = struct.unpack_from('<I', data, 0x3c)[0]
    sections, optional_size = struct.unpack_from('<H', data, header + 6)[0], struct.unpack_from('<H', data, header + 20)[0]
    optional = header + 24
    assert data[header:header + 4] == b'PE\0\0' and struct.unpack_from('<H', data, optional)[0] == 0x20b
    for i in range(sections):
        at = optional + optional_size + 40 * i
        if data[at:at + 8].rstrip(b'\0') == b'.lconfig':
            address, raw = struct.unpack_from('<I', data, at + 12)[0], struct.unpack_from('<I', data, at + 20)[0]
            struct.pack_into('<II', data, optional + 112 + 8 * 10, address, struct.unpack_from('<I', data, raw)[0])
            break
    else:
        sys.exit('there is no section .lconfig')
    program.seek(0)
    program.write(data)
