//! Every setting with its value and where it comes from: for `--debug`, and for `config explain`.

use std::fmt::Display;
use std::path::Path;

use aws_settings::{ClientSettings, CredentialSource, Environment, GlobalFlags, Settings, Sourced};
use serde_json::json;
use smithy_client::connection::masked;

use crate::console::print_foreign;
use crate::error::CliError;

/// A setting. Secrets are masked.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its name, that of its key in the configuration file where it has one.
    pub(crate) name: &'static str,
    /// Its value.
    pub(crate) value: String,
    /// Where that comes from.
    pub(crate) origin: String,
}

impl Row {
    fn new(name: &'static str, value: impl Display, origin: impl Display) -> Self {
        Self {
            name,
            value: value.to_string(),
            origin: origin.to_string(),
        }
    }

    fn of(name: &'static str, setting: &Sourced<impl Display>) -> Self {
        Self::new(name, &setting.value, &setting.origin)
    }
}

/// The settings about files and the conversation with the user, known before a client is made.
///
/// # Errors
/// If one has a value it cannot have.
pub(crate) fn conversation(
    settings: &Settings,
    flags: &GlobalFlags,
    (validation, max_answer): (&str, &str),
) -> Result<Vec<Row>, CliError> {
    let env = settings.env();
    let mut rows = vec![
        Row::of("profile", settings.profile_name()),
        file(env, "config_file", "AWS_CONFIG_FILE", "~/.aws/config"),
        file(
            env,
            "credentials_file",
            "AWS_SHARED_CREDENTIALS_FILE",
            "~/.aws/credentials",
        ),
        Row::of("output", &settings.output_format(flags)?),
    ];
    rows.push(match settings.pager(flags)? {
        Some(pager) => {
            let words = [&[pager.value.program][..], &pager.value.arguments].concat();
            Row::new("cli_pager", words.join(" "), pager.origin)
        }
        None if flags.no_cli_pager => Row::new("cli_pager", "none", "--no-cli-pager"),
        None => Row::new("cli_pager", "none", "set to nothing"),
    });
    rows.extend([
        Row::of(
            "cli_error_format",
            &settings.error_format(flags.error_format),
        ),
        Row::of("cli_binary_format", &settings.binary_format(flags)?),
        Row::of("cli_timestamp_format", &settings.timestamp_format()?),
        Row::of("cli_auto_prompt", &settings.auto_prompt(&[])),
        Row::of("validation", &settings.validation(flags, validation)?),
        Row::of("max_answer_mb", &settings.max_answer(max_answer)?),
    ]);
    Ok(rows)
}

fn file(env: &Environment, name: &'static str, variable: &'static str, default: &str) -> Row {
    let given = env.get(variable);
    let path = env.expand(given.unwrap_or(default));
    let state = if Path::new(&path).is_file() {
        ""
    } else {
        " (not there)"
    };
    let origin = given.map_or("default", |_| variable);
    Row::new(name, format!("{}{state}", path.display()), origin)
}

/// The settings of requests.
pub(crate) fn requests(
    client: &ClientSettings,
    settings: &Settings,
    flags: &GlobalFlags,
) -> Vec<Row> {
    let rows = client.explain().into_iter();
    let mut rows: Vec<_> = rows
        .map(|(name, value, origin)| Row::new(name, value, origin))
        .collect();
    if client.endpoint_url.is_none() {
        rows.push(Row::new("endpoint_url", "the service's own", "default"));
    }
    let connection = &client.connection;
    let either = |given: bool, flag: &'static str| if given { flag } else { "default" };
    let seconds = |limit: Option<std::time::Duration>| match limit {
        Some(limit) => format!("{} s", limit.as_secs_f64()),
        None => "none".to_owned(),
    };
    rows.extend([
        Row::new(
            "connect_timeout",
            seconds(connection.connect_timeout),
            either(flags.connect_timeout.is_some(), "--cli-connect-timeout"),
        ),
        Row::new(
            "read_timeout",
            seconds(connection.read_timeout),
            either(flags.read_timeout.is_some(), "--cli-read-timeout"),
        ),
    ]);
    if !connection.verify_tls {
        rows.push(Row::new("trust", "any certificate", "--no-verify-ssl"));
    } else if connection.ca_bundle.is_none() {
        rows.push(Row::new(
            "trust",
            "the certificates of this system",
            "default",
        ));
    }
    if connection.strict_tls {
        rows.push(Row::new(
            "tls_strict",
            true,
            "AWS_TLS_STRICT or the profile",
        ));
    }
    rows.extend(proxies(settings.env()));
    rows.extend(credentials(&client.credentials));
    rows
}

/// The proxies, and what goes past them.
fn proxies(env: &Environment) -> Vec<Row> {
    const VARIABLES: [(&str, [&str; 2]); 3] = [
        ("http_proxy", ["http_proxy", "HTTP_PROXY"]),
        ("https_proxy", ["https_proxy", "HTTPS_PROXY"]),
        ("no_proxy", ["no_proxy", "NO_PROXY"]),
    ];
    let rows = VARIABLES.map(|(name, variables)| {
        let found = variables
            .into_iter()
            .find_map(|variable| Some((env.get(variable)?, variable)));
        match found.filter(|(value, _)| !value.is_empty()) {
            Some((value, variable)) => Row::new(name, masked(value), variable),
            None => Row::new(name, "none", "default"),
        }
    });
    rows.into()
}

fn credentials(source: &CredentialSource) -> Vec<Row> {
    let mut rows = vec![Row::new("credentials", source.description(), "")];
    if let CredentialSource::Known(credentials) = source {
        let id = credentials.access_key_id();
        // Enough to tell one from another.
        let end: String = id
            .chars()
            .skip(id.chars().count().saturating_sub(4))
            .collect();
        let has_session = credentials.session_token().is_some();
        let kind = if has_session { ", of a session" } else { "" };
        rows.push(Row::new("access_key_id", format!("…{end}{kind}"), ""));
    }
    rows
}

/// The rows as a table for people, or as JSON.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn show(rows: &[Row], as_json: bool) -> Result<(), CliError> {
    if as_json {
        let entry = |row: &Row| {
            let origin = Some(&row.origin).filter(|origin| !origin.is_empty());
            let value = json!({ "value": row.value, "origin": origin });
            (row.name.to_owned(), value)
        };
        let entries: serde_json::Map<_, _> = rows.iter().map(entry).collect();
        return print_foreign(&format!("{:#}\n", serde_json::Value::Object(entries)));
    }
    let width = |cell: fn(&Row) -> &str| {
        let widths = rows.iter().map(|row| cell(row).chars().count());
        // One long value must not move all origins out of sight.
        widths
            .filter(|width| *width <= 40)
            .max()
            .unwrap_or_default()
    };
    let (names, values) = (width(|row| row.name), width(|row| &row.value));
    let line = |row: &Row| {
        let line = format!("{:names$}  {:values$}  {}", row.name, row.value, row.origin);
        format!("{}\n", line.trim_end())
    };
    print_foreign(&rows.iter().map(line).collect::<String>())
}
