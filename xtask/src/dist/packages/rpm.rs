//! `.rpm`, without a signature: whoever runs the repository signs.

use rpm::{BuildConfig, CompressionType, FileOptions, PackageBuilder};

use super::{Installed, Package, Release, Result};

pub(super) fn package(release: &Release, files: &[Installed]) -> Result<Package> {
    let machine = release.machine.rust;
    let config = BuildConfig::default()
        .source_date(release.epoch)
        .compression(CompressionType::Gzip);
    let mut builder = PackageBuilder::new(
        release.package,
        &release.version,
        release.license,
        machine,
        release.description,
    );
    builder
        .using_config(config)
        .build_host("localhost")
        .url(&release.base_url);
    for file in files {
        let options = FileOptions::new(format!("/usr/{}", file.path))
            .permissions(if file.executable { 0o755 } else { 0o644 });
        builder.with_file_contents(file.bytes.clone(), options)?;
    }
    let mut bytes = Vec::new();
    builder.build()?.write(&mut bytes)?;
    Ok(Package {
        name: format!("{}-{}-1.{machine}.rpm", release.package, release.version),
        bytes,
    })
}
