//! Inputs with flaws that are known, because each was put there: one, or several at once.
//!
//! What is wrong with a value is decided here by counting and by looking at it, not with the engine under test.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use smithy_catalog::constraint::{Rule, Violation};
use smithy_catalog::{Kind, Length, Member, Shape};

use crate::documents::document;

/// A rule that is broken, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Flaw {
    /// As [`Violation::path`].
    pub(crate) path: String,
    /// It is a key of the map at the path that breaks the rule.
    pub(crate) in_key: bool,
    /// The name of the rule.
    pub(crate) rule: &'static str,
}

impl Flaw {
    fn new(path: &str, rule: &'static str) -> Self {
        Self {
            path: path.to_owned(),
            in_key: false,
            rule,
        }
    }
}

impl From<&Violation> for Flaw {
    fn from(violation: &Violation) -> Self {
        Self {
            path: violation.path.clone(),
            in_key: violation.in_key,
            rule: name(&violation.rule),
        }
    }
}

fn name(rule: &Rule) -> &'static str {
    match rule {
        Rule::Required => "required",
        Rule::UnknownMember { .. } => "unknown",
        Rule::WrongType { .. } => "type",
        Rule::LengthMin { .. } => "short",
        Rule::LengthMax { .. } => "long",
        Rule::RangeMin { .. } => "small",
        Rule::RangeMax { .. } => "large",
        Rule::Pattern { .. } => "pattern",
        Rule::Enum { .. } => "enum",
        other => panic!("{other:?}: no input of the service can break this rule, until now"),
    }
}

/// A member with something wrong: a value in its place, or none, and what is wrong with that.
#[derive(Clone, Debug)]
struct Broken {
    value: Option<Value>,
    flaws: Vec<Flaw>,
}

impl Broken {
    fn new(value: impl Into<Value>, flaws: Vec<Flaw>) -> Self {
        Self {
            value: Some(value.into()),
            flaws,
        }
    }
}

/// An input that breaks one rule at one place.
pub(crate) fn one_flaw(shape: &'static Shape) -> impl Strategy<Value = (Value, Vec<Flaw>)> {
    let members = shape.members().iter();
    let broken: Vec<_> = members
        .flat_map(|member| broken(member).into_iter().map(move |it| (member.name, it)))
        .filter(|(_, broken)| broken.flaws.len() == 1)
        .collect();
    (document(shape), select(broken)).prop_map(|(document, broken)| apply(document, [broken]))
}

/// An input that breaks rules in any number of members, and any number of rules in one member.
pub(crate) fn many_flaws(shape: &'static Shape) -> impl Strategy<Value = (Value, Vec<Flaw>)> {
    let members = shape.members().iter();
    let choices: Vec<_> = members
        .map(|member| {
            let broken = select(broken(member)).prop_map(|broken| Some((member.name, broken)));
            prop_oneof![Just(None), broken]
        })
        .collect();
    let unknown = prop_oneof![3 => Just(false), 1 => Just(true)];
    (document(shape), choices, unknown).prop_map(|(document, broken, unknown)| {
        let (mut document, mut flaws) = apply(document, broken.into_iter().flatten());
        if unknown {
            document["bogus"] = json!(1);
            flaws.push(Flaw::new("bogus", "unknown"));
        }
        (document, flaws)
    })
}

fn apply(
    mut document: Value,
    broken: impl IntoIterator<Item = (&'static str, Broken)>,
) -> (Value, Vec<Flaw>) {
    let mut flaws = Vec::new();
    let fields = document.as_object_mut().expect("inputs are structures");
    for (name, broken) in broken {
        match broken.value {
            Some(value) => fields.insert(name.to_owned(), value),
            None => fields.remove(name),
        };
        flaws.extend(broken.flaws);
    }
    (document, flaws)
}

/// All the ways in which a member of an input is broken here.
fn broken(member: &'static Member) -> Vec<Broken> {
    let mut found = of_kind(member, member.name);
    if member.required {
        found.push(Broken {
            value: None,
            flaws: vec![Flaw::new(member.name, "required")],
        });
    }
    found
}

/// Values that break a rule, or several.
fn of_kind(member: &'static Member, path: &str) -> Vec<Broken> {
    let mut found = match member.target.kind {
        Kind::String | Kind::Enum(_) => texts(member, path),
        Kind::Integer => numbers(member, path),
        Kind::List { member: item, .. } => lists(member, item, path),
        Kind::Map { key, value, .. } => maps(member, key, value, path),
        other => panic!("{}: no flaws of {other:?}: write some", member.name),
    };
    // No input has a boolean.
    found.push(Broken::new(true, vec![Flaw::new(path, "type")]));
    found
}

/// A character that is a digit, one that is a symbol beyond the first plane, and one that no pattern takes.
const FILLERS: [char; 3] = ['7', '😀', '\u{1}'];

/// Texts at and beyond the limits of their length, made of one character.
fn texts(member: &Member, path: &str) -> Vec<Broken> {
    let found = around(member.length()).into_iter().flat_map(|length| {
        FILLERS.map(|filler| {
            let text = String::from_iter(std::iter::repeat_n(filler, length));
            let flaws = text_flaws(member, length, filler);
            Broken::new(
                text,
                flaws.iter().map(|rule| Flaw::new(path, rule)).collect(),
            )
        })
    });
    found.filter(|broken| !broken.flaws.is_empty()).collect()
}

fn text_flaws(member: &Member, length: usize, filler: char) -> Vec<&'static str> {
    let mut flaws = length_flaws(member, length);
    if let Some(pattern) = member.pattern()
        && (length == 0 || !takes(pattern, filler))
    {
        flaws.push("pattern");
    }
    if matches!(member.target.kind, Kind::Enum(_)) {
        flaws.push("enum");
    }
    flaws
}

/// Whether a pattern of the model takes text of this character only: a class that repeats may, a fixed
/// beginning does not.
fn takes(pattern: &str, filler: char) -> bool {
    let class = match filler {
        '7' => pattern.contains("[0-9]") || pattern.contains(r"\p{N}"),
        '😀' => pattern.contains(r"\p{S}"),
        _ => false,
    };
    assert!(
        pattern.ends_with('$') && !pattern.contains('*'),
        "{pattern}: judge it here"
    );
    class && pattern.starts_with("^[")
}

fn length_flaws(member: &Member, length: usize) -> Vec<&'static str> {
    let Some(Length { min, max }) = member.length() else {
        return Vec::new();
    };
    let length = length as u64;
    let short = min.is_some_and(|min| length < min).then_some("short");
    let long = max.is_some_and(|max| length > max).then_some("long");
    short.into_iter().chain(long).collect()
}

/// Lengths at the limits and just beyond.
fn around(length: Option<Length>) -> Vec<usize> {
    let Length { min, max } = length.unwrap_or(Length {
        min: None,
        max: None,
    });
    let limits = min.into_iter().chain(max).map(|limit| limit as usize);
    let mut lengths: Vec<_> = limits
        .flat_map(|limit| [limit.saturating_sub(1), limit, limit + 1])
        .chain([0, 5])
        .collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

fn numbers(member: &Member, path: &str) -> Vec<Broken> {
    let one = |value: Value, rule| Broken::new(value, vec![Flaw::new(path, rule)]);
    let mut found = vec![
        one(json!("7"), "type"),
        one(json!(1.5), "type"),
        one(json!(4_294_967_296_i64), "type"),
    ];
    if let Some(range) = member.range() {
        let small = range.min.map(|least| one(json!(least as i64 - 1), "small"));
        let large = range.max.map(|most| one(json!(most as i64 + 1), "large"));
        found.extend(small.into_iter().chain(large));
    }
    found
}

/// Lists with a broken element after a good one, and with too many.
fn lists(member: &'static Member, item: &'static Member, path: &str) -> Vec<Broken> {
    let good = || json!("k7");
    let second = of_kind(item, &format!("{path}.1")).into_iter();
    let mut found: Vec<_> = second
        .map(|broken| Broken::new(json!([good(), broken.value]), broken.flaws))
        .collect();
    if let Some(max) = member.length().and_then(|length| length.max) {
        let many = vec![good(); max as usize + 1];
        found.push(Broken::new(many, vec![Flaw::new(path, "long")]));
    }
    found
}

/// Maps with a broken value, a broken key, both, and too many entries besides.
fn maps(
    member: &'static Member,
    key: &'static Member,
    value: &'static Member,
    path: &str,
) -> Vec<Broken> {
    let mut found: Vec<_> = of_kind(value, &format!("{path}.k"))
        .into_iter()
        .map(|broken| Broken::new(json!({"k": broken.value}), broken.flaws))
        .collect();
    let keys = texts(key, path).into_iter().map(|broken| {
        let text = broken.value.and_then(|it| it.as_str().map(str::to_owned));
        let in_key = |flaw| Flaw {
            in_key: true,
            ..flaw
        };
        let flaws: Vec<_> = broken.flaws.into_iter().map(in_key).collect();
        (text.expect("keys are text"), flaws)
    });
    for (key, flaws) in keys {
        found.push(Broken::new(json!({key.clone(): "v"}), flaws.clone()));
        let mut both = flaws.clone();
        both.push(Flaw::new(&format!("{path}.k"), "type"));
        found.push(Broken::new(json!({key.clone(): "v", "k": 1}), both));
        if let Some(max) = member.length().and_then(|length| length.max) {
            let entries = (0..max).map(|number| (format!("k{number}"), json!("v")));
            let many: Map<_, _> = entries.chain([(key, json!("v"))]).collect();
            let mut all = vec![Flaw::new(path, "long")];
            all.extend(flaws);
            found.push(Broken::new(Value::Object(many), all));
        }
    }
    found
}
