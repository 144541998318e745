#!/bin/sh
# regenerate.sh FIXTURES FOLDER: writes the rule fixtures into FOLDER and compares them with those under tests/rules, byte by byte.
# After a change of the generator: `fixtures tests/rules`.
set -eu
rules=$(cd "$(dirname "$0")/../rules" && pwd)
rm -rf "$2"
"$1" "$2"
diff -r -x walk.py -x 'policy*' -x bundles.sh -x '*-bundle.zip' -x '*.pyc' -x __pycache__ "$rules" "$2"
