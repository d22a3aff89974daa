//! What browsers are told as it happens: as events over one long answer, or, where a proxy holds those back, as answers to one question after the other.

use super::pages;
use super::stage::Wall;
use super::told::Told;
use crate::wall::state::Audience;
use axum::body::{Body, Bytes};
use axum::response::Response;
use http::StatusCode;
use http::header::{HeaderName, HeaderValue};
use hyper::body::Frame;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// After so long without anything to say, a word that the line is there still.
const WORD: Duration = Duration::from_secs(15);
/// Changes that come as fast as hands move are told together.
const BREATH: Duration = Duration::from_millis(40);
/// How long a question may wait for its answer.
const LONGEST_WAIT: u64 = 25;

/// Counts a browser as long as it lives.
struct Viewer(Arc<Wall>);

impl Viewer {
    fn new(wall: &Arc<Wall>) -> Viewer {
        wall.came();
        Viewer(Arc::clone(wall))
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.0.went();
    }
}

/// A body whose pieces come from elsewhere.
struct Events(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = self.0.poll_recv(cx);
        piece.map(|piece| piece.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Events from now on. Who was here before and says which version it has is told what changed since.
pub(super) fn events(wall: &Arc<Wall>, audience: Audience, last: Option<u64>) -> Response {
    let (pieces, body) = mpsc::channel(8);
    let wall = Arc::clone(wall);
    tokio::spawn(async move {
        let _viewer = Viewer::new(&wall);
        tell(&wall, audience, last, &pieces).await;
    });
    let mut response = pages::answer(StatusCode::OK, "text/event-stream", Body::new(Events(body)));
    // Some proxies gather an answer before they pass it on, unless they are asked not to.
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

async fn tell(wall: &Arc<Wall>, audience: Audience, last: Option<u64>, to: &mpsc::Sender<Bytes>) {
    let mut told = wall.subscribe();
    let mut known: Option<Arc<Told>> = last.and_then(|version| wall.known(version));
    loop {
        let now = Arc::clone(&told.borrow_and_update());
        if known
            .as_ref()
            .is_none_or(|known| known.version != now.version)
        {
            let event = event(&now, known.as_deref(), audience, wall);
            if to.send(event.into()).await.is_err() {
                return;
            }
            known = Some(now);
        }
        let word = tokio::select! {
            changed = told.changed() => {
                if changed.is_err() {
                    return;
                }
                tokio::time::sleep(BREATH).await;
                continue;
            }
            () = tokio::time::sleep(WORD) => to.send(Bytes::from_static(b"event: here\ndata: 1\n\n")),
            () = to.closed() => return,
            () = wall.ended() => return,
        };
        if word.await.is_err() {
            return;
        }
    }
}

fn event(now: &Told, known: Option<&Told>, audience: Audience, wall: &Wall) -> String {
    let name = if known.is_some() { "change" } else { "board" };
    // JSON has no line ends of its own.
    let data = now.text(known, audience, wall.now());
    format!(
        "id: {}\nevent: {name}\nretry: 1000\ndata: {data}\n\n",
        now.version
    )
}

/// One answer: the whole, or what changed since a version that is known; nothing, where nothing came within some seconds.
pub(super) async fn state(
    wall: &Arc<Wall>,
    audience: Audience,
    since: Option<u64>,
    wait: u64,
) -> Response {
    wall.asked();
    let mut told = wall.subscribe();
    let wait = Duration::from_secs(wait.min(LONGEST_WAIT));
    let here = since == Some(told.borrow_and_update().version);
    if here {
        tokio::select! {
            _ = told.changed() => {}
            () = tokio::time::sleep(wait) => {}
            () = wall.ended() => {}
        }
    }
    let now = Arc::clone(&told.borrow());
    if since == Some(now.version) {
        return pages::answer(StatusCode::NO_CONTENT, "application/json", Body::empty());
    }
    let known = since.and_then(|version| wall.known(version));
    let name = if known.is_some() { "change" } else { "board" };
    let data = now.text(known.as_deref(), audience, wall.now());
    pages::answer(
        StatusCode::OK,
        "application/json",
        format!("{{\"{name}\":{data}}}"),
    )
}
