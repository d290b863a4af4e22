//! The crates in the binary, and the texts of their licenses.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Result;
use crate::binary::output;

/// A crate of somebody else in the binary.
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) version: String,
    /// SPDX expression.
    pub(super) license: String,
    /// SHA-256 of the crate as it was downloaded.
    pub(super) checksum: String,
    folder: PathBuf,
}

/// What `omics-cli` is built of, sorted by name and version. Crates of this workspace are not in it.
pub(super) fn dependencies(root: &Path) -> Result<Vec<Dependency>> {
    let tree = output(
        "cargo",
        &[
            "tree",
            "--locked",
            "--package",
            "omics-cli",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ],
        root,
    )?;
    let metadata: Value = serde_json::from_str(&output(
        "cargo",
        &["metadata", "--locked", "--format-version", "1"],
        root,
    )?)?;
    let checksums = checksums(root)?;
    let mut found = BTreeMap::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(version)) = (words.next(), words.next()) else {
            continue;
        };
        let key = (name.to_owned(), version.trim_start_matches('v').to_owned());
        // Crates by path have no checksum.
        if let Some(checksum) = checksums.get(&key) {
            let package = package(&metadata, &key)?;
            let text = |field: &str| package[field].as_str().unwrap_or_default().to_owned();
            let manifest = PathBuf::from(text("manifest_path"));
            found.insert(
                key.clone(),
                Dependency {
                    license: text("license"),
                    checksum: checksum.clone(),
                    folder: manifest.parent().unwrap_or(root).to_owned(),
                    name: key.0,
                    version: key.1,
                },
            );
        }
    }
    Ok(found.into_values().collect())
}

fn package<'a>(metadata: &'a Value, (name, version): &(String, String)) -> Result<&'a Value> {
    let packages = metadata["packages"]
        .as_array()
        .ok_or("`cargo metadata` lists no packages")?;
    packages
        .iter()
        .find(|package| package["name"] == name.as_str() && package["version"] == version.as_str())
        .ok_or_else(|| format!("`cargo metadata` does not know {name} {version}").into())
}

/// The checksums of Cargo.lock by name and version.
fn checksums(root: &Path) -> Result<BTreeMap<(String, String), String>> {
    let lock: toml::Table = toml::from_str(&fs::read_to_string(root.join("Cargo.lock"))?)?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let text = |package: &toml::Value, field: &str| {
        package
            .get(field)
            .and_then(toml::Value::as_str)
            .map(str::to_owned)
    };
    Ok(packages
        .into_iter()
        .flatten()
        .filter_map(|package| {
            let key = (text(package, "name")?, text(package, "version")?);
            Some((key, text(package, "checksum")?))
        })
        .collect())
}

/// All licenses as one text: each crate, and what its files LICENSE, NOTICE and COPYING say.
pub(super) fn texts(dependencies: &[Dependency]) -> Result<String> {
    let mut all = String::from(
        "The command `omics` contains the crates below, under the licenses that follow each.\n",
    );
    for dependency in dependencies {
        all.push_str(&format!(
            "\n{}\n{} {}: {}\n\n",
            "=".repeat(80),
            dependency.name,
            dependency.version,
            dependency.license
        ));
        for text in license_files(&dependency.folder)? {
            all.push_str(text.trim());
            all.push_str("\n\n");
        }
    }
    Ok(all)
}

fn license_files(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_ascii_uppercase();
        let wanted = [
            "LICENSE",
            "LICENCE",
            "NOTICE",
            "COPYING",
            "COPYRIGHT",
            "UNLICENSE",
        ];
        if wanted.iter().any(|prefix| name.starts_with(prefix)) && entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    files
        .iter()
        .map(|file| Ok(String::from_utf8_lossy(&fs::read(file)?).into_owned()))
        .collect()
}
