//! The script for zsh.

use super::{Command, Entry, Line, Takes, identifier};

/// The script.
pub(super) fn script(name: &str, line: &Line) -> String {
    let own = identifier(name);
    let globals: String = line.globals.iter().map(argument).collect();
    let services = line.commands.iter().filter(|one| !one.commands.is_empty());
    let services: String = services
        .map(|service| {
            function(
                &format!("{own}_{}", identifier(&service.name)),
                &own,
                &service.commands,
            )
        })
        .collect();
    let main = function(&own, &own, &line.commands);
    format!(
        r#"#compdef {name}
# Completion of {name} for zsh.
typeset -ga _{own}_globals
_{own}_globals=(
{globals})
{services}{main}if [[ $funcstack[1] == _{own} ]]; then
    _{own} "$@"
else
    compdef _{own} {name}
fi
"#
    )
}

/// A function that completes one of these commands and what may follow it.
fn function(name: &str, own: &str, commands: &[Command]) -> String {
    let described = |command: &Command| {
        let Command { name, summary, .. } = command;
        format!("        {}\n", quoted(&[name, ":", summary]))
    };
    let list: String = commands.iter().map(described).collect();
    let cases: String = commands.iter().map(|command| case(own, command)).collect();
    format!(
        r#"_{name}() {{
    local curcontext="$curcontext" state line
    local -a commands options
    typeset -A opt_args
    commands=(
{list}    )
    _arguments -C "${{_{own}_globals[@]}}" '(-): :->command' '(-)*:: :->argument' && return
    case $state in
        command) _describe command commands ;;
        argument)
            case $words[1] in
{cases}            esac
            _arguments "${{_{own}_globals[@]}}" "${{options[@]}}"
            ;;
    esac
}}
"#
    )
}

/// What may follow a command.
fn case(own: &str, command: &Command) -> String {
    let name = &command.name;
    if !command.commands.is_empty() {
        let service = identifier(name);
        return format!("                {name}) _{own}_{service}; return ;;\n");
    }
    let mut arguments: String = command.entries.iter().map(argument).collect();
    if !command.words.is_empty() {
        let words = format!("1: :({})", command.words.join(" "));
        arguments.push_str(&format!("        {}\n", quoted(&[&words])));
    }
    format!(
        "                {name})\n                    options=(\n{arguments}                    )\n                    ;;\n",
    )
}

/// An option as `_arguments` wants it.
fn argument(entry: &Entry) -> String {
    let help = escaped(&entry.spec.help);
    let value = match &entry.takes {
        Takes::Nothing => String::new(),
        Takes::Something(metavar) => format!(":{}: ", escaped(metavar)),
        Takes::File => ":FILE:_files".to_owned(),
        Takes::OneOf(values) => format!(":value:({})", values.join(" ")),
    };
    let name = &entry.spec.name;
    format!(
        "        {}\n",
        quoted(&["--", name, "[", &help, "]", &value])
    )
}

/// Text in which no character means anything to `_arguments`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | ':' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn quoted(parts: &[&str]) -> String {
    format!("'{}'", parts.concat().replace('\'', r"'\''"))
}
