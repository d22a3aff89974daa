//! The driver: moves a world of its own (a fakehub, a checkout, a governance repository) through a community's events, in order. People
//! act by HTTP; folkmoot runs as the community's flavour says. What is in it at the end is for `observe`.

use super::browser::encoded;
use super::files;
use super::runs::Counts;
use super::world::{Community, Door, Event, HOURLY, What};
use fakehub::{Hub, Permission, Server, User};
use folkmoot::session::Session;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub const OWNER: &str = "assembly";
/// The repository of the sessions, and the one of the reports.
pub const SESSIONS: &str = "assembly/talks";
pub const GOVERNANCE: &str = "assembly/governance";
pub const TEAM: &str = "voters";

pub struct Place {
    pub hub: Hub,
    pub server: Server,
    pub folder: tempfile::TempDir,
    pub bot: User,
    pub facilitator: User,
    people: Vec<User>,
    pub browser: Client<HttpConnector, Full<bytes::Bytes>>,
    /// The issues of notes that came by the form.
    forms: BTreeMap<(usize, usize), u64>,
    texts: BTreeMap<(usize, usize), String>,
    /// What labels of clusters are called now, where that is not their key.
    names: BTreeMap<(usize, String), String>,
    /// Clusters that were moved away while people voted.
    gone: BTreeSet<(usize, String)>,
    reactions: BTreeMap<(usize, u64, &'static str), u64>,
    pub counts: Counts,
    /// The sessions as they were read, and the folders of those that were written since.
    pub sessions: Vec<Session>,
    pub written: Vec<PathBuf>,
    /// What went wrong so far: as the hub writes it down, and its name.
    pub storms: Vec<(String, &'static str)>,
    /// What happened, in words.
    pub log: Vec<String>,
}

impl Place {
    pub async fn new(community: &Community) -> Result<Place, String> {
        let folder = tempfile::tempdir().map_err(said)?;
        let first = community.events.first().ok_or("nothing happens")?;
        let hub = Hub::new(first.at);
        hub.set_web_url("https://github.example");
        hub.add_organization(OWNER);
        let (bot, facilitator) = (hub.add_bot("folkmoot"), hub.add_user("facilitator"));
        hub.set_hourly_limit("folkmoot", HOURLY);
        for name in [SESSIONS, GOVERNANCE] {
            let git = folder.path().join("git").join(format!("{name}.git"));
            files::bare(&git).map_err(said)?;
            hub.add_repository(name, Some(&git)).map_err(said)?;
            hub.grant("folkmoot", name, Permission::Write);
            hub.grant("facilitator", name, Permission::Write);
        }
        hub.add_team(OWNER, TEAM, None).map_err(said)?;
        hub.grant_members_read(OWNER, "folkmoot").map_err(said)?;
        let mut people = Vec::new();
        for person in &community.people {
            people.push(hub.add_user(&person.login));
            hub.set_created_at(&person.login, person.since)
                .map_err(said)?;
            if person.listed {
                hub.add_to_team(OWNER, TEAM, &person.login).map_err(said)?;
            }
        }
        Ok(Place {
            server: hub.serve().await.map_err(said)?,
            hub,
            folder,
            bot,
            facilitator,
            people,
            browser: Client::builder(TokioExecutor::new()).build_http(),
            forms: BTreeMap::new(),
            texts: BTreeMap::new(),
            names: BTreeMap::new(),
            gone: BTreeSet::new(),
            reactions: BTreeMap::new(),
            counts: Counts::default(),
            sessions: Vec::new(),
            written: Vec::new(),
            storms: Vec::new(),
            log: Vec::new(),
        })
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// One event. The clock stands at its time, unless a run took longer.
    pub async fn step(&mut self, community: &Community, event: &Event) -> Result<(), String> {
        self.hub.clock().set(event.at);
        if !matches!(event.what, What::Run { .. }) {
            self.log.push(format!("{} {:?}", event.at, event.what));
        }
        match &event.what {
            What::Write {
                session,
                rows,
                actions,
            } => {
                for row in rows {
                    self.texts.insert((*session, row.note), row.text.clone());
                }
                self.written
                    .push(self.path("sessions").join(community.id(*session)));
                let root = self.folder.path();
                tokio::task::block_in_place(|| {
                    files::write(root, community, *session, rows, actions)
                })
            }
            What::Note {
                session,
                note,
                by,
                text,
                door,
            } => {
                self.write(community, (*session, *note), *by, text, *door)
                    .await
            }
            What::Place {
                session,
                note,
                cluster,
            } => {
                let number = self.note(community, *session, *note).await?;
                let label = match cluster {
                    Some(key) => self.label(*session, key),
                    None => "cluster:parked".to_owned(),
                };
                self.put_label(number, &label).await
            }
            What::Move {
                session,
                note,
                from,
                to,
            } => {
                let number = self.note(community, *session, *note).await?;
                let label = encoded(&self.label(*session, from));
                self.take(&format!("issues/{number}/labels/{label}"))
                    .await?;
                let label = self.label(*session, to);
                self.put_label(number, &label).await
            }
            What::Withdraw { session, note } => {
                let number = self.note(community, *session, *note).await?;
                self.patch(number, &json!({ "state": "closed" })).await
            }
            What::Transfer { session, note } => {
                let number = self.note(community, *session, *note).await?;
                self.hub.transfer_issue(SESSIONS, number).map_err(said)
            }
            What::Rename {
                session,
                cluster,
                title,
            } => {
                let number = self.cluster(community, *session, cluster).await?;
                self.patch(number, &json!({ "title": title })).await
            }
            What::Relabel {
                session,
                cluster,
                to,
            } => {
                let old = encoded(&self.label(*session, cluster));
                let body = json!({ "new_name": format!("cluster:{to}") });
                self.facilitate("PATCH", &format!("labels/{old}"), &body)
                    .await?;
                self.names.insert((*session, cluster.clone()), to.clone());
                Ok(())
            }
            What::TransferCluster { session, cluster } => {
                let number = self.cluster(community, *session, cluster).await?;
                if event.at >= community.moments(*session).voting {
                    self.gone.insert((*session, cluster.clone()));
                }
                self.hub.transfer_issue(SESSIONS, number).map_err(said)
            }
            What::React {
                session,
                cluster,
                by,
                sign,
            } => {
                if self.gone.contains(&(*session, cluster.clone())) {
                    return Ok(());
                }
                let number = self.cluster(community, *session, cluster).await?;
                let path = format!("issues/{number}/reactions");
                let token = self.people[*by].token.clone();
                let body = json!({ "content": sign.word() });
                let made = self.rest(&token, "POST", &path, &body).await?;
                let id = made["id"].as_u64().ok_or("a reaction without an id")?;
                self.reactions.insert((*by, number, sign.word()), id);
                Ok(())
            }
            What::Retract {
                session,
                cluster,
                by,
                sign,
            } => {
                if self.gone.contains(&(*session, cluster.clone())) {
                    return Ok(());
                }
                let number = self.cluster(community, *session, cluster).await?;
                let Some(id) = self.reactions.remove(&(*by, number, sign.word())) else {
                    return Err(format!("{sign:?} of {by} on #{number} was never given"));
                };
                let token = self.people[*by].token.clone();
                let path = format!("issues/{number}/reactions/{id}");
                self.rest(&token, "DELETE", &path, &Value::Null)
                    .await
                    .map(drop)
            }
            What::Leave { who } => {
                self.hub.delete_user(&self.people[*who].login);
                Ok(())
            }
            What::LeaveTeam { who } => {
                let login = &self.people[*who].login;
                self.hub.remove_from_team(OWNER, TEAM, login).map_err(said)
            }
            What::Allow { hourly } => {
                self.hub.set_hourly_limit("folkmoot", *hourly);
                Ok(())
            }
            What::Run { storms, calm } => self.runs(community, storms, *calm).await,
            What::Say { session, by, text } => {
                let (id, title) = (community.id(*session), community.title(*session));
                let found = self.list(&format!("folkmoot:action,session:{id}")).await?;
                let asks = format!("Feedback: {title}");
                // Of a vote without a result nobody is asked.
                let Some((number, _)) = found.into_iter().find(|(_, title)| *title == asks) else {
                    return Ok(());
                };
                let token = self.people[*by].token.clone();
                let path = format!("issues/{number}/comments");
                self.rest(&token, "POST", &path, &json!({ "body": text }))
                    .await
                    .map(drop)
            }
            What::Merge { session } => self.merge(&community.id(*session)).await,
        }
    }

    async fn write(
        &mut self,
        community: &Community,
        (session, note): (usize, usize),
        by: usize,
        text: &str,
        door: Door,
    ) -> Result<(), String> {
        let id = community.id(session);
        self.texts.insert((session, note), text.to_owned());
        let who = &self.people[by];
        match door {
            Door::Form => {
                let body = format!("### Session\n\n{id}\n\n### Note\n\n{text}");
                let filed =
                    self.hub
                        .file_form(&who.login, SESSIONS, text, &body, &["folkmoot:note"]);
                self.forms.insert((session, note), filed.map_err(said)?);
                Ok(())
            }
            Door::Comment => {
                let token = who.token.clone();
                let labels = format!("folkmoot:session,session:{id}");
                let found = self.list(&labels).await?;
                let (number, _) = found.first().ok_or(format!("{id} has no issue"))?;
                let body = json!({ "body": format!("/note {text}") });
                let path = format!("issues/{number}/comments");
                self.rest(&token, "POST", &path, &body).await.map(drop)
            }
        }
    }

    /// The label of a cluster as it is called now.
    fn label(&self, session: usize, key: &str) -> String {
        let known = self.names.get(&(session, key.to_owned()));
        format!("cluster:{}", known.map_or(key, String::as_str))
    }

    /// The number of a note's issue.
    async fn note(
        &self,
        community: &Community,
        session: usize,
        note: usize,
    ) -> Result<u64, String> {
        if let Some(number) = self.forms.get(&(session, note)) {
            return Ok(*number);
        }
        let id = community.id(session);
        let text = self
            .texts
            .get(&(session, note))
            .ok_or(format!("{id} has no note {note}"))?;
        let labels = format!("folkmoot:note,folkmoot:collected,session:{id}");
        let found = self.list(&labels).await?;
        let found = found.into_iter().find(|(_, title)| title == text);
        Ok(found
            .ok_or(format!("{id}: note {note} “{text}” has no issue"))?
            .0)
    }

    /// The number of a cluster's issue.
    async fn cluster(
        &self,
        community: &Community,
        session: usize,
        key: &str,
    ) -> Result<u64, String> {
        let (id, label) = (community.id(session), self.label(session, key));
        let found = self
            .list(&format!("folkmoot:cluster,session:{id},{label}"))
            .await?;
        Ok(found
            .first()
            .ok_or(format!("{id}: the cluster {label} has no issue"))?
            .0)
    }
}

/// An error in words.
pub fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
