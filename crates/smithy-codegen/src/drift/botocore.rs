//! The facts of a botocore `service-2.json`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::facts::{Facts, bounds};
use crate::model::Model;

/// What botocore keeps elsewhere or not at all.
const UNKNOWN: [&str; 5] = ["auth", "default", "json name", "pagination", "retryable"];

/// The facts of the operations that our model has.
pub(super) fn facts(service: &Value, ours: &Model) -> Facts {
    let mut reader = Reader {
        service,
        facts: Facts::without(UNKNOWN),
        seen: BTreeSet::new(),
        queue: Vec::new(),
    };
    for operation in &ours.operations {
        if let Some(node) = service
            .get("operations")
            .and_then(|operations| operations.get(&operation.model_name))
        {
            reader.operation(&operation.model_name, node);
        }
    }
    while let Some(name) = reader.queue.pop() {
        if reader.seen.insert(name.clone()) {
            reader.structure(&name);
        }
    }
    reader.facts
}

struct Reader<'a> {
    service: &'a Value,
    facts: Facts,
    seen: BTreeSet<String>,
    queue: Vec<String>,
}

impl<'a> Reader<'a> {
    fn shape(&self, name: &str) -> &'a Value {
        self.service
            .get("shapes")
            .and_then(|shapes| shapes.get(name))
            .unwrap_or(&Value::Null)
    }

    fn operation(&mut self, name: &str, node: &Value) {
        let http = |key: &str| node.pointer(&format!("/http/{key}"));
        let text =
            |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let code = http("responseCode").and_then(Value::as_u64).unwrap_or(200);
        self.facts.add(name, "type", "operation");
        self.facts.add(
            name,
            "http",
            format!(
                "{} {} {code}",
                text(http("method")),
                text(http("requestUri"))
            ),
        );
        let prefix = node
            .pointer("/endpoint/hostPrefix")
            .and_then(Value::as_str)
            .map(str::to_owned);
        self.facts.add_if(name, "host prefix", prefix);
        let errors = node
            .get("errors")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let mut errors: Vec<String> = errors.filter_map(target).map(str::to_owned).collect();
        errors.sort();
        self.facts.add(name, "errors", errors.join(", "));
        let ends = ["input", "output"]
            .into_iter()
            .filter_map(|end| target(node.get(end)?));
        self.queue.extend(ends.map(str::to_owned).chain(errors));
    }

    fn structure(&mut self, name: &str) {
        let node = self.shape(name);
        let is = |key: &str| node.get(key).and_then(Value::as_bool).unwrap_or_default();
        let members = node.get("members").and_then(Value::as_object);
        if members.is_none_or(serde_json::Map::is_empty) && !is("exception") {
            return;
        }
        self.facts.add(
            name,
            "type",
            if is("union") { "union" } else { "structure" },
        );
        if is("exception") {
            let status = node
                .pointer("/error/httpStatusCode")
                .and_then(Value::as_u64);
            let client = node
                .pointer("/error/senderFault")
                .and_then(Value::as_bool)
                .unwrap_or_default();
            let status = status.unwrap_or(if client { 400 } else { 500 });
            self.facts.add(
                name,
                "error",
                format!("{status} {}", if client { "client" } else { "server" }),
            );
        }
        let required: BTreeSet<&str> = node
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let payload = node.get("payload").and_then(Value::as_str);
        for (member, reference) in members.into_iter().flatten() {
            let subject = format!("{name}${member}");
            self.value(&subject, reference);
            if required.contains(member.as_str()) {
                self.facts.add(&subject, "required", "yes");
            }
            if reference
                .get("idempotencyToken")
                .and_then(Value::as_bool)
                .unwrap_or_default()
            {
                self.facts.add(&subject, "idempotency token", "yes");
            }
            let binding = if payload == Some(member) {
                Some("payload".to_owned())
            } else {
                binding(reference)
            };
            self.facts.add_if(&subject, "binding", binding);
        }
    }

    fn value(&mut self, subject: &str, reference: &Value) {
        let name = target(reference).unwrap_or_default();
        let node = self.shape(name);
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let flag = |key: &str| node.get(key).and_then(Value::as_bool).unwrap_or_default();
        let kind = match text("type").unwrap_or_default() {
            "structure" if flag("document") => "document",
            "structure" => name,
            kind => kind,
        };
        self.facts.add(subject, "type", kind);
        if flag("sensitive") {
            self.facts.add(subject, "sensitive", "yes");
        }
        let (min, max) = (node.get("min"), node.get("max"));
        let aspect = if matches!(kind, "integer" | "long" | "float" | "double") {
            "range"
        } else {
            "length"
        };
        self.facts.add_if(
            subject,
            aspect,
            (min.is_some() || max.is_some()).then(|| bounds(min, max)),
        );
        self.facts
            .add_if(subject, "pattern", text("pattern").map(str::to_owned));
        let format = text("timestampFormat")
            .or_else(|| reference.get("timestampFormat")?.as_str())
            .map(|format| match format {
                "iso8601" => "date-time",
                "rfc822" => "http-date",
                "unixTimestamp" => "epoch-seconds",
                other => other,
            });
        self.facts
            .add_if(subject, "timestamp format", format.map(str::to_owned));
        self.facts.add_if(
            subject,
            "enum",
            node.get("enum").and_then(Value::as_array).map(|values| {
                let mut values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
                values.sort_unstable();
                values.join(", ")
            }),
        );
        match kind {
            "list" => self.element(&format!("{subject}[]"), node.get("member")),
            "map" => {
                self.element(&format!("{subject}{{key}}"), node.get("key"));
                self.element(&format!("{subject}{{value}}"), node.get("value"));
            }
            _ if kind == name => self.queue.push(name.to_owned()),
            _ => {}
        }
    }

    fn element(&mut self, subject: &str, reference: Option<&Value>) {
        if let Some(reference) = reference {
            self.value(subject, reference);
        }
    }
}

fn target(reference: &Value) -> Option<&str> {
    reference.get("shape")?.as_str()
}

fn binding(reference: &Value) -> Option<String> {
    let name = reference
        .get("locationName")
        .and_then(Value::as_str)
        .unwrap_or_default();
    Some(match reference.get("location")?.as_str()? {
        "uri" => format!("label {name}"),
        "querystring" if name.is_empty() => "query".to_owned(),
        "querystring" => format!("query {name}"),
        "header" => format!("header {name}"),
        "headers" => format!("headers {name}"),
        "statusCode" => "status code".to_owned(),
        other => other.to_owned(),
    })
}
