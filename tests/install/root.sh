# shellcheck shell=sh disable=SC2034
# A clean Debian in a folder, from the mirror and the keys that this machine's apt is set up with; sourced.
#   clean_root RELEASE FOLDER   minbase, in memory where that can be had
#   in_root FOLDER COMMAND...   there, with nothing of this machine's environment; as the user of $in_user (root)

skip() { echo "SKIPPED: $*"; exit 77; }

# Only root, and only in a name space of its own for mounts, so that nothing stays mounted.
own_mounts() {
    [ "$(id -u)" = 0 ] || skip 'a clean system takes root'
    command -v debootstrap >/dev/null 2>&1 || skip 'debootstrap is not installed'
    [ -n "${OWN_MOUNTS:-}" ] || { unshare -m true 2>/dev/null || skip 'this system lets nobody mount'; OWN_MOUNTS=1 exec unshare -m sh "$0" "$@"; }
}

mirror() { # of the release that this machine is, as apt has it: another one lies beside it
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' | sed -n "s/^$codename //p" | head -n 1
}

clean_root() { # RELEASE FOLDER
    from=$(mirror)
    [ -n "$from" ] || skip "apt knows no mirror of Debian"
    mkdir -p "$2"
    mount -t tmpfs -o size=6g,mode=755 tmpfs "$2" 2>/dev/null || echo 'note: not in memory'
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
    export http_proxy https_proxy
    debootstrap --variant=minbase "$1" "$2" "$from" >"$2.log" 2>&1 || { tail -n 5 "$2.log"; skip "debootstrap can't make $1"; }
    apt-config dump | grep -iE '^Acquire::https?::(Proxy|Verify|CA|Timeout)' >"$2/etc/apt/apt.conf.d/90machine" || true
    cp /etc/resolv.conf "$2/etc/resolv.conf"
    mount -t proc proc "$2/proc"
    in_root "$2" apt-get update -q >"$2.log" 2>&1 || { tail -n 5 "$2.log"; skip "apt finds nothing for $1"; }
}

in_root() { # FOLDER COMMAND...
    folder=$1
    shift
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot --userspec="${in_user:-0:0}" "$folder" "$@"
}

# The .deb in the root, used by somebody who is not root: try_package FOLDER DEB SAMPLES BUNDLE (what this machine's program makes of the same)
try_package() {
    at=$1
    cp "$2" "$at/tmp/certcase.deb"
    in_root "$at" apt-get install -q -y --no-install-recommends /tmp/certcase.deb >"$at.log" 2>&1 || { tail -n 20 "$at.log"; fail "it can't be installed"; return; }
    install -d -m 755 "$at/srv/samples"
    cp "$3/samples/partner-root.cer" "$3/inventory.xml" "$at/srv/samples/"
    in_user=65534:65534
    try_as_user "$at" || fail 'what it does as nobody'
    cmp "$at/tmp/made/clean.zip" "$4" || fail 'its bundle is not the one that is made elsewhere'
    in_user=0:0
    for file in man/man1/certcase.1.gz man/man1/certcase-build.1.gz bash-completion/completions/certcase zsh/vendor-completions/_certcase \
        fish/vendor_completions.d/certcase.fish certcase/schemas/case.xsd doc/certcase/copyright; do
        [ -s "$at/usr/share/$file" ] || fail "it lacks $file"
    done
    in_root "$at" apt-get purge -q -y certcase >"$at.log" 2>&1 || fail "it can't be removed"
    [ -z "$(find "$at/usr" -name '*certcase*')" ] || fail 'something of it stays'
}

try_as_user() {
    [ "$(in_root "$1" certcase --version)" = "certcase $(dpkg-deb -f "$1/tmp/certcase.deb" Version)" ] &&
        in_root "$1" bash -n /usr/share/bash-completion/completions/certcase &&
        in_root "$1" certcase build /srv/samples/partner-root.cer --environments /srv/samples/inventory.xml -e Test --no-input -q \
            --id clean --at 2026-11-20T08:00:00Z -o /tmp/made >/dev/null &&
        in_root "$1" certcase audit /tmp/made --at 2026-11-20T08:00:00Z -q &&
        in_root "$1" certcase inspect /srv/samples/partner-root.cer >/dev/null
}

# The same bundle by this machine's program: bundle_here PROGRAM FOLDER SAMPLES
bundle_here() {
    "$1" build "$3/samples/partner-root.cer" --environments "$3/inventory.xml" -e Test --no-input -q --id clean --at 2026-11-20T08:00:00Z -f -o "$2" >/dev/null
}

rc=0
fail() { echo "FAIL $*"; rc=1; }
