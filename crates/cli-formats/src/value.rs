//! The dynamic value that flows through the command line: parameters in, answers out.
//!
//! It knows what `serde_json::Value` does not and AWS CLI's output depends on: integers of any
//! size, NaN and infinities, bytes, and maps that keep the order they were written in.

use indexmap::IndexMap;

use crate::python;

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
    /// Anything else that Python knows.
    Foreign(Box<Foreign>),
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
            Value::Foreign(foreign) => !matches!(foreign.repr(), "ordereddict()" | "set()"),
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

/// A value of Python that JSON has no place for, such as a dictionary whose keys are not all text. YAML
/// gives such values. No shape takes them, so that only their text is of use, or what JSON makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreign {
    class: &'static str,
    repr: String,
    json: Result<Value, String>,
    /// Of a dictionary, what can be merged into another.
    entries: Vec<(Value, Value)>,
}

impl Foreign {
    /// A dictionary with keys of any kind.
    pub(crate) fn dict(entries: &[(Value, Value)]) -> Self {
        let pair = |(key, value): &(Value, Value)| format!("{}: {}", key_repr(key), repr(value));
        Self {
            class: "dict",
            repr: format!("{{{}}}", joined(entries.iter().map(pair))),
            json: json_object(entries),
            entries: entries.to_vec(),
        }
    }

    /// A dictionary in the order of a YAML `!!omap`.
    pub(crate) fn ordered_dict(entries: &[(Value, Value)]) -> Self {
        let pair = |(key, value): &(Value, Value)| format!("({}, {})", key_repr(key), repr(value));
        let list = match entries {
            [] => String::new(),
            _ => format!("[{}]", joined(entries.iter().map(pair))),
        };
        Self {
            class: "ruamel.yaml.compat.ordereddict",
            repr: format!("ordereddict({list})"),
            json: json_object(entries),
            entries: Vec::new(),
        }
    }

    /// A tuple.
    pub(crate) fn tuple(items: &[Value]) -> Self {
        Self {
            class: "tuple",
            repr: key_repr(&Value::List(items.to_vec())),
            json: Ok(Value::List(items.to_vec())),
            entries: Vec::new(),
        }
    }

    /// A set.
    pub(crate) fn set(keys: &[Value]) -> Self {
        let repr = match keys {
            [] => "set()".to_owned(),
            _ => format!("{{{}}}", joined(keys.iter().map(key_repr))),
        };
        Self {
            class: "set",
            repr,
            json: Err("Object of type set is not JSON serializable".to_owned()),
            entries: Vec::new(),
        }
    }

    /// The name of the type, as `<class '…'>` has it.
    pub fn class(&self) -> &'static str {
        self.class
    }

    /// The value as `repr()` and `str()` write it.
    pub fn repr(&self) -> &str {
        &self.repr
    }

    /// The entries of a dictionary.
    pub(crate) fn entries(&self) -> &[(Value, Value)] {
        &self.entries
    }

    /// What JSON makes of it.
    ///
    /// # Errors
    /// What Python says where that is nothing.
    pub fn json(&self) -> Result<&Value, &str> {
        self.json.as_ref().map_err(String::as_str)
    }
}

impl From<Foreign> for Value {
    fn from(foreign: Foreign) -> Self {
        Value::Foreign(Box::new(foreign))
    }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

fn repr(value: &Value) -> String {
    python::repr(value, python::MapType::Dict)
}

/// Lists are tuples where they are keys.
fn key_repr(key: &Value) -> String {
    match key {
        Value::List(items) => match items.as_slice() {
            [single] => format!("({},)", key_repr(single)),
            items => format!("({})", joined(items.iter().map(key_repr))),
        },
        key => repr(key),
    }
}

fn json_object(entries: &[(Value, Value)]) -> Result<Value, String> {
    let entry = |(key, value): &(Value, Value)| {
        let key = match key {
            Value::String(text) => text.clone(),
            Value::Null => "null".to_owned(),
            Value::Bool(flag) => flag.to_string(),
            Value::Int(_) | Value::BigInt(_) => repr(key),
            Value::Float(number) if number.is_nan() => "NaN".to_owned(),
            Value::Float(number) if number.is_infinite() => match number.is_sign_positive() {
                true => "Infinity".to_owned(),
                false => "-Infinity".to_owned(),
            },
            Value::Float(_) => repr(key),
            Value::List(_) => return Err(wrong_key("tuple")),
            other => return Err(wrong_key(python::class_name(other, python::MapType::Dict))),
        };
        Ok((key, value.clone()))
    };
    let map: Result<Map, String> = entries.iter().map(entry).collect();
    map.map(Value::Map)
}

fn wrong_key(class: &str) -> String {
    let class = class.rsplit('.').next().unwrap_or(class);
    format!("keys must be str, int, float, bool or None, not {class}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    #[test]
    fn what_is_empty_or_zero_is_false_to_python() {
        let empty = [
            Value::Null,
            false.into(),
            0.into(),
            (-0.0).into(),
            "".into(),
            Value::Bytes(Vec::new()),
            Value::List(Vec::new()),
            Value::Map(Map::new()),
            Foreign::set(&[]).into(),
            Foreign::ordered_dict(&[]).into(),
        ];
        let not_empty = [
            true.into(),
            (-1).into(),
            f64::NAN.into(),
            " ".into(),
            Value::Bytes(vec![0]),
            Value::List(vec![Value::Null]),
            Value::map([("", Value::Null)]),
            Value::BigInt("99999999999999999999".into()),
            Value::Date("2020-01-01".into()),
            Foreign::set(&[Value::Null]).into(),
            Foreign::dict(&[(Value::Null, Value::Null)]).into(),
        ];
        assert!(empty.iter().all(|value| !value.is_truthy()), "{empty:?}");
        assert!(not_empty.iter().all(Value::is_truthy), "{not_empty:?}");
        let maps: Vec<_> = not_empty.iter().filter(|value| value.is_map()).collect();
        assert_eq!(maps, [&Value::map([("", Value::Null)])]);
        assert!(
            empty[7].is_empty_map() && !empty[6].is_empty_map() && !not_empty[6].is_empty_map()
        );
    }

    #[test]
    fn keys_of_any_kind_are_what_json_of_python_makes_of_them() {
        for (text, json) in [
            ("~: a", Ok(r#"{"null": "a"}"#)),
            ("true: a", Ok(r#"{"true": "a"}"#)),
            ("1: a", Ok(r#"{"1": "a"}"#)),
            (
                "99999999999999999999: a",
                Ok(r#"{"99999999999999999999": "a"}"#),
            ),
            ("1.50: a", Ok(r#"{"1.5": "a"}"#)),
            (".inf: a", Ok(r#"{"Infinity": "a"}"#)),
            ("-.inf: a", Ok(r#"{"-Infinity": "a"}"#)),
            (".nan: a", Ok(r#"{"NaN": "a"}"#)),
            ("{1: a, b: c}", Ok(r#"{"1": "a", "b": "c"}"#)),
            ("[a]: b", Err("tuple")),
            ("2020-01-01: b", Err("date")),
            ("2020-01-01 00:00:00: b", Err("datetime")),
        ] {
            let Ok(Value::Foreign(dict)) = yaml::read(text) else {
                panic!("{text} is what only Python has");
            };
            let shown = dict.json().map(crate::json::write_line);
            let wrong = |class| format!("keys must be str, int, float, bool or None, not {class}");
            let expected = json.map(str::to_owned).map_err(wrong);
            assert_eq!(shown.map_err(str::to_owned), expected, "{text}");
            assert_eq!(dict.class(), "dict");
        }
    }

    #[test]
    fn what_only_python_has_is_shown_as_python_shows_it() {
        for (text, class, shown) in [
            ("!!set {a}", "set", "{'a'}"),
            ("!!set {}", "set", "set()"),
            (
                "!!omap [a: 1, b: 2]",
                "ruamel.yaml.compat.ordereddict",
                "ordereddict([('a', 1), ('b', 2)])",
            ),
            (
                "!!omap []",
                "ruamel.yaml.compat.ordereddict",
                "ordereddict()",
            ),
            ("{[a]: b}", "dict", "{('a',): 'b'}"),
            ("{[a, [1, b]]: c}", "dict", "{('a', (1, 'b')): 'c'}"),
            ("{[]: c}", "dict", "{(): 'c'}"),
        ] {
            let Ok(Value::Foreign(foreign)) = yaml::read(text) else {
                panic!("{text} is what only Python has");
            };
            assert_eq!((foreign.class(), foreign.repr()), (class, shown), "{text}");
        }
        let Ok(Value::List(pairs)) = yaml::read("!!pairs [a: 1]") else {
            panic!("a list of tuples");
        };
        let tuple = &pairs[0];
        assert_eq!(python::class_name(tuple, python::MapType::Dict), "tuple");
        assert_eq!(crate::json::write_line(tuple), r#"["a", 1]"#);
    }
}
