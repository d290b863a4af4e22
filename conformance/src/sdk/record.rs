//! Records what a client and the local service say to each other: the calls of a scenario, and every error that
//! the model has.

use std::collections::BTreeMap;
use std::io;
use std::time::SystemTime;

use aws_smithy_types::date_time::{DateTime, Format};
use omics_model::SERVICE;
use serde_json::{Map, Value, json};

use super::scenario::{Answers, Step, filled};
use super::{Driver, Sdk, environment};
use crate::exchange::redact::redact;
use crate::exchange::same::Outcome;
use crate::exchange::{Exchange, FORMAT, File, Provenance, Recorded, Request, Response, document};
use crate::http::Answered;
use crate::local::{Connection, Served};
use crate::tap::{Seen, Tap};

/// Headers of an answer that mean something when it is replayed.
const KEPT_HEADERS: [&str; 3] = ["content-type", "x-amzn-errortype", "x-amzn-requestid"];

/// Records a client that makes these steps against a local service of its own, and then meets every modelled error.
///
/// # Errors
/// Where the client or the server cannot be started, or breaks.
pub async fn record(sdk: &Sdk, steps: &[Step]) -> io::Result<File> {
    let served = Served::start(["--memory"])?;
    let tap = Tap::start(served.address()).await?;
    let mut variables = served.exports.clone();
    variables.extend(environment(&tap.url()));
    // The key pair of the local service.
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        let value = served.exports.get(name).cloned().unwrap_or_default();
        variables.insert(name.to_owned(), value);
    }
    let mut recorder = Recorder {
        driver: Driver::start(sdk, &variables).await?,
        tap,
        exchanges: Vec::new(),
    };
    let examples = recorder.steps(steps).await?;
    recorder.errors(&examples, served.address()).await?;
    let client = recorder.driver.client.clone();
    let file = File {
        format: FORMAT,
        provenance: Provenance::Recorded(Recorded {
            client: client.client,
            version: client.version,
            date: today(),
            service: format!("omics local {}", env!("CARGO_PKG_VERSION")),
        }),
        exchanges: recorder.exchanges,
    };
    let (file, _) = redact(file, &[]).map_err(io::Error::other)?;
    Ok(file)
}

/// Today in UTC, as `2026-01-02`.
fn today() -> String {
    let now = DateTime::from(SystemTime::now()).fmt(Format::DateTime);
    let now = now.unwrap_or_default();
    now.split('T').next().unwrap_or_default().to_owned()
}

struct Recorder {
    driver: Driver,
    tap: Tap,
    exchanges: Vec<Exchange>,
}

impl Recorder {
    /// Makes all steps, and returns an input of each operation that the service took.
    async fn steps(&mut self, steps: &[Step]) -> io::Result<BTreeMap<String, Map<String, Value>>> {
        let mut answers = Answers::new();
        let mut examples = BTreeMap::new();
        for step in steps {
            let input = filled(&step.input, &answers, 0);
            let outcome = self.call(&step.name, &step.operation, &input).await?;
            if let Ok(output) = outcome {
                if let Some(name) = &step.known_as {
                    answers.insert(name.clone(), output);
                }
                examples.entry(step.operation.clone()).or_insert(input);
            }
        }
        Ok(examples)
    }

    /// Meets each error of each operation once.
    async fn errors(
        &mut self,
        examples: &BTreeMap<String, Map<String, Value>>,
        address: &str,
    ) -> io::Result<()> {
        for operation in SERVICE.operations.iter() {
            let none = || io::Error::other(format!("no step succeeds with {}", operation.name));
            let input = examples.get(operation.name).ok_or_else(none)?;
            for error in operation.errors {
                let fault = json!({ "faults": [{
                    "operation": operation.name, "script": ["error"], "status": error.status,
                    "code": error.code, "message": format!("{} was asked for", error.code),
                }]});
                let mut connection = Connection::open(address)?;
                let (status, body) =
                    connection.json("POST", "/_omics/faults", &fault.to_string())?;
                if status >= 300 {
                    return Err(io::Error::other(format!("no fault {fault}: {body}")));
                }
                let outcome = self.call(error.code, operation.name, input).await?;
                if !outcome
                    .as_ref()
                    .is_err_and(|told| told.code.as_deref() == Some(error.code))
                {
                    let name = operation.name;
                    let problem = format!("{name}: {} was to come, not {outcome:?}", error.code);
                    return Err(io::Error::other(problem));
                }
            }
        }
        Ok(())
    }

    /// Makes a call and keeps what was exchanged for it. What the client refuses to send is not kept.
    async fn call(
        &mut self,
        name: &str,
        operation: &str,
        input: &Map<String, Value>,
    ) -> io::Result<Outcome> {
        let outcome = self.driver.call(operation, input, false).await?;
        let mut seen = self.tap.take();
        match (seen.pop(), seen.is_empty()) {
            (Some(seen), true) => self
                .exchanges
                .push(exchange(name, operation, input, seen, &outcome)),
            (None, _) => {}
            (Some(_), false) => {
                return Err(io::Error::other(format!(
                    "{operation}: more than one request, though told to try once"
                )));
            }
        }
        Ok(outcome)
    }
}

fn exchange(
    name: &str,
    operation: &str,
    input: &Map<String, Value>,
    seen: Seen,
    outcome: &Outcome,
) -> Exchange {
    let (request, answer) = seen;
    Exchange {
        name: format!("{operation}: {name}"),
        operation: operation.to_owned(),
        input: input.clone(),
        request: Request::of(&request.method, &request.target, &request.body),
        response: answer.map(response),
        output: outcome.as_ref().ok().cloned(),
        error: outcome.as_ref().err().cloned(),
    }
}

fn response(answer: Answered) -> Response {
    let headers = answer
        .headers
        .into_iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value));
    Response {
        status: answer.status,
        headers: headers
            .filter(|(name, _)| KEPT_HEADERS.contains(&name.as_str()))
            .collect(),
        body: document(&answer.body),
    }
}
