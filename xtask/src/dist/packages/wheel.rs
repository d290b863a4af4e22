//! A Python wheel with the binary as its script, so that `pip install` and `uvx` give the command:
//! <https://packaging.python.org/en/latest/specifications/binary-distribution-format/>.

use std::io::{Cursor, Write};

use base64_simd::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Installed, Package, Release, Result, file};

pub(super) fn package(release: &Release, files: &[Installed]) -> Result<Package> {
    // In file names a wheel has underscores for hyphens.
    let stem = format!("{}-{}", release.package.replace('-', "_"), release.version);
    // A static binary runs with either C library.
    let machine = release.machine.rust;
    let platform =
        format!("manylinux_2_17_{machine}.manylinux2014_{machine}.musllinux_1_1_{machine}");
    let tags: String = platform
        .split('.')
        .map(|tag| format!("Tag: py3-none-{tag}\n"))
        .collect();
    let entries = [
        (
            format!("{stem}.data/scripts/{}", release.name),
            file(files, "bin/omics")?.to_vec(),
            true,
        ),
        (
            format!("{stem}.dist-info/METADATA"),
            release
                .fill(include_str!("../templates/METADATA"))
                .into_bytes(),
            false,
        ),
        (
            format!("{stem}.dist-info/WHEEL"),
            format!(
                "Wheel-Version: 1.0\nGenerator: cargo xtask dist\nRoot-Is-Purelib: false\n{tags}"
            )
            .into_bytes(),
            false,
        ),
        (
            format!("{stem}.dist-info/licenses/LICENSE"),
            file(files, "share/doc/omics/LICENSE")?.to_vec(),
            false,
        ),
        (
            format!("{stem}.dist-info/licenses/THIRD-PARTY.txt"),
            file(files, "share/doc/omics/THIRD-PARTY.txt")?.to_vec(),
            false,
        ),
    ];
    let mut record = String::new();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes, executable) in &entries {
        let sum = URL_SAFE_NO_PAD.encode_to_string(Sha256::digest(bytes));
        record.push_str(&format!("{path},sha256={sum},{}\n", bytes.len()));
        zip.start_file(path, options(*executable))?;
        zip.write_all(bytes)?;
    }
    let path = format!("{stem}.dist-info/RECORD");
    record.push_str(&format!("{path},,\n"));
    zip.start_file(path, options(false))?;
    zip.write_all(record.as_bytes())?;
    Ok(Package {
        name: format!("{stem}-py3-none-{platform}.whl"),
        bytes: zip.finish()?.into_inner(),
    })
}

/// The date of every file is the earliest that a zip can have.
fn options(executable: bool) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(if executable { 0o755 } else { 0o644 })
}
