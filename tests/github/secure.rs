//! A session over TLS, the API and git both: what a person's GitHub is.

use crate::common::{AFFINITY, ANNOUNCED, Bench, CLOSED, NOTES, VOTING, time};
use std::fs;
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// TLS in front of the bench, with a certificate of its own: the address, and the certificate as a file to trust.
async fn tls(bench: &Bench) -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let plain = bench.url().trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, plain) = (acceptor.clone(), plain.clone());
            tokio::spawn(async move {
                if let Ok(mut secure) = acceptor.accept(stream).await {
                    let mut plain = TcpStream::connect(plain).await.unwrap();
                    let _ = copy_bidirectional(&mut secure, &mut plain).await;
                }
            });
        }
    });
    let trusted = bench.path("trusted.pem");
    fs::write(&trusted, made.cert.pem()).unwrap();
    (url, trusted.display().to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_report_is_pushed_over_tls() {
    let bench = Bench::example(true).await;
    let (url, trusted) = tls(&bench).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    bench.hub.clock().set(time(CLOSED));
    let run = |token: &str, trusted: &str| {
        let output = bench.command_with(
            &["run", "--at", CLOSED],
            &[
                ("GITHUB_API_URL", &format!("{}/api/v3", bench.url())),
                ("GITHUB_SERVER_URL", &url),
                ("SSL_CERT_FILE", trusted),
                ("FOLKMOOT_REPORT_TOKEN", token),
            ],
        );
        (
            output.status.success(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    // Whoever does not show a certificate that this machine trusts gets no token.
    let other = bench.path("other.pem");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(&other, made.cert.pem()).unwrap();
    let (done, said) = run(&bench.bot_token(), &other.display().to_string());
    assert!(!done && said.contains("certificate"), "{said}");
    assert!(said.contains(&url) && !said.contains("127.0.0.1"), "{said}");

    let (done, said) = run(&bench.bot_token(), &trusted);
    assert!(done, "{said}");
    let report = bench.report("README.md");
    assert!(report.starts_with("# "), "{report}");
}
