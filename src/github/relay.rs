//! git over TLS, without a TLS library for git alone.
//!
//! libgit2 speaks plain HTTP to an address on this machine, and what it says goes on to the remote over the same TLS, with the same
//! certificates, as requests of the API do. Nothing is added: who else on this machine finds the address could reach the remote without it.

use super::answer::chain;
use super::transport::connector;
use http::header::{CONNECTION, EXPECT, HOST, LOCATION, TRANSFER_ENCODING};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderValue, Request, Response, Uri};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::net::Ipv4Addr;
use std::sync::{Arc, OnceLock};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The way to one remote, open until it is dropped.
#[derive(Debug)]
pub struct Relay {
    url: String,
    trouble: Trouble,
    task: JoinHandle<()>,
}

/// Why the remote could not be reached, once it could not: libgit2 only sees a connection that ends.
type Trouble = Arc<OnceLock<String>>;

impl Relay {
    /// A way to `url`, if that needs one: `https://…` does, a folder and `http://…` do not.
    pub async fn to(url: &str) -> Result<Option<Relay>, String> {
        let Ok(uri) = url.parse::<Uri>() else {
            return Ok(None);
        };
        if uri.scheme() != Some(&Scheme::HTTPS) {
            return Ok(None);
        }
        let authority = uri.authority().ok_or("the address names no host")?.clone();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(|error| error.to_string())?;
        let here = listener.local_addr().map_err(|error| error.to_string())?;
        let trouble = Trouble::default();
        let origin = Origin {
            client: Client::builder(TokioExecutor::new()).build(connector()?),
            authority,
            trouble: Arc::clone(&trouble),
        };
        Ok(Some(Relay {
            url: format!("http://{here}{}", uri.path()),
            trouble,
            task: tokio::spawn(listen(listener, origin)),
        }))
    }

    /// What libgit2 is given in place of the remote's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Why the remote could not be reached, if so.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.get().map(String::as_str)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(listener: TcpListener, origin: Origin) {
    while let Ok((stream, _)) = listener.accept().await {
        let origin = origin.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| origin.clone().ask(request));
            // An end that libgit2 did not expect is its to report.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

#[derive(Debug, Clone)]
struct Origin {
    client: Client<HttpsConnector<HttpConnector>, Incoming>,
    authority: Authority,
    trouble: Trouble,
}

impl Origin {
    async fn ask(self, mut request: Request<Incoming>) -> Result<Response<Incoming>, String> {
        *request.uri_mut() = self.address(request.uri()).map_err(|e| e.to_string())?;
        request.headers_mut().remove(HOST);
        own_connection(request.headers_mut());
        let answer = match self.client.request(request).await {
            Ok(answer) => self.keep_here(answer),
            Err(error) => Err(chain(&error)),
        };
        answer.inspect_err(|why| {
            let _ = self.trouble.set(why.clone());
        })
    }

    /// Where a request for `uri` on this machine goes.
    fn address(&self, uri: &Uri) -> Result<Uri, http::Error> {
        let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        Uri::builder()
            .scheme(Scheme::HTTPS)
            .authority(self.authority.clone())
            .path_and_query(path)
            .build()
    }

    /// A renamed repository's new address on the same host is reached through here too. To any other the token does not go.
    fn keep_here<B>(&self, mut answer: Response<B>) -> Result<Response<B>, String> {
        own_connection(answer.headers_mut());
        let Some(to) = answer.headers().get(LOCATION) else {
            return Ok(answer);
        };
        let uri: Option<Uri> = to.to_str().ok().and_then(|to| to.parse().ok());
        let path = uri
            .filter(|uri| uri.scheme().is_none_or(|scheme| *scheme == Scheme::HTTPS))
            .filter(|uri| uri.authority().is_none_or(|host| *host == self.authority))
            // What begins with two slashes is another host to some.
            .filter(|uri| !uri.path().starts_with("//"))
            .and_then(|uri| HeaderValue::from_str(uri.path_and_query()?.as_str()).ok())
            .ok_or_else(|| format!("it redirects to another host: {to:?}"))?;
        answer.headers_mut().insert(LOCATION, path);
        Ok(answer)
    }
}

/// Takes out what is said about one connection and not about the message.
fn own_connection(headers: &mut HeaderMap) {
    for name in [CONNECTION, EXPECT, TRANSFER_ENCODING] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirected(to: &str) -> Result<String, String> {
        let origin = Origin {
            client: Client::builder(TokioExecutor::new()).build(connector()?),
            authority: Authority::from_static("git.example"),
            trouble: Trouble::default(),
        };
        let answer = Response::builder().header(LOCATION, to).body(()).unwrap();
        let answer = origin.keep_here(answer)?;
        Ok(answer.headers()[LOCATION].to_str().unwrap().to_owned())
    }

    #[test]
    fn a_redirect_leads_through_here_or_nowhere() {
        for to in [
            "https://git.example/new/name.git/info/refs?service=x",
            "/new/name.git/info/refs?service=x",
        ] {
            let path = redirected(to).unwrap();
            assert_eq!(path, "/new/name.git/info/refs?service=x", "{to}");
        }
        for to in [
            "http://git.example/new.git",
            "https://other.example/new.git",
            "//other.example/x",
            "https://git.example:444/new.git",
        ] {
            assert!(redirected(to).is_err(), "{to}");
        }
    }

    #[tokio::test]
    async fn only_tls_needs_it() {
        for url in ["http://localhost:1/x.git", "/some/folder.git", "folder", ""] {
            assert!(Relay::to(url).await.unwrap().is_none(), "{url}");
        }
        let relay = Relay::to("https://git.example/a/b.git").await.unwrap();
        let url = relay.unwrap().url().to_owned();
        assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/a/b.git"));
    }
}
