# shellcheck shell=bash
# Chromium and Playwright for the browser tests. Playwright uses the system's Chromium and downloads none.

E2E="$ROOT/frontend/e2e"

need_browser() {
  need_node
  E2E_CHROMIUM=${E2E_CHROMIUM:-$(find_chromium || true)}
  if [ -z "$E2E_CHROMIUM" ] && install chromium; then E2E_CHROMIUM=$(find_chromium || true); fi
  [ -n "$E2E_CHROMIUM" ] ||
    die "Chromium is needed for the browser tests (package chromium, or Google Chrome; E2E_CHROMIUM names another one)"
  export E2E_CHROMIUM
  install_node_packages "$E2E"
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
