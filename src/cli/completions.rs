//! `folkmoot completions`.

use super::{Arguments, Said};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// For which shell.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell that is to complete
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    /// The script. The same with `--json`: it is for a machine already.
    pub(super) fn run(&self) -> Said {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut Arguments::command(),
            "folkmoot",
            &mut script,
        );
        Said::well(String::from_utf8_lossy(&script).into_owned())
    }
}
