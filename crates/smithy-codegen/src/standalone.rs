//! Manifests and instructions for crates outside this repository.

use std::path::Path;

use smithy_catalog::Customization;

use crate::crate_set::CrateSet;
use crate::emit::{self, CrateNames, Files, MARK};
use crate::error::Error;
use crate::generate::{self, Stale};
use crate::model::{AuthScheme, Model, Protocol};
use crate::names;

/// The versions of published crates are those this repository is built and tested with.
const WORKSPACE: &str = include_str!("../../../Cargo.toml");

impl CrateSet {
    /// Writes the crates to `out` as a workspace of its own, building on the hand-written crates
    /// (`smithy-client`, `smithy-catalog`, `aws-settings`) in the folder `runtime`. Returns what it changed. Writes nothing
    /// where that would overwrite or remove a file that was not generated.
    pub fn write_standalone(&self, out: &Path, runtime: &Path) -> Result<Vec<Stale>, Error> {
        let manifests = self.manifests(runtime);
        let mut stale = generate::differing(out, &manifests)?;
        stale.extend(self.compare(out)?);
        generate::refuse_foreign(&stale)?;
        let mut changed = generate::write_texts(out, &manifests)?;
        changed.extend(self.write(out)?);
        Ok(changed)
    }

    /// As [`write_standalone`](Self::write_standalone), with an integration test of the client.
    pub(crate) fn write_with_test(
        &self,
        out: &Path,
        runtime: &Path,
        test: Option<&str>,
    ) -> Result<(), Error> {
        let mut texts = self.manifests(runtime);
        if let Some(test) = test {
            let client = &self.names.client;
            let harness = runtime.join("smithy-protocol-tests");
            let manifest = texts.entry(format!("{client}/Cargo.toml")).or_default();
            manifest.push_str(&format!(
                "\n[dev-dependencies]\nsmithy-protocol-tests = {{ path = {:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n",
                harness.to_string_lossy()
            ));
            texts.insert(format!("{client}/tests/protocol.rs"), test.to_owned());
        }
        generate::write_texts(out, &texts)?;
        self.write(out)?;
        Ok(())
    }

    fn client_manifest(&self) -> String {
        let CrateNames { model, client } = &self.names;
        let package = package(
            client,
            &format!("The client of {}.", self.resolved.service.title()),
        );
        let features = runtime_features(&self.resolved);
        // Services whose events go both ways at once speak HTTP/2.
        let http2 = match features.contains(&"event-stream") {
            true => ", \"smithy-client/http2\"",
            false => "",
        };
        let runtime = match features.as_slice() {
            [] => "smithy-client.workspace = true".to_owned(),
            features => format!("smithy-client = {{ workspace = true, features = {features:?} }}"),
        };
        format!(
            r#"{package}
[features]
default = ["default-https-client", "rt-tokio"]
# The newest default behavior without naming a version of it.
behavior-version-latest = []
# HTTPS through rustls on ring.
default-https-client = ["smithy-client/default-https-client"{http2}]
# `Client::from_env`: settings and credentials as the AWS CLI reads them.
from-env = ["dep:aws-settings"]
# The same without TLS: nothing of it is compiled.
http-client = ["smithy-client/http-client"]
# Timers of tokio.
rt-tokio = ["smithy-client/rt-tokio"]
# `serde` for every modelled type.
serde = ["{model}/serde"]
# Test helpers on the configuration builder.
test-util = ["smithy-client/test-util"]
# `validate()` on inputs, and `Config::builder().validate(true)` for all of them.
validation = ["smithy-client/validation"]

[dependencies]
aws-settings = {{ workspace = true, optional = true }}
aws-smithy-types.workspace = true
{model}.workspace = true
smithy-catalog.workspace = true
{runtime}
"#
        )
    }

    fn readme(&self) -> String {
        let CrateNames { model, client } = &self.names;
        let title = self.resolved.service.title();
        let example = emit::example_from_env(&self.resolved, &self.names);
        let library = names::library(client);
        let discovery = self.discovery();
        format!(
            r#"<!-- {MARK} -->

# {title}

- `{model}`: shapes, schemas, constraints, errors and the operation catalog. It does no I/O.
- `{client}`: the client, with the API of the official AWS SDK for Rust for the operations it has.

Build and run the endpoint tests of the model:

```sh
cargo build
cargo test
```

Use it from another crate:

```toml
[dependencies]
{client} = {{ path = "path/to/{client}", features = ["from-env"] }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}
```

In a function that is `async`, as one under `#[tokio::main]`:

```rust
{example}
```

`from_env` finds region, endpoint and credentials as the AWS CLI finds them. Without that feature, a configuration says
them: that of `{library}::Config::builder()`, or one that the crate `aws-config` loaded, as in
`{library}::Client::new(&aws_config::load_from_env().await)`.

{discovery}Folders named in `Cargo.toml` hold the hand-written crates that every generated client shares. Move them, and
change the paths there.
"#
        )
    }

    /// What there is to know of endpoints that an operation tells, where some cannot do without.
    fn discovery(&self) -> String {
        let Model {
            service,
            operations,
            ..
        } = &self.resolved;
        let asked = service
            .endpoint_discovery
            .as_ref()
            .filter(|_| operations.iter().any(|it| it.needs_discovered_endpoint));
        let Some((_, name)) = asked.and_then(|operation| operation.split_once('#')) else {
            return String::new();
        };
        format!(
            "Some operations of this service answer only where its operation `{name}` says. The client does not ask by \
             itself:\ncall that operation, and make a client whose `endpoint_url` is the address, until the cache \
             period is over.\n\n"
        )
    }

    fn manifests(&self, runtime: &Path) -> Files {
        let CrateNames { model, client } = &self.names;
        let title = self.resolved.service.title();
        Files::from([
            (
                "Cargo.toml".to_owned(),
                workspace_manifest(&self.names, runtime),
            ),
            ("README.md".to_owned(), self.readme()),
            (format!("{model}/Cargo.toml"), model_manifest(model, title)),
            (format!("{client}/Cargo.toml"), self.client_manifest()),
        ])
    }
}

/// Features of `smithy-client` that a client of the service needs.
pub(crate) fn runtime_features(model: &Model) -> Vec<&'static str> {
    let operations = || model.operations.iter();
    let streams = |key: &String| model.event_stream(key).is_some();
    let has_sigv4a = operations().any(|it| it.auth_schemes.contains(&AuthScheme::SigV4a))
        || model.service.endpoint_schemes().contains("sigv4a");
    let protocol = model.service.protocol;
    let is_sessions = |it: &Customization| matches!(it, Customization::Sessions { .. });
    let has_sessions = model.service.customizations.iter().any(is_sessions);
    let features = [
        ("protocol-cbor", protocol == Protocol::RpcV2Cbor),
        ("protocol-xml", protocol.reads_xml()),
        ("checksums", operations().any(|it| it.checksum.is_some())),
        ("content-md5", operations().any(|it| it.checksum_required)),
        (
            "event-stream",
            operations().any(|it| streams(&it.input) || streams(&it.output)),
        ),
        ("request-compression", operations().any(|it| it.compression)),
        ("sessions", has_sessions),
        ("sigv4a", has_sigv4a),
        ("waiters", operations().any(|it| !it.waiters.is_empty())),
    ];
    let needed = features.into_iter().filter(|(_, needed)| *needed);
    needed.map(|(name, _)| name).collect()
}

/// A line `name = …` of this repository's own manifest.
pub(crate) fn setting(name: &str) -> &'static str {
    WORKSPACE
        .lines()
        .find(|line| {
            line.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(" = "))
        })
        .expect("the workspace manifest has every setting the generated ones copy")
}

fn workspace_manifest(CrateNames { model, client }: &CrateNames, runtime: &Path) -> String {
    let published = ["aws-smithy-schema", "aws-smithy-types"]
        .map(setting)
        .join("\n");
    let path = |name: &str| format!("{:?}", runtime.join(name).to_string_lossy());
    let (catalog, runtime) = (path("smithy-catalog"), path("smithy-client"));
    let settings = path("aws-settings");
    let (edition, rust_version) = (setting("edition"), setting("rust-version"));
    format!(
        r#"# {MARK}
[workspace]
resolver = "3"
members = ["{model}", "{client}"]

[workspace.package]
version = "0.1.0"
{edition}
{rust_version}
publish = false

[workspace.dependencies]
aws-settings = {{ path = {settings}, default-features = false }}
{model} = {{ path = "{model}" }}
smithy-catalog = {{ path = {catalog} }}
smithy-client = {{ path = {runtime}, default-features = false }}
{published}

[workspace.lints.rust]
missing_docs = "warn"
unsafe_code = "forbid"
"#
    )
}

fn package(name: &str, description: &str) -> String {
    format!(
        r#"# {MARK}
[package]
name = "{name}"
description = {description:?}
version.workspace = true
edition.workspace = true
rust-version.workspace = true
publish.workspace = true

[lints]
workspace = true
"#
    )
}

fn model_manifest(name: &str, title: &str) -> String {
    let package = package(
        name,
        &format!(
            "The model of {title}: shapes, schemas, constraints, errors and the operation catalog."
        ),
    );
    format!(
        r#"{package}
[features]
# `serde` for every modelled type.
serde = ["smithy-catalog/serde"]
# `validate()` on inputs.
validation = ["smithy-catalog/validation"]

[dependencies]
aws-smithy-schema.workspace = true
aws-smithy-types.workspace = true
smithy-catalog.workspace = true
"#
    )
}
