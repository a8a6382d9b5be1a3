# shellcheck shell=bash
# Installs missing programs with the system's package manager if run as root.

package_manager() {
  local manager
  for manager in apt-get dnf apk pacman zypper; do
    if have "$manager"; then
      echo "$manager"
      return
    fi
  done
}

# package_names <thing> <package manager>: prints the packages to install.
package_names() {
  case "$1:$2" in
    postgresql:apt-get) echo postgresql postgresql-contrib ;;
    postgresql:dnf) echo postgresql-server postgresql-contrib ;;
    postgresql:apk) echo postgresql postgresql-contrib postgresql-client ;;
    postgresql:pacman) echo postgresql ;;
    postgresql:zypper) echo postgresql-server postgresql-contrib ;;
    dovecot:apt-get) echo dovecot-imapd ;;
    dovecot:*) echo dovecot ;;
    chromium:*) echo chromium ;;
    nodejs:pacman | nodejs:apt-get | nodejs:apk) echo nodejs npm ;;
    nodejs:dnf) echo nodejs nodejs-npm ;;
    nodejs:zypper) echo nodejs-default npm-default ;;
    python:apt-get) echo python3 python3-venv ;;
    python:apk) echo python3 py3-pip ;;
    python:pacman) echo python ;;
    python:*) echo python3 python3-pip ;;
    compiler:apt-get) echo gcc libc6-dev ;;
    compiler:apk) echo gcc musl-dev ;;
    compiler:pacman) echo gcc ;;
    compiler:*) echo gcc glibc-devel ;;
    libpq:apt-get) echo libpq-dev ;;
    libpq:dnf) echo libpq-devel ;;
    libpq:apk) echo libpq-dev ;;
    libpq:pacman) echo postgresql-libs ;;
    libpq:zypper) echo postgresql-devel ;;
  esac
}

# install <thing>: fails without root or a known package manager, or if the package manager fails.
install() {
  local manager names log="$LOGS/install-$1.log"
  manager=$(package_manager)
  if ! is_root || [ -z "$manager" ]; then
    return 1
  fi
  names=$(package_names "$1" "$manager")
  say "Installing $names with $manager (log: $log)"
  # Unquoted on purpose: several packages.
  # shellcheck disable=SC2086
  case $manager in
    apt-get) apt_install $names ;;
    dnf) dnf install -y $names ;;
    apk) apk add --no-cache $names ;;
    pacman) pacman -Sy --noconfirm --needed $names ;;
    zypper) zypper --non-interactive install $names ;;
  esac >"$log" 2>&1 </dev/null || {
    tail -n 5 "$log" >&2
    return 1
  }
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  # The present index may be enough, which saves half a minute.
  apt-get install -y --no-install-recommends "$@" || {
    apt-get update && apt-get install -y --no-install-recommends "$@"
  }
}
