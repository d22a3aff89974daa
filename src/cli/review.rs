//! `folkmoot review`.

use super::connect::{Connection, has_token};
use super::event::Event;
use super::runner::Runner;
use super::{Failure, Said, check, no_result};
use crate::drive::foresee;
use crate::github::GithubError;
use crate::github::review::Kept;
use crate::output;
use crate::output::actions::Page;
use crate::output::review::{self, Found};
use crate::plan;
use clap::Args;
use serde::Serialize;

/// Which pull request to review.
#[derive(Debug, Args)]
pub(super) struct Review {
    /// The number of the pull request [default: that of the event that started the workflow]
    #[arg(long, value_name = "N")]
    pull: Option<u64>,

    #[command(flatten)]
    connection: Connection,
}

#[derive(Serialize)]
struct Shown<'r> {
    pull: u64,
    /// `written`, `same`, or why there is none.
    comment: &'r str,
    faults: usize,
    body: &'r str,
}

impl Review {
    pub(super) async fn run(self, json: bool, runner: &Runner) -> Result<Said, Failure> {
        let event = Event::of_environment();
        let pull = self.pull.or_else(|| event.as_ref().and_then(Event::pull));
        let Some(pull) = pull else {
            return Err(Failure::Usage(
                "which pull request? Give --pull N, or run it in a workflow that a pull request starts".to_owned(),
            ));
        };
        let repository = self.connection.repository()?;
        let reach = has_token().then(|| self.connection.reach()).transpose()?;
        let sessions = self.connection.sessions();
        let sessions = sessions.and_then(check::tried).and_then(check::apart);
        // A plan that cannot be made is said, and the comment stays as it was.
        let (body, text, failure) = match sessions {
            Err(faults) => {
                let body = review::body(&Found::Faults(&faults));
                (body, String::new(), Some(Failure::Faults(faults)))
            }
            Ok(sessions) => match &reach {
                None => {
                    let body = review::body(&Found::Sound(sessions.len()));
                    (body.clone(), body, None)
                }
                Some((access, now)) => {
                    let (plan, _) = foresee(&sessions, access, *now).await?;
                    let (price, read) = (plan::price(&plan.waves), access.requests());
                    let body = review::body(&Found::Plan {
                        sessions: sessions.len(),
                        plan: &plan,
                        price,
                    });
                    let text = output::text::plan(&plan, price, read);
                    (body, text, no_result(&plan.notices))
                }
            },
        };
        let kept = match &reach {
            None => Err("there is no token".to_owned()),
            Some((access, _)) => {
                match access.client.keep_review(&repository, pull, &body).await {
                    Ok(kept) => Ok(kept),
                    Err(
                        error @ (GithubError::Forbidden { .. } | GithubError::Unauthorized { .. }),
                    ) => Err(error.to_string()),
                    // What is wrong with the files is said whatever becomes of the comment.
                    Err(error) if failure.is_some() => Err(error.to_string()),
                    Err(error) => return Err(error.into()),
                }
            }
        };
        let said = match &kept {
            Ok(Kept::Written) => format!("the comment on #{pull} says so"),
            Ok(Kept::Same) => format!("the comment on #{pull} said so already"),
            Err(why) => {
                let why = if event.as_ref().is_some_and(Event::is_from_fork) {
                    format!(
                        "it comes from a fork, whose runs may only read ({})",
                        why.trim_end_matches('.')
                    )
                } else {
                    why.clone()
                };
                let why = crate::inert::terminal(&why);
                runner.remark(|| Page {
                    // The faults are told by whoever tells of failures.
                    summary: body
                        .lines()
                        .filter(|_| failure.is_none())
                        .map(str::to_owned)
                        .chain([
                            String::new(),
                            format!(
                                "<sub>No comment on the pull request: {}</sub>",
                                crate::inert::markdown(&why)
                            ),
                        ])
                        .collect(),
                    ..Page::default()
                });
                format!("no comment on #{pull}: {why}")
            }
        };
        let text = if json {
            output::json(&Shown {
                pull,
                comment: match &kept {
                    Ok(Kept::Written) => "written",
                    Ok(Kept::Same) => "same",
                    Err(why) => why,
                },
                faults: match &failure {
                    Some(Failure::Faults(faults)) => faults.len(),
                    _ => 0,
                },
                body: &body,
            })
        } else {
            format!("{}{said}\n", output::review::lines(&text))
        };
        Ok(Said { text, failure })
    }
}
