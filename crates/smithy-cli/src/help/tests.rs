//! Help and completion cover all that the parser takes.

use std::process::{Command, Stdio};

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
            let page = topic.page(program, Style { width: 80, bold });
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
    for line in ["", "powershell", "bash zsh"] {
        let error = completion(&program(), &words(line)).expect_err("no such script");
        assert_eq!(error.kind, Kind::ParamValidation);
        assert!(error.message.contains("bash, zsh, fish"), "{error}");
        assert!(line.is_empty() || error.message.contains(line), "{error}");
    }
}

#[test]
fn completion_knows_every_command_and_option() {
    let program = program();
    for shell in SHELLS {
        let script = completion::script(&program, shell).expect("a script");
        let has_option = |option: &OptionSpec| match shell {
            "fish" => script.contains(&format!(" -l {} ", option.name)),
            "zsh" => script.contains(&format!("'--{}[", option.name)),
            _ => has_word(&script, &option.flag()),
        };
        for option in program.parser().table().map(|one| &one.spec) {
            assert!(has_option(option), "{shell} {}", option.name);
            for choice in option.choices {
                assert!(has_word(&script, choice), "{shell} {choice}");
            }
        }
        for operation in program.services[0].catalog.operations {
            assert!(script.contains(&operation.command()));
            for option in visible(options::of(operation)) {
                assert!(has_option(&option), "{shell} {}", option.name);
            }
        }
        assert!(
            has_word(&script, "CACHE_ALWAYS") && has_word(&script, "serve"),
            "{shell}"
        );
    }
}

/// Runs a shell on a script; none where the shell is not installed.
fn shell(program: &str, arguments: &[&str], script: &str) -> Option<(bool, String)> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut stdin, script.as_bytes()).expect("a shell that reads");
    drop(stdin);
    let output = child.wait_with_output().expect("a shell that ends");
    let said = [output.stdout, output.stderr].concat();
    Some((
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    ))
}

#[test]
fn shells_that_are_installed_accept_their_script() {
    for (name, option) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        for program in [program(), two_services()] {
            let script = completion::script(&program, name).expect("a script");
            if let Some((success, said)) = shell(name, &[option], &script) {
                assert!(success && said.is_empty(), "{name}: {said}");
            }
        }
    }
}

#[test]
fn bash_completes_commands_options_and_values() {
    for (line, expected) in [
        ("omics cr", "create-run-cache"),
        ("omics --region eu-west-1 up", "update-run-cache"),
        ("omics create-run-cache --cache-be", "--cache-behavior"),
        (
            "omics create-run-cache --cache-behavior CACHE_A",
            "CACHE_ALWAYS",
        ),
        ("omics list-run-caches --output ta", "table"),
        ("omics get-run-cache --dry", "--dry-run"),
        ("omics --profile local del", "delete-run-cache"),
        ("omics local s", "serve"),
        ("omics local serve --st", "--store"),
        ("omics completion f", "fish"),
        ("omics get-run-cache --id --", ""),
        ("slim o", "omics other"),
        ("slim --region eu-west-1 omics up", "update-run-cache"),
        ("slim other create-run-cache --cache-be", "--cache-behavior"),
        (
            "slim omics create-run-cache --cache-behavior CACHE_A",
            "CACHE_ALWAYS",
        ),
        ("slim help oth", "other"),
    ] {
        let program = match line.starts_with("slim") {
            true => two_services(),
            false => program(),
        };
        let script = completion::script(&program, "bash").expect("a script");
        let name = program.name();
        let ask = format!(
            "{script}\nCOMP_WORDS=({line})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n_{name}\n\
             echo \"${{COMPREPLY[*]}}\"\n"
        );
        if let Some((_, said)) = shell("bash", &["--norc"], &ask) {
            assert_eq!(said.trim_end(), expected, "{line}");
        }
    }
}
