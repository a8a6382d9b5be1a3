# shellcheck shell=bash
# The Fastify server that the service is compared with, installed from npm on demand. Needs node.sh.

PEER_FOLDER="$DATA/peer"

# Sets PEER to its program, or to nothing where npm is missing or reaches no registry.
find_peer() {
  local log="$LOGS/install-peer.log"
  # The caller reads this variable.
  # shellcheck disable=SC2034
  PEER=''
  if ! node_is_usable; then
    warn "Node $NODE_OLDEST or newer with npm is missing: nothing is compared with a Fastify server"
    return
  fi
  mkdir -p "$PEER_FOLDER"
  cp crates/drill/peer/.npmrc crates/drill/peer/* "$PEER_FOLDER"
  say "A Fastify server in $PEER_FOLDER (from npm; log: $log)"
  if (install_node_packages "$PEER_FOLDER") >"$log" 2>&1; then
    # shellcheck disable=SC2034
    PEER="$PEER_FOLDER/server.js"
  else
    warn "npm could not install the Fastify server: nothing is compared with one"
  fi
}
