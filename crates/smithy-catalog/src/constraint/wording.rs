//! Violations in words: for people, and as AWS services put them.

use std::fmt;

use serde_json::Value;

use super::{MAX_DEPTH, Rule, Unit, Violation};
use crate::Kind;

/// Characters of a value or path segment that are shown.
const SHOWN: usize = 64;

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        match &self.value {
            Some(key) if self.in_key => write!(f, "key `{key}` ")?,
            None if self.in_key => f.write_str("key ")?,
            _ => {}
        }
        self.rule_in_words(f)?;
        match (&self.value, &self.rule) {
            (None, _) => Ok(()),
            _ if self.in_key => Ok(()),
            // The length says more than the text does.
            (_, Rule::LengthMin { .. } | Rule::LengthMax { .. }) => Ok(()),
            (Some(value), Rule::WrongType { .. }) => write!(f, " ({value})"),
            (Some(value), _) => write!(f, ", is `{value}`"),
        }
    }
}

impl Violation {
    fn rule_in_words(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            Rule::Unserializable(reason) => f.write_str(reason),
            Rule::Required => f.write_str("is required"),
            Rule::UnknownMember { known } if known.is_empty() => {
                f.write_str("is not known, there are no members here")
            }
            Rule::UnknownMember { known } => {
                write!(f, "is not known, the members here are {}", known.join(", "))
            }
            Rule::WrongType { expected, found } => write!(f, "must be {expected}, is {found}"),
            Rule::LengthMin { min, actual, unit } => {
                write!(f, "must have at least {}, has {actual}", unit.count(*min))
            }
            Rule::LengthMax { max, actual, unit } => {
                write!(f, "must have at most {}, has {actual}", unit.count(*max))
            }
            Rule::RangeMin { min } => write!(f, "must be at least {min}"),
            Rule::RangeMax { max } => write!(f, "must be at most {max}"),
            Rule::Pattern { pattern } => write!(f, "must match the pattern {pattern}"),
            Rule::Enum { values } => write!(f, "must be one of {}", values.join(", ")),
            Rule::IntEnum { values } => write!(f, "must be one of {}", joined(values)),
            Rule::UniqueItems { first, second } => {
                write!(f, "must not repeat items, {second} is the same as {first}")
            }
            Rule::UnionArity { known, set } => {
                write!(
                    f,
                    "must have exactly one of {}, has {set}",
                    known.join(", ")
                )
            }
            Rule::Depth => write!(f, "must not be nested deeper than {MAX_DEPTH} levels"),
        }
    }

    /// The violation in the wording of an AWS service's `ValidationException`.
    pub fn service_text(&self) -> String {
        let path = &self.path;
        let mut constraint = self.service_constraint();
        if self.in_key {
            constraint = format!("Map keys must satisfy constraint: [{constraint}]");
        }
        let value = match (&self.value, &self.rule) {
            (Some(value), _) => format!("Value '{value}'"),
            (None, Rule::Required) => "Value null".to_owned(),
            (None, _) => "Value".to_owned(),
        };
        format!("{value} at '{path}' failed to satisfy constraint: {constraint}")
    }

    fn service_constraint(&self) -> String {
        match &self.rule {
            Rule::Unserializable(reason) => reason.clone(),
            Rule::Required => "Member must not be null".to_owned(),
            Rule::UnknownMember { .. } => "Member must be known".to_owned(),
            Rule::WrongType { expected, .. } => format!("Member must be {expected}"),
            Rule::LengthMin { min, .. } => {
                format!("Member must have length greater than or equal to {min}")
            }
            Rule::LengthMax { max, .. } => {
                format!("Member must have length less than or equal to {max}")
            }
            Rule::RangeMin { min } => {
                format!("Member must have value greater than or equal to {min}")
            }
            Rule::RangeMax { max } => format!("Member must have value less than or equal to {max}"),
            Rule::Pattern { pattern } => {
                format!("Member must satisfy regular expression pattern: {pattern}")
            }
            Rule::Enum { values } => {
                format!(
                    "Member must satisfy enum value set: [{}]",
                    values.join(", ")
                )
            }
            Rule::IntEnum { values } => {
                format!("Member must satisfy enum value set: [{}]", joined(values))
            }
            Rule::UniqueItems { .. } => "Member must have unique values".to_owned(),
            Rule::UnionArity { .. } => "Member must have exactly one value set".to_owned(),
            Rule::Depth => format!("Member must have depth less than or equal to {MAX_DEPTH}"),
        }
    }
}

/// All violations as the message of one `ValidationException`.
pub fn service_message(violations: &[Violation]) -> String {
    let errors = if violations.len() == 1 {
        "error"
    } else {
        "errors"
    };
    let texts: Vec<_> = violations.iter().map(Violation::service_text).collect();
    let count = violations.len();
    format!("{count} validation {errors} detected: {}", texts.join("; "))
}

impl Unit {
    fn count(self, n: u64) -> String {
        let (one, many) = match self {
            Self::Characters => ("character", "characters"),
            Self::Bytes => ("byte", "bytes"),
            Self::Items => ("item", "items"),
            Self::Entries => ("entry", "entries"),
        };
        format!("{n} {}", if n == 1 { one } else { many })
    }
}

fn joined(values: &[i32]) -> String {
    let texts: Vec<_> = values.iter().map(i32::to_string).collect();
    texts.join(", ")
}

/// The value as it may be shown: short, on one line, and without what collections hold, which may
/// be sensitive.
pub(super) fn show(value: &Value, hidden: bool) -> Option<String> {
    if hidden {
        return None;
    }
    Some(match value {
        Value::String(text) => shorten(text),
        Value::Array(_) => "[…]".to_owned(),
        Value::Object(_) => "{…}".to_owned(),
        scalar => shorten(&scalar.to_string()),
    })
}

/// The start of the text, control characters escaped so that they cannot act on a terminal.
pub(super) fn shorten(text: &str) -> String {
    let mut short = String::new();
    for (position, character) in text.chars().enumerate() {
        if position == SHOWN {
            short.push('…');
            break;
        }
        if character.is_control() {
            short.extend(character.escape_default());
        } else {
            short.push(character);
        }
    }
    short
}

pub(super) fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Blob => "base64 text",
        Kind::Boolean => "true or false",
        Kind::String | Kind::Enum(_) => "a string",
        Kind::Byte => "an integer of 8 bits",
        Kind::Short => "an integer of 16 bits",
        Kind::Integer | Kind::IntEnum(_) => "an integer of 32 bits",
        Kind::Long => "an integer of 64 bits",
        Kind::BigInteger => "an integer",
        Kind::Float | Kind::Double | Kind::BigDecimal => "a number",
        Kind::Timestamp => "a timestamp (epoch seconds or an RFC 3339 date-time)",
        Kind::Document => "any value",
        Kind::List { .. } => "a list",
        Kind::Map { .. } => "a map",
        Kind::Structure(_) => "a structure",
        Kind::Union(_) => "a union",
    }
}

pub(super) fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
