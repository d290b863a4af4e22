//! The script for fish.

use super::{Command, Entry, Line, Takes};

/// The script.
pub(super) fn script(name: &str, line: &Line) -> String {
    let mut script = format!("# Completion of {name} for fish.\ncomplete -c {name} -f\n");
    for entry in &line.globals {
        script.push_str(&option(name, "", entry));
    }
    for command in &line.commands {
        script.push_str(&self::command(name, "__fish_use_subcommand", "", command));
    }
    script
}

/// A command, offered where `place` holds, and what may follow it; `lead` holds where the commands
/// before it were given.
fn command(program: &str, place: &str, lead: &str, command: &Command) -> String {
    let Command { name, summary, .. } = command;
    let summary = quoted(summary);
    let mut lines = format!("complete -c {program} -n {place} -a {name} -d {summary}\n");
    let given = format!("{lead}__fish_seen_subcommand_from {name}");
    let condition = format!(" -n '{given}'");
    for entry in &command.entries {
        lines.push_str(&option(program, &condition, entry));
    }
    if !command.words.is_empty() {
        let words = quoted(&command.words.join(" "));
        lines.push_str(&format!("complete -c {program}{condition} -a {words}\n"));
    }
    let names: Vec<_> = command.commands.iter().map(|one| &*one.name).collect();
    let place = format!(
        "'{given}; and not __fish_seen_subcommand_from {}'",
        names.join(" ")
    );
    for one in &command.commands {
        lines.push_str(&self::command(
            program,
            &place,
            &format!("{given}; and "),
            one,
        ));
    }
    lines
}

/// An option, offered under a condition.
fn option(program: &str, condition: &str, entry: &Entry) -> String {
    let value = match &entry.takes {
        Takes::Nothing => String::new(),
        Takes::Something(_) => " -x".to_owned(),
        Takes::File => " -r -F".to_owned(),
        Takes::OneOf(values) => format!(" -x -a {}", quoted(&values.join(" "))),
    };
    let help = quoted(&entry.spec.help);
    format!(
        "complete -c {program}{condition} -l {}{value} -d {help}\n",
        entry.spec.name
    )
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}
