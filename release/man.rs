//! Writes folkmoot's man pages into a folder, one for each command: `cargo run --example man -- FOLDER`.

use clap::CommandFactory;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// Writes the pages.
pub fn write(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(folkmoot::cli::Arguments::command(), folder)?;
    for page in fs::read_dir(folder)? {
        let path = page?.path();
        if path.extension().is_some_and(|end| end == "1") {
            fs::write(&path, as_written(&fs::read_to_string(&path)?))?;
        }
    }
    Ok(())
}

/// What stands below the options (examples, the environment, exit codes) comes in columns: its lines stay as they are.
fn as_written(page: &str) -> String {
    let Some((before, after)) = page.split_once(".SH EXTRA\n") else {
        return page.to_owned();
    };
    let (extra, rest) = match after.find("\n.SH ") {
        Some(at) => after.split_at(at + 1),
        None => (after, ""),
    };
    format!("{before}.SH NOTES\n.nf\n{extra}.fi\n{rest}")
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
