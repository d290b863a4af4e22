//! What a service starts with: calls made for it, settings of its backend, faults.

use serde_json::Value;

use crate::ACCOUNT;
use crate::access::UNSIGNED_REGION;

/// A seed: `{"calls": […], "backend": …, "faults": …}`, all of them optional.
///
/// A call is `operation`, `input`, and `region` and `account` where they are others than
/// `us-east-1` and [`ACCOUNT`]. Calls are made in their order. Where an operation takes an
/// idempotency token and the call has none, one is made of its content and place, so that starting
/// twice with one seed makes nothing twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Seed {
    pub(crate) calls: Vec<SeedCall>,
    pub(crate) backend: Value,
    pub(crate) faults: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SeedCall {
    pub(crate) operation: String,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) input: Value,
    pub(crate) token: String,
}

impl Seed {
    /// Reads a seed.
    ///
    /// # Errors
    /// All that is wrong with its form, a line each.
    pub fn read(document: &Value) -> Result<Self, String> {
        let mut problems = Vec::new();
        let Some(fields) = document.as_object() else {
            return Err("a seed is an object with `calls`, `backend` and `faults`".to_owned());
        };
        let known = ["calls", "backend", "faults", "seed"];
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            problems.push(format!("{name}: is none of {}", known.join(", ")));
        }
        let mut calls = Vec::new();
        match fields.get("calls") {
            None => {}
            Some(Value::Array(list)) => {
                for (number, call) in list.iter().enumerate() {
                    match SeedCall::read(number, call) {
                        Ok(call) => calls.push(call),
                        Err(problem) => problems.push(format!("calls[{number}]{problem}")),
                    }
                }
            }
            Some(_) => problems.push("calls: is not a list".to_owned()),
        }
        if !problems.is_empty() {
            return Err(problems.join("\n"));
        }
        let of = |name: &str| fields.get(name).cloned().unwrap_or_default();
        // As a set of faults has it: the list, and the seed of chance beside it.
        let faults = match of("faults") {
            Value::Null => Value::Null,
            faults => serde_json::json!({"faults": faults, "seed": of("seed")}),
        };
        Ok(Self {
            calls,
            backend: of("backend"),
            faults,
        })
    }
}

impl SeedCall {
    fn read(number: usize, call: &Value) -> Result<Self, String> {
        let Some(fields) = call.as_object() else {
            return Err(": is not an object".to_owned());
        };
        let known = ["operation", "input", "region", "account"];
        if let Some(name) = fields.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(format!(".{name}: is none of {}", known.join(", ")));
        }
        let text = |name: &str, otherwise: Option<&str>| match fields.get(name) {
            None => otherwise.map(str::to_owned),
            Some(value) => value.as_str().map(str::to_owned),
        };
        let text = |name: &str, otherwise| {
            text(name, otherwise).ok_or_else(|| format!(".{name}: is not text"))
        };
        let content = crc32fast::hash(call.to_string().as_bytes());
        Ok(Self {
            operation: text("operation", None)?,
            account: text("account", Some(ACCOUNT))?,
            region: text("region", Some(UNSIGNED_REGION))?,
            input: fields.get("input").cloned().unwrap_or_default(),
            token: format!("seed-{number}-{content:08x}"),
        })
    }
}
