//! A shop of releases, and what every test of the Action needs of it.

use crate::common::{Bench, REPOSITORY};
use crate::runner::{Ran, Runner};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with the action and its digests, one of releases, and a runner for them.
pub struct Shop {
    folder: tempfile::TempDir,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The binary that is tested, where it is not the point how it came there.
pub const BINARY: (&str, &str) = ("binary", env!("CARGO_BIN_EXE_folkmoot"));

/// The name of the binary for the machine of this test.
pub fn asset() -> String {
    let os = if cfg!(target_os = "macos") {
        "darwin"
    } else {
        "linux"
    };
    let arch = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "amd64"
    };
    format!("folkmoot-{os}-{arch}")
}

impl Shop {
    pub fn new() -> Shop {
        let shop = Shop {
            folder: tempfile::tempdir().unwrap(),
        };
        let action = shop.path("action");
        fs::create_dir_all(action.join("release")).unwrap();
        for file in ["action.yml", "release/digests.txt"] {
            fs::copy(root().join(file), action.join(file)).unwrap();
        }
        fs::create_dir_all(shop.path("workspace")).unwrap();
        shop
    }

    /// One with the binary that is tested, as version 0.1.0.
    pub fn stocked() -> Shop {
        let shop = Shop::new();
        let released = shop.path("releases/v0.1.0");
        fs::create_dir_all(&released).unwrap();
        let binary = Path::new(env!("CARGO_BIN_EXE_folkmoot"));
        let there = released.join(asset());
        if fs::hard_link(binary, &there).is_err() {
            fs::copy(binary, &there).unwrap();
        }
        shop.digest("v0.1.0", &hex(&fs::read(binary).unwrap()));
        shop
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// One more line of digests.
    pub fn digest(&self, version: &str, digest: &str) {
        let file = self.path("action/release/digests.txt");
        let mut text = fs::read_to_string(&file).unwrap();
        text.push_str(&format!("{digest}  {version}/{}\n", asset()));
        fs::write(file, text).unwrap();
    }

    /// A released program that says its version and what it was given, and leaves a mark.
    pub fn stub(&self, version: &str) -> String {
        let text = format!("#!/bin/sh\necho \"{version}: $*\"\n: >\"$GITHUB_WORKSPACE/ran\"\n");
        let released = self.path("releases").join(version);
        fs::create_dir_all(&released).unwrap();
        fs::write(released.join(asset()), &text).unwrap();
        hex(text.as_bytes())
    }

    pub fn runner(&self) -> Runner {
        let temp = self.path("runner");
        fs::create_dir_all(&temp).unwrap();
        let mut runner = Runner::new(&self.path("action"), &self.path("workspace"), &temp);
        let releases = format!("file://{}", self.path("releases").display());
        runner.set("FOLKMOOT_RELEASES", &releases);
        runner
    }

    /// The same for the checkout of a bench, and its GitHub.
    pub fn runner_for(&self, bench: &Bench) -> Runner {
        let mut runner = self.runner();
        runner.workspace = bench.path("");
        let workspace = bench.path("").to_str().unwrap().to_owned();
        let git = bench.path("git").to_str().unwrap().to_owned();
        let url = bench.url();
        for (name, value) in [
            ("GITHUB_WORKSPACE", workspace.as_str()),
            ("GITHUB_REPOSITORY", REPOSITORY),
            ("GITHUB_API_URL", &url),
            ("GITHUB_SERVER_URL", &git),
            ("GITHUB_REF_TYPE", "branch"),
            ("GITHUB_REF_NAME", "main"),
            ("FOLKMOOT_WRITE_PAUSE_MS", "0"),
        ] {
            runner.set(name, value);
        }
        runner.github.insert("token".to_owned(), bench.bot_token());
        runner
    }

    pub fn ran(&self) -> bool {
        self.path("workspace/ran").exists()
    }
}

/// A summary as readers see it: spaces without width keep signs from acting, and show nothing.
pub fn seen(ran: &Ran) -> String {
    ran.summary.trim().replace('\u{200b}', "")
}

/// The one error that a failed step tells.
pub fn error(ran: &Ran) -> String {
    assert_ne!(ran.code, 0, "{}", ran.log);
    let errors = ran.of("error");
    assert_eq!(errors.len(), 1, "{:?}", ran.told);
    assert_eq!(ran.told.len(), 1, "{:?}", ran.told);
    errors[0].data.clone()
}
