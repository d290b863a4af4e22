//! Files of trusted certificates, as OpenSSL reads them.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::der::Reader;
use super::error::ConnectionError;

/// The certificates of a PEM file.
///
/// # Errors
/// If the file cannot be read, holds none, or holds one that is none.
pub(super) fn read(path: &Path) -> Result<RootCertStore, ConnectionError> {
    let problem = |reason| ConnectionError::Bundle {
        path: path.display().to_string(),
        reason,
    };
    let pem = std::fs::read(path).map_err(|error| problem(words(&error)))?;
    parse(&pem).map_err(problem)
}

/// What the operating system trusts, or the files that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
/// Certificates that cannot be used are left out, as there is nothing the user could do about them.
pub(super) fn system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for problem in &found.errors {
        tracing::warn!("a certificate of the system cannot be read: {problem}");
    }
    let (_, ignored) = roots.add_parsable_certificates(found.certs);
    if ignored > 0 {
        tracing::debug!("{ignored} certificates of the system cannot be used");
    }
    roots
}

fn parse(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&plain(pem)) {
        let certificate = certificate.map_err(|error| format!("[SSL] PEM lib: {error}"))?;
        // A trusted certificate is followed by what it is trusted for.
        let der = Reader::new(&certificate)
            .element()
            .map_or(&*certificate, |element| element.whole);
        roots
            .add(CertificateDer::from(der.to_vec()))
            .map_err(|error| format!("[SSL] PEM lib: {error}"))?;
    }
    match roots.is_empty() {
        true => Err("[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found".to_owned()),
        false => Ok(roots),
    }
}

/// The file without a byte order mark, and with one name for what OpenSSL has three for.
fn plain(pem: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(pem.strip_prefix(b"\xef\xbb\xbf").unwrap_or(pem));
    ["TRUSTED CERTIFICATE", "X509 CERTIFICATE"]
        .iter()
        .fold(text.into_owned(), |text, name| {
            text.replace(&format!("BEGIN {name}"), "BEGIN CERTIFICATE")
                .replace(&format!("END {name}"), "END CERTIFICATE")
        })
        .into_bytes()
}

/// The operating system's words, without Rust's error number.
fn words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "[Errno 2] No such file or directory".to_owned(),
        _ => error.to_string(),
    }
}
