//! Inputs and titles that try to become commands, outputs or scripts.

use crate::common::{ANNOUNCED, Bench};
use crate::runner::Action;
use crate::shop::{BINARY, Shop, error, root};
use serde_json::Value;

#[test]
fn hostile_inputs_stay_data() {
    let shop = Shop::new();
    shop.digest("v0.1.0", &shop.stub("v0.1.0"));
    let runner = shop.runner();
    let mark = shop.path("pwned");
    let touch = format!("touch {}", mark.display());
    let attacks = [
        format!("\"; {touch}; \""),
        format!("'; {touch}; '"),
        format!("$({touch})"),
        format!("`{touch}`"),
        format!("run\n{touch}"),
        format!("run; {touch}"),
        format!("x || {touch}"),
        "run\n::add-mask::x\n::set-output name=changed::true".to_owned(),
        "##[add-mask]x".to_owned(),
        "a\nchanged=true\nsessions<<x\nx".to_owned(),
        "-o /x".to_owned(),
        "../../*".to_owned(),
        "\u{202e}x\u{1b}[31m".to_owned(),
    ];
    for input in Action::read(root()).inputs.keys() {
        for attack in &attacks {
            let ran = runner.uses(&[(input, attack)]);
            assert!(!mark.exists(), "{input}: {attack}");
            // Refused by one line of our own, or given on as one word.
            match input.as_str() {
                "command" | "version" | "binary" => {
                    let told = error(&ran);
                    assert!(told.starts_with(&format!("the input {input} ")), "{told}");
                    assert!(!told.contains(attack.as_str()));
                }
                "working-directory" => {
                    assert_eq!(ran.log, format!("v0.1.0: --directory={attack} run\n"));
                }
                _ => assert_eq!(ran.log, "v0.1.0: --directory=. run\n"),
            }
            assert!(
                ran.outputs.values().all(String::is_empty),
                "{:?}",
                ran.outputs
            );
        }
    }

    // The binary says harmlessly what it cannot do.
    for attack in attacks {
        let ran = runner.uses(&[("working-directory", &attack), ("command", "check"), BINARY]);
        assert_eq!(ran.of("error").len(), 1, "{}", ran.log);
        assert_eq!(ran.told.len(), 1, "{}", ran.log);
        assert_eq!(ran.code, 2);
    }
    let ran = runner.uses(&[("command", "run --at ::add-mask::x"), BINARY]);
    assert_eq!((ran.code, ran.told.len()), (2, 1), "{}", ran.log);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_titles_stay_titles() {
    let title = "\u{2028}::set-output name=changed::no ##[add-mask]x \\\"'; $(touch pwned) `touch pwned` | <!-- folkmoot --> @all\\nfolkmoot\\nchanged=no";
    let text = include_str!("../../examples/kubecon-india-2024/session.yml");
    let old = "title: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024";
    assert!(text.contains(old));
    let text = text.replace(old, &format!("title: \"{title}\""));
    let bench = Bench::new(&[("sessions/hostile/session.yml", &text)]).await;
    let shop = Shop::new();
    let runner = shop.runner_for(&bench);
    for command in ["check", "plan", "run"] {
        let with_time = format!("{command} --at {ANNOUNCED}");
        let command = if command == "check" {
            command
        } else {
            &with_time
        };
        let ran = runner.uses(&[("command", command), BINARY]);
        assert_eq!(ran.code, 0, "{}", ran.log);
        assert!(
            ran.told
                .iter()
                .all(|one| one.name == "add-mask" && one.data != "x"),
            "{:?}",
            ran.told
        );
        let changed = if command == "check" { "false" } else { "true" };
        assert_eq!(ran.outputs["changed"], changed);
        let sessions: Value = serde_json::from_str(&ran.outputs["sessions"]).unwrap();
        let told = sessions[0]["title"].as_str().unwrap();
        assert!(told.contains("$(touch pwned)"), "{told}");
        // Pasted into a script between single quotes, it is still one word.
        let script = format!("printf %s '{}'", ran.outputs["sessions"]);
        let output = std::process::Command::new("bash")
            .current_dir(bench.path(""))
            .args(["-c", &script])
            .output()
            .unwrap();
        let pasted: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(pasted, sessions);
        assert!(!bench.path("pwned").exists());
    }
}
