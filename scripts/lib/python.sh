# shellcheck shell=bash
# Python tools, each version in its own virtual environment.

# python_tool <program> <version>: prints the path of the program.
python_tool() { echo "$DATA/python/$1-$2/bin/$1"; }

# need_python_tool <program> <version> [libraries]: installs the package of this name, and libraries beside it; fails if
# that is impossible.
need_python_tool() {
  local program=$1 version=$2 venv="$DATA/python/$1-$2"
  shift 2
  if [ -x "$venv/bin/$program" ]; then return; fi
  python_is_usable || install python || true
  python_is_usable || return 1
  say "Installing $program $version"
  {
    rm -rf "$venv" && python3 -m venv "$venv" && "$venv/bin/pip" install --quiet "$program==$version" "$@"
  } >"$LOGS/install-$program.log" 2>&1 || {
    tail -n 3 "$LOGS/install-$program.log" >&2
    rm -rf "$venv"
    return 1
  }
}

# Debian has the module in a package of its own.
python_is_usable() { have python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }
