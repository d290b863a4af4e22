//! What the AWS CLI checks, in its words, which name Python's types; and advice on it, which does not.

use std::fmt::Write as _;

use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value};
use smithy_catalog::constraint::Rule;
use smithy_catalog::{Kind, Length, Member, Shape};

use crate::advice;
use crate::params::{self, Parameters};
use crate::timestamp::{Moment, NoMoment};

/// Something wrong with the parameters.
pub(super) struct Problem {
    /// Where, as a message names it: `tags.KEY`, `tags (key: KEY)`, `items[0].name`.
    pub(super) place: String,
    /// What, with the place.
    pub(super) line: String,
    /// How much that says.
    pub(super) says: Says,
}

/// How much a problem says of its place.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Says {
    /// The structure does not know the name.
    Unknown,
    /// All there is to say: what is missing, empty or of another type breaks no further rule worth a word.
    Everything,
    /// The value is too short or too small. It may break other rules, too.
    TooLittle,
}

impl Says {
    /// Whether a violation of this rule at the same place is no news.
    pub(super) fn covers(self, rule: &Rule) -> bool {
        self != Self::TooLittle || matches!(rule, Rule::LengthMin { .. } | Rule::RangeMin { .. })
    }
}

/// Checks the parameters against a shape, of which parts may stand in the name of the host.
pub(super) fn check(shape: &Shape, host_prefix: Option<&str>, parameters: &Parameters) -> Walk {
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

/// What was found.
pub(super) struct Walk {
    pub(super) problems: Vec<Problem>,
    /// The Python type of the maps met.
    maps: MapType,
    /// What the AWS CLI fails over before it can complain of anything.
    pub(super) fatal: Option<String>,
    /// Advice on the problems.
    pub(super) advice: Vec<String>,
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
                let place = within(place, name);
                self.advice.push(advice::takes(&place, member));
                self.report(place, line);
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
            self.is_short(member.name, member, Some(least), text.chars().count());
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
        self.advice.push(advice::takes(place, member));
        if !hidden {
            self.advice
                .extend(advice::of_type(place, member.target.kind, value));
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
                self.is_short(place, member, member.length(), items.len());
                for (at, value) in items.iter().enumerate() {
                    self.member(&format!("{place}[{at}]"), item, value, hidden);
                }
            }
            (Kind::String | Kind::Enum(_), Value::String(text)) => {
                let length = text.chars().count();
                if self.is_short(place, member, member.length(), length) && length == 0 {
                    self.advice.push(advice::empty(!member.required));
                }
            }
            _ => self.range(place, member, value, hidden),
        }
    }

    fn entries(&mut self, place: &str, key: &Member, value: &Member, entries: &Map, hidden: bool) {
        let hidden_key = hidden || key.sensitive();
        for (name, entry) in entries {
            let shown = if hidden_key { HIDDEN } else { name };
            let place_of_key = in_key(place, shown);
            let length = name.chars().count();
            if self.is_short(&place_of_key, key, key.length(), length) && length == 0 {
                self.advice.push(advice::NO_KEY.to_owned());
            }
            self.member(&within(place, shown), value, entry, hidden);
        }
    }

    /// Whether it has fewer characters or elements than it must have, which is reported.
    fn is_short(
        &mut self,
        place: &str,
        of: &Member,
        length: Option<Length>,
        actual: usize,
    ) -> bool {
        let min = length.and_then(|length| length.min).unwrap_or_default();
        if actual as u64 >= min {
            return false;
        }
        let line = format!(
            "Invalid length for parameter {place}, value: {actual}, valid min length: {min}"
        );
        let says = match actual {
            0 => Says::Everything,
            _ => Says::TooLittle,
        };
        self.advice.push(advice::takes(place, of));
        self.say(place.to_owned(), line, says);
        true
    }

    fn range(&mut self, place: &str, member: &Member, value: &Value, hidden: bool) {
        let range = member.range();
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
            self.advice.push(advice::takes(place, member));
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

pub(super) fn in_key(place: &str, key: &str) -> String {
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
mod tests {
    //! Shapes that no operation of the service takes.

    use cli_formats::json;
    use smithy_catalog::UNIT;

    use super::*;

    static SECRET: Shape = Shape::new("test#Secret", UNIT.schema, Kind::String)
        .with_length(Some(8), None)
        .sensitive();
    static PIN: Shape = Shape::new("test#Pin", UNIT.schema, Kind::Integer)
        .with_range(Some(1000.0), None)
        .sensitive();
    static MEMBERS: [Member; 2] = [
        Member::new("secret", UNIT.schema, &SECRET).required(),
        Member::new("pin", UNIT.schema, &PIN),
    ];
    static LOGIN: Shape = Shape::new(
        "test#Login",
        UNIT.schema,
        Kind::Structure(smithy_catalog::Members::listed(&MEMBERS)),
    );
    static ITEM: Member = Member::new("member", UNIT.schema, &LOGIN);
    static LOGINS: Shape = Shape::new(
        "test#Logins",
        UNIT.schema,
        Kind::List {
            member: &ITEM,
            sparse: false,
        },
    )
    .with_length(Some(1), None);

    fn walked(document: &str) -> Walk {
        static LIST: Member = Member::new("logins", UNIT.schema, &LOGINS);
        let mut walk = Walk {
            problems: Vec::new(),
            maps: MapType::Dict,
            fatal: None,
            advice: Vec::new(),
        };
        let value = json::read(document).expect("the document is JSON");
        walk.member("logins", &LIST, &value, false);
        walk
    }

    fn found(document: &str) -> Vec<String> {
        let problems = walked(document).problems.into_iter();
        problems.map(|problem| problem.line).collect()
    }

    #[test]
    fn lists_and_structures_are_walked() {
        assert_eq!(
            found("[]"),
            ["Invalid length for parameter logins, value: 0, valid min length: 1"]
        );
        assert_eq!(
            found(r#"[{"secret":"long enough"},{"x":1}]"#),
            [
                "Missing required parameter in logins[1]: \"secret\"",
                "Unknown parameter in logins[1]: \"x\", must be one of: secret, pin",
            ]
        );
    }

    #[test]
    fn sensitive_values_are_never_shown() {
        assert_eq!(
            found(r#"[{"secret":77,"pin":7}]"#),
            [
                "Invalid type for parameter logins[0].secret, value: ***, type: <class 'int'>, \
                 valid types: <class 'str'>",
                "Invalid value for parameter logins[0].pin, value: ***, valid min value: 1000",
            ]
        );
        for misplaced in [r#""hunter2""#, r#"["hunter2"]"#, r#"[{"pin":"hunter2"}]"#] {
            let lines = found(misplaced).concat();
            assert!(lines.contains("***"), "{lines}");
            let told = lines + &walked(misplaced).advice.concat();
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}
