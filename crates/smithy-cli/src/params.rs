//! The parameters of a request, from the options of the command line.

mod encoding;

use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value};
use cli_formats::{json, pytext, yaml};
use serde_json::Number;
use smithy_catalog::{Kind, Operation, Shape};

use crate::args::{Given, RawOptions};
use crate::error::CliError;
use crate::options::{self, INPUT_JSON, INPUT_YAML};
use crate::paramfile::{LoadError, ParamFiles};
use crate::shorthand::{self, MapError};

/// The parameters of a request, not validated yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Parameters {
    /// The input document. What options gave comes first, in model order, then what a document
    /// added, in its order, then a token of [`Parameters::fill_token`].
    pub document: Map,
    /// The members whose option was given as JSON. Messages show their maps in another way.
    pub(crate) from_json: Vec<&'static str>,
}

impl Parameters {
    /// Gives the input an idempotency token if the operation takes one and there is none. `token`
    /// makes it from the document.
    pub(crate) fn fill_token(&mut self, operation: &Operation, token: impl FnOnce(&Map) -> String) {
        let Some(member) = operation.idempotency_token else {
            return;
        };
        if !self.document.contains_key(member) {
            let token = token(&self.document);
            self.document
                .insert(member.to_owned(), Value::String(token));
        }
    }
}

/// Reads the parameters of an operation, loading files where values name them.
///
/// # Errors
/// If a value, or a file it names, cannot be read. The first in model order counts.
pub(crate) fn read(
    operation: &'static Operation,
    raw: &RawOptions,
    files: &ParamFiles<'_>,
) -> Result<Parameters, CliError> {
    let mut parameters = Parameters::default();
    for member in operation.input.members() {
        let Some(value) = given(member.name, member.target, raw, files)? else {
            continue;
        };
        if value.is_json {
            parameters.from_json.push(member.name);
        }
        parameters
            .document
            .insert(member.name.to_owned(), value.value);
    }
    let document = &mut parameters.document;
    for (name, value) in input_document(raw, files)? {
        document.entry(name).or_insert(value);
    }
    Ok(parameters)
}

/// A value and how it was written.
struct Unpacked {
    value: Value,
    is_json: bool,
}

impl Unpacked {
    fn plain(value: Value) -> Self {
        Self {
            value,
            is_json: false,
        }
    }
}

/// What the command line gives for a member.
fn given(
    member: &str,
    shape: &'static Shape,
    raw: &RawOptions,
    files: &ParamFiles<'_>,
) -> Result<Option<Unpacked>, CliError> {
    let name = options::kebab(member);
    if matches!(shape.kind, Kind::Boolean) {
        let off = options::negation(member);
        let either = raw
            .iter()
            .filter(|(given, _)| *given == name || *given == off);
        let value = either.last().map(|(given, _)| Value::Bool(given == name));
        return Ok(value.map(Unpacked::plain));
    }
    match load(&name, raw, files)? {
        Some(Value::String(text)) => unpack(&name, shape, text, files).map(Some),
        Some(_) if shape.kind.is_aggregate() || matches!(shape.kind, Kind::Document) => {
            Err(CliError::general(format!(
                "Error parsing parameter '--{name}': expected text, received bytes; \
             use file:// in place of fileb://"
            )))
        }
        other => Ok(other.map(Unpacked::plain)),
    }
}

/// The value of an option: the text, or what is in the file it names.
fn load(name: &str, raw: &RawOptions, files: &ParamFiles<'_>) -> Result<Option<Value>, CliError> {
    let Some(Given::Text(text)) = raw.get(name) else {
        return Ok(None);
    };
    match files.load(text) {
        Ok(Some(contents)) => Ok(Some(contents)),
        Ok(None) => Ok(Some(Value::String(text.clone()))),
        Err(error @ LoadError::UnknownEncoding(_)) => Err(CliError::general(error.to_string())),
        Err(error) => Err(parsing(&format!("--{name}"), &error.to_string())),
    }
}

fn parsing(name: &str, reason: &str) -> CliError {
    CliError::param_validation(format!("Error parsing parameter '{name}': {reason}"))
}

/// Reads the text of an option as a value of the shape.
fn unpack(
    name: &str,
    shape: &'static Shape,
    text: String,
    files: &ParamFiles<'_>,
) -> Result<Unpacked, CliError> {
    let starts_with = |bracket: char| {
        text.trim_start_matches(pytext::is_space)
            .starts_with(bracket)
    };
    match shape.kind {
        Kind::Map { .. } | Kind::Structure(_) | Kind::Union(_) => {
            let is_json = starts_with('{');
            let value =
                shorthand::parse_map(&text, files).map_err(|error| map_error(name, error))?;
            Ok(Unpacked { value, is_json })
        }
        Kind::List { member, .. } if !starts_with('[') => {
            let item = unpack(name, member.target, text, files)?;
            Ok(Unpacked {
                value: Value::list([item.value]),
                ..item
            })
        }
        Kind::List { .. } | Kind::Document => match json::read(&text) {
            Ok(value) => Ok(Unpacked {
                value,
                is_json: true,
            }),
            Err(error) => Err(map_error(name, MapError::Json { error, text })),
        },
        kind if kind.is_integer() => pytext::parse_int(&text)
            .map(Unpacked::plain)
            .ok_or_else(|| CliError::general(pytext::invalid_int(&text))),
        kind if kind.is_float() => match text.trim().parse() {
            Ok(number) => Ok(Unpacked::plain(Value::Float(number))),
            Err(_) => Err(CliError::general(format!(
                "could not convert string to float: {}",
                pytext::repr(&text)
            ))),
        },
        _ => Ok(Unpacked::plain(Value::String(text))),
    }
}

fn map_error(name: &str, error: MapError) -> CliError {
    let reason = error.to_string();
    match error {
        MapError::Load(_) => CliError::general(reason),
        _ => parsing(
            &format!("--{name}"),
            reason.trim_end_matches(pytext::is_space),
        ),
    }
}

/// What `--cli-input-json` or `--cli-input-yaml` gives; nothing without either.
fn input_document(raw: &RawOptions, files: &ParamFiles<'_>) -> Result<Map, CliError> {
    let json = load(INPUT_JSON, raw, files)?;
    let yaml = load(INPUT_YAML, raw, files)?;
    let (name, value) = match (json, yaml) {
        (None, None) => return Ok(Map::new()),
        (Some(_), Some(_)) => {
            return Err(CliError::param_validation(
                "Only one --cli-input- parameter may be specified.",
            ));
        }
        (Some(json), None) => {
            let value = text_of(json, encoding::json_text).and_then(|text| json::read(&text).ok());
            (
                INPUT_JSON,
                value.ok_or_else(|| parsing(INPUT_JSON, "Invalid JSON received."))?,
            )
        }
        (None, Some(yaml)) => {
            let value = text_of(yaml, encoding::yaml_text).and_then(|text| yaml::read(&text).ok());
            (
                INPUT_YAML,
                value.ok_or_else(|| parsing(INPUT_YAML, "Invalid YAML received."))?,
            )
        }
    };
    match value {
        Value::Map(document) => Ok(document),
        other => {
            let class = python::class_name(&other, MapType::Dict);
            let reason = format!("Invalid type: expecting map, received <class '{class}'>");
            Err(parsing(&format!("--{name}"), &reason))
        }
    }
}

/// The text of a document, which may also come as bytes.
fn text_of(document: Value, decode: fn(&[u8]) -> Option<String>) -> Option<String> {
    match document {
        Value::String(text) => Some(text),
        Value::Bytes(bytes) => decode(&bytes),
        _ => None,
    }
}

/// The document as a client takes it: bytes in base 64, and what JSON numbers are not as text.
pub(crate) fn to_json(document: &Map) -> serde_json::Map<String, serde_json::Value> {
    let entries = document.iter();
    entries
        .map(|(name, value)| (name.clone(), value_to_json(value)))
        .collect()
}

/// The same of a single value.
pub(crate) fn value_to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::BigInt(digits) => big_int_to_json(digits),
        Value::Float(value) if value.is_nan() => "NaN".into(),
        Value::Float(f64::INFINITY) => "Infinity".into(),
        Value::Float(f64::NEG_INFINITY) => "-Infinity".into(),
        Value::Float(value) => (*value).into(),
        Value::String(text) | Value::Date(text) => text.as_str().into(),
        Value::Bytes(bytes) => aws_smithy_types::base64::encode(bytes).into(),
        Value::List(items) => items.iter().map(value_to_json).collect(),
        Value::Map(entries) => serde_json::Value::Object(to_json(entries)),
    }
}

/// JSON numbers of this program have 64 bits; beyond that they are as near as a float is.
fn big_int_to_json(digits: &str) -> serde_json::Value {
    let unsigned = digits.parse::<u64>().map(Number::from).ok();
    let float = || digits.parse().ok().and_then(Number::from_f64);
    unsigned
        .or_else(float)
        .map_or_else(|| digits.into(), serde_json::Value::Number)
}

#[cfg(test)]
mod tests;
