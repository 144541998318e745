#!/bin/sh
# The .deb that package.sh has made, in a clean Debian 12: installed, used by nobody, removed; and in an image by the steps of Containerfile,
# which buildah takes where it is at hand: debian12.sh FOLDER (of by_hand.sh)
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
. "$tests/install/root.sh"
own_mounts "$@"
cd "$1"
deb=$(echo "$PWD"/out/certcase_*.deb)
[ -f "$deb" ] || skip 'install.package has made no .deb'
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
[ "$codename" = bookworm ] || skip "a .deb of $codename is not for Debian 12"
rm -rf here
bundle_here prefix/bin/certcase here "$tests/support"
clean_root bookworm "$PWD/debian12"
try_package "$PWD/debian12" "$deb" "$tests/support" here/clean.zip
rm -rf debian12/tmp/made debian12/srv/samples

# The image: its steps are read from Containerfile, so that they are tried where no image can be built, too.
from_file() { sed -n "s/^$1 //p" "$tests/../Containerfile"; }
[ "$(from_file ENTRYPOINT)" = '["certcase"]' ] && [ "$(from_file FROM)" = '${BASE}' ] || fail 'Containerfile is another than this test knows'
by_steps() {
    cp "$deb" debian12/tmp/
    from_file RUN >debian12/tmp/steps
    in_root "$PWD/debian12" sh -e /tmp/steps >log 2>&1 || { tail -n 20 log; fail 'the steps of the image'; return; }
    in_user=$(from_file USER)
    [ "${in_user%%:*}" -gt 0 ] || fail 'the image runs as root'
    [ "$(in_root "$PWD/debian12" sh -c "cd $(from_file WORKDIR) && touch mine && certcase --version && id -u")" = "$(prefix/bin/certcase --version)
${in_user%%:*}" ] || fail 'what the image runs'
    in_user=0:0
}
by_buildah() {
    set -- --root "$PWD/debian12.images" --runroot "$PWD/debian12.run" --storage-driver vfs
    umount debian12/proc
    rm -rf debian12.images debian12.run
    base=$(buildah "$@" from scratch) && buildah "$@" add -q "$base" debian12 / >/dev/null && buildah "$@" commit -q "$base" localhost/base >/dev/null || return 2
    buildah "$@" bud -q --isolation chroot --build-arg BASE=localhost/base -f "$tests/../Containerfile" -t certcase out >log 2>&1 || { tail -n 20 log; fail 'buildah bud'; return; }
    box=$(buildah "$@" from localhost/certcase)
    [ "$(buildah "$@" run --isolation chroot "$box" -- sh -c 'touch mine && certcase --version && id -u')" = "$(prefix/bin/certcase --version)
10001" ] || fail 'what the image runs'
    buildah "$@" rm -a >/dev/null && buildah "$@" rmi -a -f >/dev/null
}
if command -v buildah >/dev/null 2>&1; then by_buildah; else echo 'note: buildah is not installed; the steps alone are tried'; by_steps; fi
rm -rf debian12.images debian12.run
exit $rc
