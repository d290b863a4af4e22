//! Are the parameters valid? Asked before anything is sent.
//!
//! The basic checks are those of the AWS CLI, in its words, which name Python's types. What the
//! model says beyond is checked by [`constraint`].

use std::fmt::Write as _;

use aws_settings::Validation;
use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value};
use smithy_catalog::constraint::{self, Rule, Violation};
use smithy_catalog::{Kind, Length, Member, Operation, Range, Shape};

use crate::advice;
use crate::error::CliError;
use crate::params::{self, Parameters};
use crate::timestamp::{Moment, NoMoment};

/// Refuses parameters that break rules, with all problems in one message.
///
/// # Errors
/// If the level finds anything wrong. Without validation that is only a name the operation does
/// not know, because there is no place in the request for it.
pub(crate) fn validate(
    operation: &'static Operation,
    parameters: &Parameters,
    level: Validation,
) -> Result<(), CliError> {
    let Walk {
        problems,
        fatal,
        mut advice,
        ..
    } = basic(operation.input, operation.host_prefix, parameters);
    if let Some(message) = fatal {
        return Err(CliError::general(message));
    }
    if level == Validation::Off {
        return unknown(problems);
    }
    let mut lines = Vec::new();
    if level == Validation::Strict {
        let (beyond, more) = strict(operation, parameters, &problems);
        lines = beyond;
        advice.extend(more);
    }
    let basic = problems.into_iter().map(|problem| problem.line);
    lines.splice(..0, basic);
    failed(&lines).map_err(|error| error.advised(advice))
}

/// Refuses a made-up answer that breaks rules, as the AWS CLI does.
///
/// # Errors
/// If it does.
pub(crate) fn stub(operation: &'static Operation, stub: &Value) -> Result<(), CliError> {
    let Value::Map(document) = stub else {
        return Ok(());
    };
    let parameters = Parameters {
        document: document.clone(),
        ..Parameters::default()
    };
    let walk = basic(operation.output, None, &parameters);
    let lines: Vec<_> = walk
        .problems
        .into_iter()
        .map(|problem| problem.line)
        .collect();
    failed(&lines)
}

/// The failure of a validation that found this.
fn failed(lines: &[String]) -> Result<(), CliError> {
    if lines.is_empty() {
        return Ok(());
    }
    let lines = lines.join("\n");
    Err(CliError::param_validation(format!(
        "Parameter validation failed:\n{lines}"
    )))
}

/// Refuses names that the operation does not know, and nothing else.
fn unknown(problems: Vec<Problem>) -> Result<(), CliError> {
    let unknown = problems
        .into_iter()
        .filter(|problem| problem.says == Says::Unknown);
    let lines: Vec<_> = unknown.map(|problem| problem.line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(CliError::general(lines.join("\n")))
}

/// Something wrong with the parameters.
struct Problem {
    /// Where, as a message names it: `tags.KEY`, `tags (key: KEY)`, `items[0].name`.
    place: String,
    /// What, with the place.
    line: String,
    /// How much that says.
    says: Says,
}

/// How much a problem says of its place.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    /// The structure does not know the name.
    Unknown,
    /// All there is to say: what is missing, empty or of another type breaks no further rule worth a word.
    Everything,
    /// The value is too short or too small. It may break other rules, too.
    TooLittle,
}

impl Says {
    /// Whether a violation of this rule at the same place is no news.
    fn covers(self, rule: &Rule) -> bool {
        self != Self::TooLittle || matches!(rule, Rule::LengthMin { .. } | Rule::RangeMin { .. })
    }
}

/// What breaks rules that the basic checks do not know, and advice on it. What these found is not
/// said again.
fn strict(
    operation: &Operation,
    parameters: &Parameters,
    basic: &[Problem],
) -> (Vec<String>, Vec<String>) {
    // Both name places, but not alike.
    let plain = |place: &str| place.replace('[', ".").replace(']', "");
    let document = serde_json::Value::Object(params::to_json(&parameters.document));
    let violations = constraint::validate(operation.input, &document);
    let beyond = violations.into_iter().filter(|violation| {
        let mut place = violation.path.clone();
        if let (true, Some(key)) = (violation.in_key, &violation.value) {
            place = in_key(&place, key);
        }
        let place = plain(&place);
        let mut reported = basic.iter();
        !reported
            .any(|problem| plain(&problem.place) == place && problem.says.covers(&violation.rule))
    });
    let beyond: Vec<_> = beyond.collect();
    let advice = beyond
        .iter()
        .filter_map(|violation| advise(violation, &document));
    (
        beyond.iter().map(ToString::to_string).collect(),
        advice.collect(),
    )
}

/// Advice on a value that may be shown.
fn advise(violation: &Violation, document: &serde_json::Value) -> Option<String> {
    violation.value.as_ref()?;
    let mut steps = violation.path.split('.');
    let value = steps.try_fold(document, |value, step| match step.parse::<usize>() {
        Ok(at) => value.get(at),
        Err(_) => value.get(step),
    });
    advice::of_rule(&violation.rule, value?.as_str()?)
}

fn basic(shape: &Shape, host_prefix: Option<&str>, parameters: &Parameters) -> Walk {
    let mut walk = Walk {
        problems: Vec::new(),
        maps: MapType::Dict,
        fatal: None,
        advice: Vec::new(),
    };
    let (members, document) = (shape.members(), &parameters.document);
    walk.names("", members, document);
    for (name, value) in document {
        let Some(member) = shape.member(name) else {
            continue;
        };
        if params::is_json_header(member) {
            continue;
        }
        walk.host_label(host_prefix, member, value);
        walk.maps = match parameters.from_json.contains(&member.name) {
            true => MapType::OrderedDict,
            false => MapType::Dict,
        };
        walk.member(name, member, value, false);
    }
    walk
}

/// What stands in the place of a value that must not be shown.
const HIDDEN: &str = "***";

struct Walk {
    problems: Vec<Problem>,
    /// The Python type of the maps met.
    maps: MapType,
    /// What the AWS CLI fails over before it can complain of anything.
    fatal: Option<String>,
    /// Advice on the problems.
    advice: Vec<String>,
}

impl Walk {
    fn report(&mut self, place: String, line: String) {
        self.say(place, line, Says::Everything);
    }

    fn say(&mut self, place: String, line: String, says: Says) {
        self.problems.push(Problem { place, line, says });
    }

    /// Members that a structure lacks, then names that are none of its members.
    fn names(&mut self, place: &str, members: &[Member], fields: &Map) {
        let shown = if place.is_empty() { "input" } else { place };
        for member in members.iter().filter(|member| member.required) {
            if !fields.contains_key(member.name) {
                let name = member.name;
                let line = format!("Missing required parameter in {shown}: \"{name}\"");
                self.report(within(place, name), line);
            }
        }
        let known: Vec<_> = members.iter().map(|member| member.name).collect();
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            self.advice
                .extend(advice::did_you_mean(name, known.iter().copied()));
            let known = known.join(", ");
            let line = format!("Unknown parameter in {shown}: \"{name}\", must be one of: {known}");
            self.say(within(place, name), line, Says::Unknown);
        }
    }

    /// A part of the host must not be empty.
    fn host_label(&mut self, host_prefix: Option<&str>, member: &Member, value: &Value) {
        let label = format!("{{{}}}", member.name);
        let in_host = host_prefix.is_some_and(|prefix| prefix.contains(&label));
        if in_host
            && member.length().and_then(|length| length.min).is_none()
            && let Value::String(text) = value
        {
            let least = Length {
                min: Some(1),
                max: None,
            };
            self.length(member.name, Some(least), text.chars().count());
        }
    }

    /// A union has one member, known or not.
    fn one_member(&mut self, place: &str, members: &[Member], fields: &Map) {
        let names: Vec<_> = members.iter().map(|member| member.name).collect();
        let names = names.join(". ");
        let line = match fields.len() {
            1 => return,
            0 => format!(
                "Must set one of the following keys for tagged unionstructure {place}: {names}."
            ),
            _ => format!(
                "Invalid number of parameters set for tagged union structure {place}. \
                 Can only set one of the following keys: {names}."
            ),
        };
        self.report(place.to_owned(), line);
    }

    /// Any JSON; named by its last key only.
    fn document(&mut self, name: &str, value: &Value) {
        match value {
            Value::Map(entries) => {
                for (key, entry) in entries {
                    self.document(key, entry);
                }
            }
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.document(&format!("{name}[{at}]"), item);
                }
            }
            Value::Bytes(_) | Value::Date(_) | Value::Foreign(_) => {
                let shown = python::text(value, self.maps);
                let class = python::class_name(value, self.maps);
                let line = format!(
                    "Invalid type for document parameter {name}, value: {shown}, type: \
                     <class '{class}'>, valid types: <class 'str'>, <class 'int'>, <class 'bool'>, \
                     <class 'float'>, <class 'list'>, <class 'dict'>"
                );
                self.report(name.to_owned(), line);
            }
            _ => {}
        }
    }

    fn member(&mut self, place: &str, member: &Member, value: &Value, hidden: bool) {
        if let (Kind::Timestamp, Err(NoMoment::TooFar(message))) =
            (member.target.kind, Moment::of(value))
        {
            self.fatal.get_or_insert(message);
            return;
        }
        let hidden = hidden || member.sensitive();
        let Some(types) = unsuited(member.target.kind, value) else {
            return self.contents(place, member, value, hidden);
        };
        let hidden = hidden || holds_sensitive(member.target, &mut Vec::new());
        if !hidden && matches!(member.target.kind, Kind::String) {
            self.advice.extend(advice::no_text(place, value));
        }
        let shown = match hidden {
            true => HIDDEN.into(),
            false => python::text(value, self.maps),
        };
        let class = python::class_name(value, self.maps);
        let line = format!(
            "Invalid type for parameter {place}, value: {shown}, type: <class '{class}'>, \
             valid types: {types}"
        );
        self.report(place.to_owned(), line);
    }

    /// A value of the right type.
    fn contents(&mut self, place: &str, member: &Member, value: &Value, hidden: bool) {
        match (member.target.kind, value) {
            (Kind::Document, value) => self.document(place, value),
            (kind @ (Kind::Structure(members) | Kind::Union(members)), Value::Map(fields)) => {
                if matches!(kind, Kind::Union(_)) {
                    self.one_member(place, &members, fields);
                }
                self.names(place, &members, fields);
                for (name, value) in fields {
                    if let Some(member) = member.target.member(name) {
                        self.member(&within(place, name), member, value, hidden);
                    }
                }
            }
            (Kind::Map { key, value, .. }, Value::Map(entries)) => {
                self.entries(place, key, value, entries, hidden);
            }
            (Kind::List { member: item, .. }, Value::List(items)) => {
                self.length(place, member.length(), items.len());
                for (at, value) in items.iter().enumerate() {
                    self.member(&format!("{place}[{at}]"), item, value, hidden);
                }
            }
            (Kind::String | Kind::Enum(_), Value::String(text)) => {
                self.length(place, member.length(), text.chars().count());
            }
            _ => self.range(place, member.range(), value, hidden),
        }
    }

    fn entries(&mut self, place: &str, key: &Member, value: &Member, entries: &Map, hidden: bool) {
        let hidden_key = hidden || key.sensitive();
        for (name, entry) in entries {
            let shown = if hidden_key { HIDDEN } else { name };
            self.length(&in_key(place, shown), key.length(), name.chars().count());
            self.member(&within(place, shown), value, entry, hidden);
        }
    }

    fn length(&mut self, place: &str, length: Option<Length>, actual: usize) {
        let Some(min) = length.and_then(|length| length.min) else {
            return;
        };
        if (actual as u64) < min {
            let line = format!(
                "Invalid length for parameter {place}, value: {actual}, valid min length: {min}"
            );
            let says = match actual {
                0 => Says::Everything,
                _ => Says::TooLittle,
            };
            self.say(place.to_owned(), line, says);
        }
    }

    fn range(&mut self, place: &str, range: Option<Range>, value: &Value, hidden: bool) {
        let (Some(min), Some(number)) = (range.and_then(|range| range.min), number(value)) else {
            return;
        };
        if number < min {
            let decimal = range.is_some_and(|range| range.decimal_min);
            let min = match decimal {
                true => python::float(min),
                false => min.to_string(),
            };
            let shown = match hidden {
                true => HIDDEN.into(),
                false => python::text(value, self.maps),
            };
            let line = format!(
                "Invalid value for parameter {place}, value: {shown}, valid min value: {min}"
            );
            self.say(place.to_owned(), line, Says::TooLittle);
        }
    }
}

fn within(place: &str, name: &str) -> String {
    if place.is_empty() {
        return name.to_owned();
    }
    format!("{place}.{name}")
}

fn in_key(place: &str, key: &str) -> String {
    format!("{place} (key: {key})")
}

/// The Python types that the kind takes, if the value is of none of them.
fn unsuited(kind: Kind, value: &Value) -> Option<String> {
    let whole = matches!(value, Value::Int(_) | Value::BigInt(_) | Value::Bool(_));
    let (suits, types): (bool, &[&str]) = match kind {
        Kind::Structure(_) | Kind::Union(_) | Kind::Map { .. } => {
            (matches!(value, Value::Map(_)), &["dict"])
        }
        Kind::List { .. } => (matches!(value, Value::List(_)), &["list", "tuple"]),
        Kind::String | Kind::Enum(_) => (matches!(value, Value::String(_)), &["str"]),
        Kind::Boolean => (matches!(value, Value::Bool(_)), &["bool"]),
        // Python's booleans are integers.
        kind if kind.is_integer() => (whole, &["int"]),
        kind if kind.is_float() => (
            whole || matches!(value, Value::Float(_)),
            &["float", "decimal.Decimal", "int"],
        ),
        Kind::Blob => (
            matches!(value, Value::Bytes(_) | Value::String(_)),
            &["bytes", "bytearray", ""],
        ),
        Kind::Timestamp => (Moment::of(value).is_ok(), &["datetime.datetime", ""]),
        _ => return None,
    };
    if suits {
        return None;
    }
    let mut text = String::new();
    for class in types {
        let separator = if text.is_empty() { "" } else { ", " };
        let shown = match (*class, kind) {
            ("", Kind::Blob) => "file-like object".to_owned(),
            ("", _) => "timestamp-string".to_owned(),
            (class, _) => format!("<class '{class}'>"),
        };
        write!(text, "{separator}{shown}").expect("writing to a string cannot fail");
    }
    Some(text)
}

/// The number that Python takes the value for.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(value) => Some(*value as f64),
        Value::BigInt(digits) => digits.parse().ok(),
        Value::Float(value) => Some(*value),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        _ => None,
    }
}

/// Whether any part of the shape is sensitive: then so may be what stands in its place.
fn holds_sensitive(shape: &Shape, seen: &mut Vec<&'static str>) -> bool {
    if shape.sensitive || seen.contains(&shape.id) {
        return shape.sensitive;
    }
    seen.push(shape.id);
    let mut holds = |member: &Member| holds_sensitive(member.target, seen);
    match shape.kind {
        Kind::List { member, .. } => holds(member),
        Kind::Map { key, value, .. } => holds(key) || holds(value),
        _ => shape.members().iter().any(holds),
    }
}

#[cfg(test)]
mod tests;
