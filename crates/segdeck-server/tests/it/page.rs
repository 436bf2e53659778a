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
}

/// A page as `cargo xtask build` makes it, without a policy of its own yet.
const BUILT: &str = "<meta charset=utf-8><meta name=\"segdeck-version\" content=\"1f3870be\"><p>";

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; connect-src 'self' https://app.launchdarkly.com \
    https://app.eu.launchdarkly.com https://app.launchdarkly.us; style-src 'self'; \
    img-src 'self' data:; base-uri 'self'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types default";

#[test]
fn every_answer_has_the_headers_that_protect_the_page() {
    let (_folder, server) = served();
    for (path, status) in [
        ("/", 200),
        ("/boot.js", 200),
        (WASM, 200),
        ("/segdeck/config.json", 200),
        ("/missing.js", 404),
        ("/api/v2/projects", 401),
        ("/segdeck/nothing", 404),
    ] {
        let answer = server.client.get(path);
        assert_eq!(answer.status, status, "{path}");
        let policy = format!("{POLICY}; frame-ancestors 'none'");
        for (name, value) in [
            ("content-security-policy", policy.as_str()),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            (
                "permissions-policy",
                "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
            ),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name} of {path}");
        }
    }
    // Also where the guard refuses.
    let headers = [("Host", "evil.test")];
    let refused = server.client.send("GET", "/", &headers, "");
    assert_eq!(refused.status, 421);
    assert!(refused.header("content-security-policy").is_some());
}

#[test]
fn an_origin_that_was_named_is_in_the_header_and_in_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let kept = "const VERSION = \"1f3870be\";";
    for (name, content) in [
        ("index.html", BUILT),
        ("index.html.br", "as it was built"),
        ("404.html", BUILT),
        ("service-worker.js", kept),
        ("boot-1f3870be274f6c49.js", kept),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let server = |origins: &[&str]| {
        Server::start(Options {
            dist: Some(folder.path().to_owned()),
            connect_src: origins.iter().map(|text| text.parse().unwrap()).collect(),
            ..Options::default()
        })
    };
    let relay = "https://relay.test:8443";
    let version = |page: &str| {
        let (_, rest) = page.split_once("segdeck-version\" content=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let mut versions = Vec::new();
    for origins in [[].as_slice(), &[relay]] {
        let server = server(origins);
        let named = [&["https://app.launchdarkly.us"], origins]
            .concat()
            .join(" ");
        let allowed = POLICY.replace("https://app.launchdarkly.us", &named);
        for path in ["/", "/p/default/test/segments", "/404.html"] {
            // What was packed has another policy.
            let headers = [("Accept-Encoding", "br")];
            let page = server.client.send("GET", path, &headers, "");
            assert_eq!(page.header("content-encoding"), None);
            let header = page.header("content-security-policy").unwrap();
            assert_eq!(header, format!("{allowed}; frame-ancestors 'none'"));
            let tag =
                format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{allowed}\">");
            assert!(page.text().contains(&tag), "{}", page.text());
            versions.push(version(&page.text()));
        }
        // The service worker keeps the page of just this version.
        let worker = server.client.get("/service-worker.js");
        assert_eq!(worker.header("cache-control"), Some("no-cache"));
        let named = format!("const VERSION = \"{}\";", versions[versions.len() - 1]);
        assert_eq!(worker.text(), named);
        let hashed = server.client.get("/boot-1f3870be274f6c49.js");
        assert_eq!(hashed.text(), kept);
    }
    versions.dedup();
    assert_eq!(versions.len(), 2, "{versions:?}");

    // A page that was built with the same policy is sent as it is.
    let same = BUILT.replace(
        "<meta name",
        &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"><meta name"),
    );
    fs::write(folder.path().join("index.html"), &same).unwrap();
    let server = server(&[]);
    assert_eq!(server.client.get("/").text(), same);
    assert_eq!(server.client.get("/service-worker.js").text(), kept);
    let headers = [("Accept-Encoding", "br")];
    let packed = server.client.send("GET", "/", &headers, "");
    assert_eq!(packed.text(), "as it was built");
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

/// Whether there was a dashboard to carry is decided when the program is built.
#[cfg(feature = "embed")]
#[test]
fn a_program_shows_the_dashboard_that_it_carries_or_says_that_there_was_none() {
    let server = Server::start(Options {
        embedded: true,
        ..Options::default()
    });
    let page = server.client.get("/");
    assert_eq!(page.status, 200);
    let text = page.text();
    if text.contains("There is no dashboard in this program") {
        assert!(text.contains("cargo xtask build"), "{text}");
        return;
    }
    let media_type = page.header("content-type");
    assert_eq!(media_type, Some("text/html; charset=utf-8"));
    let (_, rest) = text.split_once("data-wasm=").unwrap();
    let program = rest.split([' ', '"', '>']).find(|word| !word.is_empty());
    let program = server.client.get(program.unwrap());
    assert_eq!(program.status, 200);
    assert_eq!(program.header("content-type"), Some("application/wasm"));
    let deep = server.client.get("/p/default/test/segments");
    assert_eq!(deep.text(), text);
    for path in ["/../Cargo.toml", "/..%2fCargo.toml", "/missing.js"] {
        assert_eq!(server.client.get(path).status, 404, "{path}");
    }
}
