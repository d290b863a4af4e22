//! The parameters of a request, from the options of the command line.

mod blob;
mod encoding;
mod fit;
mod unpack;

use std::path::PathBuf;

use aws_settings::BinaryFormat;
use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value};
use cli_formats::{json, yaml};
use serde_json::Number;
use smithy_catalog::{Kind, Member, Operation};

use crate::advice;
use crate::args::{Given, RawOptions};
use crate::custom;
use crate::error::CliError;
use crate::options::{self, INPUT_JSON, INPUT_YAML};
use crate::paginate::PageOptions;
use crate::paramfile::ParamFiles;
pub(crate) use cli_formats::pytext::base64;
use unpack::{Unpacked, Unpacker, is_streaming};

/// The parameters of a request, not validated yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Parameters {
    /// The input document. What options gave comes first, in model order, then what a document
    /// added, in its order, then a token of [`Parameters::fill_token`].
    pub document: Map,
    /// The file whose content is the body of the request. The document has no bytes for it.
    pub(crate) body: Option<PathBuf>,
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

    /// Makes bytes of the texts that stand for bytes, as the line says they do.
    ///
    /// # Errors
    /// If one is not base64 and should be.
    pub(crate) fn decode_blobs(
        &mut self,
        operation: &'static Operation,
        format: BinaryFormat,
    ) -> Result<(), CliError> {
        blob::decode(operation.input, &mut self.document, format)
    }
}

/// Reads the parameters of an operation, loading files where values name them. What `pages` has options
/// for is left to it.
///
/// # Errors
/// If a value, or a file it names, cannot be read. The first in the order of options counts.
pub(crate) fn read(
    operation: &'static Operation,
    raw: &RawOptions,
    pages: &PageOptions,
    files: &ParamFiles<'_>,
) -> Result<Parameters, CliError> {
    let mut parameters = Parameters::default();
    for member in options::ordered_members(operation) {
        let option = options::name(operation, member.name);
        if pages.shadows(&option) {
            continue;
        }
        let unpacker = Unpacker {
            option: &option,
            files,
        };
        let Some(unpacked) = given(operation, member, raw, unpacker)? else {
            continue;
        };
        custom::check_member(operation, member, &unpacked.value)?;
        if unpacked.is_json {
            parameters.from_json.push(member.name);
        }
        let value = match unpacked.value {
            Value::String(path) if is_streaming(member) => {
                parameters.body = Some(path.into());
                Value::Bytes(Vec::new())
            }
            value => value,
        };
        parameters.document.insert(member.name.to_owned(), value);
    }
    custom::add_blobs(operation, raw, files, &mut parameters.document)?;
    let document = &mut parameters.document;
    for (name, value) in input_document(raw, files)? {
        document.entry(name).or_insert(value);
    }
    Ok(parameters)
}

/// What the command line gives for a member.
fn given(
    operation: &Operation,
    member: &'static Member,
    raw: &RawOptions,
    unpacker: Unpacker<'_>,
) -> Result<Option<Unpacked>, CliError> {
    if matches!(member.target.kind, Kind::Boolean) {
        let (on, off) = (unpacker.option, options::negation(operation, member.name));
        let either = raw
            .iter()
            .filter(|(given, _)| *given == on || *given == off);
        let value = either.last().map(|(given, _)| Value::Bool(given == on));
        return Ok(value.map(Unpacked::plain));
    }
    match raw.get(unpacker.option) {
        None | Some(Given::Flag) => Ok(None),
        Some(Given::Number(number)) => Ok(Some(Unpacked::plain(number.clone()))),
        Some(Given::Text(text)) => unpacker.word(member, text).map(Some),
        Some(Given::Words(words)) => unpacker.words(member, words).map(Some),
    }
}

/// The file that the body of the answer goes to; its name may itself be in a file.
///
/// # Errors
/// If that cannot be read.
pub(crate) fn outfile(
    raw: &RawOptions,
    files: &ParamFiles<'_>,
) -> Result<Option<String>, CliError> {
    let Some(word) = raw.outfile() else {
        return Ok(None);
    };
    match load("outfile", word, files)? {
        Value::String(path) => Ok(Some(path)),
        Value::Bytes(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        _ => Ok(None),
    }
}

/// The text given for an option, or what is in the file it names.
///
/// # Errors
/// If that cannot be read.
pub(crate) fn load(option: &str, text: &str, files: &ParamFiles<'_>) -> Result<Value, CliError> {
    Unpacker { option, files }.load(text)
}

/// Whether the member is a header that holds JSON, so that its value is any.
pub(crate) fn is_json_header(member: &Member) -> bool {
    let schemas = [member.schema, member.target.schema];
    let media_types = schemas.iter().filter_map(|schema| schema.media_type());
    matches!(member.target.kind, Kind::String)
        && member.schema.http_header().is_some()
        && media_types
            .map(|media_type| media_type.value())
            .any(|media_type| media_type == "application/json")
}

fn parsing(name: &str, reason: &str) -> CliError {
    CliError::param_validation(format!("Error parsing parameter '{name}': {reason}"))
}

/// What `--cli-input-json` or `--cli-input-yaml` gives; nothing without either.
fn input_document(raw: &RawOptions, files: &ParamFiles<'_>) -> Result<Map, CliError> {
    let load = |option| {
        let text = raw.text(option);
        text.map(|text| load(option, text, files)).transpose()
    };
    let (json, yaml) = (load(INPUT_JSON)?, load(INPUT_YAML)?);
    let (name, value) = match (json, yaml) {
        (None, None) => return Ok(Map::new()),
        (Some(_), Some(_)) => {
            return Err(CliError::param_validation(
                "Only one --cli-input- parameter may be specified.",
            ));
        }
        (Some(json), None) => {
            let wrong = || parsing(INPUT_JSON, "Invalid JSON received.");
            let text = text_of(json, encoding::json_text).ok_or_else(wrong)?;
            let value = json::read(&text).map_err(|error| {
                let place = (error.line, error.column);
                wrong().advised(advice::document(INPUT_JSON, &text, place, error.reason))
            });
            (INPUT_JSON, value?)
        }
        (None, Some(yaml)) => {
            let wrong = || parsing(INPUT_YAML, "Invalid YAML received.");
            let text = text_of(yaml, encoding::yaml_text).ok_or_else(wrong)?;
            let value = yaml::read(&text).map_err(|error| {
                let place = (error.line, error.column);
                wrong().advised(advice::document(INPUT_YAML, &text, place, &error.reason))
            });
            (INPUT_YAML, value?)
        }
    };
    match value {
        Value::Map(document) => Ok(document),
        Value::Foreign(dict) if dict.class() == "dict" => {
            Err(CliError::general("keywords must be strings"))
        }
        other => {
            let class = python::class_name(&other, MapType::Dict);
            let reason = format!("Invalid type: expecting map, received <class '{class}'>");
            let advice = advice::no_object(name, &other);
            Err(parsing(&format!("--{name}"), &reason).advised(advice))
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
        Value::Foreign(foreign) => match foreign.json() {
            Ok(json) => value_to_json(json),
            Err(_) => foreign.repr().into(),
        },
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
