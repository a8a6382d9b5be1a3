//! Serves the built SPA from memory: precompressed files as the browser accepts them, permanent caching for hashed
//! names, and the page for every path outside /api.

use std::collections::HashMap;
use std::path::Path;

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context as _;
use sha2::{Digest, Sha256};

use super::path;

/// Content security policy of the page: only our own wasm.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The files of the SPA, in memory: a few hundred kilobytes.
pub struct Spa {
    files: HashMap<String, File>,
}

struct File {
    content_type: &'static str,
    etag: String,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Spa {
    /// Reads the folder that `cargo xtask spa` wrote.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let mut files = HashMap::new();
        read_folder(folder, folder, &mut files).with_context(|| format!("SPA_DIR {}", folder.display()))?;
        anyhow::ensure!(files.contains_key("index.html"), "SPA_DIR {} holds no index.html", folder.display());
        Ok(Self { files })
    }

    /// Returns the file at the request's path; otherwise the page, unless the path looks like a file.
    pub fn serve(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let path = path::decoded(request).trim_start_matches('/');
        if let Some(file) = self.files.get(path) {
            return Some(file.answer(request, path.starts_with("assets/"), path == "index.html"));
        }
        let names_a_file =
            path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|last| last.contains('.'));
        let page = if names_a_file { None } else { self.files.get("index.html") };
        page.map(|page| page.answer(request, false, true))
    }
}

fn read_folder(root: &Path, folder: &Path, files: &mut HashMap<String, File>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
            continue;
        }
        let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if matches!(extension, "br" | "gz") {
            continue;
        }
        let plain = std::fs::read(&path)?;
        let compressed =
            |suffix: &str| std::fs::read(format!("{}.{suffix}", path.display())).ok().map(Bytes::from);
        let file = File {
            content_type: content_type(extension),
            etag: etag(&plain),
            brotli: compressed("br"),
            gzip: compressed("gz"),
            plain: plain.into(),
        };
        files.insert(name, file);
    }
    Ok(())
}

fn etag(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let mut head = [0; 8];
    head.copy_from_slice(&digest[..8]);
    format!("\"{:016x}\"", u64::from_be_bytes(head))
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

impl File {
    fn answer(&self, request: &HttpRequest, immutable: bool, page: bool) -> HttpResponse {
        let header = |name: HeaderName| {
            request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        let cache = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
        let known = header(IF_NONE_MATCH).contains(&self.etag);
        let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response.insert_header((CACHE_CONTROL, cache)).insert_header((VARY, "Accept-Encoding"));
        response.insert_header((ETAG, self.etag.as_str()));
        if page {
            response.insert_header(("content-security-policy", PAGE_POLICY));
        }
        if known {
            return response.finish();
        }
        response.insert_header((CONTENT_TYPE, self.content_type));
        let accepted = header(ACCEPT_ENCODING);
        let encodings = [("br", &self.brotli), ("gzip", &self.gzip)];
        let chosen = encodings
            .into_iter()
            .find_map(|(name, body)| Some((name, body.clone()?)).filter(|_| accepts(accepted, name)));
        match chosen {
            Some((name, body)) => response.insert_header((CONTENT_ENCODING, name)).body(body),
            None => response.body(self.plain.clone()),
        }
    }
}

/// Returns true when an Accept-Encoding header accepts `name`: listed, with a weight other than 0 (RFC 9110 §12.5.3).
fn accepts(header: &str, name: &str) -> bool {
    header.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let named = pieces.next().is_some_and(|coding| coding.eq_ignore_ascii_case(name));
        let weight =
            pieces.find_map(|piece| piece.strip_prefix("q=")).and_then(|q| q.parse().ok()).unwrap_or(1.0);
        named && weight > 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn an_encoding_is_taken_when_named_and_not_refused() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(!accepts("gzip;q=0, br", "gzip"));
        assert!(!accepts("", "gzip"));
    }
}
