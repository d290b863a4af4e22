//! Servers that speak TLS, with certificates of every kind.

use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::*;

/// A server's proof, and who is to vouch for it.
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    trusted: String,
}

fn params(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names");
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    change(&mut params);
    params
}

fn key(pair: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::try_from(pair.serialize_der()).expect("a key")
}

/// A certificate that is its own issuer.
fn self_signed(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Identity {
    let pair = KeyPair::generate().expect("a key");
    let certificate = params(names, change)
        .self_signed(&pair)
        .expect("a certificate");
    Identity {
        trusted: certificate.pem(),
        chain: vec![certificate.der().clone()],
        key: key(&pair),
    }
}

fn authority(name: &str, change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    params(&[], |params| {
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        change(params);
    })
}

/// A certificate below an intermediate below a root.
fn issued(
    intermediate: impl FnOnce(&mut CertificateParams),
    leaf: impl FnOnce(&mut CertificateParams),
) -> Identity {
    let pair = || KeyPair::generate().expect("a key");
    let root = CertifiedIssuer::self_signed(authority("root", |_| ()), pair()).expect("a root");
    let between = CertifiedIssuer::signed_by(authority("between", intermediate), pair(), &root)
        .expect("an intermediate");
    let own = pair();
    let leaf = params(&["localhost"], leaf)
        .signed_by(&own, &between)
        .expect("a leaf");
    Identity {
        chain: vec![leaf.der().clone(), between.der().clone()],
        key: key(&own),
        trusted: root.pem(),
    }
}

fn version_1() -> Identity {
    let pem = include_str!("v1.pem");
    Identity {
        chain: vec![CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")],
        key: PrivateKeyDer::from_pem_slice(pem.as_bytes()).expect("a key"),
        trusted: pem.to_owned(),
    }
}

/// Shows the same certificate to everyone. `CertifiedKey` does not look at it.
#[derive(Debug)]
struct Shown(Arc<CertifiedKey>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

/// A server that proves itself with this, and answers 200. Returns its port.
fn server(identity: &Identity) -> u16 {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = rustls::crypto::ring::sign::any_supported_type(&identity.key).expect("a key");
    let certified = Arc::new(CertifiedKey::new(identity.chain.clone(), key));
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Shown(certified)));
    let config = Arc::new(config);
    let address = serve(move |stream| {
        let connection = rustls::ServerConnection::new(config.clone()).expect("a config");
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let mut request = [0; 4096];
        // Clients that do not trust us leave here.
        if stream.read(&mut request).is_ok_and(|read| read > 0) {
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
            let _gone = stream.write_all(answer);
        }
    });
    address
        .rsplit_once(':')
        .expect("a port")
        .1
        .parse()
        .expect("a number")
}

struct Bundle(PathBuf);

impl Bundle {
    fn new(bytes: &[u8]) -> Self {
        let name = format!("smithy-client-{:016x}.pem", fastrand::u64(..));
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).expect("a temporary file");
        Self(path)
    }
}

impl Drop for Bundle {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

fn trusting(bundle: &Bundle, strict: bool) -> Options {
    Options {
        trust: Trust::Bundle(bundle.0.clone()),
        strict,
        ..Options::default()
    }
}

async fn is_trusted(port: u16, host: &str, options: Options) -> Result<(), String> {
    let limit = Some(SOON);
    match get(options, &format!("https://{host}:{port}/"), (limit, limit)).await {
        Ok(answer) => {
            assert_eq!(answer.body, b"ok");
            Ok(())
        }
        Err(error) => {
            assert_eq!(kind(&error), "tls", "{error:?}");
            Err(format!("{error:?}"))
        }
    }
}

/// Asks with the usual and with the strict rules.
async fn verdicts(identity: &Identity) -> (bool, bool) {
    let port = server(identity);
    let bundle = Bundle::new(identity.trusted.as_bytes());
    let mut verdicts = [false; 2];
    for (verdict, strict) in verdicts.iter_mut().zip([false, true]) {
        *verdict = is_trusted(port, "localhost", trusting(&bundle, strict))
            .await
            .is_ok();
    }
    (verdicts[0], verdicts[1])
}

fn ca(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

fn name_limits(params: &mut CertificateParams) {
    params.name_constraints = Some(rcgen::NameConstraints {
        permitted_subtrees: vec![rcgen::GeneralSubtree::DnsName("localhost".to_owned())],
        excluded_subtrees: vec![],
    });
}

fn critical_riddle(params: &mut CertificateParams) {
    let mut riddle = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    riddle.set_criticality(true);
    params.custom_extensions.push(riddle);
}

#[tokio::test]
async fn certificates_that_openssl_accepts_are_accepted_unless_one_is_strict() {
    const BOTH: (bool, bool) = (true, true);
    const LENIENT: (bool, bool) = (true, false);
    const NEITHER: (bool, bool) = (false, false);
    let expired = |params: &mut CertificateParams| {
        ca(params);
        params.not_after = date_time_ymd(2001, 1, 1);
    };
    let for_mail = |params: &mut CertificateParams| {
        ca(params);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    };
    let for_signing_only = |params: &mut CertificateParams| {
        ca(params);
        params.key_usages = vec![KeyUsagePurpose::CrlSign];
    };
    let no_issuer = |params: &mut CertificateParams| params.is_ca = IsCa::ExplicitNoCa;
    let short = |params: &mut CertificateParams| {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    };
    for (kind, identity, expected) in [
        ("usual", issued(|_| (), |_| ()), BOTH),
        ("self-signed", self_signed(&["localhost"], no_issuer), BOTH),
        (
            "self-signed, may issue",
            self_signed(&["localhost"], ca),
            LENIENT,
        ),
        ("issued, may issue", issued(|_| (), ca), LENIENT),
        ("version 1", version_1(), LENIENT),
        ("common name only", self_signed(&[], no_issuer), LENIENT),
        (
            "common name, but other names",
            self_signed(&["h.example"], no_issuer),
            NEITHER,
        ),
        (
            "part of a label",
            self_signed(&["loc*"], no_issuer),
            LENIENT,
        ),
        ("expired", self_signed(&["localhost"], expired), NEITHER),
        ("for mail", self_signed(&["localhost"], for_mail), NEITHER),
        (
            "for lists of revoked ones",
            self_signed(&["localhost"], for_signing_only),
            NEITHER,
        ),
        (
            "a critical riddle",
            self_signed(&["localhost"], |it| {
                ca(it);
                critical_riddle(it)
            }),
            NEITHER,
        ),
        ("an issuer that may not", issued(no_issuer, ca), NEITHER),
        ("an issuer that may not sign", issued(short, ca), NEITHER),
        ("an issuer with limits", issued(name_limits, ca), NEITHER),
        (
            "an old issuer",
            issued(|it| it.not_after = date_time_ymd(2001, 1, 1), ca),
            NEITHER,
        ),
    ] {
        assert_eq!(verdicts(&identity).await, expected, "{kind}");
    }
}

#[tokio::test]
async fn whoever_nobody_vouches_for_is_refused_even_by_its_name() {
    let stranger = self_signed(&["localhost"], ca);
    let port = server(&stranger);
    for trusted in [
        self_signed(&["localhost"], ca),
        version_1(),
        issued(|_| (), |_| ()),
    ] {
        let bundle = Bundle::new(trusted.trusted.as_bytes());
        let verdict = is_trusted(port, "localhost", trusting(&bundle, false)).await;
        assert!(verdict.is_err());
    }
    let anyone = Options {
        trust: Trust::Anyone,
        ..Options::default()
    };
    assert_eq!(is_trusted(port, "localhost", anyone.clone()).await, Ok(()));
    assert_eq!(
        is_trusted(server(&version_1()), "localhost", anyone).await,
        Ok(())
    );
}

#[tokio::test]
async fn the_name_counts_for_addresses_too() {
    let identity = self_signed(&["127.0.0.1"], ca);
    let port = server(&identity);
    let bundle = Bundle::new(identity.trusted.as_bytes());
    assert_eq!(
        is_trusted(port, "127.0.0.1", trusting(&bundle, false)).await,
        Ok(())
    );
    // The common name is localhost, but there is an alternative.
    let refused = is_trusted(port, "localhost", trusting(&bundle, false)).await;
    assert!(refused.expect_err("another name").contains("127.0.0.1"));
}

#[tokio::test]
async fn a_signature_of_a_handshake_counts_for_version_1_too() {
    let mut thief = version_1();
    thief.key = key(&KeyPair::generate().expect("a key"));
    let bundle = Bundle::new(thief.trusted.as_bytes());
    let port = server(&thief);
    assert!(
        is_trusted(port, "localhost", trusting(&bundle, false))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn bundles_are_read_as_openssl_reads_them() {
    let identity = self_signed(&["localhost"], ca);
    let port = server(&identity);
    let pem = identity.trusted.clone();
    // What follows a trusted certificate says what it is trusted for.
    let mut with_uses = identity.chain[0].to_vec();
    with_uses.extend([0x30, 0x03, 0x02, 0x01, 0x00]);
    let trusted = format!(
        "-----BEGIN TRUSTED CERTIFICATE-----\n{}\n-----END TRUSTED CERTIFICATE-----\n",
        aws_smithy_types::base64::encode(&with_uses)
    );
    for bundle in [
        pem.clone(),
        format!("\u{feff}{pem}"),
        format!("subject=/CN=localhost\n{}", pem.replace('\n', "\r\n")),
        pem.replace(" CERTIFICATE", " X509 CERTIFICATE"),
        trusted,
    ] {
        let bundle = Bundle::new(bundle.as_bytes());
        let verdict = is_trusted(port, "localhost", trusting(&bundle, false)).await;
        assert_eq!(verdict, Ok(()), "{:?}", std::fs::read_to_string(&bundle.0));
    }
    for broken in [
        "",
        "no PEM",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let bundle = Bundle::new(broken.as_bytes());
        let options = trusting(&bundle, false);
        let error = failure(options, &format!("https://localhost:{port}/")).await;
        assert_eq!(error, "bundle", "{broken}");
    }
}

#[test]
fn no_bytes_in_place_of_a_certificate_are_a_panic() {
    let mut random = fastrand::Rng::with_seed(14);
    let whole = self_signed(&["localhost", "127.0.0.1"], ca).chain.remove(0);
    let old = version_1().chain.remove(0);
    let mut read = 0;
    for round in 0..20_000 {
        let mut bytes = if round % 2 == 0 {
            whole.to_vec()
        } else {
            old.to_vec()
        };
        for _ in 0..random.usize(..4) {
            let at = random.usize(..bytes.len());
            bytes[at] = random.u8(..);
        }
        bytes.truncate(
            random
                .usize(bytes.len() / 2..=bytes.len() + 20)
                .min(bytes.len()),
        );
        if let Some(certificate) = certificate::Certificate::parse(&bytes) {
            read +=
                certificate.common_names().len() + usize::from(certificate.public_key().is_some());
        }
    }
    assert!(read > 0);
}
