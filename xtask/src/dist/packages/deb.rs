//! `.deb`: an `ar` of the format's version, the control files and the data, see deb(5).

use std::collections::BTreeSet;

use ar::{Builder, Header};

use super::archive::tar_gz;
use super::{Installed, Package, Release, Result};

pub(super) fn package(release: &Release, files: &[Installed]) -> Result<Package> {
    let kibibytes = files
        .iter()
        .map(|file| file.bytes.len().div_ceil(1024))
        .sum::<usize>();
    let control = release
        .fill(include_str!("../templates/control"))
        .replace("@KIBIBYTES@", &kibibytes.to_string());
    let control = tar_gz(
        release,
        [("./control".to_owned(), control.as_bytes(), false)],
    )?;
    // dpkg makes no folder that is not in the package, and wants each before what is in it.
    let folders = files.iter().flat_map(|file| {
        let path = format!("./usr/{}", file.path);
        let ends = path.match_indices('/').map(|(at, _)| at + 1);
        ends.map(|end| path[..end].to_owned()).collect::<Vec<_>>()
    });
    let folders: BTreeSet<String> = folders.collect();
    let folders = folders.into_iter().map(|path| (path, &[][..], false));
    let data = files.iter().map(|file| {
        (
            format!("./usr/{}", file.path),
            file.bytes.as_slice(),
            file.executable,
        )
    });
    let data = tar_gz(release, folders.chain(data))?;
    let mut deb = Builder::new(Vec::new());
    let parts: [(&str, &[u8]); 3] = [
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz", &control),
        ("data.tar.gz", &data),
    ];
    for (name, bytes) in parts {
        let mut header = Header::new(name.into(), u64::try_from(bytes.len())?);
        header.set_mode(0o100_644);
        header.set_mtime(release.epoch.into());
        deb.append(&header, bytes)?;
    }
    Ok(Package {
        name: format!(
            "{}_{}_{}.deb",
            release.package, release.version, release.machine.debian
        ),
        bytes: deb.into_inner()?,
    })
}
