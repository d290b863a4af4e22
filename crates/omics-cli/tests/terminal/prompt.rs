//! The interactive mode.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use super::world::{Home, Terminal, on_terminal, piped, text};

const INTERRUPT: &str = "\x03";
const END_OF_INPUT: &str = "\x04";
const UP: &str = "\x1b[A";

fn prompt(command: Command) -> Terminal {
    Terminal::new(command.into(), 100)
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
    first.wait_for("> omics --local ");
    first.type_keys("cr\t");
    first.wait_for("create-run-cache ");
    first.wait_for("required: --cache-s3-location");
    first.type_keys("--cache-s\t");
    first.wait_for("TEXT: ");
    first.type_keys("s3://bucket/prefix/ --name first --cache-be\tC\t");
    first.wait_for("CACHE_ON_FAILURE  CACHE_ALWAYS");
    first.type_keys("A\t\r");
    first.wait_for("\r\n{");
    let (shown, code) = first.end();
    assert!(
        shown.contains("\"status\": \"ACTIVE\"") && code == 0,
        "{shown}"
    );
    assert_eq!(names(&home), "first\n");

    let file = home.path(".local/state/omics/prompt_history");
    let line = "--local create-run-cache --cache-s3-location s3://bucket/prefix/ --name first --cache-behavior CACHE_ALWAYS ";
    assert_eq!(
        std::fs::read_to_string(&file).expect("a history"),
        format!("#V2\n{line}\n")
    );
    let mode = std::fs::metadata(&file)
        .expect("a history")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);

    let mut second = prompt(home.omics(&["--cli-auto-prompt"]));
    second.wait_for("> omics ");
    second.type_keys(&format!("{UP}--tags a=b\r"));
    assert_eq!(second.end().1, 0);
    assert_eq!(names(&home), "first\tfirst\n");
    let lines = std::fs::read_to_string(&file).expect("a history");
    assert!(lines.ends_with(&format!("{line}--tags a=b\n")), "{lines}");
}

#[test]
fn output_that_goes_elsewhere_begins_with_the_line() {
    let home = Home::new();
    let command = home.omics(&["--local", "list-run-caches", "--cli-auto-prompt"]);
    let mut prompt = Terminal::new(
        pty_process::blocking::Command::from(command).stdout(Stdio::piped()),
        100,
    );
    prompt.wait_for("list-run-caches ");
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
        let mut prompt = Terminal::new(command.stdout(Stdio::piped()).stderr(Stdio::piped()), 100);
        prompt.wait_for("> omics ");
        prompt.type_keys("--local list");
        prompt.wait_for("list");
        prompt.type_keys(key);
        let expected = (String::new(), "> omics --local list\n".to_owned(), 130);
        assert_eq!(prompt.end_redirected(), expected);
        assert!(!home.path(".local/state").exists());
    }
}

#[test]
fn a_line_with_an_open_quote_is_not_run() {
    let home = Home::new();
    let mut prompt = prompt(home.omics(&["--local", "list-run-caches", "--cli-auto-prompt"]));
    prompt.wait_for("list-run-caches ");
    prompt.type_keys("--query 'items\r");
    prompt.wait_for("No closing quotation");
    prompt.type_keys("'\r");
    prompt.wait_for("[]");
    assert_eq!(prompt.end().1, 0);
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
    prompt.wait_for("> omics --local create-run-cache --name 'an x' ");
    prompt.type_keys("--cache-s3-location s3://bucket/prefix/\r");
    prompt.wait_for("ACTIVE");
    assert_eq!(prompt.end().1, 0);
    assert_eq!(names(&home), "an x\n");
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
