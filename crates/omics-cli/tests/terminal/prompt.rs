//! The interactive mode.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use super::world::{Home, Terminal, Tmux, on_terminal, piped, text};

const INTERRUPT: &str = "\x03";
const END_OF_INPUT: &str = "\x04";
const UP: &str = "\x1b[A";
const F6: &str = "\x1b[17~";

/// The prompt on a screen with room for both panels.
fn prompt(command: impl Into<pty_process::blocking::Command>) -> Terminal {
    Terminal::with_size(command.into(), (30, 100))
}

fn names(home: &Home) -> String {
    let args = [
        "--local",
        "list-run-caches",
        "--query",
        "items[].name",
        "--output",
        "text",
    ];
    text(&piped(&mut home.omics(&args)).stdout)
}

#[test]
fn a_line_is_completed_run_and_remembered() {
    let home = Home::new();
    let mut first = prompt(home.omics(&["--local", "--cli-auto-prompt"]));
    first.wait_until("> omics --local\n");
    first.type_keys("cr\t");
    first.wait_until("> omics --local create-run-cache\n");
    first.wait_until("required: --cache-s3-location");
    first.type_keys("--cache-s\t");
    first.wait_until("TEXT: ");
    first.type_keys("s3://bucket/prefix/ --name first --cache-be\tC\t");
    first.wait_until("CACHE_ON_FAILURE\n");
    first.type_keys("A\t\r");
    first.wait_until("}");
    let (shown, code) = first.end();
    let line = "--local create-run-cache --cache-s3-location s3://bucket/prefix/ --name first --cache-behavior CACHE_ALWAYS ";
    let (_, after) = shown
        .split_once("\x1b[?1049l")
        .expect("the screen is given back");
    assert!(after.contains(&format!("> omics {line}\n{{")), "{after}");
    assert!(
        after.contains("\"status\": \"ACTIVE\"") && code == 0,
        "{after}"
    );
    assert_eq!(names(&home), "first\n");

    let file = home.path(".local/state/omics/prompt_history");
    let history = || std::fs::read_to_string(&file).expect("a history");
    assert_eq!(history(), format!("#V2\n{line}\n"));
    let mode = std::fs::metadata(&file)
        .expect("a history")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);

    let mut second = prompt(home.omics(&["--cli-auto-prompt"]));
    second.wait_until("> omics\n");
    second.type_keys(&format!("{UP}--tags a=b\r"));
    assert_eq!(second.end().1, 0);
    assert_eq!(names(&home), "first\tfirst\n");
    assert!(history().ends_with(&format!("{line}--tags a=b\n")));
}

#[test]
fn a_mistake_is_told_and_the_line_goes_on() {
    let home = Home::new();
    let mut prompt = prompt(home.omics(&["--local", "create-run-cache", "--cli-auto-prompt"]));
    prompt.wait_until("> omics --local create-run-cache\n");
    prompt.type_keys("\r");
    prompt.wait_until("the following arguments are required: --cache-s3-location");
    prompt.type_keys("--cache-s3-location http\r");
    prompt.wait_until("cacheS3Location: must match the pattern");
    prompt.type_keys("\x17s3://bucket/prefix/ --colour\r");
    prompt.wait_until("Unknown options: --colour");
    prompt.type_keys("\x17\x7f\x7f\r");
    let (shown, code) = prompt.end();
    assert!(shown.contains("ACTIVE") && code == 0, "{shown}");
}

#[test]
fn the_service_is_asked_for_ids_and_answers_on_request() {
    let home = Home::new();
    let id = home.create();
    let mut prompt = prompt(home.omics(&["--local", "get-run-cache", "--cli-auto-prompt"]));
    prompt.wait_until("> omics --local get-run-cache\n");
    prompt.type_keys(&format!("--id {F6}"));
    prompt.wait_until(&format!("\n  {id}"));
    prompt.type_keys("\t--query st");
    prompt.wait_until("Answer, a sample");
    prompt.type_keys(F6);
    prompt.wait_until("Answer, the last");
    prompt.type_keys("\t");
    prompt.wait_until("\"ACTIVE\"");
    prompt.type_keys("\r");
    let (shown, code) = prompt.end();
    assert!(
        shown.ends_with("--query status\n\"ACTIVE\"\n") && code == 0,
        "{shown}"
    );
}

#[test]
fn output_that_goes_elsewhere_begins_with_the_line() {
    let home = Home::new();
    let command = home.omics(&["--local", "list-run-caches", "--cli-auto-prompt"]);
    let command = pty_process::blocking::Command::from(command).stdout(Stdio::piped());
    let mut prompt = prompt(command);
    prompt.wait_until("list-run-caches\n");
    prompt.type_keys("--query 'items'\r");
    let (stdout, _, code) = prompt.end_redirected();
    assert_eq!(
        stdout,
        "> omics --local list-run-caches --query 'items'\n[]\n"
    );
    assert_eq!(code, 0);
}

#[test]
fn leaving_runs_nothing() {
    for key in [INTERRUPT, END_OF_INPUT] {
        let home = Home::new();
        let command = pty_process::blocking::Command::from(home.omics(&["--cli-auto-prompt"]));
        let mut prompt = prompt(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
        prompt.wait_until("> omics\n");
        prompt.type_keys("--local list");
        prompt.wait_until("> omics --local list\n");
        prompt.type_keys(key);
        let expected = (String::new(), "> omics --local list\n".to_owned(), 130);
        assert_eq!(prompt.end_redirected(), expected);
        assert!(!home.path(".local/state").exists());
    }
}

#[test]
fn a_value_may_have_several_lines() {
    let home = Home::new();
    let mut prompt = prompt(home.omics(&["--local", "list-run-caches", "--cli-auto-prompt"]));
    prompt.wait_until("list-run-caches\n");
    prompt.type_keys("--query 'items\r");
    prompt.wait_until("--query 'items\n");
    prompt.type_keys("'\r");
    let (shown, code) = prompt.end();
    assert!(
        shown.ends_with("--query 'items\n'\n[]\n") && code == 0,
        "{shown}"
    );
}

#[test]
fn on_partial_asks_only_about_a_wrong_line() {
    let home = Home::new();
    let partial = |args: &[&str]| {
        let mut command = home.omics(args);
        command.env("AWS_CLI_AUTO_PROMPT", "on-partial");
        command
    };
    let list = ["--local", "list-run-caches", "--query", "items"];
    assert_eq!(on_terminal(partial(&list), 100), ("[]\n".to_owned(), 0));

    let mut prompt = prompt(partial(&["--local", "create-run-cache", "--name", "an x"]));
    prompt.wait_until("> omics --local create-run-cache --name 'an x'\n");
    prompt.wait_until("required: --cache-s3-location");
    prompt.type_keys("--cache-s3-location s3://bucket/prefix/\r");
    let (shown, code) = prompt.end();
    assert!(shown.contains("ACTIVE") && code == 0, "{shown}");
    assert_eq!(names(&home), "an x\n");
}

/// tmux is a terminal of its own, with its own idea of every sequence.
#[test]
fn it_works_in_tmux() {
    let home = Home::new();
    let id = home.create();
    let mut shell = Command::new("sh");
    let run = home.omics(&[]);
    for (name, value) in run.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let Some(tmux) = Tmux::new(&home, &shell) else {
        return;
    };
    let program = run.get_program().to_string_lossy();
    tmux.types(&format!(
        "clear; {program} --local --cli-auto-prompt; echo ended $?"
    ));
    tmux.keys(&["Enter"]);
    tmux.wait_until("> omics --local\n");
    tmux.types("get");
    tmux.wait_until("Documentation");
    tmux.keys(&["Tab"]);
    tmux.wait_until("> omics --local get-run-cache\n");
    tmux.keys(&["Tab", "Enter", "F6"]);
    tmux.wait_until(&format!("  {id}"));
    tmux.keys(&["Tab", "Enter"]);
    tmux.wait_until("ended 0");
    let shown = tmux.screen();
    let line = format!("> omics --local get-run-cache --id {id}");
    assert!(shown.contains(&line), "{shown}");
    assert!(shown.contains("\"status\": \"ACTIVE\""), "{shown}");
    assert!(!shown.contains("Documentation"), "{shown}");
}

#[test]
fn without_a_terminal_the_prompt_is_refused() {
    let home = Home::new();
    let run = |mode: &str, args: &[&str]| {
        let output = piped(
            home.omics(args)
                .env("AWS_CLI_AUTO_PROMPT", mode)
                .stdin(Stdio::null()),
        );
        assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
        (output.status.code(), text(&output.stderr))
    };
    let (code, error) = run("on", &["--local", "list-run-caches"]);
    assert_eq!(code, Some(255));
    assert!(
        error.contains("AWS_CLI_AUTO_PROMPT asks for") && error.contains("not a terminal"),
        "{error}"
    );
    assert!(error.contains("--no-cli-auto-prompt"), "{error}");
    let (code, error) = run("off", &["list-run-caches", "--cli-auto-prompt"]);
    assert_eq!(code, Some(255));
    assert!(error.contains("--cli-auto-prompt asks for"), "{error}");
    let (code, error) = run("on-partial", &["create-run-cache"]);
    assert_eq!(code, Some(252));
    assert!(error.contains("required: --cache-s3-location"), "{error}");
}

#[test]
fn help_and_the_version_need_no_prompt() {
    let home = Home::new();
    let run =
        |args: &[&str]| text(&piped(home.omics(args).env("AWS_CLI_AUTO_PROMPT", "on")).stdout);
    assert!(run(&["--version"]).starts_with("omics/"));
    assert!(run(&["list-run-caches", "help"]).contains("list-run-caches"));
    assert_eq!(
        run(&[
            "--local",
            "list-run-caches",
            "--query",
            "items",
            "--no-cli-auto-prompt"
        ]),
        "[]\n"
    );
}
