# shellcheck shell=bash
# Runs an IMAP server (dovecot) with a configuration and a mailbox of its own, on 127.0.0.1 and a free port.

# Root installs it; nobody else can run its processes under users without rights.
dovecot_can_run() {
  is_root || return 1
  have dovecot || install dovecot || return 1
  have dovecot
}

# dovecot_start <folder>: starts it, and exports IMAP_HOST, IMAP_PORT, IMAP_USER, IMAP_PASSWORD and IMAP_SECURE. The
# mailbox is <folder>/mail/Maildir. Its processes end with the script.
dovecot_start() {
  local folder=$1 started=$SECONDS
  IMAP_HOST=127.0.0.1 IMAP_USER=admissions@ecole.example IMAP_SECURE=false
  IMAP_PORT=$(some_free_port)
  IMAP_PASSWORD=$(random_word 24)
  export IMAP_HOST IMAP_PORT IMAP_USER IMAP_PASSWORD IMAP_SECURE
  mkdir -p "$folder/run" "$folder/mail/Maildir/new" "$folder/mail/Maildir/cur" "$folder/mail/Maildir/tmp"
  chmod 755 "$folder"
  dovecot_configuration "$folder" >"$folder/dovecot.conf"
  chmod 600 "$folder/dovecot.conf"
  chown -R nobody "$folder/mail"
  DOVECOT_FOLDER=$folder
  on_exit dovecot_stop
  dovecot -c "$folder/dovecot.conf"
  until port_is_taken "$IMAP_PORT"; do
    [ $((SECONDS - started)) -lt 20 ] || die "dovecot does not listen (log: $folder/dovecot.log)"
    sleep 0.2
  done
}

dovecot_stop() {
  [ ! -s "$DOVECOT_FOLDER/run/master.pid" ] || kill -TERM "$(cat "$DOVECOT_FOLDER/run/master.pid")" 2>/dev/null || true
}

# One user, whose mailbox belongs to nobody. Any user name is that user.
dovecot_configuration() {
  local group
  group=$(id -gn nobody)
  cat <<CONFIGURATION
protocols = imap
listen = 127.0.0.1
base_dir = $1/run
state_dir = $1/run
log_path = $1/dovecot.log
ssl = no
disable_plaintext_auth = no
default_login_user = nobody
default_internal_user = nobody
default_internal_group = $group
mail_location = maildir:$1/mail/Maildir
first_valid_uid = 1
passdb {
  driver = static
  args = password=$IMAP_PASSWORD
}
userdb {
  driver = static
  args = uid=nobody gid=$group home=$1/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $IMAP_PORT
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
CONFIGURATION
}
