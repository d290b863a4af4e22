//! An npm package with the binary as its command.

use serde_json::json;

use super::archive::tar_gz;
use super::{Installed, Package, Release, Result, file};

pub(super) fn package(release: &Release, files: &[Installed]) -> Result<Package> {
    let manifest = json!({
        "name": release.package,
        "version": release.version,
        "description": release.description,
        "license": release.license,
        "os": ["linux"],
        "cpu": [release.machine.npm],
        "bin": { release.name: "bin/omics" },
    });
    let manifest = format!("{manifest:#}\n");
    let readme = release.fill(include_str!("../templates/npm.md"));
    let entries: [(&str, &[u8], bool); 5] = [
        ("package/package.json", manifest.as_bytes(), false),
        ("package/README.md", readme.as_bytes(), false),
        (
            "package/LICENSE",
            file(files, "share/doc/omics/LICENSE")?,
            false,
        ),
        (
            "package/THIRD-PARTY.txt",
            file(files, "share/doc/omics/THIRD-PARTY.txt")?,
            false,
        ),
        ("package/bin/omics", file(files, "bin/omics")?, true),
    ];
    let entries = entries.map(|(path, bytes, executable)| (path.to_owned(), bytes, executable));
    Ok(Package {
        name: format!(
            "{}-{}-linux-{}.tgz",
            release.package, release.version, release.machine.npm
        ),
        bytes: tar_gz(release, entries)?,
    })
}
