//! `--local` and `NAME local` for a program made with `smithy-cli`.

mod options;
mod running;
mod state;

use std::io;
use std::path::PathBuf;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use serde_json::{Value, json};
use smithy_cli::CliError;
use smithy_cli::local::{
    Credentials, Environment, LocalBackend, LocalCommand, LocalHelp, RawOptions, note, print,
};

use self::options::Options;
use crate::caller::{Caller, TEST_KEY};
use crate::connector::InProcess;
use crate::process::{self, Log, Process};
use crate::seed::Seed;
use crate::service::LocalService;

/// The local service of a program.
///
/// Its state is in the file that `--store` or the variable names, else in `NAME/local.state` in the
/// folder for data of the user.
#[derive(Debug, Clone)]
pub struct Local {
    /// The name of the program.
    pub name: &'static str,
    /// The variable that names the file of the state, as `NOTES_LOCAL_STORE`.
    pub variable: &'static str,
    /// What help says of it.
    pub help: LocalHelp,
    /// Makes the service with its state in a file.
    pub on_file: fn(PathBuf) -> LocalService,
    /// Makes the service with its state in memory.
    pub in_memory: fn() -> LocalService,
}

impl LocalBackend for Local {
    fn credentials(&self) -> Credentials {
        Credentials::new(TEST_KEY, TEST_KEY, None, None, "local service")
    }

    fn connector(
        &self,
        _: &'static smithy_catalog::Service,
        env: &Environment,
    ) -> Result<SharedHttpClient, CliError> {
        let service = (self.on_file)(self.default_store(env)?);
        Ok(SharedHttpClient::new(InProcess::new(service)))
    }

    fn commands(&self) -> Vec<LocalCommand> {
        options::commands()
    }

    fn run(&self, command: &str, options: &RawOptions, env: &Environment) -> Result<(), CliError> {
        let options = Options {
            raw: options,
            env,
            local: self,
        };
        let mut commands = options::commands().into_iter();
        if let Some(command) = commands.find(|known| known.name == command) {
            options.check(&command)?;
        }
        match command {
            "serve" => serve(&options),
            "env" => state::env(&options),
            "status" => state::status(&options),
            "reset" => state::reset(&options),
            "snapshot" => state::snapshot(&options),
            _ => state::restore(&options),
        }
    }

    fn help(&self) -> LocalHelp {
        self.help
    }
}

/// `NAME local serve`.
fn serve(options: &Options<'_>) -> Result<(), CliError> {
    let address = options.address()?;
    let account = options.account()?;
    let credentials = options.credentials(account)?;
    let service = match options.raw.contains("memory") {
        true => (options.local.in_memory)(),
        false => options.service()?,
    };
    let (callers, credentials) = match credentials {
        Some((path, callers)) => {
            let profile = callers.first().map(|(name, _)| name.clone());
            let callers = callers.into_iter().map(|(_, caller)| caller).collect();
            (callers, Some((path, profile.unwrap_or_default())))
        }
        None => (vec![Caller::test().with_account(account)], None),
    };
    let mut service = service.with_callers(callers);
    if options.raw.contains("any-date") {
        service = service.allow_any_date();
    }
    let service = prepared(service, options)?;
    let process = Process {
        address,
        allow_hosts: options.raw.texts("allow-host").map(str::to_owned).collect(),
        certificate: options.certificate()?,
        pid_file: options.path("pid-file"),
        exports_file: exports_file(options)?,
        credentials,
        log: match (options.raw.contains("quiet"), options.path("log")) {
            (_, Some(path)) => Log::File(path),
            (true, None) => Log::Off,
            (false, None) => Log::Error,
        },
    };
    if !address.ip().is_loopback() {
        note(&format!(
            "warning: the network can reach {address}; whoever has the credentials may use it"
        ));
    }
    let name = service.name().to_owned();
    let ready = |exports: &str| {
        // Whoever started the server may have closed the pipe after what it wanted to know.
        let _ = print(&format!("{exports}# Listening; stop with Ctrl-C.\n"));
        note(&format!(
            "The page of this server is at its endpoint, under /_{name}/."
        ));
        note(options::JAVASCRIPT);
    };
    let served = process::serve(service, &process, ready);
    let summary = served.map_err(|error| {
        let is_taken = error.kind() == io::ErrorKind::AddrInUse;
        let advice = is_taken.then(|| {
            let program = options.local.name;
            format!(
                "--port 0 takes a free port. `{program} local status` tells of a server that is there \
                 already, and `{program} local env` points a shell to it."
            )
        });
        general(error).advised(advice)
    })?;
    note(&summary);
    Ok(())
}

/// Where a shell finds the server. One without a file may have no place to say so.
fn exports_file(options: &Options<'_>) -> Result<Option<PathBuf>, CliError> {
    if !options.raw.contains("memory") {
        return options.exports_file(false).map(Some);
    }
    let file = options.exports_file(true).ok();
    Ok(file.filter(|file| {
        let folder = file.parent();
        folder.is_some_and(|folder| std::fs::create_dir_all(folder).is_ok())
    }))
}

/// The service with its seed and its faults.
fn prepared(service: LocalService, options: &Options<'_>) -> Result<LocalService, CliError> {
    let service = match options.document("seed")? {
        None => service,
        Some((name, document)) => Seed::read(&document)
            .and_then(|seed| service.with_seed(seed))
            .map_err(|said| CliError::general(format!("{name} is no good seed:\n{said}")))?,
    };
    let mut faults = Vec::new();
    let mut chance = Value::Null;
    if let Some((name, document)) = options.document("faults")? {
        let list = document.get("faults").and_then(Value::as_array);
        let list = list.ok_or_else(|| CliError::general(format!("{name} has no list `faults`")))?;
        faults.extend(list.iter().cloned());
        chance = document.get("seed").cloned().unwrap_or_default();
    }
    faults.extend(options.raw.texts("fault").map(options::fault));
    if !faults.is_empty() {
        let set = json!({"faults": faults, "seed": chance});
        let set = service.faults().set(&set);
        set.map_err(|said| {
            let example = "One by option: --fault fault=throttle,rate=0.5".to_owned();
            CliError::param_validation(format!("the faults are no good:\n{said}"))
                .advised([example])
        })?;
    }
    Ok(service)
}

fn general(error: io::Error) -> CliError {
    CliError::general(error.to_string())
}
