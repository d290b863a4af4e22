//! The embedded local service: `--local`, and `omics local serve`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use aws_settings::{ClientSettings, CredentialSource, SettingsError, Sourced};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use omics_local::{InProcess, Server, TEST_KEY};

use super::{Line, identity, print};
use crate::args::{self, OptionKind, OptionSpec, Origin};
use crate::error::CliError;

/// Region of the local service where none is configured.
const DEFAULT_REGION: &str = "us-east-1";

/// Port of `omics local serve` where none is given.
const DEFAULT_PORT: u16 = 4599;

/// The settings of a call to the embedded service: test credentials, no configured endpoint, and no
/// need for a region.
pub(super) async fn client(line: &Line) -> Result<ClientSettings, CliError> {
    let mut flags = line.flags.clone();
    flags.no_sign_request = true;
    flags.endpoint_url = None;
    let connect = &aws_settings::transport::client;
    let mut client = match line.settings.client(identity(), &flags, connect).await {
        Err(SettingsError::NoRegion) => {
            flags.region = Some(DEFAULT_REGION.to_owned());
            let client = line.settings.client(identity(), &flags, connect).await?;
            ClientSettings {
                region: Sourced::flag("--local", client.region.value),
                ..client
            }
        }
        other => other?,
    };
    let test =
        aws_credential_types::Credentials::new(TEST_KEY, TEST_KEY, None, None, "local service");
    client.credentials = CredentialSource::Known(test);
    client.endpoint_url = Some(Sourced::flag("--local", "http://localhost".to_owned()));
    Ok(client)
}

/// The embedded service as the HTTP client of a call.
pub(super) fn connector(line: &Line) -> Result<SharedHttpClient, CliError> {
    let store = store(line, None)?;
    Ok(SharedHttpClient::new(InProcess::new(omics_local::service(
        store,
    ))))
}

/// `omics local serve`.
pub(super) fn serve(rest: &[String], line: &Line) -> Result<(), CliError> {
    let (_, rest) = args::command(rest, "command", &["serve"])?;
    let raw = match args::operation(&rest, &serve_options())? {
        args::Operation::Help => {
            return crate::help::show(&["local".to_owned()], line.settings.env());
        }
        args::Operation::Options(raw) => raw,
    };
    let address = address(raw.text("host"), raw.text("port"))?;
    let service = omics_local::service(store(line, raw.text("store"))?);
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

/// Options of `omics local serve`.
pub(crate) fn serve_options() -> Vec<OptionSpec> {
    let option = |name: &'static str, metavar: &'static str, help: &'static str| OptionSpec {
        name: name.into(),
        kind: OptionKind::Value,
        choices: &[],
        required: false,
        hidden: false,
        origin: Origin::Extension,
        metavar: metavar.into(),
        help: help.into(),
    };
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
        option("store", "FILE", "keep the state in this file"),
    ]
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
fn store(line: &Line, option: Option<&str>) -> Result<PathBuf, CliError> {
    let env = line.settings.env();
    let path = match (
        option.or_else(|| env.non_empty("OMICS_LOCAL_STORE")),
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
