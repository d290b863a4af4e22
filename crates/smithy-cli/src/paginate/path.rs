//! Places in a page, as the facts about pages name them.

use cli_formats::{Map, Value};
use jmespath_py::Expression;

/// Whether a path is names with dots between.
fn is_plain(path: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    path.chars().all(is_plain)
}

/// The value at a path; none where there is none or it is null.
///
/// Nearly all paths are names with dots between. What more the JMESPath of a token can say, as
/// `Next || Items[-1].Key`, is left to that language.
pub(super) fn search(page: &Value, path: &str) -> Option<Value> {
    if is_plain(path) {
        return get(page, path).cloned();
    }
    let found = Expression::compile(path).ok()?.search(page).ok()?;
    (found != Value::Null).then_some(found)
}

/// The value at a path, as [`search`] finds it. One at a dotted path is not left there.
pub(super) fn take(page: &mut Value, path: &str) -> Option<Value> {
    match page {
        Value::Map(entries) if is_plain(path) => {
            get_mut(entries, path).map(|found| std::mem::replace(found, Value::Null))
        }
        page => search(page, path),
    }
}

/// The value at a dotted path; none where it is null.
fn get<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path.split('.').try_fold(value, |value, key| match value {
        Value::Map(entries) => entries.get(key),
        _ => None,
    });
    found.filter(|found| **found != Value::Null)
}

/// The value at a dotted path, to be changed.
pub(super) fn get_mut<'a>(entries: &'a mut Map, path: &str) -> Option<&'a mut Value> {
    let (key, rest) = match path.split_once('.') {
        Some((key, rest)) => (key, Some(rest)),
        None => (path, None),
    };
    match (entries.get_mut(key)?, rest) {
        (Value::Null, _) => None,
        (Value::Map(inner), Some(rest)) => get_mut(inner, rest),
        (value, None) => Some(value),
        (_, Some(_)) => None,
    }
}

/// Puts a value at a dotted path, and a map where there is none on the way.
pub(super) fn set(entries: &mut Map, path: &str, value: Value) {
    let Some((key, rest)) = path.split_once('.') else {
        entries.insert(path.to_owned(), value);
        return;
    };
    let inner = entries.entry(key.to_owned()).or_insert(Value::Null);
    if !matches!(inner, Value::Map(_)) {
        *inner = Value::Map(Map::new());
    }
    if let Value::Map(inner) = inner {
        set(inner, rest, value);
    }
}

/// Adds the entries of `more`, maps within maps.
pub(super) fn merge(entries: &mut Map, more: Map) {
    for (key, value) in more {
        match (entries.get_mut(&key), value) {
            (Some(Value::Map(before)), Value::Map(more)) => merge(before, more),
            (_, value) => {
                entries.insert(key, value);
            }
        }
    }
}
