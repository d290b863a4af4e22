//! Waiting is told on the terminal, and leaves nothing there.

use std::process::Command;

use super::world::{Home, Service, Terminal, text};

/// What a retry was told as, if it was, and what is on the screen at the end.
fn retried(change: impl FnOnce(&mut Command)) -> (bool, String) {
    let home = Home::new();
    let service = Service::answering(503, b"{}".to_vec());
    let mut command = home.omics(&["list-run-caches", "--endpoint-url", &service.url]);
    command.env("AWS_MAX_ATTEMPTS", "2");
    change(&mut command);
    let (sent, code) = Terminal::with_size(command.into(), (40, 120)).end_bytes();
    assert_eq!(code, 254, "{}", text(&sent));
    let mut model = vt100::Parser::new(40, 120, 0);
    model.process(&sent);
    let told = "attempt 1 of 2 failed (HTTP status 503); again in ";
    (text(&sent).contains(told), model.screen().contents())
}

#[test]
fn a_retry_is_told_while_it_is_waited_for() {
    let (told, screen) = retried(|_| ());
    assert!(told && !screen.contains("attempt"), "{screen}");
    assert!(screen.contains("reached max retries: 1"), "{screen}");
}

#[test]
fn where_it_is_not_wanted_or_cannot_be_taken_back_nothing_is_told() {
    let (told, _) = retried(|command| {
        command.arg("--no-progress");
    });
    assert!(!told);
    let (told, _) = retried(|command| {
        command.env("TERM", "dumb");
    });
    assert!(!told);
}

#[test]
fn colors_are_left_out_where_they_are_not_welcome() {
    for (variable, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let home = Home::new();
        let service = Service::answering(200, br#"{"id": "7"}"#.to_vec());
        let mut command = home.omics(&["get-run-cache", "--id", "7", "--output", "table"]);
        command.args(["--endpoint-url", &service.url]);
        command.env(variable, value);
        let (shown, code) = Terminal::new(command.into(), 20).end();
        assert!(code == 0 && !shown.contains('\u{1b}'), "{shown:?}");
    }
}
