# Sourced by the commands in bin/. Brings the environment to what the lock files say and does only what is missing,
# so that a second start costs a moment. Two commands may start at once: the work is done under one lock.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=$root/.venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1
# Compiled modules are kept, whatever the machine says: without them every start of Python costs two seconds more.
unset PYTHONDONTWRITEBYTECODE

# prepare run|test|check: everything that level needs.
prepare() {
    local level=$1
    mkdir -p "$root/.boot"
    exec 9>"$root/.boot/lock"
    if command -v flock >/dev/null; then flock 9; fi
    trust_the_system
    make_environment
    install_python_packages "$level"
    install_assets
    compile_translations
    install_printing
    if [ "$level" = test ]; then
        install_browser
        install_java
    fi
    exec 9>&-
}

# pip, uv and npm each bring a list of certificate authorities; a company network's own is known to the system only.
trust_the_system() {
    local authorities=/etc/ssl/certs/ca-certificates.crt
    if [ -e /etc/debian_version ] && [ ! -e "$authorities" ] && [ "$(id -u)" = 0 ]; then
        install_debian_packages "The list of certificate authorities is missing." ca-certificates
    fi
    if [ -e "$authorities" ]; then
        export UV_SYSTEM_CERTS=1 PIP_CERT=${PIP_CERT:-$authorities} NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$authorities}
    fi
}

make_environment() {
    local base stamp=$root/.venv/.made-for
    if [ "$(cat "$stamp" 2>/dev/null)" = "$root" ] && "$python" -c '' 2>/dev/null; then return; fi
    find_python
    say "Making the Python environment ($base)"
    rm -rf "$root/.venv"
    if ! "$root/.boot/bin/python" -c '' 2>/dev/null; then
        rm -rf "$root/.boot/bin" "$root/.boot/lib" "$root/.boot/lib64"
        "$base" -m venv "$root/.boot"
    fi
    "$base" -m venv --without-pip "$root/.venv"
    echo "$root" >"$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/zhike.pth"
    echo "$root" >"$stamp"
}

# Sets `base` to a Python 3.11 or later that can make environments.
find_python() {
    local name
    for name in ${ZHIKE_PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            base=$(command -v "$name")
            if "$base" -c 'import ensurepip, venv' 2>/dev/null; then return; fi
        fi
    done
    install_debian_packages "Python 3.11 or later with its venv module is missing." python3 python3-venv
    base=/usr/bin/python3
    "$base" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' ||
        fail "This machine offers only $("$base" --version); Zhike needs Python 3.11 or later."
}

install_python_packages() {
    local level=$1 lock=$root/requirements/$1.txt stamp=$root/.venv/.installed-$1
    if is_current "$stamp" "$lock"; then return; fi
    if ! is_current "$root/.boot/.installed" "$root/requirements/bootstrap.txt"; then
        quietly "$root/.boot/bin/python" -m pip install --require-hashes -r "$root/requirements/bootstrap.txt"
        remember "$root/.boot/.installed" "$root/requirements/bootstrap.txt"
    fi
    say "Installing Python packages ($level)"
    quietly "$root/.boot/bin/uv" pip install --no-config --python "$python" --require-hashes -r "$lock"
    remember "$stamp" "$lock"
}

# htmx goes from npm into an ignored folder; nothing else of npm is ever served.
install_assets() {
    local stamp=$root/.venv/.assets vendor=$root/zhike/kit/static/vendor
    if is_current "$stamp" "$root/package-lock.json" && [ -s "$vendor/htmx.min.js" ]; then return; fi
    command -v npm >/dev/null || install_debian_packages "Node.js with npm is missing." nodejs npm
    say "Installing front-end assets"
    quietly npm --prefix "$root" ci --ignore-scripts --no-audit --no-fund
    mkdir -p "$vendor"
    cp "$root/node_modules/htmx.org/dist/htmx.min.js" "$vendor/htmx.min.js"
    remember "$stamp" "$root/package-lock.json"
}

compile_translations() {
    local catalogue folder
    for catalogue in "$root"/zhike/*/locale/*/LC_MESSAGES/django.po; do
        if [ ! -e "$catalogue" ] || [ ! "$catalogue" -nt "${catalogue%.po}.mo" ]; then continue; fi
        folder=${catalogue%/*/LC_MESSAGES/django.po}
        "$python" -m babel.messages.frontend --quiet compile -d "$folder" -D django
    done
}

# Pango sets the pages of a PDF, in a font that has Chinese: without one every Chinese word is boxes.
install_printing() {
    local missing=()
    if ! can_load libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0; then
        missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
    fi
    if ! has_chinese_font; then missing+=(fonts-noto-cjk); fi
    if [ ${#missing[@]} -gt 0 ]; then install_debian_packages "PDFs need more of this machine." "${missing[@]}"; fi
}

# Chromium for the journeys, and libatomic1 for Playwright's driver.
install_browser() {
    local missing=()
    if ! command -v chromium >/dev/null; then missing+=(chromium); fi
    if ! can_load libatomic.so.1; then missing+=(libatomic1); fi
    if [ ${#missing[@]} -gt 0 ]; then
        install_debian_packages "The browser tests need more of this machine." "${missing[@]}"
    fi
}

# Spark computes some figures a second time, and runs on Java.
install_java() {
    command -v java >/dev/null || install_debian_packages "The tests of Spark need Java." default-jre-headless
}

can_load() { "$python" -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' "$@" 2>/dev/null; }

has_chinese_font() {
    [ -n "$(fc-list :lang=zh 2>/dev/null)" ] ||
        compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null || compgen -G '/usr/share/fonts/truetype/wqy/*' >/dev/null
}

# install_debian_packages REASON PACKAGE...: installs as root on Debian, otherwise says what to do.
install_debian_packages() {
    local reason=$1
    shift
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        fail "$reason Install it first; on Debian, as root: apt-get install $*"
    fi
    say "$reason Installing: $*"
    export DEBIAN_FRONTEND=noninteractive
    if [ -z "${apt_is_fresh:-}" ]; then quietly apt-get update; fi
    apt_is_fresh=yes
    quietly apt-get install -y --no-install-recommends "$@"
}

# Installers talk a lot; they are heard only when they fail.
quietly() {
    local log=$root/.boot/log
    if ! "$@" >"$log" 2>&1 9>&-; then fail "$(tail -20 "$log")"; fi
}

# A stamp keeps the checksum of the lock it was made from.
is_current() { [ "$(cat "$1" 2>/dev/null)" = "$(cksum <"$2")" ]; }
remember() { cksum <"$2" >"$1"; }

say() { echo "· $*" >&2; }
fail() {
    echo "$*" >&2
    exit 1
}
