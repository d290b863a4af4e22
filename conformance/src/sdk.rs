//! SDKs under test: small drivers, each a process that makes the calls it is told, one after the other.
//!
//! A driver writes a line of JSON to standard output when it is ready, `{"client": NAME, "version": VERSION}`.
//! Then it reads a line a call from standard input, `{"operation", "input", "pages"}`, and answers with a line:
//! `{"output": …}` with the members of the model, timestamps as RFC 3339 has them, or `{"error": {"code",
//! "message"}}`. With `pages` it follows the operation through all pages, and the output has the items of all. What
//! it needs beyond that is in its environment, as any SDK reads it. `clients/` has the drivers.

pub mod install;
pub mod record;
pub mod replay;
pub mod scenario;

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;
use std::{env, fmt, io};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::credentials::BASIC_ENVIRONMENT;
use crate::exchange::ServiceError;
use crate::exchange::same::Outcome;

/// How long a call may take, waits between attempts included.
const PATIENCE: Duration = Duration::from_secs(60);

/// An SDK, or something else that makes calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sdk {
    /// boto3.
    Python,
    /// The AWS CLI of PyPI, within one process.
    AwsCli,
    /// `@aws-sdk/client-omics`.
    Node,
    /// `aws-sdk-omics`.
    Rust,
    /// `omics-client`.
    Omics,
    /// Any driver, as a command line.
    Other(String),
}

/// The SDKs with a name.
const NAMES: [(&str, Sdk); 5] = [
    ("python", Sdk::Python),
    ("aws-cli", Sdk::AwsCli),
    ("node", Sdk::Node),
    ("rust", Sdk::Rust),
    ("omics", Sdk::Omics),
];

impl From<&str> for Sdk {
    /// The SDK of this name, else the driver that the text is the command line of.
    fn from(text: &str) -> Self {
        let mut named = NAMES.into_iter().filter(|(name, _)| *name == text);
        named
            .next()
            .map_or_else(|| Self::Other(text.to_owned()), |(_, sdk)| sdk)
    }
}

impl fmt::Display for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(command) => f.write_str(command),
            named => {
                let mut name = NAMES.iter().filter(|(_, sdk)| sdk == named);
                f.write_str(name.next().map_or("", |(name, _)| name))
            }
        }
    }
}

impl Sdk {
    /// The command that drives it, installed if it has to be.
    fn command(&self) -> io::Result<Command> {
        let script = |program: std::path::PathBuf, name: &str| {
            let mut command = Command::new(program);
            command.arg(install::scripts().join(name));
            command
        };
        match self {
            Self::Python => Ok(script(install::python()?, "boto3_client.py")),
            Self::AwsCli => Ok(script(install::python()?, "aws_cli.py")),
            Self::Node => {
                install::javascript()?;
                Ok(script("node".into(), "javascript.mjs"))
            }
            Self::Rust | Self::Omics => {
                let mut command = Command::new(crate::binary::example("rust_client")?);
                command.arg(self.to_string());
                Ok(command)
            }
            Self::Other(line) => {
                let words = shlex::split(line).unwrap_or_default();
                let (program, arguments) = words.split_first().ok_or_else(|| {
                    io::Error::other(format!("`{line}` is no command: check its quotes"))
                })?;
                let mut command = Command::new(program);
                command.args(arguments);
                Ok(command)
            }
        }
    }
}

/// The environment of a client that calls this endpoint and tries once.
#[must_use]
pub fn environment(endpoint: &str) -> BTreeMap<String, String> {
    let basic = BASIC_ENVIRONMENT.iter().copied();
    let special = [
        ("AWS_ENDPOINT_URL_OMICS", endpoint),
        ("AWS_DISABLE_HOST_PREFIX_INJECTION", "true"),
        ("AWS_MAX_ATTEMPTS", "1"),
        ("AWS_DEFAULT_REGION", "us-west-2"),
    ];
    basic
        .chain(special)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A driver that runs. It ends with the value.
#[derive(Debug)]
pub struct Driver {
    // Killed when it is dropped.
    _child: Child,
    calls: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// Who it is.
    pub client: Client,
}

/// The client that a driver drives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The name of its package.
    pub client: String,
    /// Its version.
    pub version: String,
}

/// What a driver says of a call.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Told {
    Output(Map<String, Value>),
    Error(ServiceError),
}

impl Driver {
    /// Starts a driver with these variables and no others but `PATH`.
    ///
    /// # Errors
    /// Where the client cannot be installed, or its driver not be started.
    pub async fn start(sdk: &Sdk, variables: &BTreeMap<String, String>) -> io::Result<Self> {
        let home = install::folder()?;
        let mut child = sdk
            .command()?
            .env_clear()
            .envs(variables)
            .env("HOME", &home)
            .env("CLIENTS", &home)
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let calls = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let answers = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut answers = BufReader::new(answers).lines();
        let client = serde_json::from_str(&line(&mut answers).await?)?;
        Ok(Self {
            _child: child,
            calls,
            answers,
            client,
        })
    }

    /// Makes a call, through all pages if that is wanted, and returns what the caller got.
    ///
    /// # Errors
    /// Where the driver ends or says what is no answer.
    pub async fn call(
        &mut self,
        operation: &str,
        input: &Map<String, Value>,
        pages: bool,
    ) -> io::Result<Outcome> {
        let call = json!({ "operation": operation, "input": input, "pages": pages });
        self.calls.write_all(format!("{call}\n").as_bytes()).await?;
        self.calls.flush().await?;
        let answer = line(&mut self.answers).await?;
        let told = serde_json::from_str(&answer)
            .map_err(|error| io::Error::other(format!("{error}: {answer}")))?;
        Ok(match told {
            Told::Output(output) => Ok(output),
            Told::Error(error) => Err(error),
        })
    }
}

async fn line(lines: &mut Lines<BufReader<ChildStdout>>) -> io::Result<String> {
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await??;
    line.ok_or_else(|| {
        io::Error::other("the driver ended; what it wrote to standard error is above")
    })
}
