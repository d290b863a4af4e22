//! How the program behaves on a terminal, which it must not do where there is none.

#![cfg(unix)]

#[cfg(feature = "local")]
mod completion;
#[cfg(feature = "prompt")]
mod prompt;
mod safety;
mod waiting;
#[cfg_attr(
    not(feature = "prompt"),
    expect(dead_code, reason = "only the prompt is typed at")
)]
mod world;

use std::process::{Command, Stdio};

use world::{Home, Service, on_terminal, piped, text};

const CREATED: &str = r#"{"arn": "arn:aws:omics:us-west-2:123456789012:runCache/1234567", "id": "1234567", "status": "ACTIVE"}"#;

/// What begins the text of a cell in a table with colour.
const CELL_COLOR: &str = "\x1b[1m\x1b[34m";

#[test]
fn color_is_for_terminals_unless_asked_for() {
    let home = Home::new();
    let id = home.create();
    let get = |options: &[&str]| {
        let mut command =
            home.omics(&["--local", "get-run-cache", "--id", &id, "--output", "table"]);
        command.args(options);
        command
    };
    let has_color = |shown: &str| {
        assert!(shown.contains("GetRunCache"), "{shown}");
        shown.contains(CELL_COLOR)
    };
    let on_screen = |options: &[&str]| has_color(&on_terminal(get(options), 100).0);
    let in_pipe = |options: &[&str]| has_color(&text(&piped(&mut get(options)).stdout));
    assert!(on_screen(&[]) && on_screen(&["--color", "auto"]) && on_screen(&["--color", "on"]));
    assert!(!on_screen(&["--color", "off"]));
    assert!(!in_pipe(&[]) && !in_pipe(&["--color", "auto"]) && !in_pipe(&["--color", "off"]));
    assert!(in_pipe(&["--color", "on"]));
}

#[test]
fn a_table_fits_the_terminal_as_far_as_it_can() {
    let home = Home::new();
    let service = Service::new(Some(CREATED));
    let create = || {
        let mut command = home.omics(&[
            "create-run-cache",
            "--cache-s3-location",
            "s3://bucket/prefix/",
        ]);
        command.args([
            "--output",
            "table",
            "--color",
            "off",
            "--endpoint-url",
            &service.url,
        ]);
        command
    };
    let wide = "\
--------------------------------------------------------------------------------
|                                CreateRunCache                                |
+--------------------------------------------------------+----------+----------+
|                           arn                          |   id     | status   |
+--------------------------------------------------------+----------+----------+
|  arn:aws:omics:us-west-2:123456789012:runCache/1234567 |  1234567 |  ACTIVE  |
+--------------------------------------------------------+----------+----------+
";
    let narrow = "\
---------------------------------------------------------------------
|                          CreateRunCache                           |
+--------+----------------------------------------------------------+
|  arn   |  arn:aws:omics:us-west-2:123456789012:runCache/1234567   |
|  id    |  1234567                                                 |
|  status|  ACTIVE                                                  |
+--------+----------------------------------------------------------+
";
    assert_eq!(on_terminal(create(), 80), (wide.to_owned(), 0));
    assert_eq!(on_terminal(create(), 60), (narrow.to_owned(), 0));
    assert_eq!(text(&piped(&mut create()).stdout), wide);
}

#[test]
fn a_pager_is_for_answers_on_a_terminal() {
    let home = Home::new();
    let id = home.create();
    let pager = home.pager();
    let with_pager = |args: &[&str]| {
        let mut command = home.omics(args);
        command.env("AWS_PAGER", &pager);
        command
    };
    let get = ["--local", "get-run-cache", "--id", &id];
    let (shown, code) = on_terminal(with_pager(&get), 80);
    assert!(
        shown.starts_with("PAGED\n{") && shown.contains(&id) && code == 0,
        "{shown}"
    );

    let is_plain = |(shown, code): (String, i32)| shown.starts_with('{') && code == 0;
    assert!(is_plain(on_terminal(
        with_pager(&[&get[..], &["--no-cli-pager"]].concat()),
        80
    )));
    assert!(
        is_plain(on_terminal(home.omics(&get), 80)),
        "an empty AWS_PAGER means no pager"
    );
    let mut on_dumb = home.omics(&get);
    on_dumb.env_remove("AWS_PAGER").env("TERM", "dumb");
    // The pager that is there unless another is named would ask for a key first.
    assert!(is_plain(on_terminal(on_dumb, 80)));
    assert!(text(&piped(&mut with_pager(&get)).stdout).starts_with('{'));
}

#[test]
fn no_pager_is_started_for_nothing_or_for_an_error() {
    let home = Home::new();
    let id = home.create();
    let pager = home.pager();
    let run = |args: &[&str]| {
        let mut command = home.omics(args);
        command.env("AWS_PAGER", &pager);
        on_terminal(command, 80)
    };
    assert_eq!(
        run(&["--local", "get-run-cache", "--id", &id, "--output", "off"]),
        (String::new(), 0)
    );
    assert_eq!(
        run(&["--local", "delete-run-cache", "--id", &id]),
        (String::new(), 0)
    );
    let (shown, code) = run(&["--local", "get-run-cache", "--id", "9999999"]);
    assert!(
        shown.contains("ResourceNotFoundException") && !shown.contains("PAGED"),
        "{shown}"
    );
    assert_eq!(code, 254);
}

#[test]
fn a_pager_that_does_not_exist_is_reported_before_the_call() {
    let home = Home::new();
    let mut command = home.omics(&[
        "--local",
        "create-run-cache",
        "--cache-s3-location",
        "s3://bucket/prefix/",
    ]);
    command.env("AWS_PAGER", "no-such-pager");
    let (shown, code) = on_terminal(command, 80);
    assert!(
        shown.contains("no-such-pager") && code == 253,
        "{code}: {shown}"
    );
    let caches = piped(&mut home.omics(&["--local", "list-run-caches", "--query", "items"]));
    assert_eq!(text(&caches.stdout), "[]\n");
}

#[test]
fn an_interruption_ends_the_line_and_the_program() {
    let home = Home::new();
    let service = Service::new(None);
    let mut command = home.omics(&["list-run-caches", "--endpoint-url", &service.url]);
    let run = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    service.wait();
    let kill = Command::new("kill")
        .args(["-INT", &run.id().to_string()])
        .status();
    assert!(kill.expect("kill").success());
    let output = run.wait_with_output().expect("a program that ends");
    assert_eq!(
        (text(&output.stdout), text(&output.stderr)),
        ("\n".to_owned(), String::new())
    );
    assert_eq!(output.status.code(), Some(130));
}

#[cfg(not(feature = "prompt"))]
#[test]
fn a_build_without_the_prompt_says_so() {
    let home = Home::new();
    let (shown, code) = on_terminal(home.omics(&["list-run-caches", "--cli-auto-prompt"]), 80);
    assert!(
        shown.contains("was built without it") && code == 255,
        "{code}: {shown}"
    );
}
