//! A later look: what has changed since the last one, and nothing else.

use super::document::{Head, Later, document};
use super::{
    Connection, Kind, MOST_LISTS, Next, Reports, Rounds, WHAT, early, forgive_gone, governance,
    heading, newest, parse, take, taken, whole,
};
use crate::github::client::Client;
use crate::github::error::GithubError;
use crate::github::wire::TalkNode;
use crate::plan::{World, labels};
use crate::session::Session;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Clusters whose votes one document asks for.
const MOST_VOTES: usize = 100;

/// What a later look asks for.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The session that is followed.
    pub session: &'a Session,
    /// The reports that this token may see.
    pub reports: &'a Reports,
    /// All issues that have changed since; none, where it is known that none has.
    pub since: Option<Timestamp>,
    /// The votes on these issues: they move no `updatedAt`.
    pub votes: &'a BTreeSet<u64>,
}

/// What came.
#[derive(Debug)]
pub struct Heard {
    /// What a first request tells beside issues, and of these the ones that were read.
    pub world: World,
    /// The number of the issue that changed last of all, and when that was.
    pub last: Option<(u64, Timestamp)>,
}

impl Client {
    /// Reads what was asked for, beside what is known.
    ///
    /// # Errors
    /// Where anything is missing.
    pub async fn changed(
        &self,
        known: &World,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<Heard, GithubError> {
        let repository = known.repository.clone();
        let fresh = early(std::slice::from_ref(asked.session), now);
        let own = known.session_issue(&asked.session.id);
        let lists = asked
            .since
            .into_iter()
            .flat_map(|since| [Kind::ChangedSessions(since), Kind::Changed(since)]);
        let votes = asked.votes.iter().copied().map(Next::Reactions);
        let mut next: Vec<Next> = lists
            .map(Connection::next)
            .chain(votes.clone().take(MOST_VOTES))
            .collect();
        let head = Head {
            sessions: fresh.clone(),
            reports: asked
                .reports
                .iter()
                .map(|(name, branches)| (name, branches.as_slice()))
                .collect(),
            later: Some(Later {
                talk: own.map(|issue| issue.number),
            }),
        };
        let mut world = World::empty(repository.clone(), String::new(), String::new(), now);
        for issue in asked
            .votes
            .iter()
            .filter_map(|number| known.issues.get(number))
        {
            let mut issue = issue.clone();
            issue.votes.clear();
            world.issues.insert(issue.number, issue);
        }
        let mut answer = self
            .pages(WHAT, |page| document(&repository, Some(&head), &next, page))
            .await?;
        forgive_gone(&mut answer);
        let mut data = whole(answer, &repository, self.kind())?;
        let found = taken(&mut data, "repository");
        if found.is_null() {
            return Err(GithubError::NoRepository {
                repository: repository.to_string(),
            });
        }
        heading(&mut world, &found, &fresh)?;
        governance(&mut world, &data, asked.reports);
        let of = |name: &str| found.get(name).cloned().unwrap_or_default();
        let last = newest(&of("last"))?.last.first().copied();
        let talk: Option<TalkNode> = parse(WHAT, of("talk"))?;
        data.insert("repository".to_owned(), found);
        next = take::pages(&mut world, next, &data)?;
        next.extend(votes.skip(MOST_VOTES));
        self.gather(&mut world, next).await?;

        // A comment that was edited need not have moved its issue, and between two pages one may have come.
        let mut again: BTreeSet<u64> = world
            .issues
            .values()
            .filter(|issue| issue.open && issue.has(labels::SESSION) && issue.comments_total == 0)
            .filter(|issue| {
                let known = known.issues.get(&issue.number);
                known.is_some_and(|known| known.comments_total > 0)
            })
            .map(|issue| issue.number)
            .collect();
        if let (Some(own), Some(talk)) = (own, talk)
            && !world.issues.contains_key(&own.number)
        {
            let latest = talk.latest.nodes.into_iter().flatten();
            let latest = latest.map(|node| node.updated_at).max();
            if (own.comments_total, own.comments_latest) != (talk.latest.total_count, latest) {
                let mut issue = own.clone();
                issue.comments.clear();
                world.issues.insert(own.number, issue);
                again.insert(own.number);
            }
        }
        let again = again.into_iter().map(Next::Session).collect();
        self.gather(&mut world, again).await?;
        Ok(Heard { world, last })
    }

    /// Reads on until nothing is left.
    async fn gather(&self, world: &mut World, next: Vec<Next>) -> Result<(), GithubError> {
        let mut round = next;
        let mut rounds = Rounds::new(WHAT);
        while !round.is_empty() {
            rounds.next()?;
            let later = round.split_off(round.len().min(MOST_LISTS));
            round = self.clusters(world, round).await?;
            round.extend(later);
        }
        Ok(())
    }
}
