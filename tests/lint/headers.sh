#!/bin/sh
# Fails when a header does not compile alone, or does not begin by saying what it is.
rc=0
for header in $(find core cmd -name '*.h' | sort); do
    name=${header##*/}
    head -n 1 "$header" | grep -q "^/\* $name - " || { echo "$header: the first line should be '/* $name - what it is'"; rc=1; }
    compiler=${CC:-cc}
    case $name in windows*) [ "${header%/*}" != core/os ] || compiler=x86_64-w64-mingw32-gcc-posix ;; esac
    command -v "$compiler" >/dev/null || continue # that of sh cmd/windows/build
    echo "#include \"$header\"" | $compiler -std=c17 -D_GNU_SOURCE -I. -Icore -Icmd -Wall -Wextra -Werror -x c -fsyntax-only - || rc=1
done
exit $rc
