//! Help and completion cover all that the parser takes.

use super::*;
use crate::error::Kind;
use crate::options;
use crate::tests::{program, two_services};

const TOPICS: [Topic<'_>; 3] = [Topic::Program, Topic::Local, Topic::Completion];

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// Whether the text has this word, with or without marks around it.
fn has_word(text: &str, word: &str) -> bool {
    let is_mark = |c: char| "[]|()',;\"".contains(c) || c.is_whitespace();
    text.split(is_mark).any(|found| found == word)
}

fn every_topic(program: &Program) -> Vec<Topic<'_>> {
    let services = program.services.iter();
    let topics = services.flat_map(|service| {
        let operations = service.catalog.operations.iter();
        let pages = operations.map(move |operation| Topic::Operation(service, operation));
        pages.chain([Topic::Service(service)])
    });
    topics.chain(TOPICS).collect()
}

/// The page about an operation of the program.
fn page_about(program: &Program, command: &str) -> String {
    let service = &program.services[0];
    let operation = service.operation(command).expect("a command");
    Topic::Operation(service, operation).page(program, Style::PLAIN)
}

#[test]
fn the_first_known_word_chooses_the_page() {
    for (line, title) in [
        ("", "omics -"),
        ("--help", "omics -"),
        ("no-such-command --help", "omics -"),
        ("--local list-run-caches --help", "list-run-caches -"),
        ("help get-run-cache create-run-cache", "get-run-cache -"),
        ("local serve --help", "local -"),
        ("completion bash -h", "completion -"),
    ] {
        let program = program();
        let page = Topic::of(&program, &words(line)).page(&program, Style::PLAIN);
        assert!(
            page.starts_with(&format!("NAME\n  {title}")),
            "{line}: {page}"
        );
    }
}

#[test]
fn where_there_are_several_services_a_service_has_a_page_too() {
    for (line, title) in [
        ("--help", "slim -"),
        ("omics --help", "omics -"),
        ("help omics", "omics -"),
        ("list-run-caches --help", "slim -"),
        ("--debug other get-run-cache --help", "get-run-cache -"),
    ] {
        let program = two_services();
        let page = Topic::of(&program, &words(line)).page(&program, Style::PLAIN);
        assert!(
            page.starts_with(&format!("NAME\n  {title}")),
            "{line}: {page}"
        );
    }
    let page = page_about(&two_services(), "get-run-cache");
    assert!(
        page.contains("\n  slim omics get-run-cache --id TEXT"),
        "{page}"
    );
}

#[test]
fn every_option_is_in_help() {
    let program = program();
    let globals: Vec<_> = program.parser().table().map(|one| &one.spec).collect();
    let overview = Topic::Program.page(&program, Style::PLAIN);
    for option in &globals {
        assert!(has_word(&overview, &option.flag()), "{}", option.name);
        for choice in option.choices {
            assert!(has_word(&overview, choice), "{} {choice}", option.name);
        }
    }
    let service = &program.services[0];
    for operation in service.catalog.operations {
        let command = operation.command();
        assert!(has_word(&overview, &command), "{command}");
        let page = page_about(&program, &command);
        let (_, behind_synopsis) = page.split_once("\nOPTIONS").expect("options");
        for option in visible(options::of(operation)) {
            assert!(has_word(behind_synopsis, &option.flag()), "{}", option.name);
        }
        for option in &globals {
            assert!(has_word(&page, &option.flag()), "{}", option.name);
        }
        for error in operation.errors {
            assert!(has_word(&page, error.code), "{}", error.code);
        }
        for member in operation.output.members() {
            assert!(
                page.contains(&format!("\n  {} (", member.name)),
                "{}",
                member.name
            );
        }
    }
}

#[test]
fn lines_fit_the_screen() {
    let (one, two) = (program(), two_services());
    let both = [&one, &two].into_iter();
    let pages = both.flat_map(|program| {
        let topics = every_topic(program).into_iter();
        topics.map(move |topic| (program, topic))
    });
    for (program, topic) in pages {
        for bold in [false, true] {
            let page = topic.page(
                program,
                Style {
                    bold,
                    ..Style::PLAIN
                },
            );
            for line in page
                .lines()
                .map(|line| line.replace("\x1b[1m", "").replace("\x1b[0m", ""))
            {
                assert!(line.chars().count() <= 80, "{line}");
                assert_eq!(line.trim_end(), line, "blanks at the end of a line");
                assert!(!line.contains('`'), "{line}");
            }
            assert_eq!(page.contains('\x1b'), bold);
            assert!(!page.contains("\n\n\n") && !page.starts_with('\n') && page.ends_with('\n'));
        }
    }
}

#[test]
fn the_page_about_create_run_cache_says_what_a_user_needs() {
    let page = page_about(&program(), "create-run-cache");
    for text in [
        "omics create-run-cache --cache-s3-location TEXT [--cache-behavior",
        "--cache-s3-location TEXT (required)",
        "one of CACHE_ON_FAILURE, CACHE_ALWAYS",
        "exactly 12 characters; matches the pattern ^[0-9]+$",
        "Shorthand:   --tags KEY=VALUE,KEY=VALUE...",
        r#"JSON:        --tags '{"team":"blue"}'"#,
        "Without --cache-behavior, outputs",
        "a new random one if left out",
    ] {
        let found = words(&page).join(" ").contains(&words(text).join(" "));
        assert!(found, "{text}\n{page}");
    }
}

#[test]
fn completion_needs_a_shell_it_knows() {
    for line in ["", "tcsh", "bash zsh"] {
        let error = completion(&program(), &words(line)).expect_err("no such script");
        assert_eq!(error.kind, Kind::ParamValidation);
        assert!(error.message.contains("bash, zsh, fish"), "{error}");
        assert!(line.is_empty() || error.message.contains(line), "{error}");
    }
}
