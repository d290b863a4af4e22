//! A throw-away certificate authority, made once a run.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{ServerConfig, crypto};

/// Hosts that the server's certificate is for. Those of China are left out on purpose: a case
/// proves with one of them that a certificate for another host is refused.
const HOSTS: [&str; 4] = [
    "*.us-west-2.amazonaws.com",
    "*.us-east-1.amazonaws.com",
    "*.eu-central-1.amazonaws.com",
    "*.us-west-2.api.aws",
];

/// The authority's certificate, for a command to trust, and the server's side of TLS.
pub(crate) struct Pki {
    pub(crate) authority: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Pki {
    pub(crate) fn generate() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

        let key = KeyPair::generate()?;
        let mut server = CertificateParams::new(HOSTS.map(str::to_owned))?;
        server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        server.insert_extended_key_usage(ExtendedKeyUsagePurpose::ServerAuth);
        let certificate = server.signed_by(&key, &authority)?;

        let provider = Arc::new(crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )?;
        Ok(Self {
            authority: authority.pem(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}
