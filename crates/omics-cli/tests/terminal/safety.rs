//! What a service answers, and what is given on the line, cannot act on the terminal, hang the
//! program or fill the memory.

use std::process::Command;

use super::world::{Home, Service, Terminal, on_terminal, piped, text};

/// Commands to terminals: a title, the clipboard, another screen, colours, the beginning of the line,
/// a bell, a reset, each also in the one-byte form; then what turns the direction of text.
const COMMANDS: &[&str] = &[
    "\u{1b}]0;owned\u{7}",
    "\u{1b}]52;c;b3duZWQ=\u{7}",
    "\u{1b}[?1049h",
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}[31m",
    "\u{1b}c",
    "\u{9b}2J",
    "\u{9d}0;owned\u{9c}",
    "\u{90}q\u{9c}",
    "\r\u{8}\u{c}\u{b}\u{7}",
    "\u{7f}\u{0}\u{e}\u{f}",
    "\u{202e}evil\u{202c}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202d}\u{2067}\u{2068}",
];

/// A name of all commands and all characters of one byte.
fn hostile() -> String {
    let bytes = (0..=255).map(char::from).filter(|c| !"\t\n".contains(*c));
    COMMANDS.concat() + &bytes.collect::<String>()
}

/// An answer whose names are hostile: as JSON escapes them, and as they are.
fn answer() -> Vec<u8> {
    let escaped = serde_json::to_string(&hostile()).expect("JSON");
    let plain: String = hostile()
        .chars()
        .filter(|c| *c >= ' ' && !"\"\\".contains(*c))
        .collect();
    format!(r#"{{"id": {escaped}, "name": "{plain}"}}"#).into_bytes()
}

fn get(home: &Home, service: &Service, args: &[&str]) -> Command {
    let mut command = home.omics(&["get-run-cache", "--id", "1234567"]);
    command.args(["--endpoint-url", &service.url]).args(args);
    command.env("AWS_MAX_ATTEMPTS", "1");
    command
}

/// Nothing on the screen came about but by characters that stand on it.
fn assert_tame(shown: &[u8], what: &str) {
    let acts = |c: char| {
        let turns = ('\u{200e}'..='\u{200f}').contains(&c)
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
            || c == '\u{61c}';
        turns || (c.is_control() && !"\r\n\t".contains(c))
    };
    let written = text(shown).replace("\r\n", "\n");
    let found = written.chars().find(|c| acts(*c) || *c == '\r');
    assert_eq!(found, None, "{what}: {written:?}");

    // The model of a screen agrees: it holds the text, and nothing else has changed.
    let mut model = vt100::Parser::new(500, 1000, 0);
    model.process(shown);
    let screen = model.screen();
    assert!(
        !screen.alternate_screen() && !screen.hide_cursor(),
        "{what}"
    );
    assert_eq!(screen.fgcolor(), vt100::Color::Default, "{what}");
    let (cells, lines) = (screen.contents(), written.lines().count());
    // How other characters fill cells is not the matter here.
    let squeezed = |text: &str| {
        text.chars()
            .filter(char::is_ascii_graphic)
            .collect::<String>()
    };
    if written.lines().all(|line| line.chars().count() < 900) && lines < 500 {
        assert_eq!(squeezed(&cells), squeezed(&written), "{what}");
    }
}

#[test]
fn answers_do_not_act_on_a_terminal_in_any_format() {
    let home = Home::new();
    let service = Service::answering(200, answer());
    for format in ["json", "text", "table", "yaml", "yaml-stream"] {
        let args = ["--output", format, "--color", "off"];
        let (shown, code) = bytes_on_terminal(get(&home, &service, &args));
        assert_eq!(code, 0, "{}", text(&shown));
        assert!(text(&shown).contains("]0;owned"), "{}", text(&shown));
        assert_tame(&shown, format);
        let (with_color, _) = on_terminal(get(&home, &service, &["--output", format]), 250);
        assert!(!with_color.contains("\u{1b}]"), "{with_color:?}");
    }
    let json = piped(&mut get(&home, &service, &["--query", "id"])).stdout;
    let value: String = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(value, hostile());
    let plain = piped(&mut get(
        &home,
        &service,
        &["--query", "id", "--output", "text"],
    ));
    assert_eq!(
        text(&plain.stdout),
        hostile() + "\n",
        "pipes keep the bytes"
    );
}

#[test]
fn json_on_a_terminal_means_what_was_sent() {
    let home = Home::new();
    let service = Service::answering(200, answer());
    let (shown, _) = on_terminal(get(&home, &service, &["--query", "id"]), 5000);
    let value: String = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(value, hostile());
}

#[test]
fn errors_and_what_is_logged_never_act() {
    let home = Home::new();
    // Bytes that are no text, in an answer that cannot be read then.
    let service = Service::answering(200, (0..=255).collect());
    let (shown, code) = bytes_on_terminal(get(&home, &service, &["--debug"]));
    assert_eq!(code, 255, "{}", text(&shown));
    assert_tame(&shown, "no JSON");

    let message = serde_json::to_string(&hostile()).expect("JSON");
    let body = format!(r#"{{"message": {message}, "code": "Teapot", "more": {message}}}"#);
    let service = Service::answering(400, body.into_bytes());
    for format in ["enhanced", "legacy", "json", "yaml", "text", "table"] {
        let args = ["--cli-error-format", format, "--debug"];
        let (shown, code) = bytes_on_terminal(get(&home, &service, &args));
        assert_eq!(code, 254, "{}", text(&shown));
        assert_tame(&shown, format);
        let stderr = piped(&mut get(&home, &service, &args)).stderr;
        assert!(text(&stderr).contains("owned"));
        assert_tame(&stderr, format);
    }
}

#[test]
fn arguments_that_errors_repeat_do_not_act() {
    let home = Home::new();
    let hostile = COMMANDS.concat().replace('\0', "");
    for args in [
        &["list-run-caches", "--query", &hostile][..],
        &["list-run-caches", &hostile],
        &[&hostile],
        &["list-run-caches", "--output", &hostile],
        &["list-run-caches", "--profile", &hostile],
        &["list-run-caches", "--endpoint-url", &hostile],
        &["create-run-cache", "--cache-s3-location", &hostile],
        &[
            "create-run-cache",
            "--cache-s3-location",
            "x",
            "--tags",
            &hostile,
        ],
        &[
            "create-run-cache",
            "--cli-input-json",
            &format!("file://{hostile}"),
        ],
    ] {
        let output = piped(&mut home.omics(args));
        assert_ne!(output.status.code(), Some(0));
        assert_tame(&output.stderr, "stderr");
        let (shown, _) = bytes_on_terminal(home.omics(args));
        assert_tame(&shown, "terminal");
    }
    let create = ["create-run-cache", "--cache-s3-location", "s3://bucket/p"];
    for form in ["http", "curl"] {
        let mut dry = home.omics(&create);
        dry.args([
            "--name",
            &hostile,
            "--dry-run",
            form,
            "--cli-validation",
            "off",
        ]);
        assert_tame(&bytes_on_terminal(dry).0, form);
    }
}

#[test]
fn an_answer_without_end_is_given_up() {
    let home = Home::new();
    let service = Service::without_end();
    let mut command = get(&home, &service, &[]);
    command.env("OMICS_MAX_ANSWER_MB", "3");
    let output = piped(&mut command);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(255), "{told}");
    assert!(told.contains("larger than 3 MB"), "{told}");
    assert!(told.contains("OMICS_MAX_ANSWER_MB"), "{told}");
    let mut wrong = get(&home, &service, &[]);
    let wrong = text(&piped(wrong.env("OMICS_MAX_ANSWER_MB", "lots")).stderr);
    assert!(wrong.contains("whole numbers of megabytes"), "{wrong}");
}

/// The command with so many megabytes of address space.
fn within(megabytes: usize, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    let limit = format!("ulimit -v {} && exec \"$0\" \"$@\"", megabytes * 1000);
    shell.args(["-c", &limit]);
    shell
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    let variables = command.get_envs();
    shell.envs(variables.filter_map(|(name, value)| Some((name, value?))));
    shell
}

/// An answer is held once as bytes, once as what it says, and once as what is shown: some ten times its size.
#[test]
fn an_answer_takes_a_few_times_its_size() {
    let item = r#"{"arn":"arn:aws:omics:us-west-2:123456789012:runCache/1234567","id":"1234567","status":"ACTIVE"}"#;
    let items = vec![item; 40_000].join(",");
    let home = Home::new();
    for more in [["--output", "json"], ["--query", "items[].id"]] {
        let service = Service::answering(200, format!(r#"{{"items":[{items}]}}"#).into_bytes());
        let mut list = home.omics(&["list-run-caches", "--endpoint-url", &service.url]);
        let output = piped(&mut within(115, list.args(more)));
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
}

/// Where nobody sets a limit, it is 100 MB, which the program holds once: it has less than thrice that to
/// itself here, for its text, its stacks and all.
#[test]
fn the_largest_answer_fits_into_little_memory() {
    let home = Home::new();
    let service = Service::without_end();
    let get = get(&home, &service, &[]);
    let output = piped(&mut within(300, &get));
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(255), "{told}");
    assert!(told.contains("larger than 100 MB"), "{told}");
}

#[test]
fn a_long_error_is_cut() {
    let home = Home::new();
    for (format, length) in [("enhanced", 10_000_000), ("json", 100_000)] {
        let long = "x".repeat(length);
        let body = format!(r#"{{"message": "{long}", "code": "Long"}}"#);
        let service = Service::answering(400, body.into_bytes());
        let output = piped(&mut get(&home, &service, &["--cli-error-format", format]));
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(254));
        assert!(told.len() < 50_000, "{}", told.len());
        assert!(told.contains(&format!("({length} bytes in all)")));
    }
}

/// What the program sends to a wide terminal, and its exit code.
fn bytes_on_terminal(command: Command) -> (Vec<u8>, i32) {
    let size = (500, 1000);
    Terminal::with_size(command.into(), size).end_bytes()
}
