//! The formats there are: those that folkmoot brings along, and those of the repository.

use super::Format;
use super::built_in::FILES;
use crate::fault::{Fault, Place, Source, nearest};
use crate::template::Templates;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The folder of templates that all formats share.
const SHARED: &str = "shared";

/// The files of one of the repository's formats (`.folkmoot/formats/NAME`).
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// `format.yml`; without one, the templates stand in for those of the built-in format of that name.
    pub yml: Option<Arc<Source>>,
    /// Its templates, by name: `report.md` for `report.md.hbs`.
    pub templates: BTreeMap<String, Arc<Source>>,
}

/// The formats there are.
#[derive(Debug, Clone, Default)]
pub struct Formats {
    own: BTreeMap<String, Own>,
}

impl Formats {
    /// The built-in ones and a repository's own, by name.
    pub fn new(own: BTreeMap<String, Own>) -> Formats {
        Formats { own }
    }

    /// Folders of the repository's own that are no format and stand in for none.
    pub fn strays(&self) -> Vec<&str> {
        let known = self.names();
        let own = self.own.keys().map(String::as_str);
        own.filter(|name| *name != SHARED && !known.contains(name))
            .collect()
    }

    /// Their names.
    pub fn names(&self) -> Vec<&str> {
        let built_in = FILES
            .iter()
            .filter_map(|(path, _)| path.strip_suffix("/format.yml"));
        let own = self.own.iter().filter(|(_, own)| own.yml.is_some());
        let mut names: Vec<&str> = built_in.chain(own.map(|(name, _)| name.as_str())).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The format of that name; `None` if there is none.
    ///
    /// # Errors
    /// The faults of its files.
    pub fn get(&self, name: &str) -> Option<Result<Format, Vec<Fault>>> {
        let own = self.own.get(name);
        let own_yml = own.and_then(|own| own.yml.clone());
        let yml = own_yml
            .clone()
            .or_else(|| built_in(&format!("{name}/format.yml")))?;
        let read = match embedded(name) {
            Ok(read) => read,
            Err(faults) => return Some(Err(faults)),
        };
        let mut stand_ins = BTreeMap::new();
        if let Some(shared) = self.own.get(SHARED) {
            let faults = unused(&shared.templates, &names_in(SHARED));
            if !faults.is_empty() {
                return Some(Err(faults));
            }
            let of_format = names_in(name);
            let shared = shared.templates.iter();
            let shared = shared.filter(|(name, _)| !of_format.contains(&name.as_str()));
            stand_ins.extend(shared.map(|(name, source)| (name.clone(), Arc::clone(source))));
        }
        if let Some(own) = own {
            if own_yml.is_none() {
                let faults = unused(&own.templates, &read.names().collect::<Vec<_>>());
                if !faults.is_empty() {
                    return Some(Err(faults));
                }
            }
            stand_ins.extend(own.templates.clone());
        }
        let format = read
            .and(&stand_ins)
            .and_then(|templates| Format::read(&yml, templates));
        Some(format.and_then(|format| {
            if format.name == name {
                return Ok(format);
            }
            Err(vec![Fault::new(
                format.place(),
                format!("the format `{}` stands in a folder `{name}`", format.name),
                format!("write `name: {name}`, or rename the folder"),
            )])
        }))
    }
}

/// Templates that are to stand in for those of a format, where it has none of that name.
fn unused(own: &BTreeMap<String, Arc<Source>>, known: &[&str]) -> Vec<Fault> {
    let unknown = own
        .iter()
        .filter(|(name, _)| !known.contains(&name.as_str()));
    unknown
        .map(|(name, source)| {
            let cure = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}.hbs`?"),
                None => format!("its templates are: {}", known.join(", ")),
            };
            Fault::new(
                Place::start(source),
                format!("the format has no template `{name}` that this could stand in for"),
                cure,
            )
        })
        .collect()
}

/// The embedded templates of a format and of all, with none of the repository's own. They never change, and reading them takes longer than
/// all else about a session file: each format's are read once in a process.
fn embedded(name: &str) -> Result<Templates, Vec<Fault>> {
    static READ: Mutex<BTreeMap<String, Templates>> = Mutex::new(BTreeMap::new());
    // A format of the repository's own has those of all.
    let name = match names_in(name).is_empty() {
        true => SHARED,
        false => name,
    };
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(templates) = read.get(name) {
        return Ok(templates.clone());
    }
    let mut sources = folder(SHARED);
    sources.extend(folder(name));
    let templates = Templates::read(&sources)?;
    read.insert(name.to_owned(), templates.clone());
    Ok(templates)
}

fn built_in(path: &str) -> Option<Arc<Source>> {
    let (path, text) = FILES.iter().find(|(known, _)| *known == path)?;
    Some(Arc::new(Source {
        path: format!("formats/{path}").into(),
        text: (*text).to_owned(),
    }))
}

/// The embedded templates of a folder, by name.
fn folder(name: &str) -> BTreeMap<String, Arc<Source>> {
    let templates = names_in(name).into_iter();
    templates
        .filter_map(|template| {
            let source = built_in(&format!("{name}/{template}.hbs"))?;
            Some((template.to_owned(), source))
        })
        .collect()
}

/// The names of a folder's embedded templates, in order.
fn names_in(folder: &str) -> Vec<&'static str> {
    let paths = FILES.iter().map(|(path, _)| *path);
    let mut names: Vec<&str> = paths
        .filter_map(|path| {
            let file = path.strip_prefix(folder)?.strip_prefix('/')?;
            file.strip_suffix(".hbs")
        })
        .collect();
    names.sort_unstable();
    names
}
