#!/usr/bin/env bash
# Makes .venv in the checkout and installs the package into it; with `dev`, what tests and checks need as well.
# Does nothing, and writes nothing, when neither pyproject.toml nor the page's source changed since the last time.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
extra=${1:-}
case "$extra" in '' | dev) ;; *) die "make_venv.sh: unknown extra '$extra'; give nothing or dev" ;; esac
venv="$root/.venv"

# A .venv whose interpreter went away, or that came along when the folder was copied, is of no use. One that was made
# by hand, as README.md shows for pip, is. Where it was made is in pyvenv.cfg: "command = PYTHON -m venv FOLDER".
venv_is_sound() {
    "$venv/bin/python" - "$venv" 2>/dev/null <<'PY'
import os, re, sys
usable = sys.version_info >= (3, 11) and os.path.samefile(sys.prefix, sys.argv[1])
import pip
with open(os.path.join(sys.argv[1], "pyvenv.cfg"), encoding="utf-8") as file:
    made_at = re.search(r"^command = .* -m venv .*?(/.*)$", file.read(), re.MULTILINE)[1]
sys.exit(not (usable and os.path.samefile(made_at, sys.argv[1])))
PY
}

# Ends with a sentence when the installation would end with "Permission denied" somewhere.
require_writable() {
    local place folders=("$venv" "$root/client" "$root/py_remote_viewer/web")
    for place in "$root" "$root/.venv.lock" "$venv/install.log" "$root/client" "$root/py_remote_viewer"; do
        if [ -e "$place" ] && [ ! -w "$place" ]; then not_writable "$place"; fi
    done
    place=$(find "${folders[@]}" -type d ! -writable -print -quit 2>/dev/null) || true
    [ -z "$place" ] || not_writable "$place"
}

not_writable() {
    local user
    user=$(id -un 2>/dev/null) || user="user $(id -u)"
    say "$1 is not writable by $user, and there is something to install or to build. Either run"
    say "  sudo chown -R $(id -u):$(id -g) $(printf '%q' "$root")"
    die "or copy $root to a folder of your own and start it there."
}

# Marked before anything else is in it, so that what an interrupted start leaves is known to be of this script.
empty_venv() {
    rm -rf "$venv"
    mkdir "$venv"
    printf '%s\n' "$venv" >"$venv/.made-at"
}

make_venv() {
    empty_venv
    if "$PYTHON" -m venv "$venv" >/dev/null 2>&1; then return; fi
    # Debian keeps ensurepip in a package of its own, so venv exists there but fails.
    local package
    package="python$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if may_install; then
        apt_install "$package" || die "Could not install $package; see above."
    else
        die "Python's venv module is incomplete. Run: $(apt_line "$package")"
    fi
    empty_venv
    "$PYTHON" -m venv "$venv" || die "Python could not make $venv; see above."
}

# What an install depends on. The install is editable, so the Python source of the package itself is not part of it.
fingerprint() {
    (
        cd "$root"
        "$venv/bin/python" --version
        sha256sum pyproject.toml scripts/make_venv.sh
    ) | sha256sum | cut -d ' ' -f 1
}

up_to_date() {
    local now name
    venv_is_sound || return 1
    now=$(fingerprint)
    # What was installed with `dev` holds everything that a plain start needs.
    for name in "$extra" dev; do
        if [ "$(cat "$venv/.installed-$name" 2>/dev/null)" = "$now" ]; then
            "$venv/bin/python" "$root/scripts/page.py" check
            return
        fi
    done
    return 1
}

if up_to_date; then exit 0; fi
require_writable

# Two starts at the same time must not install into one folder. The lock goes when this script ends.
if command -v flock >/dev/null 2>&1; then
    exec 9>"$root/.venv.lock"
    flock 9
    # The one before may have done it all.
    if up_to_date; then exit 0; fi
fi

if ! venv_is_sound; then
    # One that was made by hand may hold more than this package, so it is not removed without a word.
    if [ -e "$venv/bin" ] && [ ! -e "$venv/.made-at" ]; then
        die "$venv was made neither by this script nor by 'python3 -m venv' of Python 3.11 or newer for this folder." \
            "Remove it or move it away, and start again."
    fi
    find_python
    say "Making .venv with $PYTHON"
    make_venv
fi

now=$(fingerprint)
say "Installing py_remote_viewer${extra:+ with what '$extra' needs}; the first time takes a minute or two."
# Editable, because `python -m py_remote_viewer` started inside the checkout imports the checkout whatever is
# installed: so the code that runs is the same from every folder, and a change to it needs no second install.
target="$root"
[ -z "$extra" ] || target="${root}[$extra]"
log="$venv/install.log"
# scripts/page.py, which builds the page meanwhile, takes it for the page's packages.
[ "$extra" != dev ] || export PAGE_PACKAGES=all
# pip would compile every file of every package, one after the other, which takes longer than all else it does.
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --no-compile --no-input -e "$target" \
    >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    # What pip and npm say when nobody answers; "none" is what pip finds on an index that it cannot read.
    unreachable='NewConnectionError|NameResolutionError|ConnectTimeoutError|ProxyError|from versions: none'
    unreachable+='|ENOTFOUND|EAI_AGAIN|ECONNREFUSED'
    if grep -qE "$unreachable" "$log"; then
        say "PyPI or the npm registry could not be reached; an install needs both. Behind a proxy, set HTTPS_PROXY."
    fi
    die "The installation failed; the whole output is in $log"
fi
# What a start imports is compiled here instead, as whoever starts it may not be the one who may write here. Where that
# fails, so does the start, and says why.
MUJOCO_GL=disable PYTHONDONTWRITEBYTECODE='' "$venv/bin/python" -c \
    'import py_remote_viewer.cli, py_remote_viewer.server.run, py_remote_viewer.worker.worker' >>"$log" 2>&1 || true
# Taken anew: had a file changed meanwhile, the old value would not match and the next start installs again.
printf '%s\n' "$now" >"$venv/.installed-$extra"
