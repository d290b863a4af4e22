//! Which servers are trusted. `docs/tls.md` says what each leniency admits.
//!
//! A certificate is first judged as rustls judges it. Where that refuses it for its form, it is
//! judged again by the rules OpenSSL and urllib3 have, which are what the AWS CLI lives by:
//!
//! - a certificate that may issue others, or is of version 1 of X.509, may be a server's;
//! - so a self-signed server certificate can be its own issuer, if it stands in the bundle;
//! - names are compared as [`super::hostname`] says.
//!
//! Nothing is taken on less proof: the signature of an issuer that is trusted, the period, the
//! purpose, the issuers' right to issue and every critical extension are checked here as well, and
//! what is not understood is refused.

use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::certificate::{self, Certificate};
use super::hostname;

/// Longer chains are refused.
const MAX_ISSUERS: u8 = 6;

/// More signatures than this are not tried for one chain.
const MAX_SIGNATURES: u8 = 100;

/// `id-kp-serverAuth`, `anyExtendedKeyUsage` and the two that browsers once used for servers.
const SERVER_PURPOSES: [&[u8]; 4] = [
    &[0x2b, 6, 1, 5, 5, 7, 3, 1],
    &[0x55, 0x1d, 0x25, 0],
    &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x04, 0x01],
    &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x0a, 0x03, 0x03],
];

/// Trusts what the roots vouch for.
pub(super) struct Verifier {
    provider: Arc<CryptoProvider>,
    roots: Arc<RootCertStore>,
    /// rustls's own; there is none without roots.
    usual: Option<Arc<WebPkiServerVerifier>>,
    strict: bool,
}

impl Verifier {
    pub(super) fn new(provider: Arc<CryptoProvider>, roots: RootCertStore, strict: bool) -> Self {
        let roots = Arc::new(roots);
        let usual =
            WebPkiServerVerifier::builder_with_provider(roots.clone(), provider.clone()).build();
        Self {
            provider,
            roots,
            usual: usual.ok(),
            strict,
        }
    }

    /// The second judgement, of a certificate that rustls refused.
    fn judge(
        &self,
        refusal: rustls::Error,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), rustls::Error> {
        use CertificateError::{NotValidForName, NotValidForNameContext};
        let Some(leaf) = Certificate::parse(leaf) else {
            return Err(refusal);
        };
        match refusal {
            // rustls looks at the name last: all else is well.
            rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {}
            _ if leaf.version == 1 || leaf.extensions.is_ca => {
                let others: Vec<_> = others
                    .iter()
                    .filter_map(|der| Certificate::parse(der))
                    .collect();
                let mut search = Search {
                    verifier: self,
                    others: &others,
                    now: i64::try_from(now.as_secs()).unwrap_or(i64::MAX),
                    signatures: 0,
                };
                is_for_servers(&leaf)?;
                search.vouch(&leaf, 0)?;
            }
            _ => return Err(refusal),
        }
        Ok(hostname::check(&leaf, host)?)
    }

    /// Whether the holder of the key signed the certificate.
    fn is_signed_by(&self, certificate: &Certificate<'_>, key: Option<(&[u8], &[u8])>) -> bool {
        let Some((key_algorithm, key)) = key else {
            return false;
        };
        let algorithms = self.provider.signature_verification_algorithms.all;
        algorithms
            .iter()
            .filter(|algorithm| {
                algorithm.signature_alg_id().as_ref() == certificate.signature_algorithm
                    && algorithm.public_key_alg_id().as_ref() == key_algorithm
            })
            .any(|algorithm| {
                algorithm
                    .verify_signature(key, certificate.signed, certificate.signature)
                    .is_ok()
            })
    }
}

/// The way from a certificate to a root.
struct Search<'a> {
    verifier: &'a Verifier,
    others: &'a [Certificate<'a>],
    now: i64,
    signatures: u8,
}

impl Search<'_> {
    /// Finds a root that vouches for the certificate, through `issuers` that are below it already.
    fn vouch(
        &mut self,
        certificate: &Certificate<'_>,
        issuers: u8,
    ) -> Result<(), CertificateError> {
        self.check_period(certificate)?;
        if certificate.extensions.has_unknown_critical {
            return Err(CertificateError::UnhandledCriticalExtension);
        }
        for root in &self.verifier.roots.roots {
            let is_issuer = root.subject.as_ref() == certificate.issuer
                // The names a root is limited to are not compared here.
                && root.name_constraints.is_none();
            if is_issuer && self.is_signed(certificate, root.subject_public_key_info.as_ref()) {
                return Ok(());
            }
        }
        for issuer in self.others {
            if issuer.subject == certificate.issuer
                && may_issue(issuer, issuers)
                && issuers < MAX_ISSUERS
                && self.is_signed(certificate, issuer.key)
                && self.vouch(issuer, issuers + 1).is_ok()
            {
                return Ok(());
            }
        }
        Err(CertificateError::UnknownIssuer)
    }

    fn is_signed(&mut self, certificate: &Certificate<'_>, key: &[u8]) -> bool {
        self.signatures = self.signatures.saturating_add(1);
        self.signatures <= MAX_SIGNATURES
            && self
                .verifier
                .is_signed_by(certificate, certificate::public_key(key))
    }

    fn check_period(&self, certificate: &Certificate<'_>) -> Result<(), CertificateError> {
        if self.now < certificate.not_before {
            return Err(CertificateError::NotValidYet);
        }
        if self.now > certificate.not_after {
            return Err(CertificateError::Expired);
        }
        Ok(())
    }
}

/// Whether a certificate may vouch for others, with so many issuers below it.
fn may_issue(certificate: &Certificate<'_>, issuers: u8) -> bool {
    const CERTIFICATE_SIGNING: u8 = 0x04;
    let extensions = &certificate.extensions;
    certificate.version == 3
        && extensions.is_ca
        && !extensions.has_name_constraints
        && extensions
            .path_length
            .is_none_or(|length| issuers <= length)
        && has_usage(certificate, CERTIFICATE_SIGNING)
}

/// Whether a certificate may stand for a server.
fn is_for_servers(certificate: &Certificate<'_>) -> Result<(), CertificateError> {
    // Signing, encrypting a key, agreeing on one.
    const HANDSHAKE: u8 = 0x80 | 0x20 | 0x08;
    let purposes = certificate.extensions.purposes.as_ref();
    let has_purpose = purposes.is_none_or(|purposes| {
        purposes
            .iter()
            .any(|purpose| SERVER_PURPOSES.contains(purpose))
    });
    match has_purpose && has_usage(certificate, HANDSHAKE) {
        true => Ok(()),
        false => Err(CertificateError::InvalidPurpose),
    }
}

fn has_usage(certificate: &Certificate<'_>, any_of: u8) -> bool {
    let usage = certificate.extensions.key_usage;
    usage.is_none_or(|bits| bits.first().is_some_and(|bits| bits & any_of != 0))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(usual) = &self.usual else {
            return Err(CertificateError::UnknownIssuer.into());
        };
        match usual.verify_server_cert(leaf, others, host, ocsp, now) {
            Err(refusal) if !self.strict => {
                self.judge(refusal, leaf, others, host, now)?;
                Ok(ServerCertVerified::assertion())
            }
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        match verify_tls12_signature(message, certificate, signature, algorithms) {
            Err(refusal) if !self.strict => {
                self.handshake(refusal, message, certificate, signature)
            }
            verdict => verdict,
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        match verify_tls13_signature(message, certificate, signature, algorithms) {
            Err(refusal) if !self.strict => {
                self.handshake(refusal, message, certificate, signature)
            }
            verdict => verdict,
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl Verifier {
    /// Checks the server's signature of the handshake with the key of a certificate of version 1,
    /// which rustls does not read. The algorithms are those that rustls allows for the scheme.
    fn handshake(
        &self,
        refusal: rustls::Error,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let Some(certificate) = Certificate::parse(certificate).filter(|it| it.version == 1) else {
            return Err(refusal);
        };
        let Some((key_algorithm, key)) = certificate.public_key() else {
            return Err(refusal);
        };
        let mapping = self.provider.signature_verification_algorithms.mapping;
        let is_signed = mapping
            .iter()
            .filter(|(scheme, _)| *scheme == signature.scheme)
            .flat_map(|(_, algorithms)| algorithms.iter())
            .filter(|algorithm| algorithm.public_key_alg_id().as_ref() == key_algorithm)
            .any(|algorithm| {
                algorithm
                    .verify_signature(key, message, signature.signature())
                    .is_ok()
            });
        match is_signed {
            true => Ok(HandshakeSignatureValid::assertion()),
            false => Err(refusal),
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("roots", &self.roots.len())
            .field("strict", &self.strict)
            .finish_non_exhaustive()
    }
}

/// Trusts every server. Handshake signatures are not checked either: they prove that the server
/// holds the key of a certificate that nobody vouches for, so they prove nothing, and checking them
/// would refuse keys that are too short to be trusted, such as RSA of 1024 bits.
#[derive(Debug)]
pub(super) struct AcceptAny(pub(super) Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _leaf: &CertificateDer<'_>,
        _others: &[CertificateDer<'_>],
        _host: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = self.0.signature_verification_algorithms.supported_schemes();
        schemes.extend([
            SignatureScheme::RSA_PKCS1_SHA1,
            SignatureScheme::ECDSA_SHA1_Legacy,
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::ED448,
        ]);
        schemes
    }
}
