//! Every file of a command.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::Config;
use super::resolved::Service;
use crate::emit::{self, Files, MARK};
use crate::error::Error;
use crate::standalone::{runtime_features, setting};

/// The files by path: manifest, instructions and sources.
pub(super) fn files(config: &Config, services: &[Service], runtime: &Path) -> Result<Files, Error> {
    let sources = emit::command(config, services)?.into_iter();
    let mut files: Files = sources
        .map(|(name, text)| (format!("src/{name}"), text))
        .collect();
    files.insert("Cargo.toml".to_owned(), manifest(config, services, runtime));
    files.insert("README.md".to_owned(), readme(config, services));
    files.insert("build.rs".to_owned(), format!("// {MARK}\n{BUILD}"));
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
    let [cli_features, client_features] = features(services);
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
smithy-catalog = {{ path = {catalog}, features = ["packed"] }}
smithy-cli = {{ path = {cli}{cli_features} }}
smithy-client = {{ path = {client}, default-features = false{client_features} }}

[lints.rust]
unsafe_code = "forbid"
{profiles}"#
    )
}

/// Links the command so that it starts at once.
const BUILD: &str = r#"//! Links the command at a fixed address where that is known to work, so that nothing is relocated at start.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| std::env::var(name).is_ok_and(|value| value == wanted);
    let libc_stays_outside = !std::env::var("CARGO_CFG_TARGET_FEATURE")
        .is_ok_and(|features| features.split(',').any(|it| it == "crt-static"));
    if is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("PROFILE", "release")
        && libc_stays_outside
    {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
"#;

const PROFILES: &str = r#"
[profile.release]
codegen-units = 1
opt-level = "s"
strip = "symbols"

[profile.dev]
debug = "line-tables-only"
"#;

/// Features of `smithy-cli` and of `smithy-client` that the services need.
fn features(services: &[Service]) -> [String; 2] {
    let needed = services.iter().flat_map(|it| runtime_features(&it.model));
    let mut client: BTreeSet<_> = needed.collect();
    let answers = [("protocol-cbor", "cbor"), ("protocol-xml", "xml")];
    let cli = answers
        .into_iter()
        .filter(|(needed, _)| client.remove(needed))
        .map(|(_, feature)| feature);
    let list = |names: Vec<&str>| match names.is_empty() {
        true => String::new(),
        false => format!(", features = {names:?}"),
    };
    let cli = list(cli.collect());
    // A command waits by itself, and event streams are left out.
    let client = client.into_iter();
    let client = client.filter(|name| !["waiters", "event-stream"].contains(name));
    [cli, list(client.collect())]
}

/// A list under a line, unless it is empty.
fn list<'a>(text: &mut String, lead: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) {
    let rows: String = rows.fold(String::new(), |mut rows, (what, why)| {
        let _ = writeln!(rows, "- `{what}`: {why}");
        rows
    });
    if !rows.is_empty() {
        let _ = writeln!(text, "{lead}\n\n{rows}");
    }
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
        let absent = service.facts.absent.iter();
        let absent = absent.map(|it| (it.command, it.reason));
        list(
            &mut text,
            "AWS CLI v2 has these commands besides operations; use `aws` for them:",
            absent,
        );
        let left_out = service.left_out.iter().map(|(operation, reason)| {
            let name = operation.rsplit('#').next().unwrap_or(operation);
            (name, reason.as_str())
        });
        list(&mut text, "These operations are left out:", left_out);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
