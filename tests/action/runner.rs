//! A runner of GitHub Actions, as far as a composite action can tell.

use crate::common::alone::Alone;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What action.yml says.
#[derive(Deserialize)]
pub struct Action {
    pub inputs: BTreeMap<String, Input>,
    pub outputs: BTreeMap<String, Output>,
    pub runs: Runs,
}

#[derive(Deserialize)]
pub struct Input {
    pub description: String,
    pub default: String,
}

#[derive(Deserialize)]
pub struct Output {
    pub description: String,
    pub value: String,
}

#[derive(Deserialize)]
pub struct Runs {
    pub using: String,
    pub steps: Vec<Step>,
}

/// A step; one with anything else in it is none that this runner can run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: String,
    pub shell: String,
    pub env: BTreeMap<String, String>,
    pub run: String,
}

impl Action {
    pub fn read(folder: &Path) -> Action {
        serde_saphyr::from_str(&fs::read_to_string(folder.join("action.yml")).unwrap()).unwrap()
    }
}

/// A line of a log that a runner acts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub name: String,
    pub properties: BTreeMap<String, String>,
    pub data: String,
}

/// What a job saw of the action.
#[derive(Debug)]
pub struct Ran {
    /// Of the first step that failed.
    pub code: i32,
    /// How many steps ran.
    pub steps: usize,
    pub log: String,
    pub told: Vec<Told>,
    pub outputs: BTreeMap<String, String>,
    pub summary: String,
}

impl Ran {
    /// What was told by one kind of command.
    pub fn of(&self, name: &str) -> Vec<&Told> {
        self.told.iter().filter(|one| one.name == name).collect()
    }
}

/// A job on a runner.
pub struct Runner {
    /// Where action.yml lies.
    pub action: PathBuf,
    /// The checkout.
    pub workspace: PathBuf,
    /// What the runner keeps to itself; one for each job.
    pub temp: PathBuf,
    pub environment: BTreeMap<String, String>,
    /// The context `github`.
    pub github: BTreeMap<String, String>,
    /// What is in the summary of each step before it runs.
    pub summary: String,
}

impl Runner {
    pub fn new(action: &Path, workspace: &Path, temp: &Path) -> Runner {
        let os = match std::env::consts::OS {
            "macos" => "macOS",
            _ => "Linux",
        };
        let arch = match std::env::consts::ARCH {
            "aarch64" => "ARM64",
            _ => "X64",
        };
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let environment = [
            ("CI", "true".to_owned()),
            ("GITHUB_ACTION", "__folkmoot_folkmoot".to_owned()),
            ("GITHUB_ACTION_PATH", text(action)),
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_WORKSPACE", text(workspace)),
            ("HOME", text(temp)),
            ("PATH", std::env::var("PATH").unwrap()),
            ("RUNNER_ARCH", arch.to_owned()),
            ("RUNNER_OS", os.to_owned()),
            ("RUNNER_TEMP", text(&temp.join("temp"))),
            ("RUNNER_TOOL_CACHE", text(&temp.join("tools"))),
        ];
        Runner {
            action: action.to_owned(),
            workspace: workspace.to_owned(),
            temp: temp.to_owned(),
            environment: environment
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            github: BTreeMap::new(),
            summary: String::new(),
        }
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// The action as a step of a job, `with` these inputs.
    pub fn uses(&self, with: &[(&str, &str)]) -> Ran {
        let action = Action::read(&self.action);
        assert_eq!(action.runs.using, "composite");
        for (name, _) in with {
            assert!(action.inputs.contains_key(*name), "no input {name}");
        }
        let mut context = BTreeMap::new();
        for (name, value) in &self.github {
            context.insert(format!("github.{name}"), value.clone());
        }
        for (name, input) in &action.inputs {
            let given = with.iter().find(|(of, _)| of == name);
            let value = match given {
                Some((_, value)) => (*value).to_owned(),
                None => evaluated(&input.default, &context),
            };
            context.insert(format!("inputs.{name}"), value);
        }
        let mut ran = Ran {
            code: 0,
            steps: 0,
            log: String::new(),
            told: Vec::new(),
            outputs: BTreeMap::new(),
            summary: String::new(),
        };
        for step in &action.runs.steps {
            self.step(step, &mut context, &mut ran);
            if ran.code != 0 {
                break;
            }
        }
        ran.outputs = action
            .outputs
            .iter()
            .map(|(name, output)| (name.clone(), evaluated(&output.value, &context)))
            .collect();
        ran
    }

    fn step(&self, step: &Step, context: &mut BTreeMap<String, String>, ran: &mut Ran) {
        assert_eq!(step.shell, "bash");
        let files = tempfile::tempdir_in(&self.temp).unwrap();
        let file = |name: &str, text: &str| {
            let path = files.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let script = file("script.sh", &step.run);
        let output = file("output", "");
        let summary = file("summary", &self.summary);
        fs::create_dir_all(self.temp.join("temp")).unwrap();
        let environment = step
            .env
            .iter()
            .map(|(name, value)| (name.clone(), evaluated(value, context)));
        let done = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(script)
            .current_dir(&self.workspace)
            .alone()
            .envs(&self.environment)
            .envs(environment)
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .output()
            .unwrap();
        ran.steps += 1;
        ran.code = done.status.code().unwrap();
        for stream in [done.stdout, done.stderr] {
            let text = String::from_utf8(stream).unwrap();
            ran.told.extend(commands(&text));
            ran.log.push_str(&text);
        }
        for (name, value) in outputs(&fs::read_to_string(output).unwrap()) {
            context.insert(format!("steps.{}.outputs.{name}", step.id), value);
        }
        let summary = fs::read_to_string(summary).unwrap();
        assert!(summary.starts_with(&self.summary));
        assert!(summary.len() <= 1_048_576, "GitHub shows none of it");
        ran.summary.push_str(&summary[self.summary.len()..]);
    }
}

/// A text with its expressions evaluated: names of contexts alone. What is not there is empty.
fn evaluated(text: &str, context: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (name, after) = after.split_once("}}").unwrap();
        let name = name.trim();
        assert!(
            ["inputs.", "github.", "steps."]
                .iter()
                .any(|start| name.starts_with(start)),
            "this runner knows no {name}"
        );
        out.push_str(before);
        out.push_str(context.get(name).map_or("", String::as_str));
        rest = after;
    }
    out + rest
}

/// The lines of a log that are commands: `::name key=value,…::data`, and `##[name]data` wherever it stands in a line.
pub fn commands(log: &str) -> Vec<Told> {
    let plain = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let mut list = Vec::new();
    for line in log.split(['\n', '\r']) {
        let head = line
            .trim_start()
            .strip_prefix("::")
            .and_then(|rest| rest.split_once("::"));
        if let Some((head, data)) = head {
            let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
            let properties = properties.split(',').filter_map(|one| one.split_once('='));
            list.push(Told {
                name: name.to_owned(),
                properties: properties
                    .map(|(key, value)| (key.trim().to_owned(), plain(value)))
                    .collect(),
                data: plain(data),
            });
        } else if let Some((_, rest)) = line.split_once("##[") {
            let (name, data) = rest.split_once(']').unwrap_or((rest, ""));
            list.push(Told {
                name: name.to_owned(),
                properties: BTreeMap::new(),
                data: data.to_owned(),
            });
        }
    }
    list
}

/// Outputs as a runner reads them: `name=value`, or the lines between `name<<delimiter` and the delimiter.
pub fn outputs(file: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut lines = file.lines();
    while let Some(line) = lines.next().filter(|line| !line.is_empty()) {
        let equals = line.find('=').unwrap_or(usize::MAX);
        let heredoc = line.find("<<").unwrap_or(usize::MAX);
        assert_ne!(equals, heredoc, "GitHub refuses {line}");
        if equals < heredoc {
            out.insert(line[..equals].to_owned(), line[equals + 1..].to_owned());
            continue;
        }
        let delimiter = &line[heredoc + 2..];
        let value: Vec<&str> = lines
            .by_ref()
            .take_while(|line| *line != delimiter)
            .collect();
        out.insert(line[..heredoc].to_owned(), value.join("\n"));
    }
    out
}
