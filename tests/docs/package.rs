//! What crates.io gets: everything that the code includes and nothing that only this repository needs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// The members that are published, with their folders.
const PACKAGES: [(&str, &str); 3] = [
    ("folkmoot", "."),
    ("folkmoot-affinity", "affinity"),
    ("fakehub", "fakehub"),
];
/// What crates.io takes at most, compressed: held against what is not.
const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// The files of a package, as cargo lists them.
fn listed(package: &str) -> BTreeSet<PathBuf> {
    let done = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .args(["--package", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{errors}");
    String::from_utf8(done.stdout)
        .unwrap()
        .lines()
        .map(PathBuf::from)
        .collect()
}

/// `src/a/../b.txt` as `src/b.txt`; with a step above the top, nothing.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if !plain.pop() => return None,
            Component::ParentDir | Component::CurDir => {}
            part => plain.push(part),
        }
    }
    Some(plain)
}

/// What a source file includes by a literal path.
fn included(text: &str) -> impl Iterator<Item = &str> {
    ["include_str!(\"", "include_bytes!(\""]
        .into_iter()
        .flat_map(move |start| text.split(start).skip(1))
        .filter_map(|rest| rest.split('"').next())
}

#[test]
fn a_package_has_what_its_code_includes() {
    let mut seen = 0;
    for (package, folder) in PACKAGES {
        let files = listed(package);
        for file in files.iter().filter(|file| {
            file.extension().is_some_and(|end| end == "rs") && !file.ends_with("package.rs")
        }) {
            let text = fs::read_to_string(Path::new(folder).join(file)).unwrap();
            for path in included(&text) {
                let wanted = plain(&file.parent().unwrap().join(path));
                seen += 1;
                assert!(
                    wanted.as_ref().is_some_and(|wanted| files.contains(wanted)),
                    "{package} lacks {path}, which {} includes: name it in `include` in Cargo.toml",
                    file.display()
                );
            }
        }
    }
    assert!(seen > 20, "only {seen} includes found");
}

#[test]
fn the_formats_and_the_licences_come_along() {
    let files = listed("folkmoot");
    let mut formats = 0;
    for kind in fs::read_dir("formats").unwrap() {
        for file in fs::read_dir(kind.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            formats += 1;
            assert!(files.contains(&path), "{} is missing", path.display());
        }
    }
    assert!(formats > 40);
    for path in ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "Cargo.lock"] {
        assert!(files.contains(Path::new(path)), "{path} is missing");
    }
}

#[test]
fn a_package_is_small_and_has_no_benchmarks() {
    for (package, folder) in PACKAGES {
        let mut bytes = 0;
        for file in listed(package) {
            // Cargo makes some of the files itself.
            bytes += fs::metadata(Path::new(folder).join(&file)).map_or(0, |file| file.len());
            for outside in ["bench", "model/teacher.py", "tests/lifecycle", ".github"] {
                assert!(
                    !file.starts_with(outside),
                    "{} is in the package {package}",
                    file.display()
                );
            }
        }
        assert!(
            bytes < MOST_BYTES,
            "{package} has {bytes} bytes before it is compressed"
        );
    }
}
