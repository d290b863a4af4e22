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
