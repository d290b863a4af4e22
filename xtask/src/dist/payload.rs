//! The files every package installs: the command, its completions and manual pages, and the licenses.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::release::Release;
use super::{Result, licenses, sbom};

/// A file below the prefix (`/usr`, or wherever an archive is unpacked).
pub(super) struct Installed {
    /// Where it goes, without a slash at the start.
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    pub(super) executable: bool,
}

/// Where each shell looks for completions of a command, and the name `omics completion` has for the shell.
const COMPLETIONS: &[(&str, &str)] = &[
    ("bash", "share/bash-completion/completions/omics"),
    ("fish", "share/fish/vendor_completions.d/omics.fish"),
    ("zsh", "share/zsh/vendor-completions/_omics"),
];

/// All files, sorted by path.
pub(super) fn files(root: &Path, release: &Release, binary: &Path) -> Result<Vec<Installed>> {
    let file = |path: &str, bytes: Vec<u8>| Installed {
        path: path.to_owned(),
        bytes,
        executable: false,
    };
    let dependencies = licenses::dependencies(root)?;
    let mut files = vec![
        Installed {
            executable: true,
            ..file("bin/omics", fs::read(binary)?)
        },
        file("share/doc/omics/LICENSE", fs::read(root.join("LICENSE"))?),
        file(
            "share/doc/omics/THIRD-PARTY.txt",
            licenses::texts(&dependencies)?.into_bytes(),
        ),
        file(
            "share/doc/omics/omics.cdx.json",
            sbom::json(release, &dependencies)?.into_bytes(),
        ),
    ];
    for (shell, path) in COMPLETIONS {
        files.push(file(path, completion(binary, shell)?));
    }
    let mut pages = fs::read_dir(root.join("docs/man"))?.collect::<Result<Vec<_>, _>>()?;
    pages.sort_by_key(std::fs::DirEntry::file_name);
    for page in pages {
        let name = page
            .file_name()
            .into_string()
            .map_err(|_| "a page's name is no UTF-8")?;
        files.push(file(
            &format!("share/man/man1/{name}"),
            fs::read(page.path())?,
        ));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn completion(binary: &Path, shell: &str) -> Result<Vec<u8>> {
    let output = Command::new(binary).args(["completion", shell]).output()?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(format!("{} completion {shell}: {}", binary.display(), output.status).into()),
    }
}
