//! Answers in the form of their shapes, as the AWS CLI shows them: what is bound to headers and the status
//! first, then the body, every value of the type the model has, as far as it can be made one.

use aws_settings::TimestampFormat;
use cli_formats::python::{self, MapType};
use cli_formats::{Map, Value, json, pytext};
use smithy_catalog::{Kind, Member, Protocol, Shape};

use super::Answer;
use crate::params;
use crate::timestamp::{self, InvalidTimestamp};

/// What keeps a value from having the form of its shape.
#[derive(Debug)]
pub(super) enum Misfit {
    /// The body is not of this language, and why.
    Unreadable(&'static str, String),
    /// Something else than the list, map or structure that belongs there.
    Type {
        path: Vec<String>,
        found: &'static str,
        expected: &'static str,
    },
    /// No timestamp.
    Timestamp(InvalidTimestamp),
    /// No number, or not one member of a union: Python's message, or the AWS CLI's.
    Value(String),
}

impl Misfit {
    fn found(wire: &Value, expected: &'static str) -> Self {
        Self::Type {
            path: Vec::new(),
            found: json_type(wire),
            expected,
        }
    }

    fn within(mut self, step: &str) -> Self {
        if let Self::Type { path, .. } = &mut self {
            path.insert(0, step.to_owned());
        }
        self
    }
}

/// What JSON calls a value.
pub(super) fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::BigInt(_) | Value::Float(_) => "a number",
        Value::List(_) => "an array",
        Value::Map(_) => "an object",
        Value::String(_) | Value::Bytes(_) | Value::Date(_) | Value::Foreign(_) => "a string",
    }
}

/// Reads answers of a protocol; `timestamps` is how times are shown.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub(super) timestamps: TimestampFormat,
    pub(super) protocol: Protocol,
}

/// Where a member of an output is found.
enum Place {
    Status,
    Header(String),
    Headers(String),
    Payload,
    Body,
}

impl Place {
    fn of(member: &Member, protocol: Protocol) -> Self {
        let schema = member.schema;
        if !protocol.binds_http() {
            Self::Body
        } else if schema.http_response_code().is_some() {
            Self::Status
        } else if let Some(header) = schema.http_header() {
            Self::Header(header.value().to_owned())
        } else if let Some(prefix) = schema.http_prefix_headers() {
            Self::Headers(prefix.value().to_owned())
        } else if schema.http_payload().is_some() {
            Self::Payload
        } else {
            Self::Body
        }
    }
}

impl Reader {
    /// The members of an output or an error. `body` reads the body, if a member is there.
    pub(super) fn answer(
        self,
        shape: &'static Shape,
        answer: &Answer,
        body: impl FnOnce(&'static Shape) -> Result<Value, Misfit>,
    ) -> Result<Map, Misfit> {
        let mut shaped = Map::new();
        let mut put = |member: &Member, value: Value| {
            shaped.insert(member.name.to_owned(), value);
        };
        let (mut in_body, mut payload) = (Vec::new(), None);
        for member in shape.members() {
            match Place::of(member, self.protocol) {
                Place::Status => put(member, i64::from(answer.status).into()),
                Place::Header(name) => {
                    if let Some(text) = answer.header(&name) {
                        put(member, self.header(member, text)?);
                    }
                }
                Place::Headers(prefix) => {
                    let found = prefixed(answer, &prefix);
                    if !found.is_empty() {
                        put(member, Value::Map(found));
                    }
                }
                Place::Payload => payload = Some(member),
                Place::Body => in_body.push(member),
            }
        }
        if let Some(member) = payload {
            shaped.extend(self.payload(member, answer, body)?);
            return Ok(shaped);
        }
        let body = match body(shape) {
            // Nothing is looked for in it.
            Err(Misfit::Unreadable(..)) if in_body.is_empty() => Value::Map(Map::new()),
            body => body?,
        };
        match body {
            Value::Map(wire) => shaped.extend(self.members(in_body.iter().copied(), wire)?),
            other => return Err(Misfit::found(&other, "an object")),
        }
        if shape.schema.xml_unwrapped_output() {
            // The one member is shown even if the root is empty.
            for member in in_body {
                shaped.entry(member.name.to_owned()).or_insert(Value::Null);
            }
        }
        Ok(shaped)
    }

    /// The member that is the whole body. Bytes go to a file.
    fn payload(
        self,
        member: &'static Member,
        answer: &Answer,
        body: impl FnOnce(&'static Shape) -> Result<Value, Misfit>,
    ) -> Result<Option<(String, Value)>, Misfit> {
        let value = match member.target.kind {
            Kind::Blob => return Ok(None),
            Kind::String | Kind::Enum(_) => match String::from_utf8(answer.body.clone()) {
                Ok(text) => Value::String(text),
                Err(error) => return Err(Misfit::Value(error.to_string())),
            },
            _ => self.value(member, body(member.target)?)?,
        };
        Ok(Some((member.name.to_owned(), value)))
    }

    /// The name of a member in the body.
    fn name(self, member: &'static Member) -> &'static str {
        match self.protocol {
            Protocol::RestJson1 => member.json_name(),
            _ => member.name,
        }
    }

    /// The members of a structure that are there, in model order.
    fn members(
        self,
        members: impl Iterator<Item = &'static Member>,
        mut wire: Map,
    ) -> Result<Map, Misfit> {
        let mut shaped = Map::new();
        for member in members {
            match wire.swap_remove(self.name(member)) {
                None | Some(Value::Null) => {}
                Some(value) => {
                    let value = self
                        .value(member, value)
                        .map_err(|misfit| misfit.within(member.name))?;
                    shaped.insert(member.name.to_owned(), value);
                }
            }
        }
        Ok(shaped)
    }

    /// The one member of a union that is there.
    fn union(self, shape: &'static Shape, wire: Map) -> Result<Map, Misfit> {
        let first = wire.keys().next().cloned();
        let is_set = |(name, value): &(String, Value)| name != "__type" && *value != Value::Null;
        let mut set: Vec<_> = wire.into_iter().filter(is_set).collect();
        let (Some((name, value)), true) = (set.pop(), set.is_empty()) else {
            return Err(Misfit::Value(format!(
                "Invalid service response: {} must have one and only one member set.",
                shape.name()
            )));
        };
        let known = shape.members().iter();
        let known = known.clone().find(|member| self.name(member) == name);
        match known {
            Some(member) => {
                let value = self.value(member, value);
                let value = value.map_err(|misfit| misfit.within(member.name))?;
                Ok(Map::from([(member.name.to_owned(), value)]))
            }
            None => {
                let name = Value::map([("name", Value::String(first.unwrap_or(name)))]);
                Ok(Map::from([("SDK_UNKNOWN_MEMBER".to_owned(), name)]))
            }
        }
    }

    /// A value in the form of its shape. Null is left in lists and maps, sparse or not.
    fn value(self, member: &'static Member, wire: Value) -> Result<Value, Misfit> {
        let shape = member.target;
        match (shape.kind, wire) {
            (Kind::Document, wire) => Ok(wire),
            (_, Value::Null) => Ok(Value::Null),
            (Kind::Timestamp, wire) => {
                timestamp::render(self.timestamps, wire).map_err(Misfit::Timestamp)
            }
            (Kind::Structure(members), Value::Map(wire)) => {
                self.members(members.iter(), wire).map(Value::Map)
            }
            (Kind::Union(_), Value::Map(wire)) => self.union(shape, wire).map(Value::Map),
            (Kind::Structure(_) | Kind::Union(_), wire) => Err(Misfit::found(&wire, "an object")),
            (Kind::List { member: of, .. }, wire) => {
                let items = elements(wire)?.into_iter().enumerate().map(|(at, item)| {
                    self.value(of, item)
                        .map_err(|misfit| misfit.within(&at.to_string()))
                });
                Ok(Value::List(items.collect::<Result<_, _>>()?))
            }
            (Kind::Map { value: of, .. }, Value::Map(wire)) => {
                let entries = wire.into_iter().map(|(key, value)| {
                    let value = self
                        .value(of, value)
                        .map_err(|misfit| misfit.within(&key))?;
                    Ok((key, value))
                });
                Ok(Value::Map(entries.collect::<Result<_, _>>()?))
            }
            (Kind::Map { .. }, wire) => Err(Misfit::found(&wire, "an object")),
            (kind, wire) => scalar(kind, wire),
        }
    }

    /// A member from the text of a header.
    fn header(self, member: &'static Member, text: &str) -> Result<Value, Misfit> {
        if params::is_json_header(member) {
            let decoded = params::base64(text).map_err(Misfit::Value)?;
            let decoded = String::from_utf8(decoded);
            let decoded = decoded.map_err(|error| Misfit::Value(error.to_string()))?;
            return json::read_lossy(&decoded).map_err(|error| Misfit::Value(error.to_string()));
        }
        match member.target.kind {
            Kind::List { member: of, .. } => {
                let items = text.split(',').map(|item| self.header(of, item.trim()));
                Ok(Value::List(items.collect::<Result<_, _>>()?))
            }
            Kind::Timestamp => {
                timestamp::render(self.timestamps, text.into()).map_err(Misfit::Timestamp)
            }
            kind => scalar(kind, text.into()),
        }
    }
}

/// The headers that begin with the prefix, without it.
fn prefixed(answer: &Answer, prefix: &str) -> Map {
    let mut found = Map::new();
    for (name, value) in &answer.headers {
        let begins = name
            .get(..prefix.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(prefix));
        if begins {
            found.insert(name[prefix.len()..].to_owned(), value.as_str().into());
        }
    }
    found
}

/// What Python iterates over.
fn elements(wire: Value) -> Result<Vec<Value>, Misfit> {
    match wire {
        Value::List(items) => Ok(items),
        Value::String(text) => Ok(text
            .chars()
            .map(|c| c.to_string().as_str().into())
            .collect()),
        Value::Map(entries) => Ok(entries.into_keys().map(Value::String).collect()),
        other => Err(Misfit::found(&other, "an array")),
    }
}

fn scalar(kind: Kind, wire: Value) -> Result<Value, Misfit> {
    match kind {
        kind if kind.is_integer() => integer(wire),
        kind if kind.is_float() => float(wire),
        Kind::Boolean => Ok(Value::Bool(match wire {
            Value::Bool(flag) => flag,
            Value::String(text) => text.eq_ignore_ascii_case("true"),
            _ => false,
        })),
        _ => Ok(wire),
    }
}

/// Python's `int`.
fn integer(wire: Value) -> Result<Value, Misfit> {
    match wire {
        Value::Int(_) | Value::BigInt(_) => Ok(wire),
        Value::Bool(flag) => Ok(i64::from(flag).into()),
        Value::Float(number) if number.is_finite() => {
            let digits = format!("{:.0}", number.trunc().abs());
            Ok(pytext::integer(number < 0.0, &digits, 10).unwrap_or(Value::Int(0)))
        }
        Value::String(text) => {
            pytext::parse_int(&text).ok_or_else(|| Misfit::Value(pytext::invalid_int(&text)))
        }
        Value::Float(number) => Err(Misfit::Value(format!(
            "cannot convert float {} to integer",
            if number.is_nan() { "NaN" } else { "infinity" }
        ))),
        other => Err(Misfit::Value(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            python::class_name(&other, MapType::Dict)
        ))),
    }
}

/// Python's `float`.
fn float(wire: Value) -> Result<Value, Misfit> {
    let number = match wire {
        Value::Float(number) => number,
        Value::Int(number) => number as f64,
        Value::BigInt(digits) => digits.parse().unwrap_or(f64::INFINITY),
        Value::Bool(flag) => f64::from(u8::from(flag)),
        Value::String(text) => match pytext::parse_float(&text) {
            Some(number) => number,
            None => return Err(Misfit::Value(pytext::invalid_float(&text))),
        },
        other => {
            return Err(Misfit::Value(format!(
                "float() argument must be a string or a real number, not '{}'",
                python::class_name(&other, MapType::Dict)
            )));
        }
    };
    Ok(Value::Float(number))
}
