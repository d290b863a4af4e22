//! Ids that the service has: asked for where the user wants that.

use std::process::{Command, Stdio};

use aws_settings::Environment;
use serde_json::Value;

use super::candidate::Candidate;
use crate::program::Program;
use crate::service::Service;

/// The program's own variable that asks for ids.
pub(crate) const VARIABLE: &str = "COMPLETE_IDS";

/// Options that choose whom to ask, and whether they take a value.
const WHOM: [(&str, bool); 5] = [
    ("--local", false),
    ("--profile", true),
    ("--region", true),
    ("--endpoint-url", true),
    ("--ca-bundle", true),
];

/// How to ask for ids: what a line about whom to ask has of options. None where nobody is to be
/// asked: a service is called only if the variable says so, or if it is the one built in.
pub(super) fn are_wanted(
    program: &Program,
    env: &Environment,
    before: &[String],
) -> Option<Vec<String>> {
    let is_local = before.iter().any(|word| word == "--local");
    let wanted = is_local || env.is_true(&program.variable(VARIABLE));
    wanted.then(|| whom(before))
}

/// The options of a line that choose whom to ask.
pub(crate) fn whom(before: &[String]) -> Vec<String> {
    let mut options = Vec::new();
    for (at, word) in before.iter().enumerate() {
        for (flag, takes_value) in WHOM {
            if word == flag {
                options.push(word.clone());
                options.extend(before.get(at + 1).filter(|_| takes_value).cloned());
            } else if word
                .strip_prefix(flag)
                .is_some_and(|rest| rest.starts_with('='))
            {
                options.push(word.clone());
            }
        }
    }
    options
}

/// The values that a member of an operation, `GetThing`, has in the items that `ListThings` gives.
/// Nothing where there is no such listing, or no answer within seconds.
pub(super) fn of(
    program: &Program,
    service: &Service,
    operation: &str,
    member: &str,
    whom: &[String],
) -> Vec<Candidate> {
    let Some(mut command) = question(program, service, operation, whom) else {
        return Vec::new();
    };
    let answer = command.output();
    answer.map_or(Vec::new(), |output| read(&output.stdout, member))
}

/// The run of this program that lists what an operation is about; none where nothing does.
pub(crate) fn question(
    program: &Program,
    service: &Service,
    operation: &str,
    whom: &[String],
) -> Option<Command> {
    let mut words = vec![listing(service, operation)?];
    if program.names_service() {
        words.insert(0, service.name().to_owned());
    }
    words.extend(whom.iter().cloned());
    words.extend(["--max-items", "200"].map(str::to_owned));
    own_run(program, &words)
}

/// A run of this program that answers in JSON, within seconds and without a word to the terminal.
pub(crate) fn own_run(program: &Program, words: &[String]) -> Option<Command> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    // A program goes by the name it is called by.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut command, program.name());
    command
        .args(words)
        .args(["--output", "json", "--no-cli-pager"])
        .args(["--cli-connect-timeout", "2", "--cli-read-timeout", "3"])
        .args(["--no-cli-auto-prompt", "--no-progress"])
        .env("AWS_MAX_ATTEMPTS", "1")
        .env_remove(program.variable(super::VARIABLE))
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    Some(command)
}

/// The values of a member in the items of an answer, with the names of the items.
pub(crate) fn read(answer: &[u8], member: &str) -> Vec<Candidate> {
    let Ok(Value::Object(answer)) = serde_json::from_slice(answer) else {
        return Vec::new();
    };
    let items = answer.values().filter_map(Value::as_array).flatten();
    let candidates = items.filter_map(|item| {
        let id = item.get(member)?.as_str()?;
        let named = |key: &str| item.get(key).and_then(Value::as_str);
        let note = named("name").or_else(|| named("Name"));
        Some(Candidate {
            note: note.unwrap_or_default().to_owned(),
            ..Candidate::bare(id.to_owned())
        })
    });
    candidates.collect()
}

/// The command that lists what an operation is about: `list-things` for `GetThing`.
fn listing(service: &Service, operation: &str) -> Option<String> {
    let noun = operation.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let noun = &noun[noun.find(|c: char| c.is_ascii_uppercase())?..];
    let stem = noun.strip_suffix('y').map(|stem| format!("{stem}ies"));
    let names = [
        Some(format!("List{noun}s")),
        Some(format!("List{noun}es")),
        stem.map(|plural| format!("List{plural}")),
    ];
    let found = names
        .into_iter()
        .flatten()
        .find_map(|name| service.catalog.operation(&name));
    found.map(smithy_catalog::Operation::command)
}
