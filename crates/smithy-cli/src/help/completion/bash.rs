//! The script for bash, which runs in version 3.2, too.

use super::{Command, Entry, Line, Takes};

/// The script.
pub(super) fn script(line: &Line) -> String {
    let names: Vec<_> = line.commands.iter().map(|command| &*command.name).collect();
    let takers = line.globals.iter().filter(|entry| takes_value(entry));
    let takers: Vec<_> = takers.map(flag).collect();
    let mut values = String::new();
    for entry in &line.globals {
        values.push_str(&value_case("*", entry));
    }
    for command in &line.commands {
        for entry in &command.entries {
            values.push_str(&value_case(&command.name, entry));
        }
    }
    let words: String = line.commands.iter().map(words_case).collect();
    format!(
        r#"# Completion of omics for bash.
_omics() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
    local globals="{globals}"
    local command="" words="" options="" at
    for ((at = 1; at < COMP_CWORD; at++)); do
        case "${{COMP_WORDS[at]}}" in
            {takers}) ((at++)) ;;
            {names}) command="${{COMP_WORDS[at]}}"; break ;;
        esac
    done
    COMPREPLY=()
    case "$command:$before" in
{values}    esac
    if [[ -z "$words" ]]; then
        case "$command" in
            "") words="{commands}" ;;
{cases}        esac
        if [[ -z "$words" || "$current" == -* ]]; then
            words="$options $globals"
        fi
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -F _omics omics
"#,
        globals = flags(&line.globals),
        takers = takers.join("|"),
        names = names.join("|"),
        commands = names.join(" "),
        cases = words,
    )
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
fn words_case(command: &Command) -> String {
    let Command { name, words, .. } = command;
    let words = words.join(" ");
    let options = flags(&command.entries);
    format!("            {name}) words=\"{words}\"; options=\"{options}\" ;;\n")
}
