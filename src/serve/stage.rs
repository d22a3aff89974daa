//! The wall while it is served: one state for all browsers, changed by what GitHub shows and by what facilitators do.

use super::told::Told;
use super::trouble::said;
use crate::drive::EditError;
use crate::inert;
use crate::plan::view::{Homes, View, homes};
use crate::plan::{MOST_WAVES, World, heard};
use crate::session::{Session, SessionId, Stage};
use crate::wall::journal::Journal;
use crate::wall::screen::{Screen, Stand, Wish};
use crate::wall::state::{Budget, Line, Scene};
use crate::wall::{Board, Edit, edit};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// How many states are kept for whoever was away for a moment.
const KEPT: usize = 32;
/// So long whoever asked is taken to look on still: longer than a question may wait for its answer.
const LATELY: Duration = Duration::from_secs(40);
/// The longest sentence about what is wrong.
const LONGEST_TROUBLE: usize = 600;

/// What time it is: a rehearsal has its own.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Why something that a facilitator asked for is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// It cannot be done, and why.
    Refused(String),
    /// The wall is about to end.
    Ending,
}

/// A wall.
pub struct Wall {
    sessions: Vec<Session>,
    session: Session,
    now: Now,
    language: Option<String>,
    inner: Mutex<Inner>,
    told: watch::Sender<Arc<Told>>,
    /// Held by whoever writes from this process.
    turn: tokio::sync::Mutex<()>,
    /// Rung when there is something to send.
    pub(super) bell: Notify,
    /// Rung when GitHub should be looked at soon.
    pub(super) glance: Notify,
    /// 0: on; 1: ends, what is left is sent; 2: over.
    ending: watch::Sender<u8>,
}

impl std::fmt::Debug for Wall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wall")
            .field("session", &self.session.id)
            .finish_non_exhaustive()
    }
}

struct Inner {
    board: Board,
    world: Option<World>,
    journal: Journal,
    stand: Stand,
    line: Line,
    viewers: usize,
    /// When a browser asked last that does not hear events.
    asked: Option<Instant>,
    kept: VecDeque<Arc<Told>>,
}

impl Wall {
    /// The wall of one of the sessions; nothing where it is not among them.
    pub fn new(sessions: Vec<Session>, id: &SessionId, now: Now) -> Option<Wall> {
        let session = sessions.iter().find(|session| session.id == *id)?.clone();
        // Nothing was read yet: what the session's file says is what there is.
        let repository = crate::session::RepositoryName {
            owner: String::new(),
            name: String::new(),
        };
        let world = World::empty(repository, String::new(), String::new(), now());
        let board = Board::of(&session, &world, &Homes::new());
        let inner = Inner {
            board,
            world: None,
            journal: Journal::default(),
            stand: Stand::default(),
            line: Line::default(),
            viewers: 0,
            asked: None,
            kept: VecDeque::new(),
        };
        let wall = Wall {
            sessions,
            session,
            now,
            language: None,
            inner: Mutex::new(inner),
            told: watch::Sender::new(Arc::new(Told::new(first_version(), Default::default()))),
            turn: tokio::sync::Mutex::new(()),
            bell: Notify::new(),
            glance: Notify::new(),
            ending: watch::Sender::new(0),
        };
        wall.refresh(&mut wall.inner());
        Some(wall)
    }

    /// The same, its votes shown from the beginning.
    #[must_use]
    pub fn revealed(self, revealed: bool) -> Wall {
        {
            let mut inner = self.inner();
            inner.stand.revealed = revealed;
            self.refresh(&mut inner);
        }
        self
    }

    /// The same, its pages in this language where a browser's user says nothing else.
    #[must_use]
    pub fn speaking(self, language: Option<String>) -> Wall {
        Wall { language, ..self }
    }

    pub(super) fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// All sessions of its repository.
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody, where there is something new.
    fn refresh(&self, inner: &mut Inner) -> u64 {
        let last = Arc::clone(&self.told.borrow());
        let new = inner.scene().tell(self.now(), &last.room);
        if (&new.0, &new.1) == (&last.room, &last.facilitators) {
            return last.version;
        }
        let told = Arc::new(Told::new(last.version + 1, new));
        inner.kept.push_back(Arc::clone(&told));
        while inner.kept.len() > KEPT {
            inner.kept.pop_front();
        }
        let version = told.version;
        self.told.send_replace(told);
        version
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Arc<Told>> {
        self.told.subscribe()
    }

    /// A state that was told before, where it is kept still.
    pub(super) fn known(&self, version: u64) -> Option<Arc<Told>> {
        let inner = self.inner();
        let mut kept = inner.kept.iter();
        kept.find(|told| told.version == version).cloned()
    }

    /// GitHub was looked at; nothing new, where there is no world.
    pub(super) fn saw(&self, world: Option<World>, budget: Budget) {
        let now = self.now();
        let board = world.as_ref().map(|world| self.board_of(world));
        let mut inner = self.inner();
        if let Some(mut board) = board {
            board.remember(&inner.board);
            inner.board = board;
            inner.world = world;
        }
        let Inner { board, journal, .. } = &mut *inner;
        journal.saw(board);
        inner.line = Line {
            heard: Timestamp::from_second(now.as_second()).ok(),
            trouble: None,
            budget,
        };
        self.refresh(&mut inner);
    }

    fn board_of(&self, world: &World) -> Board {
        let sessions = heard::all_shifted(&self.sessions, world);
        let (homes, _) = homes(&sessions, world);
        Board::of(&self.session, world, &homes)
    }

    /// GitHub did not answer as it should.
    pub(super) fn trouble(&self, what: &str, budget: Option<Budget>) {
        let mut inner = self.inner();
        inner.line.trouble = Some(inert::cut(&inert::line(what), LONGEST_TROUBLE));
        inner.line.budget = budget.unwrap_or(inner.line.budget);
        self.refresh(&mut inner);
    }

    /// What to send now.
    pub(super) fn batch(&self) -> Vec<(u64, Edit)> {
        self.inner().journal.send()
    }

    /// What became of edits that were sent; whether some have to be sent again.
    pub(super) fn sent(&self, sent: &[u64], results: Vec<(u64, Result<(), EditError>)>) -> bool {
        let mut inner = self.inner();
        let mut answered = Vec::new();
        for (number, result) in results {
            answered.push(number);
            match result {
                Ok(()) => inner.journal.taken(number),
                Err(error) => match passing(&error) {
                    Some(why) => {
                        inner.line.trouble = Some(inert::cut(&why, LONGEST_TROUBLE));
                        inner.journal.again(number);
                    }
                    None => inner
                        .journal
                        .failed(number, &inert::line(&error.to_string())),
                },
            }
        }
        // Nobody said anything of them: they did not get through.
        for number in sent.iter().filter(|number| !answered.contains(number)) {
            inner.journal.again(*number);
        }
        self.refresh(&mut inner);
        inner.journal.waits()
    }

    /// A facilitator edits; the version that shows it. The same id again does nothing.
    ///
    /// # Errors
    /// [`Denied`], and then nothing is done.
    pub fn edit(&self, id: &str, wanted: Edit) -> Result<u64, Denied> {
        self.on()?;
        let mut inner = self.inner();
        if inner.journal.knows(id) {
            return Ok(self.refresh(&mut inner));
        }
        self.check(&inner, &wanted)?;
        let board = inner.scene().board();
        inner.journal.add(id, wanted, &board);
        self.bell.notify_one();
        Ok(self.refresh(&mut inner))
    }

    /// Undoes what any facilitator did last.
    ///
    /// # Errors
    /// [`Denied`], and then nothing is done.
    pub fn undo(&self) -> Result<u64, Denied> {
        self.on()?;
        let mut inner = self.inner();
        let board = inner.scene().board();
        let undone = inner.journal.undo(&board);
        // Also where it is not: then something else would be undone next.
        let version = self.refresh(&mut inner);
        undone.map_err(|nothing| Denied::Refused(nothing.to_string()))?;
        self.bell.notify_one();
        Ok(version)
    }

    /// Does again what was undone last.
    ///
    /// # Errors
    /// [`Denied`], and then nothing is done.
    pub fn redo(&self) -> Result<u64, Denied> {
        self.on()?;
        let mut inner = self.inner();
        let wanted = inner.journal.to_redo().cloned();
        let wanted = wanted.map_err(|nothing| Denied::Refused(nothing.to_string()))?;
        if let Err(denied) = self.check(&inner, &wanted) {
            inner.journal.drop_redo();
            self.refresh(&mut inner);
            return Err(denied);
        }
        let board = inner.scene().board();
        let redone = inner.journal.redo(&board);
        redone.map_err(|nothing| Denied::Refused(nothing.to_string()))?;
        self.bell.notify_one();
        Ok(self.refresh(&mut inner))
    }

    /// Whether an edit can be done on what GitHub will look like once all pending ones are.
    fn check(&self, inner: &Inner, wanted: &Edit) -> Result<(), Denied> {
        let Some(world) = &inner.world else {
            let why =
                "GitHub has not answered yet: wait until the board shows when it was heard last";
            return Err(Denied::Refused(why.to_owned()));
        };
        let mut world = world.clone();
        for pending in inner.journal.pending() {
            // Like a plan, an edit takes waves: a label first, then what carries it.
            for _ in 0..MOST_WAVES {
                let changes = self.look(&world, |view| edit::changes(pending, view));
                // One that cannot be done any more is told of when it is sent.
                let changes = changes.unwrap_or_default();
                if changes.is_empty() {
                    break;
                }
                for change in changes {
                    world.pretend(&change);
                }
            }
        }
        self.look(&world, |view| edit::check(wanted, view))
            .map_err(|refused| Denied::Refused(refused.to_string()))
    }

    fn look<T>(&self, world: &World, with: impl FnOnce(&View<'_>) -> T) -> T {
        let sessions = heard::all_shifted(&self.sessions, world);
        let (homes, _) = homes(&sessions, world);
        let session = heard::shifted(&self.session, world);
        with(&View::of(&session, world, &homes))
    }

    /// A facilitator chooses screen, timer, or whether votes are shown.
    ///
    /// # Errors
    /// [`Denied`], where there is nothing to reveal yet, or the rules keep it.
    pub fn wish(&self, wish: &Wish) -> Result<u64, Denied> {
        self.on()?;
        let mut inner = self.inner();
        if wish.revealed == Some(true) {
            let may = inner.board.may_reveal();
            may.map_err(|why| Denied::Refused(why.to_string()))?;
        }
        inner.stand = inner.stand.after(wish, self.now());
        Ok(self.refresh(&mut inner))
    }

    /// Held by whoever writes to GitHub from this process: others wait for it.
    pub fn turn(&self) -> &tokio::sync::Mutex<()> {
        &self.turn
    }

    /// The screen that a facilitator chose; nothing where it follows the stage.
    pub fn chosen(&self) -> Option<Screen> {
        self.inner().stand.screen
    }

    pub(super) fn came(&self) {
        let mut inner = self.inner();
        inner.viewers += 1;
        if inner.viewers == 1 {
            self.glance.notify_one();
        }
    }

    pub(super) fn went(&self) {
        let mut inner = self.inner();
        inner.viewers = inner.viewers.saturating_sub(1);
    }

    /// A browser asked that does not hear events.
    pub(super) fn asked(&self) {
        let mut inner = self.inner();
        if inner.viewers() == 0 {
            self.glance.notify_one();
        }
        inner.asked = Some(Instant::now());
    }

    /// The stage that it shows.
    pub fn stage(&self) -> Option<Stage> {
        self.inner().board.stage
    }

    pub(super) fn watched(&self) -> bool {
        self.inner().viewers() > 0
    }

    /// Ends it: edits that wait are sent, then nobody is served any more.
    pub fn close(&self) {
        self.ending.send_if_modified(|ending| {
            let first = *ending == 0;
            *ending = (*ending).max(1);
            first
        });
    }

    /// Ends every line to a browser.
    pub(super) fn over(&self) {
        self.ending.send_replace(2);
    }

    /// Comes back once it is to end.
    pub(super) async fn closed(&self) {
        let mut ending = self.ending.subscribe();
        let _ = ending.wait_for(|ending| *ending > 0).await;
    }

    /// Comes back once it is over.
    pub(super) async fn ended(&self) {
        let mut ending = self.ending.subscribe();
        let _ = ending.wait_for(|ending| *ending > 1).await;
    }

    pub(super) fn is_closing(&self) -> bool {
        *self.ending.borrow() > 0
    }

    fn on(&self) -> Result<(), Denied> {
        if self.is_closing() {
            return Err(Denied::Ending);
        }
        Ok(())
    }

    /// Edits that GitHub does not have, in words.
    pub fn unsent(&self) -> Vec<String> {
        self.inner().journal.unsent()
    }
}

impl Inner {
    fn scene(&self) -> Scene<'_> {
        Scene {
            board: &self.board,
            journal: &self.journal,
            stand: self.stand,
            line: &self.line,
            viewers: self.viewers(),
        }
    }

    /// How many browsers look on; those that ask count as one as long as any did lately.
    fn viewers(&self) -> usize {
        let lately = self.asked.is_some_and(|at| at.elapsed() < LATELY);
        self.viewers + usize::from(lately)
    }
}

/// A number to count from, such that a browser that was at another wall's state is not taken for one that was at ours.
fn first_version() -> u64 {
    let mut bytes = [0_u8; 4];
    // Without random numbers versions begin at the same; then a page that stayed open asks for the whole once more than it has to.
    let _ = getrandom::fill(&mut bytes);
    u64::from(u32::from_le_bytes(bytes)) << 16
}

/// What is wrong with GitHub or the way to it, where the edit itself may do the next time.
fn passing(error: &EditError) -> Option<String> {
    match error {
        EditError::Github(error) if !error.is_local() => Some(said(error)),
        _ => None,
    }
}

/// Parts of the agenda begin and end by the clock. Who comes and goes is told here as well, once a second at most: were it told at once, each
/// question would be news to whoever asked another.
pub(super) async fn tick(wall: Arc<Wall>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = wall.now();
        let mut inner = wall.inner();
        let told = Arc::clone(&wall.told.borrow());
        let part = crate::wall::screen::part(&inner.board.agenda, now);
        if !told.facilitators.is_at(part) || !told.facilitators.is_seen_by(inner.viewers()) {
            wall.refresh(&mut inner);
        }
    }
}
