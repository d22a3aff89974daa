//! The small words of the simulation: a community, its rules, and what happens in its year.

use fakehub::{FaultKind, Traffic};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// Dice from a seed (SplitMix64): the same on every machine and for ever.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        (self.next() % u64::try_from(count.max(1)).unwrap()) as usize
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// Whether it happens, so many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Top,
    Approval,
    Motion,
    Dots,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roll {
    Everyone,
    Participants,
    File,
    Team,
}

/// What a threshold is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Cast,
    CastLessAbstentions,
    Roll,
}

/// How a community votes.
#[derive(Debug, Clone)]
pub struct Rules {
    pub method: Method,
    pub votes: u64,
    pub winners: usize,
    /// More than (`true`) or at least so many parts of something.
    pub threshold: Option<(bool, u64, u64)>,
    pub of: Of,
    pub quorum: Option<u64>,
    pub void: bool,
    pub run_off: bool,
    pub own_notes_out: bool,
    pub minimum_age: Option<i64>,
    pub roll: Roll,
}

/// When a community meets.
#[derive(Debug, Clone, Copy)]
pub enum Every {
    /// The n-th such day of each month; 1 is Monday.
    Month {
        nth: i8,
        weekday: i8,
    },
    Weeks(i64),
}

#[derive(Debug, Clone)]
pub struct Person {
    pub login: String,
    /// When the account was made.
    pub since: Timestamp,
    /// Whether the file of voters lists them, and the team has them at first.
    pub listed: bool,
}

/// How folkmoot runs for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// The library's own entry, in this process, on the virtual clock.
    Library,
    /// The same, and git over HTTP.
    LibraryGit,
    /// The real binary.
    Binary,
}

#[derive(Debug, Clone)]
pub struct Community {
    pub name: String,
    pub zone: &'static str,
    pub hour: i8,
    pub minute: i8,
    pub touchpoint: bool,
    pub every: Every,
    pub named: bool,
    /// Whether notes are kept in the file, without issues.
    pub kept: bool,
    pub rules: Rules,
    pub people: Vec<Person>,
    pub flavour: Flavour,
    /// The days of its sessions.
    pub days: Vec<Date>,
    pub events: Vec<Event>,
}

/// The moments of a session, from its day.
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    pub announced: Timestamp,
    pub notes: Timestamp,
    pub affinity: Timestamp,
    pub voting: Timestamp,
    pub closed: Timestamp,
}

/// Days before (negative) and after the session's day at which a stage begins, at the session's hour.
pub const OFFSETS: [(&str, i64); 5] = [
    ("announced", -6),
    ("notes", -5),
    ("affinity", -2),
    ("voting", -1),
    ("closed", 1),
];

impl Community {
    pub fn id(&self, session: usize) -> String {
        format!("{}-{}", self.name, self.days[session])
    }

    pub fn title(&self, session: usize) -> String {
        let day = self.days[session];
        format!("Call of {} {}", self.name, day.strftime("%-d %B %Y"))
    }

    pub fn moments(&self, session: usize) -> Moments {
        let at = |index: usize| {
            let day = self.days[session]
                .checked_add(OFFSETS[index].1.days())
                .unwrap();
            let time = Time::new(self.hour, self.minute, 0, 0).unwrap();
            let zone = TimeZone::get(self.zone).unwrap();
            day.to_datetime(time).to_zoned(zone).unwrap().timestamp()
        };
        Moments {
            announced: at(0),
            notes: at(1),
            affinity: at(2),
            voting: at(3),
            closed: at(4),
        }
    }
}

/// A row of `notes.csv`.
#[derive(Debug, Clone)]
pub struct Row {
    pub note: usize,
    pub text: String,
    pub cluster: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Form,
    Comment,
}

/// A reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    Up,
    Down,
    Heart,
    Rocket,
    Eyes,
}

impl Sign {
    pub fn word(self) -> &'static str {
        match self {
            Sign::Up => "+1",
            Sign::Down => "-1",
            Sign::Heart => "heart",
            Sign::Rocket => "rocket",
            Sign::Eyes => "eyes",
        }
    }
}

/// What goes wrong at some of the next requests.
#[derive(Debug, Clone)]
pub struct Storm {
    pub name: &'static str,
    pub from: u64,
    pub count: u64,
    pub of: Traffic,
    pub kind: FaultKind,
}

/// What GitHub allows folkmoot in an hour, in points.
pub const HOURLY: u64 = 1_000;

/// An answer that never comes to its end: whoever waits for it is killed.
pub const KILL: FaultKind = FaultKind::SlowDrip { millis: 3_600_000 };

#[derive(Debug, Clone)]
pub struct Event {
    pub at: Timestamp,
    pub what: What,
}

/// What happens. A cluster is called by its label's name, a note by its number within its session.
#[derive(Debug, Clone)]
pub enum What {
    /// A session's file appears: written by hand the first time, by `folkmoot next` afterwards; with rows of notes, and what was agreed on.
    Write {
        session: usize,
        rows: Vec<Row>,
        actions: Vec<String>,
    },
    Note {
        session: usize,
        note: usize,
        by: usize,
        text: String,
        door: Door,
    },
    /// A facilitator puts a note into a cluster, or parks it.
    Place {
        session: usize,
        note: usize,
        cluster: Option<String>,
    },
    Move {
        session: usize,
        note: usize,
        from: String,
        to: String,
    },
    /// A note's issue is closed.
    Withdraw { session: usize, note: usize },
    /// A note's issue goes to another repository.
    Transfer { session: usize, note: usize },
    /// A cluster's issue gets another title.
    Rename {
        session: usize,
        cluster: String,
        title: String,
    },
    /// A cluster's label gets another name.
    Relabel {
        session: usize,
        cluster: String,
        to: String,
    },
    /// A cluster's issue goes to another repository.
    TransferCluster { session: usize, cluster: String },
    React {
        session: usize,
        cluster: String,
        by: usize,
        sign: Sign,
    },
    Retract {
        session: usize,
        cluster: String,
        by: usize,
        sign: Sign,
    },
    /// Somebody deletes their account.
    Leave { who: usize },
    /// Somebody leaves the team that votes.
    LeaveTeam { who: usize },
    /// GitHub allows folkmoot's account so many requests an hour from now on.
    Allow { hourly: u64 },
    /// folkmoot runs; `calm`: again and again until a run ends that nothing disturbed.
    Run { storms: Vec<Storm>, calm: bool },
    /// Somebody says what they thought of a session, where its format asks for it.
    Say {
        session: usize,
        by: usize,
        text: String,
    },
    /// A maintainer merges the report.
    Merge { session: usize },
}

impl What {
    /// What kind of event it is.
    pub fn kind(&self) -> &'static str {
        match self {
            What::Write { .. } => "Write",
            What::Note { .. } => "Note",
            What::Place { .. } => "Place",
            What::Move { .. } => "Move",
            What::Withdraw { .. } => "Withdraw",
            What::Transfer { .. } => "Transfer",
            What::Rename { .. } => "Rename",
            What::Relabel { .. } => "Relabel",
            What::TransferCluster { .. } => "TransferCluster",
            What::React { .. } => "React",
            What::Retract { .. } => "Retract",
            What::Leave { .. } => "Leave",
            What::LeaveTeam { .. } => "LeaveTeam",
            What::Allow { .. } => "Allow",
            What::Run { .. } => "Run",
            What::Say { .. } => "Say",
            What::Merge { .. } => "Merge",
        }
    }
}

pub fn after(time: Timestamp, seconds: i64) -> Timestamp {
    time + SignedDuration::from_secs(seconds)
}
