//! The copy of the service in this program: `--local`, and `omics local serve`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use omics_local::{InProcess, Server, TEST_KEY};
use smithy_cli::CliError;
use smithy_cli::Example;
use smithy_cli::local::{
    Credentials, Environment, LocalBackend, LocalHelp, OptionSpec, RawOptions, SharedHttpClient,
    Source, print,
};

/// Port of `omics local serve` where none is given.
const DEFAULT_PORT: u16 = 4599;

/// The variable that names the file of the state.
const STORE: &str = "OMICS_LOCAL_STORE";

const HELP: LocalHelp = LocalHelp {
    state: "Both keep their state in the same file unless told otherwise: that of --store, else \
            that of OMICS_LOCAL_STORE, else omics/local.redb in the folder for data of the user.",
    variables: &[(STORE, "the file in which the local service keeps its state")],
    examples: &[Example {
        title: "Keep the state of a test apart:",
        lines: &["omics local serve --port 0 --store /tmp/test.redb"],
    }],
};

/// The local service for run caches.
#[derive(Debug)]
pub(crate) struct RunCaches;

impl LocalBackend for RunCaches {
    fn credentials(&self) -> Credentials {
        Credentials::new(TEST_KEY, TEST_KEY, None, None, "local service")
    }

    fn connector(
        &self,
        _: &'static smithy_catalog::Service,
        env: &Environment,
    ) -> Result<SharedHttpClient, CliError> {
        let service = omics_local::service(store(None, env)?);
        Ok(SharedHttpClient::new(InProcess::new(service)))
    }

    fn options(&self) -> Vec<OptionSpec> {
        let option = OptionSpec::own_value;
        vec![
            option(
                "port",
                "PORT",
                "listen on this port, 0 for a free one (default 4599)",
            ),
            option(
                "host",
                "ADDRESS",
                "listen on this address (default 127.0.0.1)",
            ),
            option("store", "FILE", "keep the state in this file").with_values_from(Source::Files),
        ]
    }

    fn serve(&self, options: &RawOptions, env: &Environment) -> Result<(), CliError> {
        let address = address(options.text("host"), options.text("port"))?;
        let service = omics_local::service(store(options.text("store"), env)?);
        service
            .check_state()
            .map_err(|error| CliError::general(error.to_string()))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| CliError::general(format!("no thread to serve on: {error}")))?;
        runtime.block_on(async {
            let failed = |error: std::io::Error| {
                CliError::general(format!("{address} cannot be served: {error}"))
            };
            let server = Server::bind(service, address).await.map_err(failed)?;
            print(&format!(
                "{}# Listening; stop with Ctrl-C.\n",
                server.exports()
            ))?;
            server.run().await.map_err(failed)
        })
    }

    fn help(&self) -> LocalHelp {
        HELP
    }
}

fn address(host: Option<&str>, port: Option<&str>) -> Result<SocketAddr, CliError> {
    let host = host
        .map_or(Ok(Ipv4Addr::LOCALHOST.into()), str::parse)
        .map_err(|_| {
            CliError::param_validation(format!(
                "--host takes an IP address, not '{}'",
                host.unwrap_or_default()
            ))
        })?;
    let port = port.map_or(Ok(DEFAULT_PORT), str::parse).map_err(|_| {
        CliError::param_validation(format!(
            "--port takes a number up to 65535, not '{}'",
            port.unwrap_or_default()
        ))
    })?;
    Ok(SocketAddr::new(host, port))
}

/// Where the state is kept: the option, `OMICS_LOCAL_STORE`, or the user's data folder.
fn store(option: Option<&str>, env: &Environment) -> Result<PathBuf, CliError> {
    let path = match (
        option.or_else(|| env.non_empty(STORE)),
        env.non_empty("XDG_DATA_HOME"),
        env.home(),
    ) {
        (Some(path), _, _) => PathBuf::from(path),
        (None, Some(data), _) => PathBuf::from(data).join("omics/local.redb"),
        (None, None, Some(home)) => home.join(".local/share/omics/local.redb"),
        (None, None, None) => {
            let message = "The local service has no place for its state: set HOME, or OMICS_LOCAL_STORE to a file";
            return Err(CliError::configuration("LocalStore", message));
        }
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            CliError::general(format!(
                "the folder {} for the local service's state cannot be made: {error}",
                folder.display()
            ))
        })?;
    }
    Ok(path)
}
