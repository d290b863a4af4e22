//! `--record`: exchanges kept as data, secrets redacted, in the form the conformance suite replays.

use serde_json::{Map, Value, json};
use smithy_catalog::Operation;

use crate::error::CliError;
use crate::wire::{Exchange, Message, Start};

/// Writes the exchanges of a call to a file.
pub fn write(file: &str, operation: &Operation, exchanges: &[Exchange]) -> Result<(), CliError> {
    let document = json!({
        "operation": operation.name,
        "exchanges": exchanges.iter().map(exchange).collect::<Vec<_>>(),
    });
    let text = format!("{document:#}\n");
    std::fs::write(file, text)
        .map_err(|error| CliError::general(format!("the exchange cannot be recorded in {file}: {error}")))
}

fn exchange(exchange: &Exchange) -> Value {
    let mut out = Map::new();
    out.insert("request".to_owned(), message(&exchange.request));
    if let Some(answer) = &exchange.answer {
        out.insert("response".to_owned(), message(answer));
    }
    Value::Object(out)
}

fn message(message: &Message) -> Value {
    let headers: Vec<Value> = message.headers.iter().map(|(name, value)| json!([name, value])).collect();
    let mut out = match &message.start {
        Start::Request { method, uri } => json!({ "method": method, "uri": uri }),
        Start::Answer { status } => json!({ "status": status }),
    };
    out["headers"] = Value::Array(headers);
    out["body"] = Value::String(message.body.clone());
    out
}
