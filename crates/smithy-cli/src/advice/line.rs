//! Lines that cannot be understood.

use aws_settings::quote_word;
use smithy_catalog::{Kind, Operation};

use super::{Situation, did_you_mean};
use crate::args::{OptionKind, OptionSpec, ParseErrorKind};
use crate::options;
use crate::program::{CONFIG, LOCAL, Program};
use crate::run::config;
use crate::service::Service;

pub(super) fn of(kind: &ParseErrorKind, situation: &Situation<'_>) -> Vec<String> {
    match kind {
        ParseErrorKind::UnknownOptions { tokens } => left_over(tokens, situation),
        ParseErrorKind::InvalidChoice {
            argument,
            value,
            suggestions,
        } => no_choice(argument, value, suggestions, situation),
        ParseErrorKind::ExpectedValue { option } => expected_value(option, situation),
        ParseErrorKind::Missing { names } => missing(names, situation),
        ParseErrorKind::Ambiguous { .. } => vec!["Write the option out.".to_owned()],
        ParseErrorKind::UnexpectedValue { option, .. } => {
            vec![format!("{option} takes no value: give it alone.")]
        }
        ParseErrorKind::InvalidInt { option, .. } => {
            vec![format!("{option} takes digits alone, as in `{option} 10`.")]
        }
        ParseErrorKind::InvalidFloat { option, .. } => {
            vec![format!("{option} takes a number, as in `{option} 1.5`.")]
        }
        ParseErrorKind::PromptConflict => vec!["Leave one of them out.".to_owned()],
        ParseErrorKind::NotUnicode { .. } => vec![
            "A value of any bytes can come out of a file, where the option takes bytes: \
             fileb://PATH"
                .to_owned(),
        ],
    }
}

/// The operation that the line names, with what a line about it begins with.
fn operation(situation: &Situation<'_>) -> Option<(String, &'static Operation)> {
    let program = situation.program;
    let mut words = situation.args.iter();
    let found = |service: &Service, word: &String| {
        let operation = service.operation(word)?;
        Some((format!("{} {word}", program.invocation(service)), operation))
    };
    match program.names_service() {
        true => {
            let service = words.find_map(|word| program.find(word))?;
            words.find_map(|word| found(service, word))
        }
        false => words.find_map(|word| {
            let mut services = program.services.iter();
            services.find_map(|service| found(service, word))
        }),
    }
}

/// A command of the program's own that has commands behind it.
struct Group {
    word: &'static str,
    /// The commands with their options.
    commands: Vec<(&'static str, Vec<OptionSpec>)>,
}

impl Group {
    fn all(program: &Program) -> Vec<Self> {
        let local = program.backend().map(|backend| {
            let commands = backend.commands().into_iter();
            let commands = commands.map(|command| (command.name, command.options));
            Self {
                word: LOCAL,
                commands: commands.collect(),
            }
        });
        let commands = config::COMMANDS.map(|command| (command, config::OPTIONS.to_vec()));
        let config = Self {
            word: CONFIG,
            commands: commands.to_vec(),
        };
        local.into_iter().chain([config]).collect()
    }

    /// The one that the line names.
    fn of(situation: &Situation<'_>) -> Option<Self> {
        let mut all = Self::all(situation.program).into_iter();
        all.find(|group| situation.args.iter().any(|arg| arg == group.word))
    }

    fn words(&self) -> Vec<String> {
        let words = self.commands.iter().map(|(word, _)| (*word).to_owned());
        words.collect()
    }
}

/// All options that may stand on the line.
fn specs(situation: &Situation<'_>, operation: Option<&'static Operation>) -> Vec<OptionSpec> {
    let own = operation.map(options::of).unwrap_or_default();
    let group = Group::of(situation).filter(|_| operation.is_none());
    let of_command = group
        .into_iter()
        .flat_map(|group| group.commands)
        .filter(|(name, _)| situation.args.iter().any(|arg| arg == name))
        .flat_map(|(_, options)| options);
    let table = situation.program.parser();
    let table = table.table().map(|global| global.spec.clone());
    own.into_iter().chain(of_command).chain(table).collect()
}

/// Where all is told that may stand on the line.
fn overview(situation: &Situation<'_>) -> String {
    let name = situation.program.name();
    match Group::of(situation) {
        Some(Group { word, .. }) => format!("What there is: {name} {word} --help"),
        None => format!("What there is: {name} --help"),
    }
}

fn left_over(tokens: &[String], situation: &Situation<'_>) -> Vec<String> {
    let named = operation(situation);
    let specs = specs(situation, named.as_ref().map(|(_, operation)| *operation));
    let flags: Vec<_> = specs.iter().map(OptionSpec::flag).collect();
    let mut lines = Vec::new();
    for token in tokens {
        let advice = match as_option(token) {
            Some(option) => did_you_mean(&option, flags.iter().map(String::as_str)),
            None => stray(
                token,
                situation.args,
                &specs,
                named.as_ref().map(|(_, of)| *of),
            ),
        };
        lines.extend(advice.filter(|advice| !lines.contains(advice)));
    }
    lines.push(match named {
        Some((invocation, _)) => format!("All options: {invocation} --help"),
        None => overview(situation),
    });
    lines
}

/// Dashes that editors and chat programs make of two.
const LONG_DASHES: [char; 3] = ['–', '—', '−'];

/// The name of the option that a word with a dash of any kind before it is meant to be.
fn as_option(token: &str) -> Option<String> {
    let (name, _) = token.split_once('=').unwrap_or((token, ""));
    let bare = name.trim_start_matches('-').trim_start_matches(LONG_DASHES);
    let is_option = bare.len() < name.len() && bare.starts_with(char::is_alphabetic);
    is_option.then(|| format!("--{bare}"))
}

/// A word that belongs to the value of the option before it, or stands behind one that takes none.
fn stray(
    token: &str,
    args: &[String],
    specs: &[OptionSpec],
    operation: Option<&'static Operation>,
) -> Option<String> {
    let at = args.iter().position(|arg| arg == token)?;
    let before = args[..at].iter().rposition(|arg| arg.starts_with("--"))?;
    let (option, values) = (&args[before], &args[before + 1..]);
    let is_flag = |spec: &&OptionSpec| spec.flag() == *option && spec.kind == OptionKind::Flag;
    if specs.iter().any(|spec| is_flag(&spec)) {
        return Some(format!(
            "{option} takes no value: leave {} out.",
            quote_word(token)
        ));
    }
    let values = values.iter().take_while(|arg| !arg.starts_with("--"));
    let values: Vec<_> = values.map(String::as_str).collect();
    if values.len() < 2 {
        return None;
    }
    let is_map = operation.is_some_and(|operation| takes_pairs(operation, option));
    Some(match is_map {
        true => format!(
            "{option} takes its pairs in one word, with commas between them: {option} {}",
            quote_word(&values.join(","))
        ),
        false => format!(
            "A value with blanks must be quoted: {option} {}",
            quote_word(&values.join(" "))
        ),
    })
}

fn takes_pairs(operation: &Operation, option: &str) -> bool {
    let members = operation.input.members();
    let mut members = members.iter();
    members.any(|member| {
        option.strip_prefix("--") == Some(&options::name(operation, member.name))
            && matches!(member.target.kind, Kind::Map { .. } | Kind::Structure(_))
    })
}

fn no_choice(
    argument: &str,
    value: &str,
    suggestions: &[String],
    situation: &Situation<'_>,
) -> Vec<String> {
    let program = situation.program;
    if argument.starts_with("--") {
        let named = operation(situation);
        let specs = specs(situation, named.map(|(_, operation)| operation));
        let Some(spec) = specs.iter().find(|spec| spec.flag() == argument) else {
            return Vec::new();
        };
        let mut lines: Vec<_> = did_you_mean(value, spec.choices.iter().copied())
            .filter(|_| suggestions.is_empty())
            .into_iter()
            .collect();
        lines.push(format!("{argument} takes {}.", spec.choices.join(", ")));
        return lines;
    }
    let mut lines: Vec<_> = misplaced(value, situation)
        .or_else(|| program.found_elsewhere(value))
        .into_iter()
        .collect();
    if let [only] = program.services.as_slice()
        && !program.names_service()
        && value == only.catalog.command()
    {
        let name = program.name();
        lines.push(format!(
            "{name} stands for `aws {value}`: the operation comes right behind it, as in {name} {}",
            only.commands().first().map_or("", String::as_str)
        ));
    } else if lines.is_empty() && suggestions.is_empty() {
        let words = words(situation);
        lines.extend(did_you_mean(value, words.iter().map(String::as_str)));
    }
    lines.push(overview(situation));
    lines
}

/// A word that is right in another place: a command of a group without the group's word, or an operation
/// behind one.
fn misplaced(word: &str, situation: &Situation<'_>) -> Option<String> {
    let program = situation.program;
    let name = program.name();
    let line = match Group::of(situation) {
        Some(group) => {
            program
                .operation(word)
                .filter(|_| !program.names_service())?;
            match group.word {
                LOCAL => format!("{name} --{LOCAL} {word}"),
                _ => format!("{name} {word}"),
            }
        }
        None => {
            let mut groups = Group::all(program).into_iter();
            let group = groups.find(|group| group.words().iter().any(|known| known == word))?;
            format!("{name} {} {word}", group.word)
        }
    };
    Some(format!("Did you mean `{line}`?"))
}

/// The words of which one is expected where there is no operation.
fn words(situation: &Situation<'_>) -> Vec<String> {
    let program = situation.program;
    if let Some(group) = Group::of(situation) {
        return group.words();
    }
    let service = match program.names_service() {
        true => situation.args.iter().find_map(|word| program.find(word)),
        false => None,
    };
    service.map_or_else(|| program.words(), Service::commands)
}

fn expected_value(option: &str, situation: &Situation<'_>) -> Vec<String> {
    let named = operation(situation);
    let specs = specs(situation, named.map(|(_, operation)| operation));
    let Some(spec) = specs.iter().find(|spec| spec.flag() == option) else {
        return Vec::new();
    };
    let mut lines = vec![match spec.choices {
        [] => format!("Write {option} {}", spec.metavar),
        choices => format!("{option} takes {}.", choices.join(", ")),
    }];
    let at = situation.args.iter().position(|arg| arg == option);
    let next = at.and_then(|at| situation.args.get(at + 1));
    if let Some(next) = next.filter(|next| next.starts_with('-')) {
        lines.push(format!(
            "If {next} is the value, join them: {option}={}",
            quote_word(next)
        ));
    }
    lines
}

/// The option with what it takes, as `--name TEXT`.
fn with_value(specs: &[OptionSpec], flag: &str) -> Option<String> {
    let spec = specs.iter().find(|spec| spec.flag() == flag)?;
    Some(format!("{flag} {}", spec.metavar))
}

/// How the option of a member is written.
pub(crate) fn write(operation: &'static Operation, member: &str) -> Option<String> {
    let flag = format!("--{}", options::name(operation, member));
    let option = with_value(&options::of(operation), &flag)?;
    Some(format!("Write {option}"))
}

fn missing(names: &[String], situation: &Situation<'_>) -> Vec<String> {
    let Some((invocation, operation)) = operation(situation) else {
        let words = Group::of(situation).map(|group| group.words().join(", "));
        let words = words.map(|words| format!("One of these comes next: {words}"));
        return words.into_iter().chain([overview(situation)]).collect();
    };
    let specs = options::of(operation);
    let behind = situation
        .args
        .iter()
        .skip_while(|arg| invocation.split(' ').next_back() != Some(arg))
        .nth(1);
    let wanted = |arg: &&String| {
        as_option(arg)
            .is_some_and(|option| names.iter().any(|name| name.eq_ignore_ascii_case(&option)))
    };
    if let Some(mistyped) = situation.args.iter().find(wanted) {
        let name = as_option(mistyped).unwrap_or_default().to_lowercase();
        return vec![format!("Write {name} in place of {mistyped}")];
    }
    if let ([only], Some(value)) = (names, behind.filter(|value| !value.starts_with('-'))) {
        return vec![
            format!(
                "If {value} is it: {invocation} {only} {}",
                quote_word(value)
            ),
            format!("An example: {invocation} --help"),
        ];
    }
    let needed = names.iter().filter_map(|name| with_value(&specs, name));
    let needed: Vec<_> = needed.collect();
    let mut lines = Vec::new();
    if !needed.is_empty() {
        lines.push(format!("Write {invocation} … {}", needed.join(" ")));
    }
    lines.push(format!("An example: {invocation} --help"));
    lines
}
