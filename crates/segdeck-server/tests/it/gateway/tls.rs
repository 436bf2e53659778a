//! An upstream over TLS, with a certificate of an authority that was made for the test.

use std::{net::SocketAddr, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use segdeck_server::Options;
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use super::{call, start, to};
use crate::support::{SEGMENTS, Server};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn pem(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }

    /// Proves to be `name`.
    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Ends TLS in front of a server. It runs as long as the runtime that it gives.
fn end_tls(acceptor: TlsAcceptor, server: SocketAddr) -> (Runtime, u16) {
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut inside) = acceptor.accept(stream).await {
                    let mut outside = TcpStream::connect(server).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut inside, &mut outside).await;
                }
            });
        }
    });
    (runtime, port)
}

#[test]
fn an_upstream_is_reached_over_tls_by_an_authority_that_is_named() {
    let sandbox = Server::start(Options::default());
    let authority = Authority::new();
    let (_runtime, port) = end_tls(authority.acceptor("localhost"), sandbox.client.0);
    let mut options = to(&format!("https://localhost:{port}"));
    options.authorities = Some(authority.pem());
    let gateway = start(options);
    let made = call(
        gateway.client,
        "POST",
        SEGMENTS,
        &json!({"key": "beta", "name": "Beta"}),
    );
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(sandbox.client.keys(), ["beta"]);
    assert_eq!(gateway.client.get("/segdeck/ready").status, 200);
}

#[test]
fn a_certificate_that_is_not_trusted_or_of_another_name_is_refused() {
    let sandbox = Server::start(Options::default());
    let authority = Authority::new();
    let other = Authority::new().pem();
    for (name, trusted) in [
        ("localhost", None),
        ("localhost", Some(other)),
        ("app.launchdarkly.com", Some(authority.pem())),
    ] {
        let (_runtime, port) = end_tls(authority.acceptor(name), sandbox.client.0);
        let mut options = to(&format!("https://localhost:{port}"));
        options.authorities = trusted;
        let gateway = start(options);
        let made = call(
            gateway.client,
            "POST",
            SEGMENTS,
            &json!({"key": "a", "name": "A"}),
        );
        made.assert_refused(502, "upstream_tls");
        assert!(made.text().contains("--upstream-ca"), "{}", made.text());
        let ready = gateway.client.get("/segdeck/ready");
        ready.assert_refused(503, "upstream_tls");
        let list = call(gateway.client, "GET", SEGMENTS, &Value::Null);
        list.assert_refused(502, "upstream_tls");
    }
    assert!(sandbox.client.keys().is_empty());
}

#[test]
fn an_upstream_that_speaks_no_tls_is_told() {
    let sandbox = Server::start(Options::default());
    let gateway = start(to(&format!("https://{}", sandbox.client.0)));
    let list = call(gateway.client, "GET", SEGMENTS, &Value::Null);
    list.assert_refused(502, "upstream_tls");
}
