//! Calls in a row, as data, made with any driver.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Driver;
use crate::exchange::same::Outcome;
use crate::local::Connection;

/// One step: a call, or a request to the server itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// What the step shows, where it is recorded.
    pub name: String,
    /// The operation.
    pub operation: String,
    /// Its input; `"${STEP.member}"` stands for a member of an earlier output.
    pub input: Map<String, Value>,
    /// The name of the output for later steps.
    #[serde(rename = "as")]
    pub known_as: Option<String>,
    /// The operation is followed through all pages.
    pub pages: bool,
    /// How often it is made, with `#` in texts for the number.
    pub times: Option<u64>,
    /// A request to `/_omics/…` instead.
    pub control: Option<String>,
    /// Its method.
    pub method: Option<String>,
    /// Its body.
    pub body: Option<Value>,
}

/// What came of a step.
#[derive(Clone, Debug)]
pub enum Told {
    /// Of a call, the last one.
    Call(Outcome),
    /// Of a request to the server itself: the status.
    Control(u16),
}

/// The steps in a file.
///
/// # Errors
/// Where it cannot be read or has no steps.
pub fn steps(file: &Path) -> io::Result<Vec<Step>> {
    Ok(serde_json::from_str(&std::fs::read_to_string(file)?)?)
}

/// The outputs that later steps may name.
pub type Answers = HashMap<String, Map<String, Value>>;

/// Makes all steps, with a driver whose server is at this address.
///
/// # Errors
/// Where a driver or the server breaks.
pub async fn run(steps: &[Step], driver: &mut Driver, address: &str) -> io::Result<Vec<Told>> {
    let mut answers = Answers::new();
    let mut told = Vec::new();
    for step in steps {
        told.push(one(step, driver, address, &mut answers).await?);
    }
    Ok(told)
}

async fn one(
    step: &Step,
    driver: &mut Driver,
    address: &str,
    answers: &mut Answers,
) -> io::Result<Told> {
    if let Some(path) = &step.control {
        return control(address, step, path).map(Told::Control);
    }
    let mut outcome = Ok(Map::new());
    for number in 0..step.times.unwrap_or(1) {
        let input = filled(&step.input, answers, number);
        outcome = driver.call(&step.operation, &input, step.pages).await?;
    }
    if let (Some(name), Ok(output)) = (&step.known_as, &outcome) {
        answers.insert(name.clone(), output.clone());
    }
    Ok(Told::Call(outcome))
}

fn control(address: &str, step: &Step, path: &str) -> io::Result<u16> {
    let method = step.method.as_deref().unwrap_or("GET");
    let body = step.body.as_ref().map(Value::to_string).unwrap_or_default();
    let mut connection = Connection::open(address)?;
    let (status, _) = connection.call(method, &format!("/_omics/{path}"), &body)?;
    Ok(status)
}

/// The input with references to earlier outputs, and `#`, in place.
#[must_use]
pub fn filled(input: &Map<String, Value>, answers: &Answers, number: u64) -> Map<String, Value> {
    let members = input
        .iter()
        .map(|(name, value)| (name.clone(), fill(value, answers, number)));
    members.collect()
}

fn fill(value: &Value, answers: &Answers, number: u64) -> Value {
    match value {
        Value::Object(members) => Value::Object(filled(members, answers, number)),
        Value::Array(items) => items
            .iter()
            .map(|item| fill(item, answers, number))
            .collect(),
        Value::String(text) => {
            let reference = text
                .strip_prefix("${")
                .and_then(|text| text.strip_suffix('}'));
            match reference.and_then(|reference| reference.split_once('.')) {
                Some((step, member)) => answers[step][member].clone(),
                None => text.replace('#', &number.to_string()).into(),
            }
        }
        other => other.clone(),
    }
}
