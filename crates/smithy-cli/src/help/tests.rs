//! Help and completion cover all that the parser takes.

use std::process::{Command, Stdio};

use super::*;
use crate::args::GLOBALS;
use crate::error::Kind;

const TOPICS: [Topic; 3] = [Topic::Program, Topic::Local, Topic::Completion];

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// Whether the text has this word, with or without marks around it.
fn has_word(text: &str, word: &str) -> bool {
    let is_mark = |c: char| "[]|()',;\"".contains(c) || c.is_whitespace();
    text.split(is_mark).any(|found| found == word)
}

fn every_topic() -> Vec<Topic> {
    let operations = SERVICE.operations.iter().copied().map(Topic::Operation);
    operations.chain(TOPICS).collect()
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
        let page = Topic::of(&words(line)).page(Style::PLAIN);
        assert!(
            page.starts_with(&format!("NAME\n  {title}")),
            "{line}: {page}"
        );
    }
}

#[test]
fn every_option_is_in_help() {
    let program = Topic::Program.page(Style::PLAIN);
    for option in &GLOBALS {
        assert!(has_word(&program, &option.flag()), "{}", option.name);
        for choice in option.choices {
            assert!(has_word(&program, choice), "{} {choice}", option.name);
        }
    }
    for command in options::commands(&SERVICE) {
        assert!(has_word(&program, &command), "{command}");
    }
    for operation in SERVICE.operations {
        let page = Topic::Operation(operation).page(Style::PLAIN);
        let (_, behind_synopsis) = page.split_once("\nOPTIONS").expect("options");
        for option in visible(options::of(operation)) {
            assert!(has_word(behind_synopsis, &option.flag()), "{}", option.name);
        }
        for option in &GLOBALS {
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
    for topic in every_topic() {
        for bold in [false, true] {
            let page = topic.page(Style { width: 80, bold });
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
    let operation = options::operation(&SERVICE, "create-run-cache").expect("a command");
    let page = Topic::Operation(operation).page(Style::PLAIN);
    for text in [
        "omics create-run-cache --cache-s3-location TEXT [--cache-behavior",
        "--cache-s3-location TEXT (required)",
        "one of CACHE_ON_FAILURE, CACHE_ALWAYS",
        "exactly 12 characters; matches the pattern ^[0-9]+$",
        "Shorthand:   --tags KEY=VALUE,KEY=VALUE...",
        r#"JSON:        --tags '{"team":"genomics"}'"#,
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
        let error = completion(&words(line)).expect_err("no such script");
        assert_eq!(error.kind, Kind::ParamValidation);
        assert!(error.message.contains("bash, zsh, fish"), "{error}");
        assert!(line.is_empty() || error.message.contains(line), "{error}");
    }
}

#[test]
fn completion_knows_every_command_and_option() {
    for shell in completion::SHELLS {
        let script = completion::script(shell).expect("a script");
        let has_option = |option: &OptionSpec| match shell {
            "fish" => script.contains(&format!(" -l {} ", option.name)),
            "zsh" => script.contains(&format!("'--{}[", option.name)),
            _ => has_word(&script, &option.flag()),
        };
        for option in &GLOBALS {
            assert!(has_option(option), "{shell} {}", option.name);
            for choice in option.choices {
                assert!(has_word(&script, choice), "{shell} {choice}");
            }
        }
        for operation in SERVICE.operations {
            assert!(script.contains(&options::kebab(operation.name)));
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
        let script = completion::script(name).expect("a script");
        if let Some((success, said)) = shell(name, &[option], &script) {
            assert!(success && said.is_empty(), "{name}: {said}");
        }
    }
}

#[test]
fn bash_completes_commands_options_and_values() {
    let script = completion::script("bash").expect("a script");
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
    ] {
        let ask = format!(
            "{script}\nCOMP_WORDS=({line})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n_omics\n\
             echo \"${{COMPREPLY[*]}}\"\n"
        );
        if let Some((_, said)) = shell("bash", &["--norc"], &ask) {
            assert_eq!(said.trim_end(), expected, "{line}");
        }
    }
}
