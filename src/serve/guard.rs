//! Who may ask: requests that name this server as their host, and changes that come from its own pages. A page of another site reaches it neither
//! under a name of that site (DNS rebinding) nor with a cookie of somebody's.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use std::net::{IpAddr, SocketAddr};

/// Loaded is what comes from here, shown is what is set as text, and no frame holds it.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The headers of every answer.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Sets them; what is not made to be kept is not kept.
pub(super) fn protect(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// The names by which this server is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    /// What people call it.
    name: String,
    address: SocketAddr,
}

impl Names {
    pub(super) fn of(name: &str, address: SocketAddr) -> Names {
        Names {
            name: name.to_ascii_lowercase(),
            address,
        }
    }

    /// Whether only this machine reaches it.
    pub(super) fn is_loopback(&self) -> bool {
        self.address.ip().is_loopback()
    }

    /// Its own address, without a slash at the end.
    pub(super) fn url(&self) -> String {
        // Nobody can go to `0.0.0.0`.
        let name = if self.address.ip().is_unspecified() {
            reached().map_or_else(|| "localhost".to_owned(), host)
        } else {
            self.name.clone()
        };
        match self.address.port() {
            80 => format!("http://{name}"),
            port => format!("http://{name}:{port}"),
        }
    }

    /// Whether a host is this one. A number is no name that somebody else could point here, so where it listens on every address each number fits.
    pub(super) fn knows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let port = format!(":{}", self.address.port());
        let name = match host.strip_suffix(&port) {
            Some(name) => name,
            None if self.address.port() == 80 => host.as_str(),
            None => return false,
        };
        let number = name.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        if name == self.name || number == Some(self.address.ip()) {
            return true;
        }
        let loopback = name == "localhost" || number.is_some_and(|ip| ip.is_loopback());
        let everywhere = self.address.ip().is_unspecified();
        (loopback && (self.is_loopback() || everywhere)) || (number.is_some() && everywhere)
    }
}

fn host(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

/// The address by which this machine is seen from outside. Nothing is sent: a socket of datagrams only chooses its way.
fn reached() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_unspecified()).then_some(ip)
}

/// The one value of a header; nothing where it is missing or comes twice.
pub(super) fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    let one = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(one)
}

/// Whether a request comes from a page of this server, at the host it was sent to.
pub(super) fn is_own_page(headers: &HeaderMap) -> bool {
    let host = only(headers, header::HOST).map(|host| format!("http://{host}"));
    let origin = only(headers, header::ORIGIN);
    host.is_some_and(|own| origin.is_some_and(|origin| origin.eq_ignore_ascii_case(&own)))
}

/// The value of our cookie.
pub(super) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter();
    all.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix("folkmoot="))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(name: &str, address: &str) -> Names {
        Names::of(name, address.parse().unwrap())
    }

    #[test]
    fn only_its_own_names_are_its_host() {
        let table = [
            ("127.0.0.1", "127.0.0.1:8080", "127.0.0.1:8080", true),
            ("127.0.0.1", "127.0.0.1:8080", "localhost:8080", true),
            ("127.0.0.1", "127.0.0.1:8080", "LOCALHOST:8080", true),
            ("127.0.0.1", "127.0.0.1:8080", "[::1]:8080", true),
            ("127.0.0.1", "127.0.0.1:8080", "127.0.0.1:8081", false),
            ("127.0.0.1", "127.0.0.1:8080", "127.0.0.1", false),
            ("127.0.0.1", "127.0.0.1:8080", "evil.example:8080", false),
            ("127.0.0.1", "127.0.0.1:8080", "10.0.0.1:8080", false),
            ("127.0.0.1", "127.0.0.1:8080", "", false),
            ("127.0.0.1", "127.0.0.1:80", "127.0.0.1", true),
            ("Board.local", "10.0.0.5:8080", "board.local:8080", true),
            ("board.local", "10.0.0.5:8080", "10.0.0.5:8080", true),
            ("board.local", "10.0.0.5:8080", "localhost:8080", false),
            (
                "board.local",
                "10.0.0.5:8080",
                "board.local.evil.example:8080",
                false,
            ),
            ("0.0.0.0", "0.0.0.0:8080", "10.0.0.5:8080", true),
            ("0.0.0.0", "0.0.0.0:8080", "localhost:8080", true),
            ("0.0.0.0", "0.0.0.0:8080", "evil.example:8080", false),
            ("[::]", "[::]:8080", "[fe80::1]:8080", true),
        ];
        for (name, address, host, known) in table {
            assert_eq!(
                names(name, address).knows(host),
                known,
                "{host} at {address}"
            );
        }
        assert_eq!(
            names("board.local", "10.0.0.5:80").url(),
            "http://board.local"
        );
        assert!(!names("0.0.0.0", "0.0.0.0:8080").url().contains("0.0.0.0"));
    }

    #[test]
    fn another_sites_page_is_none_of_its_own() {
        let of = |pairs: &[(HeaderName, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(name, HeaderValue::from_static(value));
            }
            headers
        };
        let (host, origin) = (header::HOST, header::ORIGIN);
        let own = [
            (host.clone(), "localhost:1"),
            (origin.clone(), "http://localhost:1"),
        ];
        assert!(is_own_page(&of(&own)));
        for wrong in [
            "http://localhost:2",
            "https://localhost:1",
            "null",
            "http://evil.example",
            "",
        ] {
            let asked = of(&[(host.clone(), "localhost:1"), (origin.clone(), wrong)]);
            assert!(!is_own_page(&asked), "{wrong}");
        }
        assert!(!is_own_page(&of(&[(host.clone(), "localhost:1")])));
        let twice = [own[0].clone(), own[1].clone(), own[1].clone()];
        assert!(!is_own_page(&of(&twice)));
        assert_eq!(
            cookie(&of(&[(header::COOKIE, "a=b; folkmoot=x; c")])),
            Some("x")
        );
        assert_eq!(cookie(&of(&[(header::COOKIE, "notfolkmoot=x")])), None);
    }
}
