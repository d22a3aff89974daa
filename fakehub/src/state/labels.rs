//! Labels: their names compare without case.

use super::{Label, State};
use crate::error::Refusal;
use crate::hub::Permission;

/// What to change of a label; `None` leaves it as it is.
#[derive(Debug, Default)]
pub(crate) struct LabelChange {
    pub(crate) name: Option<String>,
    pub(crate) color: Option<String>,
    pub(crate) description: Option<Option<String>>,
}

impl State {
    pub(crate) fn label_named(&self, repo: u64, name: &str) -> Option<&Label> {
        let id = self.repos.get(&repo)?.labels.get(&name.to_lowercase())?;
        self.labels.get(id)
    }

    pub(crate) fn create_label(
        &mut self,
        viewer: Option<u64>,
        repo: u64,
        name: &str,
        color: &str,
        description: Option<String>,
    ) -> Result<u64, Refusal> {
        self.require(viewer, repo, Permission::Write)?;
        let name = name.trim();
        check_name(name)?;
        check_color(color)?;
        check_description(description.as_deref())?;
        if self.label_named(repo, name).is_some() || self.hides_label(repo, name) {
            return Err(taken());
        }
        let (id, now) = (self.fresh_label_id(), self.now());
        let label = Label {
            id,
            repo,
            name: name.to_owned(),
            color: color.to_ascii_lowercase(),
            description: description.filter(|text| !text.is_empty()),
            created_at: now,
            updated_at: now,
        };
        self.labels.insert(id, label);
        if let Some(repo) = self.repos.get_mut(&repo) {
            repo.labels.insert(name.to_lowercase(), id);
        }
        Ok(id)
    }

    pub(crate) fn update_label(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        change: LabelChange,
    ) -> Result<(), Refusal> {
        let (repo, old) = {
            let label = self.label(id)?;
            (label.repo, label.name.to_lowercase())
        };
        self.require(viewer, repo, Permission::Write)?;
        if let Some(name) = &change.name {
            check_name(name.trim())?;
            let other = self.label_named(repo, name.trim());
            let hidden = self.hides_label(repo, name.trim());
            if hidden || other.is_some_and(|other| other.id != id) {
                return Err(taken());
            }
        }
        if let Some(color) = &change.color {
            check_color(color)?;
        }
        if let Some(description) = &change.description {
            check_description(description.as_deref())?;
        }
        let now = self.now();
        let label = self.labels.get_mut(&id).ok_or_else(super::not_found)?;
        label.updated_at = now;
        if let Some(color) = change.color {
            label.color = color.to_ascii_lowercase();
        }
        if let Some(description) = change.description {
            label.description = description.filter(|text| !text.is_empty());
        }
        if let Some(name) = change.name {
            label.name = name.trim().to_owned();
            let key = label.name.to_lowercase();
            if let Some(repo) = self.repos.get_mut(&repo) {
                repo.labels.remove(&old);
                repo.labels.insert(key, id);
            }
        }
        Ok(())
    }

    pub(crate) fn delete_label(&mut self, viewer: Option<u64>, id: u64) -> Result<(), Refusal> {
        self.require(viewer, self.label(id)?.repo, Permission::Write)?;
        self.drop_label(id);
        Ok(())
    }

    /// Removes a label, whoever asks.
    pub(crate) fn drop_label(&mut self, id: u64) {
        let Some(label) = self.labels.remove(&id) else {
            return;
        };
        if let Some(repo) = self.repos.get_mut(&label.repo) {
            repo.labels.remove(&label.name.to_lowercase());
        }
        for issue in self.issues.values_mut() {
            issue.labels.retain(|label| *label != id);
        }
    }
}

fn taken() -> Refusal {
    Refusal::Invalid {
        resource: "Label",
        field: "name",
        code: "already_exists",
        message: "Name has already been taken".to_owned(),
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(Refusal::Invalid {
            resource: "Label",
            field: "name",
            code: "missing_field",
            message: "Name can't be blank".to_owned(),
        });
    }
    if name.chars().count() > 50 {
        return Err(Refusal::custom(
            "Label",
            "name",
            "name is too long (maximum is 50 characters)",
        ));
    }
    Ok(())
}

fn check_color(color: &str) -> Result<(), Refusal> {
    if color.len() == 6 && color.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    Err(Refusal::Invalid {
        resource: "Label",
        field: "color",
        code: "invalid",
        message: "Color must be 6 character hex code, without the leading #".to_owned(),
    })
}

fn check_description(description: Option<&str>) -> Result<(), Refusal> {
    if description.is_some_and(|text| text.chars().count() > 100) {
        return Err(Refusal::custom(
            "Label",
            "description",
            "description is too long (maximum is 100 characters)",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_six_hexadecimal_digits() {
        assert!(check_color("00fFaa").is_ok());
        assert!(check_color("#00ffa").is_err());
        assert!(check_color("red").is_err());
    }
}
