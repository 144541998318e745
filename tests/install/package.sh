#!/bin/sh
# What cpack puts into the .deb and the .tar.gz, what the .deb depends on, and that the program in it runs: package.sh FOLDER (of by_hand.sh).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
for program in cpack dpkg-deb dpkg-shlibdeps file; do
    command -v "$program" >/dev/null 2>&1 || { echo "SKIPPED: $program is not installed"; exit 77; }
done
[ -d "$1/build" ] || { echo "SKIPPED: install.by_hand has built nothing"; exit 77; }
cd "$1"
rm -rf out installed
cpack --config build/CPackConfig.cmake -B out >log 2>&1 || { cat log; exit 1; }
rc=0
fail() { echo "FAIL $*"; rc=1; }

deb=$(echo out/certcase_*.deb)
dpkg-deb -x "$deb" installed
(cd installed && find . -type f | sed 's|^\./||' | sort) >have
{
    echo usr/bin/certcase
    for page in "$root"/cmd/man/*.1.in; do echo "usr/share/man/man1/$(basename "$page" .in)"; done
    (cd "$root" && find templates schemas -type f | sed 's|^|usr/share/certcase/|')
    echo usr/share/bash-completion/completions/certcase
    echo usr/share/zsh/vendor-completions/_certcase
    echo usr/share/fish/vendor_completions.d/certcase.fish
    echo usr/share/certcase/completion.ps1
    echo usr/share/doc/certcase/README.md
    echo usr/share/doc/certcase/CHANGELOG.md
} | sort >want
{ sed 's|/man1/.*|&.gz|' want; echo usr/share/doc/certcase/changelog.gz; echo usr/share/doc/certcase/copyright; } | sort >want.deb
diff want.deb have >log || { fail 'the .deb lacks (<) or has too much (>):'; cat log; }
dpkg-deb -c "$deb" | grep -vE '^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x) root/root' >log && { fail 'owner or mode:'; cat log; }
tar -tzf out/certcase-*.tar.gz | grep -v '/$' | sed 's|^[^/]*/|usr/|' | sort >have
diff want have >log || { fail 'the .tar.gz lacks (<) or has too much (>):'; cat log; }
if command -v lintian >/dev/null 2>&1; then
    lintian --allow-root --fail-on error "$deb" >log 2>&1 || { fail 'lintian:'; cat log; }
else
    echo 'note: lintian is not installed'
fi
(cd out && sha256sum -c SHA256SUMS >../log 2>&1) || { fail 'SHA256SUMS:'; cat log; }
(cd out && ls certcase*) >have
sed 's/^[0-9a-f]*  //' out/SHA256SUMS | diff have - >log || { fail 'SHA256SUMS has not all of it, or more:'; cat log; }
/usr/bin/python3 "$root/tests/install/spdx.py" out/certcase-*.spdx.json "$deb" || fail 'the list of what it stands on (SPDX)'

dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' | sort >depends
for package in ca-certificates libc6 libcjson1 libcsv3 libical3 libssl3 libutf8proc2 libxml2 libzip4 tzdata zlib1g; do
    grep -qx "$package" depends || fail "it doesn't depend on $package"
done
grep -E 'asan|ubsan|cmocka' depends && fail 'it depends on what only tests need'
[ "$(dpkg-deb -f "$deb" Package)" = certcase ] || fail 'its name'

program=$PWD/installed/usr/bin/certcase
[ "$("$program" --version)" = "certcase $(dpkg-deb -f "$deb" Version)" ] || fail 'the version of the program is not that of the package'
"$program" build "$root/tests/support/samples/partner-root.cer" --environments "$root/tests/support/inventory.xml" -e Test --no-input \
    --id packaged --at 2026-11-20T08:00:00Z --templates installed/usr/share/certcase/templates >log 2>&1 || { fail 'build:'; cat log; }
[ -s packaged.zip ] || fail 'no bundle'
"$program" catalog --check installed/usr/share/certcase/templates/catalog.xml >log 2>&1 || { fail 'catalog:'; cat log; }
echo "$(wc -l <want) files in $deb and in its archive"
exit $rc
