#!/bin/sh
# The bytes of the texts in the golden folders: UTF-8, CRLF alone, at most 78 columns but for a word that is longer by itself, no spaces
# at the end of a line.
set -eu
cd "$(dirname "$0")"
exec python3 - <<'END'
import glob, re, sys

failed = 0
texts = [name for kind in ('TICKET', 'SUBMIT') for name in sorted(glob.glob('*/expected/out/*/%s.txt' % kind))]

def wrong(data):
    """What is wrong with it, a sentence each."""
    try:
        text = data.decode('utf-8', 'strict')
    except UnicodeDecodeError:
        return ['is not UTF-8']
    lines = text.split('\r\n')
    found = [] if lines[-1] == '' else ['does not end with a line end']
    if re.search(r'[\x00-\x1f\x7f\ufeff]', ''.join(lines)):
        found.append('has a control character')
    for number, line in enumerate(lines, 1):
        if len(line) > 78 and len(line.split()) > 1:
            found.append('line %d has %d columns' % (number, len(line)))
        if line != line.rstrip():
            found.append('line %d ends with spaces' % number)
    return found

for data in (b'a\n', b'a', b'\xff\r\n', b'a \r\n', b'a\tb\r\n', b'x ' * 40 + b'x\r\n'):
    if not wrong(data):
        failed += 1
        print('FAIL the judge finds nothing wrong with %r' % data[:20])
if len(texts) < 10:
    failed += 1
    print('FAIL only %d texts are here' % len(texts))
for name in texts:
    for problem in wrong(open(name, 'rb').read()):
        failed += 1
        print('FAIL %s %s' % (name, problem))
sys.exit(1 if failed else 0)
END
