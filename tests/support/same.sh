#!/bin/sh
# A generator still gives the files that are checked in: same.sh PROGRAM FOLDER. Files that only the folder has are not its business.
set -eu
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
"$1" "$new"
cd "$new"
differ=$(find . -type f | sort | while read -r file; do cmp -s "$file" "$2/$file" || echo "$file"; done)
[ -z "$differ" ] && exit 0
echo "these differ from what $(basename "$1") writes; if that is wanted, run it on $2:" >&2
echo "$differ" >&2
exit 1
