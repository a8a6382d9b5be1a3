#!/usr/bin/env bash
# `make test-n8n` tests the workflows of n8n/ in a real n8n, driven by the service. It is not part of `make test`, because
# it downloads 2.3 GB the first time. Logs: .data/logs/n8n*.log.

# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
. "$ROOT/scripts/lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$ROOT/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/toolchain.sh
. "$ROOT/scripts/lib/toolchain.sh"
# shellcheck source=scripts/lib/drill.sh
. "$ROOT/scripts/lib/drill.sh"
# shellcheck source=scripts/lib/n8n.sh
. "$ROOT/scripts/lib/n8n.sh"
# shellcheck source=scripts/lib/dovecot.sh
. "$ROOT/scripts/lib/dovecot.sh"

main() {
  local ports mailbox=()
  if ! n8n_can_run; then
    say "skipped: n8n $N8N_VERSION needs npm and Node 20.19 to 24 ($(node --version 2>/dev/null || echo none) is here)"
    return
  fi
  make_data_folder
  interruptible need_n8n
  prepare_drill test_n8n
  on_exit forget
  postgres_sql postgres "drop database if exists test_n8n_own with (force)"
  postgres_ensure_database test_n8n_own
  N8N_DATABASE_URL=$(postgres_url test_n8n_own)
  N8N_ENCRYPTION_KEY=$(random_word 40)
  export N8N_DATABASE_URL N8N_ENCRYPTION_KEY N8N_DISABLE_UI=true
  n8n_environment test_n8n_own "$DATA/n8n-test"
  FORMULAIRE_CLE=$(random_word 40)
  export FORMULAIRE_CLE
  if dovecot_can_run; then
    dovecot_start "$DATA/n8n-test/dovecot"
    mailbox=(--maildir "$DATA/n8n-test/dovecot/mail/Maildir")
  else
    say "skipped: the mailbox needs dovecot, which only root can install and run"
  fi
  ports=$(four_ports)
  say "Importing the workflows of n8n/ into n8n $N8N_VERSION"
  interruptible n8n_import "http://127.0.0.1:${ports%%,*}"
  interruptible "$PROGRAMS/drill" n8n --api "$PROGRAMS/prospects-api" --logs "$LOGS" --ports "$ports" --n8n "$N8N" \
    ${mailbox[@]+"${mailbox[@]}"}
}

# Deletes the folder and the databases of the test.
forget() {
  rm -rf "$DATA/n8n-test"
  postgres_sql postgres "drop database if exists test_n8n_own with (force)"
  postgres_sql postgres "drop database if exists test_n8n with (force)"
}

main "$@"
