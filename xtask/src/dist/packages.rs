//! One module a kind of package. Each takes the same files and gives bytes that depend on nothing else.

mod archive;
mod deb;
mod npm;
mod rpm;
mod wheel;

use super::payload::Installed;
use super::release::Release;
use super::{Result, sha256};

/// A file to publish.
pub(super) struct Package {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Every package of a release, and what points at them.
pub(super) fn all(release: &Release, files: &[Installed]) -> Result<Vec<Package>> {
    let archive = archive::package(release, files)?;
    let sum = sha256(&archive.bytes);
    let text = |name: &str, template: &str| Package {
        name: name.to_owned(),
        bytes: release
            .fill(template)
            .replace("@SHA256@", &sum)
            .into_bytes(),
    };
    Ok(vec![
        text("omics.rb", include_str!("templates/omics.rb")),
        text("install.sh", include_str!("templates/install.sh")),
        text("Dockerfile", include_str!("templates/Dockerfile")),
        deb::package(release, files)?,
        rpm::package(release, files)?,
        wheel::package(release, files)?,
        npm::package(release, files)?,
        archive,
    ])
}

/// The file of `files` at `path`.
fn file<'a>(files: &'a [Installed], path: &str) -> Result<&'a [u8]> {
    let found = files.iter().find(|file| file.path == path);
    Ok(&found
        .ok_or_else(|| format!("the packages lack {path}"))?
        .bytes)
}
