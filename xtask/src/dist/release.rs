//! What is released: its name, version, time and the names that packagers have for the machine.

use std::path::Path;

use super::Result;
use crate::binary::output;

/// One release for one architecture of Linux.
pub(super) struct Release {
    /// The command.
    pub(super) name: &'static str,
    /// The name on registries that others share.
    pub(super) package: &'static str,
    pub(super) version: String,
    pub(super) description: &'static str,
    pub(super) license: &'static str,
    /// Where packages will be downloaded from, without a slash at the end.
    pub(super) base_url: String,
    /// Seconds since 1970 that every file bears: `SOURCE_DATE_EPOCH`, else the last commit.
    pub(super) epoch: u32,
    pub(super) machine: Machine,
}

/// How the architecture is called by those who package for it.
pub(super) struct Machine {
    /// In Rust and RPM, and on the command `uname -m`.
    pub(super) rust: &'static str,
    pub(super) debian: &'static str,
    pub(super) npm: &'static str,
}

const MACHINES: &[Machine] = &[
    Machine {
        rust: "x86_64",
        debian: "amd64",
        npm: "x64",
    },
    Machine {
        rust: "aarch64",
        debian: "arm64",
        npm: "arm64",
    },
];

impl Release {
    pub(super) fn read(root: &Path, base_url: &str) -> Result<Self> {
        let arch = std::env::consts::ARCH;
        let machine = MACHINES
            .iter()
            .find(|machine| machine.rust == arch)
            .ok_or_else(|| {
                format!("packages are made on x86_64 and aarch64, and this is {arch}")
            })?;
        Ok(Self {
            name: "omics",
            package: "omics-cli",
            version: env!("CARGO_PKG_VERSION").to_owned(),
            description: "AWS HealthOmics run caches from the command line, without Python",
            license: "Apache-2.0",
            base_url: base_url.trim_end_matches('/').to_owned(),
            epoch: epoch(root)?,
            machine: Machine { ..*machine },
        })
    }

    /// The stem of file names: `omics-0.1.0-x86_64-linux`.
    pub(super) fn stem(&self) -> String {
        format!("{}-{}-{}-linux", self.name, self.version, self.machine.rust)
    }

    /// A template with `@VERSION@` and its like replaced.
    pub(super) fn fill(&self, template: &str) -> String {
        let values = [
            ("@NAME@", self.name),
            ("@PACKAGE@", self.package),
            ("@VERSION@", &self.version),
            ("@DESCRIPTION@", self.description),
            ("@LICENSE@", self.license),
            ("@BASE_URL@", &self.base_url),
            ("@STEM@", &self.stem()),
            ("@MACHINE@", self.machine.rust),
            ("@DEBIAN_MACHINE@", self.machine.debian),
            ("@NPM_MACHINE@", self.machine.npm),
        ];
        values
            .iter()
            .fold(template.to_owned(), |text, (name, value)| {
                text.replace(name, value)
            })
    }
}

fn epoch(root: &Path) -> Result<u32> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds,
        Err(_) => output("git", &["log", "-1", "--format=%ct"], root)?,
    };
    let seconds = seconds.trim();
    seconds.parse().map_err(|_| {
        format!("SOURCE_DATE_EPOCH is to be seconds since 1970, and it is `{seconds}`").into()
    })
}
