//! folkmoot's part of a play: its runs, what ends them, and what they cost.

use super::cast::{Cast, later};
use super::stage;
use super::{Act, Arrived, RehearsalError, Spent};
use crate::drive::{Ran, drive, foresee};
use crate::github::transport::AGENT;
use crate::plan;
use crate::plan::Level;
use crate::plan::texts::when;
use serde_json::Value;
use std::time::Duration;

/// A play that needs more runs than this for rate limits alone will not end.
const MOST_LIMITED: usize = 200;
/// How many runs a play has.
const ACTS: u8 = 7;

impl Cast {
    /// One run of folkmoot.
    async fn once(&self) -> Result<Ran, RehearsalError> {
        let _turn = match &self.beside {
            Some(beside) => Some(beside.turn().await),
            None => None,
        };
        let now = self.set.hub.clock().now();
        // Before the run begins: its first request may be the one.
        let kills = self.kills();
        let (outcome, error) = tokio::select! {
            done = drive(&self.sessions, &self.set.access, now) => done,
            () = self.killed(kills) => return Err(RehearsalError::Killed),
        };
        if let Some(error) = error {
            return Err(error.into());
        }
        if let Some(notice) = outcome.notices.iter().find(|notice| match self.beside {
            // What people do at the wall may be worth a warning, and ends no play.
            Some(_) => notice.level > Level::Warning,
            None => notice.level > Level::Note,
        }) {
            return Err(match notice.level {
                // The session cannot come to a result with these notes: that is for whoever wrote them.
                Level::NoResult => RehearsalError::Input(format!(
                    "the rehearsal stops: {}; in a rehearsal: name clusters in notes.csv, or add notes",
                    notice.text
                )),
                Level::Held => {
                    RehearsalError::Held(format!("the rehearsal stops: {}", notice.text))
                }
                _ => RehearsalError::Play(notice.text.clone()),
            });
        }
        Ok(outcome)
    }

    /// Comes back once a request arrived that is the last of a run, after so many others.
    async fn killed(&self, before: usize) {
        if !self.kill {
            std::future::pending::<()>().await;
        }
        while self.kills() == before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// How many requests were the last of a run.
    fn kills(&self) -> usize {
        if !self.kill {
            return 0;
        }
        // As the hub writes it down.
        let name = serde_json::to_value(stage::KILL)
            .map(|kill| kill.to_string())
            .unwrap_or_default();
        let requests = self.set.hub.requests();
        requests
            .iter()
            .filter(|request| request.fault.as_deref() == Some(name.as_str()))
            .count()
    }

    /// Requests of folkmoot's account.
    pub(super) fn arrived(&self) -> Arrived {
        let spent = self.set.hub.spent();
        let ours = spent.get(&self.set.bot).copied().unwrap_or_default();
        Arrived {
            api: ours.requests,
            git: ours.git,
        }
    }

    /// One run of folkmoot, again where a fault ended it.
    pub(super) async fn ended(&mut self) -> Result<Ran, RehearsalError> {
        let start = self.set.hub.clock().now();
        let (mut done, mut creations) = (Vec::new(), 0);
        loop {
            match self.once().await {
                Ok(mut outcome) => {
                    done.append(&mut outcome.done);
                    creations += outcome.creations;
                    let Some(paused) = &outcome.paused else {
                        return Ok(Ran {
                            done,
                            creations,
                            ..outcome
                        });
                    };
                    // What does not fit into a limit is the next run's.
                    self.failed_runs += 1;
                    self.limited += 1;
                    if self.limited > MOST_LIMITED {
                        return Err(RehearsalError::Play(paused.why.clone()));
                    }
                    let now = self.set.hub.clock().now();
                    let until = paused.until.unwrap_or(now);
                    self.at(until.max(later(now, 60)));
                }
                Err(error @ (RehearsalError::Drive(_) | RehearsalError::Killed)) => {
                    self.failed_runs += 1;
                    // Every fault that was ordered may end one run; another failure is not theirs.
                    if self.failed_runs > self.faults + self.limited {
                        return Err(error);
                    }
                    self.at(start);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// One run of folkmoot as an act.
    pub(super) async fn run(&mut self, people: &str) -> Result<(), RehearsalError> {
        self.progress
            .tell("folkmoot runs", self.acts.len(), usize::from(ACTS));
        let [session] = &self.sessions;
        let at = when(session, self.set.hub.clock().now());
        let foreseen = if self.again {
            Some(self.foresee().await?)
        } else {
            None
        };
        let before = self.spent();
        let outcome = self.ended().await?;
        self.creations += outcome.creations;
        let took = (self.spent() - before, outcome.creations);
        if foreseen.is_some_and(|foreseen| foreseen != took) {
            return Err(RehearsalError::Play(format!(
                "the plan's price was {foreseen:?}, requests and creations, and the run's {took:?}"
            )));
        }
        let (requests, spent) = (self.spent() - before, self.spent_since(before));
        let again = if self.again {
            self.idle().await?
        } else {
            Vec::new()
        };
        self.acts.push(Act {
            at,
            people: people.to_owned(),
            stage: outcome
                .sessions
                .first()
                .and_then(|state| state.stage.clone())
                .unwrap_or_default(),
            changes: outcome.done.len(),
            requests,
            spent,
            again,
        });
        Ok(())
    }

    /// The price of the next run: requests and creations.
    async fn foresee(&self) -> Result<(u64, usize), RehearsalError> {
        let before = self.spent();
        let now = self.set.hub.clock().now();
        let (plan, _) = foresee(&self.sessions, &self.set.access, now).await?;
        let price = plan::price(&plan.waves);
        let requests = u64::try_from(price.requests).unwrap_or(u64::MAX);
        Ok((self.spent() - before + requests, price.creations))
    }

    /// Two more runs with nothing new; the first may still have to remember what it saw.
    async fn idle(&mut self) -> Result<Vec<u64>, RehearsalError> {
        let now = self.set.hub.clock().now();
        let mut spent = Vec::new();
        for minutes in [10, 20] {
            self.at(later(now, minutes * 60));
            let before = self.spent();
            let outcome = self.once().await?;
            spent.push(self.spent() - before);
            if minutes == 20 && !outcome.done.is_empty() {
                return Err(RehearsalError::Play(format!(
                    "a run with nothing to do still did: {}",
                    outcome.done.join("; ")
                )));
            }
        }
        Ok(spent)
    }

    /// folkmoot's own requests.
    fn ours(&self) -> Vec<fakehub::Recorded> {
        let mut ours = self.set.hub.requests();
        // Who sits at the wall is another account.
        let bot = Some(self.set.bot.as_str());
        ours.retain(|request| request.user_agent == AGENT && request.login.as_deref() == bot);
        ours
    }

    /// What folkmoot's requests from the `first` on were for.
    fn spent_since(&self, first: u64) -> Spent {
        let mut spent = Spent::default();
        for request in self
            .ours()
            .iter()
            .skip(usize::try_from(first).unwrap_or(usize::MAX))
        {
            spent.points += u64::from(request.points);
            spent.creations += u64::from(request.creations);
            let query = request.body.as_ref().and_then(|body| body.get("query"));
            let query = query.and_then(Value::as_str).unwrap_or_default();
            // The turn is a label too, but taking it is no creation of what was asked for.
            let creates = ["createIssue", "addComment", "createPullRequest"];
            let creates = creates.iter().any(|name| query.contains(name))
                || query.matches("createLabel").count() > query.matches("t1: createLabel").count();
            if request.mutations == 0 {
                spent.reading += 1;
            } else if creates {
                spent.creating += 1;
            } else {
                spent.changing += 1;
            }
        }
        spent
    }

    pub(super) fn spent(&self) -> u64 {
        u64::try_from(self.ours().len()).unwrap_or(u64::MAX)
    }
}
