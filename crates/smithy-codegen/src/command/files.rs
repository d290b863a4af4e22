//! Every file of a command.

use std::fmt::Write as _;
use std::path::Path;

use super::Config;
use super::resolved::Service;
use crate::emit::{self, Files, MARK};
use crate::error::Error;
use crate::model::Protocol;
use crate::standalone::setting;

/// The files by path: manifest, instructions and sources.
pub(super) fn files(config: &Config, services: &[Service], runtime: &Path) -> Result<Files, Error> {
    let sources = emit::command(config, services)?.into_iter();
    let mut files: Files = sources
        .map(|(name, text)| (format!("src/{name}"), text))
        .collect();
    files.insert("Cargo.toml".to_owned(), manifest(config, services, runtime));
    files.insert("README.md".to_owned(), readme(config, services));
    Ok(files)
}

fn manifest(config: &Config, services: &[Service], runtime: &Path) -> String {
    let Config { name, version, .. } = config;
    let version = version.as_deref().unwrap_or("0.1.0");
    let path = |name: &str| format!("{:?}", runtime.join(name).to_string_lossy());
    let (catalog, cli, client) = (
        path("smithy-catalog"),
        path("smithy-cli"),
        path("smithy-client"),
    );
    let (edition, rust_version) = (setting("edition"), setting("rust-version"));
    let types = setting("aws-smithy-types");
    let features = features(services);
    // A workspace has both once, at its root.
    let (workspace, profiles) = match config.member {
        true => ("", ""),
        false => ("\n[workspace]\n", PROFILES),
    };
    format!(
        r#"# {MARK}
[package]
name = "{name}"
version = "{version}"
{edition}
{rust_version}
publish = false
{workspace}
[dependencies]
{types}
smithy-catalog = {{ path = {catalog} }}
smithy-cli = {{ path = {cli} }}
smithy-client = {{ path = {client}, default-features = false, features = {features:?} }}

[lints.rust]
unsafe_code = "forbid"
{profiles}"#
    )
}

const PROFILES: &str = r#"
[profile.release]
strip = "symbols"

[profile.dev]
debug = "line-tables-only"
"#;

/// Features of `smithy-client` that the services need.
fn features(services: &[Service]) -> Vec<&'static str> {
    let mut features = Vec::new();
    let protocols = || services.iter().map(|it| it.model.service.protocol);
    if protocols().any(|protocol| protocol == Protocol::RpcV2Cbor) {
        features.push("protocol-cbor");
    }
    if protocols().any(Protocol::reads_xml) {
        features.push("protocol-xml");
    }
    let mut operations = services.iter().flat_map(|it| &it.model.operations);
    if operations.any(|operation| operation.compression) {
        features.push("request-compression");
    }
    features
}

fn readme(config: &Config, services: &[Service]) -> String {
    let name = &config.name;
    let mut text = format!("<!-- {MARK} -->\n\n# {name}\n\n");
    if let Some(about) = &config.about {
        let _ = writeln!(text, "{about}\n");
    }
    let line = match services {
        [_] => format!("{name} OPERATION …"),
        _ => format!("{name} SERVICE OPERATION …"),
    };
    let _ = writeln!(
        text,
        "`{line}`, with the options, output and exit codes of AWS CLI v2. Called by a link of the name `aws`, it is\n`aws`.\n\n\
         ```sh\ncargo build --release\ntarget/release/{name} help\n```\n"
    );
    for service in services {
        let id = &service.model.service.id;
        let _ = writeln!(
            text,
            "## {}\n\n{}, from `{id}`, version {}: {} operations.\n",
            service.command,
            service.model.service.title(),
            service.model.service.version,
            service.model.operations.len()
        );
        let left_out = service.left_out.iter().map(|(operation, reason)| {
            let name = operation.rsplit('#').next().unwrap_or(operation);
            (format!("`{name}`"), reason.as_str())
        });
        let absent = service.facts.absent.iter();
        let absent = absent.map(|it| (format!("`{}`", it.command), it.reason));
        let rows: Vec<_> = left_out.chain(absent).collect();
        if !rows.is_empty() {
            let _ = writeln!(text, "Not here, so use `aws`:\n");
            for (what, why) in rows {
                let _ = writeln!(text, "- {what}: {why}");
            }
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
