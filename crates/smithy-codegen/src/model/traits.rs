//! Traits: from open JSON to the typed ones the generator acts on.

use serde_json::Value;
use smithy_catalog::Fault;

use super::docs::markdown;
use super::pattern;
use super::{Binding, Constraints, ErrorTraits, HttpChecksum, TimestampFormat, XmlNamespace};
use crate::ast::Traits;
use crate::error::{Problem, Problems};

/// Reads the traits of one shape or member and collects what is wrong with them.
pub(super) struct Reader<'a> {
    traits: &'a Traits,
    shape: &'a str,
    problems: &'a mut Problems,
}

impl<'a> Reader<'a> {
    pub(super) fn new(traits: &'a Traits, shape: &'a str, problems: &'a mut Problems) -> Self {
        Self {
            traits,
            shape,
            problems,
        }
    }

    pub(super) fn traits(&self) -> &'a Traits {
        self.traits
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.traits.contains_key(id)
    }

    pub(super) fn value(&self, id: &str) -> Option<&'a Value> {
        self.traits.get(id)
    }

    pub(super) fn problem(&mut self, id: &str, reason: impl Into<String>) {
        self.problems.0.push(Problem {
            shape: self.shape.to_owned(),
            path: format!("traits.{id}"),
            reason: reason.into(),
        });
    }

    /// A trait whose value is a string.
    pub(super) fn string(&mut self, id: &str) -> Option<&'a str> {
        let value = self.traits.get(id)?;
        if value.as_str().is_none() {
            self.problem(id, "the trait's value must be a string");
        }
        value.as_str()
    }

    /// A string property of a trait whose value is an object.
    pub(super) fn property(&mut self, id: &str, name: &str) -> Option<&'a str> {
        self.traits.get(id)?.get(name)?.as_str()
    }

    /// A trait whose value is a list.
    pub(super) fn list(&self, id: &str) -> Vec<Value> {
        self.value(id)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    }

    pub(super) fn docs(&mut self) -> String {
        self.string("smithy.api#documentation")
            .map(markdown)
            .unwrap_or_default()
    }

    pub(super) fn deprecated(&mut self) -> Option<String> {
        let value = self.value("smithy.api#deprecated")?;
        let message = value
            .get("message")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let since = value
            .get("since")
            .and_then(Value::as_str)
            .unwrap_or_default();
        Some(match (message.is_empty(), since.is_empty()) {
            (_, true) => message.to_owned(),
            (true, false) => format!("deprecated since {since}"),
            (false, false) => format!("{message} (deprecated since {since})"),
        })
    }

    pub(super) fn timestamp_format(&mut self) -> Option<TimestampFormat> {
        const ID: &str = "smithy.api#timestampFormat";
        match self.string(ID)? {
            "date-time" => Some(TimestampFormat::DateTime),
            "http-date" => Some(TimestampFormat::HttpDate),
            "epoch-seconds" => Some(TimestampFormat::EpochSeconds),
            other => {
                self.problem(
                    ID,
                    format!("`{other}` is none of date-time, http-date, epoch-seconds"),
                );
                None
            }
        }
    }

    pub(super) fn constraints(&mut self) -> Constraints {
        Constraints {
            length: self.bounds("smithy.api#length", Value::as_u64),
            range: self.bounds("smithy.api#range", number),
            decimal_min: self.traits.get("smithy.api#range").is_some_and(|range| {
                let min = range.get("min");
                min.is_some_and(Value::is_f64)
            }),
            pattern: self.pattern(),
            unique_items: self.has("smithy.api#uniqueItems"),
        }
    }

    fn bounds<T>(
        &mut self,
        id: &str,
        read: fn(&Value) -> Option<T>,
    ) -> Option<(Option<T>, Option<T>)> {
        let value = self.traits.get(id)?;
        let mut bound = |name: &str| {
            let bound = value.get(name)?;
            let number = read(bound);
            if number.is_none() {
                self.problem(
                    id,
                    format!("`{name}` is `{bound}`, which is no number of the right kind"),
                );
            }
            number
        };
        Some((bound("min"), bound("max")))
    }

    fn pattern(&mut self) -> Option<String> {
        const ID: &str = "smithy.api#pattern";
        match pattern::read(self.string(ID)?) {
            Ok(pattern) => Some(pattern),
            Err(reason) => {
                self.problem(ID, reason);
                None
            }
        }
    }

    pub(super) fn error(&mut self) -> Option<ErrorTraits> {
        const ID: &str = "smithy.api#error";
        let fault = match self.string(ID)? {
            "client" => Fault::Client,
            "server" => Fault::Server,
            other => {
                self.problem(ID, format!("`{other}` is neither client nor server"));
                return None;
            }
        };
        let default = if fault == Fault::Client { 400 } else { 500 };
        let status = match self.value("smithy.api#httpError") {
            None => default,
            Some(value) => match value.as_u64().and_then(|code| u16::try_from(code).ok()) {
                Some(code) => code,
                None => {
                    self.problem(
                        "smithy.api#httpError",
                        format!("`{value}` is no HTTP status code"),
                    );
                    default
                }
            },
        };
        let retryable = self.value("smithy.api#retryable").map(|value| {
            value
                .get("throttling")
                .and_then(Value::as_bool)
                .unwrap_or_default()
        });
        let response_tests = self.list("smithy.test#httpResponseTests");
        let query_error = self.query_error(status);
        Some(ErrorTraits {
            fault,
            status,
            retryable,
            query_error,
            response_tests,
        })
    }

    fn query_error(&mut self, status: u16) -> Option<(String, u16)> {
        const ID: &str = "aws.protocols#awsQueryError";
        let value = self.value(ID)?;
        let Some(code) = self.property(ID, "code") else {
            self.problem(ID, "needs a `code` that is a string");
            return None;
        };
        let status = value
            .get("httpResponseCode")
            .and_then(Value::as_u64)
            .and_then(|code| u16::try_from(code).ok())
            .unwrap_or(status);
        Some((code.to_owned(), status))
    }

    pub(super) fn xml_namespace(&mut self) -> Option<XmlNamespace> {
        const ID: &str = "smithy.api#xmlNamespace";
        self.value(ID)?;
        let Some(uri) = self.property(ID, "uri") else {
            self.problem(ID, "needs a `uri` that is a string");
            return None;
        };
        Some(XmlNamespace {
            uri: uri.to_owned(),
            prefix: self.property(ID, "prefix").map(str::to_owned),
        })
    }

    pub(super) fn checksum(&mut self) -> Option<HttpChecksum> {
        const ID: &str = "aws.protocols#httpChecksum";
        let value = self.value(ID)?;
        let member = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let algorithms = value.get("responseAlgorithms").and_then(Value::as_array);
        Some(HttpChecksum {
            request_algorithm_member: member("requestAlgorithmMember"),
            request_checksum_required: value
                .get("requestChecksumRequired")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            request_validation_mode_member: member("requestValidationModeMember"),
            response_algorithms: algorithms
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        })
    }

    pub(super) fn binding(&mut self) -> Binding {
        if self.has("smithy.api#httpLabel") {
            Binding::Label
        } else if let Some(name) = self.string("smithy.api#httpQuery") {
            Binding::Query(name.to_owned())
        } else if self.has("smithy.api#httpQueryParams") {
            Binding::QueryParams
        } else if let Some(name) = self.string("smithy.api#httpHeader") {
            self.check_header_name(name);
            Binding::Header(name.to_owned())
        } else if let Some(prefix) = self.string("smithy.api#httpPrefixHeaders") {
            Binding::PrefixHeaders(prefix.to_owned())
        } else if self.has("smithy.api#httpPayload") {
            Binding::Payload
        } else if self.has("smithy.api#httpResponseCode") {
            Binding::ResponseCode
        } else {
            Binding::Body
        }
    }

    fn check_header_name(&mut self, name: &str) {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(token) {
            self.problem(
                "smithy.api#httpHeader",
                format!("`{name}` is no HTTP header name"),
            );
        }
    }
}

/// Range bounds are numbers, or strings holding big decimals.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}
