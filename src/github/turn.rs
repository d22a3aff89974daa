//! Taking, renewing and ending the turn ([`crate::plan::turn`]), on their own or riding with other mutations.

use super::client::{Client, Intent};
use super::error::GithubError;
use crate::plan::World;
use crate::plan::turn::{COLOR, FREE, LABEL, Turn, said};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::hash::{BuildHasher, Hasher, RandomState};

/// A turn that this run holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    id: String,
    until: Timestamp,
}

/// A mutation about the turn that rides with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rider {
    /// Takes the turn: only where nobody took it since it was read.
    Take {
        /// The label that was read, if there was one.
        seen: Option<String>,
    },
    /// Says that the work goes on.
    Renew {
        /// The label.
        id: String,
    },
    /// Says that the work is done.
    End {
        /// The label.
        id: String,
    },
}

/// A random word for one run.
pub fn name() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

impl Held {
    /// Whether it has to be renewed with the next request: a third of it is gone.
    pub fn fades(&self, now: Timestamp, lease: SignedDuration) -> bool {
        self.until.duration_since(now) < lease * 2 / 3
    }

    /// Whether it is over, or so nearly that another run may take it before a request has had its effect: two thirds of it are gone.
    pub fn over(&self, now: Timestamp, lease: SignedDuration) -> bool {
        self.until.duration_since(now) < lease / 3
    }

    /// Its label.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl Rider {
    /// Its fields of a document, with the variables they need.
    pub(super) fn write(
        &self,
        world: &World,
        by: &str,
        until: Timestamp,
        head: &mut Vec<String>,
        variables: &mut Map<String, Value>,
    ) -> String {
        let mut variable = |name: &str, kind: &str, value: Value| {
            head.push(format!("${name}: {kind}!"));
            variables.insert(name.to_owned(), value);
        };
        match self {
            Rider::Take { seen } => {
                let mut fields = String::new();
                if let Some(seen) = seen {
                    variable("t0", "DeleteLabelInput", json!({ "id": seen }));
                    fields.push_str("  t0: deleteLabel(input: $t0) { clientMutationId }\n");
                }
                let label = json!({
                    "repositoryId": world.repository_id,
                    "name": LABEL,
                    "color": COLOR,
                    "description": said(until, by),
                });
                variable("t1", "CreateLabelInput", label);
                fields.push_str("  t1: createLabel(input: $t1) { label { id } }\n");
                fields
            }
            Rider::Renew { id } | Rider::End { id } => {
                let (name, says) = match self {
                    Rider::End { .. } => ("t3", FREE.to_owned()),
                    _ => ("t2", said(until, by)),
                };
                variable(
                    name,
                    "UpdateLabelInput",
                    json!({ "id": id, "description": says }),
                );
                format!("  {name}: updateLabel(input: ${name}) {{ label {{ id }} }}\n")
            }
        }
    }

    /// What came of it: the turn, if it is this run's now.
    pub(super) fn read(&self, data: &Value, until: Timestamp) -> Option<Held> {
        let id = |name: &str| {
            let label = data.get(name)?.get("label")?;
            Some(label.get("id")?.as_str()?.to_owned())
        };
        match self {
            Rider::Take { .. } => id("t1"),
            Rider::Renew { .. } => id("t2"),
            Rider::End { .. } => None,
        }
        .map(|id| Held { id, until })
    }
}

impl Client {
    /// When a turn ends that is taken or renewed now.
    pub(super) fn turn_until(&self) -> Timestamp {
        let now = self.clock().now();
        now.saturating_add(self.lease()).unwrap_or(now)
    }

    /// Takes the turn with a request of its own.
    ///
    /// # Errors
    /// [`GithubError::Busy`] where another run has it; else what the request failed of.
    pub async fn take_turn(
        &self,
        world: &World,
        seen: Option<String>,
        by: &str,
    ) -> Result<Held, GithubError> {
        let until = self.turn_until();
        let rider = Rider::Take { seen };
        let (mut head, mut variables) = (Vec::new(), Map::new());
        let fields = rider.write(world, by, until, &mut head, &mut variables);
        let document = format!("mutation TakeTurn({}) {{\n{fields}}}\n", head.join(", "));
        let sent = self
            .graphql(
                "taking the turn",
                &document,
                Value::Object(variables),
                Intent::Write { creations: 0 },
            )
            .await;
        match sent {
            Ok(answer) => {
                if let Some(held) = rider.read(&answer.data.clone().unwrap_or_default(), until) {
                    return Ok(held);
                }
                // Whoever may not write waits in vain.
                let mut errors = answer.errors.iter();
                let forbidden = errors.find(|error| error.kind.as_deref() == Some("FORBIDDEN"));
                if forbidden.is_some() {
                    let need = super::permission::Need::Issues;
                    return Err(super::permission::refused(
                        "to take the turn",
                        need,
                        forbidden,
                        self.kind(),
                    ));
                }
                match self.turn(world, by).await? {
                    (Some(held), _) => Ok(held),
                    (None, Some(turn)) => Err(GithubError::Busy {
                        until: turn.until.unwrap_or(self.clock().now()),
                    }),
                    (None, None) => Err(super::permission::refused(
                        "to take the turn",
                        super::permission::Need::Issues,
                        answer.errors.first(),
                        self.kind(),
                    )),
                }
            }
            Err(error) if error.in_doubt() => {
                // It may have been done all the same: the label tells.
                match self.turn(world, by).await? {
                    (Some(held), _) => Ok(held),
                    _ => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Looks at the label: this run's turn, or another's.
    async fn turn(
        &self,
        world: &World,
        by: &str,
    ) -> Result<(Option<Held>, Option<Turn>), GithubError> {
        let mut variables = super::read::owner(&world.repository);
        variables.insert("label".to_owned(), json!(LABEL));
        let answer = self
            .graphql(
                "looking whose turn it is",
                "query Turn($owner: String!, $name: String!, $label: String!) {\n  repository(owner: $owner, name: $name) { label(name: $label) { id description } }\n}\n",
                Value::Object(variables),
                Intent::Read,
            )
            .await?;
        let found = super::read::repository(&world.repository, answer, self.kind())?;
        let Some(label) = found.get("label").filter(|label| !label.is_null()) else {
            return Ok((None, None));
        };
        let turn = Turn::read(
            &super::read::text(label, "id"),
            &super::read::text(label, "description"),
        );
        let held = turn.until.filter(|_| turn.by == by).map(|until| Held {
            id: turn.id.clone(),
            until,
        });
        Ok((held, Some(turn)))
    }

    /// Ends the turn as the last thing of a run that could not end it on its way. Whether it arrives does not matter: a turn ends by itself.
    pub async fn end_turn(&self, held: &Held) {
        let document = "mutation EndTurn($t3: UpdateLabelInput!) {\n  t3: updateLabel(input: $t3) { label { id } }\n}\n";
        let variables = json!({ "t3": { "id": held.id, "description": FREE } });
        self.farewell(document, variables).await;
    }
}
