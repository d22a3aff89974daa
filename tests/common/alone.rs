//! A process that has nothing of the environment of the tests.

use std::process::Command;

/// What a measurement of coverage names its files by; without it, a process writes into the folder that it is in.
const PROFILE: &str = "LLVM_PROFILE_FILE";

/// A process's environment.
pub trait Alone {
    /// Takes everything out of it but where coverage is written to, if it is measured.
    fn alone(&mut self) -> &mut Self;
}

impl Alone for Command {
    fn alone(&mut self) -> &mut Self {
        self.env_clear();
        if let Some(file) = std::env::var_os(PROFILE) {
            self.env(PROFILE, file);
        }
        self
    }
}
