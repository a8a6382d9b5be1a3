//! A compressing proxy rewrites the tags of records; changes through it still work.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_MATCH};
use serde_json::json;

use crate::support::app::{TestApp, until};
use crate::support::client::Answer;
use crate::support::data;

/// nginx with `gzip on` for JSON, which makes strong tags weak (`ngx_http_gzip_filter_module`); ends with the test.
struct Nginx {
    url: String,
    process: Child,
    _folder: tempfile::TempDir,
}

impl Nginx {
    /// Starts `program` in front of the service at `url`.
    async fn start(program: &Path, url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let root = folder.path().display();
        let config = format!(
            "daemon off; master_process off; pid {root}/pid; error_log {root}/error.log;
             events {{ worker_connections 64; }}
             http {{
                 access_log off; client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;
                 fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
                 gzip on; gzip_proxied any; gzip_types application/json;
                 server {{
                     listen 127.0.0.1:{port};
                     location / {{ proxy_pass {url}; proxy_set_header Host $http_host; }}
                 }}
             }}"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, config).unwrap();
        let mut command = Command::new(program);
        command.arg("-c").arg(&file).arg("-p").arg(folder.path()).stderr(Stdio::null());
        let process = command.spawn().unwrap();
        let nginx = Self { url: format!("http://127.0.0.1:{port}"), process, _folder: folder };
        let address = format!("127.0.0.1:{port}");
        until(async || tokio::net::TcpStream::connect(&address).await.ok()).await;
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the path of nginx; `/usr/sbin` is not in every `PATH`.
fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join("nginx")).find(|program| program.is_file())
}

#[tokio::test]
async fn a_record_read_through_a_compressing_nginx_is_saved_through_it() {
    // `intake::versions` tests the rule on any machine.
    let Some(program) = installed() else { return eprintln!("nginx is not installed: not tried") };
    let app = TestApp::start().await;
    let prospect = data::prospect(&app.db, "Dumitru", "Marie").await;
    let nginx = Nginx::start(&program, &app.url).await;
    let admin = app.admin().await.at(&nginx.url);
    let path = format!("/api/prospects/{prospect}");
    for ville in ["Brest", "Lyon"] {
        let read = admin.request(Method::GET, &path).header(ACCEPT_ENCODING, "gzip").send().await.unwrap();
        assert_eq!(read.headers()[CONTENT_ENCODING], "gzip");
        let tag = read.headers()[ETAG].to_str().unwrap();
        assert!(tag.starts_with("W/"), "{tag}");
        let change = admin.request(Method::PATCH, &path).header(IF_MATCH, tag);
        let answer = Answer::read(change.json(&json!({ "ville": ville }))).await;
        assert_eq!(answer.expect(200).body["ville"], ville);
    }
}
