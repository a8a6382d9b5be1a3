# shellcheck shell=bash
# Lighthouse, installed from npm on demand: the browser tests do not need its hundred packages.

# The newest version for Node 20.
LIGHTHOUSE_VERSION=12.2.3
LIGHTHOUSE_FOLDER="$DATA/lighthouse-$LIGHTHOUSE_VERSION"

need_lighthouse() {
  export LIGHTHOUSE_PACKAGES="$LIGHTHOUSE_FOLDER/node_modules"
  [ ! -e "$LIGHTHOUSE_FOLDER/installed" ] || return 0
  say "Installing Lighthouse $LIGHTHOUSE_VERSION from the npm registry into $LIGHTHOUSE_FOLDER"
  mkdir -p "$LIGHTHOUSE_FOLDER"
  printf '{ "private": true, "dependencies": { "lighthouse": "%s" } }\n' "$LIGHTHOUSE_VERSION" \
    >"$LIGHTHOUSE_FOLDER/package.json"
  (cd "$LIGHTHOUSE_FOLDER" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null) \
    >"$LOGS/install-lighthouse.log" 2>&1 || {
    tail -n 5 "$LOGS/install-lighthouse.log" >&2
    die "npm could not install Lighthouse $LIGHTHOUSE_VERSION"
  }
  touch "$LIGHTHOUSE_FOLDER/installed"
}
