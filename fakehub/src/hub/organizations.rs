//! The Rust API of organizations: members, teams, and what an app may know of them.

use super::{Hub, Kind};
use crate::error::HubError;
use crate::state::{State, Team};
use std::collections::BTreeSet;

impl Hub {
    /// Makes a person a concealed member of an organization, as GitHub does at first: only other members get to know. A public
    /// member becomes a concealed one.
    pub fn add_member(&self, organization: &str, login: &str) -> Result<(), HubError> {
        self.insert_member(organization, login, false)
    }

    /// Makes a person a member of whom everybody gets to know; a concealed member becomes a public one.
    pub fn add_public_member(&self, organization: &str, login: &str) -> Result<(), HubError> {
        self.insert_member(organization, login, true)
    }

    fn insert_member(&self, organization: &str, login: &str, public: bool) -> Result<(), HubError> {
        let mut state = self.state();
        let organization = account(&state, organization, &[Kind::Organization])?;
        let member = account(&state, login, &[Kind::User])?;
        let members = &mut state.organizations.members;
        members.insert((organization, member), public);
        Ok(())
    }

    /// Takes a person out of an organization and of all of its teams.
    pub fn remove_member(&self, organization: &str, login: &str) -> Result<(), HubError> {
        let mut state = self.state();
        let organization = account(&state, organization, &[Kind::Organization])?;
        let member = account(&state, login, &[Kind::User])?;
        state.organizations.members.remove(&(organization, member));
        let teams = state.organizations.teams.values_mut();
        for team in teams.filter(|team| team.organization == organization) {
            team.members.remove(&member);
        }
        Ok(())
    }

    /// Adds a team, below another one if `parent` is that one's slug. Returns its slug: the name in lower case, with dashes for
    /// what is neither letter nor digit.
    pub fn add_team(
        &self,
        organization: &str,
        name: &str,
        parent: Option<&str>,
    ) -> Result<String, HubError> {
        let mut state = self.state();
        let organization = account(&state, organization, &[Kind::Organization])?;
        let slug = slug(name);
        if slug.is_empty() || state.organizations.team(organization, &slug).is_some() {
            let why = format!("a team cannot be called `{name}`, or there is one already");
            return Err(HubError::Refused(why));
        }
        let parent = match parent {
            Some(parent) => {
                let parent = team(&state, organization, parent)?;
                if parent.secret {
                    return Err(HubError::Refused(
                        "a secret team has no children".to_owned(),
                    ));
                }
                Some(parent.id)
            }
            None => None,
        };
        let team = Team {
            id: state.fresh_id(),
            organization,
            slug: slug.clone(),
            name: name.to_owned(),
            parent,
            secret: false,
            members: BTreeSet::new(),
        };
        state.organizations.teams.insert(team.id, team);
        Ok(slug)
    }

    /// Makes a team secret: only its members see it. As on GitHub, it must have neither a parent nor children.
    pub fn conceal_team(&self, organization: &str, slug: &str) -> Result<(), HubError> {
        let mut state = self.state();
        let organization = account(&state, organization, &[Kind::Organization])?;
        let team = team(&state, organization, slug)?;
        let (id, mut teams) = (team.id, state.organizations.teams.values());
        if team.parent.is_some() || teams.any(|other| other.parent == Some(id)) {
            let why = "a secret team has neither a parent nor children";
            return Err(HubError::Refused(why.to_owned()));
        }
        if let Some(team) = state.organizations.teams.get_mut(&id) {
            team.secret = true;
        }
        Ok(())
    }

    /// Adds a person to a team. Who is no member of the organization becomes a concealed one.
    pub fn add_to_team(&self, organization: &str, slug: &str, login: &str) -> Result<(), HubError> {
        let mut state = self.state();
        let organization = account(&state, organization, &[Kind::Organization])?;
        let member = account(&state, login, &[Kind::User])?;
        let id = team(&state, organization, slug)?.id;
        let members = &mut state.organizations.members;
        members.entry((organization, member)).or_insert(false);
        if let Some(team) = state.organizations.teams.get_mut(&id) {
            team.members.insert(member);
        }
        Ok(())
    }

    /// Takes a person out of a team; a member of the organization stays one.
    pub fn remove_from_team(
        &self,
        organization: &str,
        slug: &str,
        login: &str,
    ) -> Result<(), HubError> {
        let mut state = self.state();
        let organization = account(&state, organization, &[Kind::Organization])?;
        let member = account(&state, login, &[Kind::User])?;
        let id = team(&state, organization, slug)?.id;
        if let Some(team) = state.organizations.teams.get_mut(&id) {
            team.members.remove(&member);
        }
        Ok(())
    }

    /// Grants the token of an account the organization permission `members: read`. An app that has it sees every member and
    /// every team; a fine-grained personal token that has it sees what its person sees. Without it, both are refused.
    pub fn grant_members_read(&self, organization: &str, login: &str) -> Result<(), HubError> {
        let mut state = self.state();
        let organization = account(&state, organization, &[Kind::Organization])?;
        let reader = account(&state, login, &[Kind::Bot, Kind::User])?;
        state.organizations.readers.insert((organization, reader));
        Ok(())
    }
}

/// The id of an account of one of these kinds.
fn account(state: &State, login: &str, kinds: &[Kind]) -> Result<u64, HubError> {
    let account = state
        .account_by_login(login)
        .ok_or_else(|| HubError::UnknownUser(login.to_owned()))?;
    if kinds.contains(&account.kind) {
        Ok(account.id)
    } else {
        let kind = account.kind;
        Err(HubError::Refused(format!("`{login}` is of kind {kind:?}")))
    }
}

fn team<'a>(state: &'a State, organization: u64, slug: &str) -> Result<&'a Team, HubError> {
    let team = state.organizations.team(organization, slug);
    team.ok_or_else(|| HubError::UnknownTeam(slug.to_owned()))
}

fn slug(name: &str) -> String {
    let dashed: String = name
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    let parts: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}
