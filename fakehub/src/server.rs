//! The HTTP server: who asks, which fault strikes, what the limits say, and the recording.

use crate::answer::Answer;
use crate::encoding::unbase64;
use crate::error::HubError;
use crate::fault::{FaultKind, strike};
use crate::hub::{Hub, Kind};
use crate::limits::{Resource, Window};
use crate::listener::{Cut, CuttableListener};
use crate::record::Recorded;
use crate::state::State;
use crate::{graphql, rest};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, State as Shared};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A running server. Dropping it stops it gracefully.
#[derive(Debug)]
pub struct Server {
    url: String,
    /// Dropped with the server, which is the signal to stop.
    _stop: oneshot::Sender<()>,
}

/// One request, as REST and GraphQL see it.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// Without the prefix of GitHub Enterprise.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) body: Option<Value>,
    /// Where the client sees this server, without a slash at the end.
    pub(crate) web: String,
    /// The same, with the prefix if the client asks with it.
    pub(crate) api: String,
    pub(crate) viewer: Option<u64>,
}

impl Server {
    pub(crate) async fn start(hub: Hub) -> Result<Server, HubError> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let app = Router::new()
            .fallback(handle)
            .layer(DefaultBodyLimit::max(16 << 20))
            .with_state(hub)
            .into_make_service_with_connect_info::<Cut>();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = axum::serve(CuttableListener(listener), app).with_graceful_shutdown(async {
            // The sender never sends: this ends when it is dropped.
            let _ = stopped.await;
        });
        tokio::spawn(async move { serving.await });
        Ok(Server { url, _stop: stop })
    }

    /// The address, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        self.url.clone()
    }
}

async fn handle(
    Shared(hub): Shared<Hub>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let (answer, resets) = {
        let mut state = hub.state();
        respond(&mut state, &method, &uri, &headers, &bytes)
    };
    if resets {
        cut.cut();
    }
    into_response(answer)
}

/// Everything but the transport: the answer, and whether the connection closes instead.
fn respond(
    state: &mut State,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    bytes: &Bytes,
) -> (Answer, bool) {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let viewer = identify(state, text(header::AUTHORIZATION));
    let login = viewer.ok().flatten().map(|id| state.login(Some(id)));
    let host = uri.authority().map(|authority| authority.as_str());
    let own = format!(
        "http://{}",
        host.or(text(header::HOST)).unwrap_or("127.0.0.1")
    );
    let full_path = uri.path();
    let path = full_path.strip_prefix("/api/v3").unwrap_or(full_path);
    let asked = Asked {
        method: method.clone(),
        path: path.to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        body: serde_json::from_slice(bytes).ok(),
        api: if path == full_path {
            own.clone()
        } else {
            format!("{own}/api/v3")
        },
        web: state.web.clone().unwrap_or(own),
        viewer: viewer.ok().flatten(),
    };
    let fault = strike(&mut state.faults, login.as_deref());
    let creations = state.creations;
    let bad_body = !bytes.is_empty() && asked.body.is_none();
    let mut answer = match &fault {
        Some(kind) if !kind.after_effect() => faulty(kind),
        _ if viewer.is_err() => Answer::error(401, "Bad credentials"),
        _ if bad_body => Answer::error(400, "Problems parsing JSON"),
        _ => limited(state, &asked),
    };
    if let Some(kind) = fault.as_ref().filter(|kind| kind.after_effect()) {
        let struck = faulty(kind);
        answer.status = struck.status;
        answer.headers = struck.headers;
        answer.body = struck.body;
    }
    let answer = conditional(answer, method, text(header::IF_NONE_MATCH));
    let query = uri.query().map(|query| format!("?{query}"));
    let recorded = Recorded {
        seq: state.next_seq,
        at: state.clock.now(),
        login,
        user_agent: text(header::USER_AGENT).unwrap_or_default().to_owned(),
        method: method.to_string(),
        path: format!("{full_path}{}", query.unwrap_or_default()),
        operation: answer.operation.clone(),
        mutations: answer.mutations,
        creations: state.creations.saturating_sub(creations),
        points: answer.points,
        status: answer.status,
        fault: fault.as_ref().map(|kind| {
            serde_json::to_value(kind)
                .map(|value| value.to_string())
                .unwrap_or_default()
        }),
        body: asked.body,
    };
    state.next_seq += 1;
    state.recorded.push(recorded);
    (answer, fault.is_some_and(|kind| kind.resets()))
}

/// Who asks: nobody, an account, or somebody with a bad token.
fn identify(state: &State, authorization: Option<&str>) -> Result<Option<u64>, ()> {
    let Some(authorization) = authorization else {
        return Ok(None);
    };
    let (scheme, rest) = authorization.split_once(' ').ok_or(())?;
    let token = if scheme.eq_ignore_ascii_case("basic") {
        let decoded = String::from_utf8(unbase64(rest.trim()).ok_or(())?).map_err(|_| ())?;
        let (_, password) = decoded.split_once(':').ok_or(())?;
        password.to_owned()
    } else {
        rest.trim().to_owned()
    };
    let account = state.account_by_token(&token).ok_or(())?;
    Ok(Some(account.id))
}

/// Answers within the limits, and tells where they stand.
fn limited(state: &mut State, asked: &Asked) -> Answer {
    let is_graphql = matches!(asked.path.as_str(), "/graphql" | "/api/graphql");
    let resource = if is_graphql {
        Resource::Graphql
    } else {
        Resource::Core
    };
    let login = state.login(asked.viewer);
    let window = window(state, asked.viewer, resource);
    let free = asked.path == "/rate_limit";
    let mut answer = if window.remaining() == 0 && !free {
        let id = asked.viewer.unwrap_or(0);
        let message = format!("API rate limit exceeded for user ID {id}.");
        if is_graphql {
            graphql::refused(&message, Some("RATE_LIMITED"))
        } else {
            Answer::error(403, &message)
        }
    } else if is_graphql {
        graphql::answer(state, asked)
    } else {
        rest::answer(state, asked)
    };
    let points = if is_graphql {
        u64::from(answer.points)
    } else {
        u64::from(!free)
    };
    state.limits.spend(&login, resource, points);
    let too_fast = answer.status == 403 && answer.headers.is_empty();
    if let Some(wait) = state.limits.creation_wait(&login, state.now())
        && too_fast
        && is_secondary(&answer)
    {
        answer = Answer::secondary_limit(Some(wait));
    }
    let used = (window.used + points).min(window.limit);
    answer
        .header("x-ratelimit-limit", window.limit)
        .header("x-ratelimit-remaining", window.limit - used)
        .header("x-ratelimit-used", used)
        .header("x-ratelimit-reset", window.reset.as_second())
        .header("x-ratelimit-resource", resource.name())
}

fn is_secondary(answer: &Answer) -> bool {
    let message = answer.body.as_ref().and_then(|body| body.get("message"));
    message
        .and_then(Value::as_str)
        .is_some_and(|message| message.contains("secondary rate limit"))
}

/// Where an account stands now.
pub(crate) fn window(state: &mut State, viewer: Option<u64>, resource: Resource) -> Window {
    let kind = viewer.and_then(|id| state.account(id)).map(|a| a.kind);
    let limit = match kind {
        Some(Kind::Bot) => 1_000,
        Some(_) => 5_000,
        None => 60,
    };
    let (login, now) = (state.login(viewer), state.now());
    state.limits.window(&login, resource, limit, now)
}

/// The answer that a fault gives.
fn faulty(kind: &FaultKind) -> Answer {
    match kind {
        FaultKind::Status(status) | FaultKind::StatusAfterEffect(status) => {
            Answer::error(*status, "Server Error")
        }
        FaultKind::Reset | FaultKind::ResetAfterEffect => Answer::empty(0),
        FaultKind::RetryAfter { status, seconds } => Answer {
            status: *status,
            ..Answer::secondary_limit(Some(*seconds))
        },
        FaultKind::SecondaryLimit => Answer::secondary_limit(None),
        FaultKind::GraphqlErrors { type_, message } => graphql::refused(message, Some(type_)),
    }
}

/// Adds the `etag`, and answers 304 to a client that has the same already.
fn conditional(answer: Answer, method: &Method, if_none_match: Option<&str>) -> Answer {
    let Some(body) = answer.body.as_ref().filter(|_| answer.status == 200) else {
        return answer;
    };
    if method != Method::GET {
        return answer;
    }
    let mut hasher = DefaultHasher::new();
    body.to_string().hash(&mut hasher);
    let etag = format!("W/\"{:016x}\"", hasher.finish());
    let same = if_none_match.is_some_and(|known| known.split(',').any(|one| one.trim() == etag));
    let mut answer = answer.header("etag", etag);
    if same {
        answer.status = 304;
        answer.body = None;
    }
    answer
}

fn into_response(answer: Answer) -> Response {
    let body = answer.body.map(|body| body.to_string());
    let has_body = body.is_some();
    let mut response = Response::new(Body::from(body.unwrap_or_default()));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if has_body {
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, json);
    }
    headers.insert("x-github-media-type", HeaderValue::from_static("github.v3"));
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}
