//! The options of `NAME local`, and what they come to.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use smithy_cli::CliError;
use smithy_cli::local::{
    Environment, LocalCommand, OptionSpec, RawOptions, Source, advice_on_unreadable,
};

use super::Local;
use super::running::Running;
use crate::caller::{ACCOUNT, Caller, is_account};
use crate::service::LocalService;

/// Port of `NAME local serve` where none is given.
const DEFAULT_PORT: u16 = 4599;

/// What one kind of SDK needs to be told in its program.
pub(super) const JAVASCRIPT: &str = "SDKs for JavaScript put a prefix before the host that only a \
    client option keeps away: new …Client({ disableHostPrefix: true }).";

pub(super) fn commands() -> Vec<LocalCommand> {
    let command = |name, about, options| LocalCommand {
        name,
        about,
        options,
    };
    vec![
        command(
            "serve",
            "answer over HTTP until stopped, and print what points SDKs there",
            serve(),
        ),
        command(
            "env",
            "print what points SDKs to the server that runs",
            vec![store(), memory()],
        ),
        command(
            "status",
            "show what is kept, and where a server runs",
            vec![store(), memory()],
        ),
        command(
            "reset",
            "throw away all that is kept; a server starts over with its seed",
            vec![store(), memory()],
        ),
        command(
            "snapshot",
            "write down all that is kept",
            vec![
                store(),
                memory(),
                file("write it here, not to standard output"),
            ],
        ),
        command(
            "restore",
            "put a snapshot in the place of what is kept",
            vec![
                store(),
                memory(),
                file("read it here, not from standard input"),
            ],
        ),
    ]
}

fn store() -> OptionSpec {
    let help = "keep the state in this file";
    OptionSpec::own_value("store", "FILE", help).with_values_from(Source::Files)
}

fn memory() -> OptionSpec {
    OptionSpec::own_flag("memory", "of the server that keeps its state in memory")
}

fn file(help: &'static str) -> OptionSpec {
    OptionSpec::own_value("file", "FILE", help).with_values_from(Source::Files)
}

fn serve() -> Vec<OptionSpec> {
    let value = OptionSpec::own_value;
    let path = |name, help| value(name, "FILE", help).with_values_from(Source::Files);
    let flag = OptionSpec::own_flag;
    vec![
        value(
            "port",
            "PORT",
            "listen on this port, 0 for a free one (default 4599)",
        ),
        value(
            "host",
            "ADDRESS",
            "listen on this address (default 127.0.0.1)",
        ),
        store(),
        flag("memory", "keep the state in memory, gone with the server"),
        path(
            "seed",
            "start with the calls, settings and faults of this JSON file",
        ),
        path("faults", "let the faults of this JSON file happen"),
        value(
            "fault",
            "NAME=VALUE,…",
            "let a fault happen, as fault=throttle,rate=0.5; may be given again",
        ),
        value(
            "account",
            "ID",
            "the account of callers that name none (default 123456789012)",
        ),
        path(
            "credentials",
            "know the profiles of this credentials file instead of test / test",
        ),
        flag("any-date", "take signatures of any date"),
        value(
            "allow-host",
            "NAME",
            "answer under this name, too; may be given again",
        ),
        flag(
            "tls",
            "speak TLS, with a certificate made for it beside the state",
        ),
        path("pid-file", "put the process id there while serving"),
        path(
            "log",
            "append a line of JSON a request to this file, not to standard error",
        ),
        flag("quiet", "log no requests"),
    ]
}

/// The options of a command, as values.
pub(super) struct Options<'o> {
    pub(super) raw: &'o RawOptions,
    pub(super) env: &'o Environment,
    pub(super) local: &'o Local,
}

/// A credentials file, and the callers it names, each with its profile.
pub(super) type CredentialsFile = (PathBuf, Vec<(String, Caller)>);

impl Options<'_> {
    /// Refuses paths that are empty, as of a variable that is not set.
    pub(super) fn check(&self, command: &LocalCommand) -> Result<(), CliError> {
        let mut paths = command
            .options
            .iter()
            .filter(|spec| spec.source == Source::Files);
        match paths.find(|spec| self.raw.text(&spec.name) == Some("")) {
            None => Ok(()),
            Some(spec) => Err(CliError::param_validation(format!(
                "{} takes the path of a file, and was given an empty text",
                spec.flag()
            ))),
        }
    }

    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw.text(name).map(PathBuf::from)
    }

    /// Where the state is kept.
    pub(super) fn store(&self) -> Result<PathBuf, CliError> {
        self.path("store")
            .map_or_else(|| self.local.default_store(self.env), Ok)
    }

    /// Where a server of that state tells a shell of itself, and where one without a file does.
    pub(super) fn exports_file(&self, in_memory: bool) -> Result<PathBuf, CliError> {
        let extension = if in_memory { "memory.env" } else { "env" };
        Ok(beside(&self.store()?, extension))
    }

    /// The server that runs on that state.
    pub(super) fn server(&self) -> Result<Option<Running>, CliError> {
        Ok(Running::find(&self.exports_file(false)?))
    }

    /// The server that keeps its state in memory and was started with the same options otherwise.
    pub(super) fn memory_server(&self) -> Result<Option<Running>, CliError> {
        Ok(Running::find(&self.exports_file(true)?))
    }

    /// The path of something that a server answers for itself.
    pub(super) fn control(&self, what: &str) -> String {
        format!("/_{}/{what}", self.local.name)
    }

    /// The service on that state.
    pub(super) fn service(&self) -> Result<LocalService, CliError> {
        Ok((self.local.on_file)(self.store()?))
    }

    pub(super) fn address(&self) -> Result<SocketAddr, CliError> {
        let wrong = |name: &str, what: &str, given: Option<&str>| {
            let given = given.unwrap_or_default();
            CliError::param_validation(format!("--{name} takes {what}, not '{given}'"))
        };
        let machine = "This machine alone is 127.0.0.1, and 0.0.0.0 is every network it is in.";
        let host = self.raw.text("host");
        let port = self.raw.text("port");
        Ok(SocketAddr::new(
            host.map_or(Ok(Ipv4Addr::LOCALHOST.into()), str::parse)
                .map_err(|_| wrong("host", "an IP address", host).advised([machine.to_owned()]))?,
            port.map_or(Ok(DEFAULT_PORT), str::parse)
                .map_err(|_| wrong("port", "a number up to 65535", port))?,
        ))
    }

    pub(super) fn account(&self) -> Result<&str, CliError> {
        let account = self.raw.text("account").unwrap_or(ACCOUNT);
        if is_account(account) {
            return Ok(account);
        }
        let message = format!("--account takes 12 digits, not '{account}'");
        Err(CliError::param_validation(message))
    }

    /// The credentials file, and whom it names.
    pub(super) fn credentials(&self, account: &str) -> Result<Option<CredentialsFile>, CliError> {
        let Some(path) = self.path("credentials") else {
            return Ok(None);
        };
        let text = read(&path)?;
        let callers = Caller::read_file(&text, account).map_err(|said| {
            let path = path.display();
            CliError::general(format!("{path} is no good credentials file:\n{said}"))
        })?;
        Ok(Some((path, callers)))
    }

    /// Where the certificate goes, if there is to be one.
    pub(super) fn certificate(&self) -> Result<Option<PathBuf>, CliError> {
        let path = self.raw.contains("tls").then(|| self.store());
        Ok(path.transpose()?.map(|store| beside(&store, "pem")))
    }

    /// The name and the content of a JSON file, if the option is given.
    pub(super) fn document(&self, option: &str) -> Result<Option<(String, Value)>, CliError> {
        let Some(path) = self.path(option) else {
            return Ok(None);
        };
        let name = path.display().to_string();
        let document = serde_json::from_str(&read(&path)?);
        let document = document
            .map_err(|error| CliError::general(format!("{name} is not valid JSON: {error}")))?;
        Ok(Some((name, document)))
    }
}

/// A file beside that of the state.
pub(super) fn beside(store: &Path, extension: &str) -> PathBuf {
    let mut path = store.as_os_str().to_owned();
    path.push(".");
    path.push(extension);
    path.into()
}

pub(super) fn read(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|error| {
        let path = path.display().to_string();
        CliError::general(format!("{path} cannot be read: {error}"))
            .advised(advice_on_unreadable(&path))
    })
}

/// `name=value,name=value` as a document. What is a number, or true or false, is one.
pub(super) fn fault(text: &str) -> Value {
    let pairs = text.split(',').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = match serde_json::from_str(value) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
            _ => Value::from(value),
        };
        (name.trim().to_owned(), value)
    });
    Value::Object(pairs.collect::<Map<_, _>>())
}

impl Local {
    /// Where the state is kept unless an option says otherwise.
    pub(super) fn default_store(&self, env: &Environment) -> Result<PathBuf, CliError> {
        let Self { name, variable, .. } = self;
        match (
            env.non_empty(variable),
            env.non_empty("XDG_DATA_HOME"),
            env.home(),
        ) {
            (Some(path), _, _) => Ok(PathBuf::from(path)),
            (None, Some(data), _) => Ok(PathBuf::from(data).join(name).join("local.state")),
            (None, None, Some(home)) => {
                Ok(home.join(".local/share").join(name).join("local.state"))
            }
            (None, None, None) => {
                let message = format!(
                    "The local service has no place for its state: set HOME, or {variable} to a file"
                );
                Err(CliError::configuration("LocalStore", message))
            }
        }
    }
}
