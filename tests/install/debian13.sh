#!/bin/sh
# Debian 13, with its own compiler, OpenSSL, libxml2 and libzip: the unit tests and the golden bundles pass there, and the .deb that is built
# there is installed in another clean one: debian13.sh FOLDER (of by_hand.sh)
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
. "$tests/install/root.sh"
own_mounts "$@"
cd "$1"
[ -x prefix/bin/certcase ] || skip 'install.by_hand has built nothing'
rm -rf here13
bundle_here prefix/bin/certcase here13 "$tests/support"
clean_root trixie "$PWD/debian13"
mkdir -p debian13/work/clean debian13/work/src
mount --bind debian13/work/clean debian13/work/clean
(cd debian13 && tar -c --one-file-system --exclude=./work --exclude=./proc . | tar -x -C work/clean)
mkdir -p debian13/work/clean/proc
mount -t proc proc debian13/work/clean/proc
(cd "$tests/.." && tar -c --exclude=./.build --exclude=./build --exclude=./.git --exclude=./first-bundle . | tar -x -C "$1/debian13/work/src")
packages=$(sed -n 's/^build //p; s/^run //p' "$tests/packages")
# shellcheck disable=SC2086 # words
in_root "$PWD/debian13" apt-get install -q -y --no-install-recommends $packages libcmocka-dev python3 openssl perl zip unzip libarchive-tools libxml2-utils dpkg-dev file >log13 2>&1 ||
    { tail -n 20 log13; exit 1; }
cat >debian13/work/all <<'END'
set -e
cd /work/src
cmake -G Ninja -S . -B /work/tests -DCMAKE_BUILD_TYPE=Debug -DCERTCASE_WERROR=ON
cmake --build /work/tests
CERTCASE_ROOT=$PWD ctest --test-dir /work/tests -R '^(unit|golden)' -j "$(nproc)" --output-on-failure
cmake -S . -B /work/build -G Ninja -DBUILD_TESTING=OFF -DCERTCASE_WERROR=ON
cmake --build /work/build
cpack --config /work/build/CPackConfig.cmake -G DEB -B /work/out
END
in_root "$PWD/debian13" sh /work/all >log13 2>&1 || { grep -E 'error:|\(Failed\)|ERROR' log13 || true; tail -n 30 log13; exit 1; }
grep -E 'tests passed' log13
deb=$(echo debian13/work/out/certcase_*.deb)
/usr/bin/dpkg-deb -f "$deb" Depends | grep -q 'libssl3t64.*libxml2.*libzip5' || fail "it depends on what Debian 13 has not: $(dpkg-deb -f "$deb" Depends)"
try_package "$PWD/debian13/work/clean" "$PWD/$deb" "$tests/support" here13/clean.zip
exit $rc
