//! The first step: which binary, from where, and that no other one is run.

use crate::runner::Runner;
use crate::shop::{Shop, asset, error, hex};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_binary_of_another_digest_is_not_run() {
    let shop = Shop::new();
    shop.stub("v0.1.0");
    shop.digest("v0.1.0", &hex(b"another"));
    let ran = shop.runner().uses(&[]);
    insta::assert_snapshot!(error(&ran).replace(&asset(), "ASSET"), @"v0.1.0/ASSET is not the file that release/digests.txt knows: its SHA-256 is another one, and it was not run");
    assert_eq!(ran.steps, 1);
    assert!(!shop.ran());
    // Nothing of it stays behind.
    let folder = shop.path("runner/tools/folkmoot").join(hex(b"another"));
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn a_binary_is_fetched_once_and_checked_each_time() {
    let shop = Shop::new();
    let digest = shop.stub("v0.1.0");
    shop.digest("v0.1.0", &digest);
    let runner = shop.runner();
    let said = "v0.1.0: --directory=. run\n";
    assert_eq!(runner.uses(&[]).log, said);
    assert!(shop.ran());
    let released = shop.path("releases/v0.1.0").join(asset());
    let away = shop.path("away");
    fs::rename(&released, &away).unwrap();
    assert_eq!(runner.uses(&[]).log, said);

    // Somebody changed it meanwhile: it is fetched anew, or nothing is run.
    let kept = shop
        .path("runner/tools/folkmoot")
        .join(&digest)
        .join(asset());
    assert_eq!(
        fs::metadata(&kept).unwrap().permissions().mode() & 0o777,
        0o755
    );
    fs::write(&kept, "#!/bin/sh\necho other\n").unwrap();
    let ran = runner.uses(&[]);
    assert!(!ran.log.contains("other"));
    insta::assert_snapshot!(error(&ran).replace(&asset(), "ASSET"), @"v0.1.0/ASSET cannot be downloaded: run the job again; if it stays so, look at FOLKMOOT_RELEASES, where that is set");
    fs::rename(&away, &released).unwrap();
    assert_eq!(runner.uses(&[]).log, said);
}

#[test]
fn the_newest_version_is_taken_unless_one_is_asked_for() {
    let shop = Shop::new();
    for version in ["v0.9.0", "v0.10.0"] {
        shop.digest(version, &shop.stub(version));
    }
    // Lines as Windows ends them, and the last one without an end.
    let file = shop.path("action/release/digests.txt");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.trim_end().replace('\n', "\r\n")).unwrap();
    let runner = shop.runner();
    for (version, said) in [("", "v0.10.0"), ("0.9.0", "v0.9.0"), ("v0.10.0", "v0.10.0")] {
        let with = [("version", version), ("command", "plan --sessions a")];
        let ran = runner.uses(&with);
        assert_eq!(
            ran.log,
            format!("{said}: --directory=. plan --sessions a\n")
        );
    }
    let ran = runner.uses(&[("version", "0.1")]);
    insta::assert_snapshot!(error(&ran).replace(&asset(), "ASSET"), @"no ASSET of version 0.1 is released: release/digests.txt has no digest of it. Choose another version, or build folkmoot in the job and name it as the input binary");
}

#[test]
fn what_cannot_be_fetched_is_said_in_one_line() {
    let shop = Shop::new();
    // As this repository is before its first release.
    let ran = shop.runner().uses(&[]);
    insta::assert_snapshot!(error(&ran).replace(&asset(), "ASSET"), @"no ASSET is released: release/digests.txt has no digest of it. Choose another version, or build folkmoot in the job and name it as the input binary");
    assert_eq!(ran.steps, 1);

    shop.digest("v0.1.0", &shop.stub("v0.1.0"));
    for (os, arch) in [("Linux", "ARM"), ("Windows", "ARM64"), ("Haiku", "X64")] {
        let mut runner = shop.runner();
        runner.set("RUNNER_OS", os);
        runner.set("RUNNER_ARCH", arch);
        let ran = runner.uses(&[]);
        let told = error(&ran);
        let start = format!("there is no folkmoot for this runner ({os}, {arch}): ");
        assert!(told.starts_with(&start), "{told}");
    }
    // A runner of each kind asks for its own.
    for (os, arch, asset) in [
        ("Linux", "X64", "linux-amd64"),
        ("Linux", "ARM64", "linux-arm64"),
        ("macOS", "X64", "darwin-amd64"),
        ("macOS", "ARM64", "darwin-arm64"),
        ("Windows", "X64", "windows-amd64.exe"),
    ] {
        let mut runner = shop.runner();
        runner.set("RUNNER_OS", os);
        runner.set("RUNNER_ARCH", arch);
        let told = error(&runner.uses(&[("version", "9")]));
        let start = format!("no folkmoot-{asset} of version 9 is released: ");
        assert!(told.starts_with(&start), "{told}");
    }
    assert!(!shop.ran());
}

#[test]
fn a_binary_of_the_job_itself_needs_no_release() {
    let shop = Shop::new();
    let path = shop.path("workspace/folkmoot");
    fs::write(&path, "#!/bin/sh\necho \"mine: $*\"\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let runner = shop.runner();
    for binary in ["folkmoot", "./folkmoot", path.to_str().unwrap()] {
        let ran = runner.uses(&[("binary", binary), ("command", "check")]);
        assert_eq!(ran.log, "mine: --directory=. check\n");
    }
    let ran = runner.uses(&[("binary", "target/folkmoot")]);
    assert_eq!(error(&ran), "the input binary names no file");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_as_that() {
    let shop = Shop::new();
    shop.digest("v0.1.0", &shop.stub("v0.1.0"));
    let mut runner = shop.runner();
    let file = shop.path("tools");
    fs::write(&file, "").unwrap();
    let file = file.to_str().unwrap();
    runner.set("RUNNER_TOOL_CACHE", file);
    let ran = runner.uses(&[]);
    let told = error(&ran);
    assert!(
        told.starts_with(&format!("{file}/folkmoot/"))
            && told.ends_with("cannot be written: look at RUNNER_TOOL_CACHE, and at the room that is left on the runner's disk"),
        "{told}"
    );
    assert_eq!(ran.steps, 1);
    assert!(!shop.ran());
}

#[test]
fn the_jobs_own_token_for_reports_is_kept_unless_the_input_gives_one() {
    let shop = Shop::new();
    let path = shop.path("workspace/folkmoot");
    fs::write(&path, "#!/bin/sh\necho \"${FOLKMOOT_REPORT_TOKEN-none}\"\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let mut runner = shop.runner();
    let said = |runner: &Runner, token: &str| {
        let ran = runner.uses(&[("binary", "folkmoot"), ("report-token", token)]);
        ran.log.trim_end().to_owned()
    };
    assert_eq!(said(&runner, ""), "none");
    assert_eq!(said(&runner, "of the input"), "of the input");
    runner.set("FOLKMOOT_REPORT_TOKEN", "of the job");
    assert_eq!(said(&runner, ""), "of the job");
    assert_eq!(said(&runner, "of the input"), "of the input");
}
