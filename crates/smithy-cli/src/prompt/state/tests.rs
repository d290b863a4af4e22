//! Keys in, a screen out: no terminal takes part.

use aws_settings::{Environment, Settings};
use crossterm::event::KeyModifiers;
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};

use super::*;
use crate::program::Program;
use crate::prompt::answer::Answer;
use crate::prompt::draw::{Look, draw};

/// A prompt that text and keys are typed at.
struct Typist<'a> {
    state: State<'a>,
}

impl<'a> Typist<'a> {
    /// Types text and keys in angle brackets, as `cr<Tab>`.
    fn types(&mut self, keys: &str) -> Effect<'a> {
        let mut effect = Effect::Nothing;
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            let (event, after) = match named {
                Some((name, after)) => (key(name), after),
                None => (
                    KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
                    &rest[c.len_utf8()..],
                ),
            };
            effect = self.state.update(Event::Key(event));
            rest = after;
        }
        effect
    }

    fn line(&self) -> &str {
        self.state.line.text()
    }

    /// What stands on the screen, and where the cursor is.
    fn screen(&self) -> (String, Position) {
        let Size { width, height } = self.state.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let cursor = draw(&self.state, &mut buffer, Look { has_color: false });
        let rows = buffer.content().chunks(width.into());
        let rows = rows.map(|row| {
            let text: String = row.iter().map(|cell| cell.symbol()).collect();
            text.trim_end().to_owned() + "\n"
        });
        (rows.collect(), cursor)
    }

    fn choices(&self) -> Vec<&str> {
        let candidates = self.state.menu.candidates.iter();
        candidates.map(|candidate| &*candidate.text).collect()
    }
}

fn key(name: &str) -> KeyEvent {
    let code = |name: &str| match name {
        "Enter" => KeyCode::Enter,
        "Tab" => KeyCode::Tab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Home" => KeyCode::Home,
        "Esc" => KeyCode::Esc,
        "PgDn" => KeyCode::PageDown,
        "Backspace" => KeyCode::Backspace,
        name => match name.strip_prefix('F') {
            Some(number) => KeyCode::F(number.parse().expect("a number")),
            None => KeyCode::Char(name.chars().next().expect("a key")),
        },
    };
    match name.split_once('-') {
        Some(("Ctrl", name)) => KeyEvent::new(code(name), KeyModifiers::CONTROL),
        Some(("Alt", name)) => KeyEvent::new(code(name), KeyModifiers::ALT),
        _ => KeyEvent::new(code(name), KeyModifiers::NONE),
    }
}

fn world() -> (Program, Settings) {
    let settings = Settings::load(Environment::default(), None).expect("no files");
    (crate::tests::program(), settings)
}

fn prompt<'a>(world: &'a (Program, Settings), text: &str) -> Typist<'a> {
    let history = [
        "list-run-caches",
        "get-run-cache --id 7",
        "list-run-caches --debug",
    ];
    let size = Size {
        width: 80,
        height: 24,
    };
    let guide = Guide::new(&world.0, &world.1);
    let history = history.map(str::to_owned).to_vec();
    Typist {
        state: State::new(guide, "> omics ".to_owned(), text, history, size),
    }
}

#[test]
fn choices_are_offered_taken_and_given_back() {
    let world = world();
    let mut prompt = prompt(&world, "");
    assert!(prompt.choices().contains(&"create-run-cache"));
    prompt.types("cr<Tab>");
    assert_eq!(prompt.line(), "create-run-cache ");
    assert_eq!(prompt.choices()[0], "--cache-s3-location");
    prompt.types("--cache-behavior C<Tab>");
    assert_eq!(prompt.line(), "create-run-cache --cache-behavior CACHE_");
    prompt.types("<Down>");
    assert!(prompt.line().ends_with("CACHE_ON_FAILURE"));
    prompt.types("<Down>");
    assert!(prompt.line().ends_with("CACHE_ALWAYS"));
    prompt.types("<Esc>");
    assert!(prompt.line().ends_with(" CACHE_"));
    assert!(prompt.choices().is_empty());
    prompt.types("A<Down><Enter>");
    assert!(prompt.line().ends_with(" CACHE_ALWAYS "));
    assert!(matches!(prompt.types("<Enter>"), Effect::Run(_)));
}

#[test]
fn letters_in_order_find_what_they_are_scattered_in() {
    let world = world();
    let mut prompt = prompt(&world, "");
    prompt.types("crc<Down>");
    assert_eq!(prompt.line(), "create-run-cache");
    prompt.types(" --bow");
    assert_eq!(prompt.choices(), ["--cache-bucket-owner-id"]);
}

#[test]
fn earlier_lines_are_recalled_and_searched() {
    let world = world();
    let mut prompt = prompt(&world, "");
    prompt.types("x<Up>");
    assert_eq!(prompt.line(), "list-run-caches --debug");
    prompt.types("<Up><Up><Up>");
    assert_eq!(prompt.line(), "list-run-caches");
    prompt.types("<Down><Down><Down>");
    assert_eq!(prompt.line(), "x");

    prompt.types("<Backspace><Ctrl-r>--id");
    assert_eq!(prompt.choices(), ["get-run-cache --id 7"]);
    prompt.types("<Enter>");
    assert_eq!(prompt.line(), "get-run-cache --id 7");
    prompt.types("<Ctrl-r><Esc>");
    assert_eq!(prompt.line(), "get-run-cache --id 7");
    assert!(matches!(prompt.types("<Ctrl-c>"), Effect::Leave));
}

#[test]
fn an_open_quote_goes_on_in_the_next_line() {
    let world = world();
    let mut prompt = prompt(&world, "create-run-cache --tags '{");
    assert!(matches!(prompt.types("<Enter>"), Effect::Nothing));
    prompt.types("}'");
    assert_eq!(prompt.line(), "create-run-cache --tags '{\n}'");
    let (screen, cursor) = prompt.screen();
    assert!(
        screen.starts_with("> omics create-run-cache --tags '{\n}'\n"),
        "{screen}"
    );
    assert_eq!(cursor, Position::new(2, 1));
    prompt
        .state
        .update(Event::Pasted(" --name \\\r\n x\n".to_owned()));
    assert!(
        prompt.line().ends_with("}' --name   x"),
        "{}",
        prompt.line()
    );
    prompt.types("<Alt-Enter>");
    assert!(prompt.line().ends_with('\n'));
}

#[test]
fn the_panels_say_what_belongs_to_the_cursor() {
    let world = world();
    let mut prompt = prompt(&world, "list-run-caches ");
    let shown = prompt.screen().0;
    assert!(
        shown.contains(" Documentation ") && !shown.contains(" Answer "),
        "{shown}"
    );
    assert!(shown.contains("list-run-caches - "), "{shown}");
    prompt.types("--query items[0].i");
    let shown = prompt.screen().0;
    assert!(shown.contains(" Answer, a sample (F6 asks) "), "{shown}");
    assert!(shown.contains("\n  id  text\n"), "{shown}");
    prompt.types("d");
    assert!(prompt.screen().0.contains("\"id\""));
    let reply = Answer::read("ListRunCaches", br#"{"items": [{"id": "77"}]}"#);
    prompt
        .state
        .update(Event::Told(Reply::Answer(reply.expect("an answer"))));
    let shown = prompt.screen().0;
    assert!(
        shown.contains(" Answer, the last ") && shown.contains("\"77\""),
        "{shown}"
    );
    prompt.types("<F5><F3>");
    let shown = prompt.screen().0;
    assert!(
        !shown.contains("Answer") && !shown.contains("Documentation"),
        "{shown}"
    );
}

#[test]
fn panels_are_scrolled_and_searched() {
    let world = world();
    let mut prompt = prompt(&world, "create-run-cache ");
    prompt.types("<PgDn>");
    assert!(!prompt.screen().0.contains("NAME\n"));
    prompt.types("<F2>g");
    assert!(prompt.screen().0.contains("NAME\n"));
    prompt.types("/ERRORS<Enter>");
    let shown = prompt.screen().0;
    assert!(
        shown.contains("ERRORS\n") && !shown.contains("NAME\n"),
        "{shown}"
    );
    prompt.types("Gq--tags");
    assert_eq!(prompt.line(), "create-run-cache --tags");
    prompt.types("<F1>");
    assert!(prompt.screen().0.contains("search earlier lines"));
}

#[test]
fn the_service_is_asked_and_told() {
    let world = world();
    let mut prompt = prompt(&world, "get-run-cache --id ");
    let effect = prompt.types("<F6>");
    assert!(
        matches!(effect, Effect::Ask(_, Question::Ids { .. })),
        "{effect:?}"
    );
    assert!(prompt.screen().0.contains("Asking the service"));
    assert!(matches!(prompt.types("<Esc>"), Effect::StopAsking));
    let ids = crate::complete::ids::read(br#"{"items": [{"id": "42\u001b[2J"}]}"#, "id");
    let reply = Reply::Ids("GetRunCache", "id".to_owned(), ids);
    prompt.state.update(Event::Told(reply));
    assert!(
        prompt.screen().0.contains("42\\u001b[2J"),
        "{}",
        prompt.screen().0
    );
    prompt.types("<Tab>");
    assert!(prompt.line().starts_with("get-run-cache --id '42"));
    let reply = Reply::Nothing("no\nreason".to_owned());
    prompt.state.update(Event::Told(reply));
    assert!(prompt.screen().0.contains("no\nreason\n"));
    let effect = prompt.types("<Ctrl-u>delete-run-cache <F6>");
    assert!(matches!(effect, Effect::Nothing) && prompt.screen().0.contains("may change"));
}

#[test]
fn any_size_will_do() {
    let world = world();
    let mut prompt = prompt(
        &world,
        "create-run-cache --cache-s3-location s3://a/ --query x ",
    );
    prompt.state.tell("one\ntwo".to_owned());
    prompt.types("<F5><F1><F1><F2>");
    for (width, height) in [
        (1, 1),
        (5, 2),
        (20, 3),
        (80, 5),
        (200, 60),
        (71, 30),
        (0, 0),
    ] {
        prompt.state.update(Event::Resized(Size { width, height }));
        if width > 0 {
            prompt.screen();
        }
    }
}
