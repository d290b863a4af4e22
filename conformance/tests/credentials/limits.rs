//! What the system gives or withholds: few descriptors, standard output that takes nothing, and signals that whoever
//! started the command wanted ignored.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use super::{COMMAND, local, text};
use crate::services::{Habit, Services};

/// A call that has an answer.
const CALL: [&str; 3] = ["get-run-cache", "--id", "1234567"];

/// The command behind a line of `sh`, which sets limits and ends in `exec "$@"`.
fn behind(shell: &str, services: &Services, arguments: &[&str]) -> Command {
    let words = shlex::split(&COMMAND).expect("a command line");
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", shell, "sh"])
        .args(words)
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", "/nonexistent")
        .env("AWS_REGION", "us-west-2")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_MAX_ATTEMPTS", "1")
        .env("AWS_ENDPOINT_URL_OMICS", services.url())
        .envs(local()[0].env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[test]
fn few_descriptors_are_an_error_or_enough() {
    let services = Services::start(Habit::Answer);
    let mut enough = 0;
    for count in 4..=20 {
        let shell = format!("ulimit -n {count} && exec \"$@\"");
        let output: Output = behind(&shell, &services, &CALL).output().expect("it runs");
        let text = text(&output);
        assert!(!text.contains("fault of this program"), "{count}: {text}");
        match output.status.code() {
            Some(0) => {
                assert!(text.contains("1234567"), "{count}: {text}");
                enough += 1;
            }
            // 127 is the loader's, which finds no library.
            Some(255 | 127) => assert!(!text.is_empty(), "{count} is refused without a word"),
            other => panic!("{count} descriptors: {other:?}: {text}"),
        }
    }
    assert!(enough > 0, "20 descriptors are enough");
}

#[test]
fn an_interruption_ends_the_command_unless_it_was_ignored_when_it_began() {
    let services = Services::start(Habit::Silence);
    let call = [&CALL[..], &["--cli-read-timeout", "3"]].concat();
    for (shell, ended) in [
        ("trap - INT; exec env --default-signal=INT \"$@\"", 130),
        ("trap '' INT; exec \"$@\"", 255),
    ] {
        let seen = services.requests().len();
        let child = behind(shell, &services, &call).spawn().expect("it runs");
        while services.requests().len() == seen {
            std::thread::sleep(Duration::from_millis(20));
        }
        let id = child.id().to_string();
        let told = Command::new("kill").args(["-INT", &id]).status();
        assert!(told.expect("kill runs").success());
        let output = child.wait_with_output().expect("it ends");
        let code = output
            .status
            .code()
            .or(output.status.signal().map(|it| 128 + it));
        assert_eq!(code, Some(ended), "{shell}: {}", text(&output));
    }
}

#[test]
fn what_standard_output_does_not_take_is_an_error() {
    let services = Services::start(Habit::Answer);
    let with = |more: &[&'static str]| [&CALL[..], more].concat();
    let cases: [(Vec<&str>, bool); 10] = [
        (with(&[]), true),
        (with(&["--output", "text", "--query", "id"]), true),
        (with(&["--query", "nope"]), true),
        (with(&["--dry-run"]), true),
        (with(&["--generate-cli-skeleton"]), true),
        (with(&["help"]), true),
        (vec!["--version"], true),
        (vec!["config", "explain"], true),
        // There is nothing to say.
        (with(&["--output", "off"]), false),
        (vec!["delete-run-cache", "--id", "1234567"], false),
    ];
    for (arguments, says_something) in &cases {
        for (outcome, reason) in [
            (">&-", "it is closed"),
            (">/dev/full", "No space left on device"),
            (">/dev/null", ""),
        ] {
            let shell = format!("exec \"$@\" {outcome}");
            let output = behind(&shell, &services, arguments).output();
            let output = output.expect("it runs");
            let text = text(&output);
            let is_lost = *says_something && !reason.is_empty();
            let code = if is_lost { 255 } else { 0 };
            assert_eq!(
                output.status.code(),
                Some(code),
                "{arguments:?} {outcome}: {text}"
            );
            assert_eq!(
                text.contains(reason),
                is_lost || reason.is_empty(),
                "{outcome}: {text}"
            );
        }
    }
}
