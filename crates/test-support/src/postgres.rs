//! Starts a separate PostgreSQL that accepts only encrypted connections, with a certificate of a test authority.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::{NamedTempFile, TempDir};

use super::app::until;
use super::db::Server;
use super::proxy::free_address;

/// A certificate authority of the tests.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Certificate of the authority, in PEM.
    pub file: NamedTempFile,
}

/// A PostgreSQL server with its own data folder; dropping it stops the server.
pub struct Cluster {
    postgres: Child,
    address: String,
    folder: TempDir,
}

impl Authority {
    /// Generates an authority that no system trusts.
    pub fn generate() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let file = NamedTempFile::new().unwrap();
        fs::write(file.path(), params.self_signed(&key).unwrap().pem()).unwrap();
        Self { issuer: Issuer::new(params, key), file }
    }

    /// Writes a new key and its certificate for `name` into `folder`.
    fn certify(&self, name: &str, folder: &Path) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        fs::write(folder.join("server.crt"), certificate.pem()).unwrap();
        fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
    }
}

impl Cluster {
    /// Starts a server with a certificate for `name`, signed by `authority`.
    pub async fn start(authority: &Authority, name: &str) -> Self {
        let (programs, user) = (programs().await, User::of_server());
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        user.owns(folder.path());
        let mut initdb = user.command(&programs.join("initdb"));
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "-D",
        ]);
        let made = initdb.arg(&data).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let rules = "hostssl all all 127.0.0.1/32 trust\nhostssl replication all 127.0.0.1/32 trust\n";
        fs::write(data.join("pg_hba.conf"), rules).unwrap();
        authority.certify(name, &data);
        for file in ["server.crt", "server.key"] {
            fs::set_permissions(data.join(file), Permissions::from_mode(0o600)).unwrap();
            user.owns(&data.join(file));
        }
        Self::run(&programs, &user, folder).await
    }

    /// Starts a standby of this server, which follows it by streaming replication.
    pub async fn standby(&self) -> Self {
        let (programs, user) = (programs().await, User::of_server());
        let folder = tempfile::tempdir().unwrap();
        user.owns(folder.path());
        let (host, port) = self.address.rsplit_once(':').unwrap();
        let mut copy = user.command(&programs.join("pg_basebackup"));
        copy.args(["--username=postgres", "--host", host, "--port", port]);
        copy.args(["--checkpoint=fast", "--write-recovery-conf", "--no-sync", "-D"]);
        let copied = copy.arg(folder.path().join("data")).output().unwrap();
        assert!(copied.status.success(), "pg_basebackup: {}", String::from_utf8_lossy(&copied.stderr));
        Self::run(&programs, &user, folder).await
    }

    /// Makes this standby a primary.
    pub async fn promote(&self) {
        let mut promote = User::of_server().command(&programs().await.join("pg_ctl"));
        let end =
            promote.args(["promote", "-w", "-D"]).arg(self.folder.path().join("data")).output().unwrap();
        assert!(end.status.success(), "pg_ctl: {}", String::from_utf8_lossy(&end.stderr));
    }

    /// Starts PostgreSQL on the data in `folder`.
    async fn run(programs: &Path, user: &User, folder: TempDir) -> Self {
        let address = free_address();
        let (_, port) = address.rsplit_once(':').unwrap();
        let mut postgres = user.command(&programs.join("postgres"));
        postgres.arg("-D").arg(folder.path().join("data")).args(["-p", port]);
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories=", "ssl=on", "fsync=off"] {
            postgres.args(["-c", setting]);
        }
        let log = File::create(folder.path().join("log")).unwrap();
        let postgres = postgres.stderr(log.try_clone().unwrap()).stdout(log).spawn().unwrap();
        let mut cluster = Self { postgres, address, folder };
        cluster.is_ready(&programs.join("pg_isready")).await;
        cluster
    }

    /// Waits until the server accepts queries; it accepts connections earlier, while it starts up.
    async fn is_ready(&mut self, pg_isready: &Path) {
        let (host, port) = self.address.rsplit_once(':').unwrap();
        let log = self.folder.path().join("log");
        until(async || {
            let ended = self.postgres.try_wait().unwrap();
            assert!(ended.is_none(), "postgres: {}", fs::read_to_string(&log).unwrap());
            let answer = Command::new(pg_isready).args(["--quiet", "--host", host, "--port", port]).status();
            answer.unwrap().success().then_some(())
        })
        .await;
    }

    /// Returns this server under the host name `host`, with these URL parameters.
    pub fn server(&self, host: &str, parameters: &str) -> Server {
        Self::servers(&[self], host, parameters)
    }

    /// Returns a URL of several servers, all under the host name `host`, with these URL parameters.
    pub fn servers(clusters: &[&Self], host: &str, parameters: &str) -> Server {
        let addresses = || clusters.iter().map(|cluster| cluster.address.rsplit_once(':').unwrap());
        let hosts: Vec<_> = addresses().map(|(_, port)| format!("{host}:{port}")).collect();
        let addresses: Vec<_> = addresses().map(|(address, _)| address).collect();
        let parameters = format!("hostaddr={}&{parameters}", addresses.join(","));
        Server::at(format!("postgres://postgres@{}", hosts.join(",")), &parameters)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGQUIT makes PostgreSQL remove its shared memory, which SIGKILL would leave behind.
        let quit = format!("kill -QUIT {}", self.postgres.id());
        let _ = Command::new("sh").args(["-c", &quit]).status();
        let _ = self.postgres.wait();
    }
}

/// Returns the folder of PostgreSQL's programs, found through the tests' server.
async fn programs() -> PathBuf {
    #[derive(diesel::QueryableByName)]
    struct Setting {
        #[diesel(sql_type = Text)]
        setting: String,
    }
    let bindir = diesel::sql_query("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
    let Setting { setting } = bindir.get_result(&mut Server::shared().admin().await).await.unwrap();
    let folder = PathBuf::from(setting);
    let is_here = folder.join("initdb").exists();
    assert!(is_here, "{} has no initdb: these tests start a PostgreSQL of their own", folder.display());
    folder
}

/// User that runs PostgreSQL, which refuses to run as root.
struct User(Option<(u32, u32)>);

impl User {
    fn of_server() -> Self {
        if id("-u", None) != Some(0) {
            return Self(None);
        }
        let of = |name| Some((id("-u", Some(name))?, id("-g", Some(name))?));
        Self(Some(of("postgres").or_else(|| of("nobody")).expect("a user who is not root")))
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // libpq would look for a certificate in the home folder of the user who runs the tests.
        command.current_dir("/").env("HOME", "/").stdin(Stdio::null());
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }

    fn owns(&self, path: &Path) {
        if let Some((user, group)) = self.0 {
            chown(path, Some(user), Some(group)).unwrap();
        }
    }
}

fn id(which: &str, name: Option<&str>) -> Option<u32> {
    let output = Command::new("id").arg(which).args(name).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().ok()
}
