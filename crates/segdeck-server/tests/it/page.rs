//! The dashboard's files and what the page is told.

use std::fs;

use segdeck_server::Options;
use serde_json::json;
use tempfile::TempDir;

use crate::support::Server;

const WASM: &str = "/segdeck-web-1f3870be274f6c49_bg.wasm";

/// A folder with a dashboard, and a secret beside it.
fn served() -> (TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let dist = folder.path().join("dist");
    fs::create_dir_all(dist.join("assets")).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    for (name, content) in [
        ("index.html", "<title>Segdeck</title>"),
        ("boot.js", "boot()"),
        ("assets/logo.svg", "<svg/>"),
        (".hidden.js", "hidden"),
        (WASM.trim_start_matches('/'), "plain"),
        ("segdeck-web-1f3870be274f6c49_bg.wasm.br", "brotli"),
        ("segdeck-web-1f3870be274f6c49_bg.wasm.gz", "gzip"),
    ] {
        fs::write(dist.join(name), content).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.txt", dist.join("link.txt")).unwrap();
    let server = Server::start(Options {
        dist: Some(dist),
        ..Options::default()
    });
    (folder, server)
}

#[test]
fn the_page_is_told_what_it_is_connected_to() {
    let server = Server::start(Options::default());
    let config = server.client.get("/segdeck/config.json");
    assert_eq!(config.status, 200);
    assert_eq!(config.header("content-type"), Some("application/json"));
    assert_eq!(config.header("cache-control"), Some("no-store"));
    assert_eq!(
        config.json(),
        json!({"mode": "sandbox", "upstream": null, "readOnly": false, "token": "api-sandbox-writer"})
    );
    assert_eq!(server.client.get("/segdeck/health").status, 200);
    let posted = server.client.send("POST", "/segdeck/config.json", &[], "");
    posted.assert_refused(405, "method_not_allowed");
    for path in ["/segdeck/nothing", "/segdeck/", "/segdeck/config.json/x"] {
        server.client.get(path).assert_refused(404, "not_found");
    }
}

#[test]
fn the_page_is_sent_with_its_policy_and_asked_for_again_each_time() {
    let (_folder, server) = served();
    let page = server.client.get("/");
    assert_eq!(page.status, 200);
    assert_eq!(page.text(), "<title>Segdeck</title>");
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(
        page.header("content-security-policy"),
        Some(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
             connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'self'; \
             form-action 'none'; frame-ancestors 'none'"
        )
    );
}

#[test]
fn paths_of_the_dashboard_lead_to_the_page_also_with_dots_in_a_key() {
    let (_folder, server) = served();
    for path in [
        "/p/default/test/segments",
        "/p/default/test/segments/",
        "/p/default/test/segments/beta.testers",
        "/p/default/test/segments/beta.testers/rules?x=1",
        "/connection",
        "/assets",
        "/apis",
        "//p",
    ] {
        let page = server.client.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.text(), "<title>Segdeck</title>", "{path}");
        assert_eq!(page.header("cache-control"), Some("no-cache"), "{path}");
    }
    for path in [
        "/missing.js",
        "/a/missing.wasm",
        "/p/style.css",
        "/favicon.ico",
    ] {
        server.client.get(path).assert_refused(404, "not_found");
    }
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let (_folder, server) = served();
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/..%2Fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "//../secret.txt",
        "/./../secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/.hidden.js",
        "/link.txt",
        "/boot.js%00",
        "/boot.js/../../secret.txt",
        "/%ff",
    ] {
        let answer = server.client.get(path);
        assert!(!answer.text().contains("secret\n"), "{path}");
        assert_ne!(answer.body, b"secret", "{path}");
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
}

#[test]
fn packed_forms_are_sent_to_browsers_that_take_them() {
    let (_folder, server) = served();
    for (accepted, encoding, body) in [
        ("gzip, deflate, br, zstd", Some("br"), "brotli"),
        ("gzip", Some("gzip"), "gzip"),
        ("br;q=0, gzip", Some("gzip"), "gzip"),
        ("identity", None, "plain"),
    ] {
        let headers = [("Accept-Encoding", accepted)];
        let file = server.client.send("GET", WASM, &headers, "");
        assert_eq!(file.status, 200);
        assert_eq!(file.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(file.text(), body, "{accepted}");
        assert_eq!(file.header("content-type"), Some("application/wasm"));
        assert_eq!(file.header("vary"), Some("Accept-Encoding"));
        let cache = file.header("cache-control");
        assert_eq!(cache, Some("public, max-age=31536000, immutable"));
    }
    let plain = server
        .client
        .send("GET", "/boot.js", &[("Accept-Encoding", "br")], "");
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(plain.header("cache-control"), Some("no-cache"));
    let media_type = plain.header("content-type");
    assert_eq!(media_type, Some("text/javascript; charset=utf-8"));
}

#[test]
fn head_tells_the_size_without_the_file() {
    let (_folder, server) = served();
    let head = server.client.send("HEAD", "/boot.js", &[], "");
    assert_eq!(head.status, 200);
    assert_eq!(head.header("content-length"), Some("6"));
    assert!(head.body.is_empty());
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let refused = server.client.send(method, "/boot.js", &[], "");
        refused.assert_refused(405, "method_not_allowed");
    }
}

#[test]
fn without_a_dashboard_the_page_says_what_to_do() {
    let server = Server::start(Options::default());
    let page = server.client.get("/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("--dist"), "{}", page.text());
    server
        .client
        .get("/p/default")
        .assert_refused(404, "not_found");
}
