//! The dynamic value that flows through the command line: parameters in, answers out.
//!
//! It knows what `serde_json::Value` does not and AWS CLI's output depends on: integers of any
//! size, NaN and infinities, bytes, and maps that keep the order they were written in.

use indexmap::IndexMap;

/// A map that keeps insertion order.
pub type Map = IndexMap<String, Value>;

/// A dynamic value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// JSON `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// An integer that does not: its canonical decimal digits, with a sign if negative.
    BigInt(String),
    /// A floating-point number; may be NaN or infinite.
    Float(f64),
    /// A string.
    String(String),
    /// Bytes, from `fileb://` or YAML `!!binary`.
    Bytes(Vec<u8>),
    /// A date or date-time as YAML reads one, kept as its ISO 8601 text.
    Date(String),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(Map),
}

impl Value {
    /// A list of these values.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Self {
        Value::List(items.into_iter().collect())
    }

    /// A map of these entries, in this order.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.into(), value))
                .collect(),
        )
    }

    /// Whether this is anything but a list or a map.
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Value::List(_) | Value::Map(_))
    }

    /// Whether this is a map.
    pub fn is_map(&self) -> bool {
        matches!(self, Value::Map(_))
    }

    /// Whether Python takes the value for true: not null, false, zero or empty.
    pub fn is_truthy(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::String(text) => !text.is_empty(),
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::List(items) => !items.is_empty(),
            Value::Map(entries) => !entries.is_empty(),
            Value::BigInt(_) | Value::Date(_) => true,
        }
    }

    /// Whether this is `{}`, which is what an operation without an answer returns.
    pub fn is_empty_map(&self) -> bool {
        matches!(self, Value::Map(entries) if entries.is_empty())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Float(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}
