# Functions that the shell scripts here share. Sourced, never run.

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# apt packages can be installed from here: a Debian or Ubuntu machine, and we are root.
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# The line to run by hand, for messages.
apt_line() {
    if [ "$(id -u)" = 0 ]; then
        printf 'apt-get update && apt-get install -y --no-install-recommends %s' "$*"
    else
        printf 'sudo apt-get update && sudo apt-get install -y --no-install-recommends %s' "$*"
    fi
}

# Installs apt packages without a question. Its output is shown only when it fails.
apt_install() {
    local log
    log=$(mktemp)
    say "Installing: $*"
    # The lists of a fresh machine or container image are empty or old, so they are fetched first. A machine that runs
    # its own updates in the background holds the lock for a while: wait for it instead of failing. apt waits for the
    # one of its packages, not for the one of its lists, which another of these scripts may hold.
    if ! {
        flock 8 &&
            apt-get -o DPkg::Lock::Timeout=300 update &&
            DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
                install -y --no-install-recommends "$@"
    } 8>/var/lib/apt/py_remote_viewer.lock >"$log" 2>&1 </dev/null; then
        tail -n 30 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# Whether the dynamic linker finds a library, which is how MuJoCo and PyOpenGL will look for it.
has_library() {
    "$PYTHON" - "$1" <<'PY' >/dev/null 2>&1
import ctypes, sys
ctypes.CDLL(sys.argv[1])
PY
}

# Mesa's software driver: one file for each driver up to Mesa 24, one library for all of them after it.
has_software_gl() {
    compgen -G '/usr/lib/*/dri/swrast_dri.so' >/dev/null ||
        compgen -G '/usr/lib/*/libgallium-*.so' >/dev/null ||
        compgen -G '/usr/lib*/dri/swrast_dri.so' >/dev/null ||
        compgen -G '/usr/lib*/libgallium-*.so' >/dev/null
}

# Prints the apt packages of the GL libraries that are missing. Needs PYTHON.
missing_gl_packages() {
    local missing=()
    has_library libEGL.so.1 || missing+=(libegl1)
    has_library libEGL_mesa.so.0 || missing+=(libegl-mesa0)
    has_library libGL.so.1 || missing+=(libgl1)
    has_library libOpenGL.so.0 || missing+=(libopengl0)
    has_software_gl || missing+=(libgl1-mesa-dri)
    printf '%s\n' "${missing[*]}"
}

# Sets PYTHON to the first interpreter that is new enough, or ends with what to install.
find_python() {
    local name found=''
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3.14 python3; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        # A name on PATH may be a version manager's stub that ends with an error, so it is run, not only found.
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            PYTHON=$(command -v "$name")
            return 0
        fi
        found="$found $("$name" --version 2>/dev/null || true)"
    done
    say "Python 3.11 or newer is needed; found:${found:- none}."
    say "  Debian 12 and newer, Ubuntu 24.04 and newer:  $(apt_line python3 python3-venv)"
    die "  Ubuntu 22.04:  $(apt_line python3.11 python3.11-venv)"
}
