//! Command lines and values for examples, made up so that they satisfy the constraints.

use aws_settings::quote_word;
use serde_json::{Map, Value, json};
use smithy_catalog::cli::Pages;
use smithy_catalog::{Kind, Member, Operation, Shape, constraint};

use crate::options;
use crate::program::Program;
use crate::service::Service;

/// Texts to try, the first that a member takes is its example. The last resort is no value.
const TEXTS: [&str; 8] = [
    "example",
    "1234567",
    "123456789012",
    "s3://my-bucket/my-prefix/",
    "https://example.com/",
    "arn:aws:service:us-east-1:123456789012:name",
    "123e4567-e89b-12d3-a456-426614174000",
    "2026-01-01",
];

/// A made-up value of a member.
pub(super) fn value(member: &Member) -> Value {
    let number = || {
        member
            .range()
            .and_then(|range| range.min)
            .unwrap_or_default()
    };
    match member.target.kind {
        Kind::Boolean => true.into(),
        Kind::Enum([first, ..]) => first.value.into(),
        Kind::IntEnum([first, ..]) => (*first).into(),
        Kind::Timestamp => "2026-01-01T12:00:00Z".into(),
        Kind::List { member, .. } => json!([value(member)]),
        Kind::Map { key, value, .. } => entry(key, value),
        Kind::Structure(members) => fields(members.iter().filter(|member| member.required)),
        Kind::Union(members) => {
            let plain = members.iter().find(|one| one.target.members().is_empty());
            fields(plain)
        }
        Kind::Document => json!({}),
        kind if kind.is_integer() => (number() as i64).into(),
        kind if kind.is_float() => number().into(),
        _ => TEXTS
            .into_iter()
            .find(|text| takes(member, text))
            .unwrap_or("VALUE")
            .into(),
    }
}

fn fields<'m>(members: impl IntoIterator<Item = &'m Member>) -> Value {
    let fields = members
        .into_iter()
        .map(|member| (member.name.to_owned(), value(member)));
    Value::Object(fields.collect())
}

/// A map with one entry, which looks like a tag where it may.
fn entry(key: &Member, member: &Member) -> Value {
    let text = |member: &Member, text: &str| match member.target.kind {
        Kind::String if takes(member, text) => text.into(),
        _ => value(member),
    };
    let key = text(key, "team");
    let key = key.as_str().unwrap_or("KEY").to_owned();
    Value::Object(Map::from_iter([(key, text(member, "blue"))]))
}

/// Whether a text satisfies the constraints of a member.
fn takes(member: &Member, text: &str) -> bool {
    let length = text.chars().count() as u64;
    let fits = member.length().is_none_or(|limits| {
        limits.min.is_none_or(|min| min <= length) && limits.max.is_none_or(|max| length <= max)
    });
    let matches =
        |pattern| constraint::compile(pattern).is_ok_and(|pattern| pattern.find(text).is_some());
    fits && member.pattern().is_none_or(matches)
}

/// An option with a made-up value, quoted for a shell.
pub(super) fn option(operation: &Operation, member: &Member) -> String {
    let flag = format!("--{}", options::name(operation, member.name));
    let value = value(member);
    match shorthand(member.target, &value) {
        _ if value.is_boolean() => flag,
        Some(text) => format!("{flag} {}", quote_word(&text)),
        None if is_plain_list(&value) => {
            let items = value.as_array().into_iter().flatten();
            let words: Vec<_> = items.map(|item| quote_word(&plain(item))).collect();
            format!("{flag} {}", words.join(" "))
        }
        None => format!("{flag} {}", quote_word(&plain(&value))),
    }
}

/// A list whose items an option takes as words.
fn is_plain_list(value: &Value) -> bool {
    let is_plain = |item: &Value| !item.is_object() && !item.is_array();
    value
        .as_array()
        .is_some_and(|items| !items.is_empty() && items.iter().all(is_plain))
}

/// The value in shorthand, if the shape can be written so: structures and maps of plain values.
pub(super) fn shorthand(shape: &Shape, value: &Value) -> Option<String> {
    let (Kind::Map { .. } | Kind::Structure(_), Value::Object(fields)) = (shape.kind, value) else {
        return None;
    };
    if fields
        .values()
        .any(|value| value.is_object() || value.is_array())
    {
        return None;
    }
    let pairs = fields
        .iter()
        .map(|(key, value)| format!("{key}={}", plain(value)));
    Some(pairs.collect::<Vec<_>>().join(","))
}

/// A value as an option takes it without shorthand: text as it is, all else as JSON.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// An example: what it shows, and the words of the command line that belong together.
pub(super) struct Example {
    pub(super) title: &'static str,
    pub(super) words: Vec<String>,
}

/// Two examples of an operation.
pub(super) fn of(
    program: &Program,
    service: &Service,
    operation: &'static Operation,
) -> [Example; 2] {
    let invocation = program.invocation(service);
    let command = operation.command();
    let pages = operation.pages();
    let skipped = |member: &Member| {
        let by_hand = |pages: &Pages| {
            let mut members = pages.input_tokens.iter().chain(&pages.limit_key);
            members.any(|by_hand| *by_hand == member.name)
        };
        operation.idempotency_token == Some(member.name) || pages.as_ref().is_some_and(by_hand)
    };
    let members = operation.input.members().iter();
    let (required, optional): (Vec<&Member>, Vec<&Member>) = members
        .filter(|member| !skipped(member))
        .partition(|member| member.required);
    let options = |members: &[&Member]| {
        members
            .iter()
            .map(|one| option(operation, one))
            .collect::<Vec<_>>()
    };
    let required = options(&required);
    let line = |start: &str, more: Vec<String>| {
        let start = std::iter::once(format!("{invocation} {start}{command}"));
        start.chain(required.iter().cloned()).chain(more).collect()
    };
    let first = Example {
        title: match required.is_empty() {
            true => "Without any option:",
            false => "With what is required, and nothing else:",
        },
        words: line("", Vec::new()),
    };
    let second = if pages.is_some() {
        let more = format!("--{} 10", options::MAX_ITEMS);
        Example {
            title: "The first ten items only, as a table:",
            words: line("", vec![more, "--output table".to_owned()]),
        }
    } else if optional.is_empty() || program.backend().is_none() {
        Example {
            title: "Look at the request without sending it:",
            words: line("--dry-run ", Vec::new()),
        }
    } else {
        Example {
            title: "With every option, against the service built into this program:",
            words: line("--local ", options(&optional)),
        }
    };
    [first, second]
}

#[cfg(test)]
mod tests {
    use aws_settings::{Environment, Validation};

    use super::*;
    use crate::args::{Head, Operation as Parsed};
    use crate::paginate::PageOptions;
    use crate::paramfile::ParamFiles;
    use crate::params;
    use crate::tests::{program, two_services};
    use crate::validate::validate;

    /// The words as a shell passes them on; no example needs quotes.
    fn arguments(example: &Example) -> Vec<String> {
        let line = example.words.join(" ");
        assert!(!line.contains('\''), "{line}");
        line.split(' ').skip(1).map(str::to_owned).collect()
    }

    fn check(program: &Program) {
        let parser = program.parser();
        let words = program.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        for service in &program.services {
            for operation in service.catalog.operations {
                for example in of(program, service, operation) {
                    let Ok(Head::Options { rest, .. }) =
                        parser.globals(&arguments(&example), &words, &[])
                    else {
                        panic!("no example asks for the version");
                    };
                    let command = operation.command();
                    let (_, rest) = parser
                        .word(&rest, "operation", &[&command])
                        .expect("a command");
                    let specs = options::of(operation);
                    let Ok(Parsed::Options(raw)) = parser.operation(&rest, &specs, false) else {
                        panic!("no example asks for help");
                    };
                    let env = Environment::default();
                    let files = ParamFiles::new(&env);
                    let pages = PageOptions::read(operation, &raw, false).expect("good options");
                    let mut parameters =
                        params::read(operation, &raw, &pages, &files).expect("readable parameters");
                    parameters.fill_token(operation, |_| "token".to_owned());
                    validate(operation, &parameters, Validation::Strict).expect("a valid request");
                }
            }
        }
    }

    #[test]
    fn examples_are_valid_commands() {
        check(&program());
        check(&two_services());
    }
}
