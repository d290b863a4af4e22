//! One fault: when it hits, and what it does then.

use std::time::Duration;

use fastrand::Rng;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::latency::Latency;

/// What happens to a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Act {
    Throttle {
        retry_after: Option<Duration>,
    },
    Error {
        status: StatusCode,
        code: String,
        message: String,
        retry_after: Option<Duration>,
    },
    Delay(Duration),
    /// The connection breaks, and the call is not made.
    Reset,
    /// The call is made, then the connection breaks.
    Lost,
    /// Half of the answer's body arrives.
    Truncate,
}

const NAMES: [&str; 6] = ["throttle", "error", "delay", "reset", "lost", "truncate"];

/// What a script says where nothing happens.
const PASS: &str = "pass";

impl Act {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Throttle { .. } => "throttle",
            Self::Error { .. } => "error",
            Self::Delay(_) => "delay",
            Self::Reset => "reset",
            Self::Lost => "lost",
            Self::Truncate => "truncate",
        }
    }
}

/// A fault as it was asked for, and where it stands.
#[derive(Debug)]
pub(super) struct Rule {
    document: Map<String, Value>,
    operation: Option<String>,
    rate: f64,
    times: u64,
    /// What happens to one call after the other; what happens to each, if it has one entry.
    script: Vec<String>,
    is_script: bool,
    repeat: bool,
    latency: Latency,
    met: u64,
    hits: u64,
}

impl Rule {
    pub(super) fn delays(&self) -> bool {
        self.script.iter().any(|name| name == "delay")
    }

    /// What it does to a call of this operation.
    pub(super) fn meet(&mut self, operation: Option<&str>, chance: &mut Rng) -> Option<Act> {
        let is_meant = self.operation.is_none() || self.operation.as_deref() == operation;
        if !is_meant || self.hits >= self.times {
            return None;
        }
        let length = u64::try_from(self.script.len()).unwrap_or(u64::MAX);
        if self.is_script && !self.repeat && self.met >= length {
            return None;
        }
        let entry = self.met % length;
        self.met += 1;
        // Drawn for every call, so that a seed gives each call the same fate.
        if chance.f64() >= self.rate {
            return None;
        }
        let name = &self.script[usize::try_from(entry).unwrap_or(0)];
        let act = self.act(&name.clone(), chance)?;
        self.hits += 1;
        Some(act)
    }

    fn act(&self, name: &str, chance: &mut Rng) -> Option<Act> {
        let text = |key: &str| self.document.get(key).and_then(Value::as_str);
        let seconds = self.document.get("retryAfter").and_then(Value::as_f64);
        let retry_after = seconds.map(Duration::from_secs_f64);
        Some(match name {
            "throttle" => Act::Throttle {
                retry_after: Some(retry_after.unwrap_or(Duration::from_secs(1))),
            },
            "error" => {
                let status = self.document.get("status").and_then(Value::as_u64);
                let status = status
                    .and_then(|status| StatusCode::from_u16(u16::try_from(status).ok()?).ok())
                    .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let code = text("code").unwrap_or("InternalServerException");
                let message = text("message").unwrap_or("A fault that was asked for.");
                Act::Error {
                    status,
                    code: code.to_owned(),
                    message: message.to_owned(),
                    retry_after,
                }
            }
            "delay" => Act::Delay(self.latency.sample(chance)),
            "reset" => Act::Reset,
            "lost" => Act::Lost,
            "truncate" => Act::Truncate,
            _ => return None,
        })
    }

    pub(super) fn describe(&self) -> Value {
        let mut document = self.document.clone();
        document.insert("hits".to_owned(), json!(self.hits));
        Value::Object(document)
    }
}

/// The rules of a set, or all that is wrong with it.
pub(super) fn read_all(document: &Value) -> Result<Vec<Rule>, String> {
    let wrong = "a set of faults is an object with the list `faults`".to_owned();
    let known = ["faults", "seed"];
    let set = document.as_object().ok_or_else(|| wrong.clone())?;
    if let Some(name) = set.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("{wrong} and `seed`, not `{name}`"));
    }
    let faults = set.get("faults").and_then(Value::as_array).ok_or(wrong)?;
    let mut rules = Vec::new();
    let mut problems = Vec::new();
    for (number, fault) in faults.iter().enumerate() {
        let mut reader = Reader::new(fault, &mut problems, format!("faults[{number}]"));
        rules.extend(reader.rule());
    }
    if problems.is_empty() {
        Ok(rules)
    } else {
        Err(problems.join("\n"))
    }
}

/// Reads one fault and gathers what is wrong with it.
struct Reader<'a> {
    fault: Option<&'a Map<String, Value>>,
    problems: &'a mut Vec<String>,
    place: String,
}

impl<'a> Reader<'a> {
    fn new(fault: &'a Value, problems: &'a mut Vec<String>, place: String) -> Self {
        Self {
            fault: fault.as_object(),
            problems,
            place,
        }
    }

    fn rule(&mut self) -> Option<Rule> {
        let Some(fault) = self.fault else {
            self.problem("", "is not an object");
            return None;
        };
        const KEYS: [&str; 17] = [
            "fault",
            "operation",
            "rate",
            "times",
            "script",
            "repeat",
            "status",
            "code",
            "message",
            "retryAfter",
            "ms",
            "min",
            "max",
            "mean",
            "p50",
            "p99",
            "hits",
        ];
        for key in fault.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            self.problem(key, &format!("is none of {}", KEYS.join(", ")));
        }
        let is_script = fault.contains_key("script");
        let script = self.script(is_script);
        let delays = script.iter().any(|name| name == "delay");
        let status = self.number("status", 200.0, 599.0);
        if status.is_some_and(|status| status.fract() != 0.0) {
            self.problem("status", "is no HTTP status");
        }
        self.number("retryAfter", 0.0, 86_400.0);
        self.header_text("code");
        self.text("message");
        let rule = Rule {
            document: fault.clone(),
            operation: self.text("operation").filter(|name| name != "*"),
            rate: self.number("rate", 0.0, 1.0).unwrap_or(1.0),
            times: self
                .number("times", 0.0, 1e15)
                .map_or(u64::MAX, |times| times as u64),
            is_script,
            repeat: self.flag("repeat"),
            latency: self.latency(delays),
            script,
            met: 0,
            hits: 0,
        };
        (!rule.script.is_empty()).then_some(rule)
    }

    fn script(&mut self, is_script: bool) -> Vec<String> {
        let key = if is_script { "script" } else { "fault" };
        let names: Vec<_> = match self.get(key) {
            Some(Value::Array(names)) if is_script => names.iter().map(Value::as_str).collect(),
            Some(Value::String(name)) => vec![Some(name.as_str())],
            _ => vec![],
        };
        let is_known = |name: &&str| NAMES.contains(name) || is_script && *name == PASS;
        let known: Vec<_> = names.iter().flatten().copied().filter(is_known).collect();
        if known.is_empty() || known.len() < names.len() {
            let choice = NAMES.join(", ");
            let text = if is_script {
                format!("must be a list of {PASS}, {choice}")
            } else {
                format!("must be one of {choice}")
            };
            self.problem(key, &text);
        }
        known.into_iter().map(str::to_owned).collect()
    }

    fn latency(&mut self, delays: bool) -> Latency {
        const LONGEST: f64 = 600_000.0;
        let mut ms = |key: &str| self.number(key, 0.0, LONGEST);
        let all = (
            ms("ms"),
            ms("min"),
            ms("max"),
            ms("mean"),
            ms("p50"),
            ms("p99"),
        );
        match all {
            (Some(ms), None, None, None, None, None) => Latency::Fixed(ms),
            (None, Some(min), Some(max), None, None, None) if min <= max => {
                Latency::Uniform { min, max }
            }
            (None, None, None, Some(mean), None, None) => Latency::Exponential { mean },
            (None, None, None, None, Some(p50), Some(p99)) if 0.0 < p50 && p50 <= p99 => {
                Latency::LogNormal { p50, p99 }
            }
            _ => {
                if delays {
                    let text =
                        "a delay takes `ms`, or `min` and `max`, or `mean`, or `p50` and `p99`";
                    self.problem("", text);
                }
                Latency::Fixed(0.0)
            }
        }
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        self.fault?.get(key).filter(|value| !value.is_null())
    }

    fn number(&mut self, key: &str, least: f64, most: f64) -> Option<f64> {
        let value = self.get(key)?;
        let number = value
            .as_f64()
            .filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.problem(
                key,
                &format!("{value} is not a number from {least} to {most}"),
            );
        }
        number
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let value = self.get(key)?;
        if !value.is_string() {
            self.problem(key, &format!("{value} is not text"));
        }
        value.as_str().map(str::to_owned)
    }

    fn header_text(&mut self, key: &str) {
        if let Some(text) = self.text(key)
            && !text.bytes().all(|byte| byte.is_ascii_graphic())
        {
            self.problem(key, &format!("{text:?} cannot stand in a header"));
        }
    }

    fn flag(&mut self, key: &str) -> bool {
        let value = self.get(key);
        if value.is_some_and(|value| !value.is_boolean()) {
            self.problem(key, "is neither true nor false");
        }
        value.and_then(Value::as_bool).unwrap_or(false)
    }

    fn problem(&mut self, key: &str, text: &str) {
        let dot = if key.is_empty() { "" } else { "." };
        self.problems
            .push(format!("{}{dot}{key}: {text}", self.place));
    }
}

#[cfg(test)]
mod tests;
