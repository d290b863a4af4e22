//! The script for zsh.

use super::{Command, Entry, Line, Takes};

/// The script.
pub(super) fn script(line: &Line) -> String {
    let commands: String = line
        .commands
        .iter()
        .map(|Command { name, summary, .. }| format!("        {}\n", quoted(&[name, ":", summary])))
        .collect();
    let globals: String = line.globals.iter().map(argument).collect();
    let cases: String = line.commands.iter().map(case).collect();
    format!(
        r#"#compdef omics
# Completion of omics for zsh.
_omics() {{
    local curcontext="$curcontext" state line
    local -a commands globals options
    typeset -A opt_args
    commands=(
{commands}    )
    globals=(
{globals}    )
    _arguments -C "${{globals[@]}}" '(-): :->command' '(-)*:: :->argument' && return
    case $state in
        command) _describe command commands ;;
        argument)
            case $words[1] in
{cases}            esac
            _arguments "${{globals[@]}}" "${{options[@]}}"
            ;;
    esac
}}
if [[ $funcstack[1] == _omics ]]; then
    _omics "$@"
else
    compdef _omics omics
fi
"#
    )
}

/// What may follow a command.
fn case(command: &Command) -> String {
    let mut arguments: String = command.entries.iter().map(argument).collect();
    if !command.words.is_empty() {
        let words = format!("1: :({})", command.words.join(" "));
        arguments.push_str(&format!("        {}\n", quoted(&[&words])));
    }
    format!(
        "                {name})\n                    options=(\n{arguments}                    )\n                    ;;\n",
        name = command.name
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
