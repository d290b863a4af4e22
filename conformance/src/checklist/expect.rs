//! What an answer must be like.
//!
//! In an expected body a text, number, truth or `null` stands for itself; an object for one that has
//! at least these members; a list for one with these items in their order. An object whose only
//! member begins with `$` asks for something else:
//!
//! | | |
//! | --- | --- |
//! | `{"$like": "arn:*"}` | text that matches, `*` for anything, `?` and `[0-9]` for one character |
//! | `{"$contains": …}` | text with this in it; a list with such an item |
//! | `{"$without": …}` | a list with no such item |
//! | `{"$length": 3}` | a list of so many items |
//! | `{"$exactly": {…}}` | an object with these members and no others |
//! | `{"$one": [...]}` | one of these |
//! | `{"$absent": true}` | nothing, or `null` |
//! | `{"$any": true}` | anything but that |

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::target::Answer;

/// What an answer must be like. What is not said may be anything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Its status, or one of several.
    #[serde(default)]
    pub status: Option<Value>,
    /// The code of an error, or one of several, wherever the protocol lets it stand.
    #[serde(default)]
    pub error: Option<Value>,
    /// Headers.
    #[serde(default)]
    pub headers: BTreeMap<String, Value>,
    /// Its body, as JSON.
    #[serde(default)]
    pub body: Option<Value>,
}

impl Expected {
    pub(super) fn filled(&self, kept: &BTreeMap<String, String>) -> Result<Self, String> {
        let fill = |value: &Value| super::filled_value(value, kept);
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| Ok((name.clone(), fill(value)?)));
        Ok(Self {
            status: self.status.clone(),
            error: self.error.clone(),
            headers: headers.collect::<Result<_, String>>()?,
            body: self.body.as_ref().map(fill).transpose()?,
        })
    }

    /// All that is wrong with an answer.
    #[must_use]
    pub fn problems(&self, answer: &Answer) -> Vec<String> {
        let mut problems = Vec::new();
        if let Some(wanted) = &self.status {
            compare(
                "status",
                &one_of(wanted),
                Some(&answer.status.into()),
                &mut problems,
            );
        }
        if let Some(wanted) = &self.error {
            let code = answer.error_code().map(Value::from);
            compare("error code", &one_of(wanted), code.as_ref(), &mut problems);
        }
        for (name, wanted) in &self.headers {
            let value = answer.header(name).map(Value::from);
            compare(
                &format!("header {name}"),
                wanted,
                value.as_ref(),
                &mut problems,
            );
        }
        if let Some(wanted) = &self.body {
            compare("body", wanted, answer.json().as_ref(), &mut problems);
        }
        problems
    }
}

/// A list stands for one of its items.
fn one_of(wanted: &Value) -> Value {
    match wanted {
        Value::Array(_) => serde_json::json!({"$one": wanted}),
        other => other.clone(),
    }
}

/// Adds what is wrong with the value at a place.
fn compare(place: &str, wanted: &Value, found: Option<&Value>, problems: &mut Vec<String>) {
    let asked = wanted.as_object().filter(|fields| fields.len() == 1);
    let asked = asked.and_then(|fields| fields.iter().next());
    if let Some((name, operand)) = asked.filter(|(name, _)| name.starts_with('$')) {
        if !is_met(name, operand, found) {
            problems.push(expected(place, wanted, found));
        }
        return;
    }
    match (wanted, found) {
        (Value::Object(wanted), Some(Value::Object(found))) => {
            for (name, wanted) in wanted {
                compare(
                    &format!("{place}.{name}"),
                    wanted,
                    found.get(name),
                    problems,
                );
            }
        }
        (Value::Array(wanted), Some(Value::Array(found))) if wanted.len() == found.len() => {
            for (number, (wanted, found)) in wanted.iter().zip(found).enumerate() {
                compare(&format!("{place}[{number}]"), wanted, Some(found), problems);
            }
        }
        (wanted, Some(found)) if wanted == found => {}
        _ => problems.push(expected(place, wanted, found)),
    }
}

fn is_met(name: &str, operand: &Value, found: Option<&Value>) -> bool {
    let found = found.filter(|found| !found.is_null());
    let is_like = |found: &Value| matches(operand, Some(found));
    match (name, found) {
        ("$absent", found) => found.is_none(),
        ("$one", found) => {
            let mut choices = operand.as_array().into_iter().flatten();
            choices.any(|choice| matches(choice, found))
        }
        (_, None) => false,
        ("$any", Some(_)) => true,
        ("$like", Some(Value::String(text))) => operand
            .as_str()
            .and_then(|pattern| glob::Pattern::new(pattern).ok())
            .is_some_and(|pattern| pattern.matches(text)),
        ("$contains", Some(Value::String(text))) => {
            operand.as_str().is_some_and(|part| text.contains(part))
        }
        ("$contains", Some(Value::Array(items))) => items.iter().any(is_like),
        ("$without", Some(Value::Array(items))) => !items.iter().any(is_like),
        ("$length", Some(Value::Array(items))) => operand.as_u64() == Some(items.len() as u64),
        ("$exactly", Some(Value::Object(fields))) => {
            is_like(&Value::Object(fields.clone()))
                && operand
                    .as_object()
                    .is_some_and(|wanted| wanted.len() == fields.len())
        }
        _ => false,
    }
}

fn matches(wanted: &Value, found: Option<&Value>) -> bool {
    let mut problems = Vec::new();
    compare("", wanted, found, &mut problems);
    problems.is_empty()
}

fn expected(place: &str, wanted: &Value, found: Option<&Value>) -> String {
    match found {
        None => format!("expected {place} {wanted}, and there is none"),
        Some(found) => format!("expected {place} {wanted}, not {found}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::compare;

    fn problems(wanted: &Value, found: &Value) -> Vec<String> {
        let mut problems = Vec::new();
        compare("body", wanted, Some(found), &mut problems);
        problems
    }

    #[test]
    fn bodies_are_like_what_is_expected() {
        let found =
            json!({"id": "123", "tags": {"a": "1"}, "items": [{"n": 1}, {"n": 2}], "none": null});
        for wanted in [
            json!({"id": "123"}),
            json!({"id": {"$like": "[0-9]*"}, "tags": {"$exactly": {"a": "1"}}}),
            json!({"items": {"$contains": {"n": 2}}}),
            json!({"items": {"$without": {"n": 3}}}),
            json!({"items": {"$length": 2}, "none": {"$absent": true}, "other": {"$absent": true}}),
            json!({"items": [{"n": 1}, {"$any": true}], "id": {"$one": ["1", "123"]}}),
            json!({"other": {"$one": [{"$absent": true}, "1"]}}),
        ] {
            assert_eq!(problems(&wanted, &found), Vec::<String>::new(), "{wanted}");
        }
        for wanted in [
            json!({"id": 123}),
            json!({"other": {"$any": true}}),
            json!({"none": {"$any": true}}),
            json!({"id": {"$like": "a*"}}),
            json!({"tags": {"$exactly": {}}}),
            json!({"items": {"$contains": {"n": 3}}}),
            json!({"items": {"$without": {"n": 2}}}),
            json!({"items": {"$length": 1}}),
            json!({"items": [{"n": 1}]}),
            json!({"id": {"$one": ["1"]}}),
            json!({"id": {"$absent": true}}),
            json!({"id": {"$nonsense": true}}),
        ] {
            assert_eq!(problems(&wanted, &found).len(), 1, "{wanted}");
        }
    }
}
