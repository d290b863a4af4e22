//! Recorded exchanges replayed against any SDK, or any command: does it send what was recorded, and make of the
//! answer what was recorded?

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use omics_model::SERVICE;
use regex::Regex;
use serde_json::{Map, Value};
use smithy_catalog::Operation;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::task::JoinSet;

use super::{Driver, Sdk, environment};
use crate::case::{Answer, Arrival};
use crate::exchange::same::{Outcome, differences};
use crate::exchange::{Exchange, Request, Response, ServiceError};
use crate::report::{Check, Report, Verdict};
use crate::server::Server;

/// Who is held to the exchanges.
#[derive(Clone, Debug)]
pub enum Subject {
    /// An SDK, by its driver.
    Sdk(Sdk),
    /// A command whose operations are those of the AWS CLI.
    Command(String),
}

/// An exchange with its name in a report, and the group it belongs to.
#[derive(Clone, Debug)]
pub struct Named {
    /// The file, without its ending.
    pub group: String,
    /// The exchange.
    pub exchange: Exchange,
}

impl Named {
    fn id(&self) -> String {
        format!("{}: {}", self.group, self.exchange.name)
    }
}

/// All exchanges of this package that have an answer, with their names.
///
/// # Errors
/// Where a file is not in the format.
pub fn recorded() -> Result<Vec<Named>, crate::case::LoadError> {
    let files = crate::exchange::load(&crate::exchange::recorded())?;
    let named = files.into_iter().flat_map(|(path, file)| {
        let group = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let answered = file
            .exchanges
            .into_iter()
            .filter(|exchange| exchange.response.is_some());
        answered.map(move |exchange| Named {
            group: group.clone(),
            exchange,
        })
    });
    Ok(named.collect())
}

/// Replays exchanges, `jobs` at a time where the subject is a process a call.
///
/// # Errors
/// Where the subject cannot be started, or breaks.
pub async fn replay(subject: &Subject, exchanges: Vec<Named>, jobs: usize) -> io::Result<Report> {
    let (title, jobs) = match subject {
        Subject::Sdk(sdk) => (format!("exchanges with {sdk}"), 1),
        Subject::Command(command) => (format!("exchanges with `{command}`"), jobs.max(1)),
    };
    let queue = Arc::new(Mutex::new(exchanges));
    let mut workers = JoinSet::new();
    for _ in 0..jobs {
        let mut worker = Worker::start(subject).await?;
        let queue = Arc::clone(&queue);
        workers.spawn(async move {
            let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut checks = Vec::new();
            while let Some(named) = next() {
                checks.push(worker.check(named).await?);
            }
            Ok::<_, io::Error>(checks)
        });
    }
    let mut checks = Vec::new();
    for done in workers.join_all().await {
        checks.extend(done?);
    }
    Ok(Report::new(title, checks))
}

/// A subject and the scripted server that it calls.
struct Worker {
    server: Server,
    caller: Caller,
}

enum Caller {
    Driver(Box<Driver>),
    Command(CommandLine),
}

impl Worker {
    async fn start(subject: &Subject) -> io::Result<Self> {
        let server = Server::start(Vec::new(), None).await?;
        let variables = environment(&server.url());
        let caller = match subject {
            Subject::Sdk(sdk) => Caller::Driver(Box::new(Driver::start(sdk, &variables).await?)),
            Subject::Command(command) => Caller::Command(CommandLine::new(command, variables)?),
        };
        Ok(Self { server, caller })
    }

    async fn check(&mut self, named: Named) -> io::Result<Check> {
        let exchange = &named.exchange;
        self.server
            .play(exchange.response.iter().map(answer).collect());
        let outcome = match &mut self.caller {
            Caller::Driver(driver) => {
                driver
                    .call(&exchange.operation, &exchange.input, false)
                    .await?
            }
            Caller::Command(command) => command.call(&exchange.operation, &exchange.input).await?,
        };
        let verdict = match self.server.arrivals().as_slice() {
            [Arrival::Request(request)] => {
                let request =
                    Request::of(&request.method, &request.target, request.body.as_bytes());
                Verdict::of(differences(exchange, &request, &outcome))
            }
            // What a client refuses by itself spares a request that the service refuses.
            [] if exchange
                .response
                .as_ref()
                .is_some_and(|response| response.status == 400) =>
            {
                Verdict::Skipped(format!("refused before sending: {}", said(&outcome)))
            }
            [] => Verdict::Failed(vec![format!("nothing was sent: {}", said(&outcome))]),
            several => Verdict::Failed(vec![format!(
                "{} requests, though told to try once",
                several.len()
            )]),
        };
        Ok(Check {
            what: what(&exchange.request),
            id: named.id(),
            group: named.group,
            verdict,
        })
    }
}

fn what(request: &Request) -> String {
    format!("{} {}", request.method, request.path)
}

fn said(outcome: &Outcome) -> String {
    match outcome {
        Ok(output) => format!("{output:?}"),
        Err(error) => error.message.clone().unwrap_or_default(),
    }
}

/// What the scripted server says.
fn answer(response: &Response) -> Answer {
    let headers = response
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), Some(value.clone())));
    Answer {
        status: response.status,
        headers: headers.collect(),
        body: response.body.clone(),
        fault: None,
        delay: None,
        seconds: None,
    }
}

/// A command that is run once a call.
struct CommandLine {
    words: Vec<String>,
    variables: BTreeMap<String, String>,
    home: TempDir,
}

impl CommandLine {
    fn new(line: &str, variables: BTreeMap<String, String>) -> io::Result<Self> {
        let words = shlex::split(line).filter(|words| !words.is_empty());
        let home = tempfile::Builder::new().prefix("exchange-").tempdir()?;
        // What a service refuses is to reach it.
        std::fs::create_dir(home.path().join(".aws"))?;
        std::fs::write(
            home.path().join(".aws/config"),
            "[default]\nparameter_validation = false\n",
        )?;
        Ok(Self {
            words: words.ok_or_else(|| {
                io::Error::other(format!("`{line}` is no command: check its quotes"))
            })?,
            variables,
            home,
        })
    }

    async fn call(&self, operation: &str, input: &Map<String, Value>) -> io::Result<Outcome> {
        let catalog = SERVICE.operation(operation);
        let catalog =
            catalog.ok_or_else(|| io::Error::other(format!("the model has no {operation}")))?;
        let output = Command::new(&self.words[0])
            .args(&self.words[1..])
            .args(arguments(catalog, input))
            .env_clear()
            .envs(&self.variables)
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home.path())
            .env("AWS_CLI_ERROR_FORMAT", "legacy")
            .output()
            .await?;
        let [stdout, stderr] =
            [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        match (output.status.success(), stdout.trim()) {
            (true, "") => Ok(Ok(Map::new())),
            (true, text) => Ok(Ok(serde_json::from_str(text)?)),
            (false, _) => Ok(Err(service_error(&stderr))),
        }
    }
}

fn arguments(operation: &Operation, input: &Map<String, Value>) -> Vec<String> {
    let command = operation.command();
    let input = Value::Object(input.clone()).to_string();
    let mut arguments = vec![
        command,
        "--cli-input-json".to_owned(),
        input,
        "--output".to_owned(),
        "json".to_owned(),
    ];
    if operation.pagination.is_some() {
        arguments.push("--no-paginate".to_owned());
    }
    arguments
}

/// The error in what the AWS CLI says of one.
fn service_error(said: &str) -> ServiceError {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        let form = r"(?s)An error occurred \(([^)]*)\) when calling the [A-Za-z]+ operation(?: \(reached max retries: [0-9]+\))?: (.*)";
        Regex::new(form).expect("the pattern compiles")
    });
    let parts = FORM.captures(said);
    let part = |number| {
        parts
            .as_ref()
            .and_then(|parts| parts.get(number))
            .map(|part| part.as_str().trim_end().to_owned())
    };
    ServiceError {
        code: part(1),
        message: part(2).or_else(|| Some(said.trim().to_owned())),
    }
}
