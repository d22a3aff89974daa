//! `snapshot`: answers of GitHub, or of whoever stands in its place, through the client, the reader and the look-by-look reader that a run and
//! the wall use. An input is a list of answers, given in that order to whatever is asked; when they are used up, GitHub is gone.
//!
//! An answer is a body, and before it, where its first line says so, a status and headers: `502 retry-after=3`.

use crate::input::Input;
use crate::stage;
use bytes::Bytes;
use folkmoot::ballot::RollSource;
use folkmoot::drive::foresee;
use folkmoot::github::{Access, Client, Clock, Depth, GithubError, Live};
use folkmoot::inert;
use folkmoot::plan::view::homes;
use folkmoot::plan::{World, next};
use folkmoot::progress::Progress;
use folkmoot::session::{RepositoryName, Session};
use folkmoot::wall::Board;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use jiff::{SignedDuration, Timestamp};
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use std::cell::RefCell;
use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tower_service::Service;

/// Plays back answers.
#[derive(Clone)]
struct Player(Arc<Mutex<Vec<Vec<u8>>>>);

impl Service<Request<OctoBody>> for Player {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<OctoBody>) -> Self::Future {
        let next = self.0.lock().unwrap().pop();
        ready(Ok(next.map_or_else(gone, |bytes| answer(&bytes))))
    }
}

fn gone() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::GONE;
    response
}

fn answer(bytes: &[u8]) -> Response<Full<Bytes>> {
    let head = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let head = std::str::from_utf8(head).unwrap_or_default();
    let mut words = head.split(' ');
    let status = words
        .next()
        .and_then(|word| StatusCode::from_bytes(word.as_bytes()).ok());
    let Some(status) = status else {
        return Response::new(Full::from(bytes.to_vec()));
    };
    let body = bytes.get(head.len() + 1..).unwrap_or_default();
    let mut response = Response::new(Full::from(body.to_vec()));
    *response.status_mut() = status;
    for (name, value) in words.filter_map(|word| word.split_once('=')) {
        // A header's value may have spaces, a word has none.
        let value = HeaderValue::from_str(&value.replace('_', " "));
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Time that passes where somebody waits, and nowhere else.
struct Waiting(AtomicI64);

impl Clock for Waiting {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::MAX)
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.fetch_add(
            i64::try_from(time.as_secs() + 1).unwrap(),
            Ordering::Relaxed,
        );
        Box::pin(ready(()))
    }
}

thread_local! {
    static RUNTIME: RefCell<Runtime> = RefCell::new(Builder::new_current_thread().enable_time().build().unwrap());
}

fn access(answers: Vec<Vec<u8>>, now: Timestamp) -> Access {
    let player = Player(Arc::new(Mutex::new(answers)));
    let octocrab: Octocrab = match OctocrabBuilder::new_empty()
        .with_service(player)
        .with_auth(AuthState::None)
        .build()
    {
        Ok(octocrab) => octocrab,
        Err(never) => match never {},
    };
    let clock = Arc::new(Waiting(AtomicI64::new(now.as_second())));
    let url = "https://api.github.com".to_owned();
    Access {
        repository: repository(),
        client: Client::over(octocrab, url, None, clock, Duration::from_secs(1)),
        report_client: None,
        git_base: "https://github.com".to_owned(),
        branch: None,
        git_token: None,
        report_token: None,
        progress: Progress::default(),
        only: None,
    }
}

fn repository() -> RepositoryName {
    RepositoryName::new("o/r").unwrap()
}

/// Runs an input.
pub fn run(input: &[u8]) {
    let input_of = Input::of(input);
    let which = input_of.which(b"wdlvcropfne");
    let mut answers: Vec<Vec<u8>> = (0..)
        .map_while(|at| input_of.given(at))
        .take(24)
        .map(<[u8]>::to_vec)
        .collect();
    answers.reverse();
    let room = &stage::rooms()[3];
    let session = &room.session;
    let now = room.now.checked_add(SignedDuration::from_mins(5)).unwrap();
    RUNTIME.with_borrow(|runtime| {
        runtime.block_on(async {
            let access = access(answers, now);
            match which {
                b'w' => seen(
                    session,
                    access
                        .read(std::slice::from_ref(session), now, Depth::Whole)
                        .await,
                    now,
                ),
                b'd' => seen(
                    session,
                    access
                        .read(std::slice::from_ref(session), now, Depth::Due)
                        .await,
                    now,
                ),
                b'n' => foreseen(&access, session, now).await,
                b'e' => foreseen(&access, session, session.schedule.closed).await,
                b'l' => looks(&access, session, now).await,
                b'v' => seen(
                    session,
                    access
                        .client
                        .read_vote(&repository(), 1, &[2, 3], now)
                        .await,
                    now,
                ),
                b'c' => {
                    let names = ["cluster: Forks".to_owned(), "session:x".to_owned()];
                    failed(access.client.find_labels(&repository(), &names).await);
                    failed(
                        access
                            .client
                            .find_people(&["ada".to_owned(), "ben".to_owned()])
                            .await,
                    );
                }
                b'r' => {
                    let team = RollSource::Team {
                        organization: "o".to_owned(),
                        team: "t".to_owned(),
                    };
                    let organization = RollSource::Organization {
                        organization: "o".to_owned(),
                    };
                    for source in [RollSource::Collaborators, organization, team] {
                        if let Some(Ok(ids)) =
                            failed(access.client.find_roll(&repository(), &source).await)
                        {
                            assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
                        }
                    }
                }
                b'o' => {
                    let asks = ["a".to_owned()];
                    failed(
                        access
                            .client
                            .find_feedback(&repository(), &session.id, &asks)
                            .await,
                    );
                }
                b'p' => {
                    failed(
                        access
                            .client
                            .probe("a thing", "/repos/o/r/issues", Some("W/\"1\""))
                            .await,
                    );
                    failed(access.client.get("a thing", "/repos/o/r").await);
                }
                _ => {
                    failed(
                        access
                            .client
                            .examine(
                                None,
                                &repository(),
                                &[repository()],
                                &[RollSource::Collaborators],
                            )
                            .await,
                    );
                }
            }
        });
    });
}

/// What goes wrong is told, and harmless.
fn failed<T>(result: Result<T, GithubError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            let text = inert::terminal(&error.to_string());
            assert!(!text.is_empty());
            None
        }
    }
}

/// What a run would do about what was read.
fn seen(session: &Session, read: Result<World, GithubError>, now: Timestamp) {
    let Some(world) = failed(read) else { return };
    let sessions = std::slice::from_ref(session);
    for change in next(sessions, &world, now).changes {
        let _ = change.to_string();
    }
    let (homes, _) = homes(sessions, &world);
    Board::of(session, &world, &homes);
}

/// What `folkmoot plan` tells of it.
async fn foreseen(access: &Access, session: &Session, now: Timestamp) {
    if let Ok((plan, _)) = foresee(std::slice::from_ref(session), access, now).await {
        for change in plan.waves.iter().flatten() {
            let _ = change.to_string();
        }
    }
}

/// The wall's looks, a minute apart.
async fn looks(access: &Access, session: &Session, now: Timestamp) {
    let mut live = Live::new(5000);
    for minute in 0..4 {
        let now = now.checked_add(SignedDuration::from_mins(minute)).unwrap();
        let known = live.world().cloned();
        match live.look(access, session, now).await {
            Ok(Some(world)) => seen(session, Ok(world), now),
            Ok(None) => {}
            Err(error) => {
                failed::<()>(Err(error));
                assert_eq!(live.world(), known.as_ref(), "half of a look was kept");
            }
        }
    }
}
