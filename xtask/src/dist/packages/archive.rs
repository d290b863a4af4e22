//! `.tar.gz`, alone and as the parts of other packages.

use flate2::{Compression, GzBuilder};

use super::{Installed, Package, Release, Result};

/// The archive: everything below one folder that carries the version.
pub(super) fn package(release: &Release, files: &[Installed]) -> Result<Package> {
    let stem = release.stem();
    let entries = files.iter().map(|file| {
        (
            format!("{stem}/{}", file.path),
            file.bytes.as_slice(),
            file.executable,
        )
    });
    Ok(Package {
        name: format!("{stem}.tar.gz"),
        bytes: tar_gz(release, entries)?,
    })
}

/// Files as gzip of a tar: path, content, whether it can be run. A path that ends in a slash is a folder.
pub(super) fn tar_gz<'a>(
    release: &Release,
    files: impl IntoIterator<Item = (String, &'a [u8], bool)>,
) -> Result<Vec<u8>> {
    let zipped = GzBuilder::new()
        .mtime(release.epoch)
        .write(Vec::new(), Compression::best());
    let mut tar = tar::Builder::new(zipped);
    for (path, bytes, executable) in files {
        let mut header = tar::Header::new_gnu();
        let is_folder = path.ends_with('/');
        if is_folder {
            header.set_entry_type(tar::EntryType::Directory);
        }
        header.set_size(u64::try_from(bytes.len())?);
        let mode = if executable || is_folder {
            0o755
        } else {
            0o644
        };
        header.set_mode(mode);
        header.set_mtime(release.epoch.into());
        header.set_username("root")?;
        header.set_groupname("root")?;
        tar.append_data(&mut header, path, bytes)?;
    }
    Ok(tar.into_inner()?.finish()?)
}
