#!/bin/sh
# batch.sh PROGRAM: the program for Windows makes what PROGRAM makes.
. "$(dirname "$0")/../batch/lib.sh"
requests requests.csv
batch requests.csv windows -j 2
export CERTCASE="$1"
batch requests.csv here -j 2
same_bundles here windows
clean windows
[ "$(find windows -name '*.zip' | wc -l)" -gt 100 ] || fail 'too few bundles'
