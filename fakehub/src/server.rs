//! The HTTP server: who asks, which fault strikes, what the limits say, and the recording.

use crate::answer::Answer;
use crate::delivery::{self, Stop};
use crate::encoding::unbase64;
use crate::error::HubError;
use crate::fault::{Delivery, Traffic};
use crate::git::{self, GitAsked};
use crate::hub::{Hub, Kind};
use crate::limits::{Resource, Window};
use crate::listener::{Cut, CuttableListener, Gate};
use crate::record::Recorded;
use crate::state::State;
use crate::strike::strike;
use crate::{faulty, graphql, rest};
use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use axum::response::Response;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};
use tokio::sync::watch;

/// The longest body of a request.
const LONGEST_BODY: usize = 16 << 20;

/// A running server. Dropping it stops it gracefully.
#[derive(Debug)]
pub struct Server {
    url: String,
    /// Dropped with the server, which is the signal to stop.
    _stop: watch::Sender<()>,
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
    /// What a fault does to it while it is carried out.
    pub(crate) twist: Twist,
}

/// What a fault does to a request while it is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Twist {
    None,
    /// Only so many fields are answered.
    Partial(u32),
    /// Connections of this field lack their last node: all of them, or the one of this number.
    LastNodeMissing(String, Option<u32>),
    /// Reactions have no user: all of them, or the one of this number.
    ReactionUserNull(Option<u32>),
    /// Creating content is refused.
    TooQuickly,
    /// Somebody else creates the label first, in the other case.
    LabelOtherCase,
}

impl Server {
    pub(crate) async fn start(hub: Hub) -> Result<Server, HubError> {
        let gate = Gate::new()?;
        let url = format!("http://{}", gate.address());
        let (stop, stopped) = watch::channel(());
        let serving = Serving {
            hub,
            gate: gate.clone(),
            stop: stopped.clone(),
        };
        let app = Router::new()
            .fallback(handle)
            .with_state(serving)
            .into_make_service_with_connect_info::<Cut>();
        let mut stopping = stopped;
        let serving = axum::serve(CuttableListener(gate), app).with_graceful_shutdown(async move {
            // The sender never sends: this ends when it is dropped.
            let _ = stopping.changed().await;
        });
        tokio::spawn(async move { serving.await });
        Ok(Server { url, _stop: stop })
    }

    /// The address, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        self.url.clone()
    }
}

/// What every request of one server shares.
#[derive(Debug, Clone)]
struct Serving {
    hub: Hub,
    gate: Gate,
    stop: Stop,
}

async fn handle(
    Shared(serving): Shared<Serving>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    // A request is under way from its headers to the last byte of its answer.
    let (under_way, too_many) = {
        let state = serving.hub.state();
        let viewer = identify(&state, text(&head.headers, header::AUTHORIZATION));
        let login = state.login(viewer.ok().flatten());
        state.concurrency.enter(&login)
    };
    let Ok(bytes) = to_bytes(body, LONGEST_BODY).await else {
        let answer = Answer::error(413, "Payload too large");
        return delivery::respond(answer, Delivery::Whole, &serving.stop, under_way);
    };
    let came = Came {
        method: head.method,
        uri: head.uri,
        headers: head.headers,
        bytes,
        too_many,
    };
    let (answer, delivery) = came.respond(&mut serving.hub.state());
    let empty = answer.body.is_none() && answer.raw.is_none();
    match delivery {
        Delivery::Nothing => cut.cut(),
        Delivery::Cut if empty => cut.cut(),
        Delivery::Refused(seconds) => {
            // The client must not get in again once it sees that its connection is closed.
            serving.gate.close_for(&serving.hub.clock(), seconds);
            cut.cut();
        }
        _ => {}
    }
    delivery::respond(answer, delivery, &serving.stop, under_way)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A request as it came.
struct Came {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
    /// It is one too many at a time.
    too_many: bool,
}

impl Came {
    /// Everything but the transport: the answer, and how it gets to the client.
    fn respond(&self, state: &mut State) -> (Answer, Delivery) {
        let text = |name: HeaderName| text(&self.headers, name);
        let viewer = identify(state, text(header::AUTHORIZATION));
        let login = viewer.ok().flatten().map(|id| state.login(Some(id)));
        let mut asked = self.asked(state, viewer.ok().flatten());
        let is_git = git::target(self.uri.path()).is_some();
        let traffic = if is_git { Traffic::Git } else { Traffic::Api };
        let fault = strike(&mut state.faults, login.as_deref(), traffic);
        let creations = state.creations;
        let bad_body = !self.bytes.is_empty() && asked.body.is_none();
        let refused = fault
            .as_ref()
            .and_then(|kind| faulty::instead(kind, state, &asked));
        let mut answer = if let Some(answer) = refused {
            answer
        } else {
            if let Some(kind) = &fault {
                faulty::before(kind, state, &mut asked);
            }
            if is_git {
                self.git(viewer).answer(state)
            } else if viewer.is_err() {
                Answer::error(401, "Bad credentials")
            } else if bad_body {
                Answer::error(400, "Problems parsing JSON")
            } else if self.too_many {
                Answer::too_many_requests(60)
            } else {
                limited(state, &asked, text(header::IF_NONE_MATCH))
            }
        };
        state.put_back();
        if let Some(kind) = &fault {
            faulty::after(kind, &mut answer);
        }
        let answer = match DateTimePrinter::new().timestamp_to_rfc9110_string(&state.now()) {
            // Some clients measure how far their clocks differ.
            Ok(date) if !is_git => answer.header("date", date),
            _ => answer,
        };
        let creations = state.creations.saturating_sub(creations);
        let spent = state.limits.spent_by(login.as_deref().unwrap_or_default());
        spent.requests += u64::from(!is_git);
        spent.git += u64::from(is_git);
        spent.creations += u64::from(creations);
        let query = self.uri.query().map(|query| format!("?{query}"));
        let recorded = Recorded {
            seq: state.next_seq,
            at: state.clock.now(),
            login,
            user_agent: text(header::USER_AGENT).unwrap_or_default().to_owned(),
            method: self.method.to_string(),
            path: format!("{}{}", self.uri.path(), query.unwrap_or_default()),
            operation: answer.operation.clone(),
            mutations: answer.mutations,
            creations,
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
        let delivery = fault.map_or(Delivery::Whole, |kind| kind.delivery());
        (answer, delivery)
    }

    fn git(&self, viewer: Result<Option<u64>, ()>) -> GitAsked<'_> {
        GitAsked {
            method: &self.method,
            path: self.uri.path(),
            query: self.uri.query().unwrap_or_default(),
            headers: &self.headers,
            bytes: &self.bytes,
            viewer,
        }
    }

    fn asked(&self, state: &State, viewer: Option<u64>) -> Asked {
        let host = self.uri.authority().map(|authority| authority.as_str());
        let host = host.or(text(&self.headers, header::HOST));
        let own = format!("http://{}", host.unwrap_or("127.0.0.1"));
        let full_path = self.uri.path();
        let path = full_path.strip_prefix("/api/v3").unwrap_or(full_path);
        Asked {
            method: self.method.clone(),
            path: path.to_owned(),
            query: self.uri.query().unwrap_or_default().to_owned(),
            body: serde_json::from_slice(&self.bytes).ok(),
            api: if path == full_path {
                own.clone()
            } else {
                format!("{own}/api/v3")
            },
            // As on GitHub, pages are not on the host `api.…` that some clients ask.
            web: state
                .web
                .clone()
                .unwrap_or_else(|| own.replacen("//api.", "//", 1)),
            viewer,
            twist: Twist::None,
        }
    }
}

impl Asked {
    pub(crate) fn is_graphql(&self) -> bool {
        matches!(self.path.as_str(), "/graphql" | "/api/graphql")
    }

    /// Whether it changes something, as REST tells by the method.
    pub(crate) fn writes(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS")
    }
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
fn limited(state: &mut State, asked: &Asked, if_none_match: Option<&str>) -> Answer {
    let is_graphql = asked.is_graphql();
    let resource = if is_graphql {
        Resource::Graphql
    } else {
        Resource::Core
    };
    let login = state.login(asked.viewer);
    let window = window(state, asked.viewer, resource);
    let (free, now) = (asked.path == "/rate_limit", state.now());
    let weight = if asked.writes() { 5 } else { 1 };
    let mut answer = if window.remaining() == 0 && !free {
        faulty::rate_limited(asked)
    } else if is_graphql {
        graphql::answer(state, asked)
    } else if let Some(wait) = state
        .limits
        .request_wait(&login, resource, weight, now)
        .filter(|_| !free)
    {
        Answer::too_many_requests(wait)
    } else {
        rest::answer(state, asked)
    };
    answer = conditional(answer, &asked.method, if_none_match);
    // What has not changed is free for whoever says who they are.
    let unchanged = answer.status == 304 && asked.viewer.is_some();
    let points = if is_graphql {
        u64::from(answer.points)
    } else {
        u64::from(!free && !unchanged)
    };
    state.limits.spend(&login, resource, points);
    state.limits.spent_by(&login).points += points;
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
