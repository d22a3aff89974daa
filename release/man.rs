//! Writes folkmoot's man pages into a folder, one for each command: `cargo run --example man -- FOLDER`.

use clap::CommandFactory;
use std::path::Path;
use std::process::ExitCode;

/// Writes the pages.
pub fn write(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(folkmoot::cli::Arguments::command(), folder)
}

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("Usage: cargo run --example man -- FOLDER");
        return ExitCode::from(2);
    };
    match write(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
