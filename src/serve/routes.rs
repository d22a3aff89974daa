//! What can be asked, by whom.

use super::guard::{self, Names};
use super::keys::{Keys, Opened, Role};
use super::pages::{self, answer, json, refusal};
use super::stage::{Denied, Wall};
use super::{assets, events};
use crate::wall::Edit;
use crate::wall::screen::Wish;
use crate::wall::state::Audience;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The longest body of a request.
const LONGEST_BODY: usize = 64 << 10;
/// How long the head of a request may take to come, and a line to say nothing between two.
const LONGEST_HEAD: Duration = Duration::from_secs(20);
/// How long nobody is let in where there are too many.
const BREATH: Duration = Duration::from_millis(100);
/// The longest id of an edit.
const LONGEST_ID: usize = 64;

#[derive(Clone)]
struct Desk {
    wall: Arc<Wall>,
    keys: Arc<Keys>,
    names: Arc<Names>,
}

impl Desk {
    fn role(&self, headers: &HeaderMap) -> Option<Role> {
        self.keys.role(guard::cookie(headers)?)
    }

    /// Who may look; on another address than loopback only who opened a link.
    fn audience(&self, headers: &HeaderMap) -> Option<Audience> {
        match self.role(headers) {
            Some(Role::Presenter) => Some(Audience::Facilitators),
            Some(Role::Wall) => Some(Audience::Room),
            None => self.names.is_loopback().then_some(Audience::Room),
        }
    }
}

/// Everything that can be asked.
pub(super) fn router(wall: Arc<Wall>, keys: Arc<Keys>, names: Arc<Names>) -> Router {
    let desk = Desk { wall, keys, names };
    let changes = Router::new()
        .route("/edits", post(edits))
        .route("/undo", post(undo))
        .route("/redo", post(redo))
        .route("/screen", post(screen))
        .route("/invite", post(invite))
        .layer(from_fn_with_state(desk.clone(), facilitators_only));
    Router::new()
        .route("/", get(index))
        .route("/presenter", get(presenter))
        .route("/open/{key}", get(open).post(opened))
        .route("/assets/{name}", get(asset))
        .route("/strings/{name}", get(strings))
        .route("/events", get(stream))
        .route("/state", get(state))
        .merge(changes)
        .fallback(|| async {
            pages::words(
                StatusCode::NOT_FOUND,
                "There is no such page",
                "The wall is at <a href=\"/\">/</a>, the facilitator’s page at <a href=\"/presenter\">/presenter</a>.",
                None,
            )
        })
        .layer(from_fn_with_state(desk.clone(), guarded))
        .with_state(desk)
}

/// Serves until `ended` comes back, and every answer is given.
pub(super) async fn serve(
    listener: TcpListener,
    app: Router,
    ended: impl Future<Output = ()> + Send + 'static,
) {
    let mut http = http1::Builder::new();
    // Whoever opens a line and says nothing does not keep it.
    http.timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD);
    let (end, _) = watch::channel(false);
    let mut lines = JoinSet::new();
    tokio::pin!(ended);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // Too many lines, or one that broke at once: others end.
                Err(_) => {
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
            Some(_) = lines.join_next() => continue,
            () = &mut ended => break,
        };
        // Small events to people who wait for them: never hold one back.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(app.clone());
        let line = http.serve_connection(TokioIo::new(stream), service);
        let mut end = end.subscribe();
        lines.spawn(async move {
            tokio::pin!(line);
            tokio::select! {
                _ = line.as_mut() => return,
                _ = end.wait_for(|end| *end) => line.as_mut().graceful_shutdown(),
            }
            let _ = line.await;
        });
    }
    end.send_replace(true);
    while lines.join_next().await.is_some() {}
}

/// Nobody is answered who asks for another host, and every answer is protected.
async fn guarded(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let host = guard::only(request.headers(), header::HOST);
    let known = host.is_some_and(|host| desk.names.knows(host));
    let mut response = if known {
        next.run(request).await
    } else {
        let why = format!(
            "this server is not known by that name; it is {}\n",
            desk.names.url()
        );
        answer(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", why)
    };
    guard::protect(response.headers_mut());
    response
}

/// What changes something is a facilitator's, and comes from a page of ours.
async fn facilitators_only(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if *request.method() != Method::POST {
        return next.run(request).await;
    }
    if !guard::is_own_page(headers) {
        return refusal(
            StatusCode::FORBIDDEN,
            "this did not come from a page of the wall",
        );
    }
    if desk.role(headers) != Some(Role::Presenter) {
        return refusal(
            StatusCode::FORBIDDEN,
            "only facilitators may do this: open the link that is printed behind `presenter:`",
        );
    }
    let kind = guard::only(headers, header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send it as application/json",
        );
    }
    next.run(request).await
}

async fn index(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    match desk.audience(&headers) {
        Some(_) => pages::whole(assets::INDEX, desk.wall.language()),
        None => pages::locked(Role::Wall),
    }
}

async fn presenter(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    match desk.role(&headers) {
        Some(Role::Presenter) => pages::whole(assets::PRESENTER, desk.wall.language()),
        _ => pages::locked(Role::Presenter),
    }
}

/// A page that posts: whoever only looks a link up does not use it up.
async fn open(State(desk): State<Desk>, Path(key): Path<String>) -> Response {
    if desk.keys.is_good(&key) {
        pages::whole(assets::OPEN, desk.wall.language())
    } else {
        pages::used_up(desk.keys.was_used(&key))
    }
}

async fn opened(State(desk): State<Desk>, Path(key): Path<String>) -> Response {
    let (role, cookie) = match desk.keys.open(&key) {
        Ok(Opened::In(role, cookie)) => (role, cookie),
        Ok(Opened::Used) => return pages::used_up(true),
        Ok(Opened::Unknown) => return pages::used_up(false),
        Err(error) => {
            let why = format!("the link cannot be opened: {error}. Try again");
            return refusal(StatusCode::INTERNAL_SERVER_ERROR, &why);
        }
    };
    let path = match role {
        Role::Presenter => "/presenter",
        Role::Wall => "/",
    };
    let mut response = pages::words(
        StatusCode::OK,
        "The wall is open",
        "This browser may come in from now on.",
        Some(path),
    );
    let cookie = format!("folkmoot={cookie}; HttpOnly; SameSite=Strict; Path=/");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    found(assets::ASSETS, &name, &headers)
}

async fn strings(Path(name): Path<String>, headers: HeaderMap) -> Response {
    found(assets::STRINGS, &format!("strings/{name}"), &headers)
}

fn found(files: &[(&'static str, &'static str)], name: &str, headers: &HeaderMap) -> Response {
    let known = guard::only(headers, header::IF_NONE_MATCH);
    match files.iter().find(|(file, _)| *file == name) {
        Some((file, text)) => pages::file(file, text, known),
        None => refusal(StatusCode::NOT_FOUND, "there is no such file"),
    }
}

async fn stream(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    let Some(audience) = desk.audience(&headers) else {
        return refusal(StatusCode::FORBIDDEN, "open the wall by its link first");
    };
    let last = headers.get("last-event-id");
    let last = last.and_then(|last| last.to_str().ok()?.parse().ok());
    events::events(&desk.wall, audience, last)
}

async fn state(State(desk): State<Desk>, request: Request) -> Response {
    let Some(audience) = desk.audience(request.headers()) else {
        return refusal(StatusCode::FORBIDDEN, "open the wall by its link first");
    };
    let query = request.uri().query().unwrap_or_default();
    let number = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        value.parse::<u64>().ok()
    };
    events::state(
        &desk.wall,
        audience,
        number("since"),
        number("wait").unwrap_or(0),
    )
    .await
}

/// The body as what it has to be.
async fn said<T: DeserializeOwned>(body: Body) -> Result<T, Response> {
    let Ok(bytes) = to_bytes(body, LONGEST_BODY).await else {
        return Err(refusal(
            StatusCode::PAYLOAD_TOO_LARGE,
            "this is more than an edit can be",
        ));
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        refusal(
            StatusCode::BAD_REQUEST,
            &format!("this is unreadable: {error}"),
        )
    })
}

fn done(result: Result<u64, Denied>) -> Response {
    match result {
        Ok(version) => json(StatusCode::ACCEPTED, &json!({ "version": version })),
        Err(Denied::Refused(why)) => refusal(StatusCode::CONFLICT, &why),
        Err(Denied::Ending) => refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            "the wall is ending; nothing more is taken",
        ),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    id: String,
    edit: Edit,
}

async fn edits(State(desk): State<Desk>, body: Body) -> Response {
    let asked: Asked = match said(body).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let plain = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
    if asked.id.is_empty() || asked.id.len() > LONGEST_ID || !asked.id.bytes().all(plain) {
        return refusal(
            StatusCode::BAD_REQUEST,
            "an edit's id is up to 64 letters, digits and hyphens",
        );
    }
    done(desk.wall.edit(&asked.id, asked.edit))
}

/// An empty object: nothing else is said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Just {}

async fn undo(State(desk): State<Desk>, body: Body) -> Response {
    match said::<Just>(body).await {
        Ok(Just {}) => done(desk.wall.undo()),
        Err(response) => response,
    }
}

async fn redo(State(desk): State<Desk>, body: Body) -> Response {
    match said::<Just>(body).await {
        Ok(Just {}) => done(desk.wall.redo()),
        Err(response) => response,
    }
}

async fn screen(State(desk): State<Desk>, body: Body) -> Response {
    match said::<Wish>(body).await {
        Ok(wish) => done(desk.wall.wish(&wish)),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invited {
    to: To,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum To {
    Presenter,
    Wall,
}

async fn invite(State(desk): State<Desk>, body: Body) -> Response {
    let role = match said::<Invited>(body).await {
        Ok(Invited { to: To::Presenter }) => Role::Presenter,
        Ok(Invited { to: To::Wall }) => Role::Wall,
        Err(response) => return response,
    };
    match desk.keys.link(role) {
        Ok(key) => {
            let url = format!("{}/open/{key}", desk.names.url());
            json(StatusCode::OK, &Value::from_iter([("url", url)]))
        }
        Err(error) => refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            &format!("no link can be made: {error}. Try again"),
        ),
    }
}
