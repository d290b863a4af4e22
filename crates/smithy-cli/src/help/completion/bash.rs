//! The script for bash, which runs in version 3.2, too.

use super::{Command, Entry, Line, Takes, identifier};

/// The script.
pub(super) fn script(name: &str, line: &Line) -> String {
    let commands = paths("", &line.commands);
    let takers = line.globals.iter().filter(|entry| takes_value(entry));
    let takers: Vec<_> = takers.map(flag).collect();
    let mut values = String::new();
    for entry in &line.globals {
        values.push_str(&value_case("*", entry));
    }
    for (path, command) in &commands {
        for entry in &command.entries {
            values.push_str(&value_case(path, entry));
        }
    }
    let cases: String = commands
        .iter()
        .map(|(path, command)| words_case(path, command))
        .collect();
    let paths: Vec<_> = commands.iter().map(|(path, _)| path.as_str()).collect();
    format!(
        r#"# Completion of {name} for bash.
_{function}() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
    local globals="{globals}"
    local command="" words="" options="" at
    for ((at = 1; at < COMP_CWORD; at++)); do
        case "${{COMP_WORDS[at]}}" in
            {takers}) ((at++)); continue ;;
        esac
        case "${{command:+$command }}${{COMP_WORDS[at]}}" in
            {paths}) command="${{command:+$command }}${{COMP_WORDS[at]}}" ;;
        esac
    done
    COMPREPLY=()
    case "$command:$before" in
{values}    esac
    if [[ -z "$words" ]]; then
        case "$command" in
            "") words="{first}" ;;
{cases}        esac
        if [[ -z "$words" || "$current" == -* ]]; then
            words="$options $globals"
        fi
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -F _{function} {name}
"#,
        function = identifier(name),
        globals = flags(&line.globals),
        takers = takers.join("|"),
        paths = paths.join("|"),
        first = names(&line.commands),
    )
}

/// Every command with the words that lead to it, as a pattern.
fn paths<'c>(lead: &str, commands: &'c [Command]) -> Vec<(String, &'c Command)> {
    let one = |command: &'c Command| {
        let path = format!("{lead}{}", command.name);
        let mut all = vec![(path.clone(), command)];
        all.extend(paths(&format!("{path}\\ "), &command.commands));
        all
    };
    commands.iter().flat_map(one).collect()
}

fn names(commands: &[Command]) -> String {
    let names: Vec<_> = commands.iter().map(|command| &*command.name).collect();
    names.join(" ")
}

fn flag(entry: &Entry) -> String {
    format!("--{}", entry.spec.name)
}

fn flags(entries: &[Entry]) -> String {
    entries.iter().map(flag).collect::<Vec<_>>().join(" ")
}

fn takes_value(entry: &Entry) -> bool {
    !matches!(entry.takes, Takes::Nothing)
}

/// What may follow an option.
fn value_case(command: &str, entry: &Entry) -> String {
    let action = match &entry.takes {
        Takes::Nothing => return String::new(),
        Takes::Something(_) => "return".to_owned(),
        Takes::File => {
            r#"compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return"#
                .to_owned()
        }
        Takes::OneOf(values) => format!(r#"words="{}""#, values.join(" ")),
    };
    format!("        {command}:{}) {action} ;;\n", flag(entry))
}

/// What may follow a command.
fn words_case(path: &str, command: &Command) -> String {
    let words = match command.commands.as_slice() {
        [] => command.words.join(" "),
        commands => names(commands),
    };
    let options = flags(&command.entries);
    format!("            {path}) words=\"{words}\"; options=\"{options}\" ;;\n")
}
