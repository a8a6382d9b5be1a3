# shellcheck shell=bash
# Shared by all scripts: messages, cleaning up, ports, secrets. To be sourced.
# Written for bash 3.2 as well (macOS): no associative array, no `wait -n`.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
DATA="$ROOT/.data"
LOGS="$DATA/logs"
cd "$ROOT"

# Without these, cargo under `make -j` looks for make's job server.
unset MAKEFLAGS MFLAGS MAKELEVEL

if [ -t 1 ]; then
  BOLD=$'\e[1m' RED=$'\e[31m' PLAIN=$'\e[0m'
else
  BOLD='' RED='' PLAIN=''
fi

# Progress goes to standard output, warnings to standard error.
say() { printf '%s→%s %s\n' "$BOLD" "$PLAIN" "$*"; }
warn() { printf '%s!%s %s\n' "$RED" "$PLAIN" "$*" >&2; }
die() {
  warn "$@"
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" -eq 0 ]; }
is_alive() { kill -0 "$1" 2>/dev/null; }

# Prints the command line of a process: empty if there is none, `unknown` if this machine can't tell.
command_of() {
  if [ -d /proc/self ]; then
    tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" || true
  elif have ps; then
    ps -o args= -p "$1" 2>/dev/null || true
  else
    echo unknown
  fi
}

# --- Cleaning up, in reverse order of starting -----------------------------------------------------------------

CLEANUPS=()
CURRENT=''
on_exit() { CLEANUPS+=("$1"); }

run_cleanups() {
  local status=$? index
  trap - EXIT
  # A second Ctrl-C must not leave a database behind.
  trap '' INT TERM HUP
  if [ -n "$CURRENT" ]; then kill -TERM "-$CURRENT" 2>/dev/null || true; fi
  for ((index = ${#CLEANUPS[@]} - 1; index >= 0; index--)); do
    eval "${CLEANUPS[$index]}" || true
  done
  exit "$status"
}
trap run_cleanups EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# interruptible <command…>: runs a command that a signal ends at once. Bash handles signals only when a foreground command
# has ended; so the command runs in the background, in a process group that can be killed.
# Do not use it after `||` or `if`: bash would ignore `set -e` inside the command.
interruptible() {
  local status=0
  set -m
  (set -e; "$@") </dev/null &
  CURRENT=$!
  set +m
  wait "$CURRENT" || status=$?
  CURRENT=''
  return "$status"
}

# --- The folder of local state -------------------------------------------------------------------------------

# Mode 711, because the database's user must be able to enter the folder.
make_data_folder() {
  mkdir -p "$LOGS" 2>/dev/null || true
  [ -w "$LOGS" ] ||
    die "$DATA cannot be written: it belongs to $(owner_of "$DATA"). Run as that user, or remove it."
  chmod 711 "$DATA"
}

owner_of() { stat -c %U "$1" 2>/dev/null || stat -f %Su "$1" 2>/dev/null || echo "another user"; }

# remembered <file> <command…>: prints .data/<file>, which the command makes the first time. Only its owner can read it.
remembered() {
  local file="$DATA/$1"
  shift
  if [ ! -s "$file" ]; then
    (umask 077 && "$@" >"$file.new" && mv "$file.new" "$file")
  fi
  cat "$file"
}

random_base64() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
random_word() { head -c 64 /dev/urandom | base64 | tr -dc 'a-zA-Z0-9' | cut -c "1-$1"; }
# A secret whose bytes are letters and digits, because n8n takes it as text (n8n/README.md).
webhook_secret() { printf 'whsec_%s' "$(printf %s "$(random_word 48)" | base64 | tr -d '\n')"; }

# A short name of this folder, always the same.
project_id() { printf '%s' "$ROOT" | cksum | cut -d ' ' -f 1; }

# Exports NAME=value lines of a file; variables that are already set win.
load_env_file() {
  local line name
  [ -f "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^[[:space:]]*([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]] || continue
    name=${BASH_REMATCH[1]}
    [ -n "${!name+set}" ] || export "$name=$(unquoted "${BASH_REMATCH[2]}")"
  done <"$1"
}

unquoted() {
  local value=$1
  case $value in
    \"*\" | \'*\') value=${value:1:${#value}-2} ;;
  esac
  printf '%s' "$value"
}

# --- Ports and HTTP ------------------------------------------------------------------------------------------

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints the port, or the next free one.
free_port() {
  local port=$1 last=$(($1 + 300))
  while [ "$port" -le "$last" ]; do
    if ! port_is_taken "$port"; then
      echo "$port"
      return
    fi
    port=$((port + 1))
  done
  die "no free port from $1 to $last"
}

# Prints a random free port, away from the usual ones.
some_free_port() { free_port $((20000 + RANDOM % 8000)); }

# http_status <port> <path> [method]: prints the HTTP status that a local server answers, or 000.
http_status() {
  local status
  status=$(
    exec 2>/dev/null
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 0
    printf '%s %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\nContent-Length: 0\r\n\r\n' "${3:-GET}" "$2" "$1" >&3
    IFS=' ' read -r -t 5 _ status _ <&3 && echo "$status"
  ) || true
  echo "${status:-000}"
}

# --- Timed steps ----------------------------------------------------------------------------------------------

STEP_LINES=()
STEP_FAILED=0

# step <title> <command…>: runs the command, prints its duration, remembers a failure.
step() {
  local title=$1 start=$SECONDS status
  shift
  say "$title"
  set +e
  interruptible "$@"
  status=$?
  set -e
  local verdict=ok
  if [ "$status" -ne 0 ]; then
    verdict=FAILED
    STEP_FAILED=1
  fi
  STEP_LINES+=("$(printf '%-44s %6s s  %s' "$title" "$((SECONDS - start))" "$verdict")")
  printf '  %s: %s s, %s\n' "$title" "$((SECONDS - start))" "$verdict"
}

# Prints the duration of each step; fails if one step failed.
finish_steps() {
  printf '\n'
  printf '%s\n' "${STEP_LINES[@]}"
  return "$STEP_FAILED"
}
