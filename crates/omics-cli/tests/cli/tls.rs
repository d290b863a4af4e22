//! Services behind TLS with something wrong about their certificates.

use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned, crypto};

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Nothing, to whoever trusts the issuer.
    Untrusted,
    /// It was valid in another century.
    Expired,
    /// It is another host's.
    OtherHost,
}

/// A service that says nothing, in PEM who issued its certificate, and its address.
pub(crate) fn service(flaw: Flaw) -> (String, String) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = || KeyPair::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(authority, key()).expect("a certificate");
    let host = match flaw {
        Flaw::OtherHost => "other.example",
        Flaw::Untrusted | Flaw::Expired => "127.0.0.1",
    };
    let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
    if flaw == Flaw::Expired {
        params.not_before = date_time_ymd(1999, 1, 1);
        params.not_after = date_time_ymd(2000, 1, 1);
    }
    let own = key();
    let certificate = params.signed_by(&own, &authority).expect("a certificate");
    let chain = vec![certificate.der().clone()];
    let secret = PrivatePkcs8KeyDer::from(own.serialize_der()).into();
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, secret));
    let config = Arc::new(config.expect("a configuration"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound").to_string();
    thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            let tls = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            // Whoever does not trust it goes away, which is what is wanted.
            thread::spawn(move || drop(StreamOwned::new(tls, connection).read(&mut [0])));
        }
    });
    (authority.pem(), address)
}
