//! The session of a series before another one.

use super::{Session, SessionId};
use crate::feedback::{Survey, asks};
use crate::privacy::{Attribution, Person};

/// What the next session of a series has to know of the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// Its id.
    pub id: SessionId,
    /// What people call it.
    pub title: String,
    /// Whose names may be shown of those who took part in it.
    pub attribution: Attribution,
    /// Who took part in it, as far as files say.
    pub people: Vec<Person>,
    /// The digests by which the issues are known that ask what people thought of it; none where its format asks nobody.
    pub asks: Vec<String>,
    /// What people answered.
    pub survey: Option<Survey>,
}

/// Tells each session which of the others is the last one of its series before it.
pub fn follow(sessions: &mut [Session]) {
    let lasts: Vec<Option<Last>> = sessions
        .iter()
        .map(|session| before(session, sessions).map(Last::of))
        .collect();
    for (session, last) in sessions.iter_mut().zip(lasts) {
        session.last = last;
    }
}

fn before<'s>(session: &Session, sessions: &'s [Session]) -> Option<&'s Session> {
    let name = &session.series.as_ref()?.name;
    let same = |other: &&Session| other.series.as_ref().is_some_and(|it| it.name == *name);
    let earlier = sessions.iter().filter(same);
    let earlier = earlier.filter(|other| other.starts < session.starts);
    earlier.max_by_key(|other| (other.starts, &other.id))
}

impl Last {
    fn of(session: &Session) -> Last {
        Last {
            id: session.id.clone(),
            title: session.title.clone(),
            attribution: session.attribution,
            people: session.people_known().cloned().collect(),
            asks: session
                .format
                .after
                .iter()
                .map(|(template, _)| asks(template))
                .collect(),
            survey: session.survey.clone(),
        }
    }
}
