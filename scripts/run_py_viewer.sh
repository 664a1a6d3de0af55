#!/usr/bin/env bash
# Starts the server from a checkout: installs what is missing, then runs `python -m py_remote_viewer ARGUMENTS...`.
# Works from any folder; arguments, relative paths among them, go through as they are.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"

"$root/scripts/make_venv.sh"
PYTHON="$root/.venv/bin/python"

missing=$(missing_gl_packages)
if [ -n "$missing" ] && may_install; then
    # shellcheck disable=SC2086 # a list of package names
    apt_install $missing || say "Could not install: $missing. Trying without."
    missing=$(missing_gl_packages)
fi
if [ -n "$missing" ]; then
    # A GPU's own EGL, or OSMesa, may still do. So this is said, not enforced: the server reports the device that it
    # really got, and ends with an error when there is none.
    say "System libraries for rendering are missing. Run this once:"
    if command -v apt-get >/dev/null 2>&1; then
        say "  $(apt_line "$missing")"
    else
        say "  install EGL, OpenGL and Mesa's software driver with this system's package manager"
    fi
fi

# So that the doctor says what to type as it was typed.
export PY_REMOTE_VIEWER_STARTER="$0"
exec "$PYTHON" -m py_remote_viewer "$@"
