#!/bin/sh
# The build as anybody does it: no preset, no test library, each compiler and build tool: by_hand.sh FOLDER. The program that gcc makes in
# FOLDER/build is there for the other tests of this folder; it is the same, to the byte, from sources in another place.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
for program in make ninja gcc clang readelf objdump; do
    command -v "$program" >/dev/null 2>&1 || { echo "SKIPPED: $program is not installed"; exit 77; }
done
folder=$1
rm -rf "$folder"
mkdir -p "$folder/packages" "$folder/elsewhere/the sources"
cd "$folder"
rc=0
fail() { echo "FAIL $*"; rc=1; }
unset CC CFLAGS CMAKE_GENERATOR CMAKE_BUILD_TYPE DESTDIR
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}"

# pkg-config as it is where cmocka isn't installed.
pkg-config --variable pc_path pkg-config | tr ':' '\n' | while read -r from; do
    [ ! -d "$from" ] || find -L "$from" -name '*.pc' ! -name cmocka.pc -exec ln -sf -t packages {} +
done
without_cmocka() { PKG_CONFIG_LIBDIR="$folder/packages" "$@"; }

by_hand() { # SOURCES BUILD PREFIX [OPTION...]: the three commands
    sources=$1 build=$2 prefix=$3
    shift 3
    without_cmocka cmake -S "$sources" -B "$build" -DCERTCASE_WERROR=ON "$@" >log 2>&1 &&
        grep -q 'Tests are off' log && cmake --build "$build" >log 2>&1 && cmake --install "$build" --prefix "$prefix" >log 2>&1 ||
        { cat log; echo "FAIL by hand: $build"; exit 1; }
    "$prefix/bin/certcase" --version >/dev/null || fail "what cmake --install installed from $build does not run"
}

hardened() { # PROGRAM
    while IFS=';' read -r what pattern option; do
        readelf -W "$option" "$1" 2>/dev/null | grep -qE -e "$pattern" || fail "$1 lacks $what"
    done <<'END'
an address of its own choice (PIE);Type: +DYN;-h
read-only relocations;GNU_RELRO;-l
relocations at the start;BIND_NOW;-d
a stack that is no code;GNU_STACK.* RW +0x;-l
checked string functions;__(memcpy|snprintf|vsnprintf)_chk;--dyn-syms
stack canaries;__stack_chk_fail;--dyn-syms
END
    # Debian's start files lack the note that would say it of the whole program; its own functions begin with it.
    [ "$(uname -m)" != x86_64 ] || [ "$(objdump -d "$1" | grep -c endbr64)" -gt 300 ] || fail "$1 lacks control-flow protection"
}

by_hand "$root" "$folder/build" "$folder/prefix"
(cd "$root" && cp -r CMakeLists.txt README.md CHANGELOG.md cmd core templates schemas "$folder/elsewhere/the sources")
by_hand "$folder/elsewhere/the sources" "$folder/elsewhere/a build" "$folder/elsewhere/prefix" -G Ninja
by_hand "$root" "$folder/clang" "$folder/prefix-clang" -G Ninja -DCMAKE_C_COMPILER=clang
hardened prefix/bin/certcase
hardened prefix-clang/bin/certcase
cmp prefix/bin/certcase elsewhere/prefix/bin/certcase || fail 'the program depends on the folder or on the build tool'

# The word that says it everywhere: no, although cmocka is there; yes, although it is not.
cmake -S "$root" -B no -DBUILD_TESTING=OFF >log 2>&1 || { cat log; fail 'without tests'; }
[ ! -e no/tests ] || fail 'BUILD_TESTING=OFF is not heard'
if without_cmocka cmake -S "$root" -B yes -DBUILD_TESTING=ON >log 2>&1; then
    fail 'tests are to be built, and cmocka is missing'
fi
grep -q 'libcmocka-dev' log || { cat log; fail 'it does not say what is missing'; }
rm -rf no yes clang elsewhere
exit $rc
