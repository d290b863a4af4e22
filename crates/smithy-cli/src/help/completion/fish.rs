//! The script for fish.

use super::{Command, Entry, Line, Takes};

/// The script.
pub(super) fn script(line: &Line) -> String {
    let mut script = "# Completion of omics for fish.\ncomplete -c omics -f\n".to_owned();
    for entry in &line.globals {
        script.push_str(&option("", entry));
    }
    for command in &line.commands {
        script.push_str(&self::command(command));
    }
    script
}

/// A command and what may follow it.
fn command(command: &Command) -> String {
    let Command { name, summary, .. } = command;
    let summary = quoted(summary);
    let mut lines = format!("complete -c omics -n __fish_use_subcommand -a {name} -d {summary}\n");
    let condition = format!(" -n '__fish_seen_subcommand_from {name}'");
    for entry in &command.entries {
        lines.push_str(&option(&condition, entry));
    }
    if !command.words.is_empty() {
        let words = quoted(&command.words.join(" "));
        lines.push_str(&format!("complete -c omics{condition} -a {words}\n"));
    }
    lines
}

/// An option, offered under a condition.
fn option(condition: &str, entry: &Entry) -> String {
    let value = match &entry.takes {
        Takes::Nothing => String::new(),
        Takes::Something(_) => " -x".to_owned(),
        Takes::File => " -r -F".to_owned(),
        Takes::OneOf(values) => format!(" -x -a {}", quoted(&values.join(" "))),
    };
    let help = quoted(&entry.spec.help);
    format!(
        "complete -c omics{condition} -l {}{value} -d {help}\n",
        entry.spec.name
    )
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}
