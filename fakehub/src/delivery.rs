//! How an answer gets to the client: whole, halved, drop by drop, or cut.

use crate::answer::Answer;
use crate::fault::Delivery;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::watch;

/// Ends when the server is to stop.
pub(crate) type Stop = watch::Receiver<()>;

/// Turns an answer into a response. `guard` lives as long as the body does.
pub(crate) fn respond<G>(answer: Answer, delivery: Delivery, stop: &Stop, guard: G) -> Response
where
    G: Send + Unpin + 'static,
{
    let (content_type, mut bytes) = match (answer.body, answer.raw) {
        (Some(body), _) => (
            Some("application/json; charset=utf-8"),
            Bytes::from(body.to_string()),
        ),
        (None, Some((content_type, bytes))) => (Some(content_type), bytes),
        (None, None) => (None, Bytes::new()),
    };
    let (length, half) = (bytes.len(), bytes.len() / 2);
    let body = match delivery {
        Delivery::Cut => Body::new(HalfBody {
            half: Some(bytes.split_to(half)),
            waited: false,
        }),
        Delivery::Drip(millis) => Body::new(DripBody {
            rest: bytes,
            pause: Duration::from_millis(millis),
            stop: stop.clone(),
            waiting: None,
        }),
        Delivery::Again(again) => Body::new(AgainBody {
            piece: bytes,
            left: again.saturating_add(1),
        }),
        Delivery::Truncated => Body::from(bytes.split_to(half)),
        Delivery::Whole | Delivery::Nothing | Delivery::Refused(_) => Body::from(bytes),
    };
    let mut response = Response::new(Body::new(Guarded { body, guard }));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(content_type) = content_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if matches!(delivery, Delivery::Cut | Delivery::Drip(_)) {
        // The length is promised, although the body does not tell how long it is.
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    headers.insert("x-github-media-type", HeaderValue::from_static("github.v3"));
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    for (name, value) in answer.raw_headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_bytes(&value))
        {
            if headers.contains_key(&name) && name == header::CONTENT_TYPE {
                headers.remove(&name);
            }
            headers.append(name, value);
        }
    }
    response
}

/// A body that breaks off after one piece.
struct HalfBody {
    half: Option<Bytes>,
    waited: bool,
}

impl HttpBody for HalfBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(half) = self.half.take() {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        if !self.waited {
            // While the body makes the server wait, it sends what it has.
            self.waited = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }
}

/// A body whose one piece comes again and again.
struct AgainBody {
    piece: Bytes,
    left: u64,
}

impl HttpBody for AgainBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(self.piece.clone()))))
    }
}

/// A body that comes byte by byte.
struct DripBody {
    rest: Bytes,
    pause: Duration,
    stop: Stop,
    /// Tells whether the server goes on.
    waiting: Option<Pin<Box<dyn Future<Output = bool> + Send>>>,
}

impl HttpBody for DripBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let (pause, mut stop) = (self.pause, self.stop.clone());
        let waiting = self.waiting.get_or_insert_with(|| {
            Box::pin(async move {
                tokio::select! {
                    () = tokio::time::sleep(pause) => true,
                    // Nothing is ever sent: this ends when the server is dropped.
                    _ = stop.changed() => false,
                }
            })
        });
        match waiting.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(false) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
            Poll::Ready(true) => {
                self.waiting = None;
                let byte = self.rest.split_to(1);
                Poll::Ready(Some(Ok(Frame::data(byte))))
            }
        }
    }
}

/// A body with something that is dropped when it is sent.
struct Guarded<G> {
    body: Body,
    #[expect(dead_code, reason = "it is there to be dropped")]
    guard: G,
}

impl<G: Unpin> HttpBody for Guarded<G> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
