#!/usr/bin/env bash
# Makes .venv in the checkout and installs the package into it; with `dev`, what tests and checks need as well.
# Does nothing when neither pyproject.toml nor the page's source changed since the last time.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
extra=${1:-}
case "$extra" in '' | dev) ;; *) die "make_venv.sh: unknown extra '$extra'; give nothing or dev" ;; esac
venv="$root/.venv"

# Two starts at the same time must not install into one folder. The lock goes when this script ends.
if command -v flock >/dev/null 2>&1; then
    exec 9>"$root/.venv.lock"
    flock 9
fi

# A .venv whose interpreter went away, or that came along when the folder was copied, is of no use.
venv_is_sound() {
    "$venv/bin/python" - "$venv" 2>/dev/null <<'PY'
import os, sys
usable = sys.version_info >= (3, 11) and os.path.samefile(sys.prefix, sys.argv[1])
import pip
with open(os.path.join(sys.argv[1], ".made-at"), encoding="utf-8") as file:
    sys.exit(not (usable and file.read().rstrip("\n") == sys.argv[1]))
PY
}

make_venv() {
    rm -rf "$venv"
    if "$PYTHON" -m venv "$venv" >/dev/null 2>&1; then return; fi
    # Debian keeps ensurepip in a package of its own, so venv exists there but fails.
    local package
    package="python$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if may_install; then
        apt_install "$package" || die "Could not install $package; see above."
    else
        die "Python's venv module is incomplete. Run: $(apt_line "$package")"
    fi
    rm -rf "$venv"
    "$PYTHON" -m venv "$venv" || die "Python could not make $venv; see above."
}

# What an install depends on. The install is editable, so the Python source of the package itself is not part of it.
fingerprint() {
    (
        cd "$root"
        "$venv/bin/python" --version
        sha256sum pyproject.toml hatch_build.py scripts/page.py scripts/make_venv.sh
        if [ -d client ]; then
            find client \( -name node_modules -o -name dist -o -name coverage \) -prune -o \
                -type f ! -name .built -print0 | sort -z | xargs -0 -r sha256sum
        fi
    ) | sha256sum | cut -d ' ' -f 1
}

up_to_date() {
    local now=$1 name
    [ -f "$root/py_remote_viewer/web/index.html" ] || return 1
    # What was installed with `dev` holds everything that a plain start needs.
    for name in "$extra" dev; do
        if [ "$(cat "$venv/.installed-$name" 2>/dev/null)" = "$now" ]; then return 0; fi
    done
    return 1
}

if ! venv_is_sound; then
    find_python
    say "Making .venv with $PYTHON"
    make_venv
    printf '%s\n' "$venv" >"$venv/.made-at"
fi

now=$(fingerprint)
if up_to_date "$now"; then exit 0; fi

say "Installing py_remote_viewer${extra:+ with what '$extra' needs}; the first time takes a minute or two."
# Editable, because `python -m py_remote_viewer` started inside the checkout imports the checkout whatever is
# installed: so the code that runs is the same from every folder, and a change to it needs no second install.
target="$root"
[ -z "$extra" ] || target="$root[$extra]"
log="$venv/install.log"
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --no-input -e "$target" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "The installation failed; the whole output is in $log"
fi
# Taken anew: had a file changed meanwhile, the old value would not match and the next start installs again.
printf '%s\n' "$now" >"$venv/.installed-$extra"
