#!/bin/sh
# Installs the packages of the groups named (tests/packages) that are missing: sh tests/support/install.sh build run test.
# Without root it says what to install and fails.
set -eu
cd "$(dirname "$0")/../.."

missing=''
for group in "$@"; do
    # shellcheck disable=SC2013 # package names are words
    for package in $(sed -n "s/^$group //p" tests/packages); do
        # A program that is there counts, wherever it came from.
        case $package in nodejs) program=node ;; default-jre-headless) program=java ;; *) program=$package ;; esac
        if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" != installed ] &&
            ! { case $group in all | web) ;; *) false ;; esac && command -v "$program" >/dev/null 2>&1; }; then
            missing="$missing $package"
        fi
    done
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1; then
        run=sudo
    else
        echo "These packages are missing; install them as root: apt-get install$missing" >&2
        exit 3
    fi
else
    run=''
fi
echo "Installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# Servers are for the tests to start: a package must not start its own. Debian's way to say so, unless somebody has said something already.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | $run tee $policy >/dev/null
    $run chmod 755 $policy
    # shellcheck disable=SC2064 # $run and $policy as they are now
    trap "$run rm -f $policy" EXIT
fi
# shellcheck disable=SC2086 # package names have no spaces; $run may be empty
if ! { $run apt-get update -q && $run apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 3
fi
rm -f "$log"
