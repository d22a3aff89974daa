//! What the configuration and the environment of the machine say to git.

use crate::common::{AFFINITY, ANNOUNCED, Bench, CLOSED, GOVERNANCE, NOTES, VOTING, time};
use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};

/// Somebody who listens for what is not theirs: the address, and what came.
pub fn listener() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut bytes = vec![0; 8192];
            let read = stream.unwrap().read(&mut bytes).unwrap_or(0);
            let text = String::from_utf8_lossy(&bytes[..read]).into_owned();
            all.lock().unwrap().push(text);
        }
    });
    (address, heard)
}

/// Branches of the reports after the whole example, run with this environment; git over HTTP, or by the folder.
fn lived(bench: &Bench, http: bool, environment: &[(&str, &str)]) -> Vec<(String, String)> {
    let url = bench.url();
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING, CLOSED] {
        bench.hub.clock().set(time(at));
        let mut all = environment.to_vec();
        if http {
            all.push(("GITHUB_SERVER_URL", &url));
        }
        let output = bench.command_with(&["run", "--at", at], &all);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    bench.branches()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_configuration_nor_environment_of_git_has_a_say() {
    let clean = Bench::example(true).await;
    let expected = lived(&clean, true, &[]);
    assert_eq!(expected.len(), 2);
    for http in [true, false] {
        let bench = Bench::example(true).await;
        let (evil, heard) = listener();
        let home = bench.path("home");
        let ran = bench.path("ran");
        let program = home.join("program");
        let template = home.join("template");
        for folder in ["hooks", "objects/info", "refs/heads"] {
            fs::create_dir_all(template.join(folder)).unwrap();
        }
        let script = format!("#!/bin/sh\necho \"$0 $*\" >> {}\n", ran.display());
        let run = program.display();
        fs::write(&program, &script).unwrap();
        let names = [
            "pre-push",
            "pre-commit",
            "reference-transaction",
            "post-commit",
            "pre-receive",
            "update",
            "post-receive",
            "post-update",
            "fsmonitor-watchman",
        ];
        // Hooks of a template, of `core.hooksPath`, and of the remote itself.
        let remote = bench.path("git").join(format!("{GOVERNANCE}.git"));
        for folder in [
            template.join("hooks"),
            home.join("hooks"),
            remote.join("hooks"),
        ] {
            fs::create_dir_all(&folder).unwrap();
            for name in names {
                fs::write(folder.join(name), &script).unwrap();
                fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let git = bench.path("git");
        let config = format!(
            "[url \"http://{evil}/\"]\n insteadOf = http://\n insteadOf = https://\n insteadOf = {git}/\n pushInsteadOf = http://\n pushInsteadOf = {git}/\n\
             [http]\n proxy = http://{evil}\n extraHeader = \"X-Evil: 1\"\n sslVerify = false\n followRedirects = true\n\
             [core]\n hooksPath = {home}/hooks\n fsmonitor = {run}\n sshCommand = {run}\n gitProxy = {run}\n askPass = {run}\n editor = {run}\n pager = {run}\n autocrlf = true\n eol = crlf\n attributesFile = {home}/attributes\n worktree = {home}\n bare = false\n logAllRefUpdates = always\n\
             [credential]\n helper = !{run}\n [init]\n templateDir = {template}\n defaultBranch = ../../evil\n\
             [filter \"evil\"]\n clean = {run}\n smudge = {run}\n process = {run}\n required = true\n\
             [merge \"evil\"]\n driver = {run}\n [diff]\n external = {run}\n [gpg]\n program = {run}\n [commit]\n gpgSign = true\n template = /etc/passwd\n\
             [push]\n gpgSign = true\n followTags = true\n default = matching\n [remote]\n pushDefault = evil\n [uploadpack]\n packObjectsHook = {run}\n\
             [user]\n name = Mallory\n email = mallory@example.org\n signingKey = x\n [protocol]\n allow = always\n [fetch]\n recurseSubmodules = true\n [extensions]\n objectFormat = sha256\n",
            git = git.display(),
            home = home.display(),
            template = template.display(),
        );
        fs::write(
            home.join("attributes"),
            "* filter=evil merge=evil eol=crlf\n",
        )
        .unwrap();
        fs::write(home.join("more"), &config).unwrap();
        let text = format!(
            "[include]\n path = {}\n{config}",
            home.join("more").display()
        );
        for path in [".gitconfig", ".config/git/config"] {
            let path = home.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &text).unwrap();
        }
        fs::write(template.join("config"), &config).unwrap();
        fs::write(template.join("objects/info/alternates"), "/nowhere\n").unwrap();
        fs::write(template.join("HEAD"), "ref: refs/heads/../../evil\n").unwrap();
        let (home, run) = (home.display().to_string(), run.to_string());
        let (global, proxy, xdg) = (
            format!("{home}/.gitconfig"),
            format!("http://{evil}"),
            format!("{home}/.config"),
        );
        let found = lived(
            &bench,
            http,
            &[
                ("HOME", &home),
                ("XDG_CONFIG_HOME", &xdg),
                ("GIT_CONFIG", &global),
                ("GIT_CONFIG_GLOBAL", &global),
                ("GIT_CONFIG_SYSTEM", &global),
                ("GIT_CONFIG_COUNT", "1"),
                ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
                ("GIT_CONFIG_VALUE_0", &run),
                ("GIT_DIR", &home),
                ("GIT_WORK_TREE", &home),
                ("GIT_INDEX_FILE", &global),
                ("GIT_COMMON_DIR", &home),
                ("GIT_OBJECT_DIRECTORY", &home),
                ("GIT_ALTERNATE_OBJECT_DIRECTORIES", &home),
                ("GIT_NAMESPACE", "evil"),
                ("GIT_TEMPLATE_DIR", &format!("{home}/template")),
                ("GIT_SSH_COMMAND", &run),
                ("GIT_SSH", &run),
                ("GIT_ASKPASS", &run),
                ("SSH_ASKPASS", &run),
                ("GIT_PROXY_COMMAND", &run),
                ("GIT_EXTERNAL_DIFF", &run),
                ("GIT_EDITOR", &run),
                ("GIT_AUTHOR_NAME", "Mallory"),
                ("GIT_AUTHOR_EMAIL", "mallory@example.org"),
                ("GIT_COMMITTER_NAME", "Mallory"),
                ("GIT_COMMITTER_DATE", "0 +0000"),
                ("http_proxy", &proxy),
                ("https_proxy", &proxy),
                ("HTTP_PROXY", &proxy),
                ("HTTPS_PROXY", &proxy),
                ("ALL_PROXY", &proxy),
            ],
        );
        // To the byte: a commit's id is made of its files, its author, its time and its message.
        assert_eq!(found, expected, "http: {http}");
        assert_eq!(*heard.lock().unwrap(), Vec::<String>::new());
        assert!(!ran.exists(), "{}", fs::read_to_string(&ran).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_with_a_password_is_refused_without_saying_it() {
    let bench = Bench::example(true).await;
    for (variable, option) in [
        ("GITHUB_SERVER_URL", "--server-url"),
        ("GITHUB_API_URL", "--api-url"),
    ] {
        for host in [
            "ada:hunter2@127.0.0.1:9",
            "hunter2@127.0.0.1:9",
            ":hunter2@127.0.0.1:9/api/v3",
        ] {
            let url = format!("http://{host}");
            let output = bench.command_with(&["run", "--at", ANNOUNCED], &[(variable, &url)]);
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(said.contains(option) && !said.contains("hunter2"), "{said}");
        }
    }
    assert!(bench.hub.requests().is_empty());
}
