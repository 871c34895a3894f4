# Sourced by ./run, ./test and the tools: finds or gets the system libraries, uv and .venv.
# A caller says what it needs beyond the window's libraries in EXTRA_PACKAGES, beyond the tests' in EXTRA_GROUPS.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
# Tests and benchmarks start many processes; each would compile the whole program anew, which takes longer than to load it.
unset PYTHONDONTWRITEBYTECODE

WINDOW_PACKAGES="libglib2.0-0 libgl1 libegl1 libx11-6 libdbus-1-3 libfontconfig1 libxkbcommon0 libbrotli1 libcups2
 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0
 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0"

need_packages() {
    command -v dpkg-query >/dev/null || return 0
    local missing="" package as_root=""
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    local line="apt-get update && apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root="sudo"
        else
            echo "缺少系统库，请管理员执行 / System libraries are missing; an administrator runs:" >&2
            echo "    $line" >&2
            exit 77
        fi
    fi
    echo "安装系统库 / Installing system libraries:$missing" >&2
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

find_uv() {
    if command -v uv >/dev/null; then
        echo uv
        return
    fi
    [ -x .tools/bin/uv ] ||
        python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target .tools 'uv>=0.13,<0.14' >&2 || {
        echo "请先安装 uv 或 pip / Install uv, or pip for python3, first: $(command -v python3)" >&2
        return 1
    }
    echo "$PWD/.tools/bin/uv"
}

need_packages $WINDOW_PACKAGES ${EXTRA_PACKAGES:-}
export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never
stamp=".venv/.heitu-ready${EXTRA_GROUPS:+-more}"
wanted="$(cat uv.lock pyproject.toml | sha256sum)"
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    UV=$(find_uv)
    # More than is asked for does no harm, but a sync for less takes away what another asked for.
    rm -f .venv/.heitu-ready*
    "$UV" sync -q --frozen --extra central ${EXTRA_GROUPS:-}
    echo "$wanted" | tee .venv/.heitu-ready >"$stamp"
fi
