#!/usr/bin/env bash
# Installs the system packages that the tests need, those that are missing, where it may (root and apt).
# Elsewhere it prints the one line to run, and ends with 1.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
find_python

read -r -a missing <<<"$(missing_gl_packages)"

has_command() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ]; }

# check_readme.py asks git what a clean clone holds.
has_command git || missing+=(git)
# The browser of the end-to-end tests, and what the network namespace tests build links and losses with.
has_command chromium || missing+=(chromium)
has_command ip || missing+=(iproute2)
has_command nft || missing+=(nftables)
# What people put between: a TURN server, a reverse proxy, a tunnel. Only slow tests use them.
has_command turnserver || missing+=(coturn)
has_command nginx || missing+=(nginx)
has_command bwrap || missing+=(bubblewrap)
has_command sshd || missing+=(openssh-server)

# The last resort of the GL backends. Debian 13 and its kin no longer have it, so it is wanted, not required.
wants_osmesa() { ! has_library libOSMesa.so.8 && ! has_library libOSMesa.so.6; }
if wants_osmesa && apt-cache show libosmesa6 >/dev/null 2>&1; then missing+=(libosmesa6); fi

if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
if ! may_install; then
    say "The tests need system packages that are missing. Run this once:"
    die "  $(apt_line "${missing[@]}")"
fi
# Servers that Debian starts when they are installed would take ports of this machine; the tests start their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt_install "${missing[@]}"

# An empty package list, before the update above, hid the optional one.
if wants_osmesa && apt-cache show libosmesa6 >/dev/null 2>&1; then apt_install libosmesa6; fi
