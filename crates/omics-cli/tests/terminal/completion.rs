//! Completion, in the shells themselves. A shell that is not installed is passed over, but not in CI,
//! which installs them.

use std::path::Path;
use std::process::Command;

use super::world::{Home, Terminal, Tmux, piped, text};

/// Lines up to the cursor, and what the Tab key may make of the last word.
const LINES: &[(&str, &[&str])] = &[
    ("cr", &["create-run-cache"]),
    ("--region eu-west-1 up", &["update-run-cache"]),
    ("--region us-w", &["us-west-2"]),
    ("--profile lab del", &["delete-run-cache"]),
    ("--profile l", &["lab"]),
    ("list-run-caches --output=ta", &["--output=table"]),
    ("list-run-caches --output ya", &["yaml", "yaml-stream"]),
    ("create-run-cache --cache-be", &["--cache-behavior"]),
    (
        "create-run-cache --cache-behavior CACHE_A",
        &["CACHE_ALWAYS"],
    ),
    ("create-run-cache --tags file://ta", &["file://tags.json"]),
    (
        "create-run-cache --cli-input-json file://fol",
        &["file://folder/"],
    ),
    ("--local get-run-cache --id ", &["ID"]),
    ("completion f", &["fish"]),
    ("local ser", &["serve"]),
    ("local serve --st", &["--store"]),
];

/// A home with files, a profile and a run cache, whose id is given, too.
fn world() -> (Home, String) {
    let home = Home::new();
    let id = home.create();
    let write = |name: &str, text: &str| {
        let path = home.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("tags.json", "{}");
    write("folder/inner.json", "{}");
    write(".aws/config", "[profile lab]\nregion = eu-west-1\n");
    (home, id)
}

/// A run of a shell in the home, which finds the program by its name.
fn shell(home: &Home, name: &str, args: &[&str]) -> Option<Command> {
    if Command::new(name).arg("--version").output().is_err() {
        let required = std::env::var_os("CI").is_some();
        assert!(!required, "{name} is not installed");
        return None;
    }
    let program = Path::new(env!("CARGO_BIN_EXE_omics"));
    let folder = program.parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = home.omics(&[]);
    let mut run = Command::new(name);
    run.args(args).env_clear();
    for (variable, value) in command.args(args).get_envs() {
        run.env(variable, value.unwrap_or_default());
    }
    run.env("PATH", format!("{}:{path}", folder.display()));
    run.current_dir(home.path(""));
    Some(run)
}

fn script(home: &Home, shell: &str) -> String {
    text(&piped(&mut home.omics(&["completion", shell])).stdout)
}

#[test]
fn the_program_answers_every_shell() {
    let (home, id) = world();
    for (line, expected) in LINES {
        let mut ask = home.omics(&line.split(' ').collect::<Vec<_>>());
        ask.env("OMICS_COMPLETE", "zsh").current_dir(home.path(""));
        let answer = text(&piped(&mut ask).stdout);
        let words: Vec<_> = answer
            .lines()
            .filter_map(|line| line.split('\t').next())
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|word| if *word == "ID" { &*id } else { word })
            .collect();
        assert_eq!(words, expected, "{line}");
    }
}

#[test]
fn ids_of_a_service_are_asked_for_on_request_alone() {
    let (home, _) = world();
    let service = super::world::Service::answering(
        200,
        br#"{"items": [{"id": "42", "name": "mine"}, {"id": "43"}]}"#.to_vec(),
    );
    let ask = |wanted: &str| {
        let line = ["--endpoint-url", &service.url, "get-run-cache", "--id", ""];
        let mut ask = home.omics(&line);
        ask.env("OMICS_COMPLETE", "fish");
        ask.env("OMICS_COMPLETE_IDS", wanted);
        text(&piped(&mut ask).stdout)
    };
    assert_eq!(ask("false"), "");
    assert!(service.requests.try_recv().is_err());
    assert_eq!(ask("true"), "42\tmine\n43\t\n");
}

#[test]
fn bash_completes() {
    let (home, id) = world();
    let script = script(&home, "bash");
    for (line, expected) in LINES {
        let ask = format!(
            "{script}\nCOMP_LINE='omics {line}'\nCOMP_POINT=${{#COMP_LINE}}\n_omics omics\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        );
        let Some(mut bash) = shell(&home, "bash", &["--norc", "-c", &ask]) else {
            return;
        };
        let said = text(&piped(&mut bash).stdout);
        let found: Vec<_> = said.lines().filter(|line| !line.is_empty()).collect();
        // What stands before a mark that bash breaks words at is not repeated.
        let expected: Vec<_> = expected
            .iter()
            .map(|word| if *word == "ID" { &*id } else { word })
            .map(|word| word.rsplit(['=', ':']).next().unwrap_or_default())
            .collect();
        assert_eq!(found, expected, "{line}");
    }
}

#[test]
fn fish_completes() {
    let (home, id) = world();
    let script = script(&home, "fish");
    for (line, expected) in LINES {
        let ask = format!("{script}\ncomplete -C 'omics {line}'\n");
        let Some(mut fish) = shell(&home, "fish", &["--no-config", "-c", &ask]) else {
            return;
        };
        let said = text(&piped(&mut fish).stdout);
        let words = said.lines().filter_map(|line| line.split('\t').next());
        let found: Vec<_> = words.collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|word| if *word == "ID" { &*id } else { word })
            .collect();
        assert_eq!(found, expected, "{line}");
    }
}

/// The Tab key in a shell on a terminal: the word is completed, and what the line then does is seen.
fn types(shell: Command, loads: &str) {
    let mut terminal = Terminal::new(shell.into(), 200);
    terminal.type_keys(&format!("{loads}; echo rea''dy\r"));
    terminal.wait_for("ready\r\n");
    terminal.type_keys("omics --loc\tlist-r\t--query items --output=tex\t; echo do''ne\r");
    terminal.wait_for("--local");
    terminal.wait_for("list-run-caches");
    terminal.wait_for("--output=text");
    terminal.wait_for("done\r\n");
    terminal.type_keys("exit\r");
    terminal.end_bytes();
}

#[test]
fn the_tab_key_completes_in_bash() {
    let (home, _) = world();
    if let Some(bash) = shell(&home, "bash", &["--norc", "-i"]) {
        types(bash, "source <(omics completion bash)");
    }
}

#[test]
fn the_tab_key_completes_in_zsh() {
    let (home, _) = world();
    if let Some(zsh) = shell(&home, "zsh", &["-f", "-i"]) {
        types(
            zsh,
            "autoload -U compinit; compinit -u -D; source <(omics completion zsh)",
        );
    }
}

/// Elvish completes on a screen alone.
#[test]
fn the_tab_key_completes_in_elvish() {
    let (home, id) = world();
    let elvish = shell(&home, "elvish", &["-norc"]);
    let Some(tmux) = elvish.and_then(|elvish| Tmux::new(&home, &elvish)) else {
        return;
    };
    tmux.types("eval (omics completion elvish | slurp); print rea''dy");
    tmux.keys(&["Enter"]);
    tmux.wait_until("\nready");
    for (typed, completed) in [
        ("omics --local get-r", "--local get-run-cache"),
        (" --id ", &*id),
        (" --output=ta", "--output=table"),
    ] {
        tmux.types(typed);
        tmux.keys(&["Tab"]);
        tmux.wait_until(completed);
    }
}
