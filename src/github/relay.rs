//! git over HTTP, without a TLS library for git alone, and within limits that libgit2 does not have.
//!
//! libgit2 speaks plain HTTP to an address on this machine, and what it says goes on to the remote over the same TLS, with the same
//! certificates, as requests of the API do. Nothing is added: who else on this machine finds the address could reach the remote without it.
//! The token goes to the remote's own address alone; an answer that stands still, does not end or is far too large is cut off.

use super::answer::chain;
use super::transport::connector;
use http::header::{CONNECTION, EXPECT, HOST, LOCATION, TRANSFER_ENCODING};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderValue, Request, Response, Uri};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, Sleep, sleep_until, timeout};

/// How much may come, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of all answers.
    pub bytes: u64,
    /// Bytes of one that names branches, which libgit2 keeps in memory.
    pub refs: u64,
    /// From one piece of an answer to the next.
    pub still: Duration,
    /// Until an answer begins, which may be long after a large push was sent; and from its beginning to its end.
    pub whole: Duration,
}

impl Default for Limits {
    /// Far above what a repository of documents needs.
    fn default() -> Limits {
        Limits {
            bytes: 2 << 30,
            refs: 8 << 20,
            still: Duration::from_secs(120),
            whole: Duration::from_secs(1800),
        }
    }
}

/// Scheme, host and port of an address of HTTP; `None` of anything else.
pub fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri
        .scheme_str()
        .filter(|it| matches!(*it, "http" | "https"))?;
    let authority = uri.authority()?.as_str();
    let host = authority.rsplit('@').next()?;
    Some(format!("{scheme}://{}", host.to_ascii_lowercase()))
}

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
    /// A way to `url`, if that needs one: `https://…` and `http://…` do, a folder does not.
    pub async fn to(url: &str, limits: Limits) -> Result<Option<Relay>, String> {
        let Ok(uri) = url.parse::<Uri>() else {
            return Ok(None);
        };
        let Some(scheme) = uri
            .scheme()
            .filter(|it| [Scheme::HTTP, Scheme::HTTPS].contains(it))
        else {
            return Ok(None);
        };
        let authority = uri.authority().ok_or("the address names no host")?.clone();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(|error| error.to_string())?;
        let here = listener.local_addr().map_err(|error| error.to_string())?;
        let trouble = Trouble::default();
        let origin = Origin {
            client: Way::to(scheme)?,
            scheme: scheme.clone(),
            authority,
            trouble: Arc::clone(&trouble),
            limits,
            left: Arc::new(AtomicU64::new(limits.bytes)),
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

/// How requests leave.
#[derive(Debug, Clone)]
enum Way {
    Secure(Client<HttpsConnector<HttpConnector>, Incoming>),
    Plain(Client<HttpConnector, Incoming>),
}

impl Way {
    fn to(scheme: &Scheme) -> Result<Way, String> {
        let builder = Client::builder(TokioExecutor::new());
        Ok(if *scheme == Scheme::HTTPS {
            Way::Secure(builder.build(connector()?))
        } else {
            Way::Plain(builder.build(HttpConnector::new()))
        })
    }

    async fn request(&self, request: Request<Incoming>) -> Result<Response<Incoming>, String> {
        let answer = match self {
            Way::Secure(client) => client.request(request).await,
            Way::Plain(client) => client.request(request).await,
        };
        answer.map_err(|error| chain(&error))
    }
}

#[derive(Debug, Clone)]
struct Origin {
    client: Way,
    scheme: Scheme,
    authority: Authority,
    trouble: Trouble,
    limits: Limits,
    /// Bytes that may still come.
    left: Arc<AtomicU64>,
}

impl Origin {
    async fn ask(self, mut request: Request<Incoming>) -> Result<Response<Limited>, String> {
        let names = request.uri().path().ends_with("/info/refs");
        *request.uri_mut() = self.address(request.uri()).map_err(|e| e.to_string())?;
        request.headers_mut().remove(HOST);
        own_connection(request.headers_mut());
        // What is sent takes its time as well.
        let answer = timeout(self.limits.whole, self.client.request(request)).await;
        let answer = answer.unwrap_or_else(|_| Err("it does not answer".to_owned()));
        let answer = answer.and_then(|answer| self.keep_here(answer));
        answer
            .map(|answer| answer.map(|body| Limited::new(body, &self, names)))
            .inspect_err(|why| {
                let _ = self.trouble.set(why.clone());
            })
    }

    /// Where a request for `uri` on this machine goes.
    fn address(&self, uri: &Uri) -> Result<Uri, http::Error> {
        let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        Uri::builder()
            .scheme(self.scheme.clone())
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
            .filter(|uri| uri.scheme().is_none_or(|scheme| *scheme == self.scheme))
            .filter(|uri| uri.authority().is_none_or(|host| *host == self.authority))
            // What begins with two slashes is another host to some.
            .filter(|uri| !uri.path().starts_with("//"))
            .and_then(|uri| HeaderValue::from_str(uri.path_and_query()?.as_str()).ok())
            .ok_or_else(|| format!("it redirects to another host: {to:?}"))?;
        answer.headers_mut().insert(LOCATION, path);
        Ok(answer)
    }
}

/// The body of an answer, within limits.
#[derive(Debug)]
struct Limited {
    body: Incoming,
    limits: Limits,
    left: Arc<AtomicU64>,
    /// How many there were.
    most: u64,
    trouble: Trouble,
    /// When the next piece has to be there.
    next: Pin<Box<Sleep>>,
    /// When the last one has to be.
    last: Instant,
}

impl Limited {
    fn new(body: Incoming, origin: &Origin, names: bool) -> Limited {
        let now = Instant::now();
        let left = match names {
            true => Arc::new(AtomicU64::new(origin.limits.refs)),
            false => Arc::clone(&origin.left),
        };
        Limited {
            body,
            limits: origin.limits,
            left,
            most: if names {
                origin.limits.refs
            } else {
                origin.limits.bytes
            },
            trouble: Arc::clone(&origin.trouble),
            next: Box::pin(sleep_until(now + origin.limits.still)),
            last: now + origin.limits.whole,
        }
    }

    fn cut(&self, why: String) -> Poll<Option<Result<Frame<Bytes>, String>>> {
        let _ = self.trouble.set(why.clone());
        Poll::Ready(Some(Err(why)))
    }
}

impl Body for Limited {
    type Data = Bytes;
    type Error = String;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, String>>> {
        let frame = match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(Some(Err(error))) => return self.cut(chain(&error)),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => {
                return match self.next.as_mut().poll(context) {
                    Poll::Ready(()) => self.cut("its answer does not go on".to_owned()),
                    Poll::Pending => Poll::Pending,
                };
            }
        };
        let size = frame.data_ref().map_or(0, Bytes::len);
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        let fits = |left: u64| left.checked_sub(size);
        let kept = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        if kept.is_err() {
            let most = self.most;
            return self.cut(format!("it sends more than the {most} bytes allowed"));
        }
        let now = Instant::now();
        if now > self.last {
            return self.cut("its answer does not end".to_owned());
        }
        let next = self.last.min(now + self.limits.still);
        self.next.as_mut().reset(next);
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Takes out what is said about one connection and not about the message.
fn own_connection(headers: &mut HeaderMap) {
    for name in [CONNECTION, EXPECT, TRANSFER_ENCODING] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests;
