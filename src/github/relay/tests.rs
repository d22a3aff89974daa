use super::*;
use std::io::{Read, Write};
use std::net::{TcpListener as Listener, TcpStream};

fn redirected(scheme: &Scheme, to: &str) -> Result<String, String> {
    let limits = Limits::default();
    let origin = Origin {
        client: Way::to(scheme)?,
        scheme: scheme.clone(),
        authority: Authority::from_static("git.example"),
        trouble: Trouble::default(),
        limits,
        left: Arc::default(),
    };
    let answer = Response::builder().header(LOCATION, to).body(()).unwrap();
    let answer = origin.keep_here(answer)?;
    Ok(answer.headers()[LOCATION].to_str().unwrap().to_owned())
}

#[test]
fn a_redirect_leads_through_here_or_nowhere() {
    for scheme in [Scheme::HTTP, Scheme::HTTPS] {
        for to in [
            &format!("{scheme}://git.example/new/name.git/info/refs?service=x"),
            "/new/name.git/info/refs?service=x",
        ] {
            let path = redirected(&scheme, to).unwrap();
            assert_eq!(path, "/new/name.git/info/refs?service=x", "{to}");
        }
        let other = if scheme == Scheme::HTTP {
            "https"
        } else {
            "http"
        };
        for to in [
            &format!("{other}://git.example/new.git"),
            &format!("{scheme}://other.example/new.git"),
            "//other.example/x",
            &format!("{scheme}://git.example:444/new.git"),
            &format!("{scheme}://git.example@other.example/new.git"),
            &format!("{scheme}://ada@git.example/new.git"),
            "file:///etc/passwd",
            "ssh://git.example/new.git",
            "javascript:alert(1)",
            "",
        ] {
            assert!(redirected(&scheme, to).is_err(), "{to}");
        }
    }
}

#[tokio::test]
async fn only_http_needs_it() {
    let limits = Limits::default();
    for url in [
        "/some/folder.git",
        "folder",
        "",
        "file:///x.git",
        "ssh://git.example/x",
    ] {
        assert!(Relay::to(url, limits).await.unwrap().is_none(), "{url}");
    }
    for url in ["https://git.example/a/b.git", "http://git.example/a/b.git"] {
        let relay = Relay::to(url, limits).await.unwrap();
        let url = relay.unwrap().url().to_owned();
        assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/a/b.git"));
    }
}

#[test]
fn the_origin_of_an_address_is_its_host_and_port() {
    for (url, expected) in [
        ("https://git.example/a/b.git", Some("https://git.example")),
        ("http://127.0.0.1:99/a?b", Some("http://127.0.0.1:99")),
        (
            "https://Git.example@other.example/",
            Some("https://other.example"),
        ),
        ("ssh://git.example/x", None),
        ("/folder", None),
        ("", None),
    ] {
        assert_eq!(origin(url).as_deref(), expected, "{url}");
    }
}

/// A server that says this to whoever comes, and then nothing, without going away.
fn server(says: Vec<u8>) -> String {
    let listener = Listener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&says);
            kept.push(stream);
        }
    });
    url
}

/// What comes through a relay with these limits, and what its trouble was.
fn through(says: Vec<u8>, limits: Limits) -> (usize, Option<String>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let relay = runtime.block_on(Relay::to(&server(says), limits));
    let relay = relay.unwrap().unwrap();
    let mut stream = TcpStream::connect(
        relay
            .url()
            .trim_start_matches("http://")
            .trim_end_matches('/'),
    )
    .unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    let mut came = Vec::new();
    let _ = stream.read_to_end(&mut came);
    (came.len(), relay.trouble().map(str::to_owned))
}

#[test]
fn what_stands_still_or_is_too_large_is_cut_off() {
    let limits = Limits {
        bytes: 1000,
        refs: 100,
        still: Duration::from_millis(50),
        whole: Duration::from_millis(400),
    };
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
    let (_, trouble) = through(head.clone(), limits);
    assert_eq!(trouble.as_deref(), Some("its answer does not go on"));
    let large = [head, vec![b'x'; 5000]].concat();
    let (came, trouble) = through(large, limits);
    assert_eq!(
        trouble.as_deref(),
        Some("it sends more than the 1000 bytes allowed")
    );
    assert!(came < 2000, "{came}");
    let (_, trouble) = through(Vec::new(), limits);
    assert_eq!(trouble.as_deref(), Some("it does not answer"));
}
