//! The pages, served beside the API.

use std::path::{Path, PathBuf};

use reqwest::Method;
use reqwest::header::HeaderMap;

use crate::support::app::TestApp;

const PAGE: &str = "<!doctype html><title>Admissions</title>";
const SCRIPT: &str = "export const plain = 1;";

/// A folder as the build of the pages writes it; deleted with the test.
struct Pages(PathBuf);

impl Pages {
    fn write() -> Self {
        let folder = std::env::temp_dir().join(format!("pages_{}", prospects_api::tokens::new_token()));
        std::fs::create_dir_all(folder.join("assets")).unwrap();
        let pages = Self(folder);
        pages.file("index.html", PAGE);
        pages.file("favicon.svg", "<svg/>");
        pages.file("assets/x-1a2b.js", SCRIPT);
        pages.file("assets/x-1a2b.js.br", "as brotli");
        pages.file("assets/x-1a2b.js.gz", "as gzip");
        pages.file("assets/y-3c4d.wasm", "wasm");
        pages
    }

    fn file(&self, name: &str, content: &str) {
        std::fs::write(self.0.join(name), content).unwrap();
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn serving() -> (TestApp, Pages) {
    let pages = Pages::write();
    (TestApp::setup().set("SPA_DIR", pages.0.display()).start().await, pages)
}

/// Returns status, headers and body of a GET with these headers.
async fn get(app: &TestApp, path: &str, headers: &[(&'static str, &str)]) -> (u16, HeaderMap, String) {
    let request = app.anonymous().request(Method::GET, path);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.headers().clone(), response.text().await.unwrap())
}

#[tokio::test]
async fn a_browser_gets_the_smallest_form_that_it_takes() {
    let (app, _pages) = serving().await;
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", Some("br"), "as brotli"),
        ("br;q=1.0, gzip;q=0.8", Some("br"), "as brotli"),
        ("gzip, deflate", Some("gzip"), "as gzip"),
        ("br;q=0, gzip", Some("gzip"), "as gzip"),
        ("identity", None, SCRIPT),
        ("br;q=0, gzip;q=0", None, SCRIPT),
        ("deflate", None, SCRIPT),
    ] {
        let (status, headers, got) = get(&app, "/assets/x-1a2b.js", &[("accept-encoding", accepted)]).await;
        assert_eq!((status, got.as_str()), (200, body), "{accepted}");
        assert_eq!(
            headers.get("content-encoding").map(|value| value.to_str().unwrap()),
            encoding,
            "{accepted}"
        );
        assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
        assert!(headers["vary"].to_str().unwrap().to_lowercase().contains("accept-encoding"));
    }
    let (_, headers, got) = get(&app, "/assets/x-1a2b.js", &[]).await;
    assert_eq!((got.as_str(), headers.get("content-encoding")), (SCRIPT, None));
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_the_page_is_asked_for_again() {
    let (app, _pages) = serving().await;
    let (_, headers, _) = get(&app, "/assets/x-1a2b.js", &[]).await;
    assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    for path in ["/", "/admin/logs", "/favicon.svg"] {
        let (_, headers, _) = get(&app, path, &[]).await;
        assert_eq!(headers["cache-control"], "no-cache", "{path}");
    }
}

#[tokio::test]
async fn wasm_is_served_as_wasm() {
    let (app, _pages) = serving().await;
    let (status, headers, body) = get(&app, "/assets/y-3c4d.wasm", &[("accept-encoding", "br")]).await;
    assert_eq!((status, body.as_str()), (200, "wasm"));
    assert_eq!(headers["content-type"], "application/wasm");
}

#[tokio::test]
async fn every_address_of_the_pages_is_the_page() {
    let (app, _pages) = serving().await;
    for path in [
        "/",
        "/index.html",
        "/admin/prospects",
        "/admin/candidats/12",
        "/login?suite=%2Fadmin",
        "/n-importe/quoi",
    ] {
        let (status, headers, body) = get(&app, path, &[]).await;
        assert_eq!((status, body.as_str()), (200, PAGE), "{path}");
        assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere_and_no_inline_script() {
    let (app, _pages) = serving().await;
    let (_, headers, _) = get(&app, "/admin/prospects", &[]).await;
    let policy = headers["content-security-policy"].to_str().unwrap();
    let directives: Vec<_> = policy.split(';').map(str::trim).collect();
    for directive in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(directives.contains(&directive), "{directive}: {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("http") && !policy.contains('*'),
        "{policy}"
    );
}

#[tokio::test]
async fn a_file_that_is_missing_is_not_the_page() {
    let (app, _pages) = serving().await;
    for path in [
        "/assets/x-ffff.js",
        "/assets/",
        "/assets/sub/x",
        "/favicon.ico",
        "/robots.txt",
        "/assets/x-1a2b.js.br",
        "/assets/x-1a2b.js.map",
    ] {
        app.anonymous().get(path).await.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn unknown_paths_of_the_api_are_not_the_page() {
    let (app, _pages) = serving().await;
    for path in [
        "/api",
        "/api/inconnu",
        "/%61pi/inconnu",
        "/api/prospects/PROS_1/inconnu",
        "/sante/inconnu",
        "/metrics/inconnu",
    ] {
        app.anonymous().get(path).await.expect_problem(404, "INTROUVABLE");
    }
    for method in [Method::POST, Method::OPTIONS, Method::TRACE] {
        let request = app.anonymous().request(method, "/admin/prospects");
        crate::support::client::Answer::read(request).await.expect_problem(404, "INTROUVABLE");
    }
}

#[tokio::test]
async fn nothing_outside_of_the_folder_is_served() {
    let (app, pages) = serving().await;
    let secret = pages.0.with_extension("txt");
    std::fs::write(&secret, "secret").unwrap();
    let name = secret.file_name().unwrap().to_str().unwrap();
    for path in [
        format!("/../{name}"),
        format!("/%2e%2e/{name}"),
        format!("/assets/..%2f..%2f{name}"),
        format!("//{}", secret.display()),
    ] {
        let (_, _, body) = get(&app, &path, &[]).await;
        assert!(!body.contains("secret"), "{path}");
    }
    std::fs::remove_file(secret).unwrap();
}

#[tokio::test]
async fn what_a_browser_has_already_is_not_sent_again() {
    let (app, _pages) = serving().await;
    for path in ["/", "/assets/x-1a2b.js"] {
        let (_, headers, _) = get(&app, path, &[("accept-encoding", "br")]).await;
        let etag = headers["etag"].to_str().unwrap();
        let again = [("accept-encoding", "br"), ("if-none-match", etag)];
        let (status, headers, body) = get(&app, path, &again).await;
        assert_eq!((status, body.as_str()), (304, ""), "{path}");
        assert!(headers.contains_key("cache-control"));
        let (status, ..) = get(&app, path, &[("if-none-match", "\"autre\"")]).await;
        assert_eq!(status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_head_of_a_page_has_no_body() {
    let (app, _pages) = serving().await;
    let response = app.anonymous().request(Method::HEAD, "/").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-length"]),
        (200, &PAGE.len().to_string().parse().unwrap())
    );
    assert_eq!(response.text().await.unwrap(), "");
}

#[test]
fn a_folder_without_page_stops_the_start() {
    let pages = Pages::write();
    std::fs::remove_file(pages.0.join("index.html")).unwrap();
    for folder in [pages.0.clone(), pages.0.join("absent"), Path::new("/dev/null").to_path_buf()] {
        let error = prospects_api::http::spa::Spa::load(&folder).err().expect("no pages");
        assert!(format!("{error:#}").contains("SPA_DIR"), "{error:#}");
    }
}
