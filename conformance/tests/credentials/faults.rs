//! Every source with everything that can be wrong with an answer: `faults.json` has the table, with what the AWS
//! CLI makes of it. Then the ways to the services: proxies, and TLS of servers that are to be trusted or not.

use std::collections::BTreeMap;
use std::process::Output;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use serde::Deserialize;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{ServerConfig, crypto};

use super::{Source, local, remote, run, text};
use crate::services::{Fault, Habit, Services};

/// No run takes longer: the slowest source is asked three times and pauses in between.
const BOUND: Duration = Duration::from_secs(30);

/// Runs that wait for something may be many at a time.
const THREADS: usize = 8;

#[derive(Deserialize)]
struct Row {
    name: String,
    fault: Fault,
    /// By source: the exit code, and words that standard error has.
    expect: BTreeMap<String, (i32, String)>,
}

/// What came of a run: nothing, where it is what was expected.
type Finding = Option<String>;

/// Does all the work, several pieces at a time.
fn all(work: Vec<Box<dyn FnOnce() -> Finding + Send>>) -> Vec<String> {
    let queue = std::sync::Mutex::new(work);
    let next = || queue.lock().expect("no panic").pop();
    thread::scope(|scope| {
        let worker = || {
            std::iter::from_fn(next)
                .filter_map(|work| work())
                .collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(worker)).collect();
        let found = workers
            .into_iter()
            .map(|worker| worker.join().expect("no panic"));
        found.flatten().collect()
    })
}

/// Whether the run ended so, and in time.
fn check(
    what: &str,
    (output, _, took): &(Output, String, Duration),
    (code, words): (i32, &str),
) -> Finding {
    let told = text(output);
    let is_right = output.status.code() == Some(code)
        && told.contains(words)
        && *took < BOUND
        && !told.contains("fault of this program");
    (!is_right).then(|| {
        let came = output.status.code();
        format!("{what}: {code} {words:?} expected, and after {took:?} came {came:?}: {told}")
    })
}

const LIMITS: [&str; 4] = ["--cli-read-timeout", "9", "--cli-connect-timeout", "9"];

#[test]
fn every_fault_of_every_source_is_told_as_the_aws_cli_tells_it() {
    let rows: Vec<Row> =
        serde_json::from_str(include_str!("faults.json")).expect("the table can be read");
    let own = Arc::new(Services::start(Habit::Answer));
    let mut work: Vec<Box<dyn FnOnce() -> Finding + Send>> = Vec::new();
    for row in rows {
        let services = Arc::new(Services::start(Habit::Fault(Arc::new(row.fault))));
        let sources = remote(&services.url());
        assert_eq!(
            row.expect.len(),
            sources.len(),
            "{} has all sources",
            row.name
        );
        for source in sources {
            let (code, words) = row.expect[source.name].clone();
            let what = format!("{}, {}", row.name, source.name);
            let (services, own) = (Arc::clone(&services), Arc::clone(&own));
            work.push(Box::new(move || {
                let own = own.url();
                let env = [
                    ("AWS_ENDPOINT_URL_OMICS", own.as_str()),
                    ("AWS_MAX_ATTEMPTS", "2"),
                ];
                let ran = run(&source, &env, &LIMITS);
                drop(services);
                check(&what, &ran, (code, &words))
            }));
        }
    }
    let found = all(work);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn credentials_may_come_slowly_or_not_at_all() {
    let own = Services::start(Habit::Answer);
    let slow = Services::start(Habit::Slowness);
    let mut found = Vec::new();
    let env = [
        ("AWS_ENDPOINT_URL_OMICS", &*own.url()),
        ("AWS_MAX_ATTEMPTS", "2"),
    ];
    for source in remote(&slow.url()) {
        found.extend(check(
            source.name,
            &run(&source, &env, &LIMITS),
            (0, "1234567"),
        ));
    }
    let nobody = "http://127.0.0.1:1";
    for source in remote(nobody) {
        let expected = match source.name {
            "instance metadata" => (253, "Unable to locate credentials"),
            _ => (
                255,
                "Could not connect to the endpoint URL: \"http://127.0.0.1:1/",
            ),
        };
        found.extend(check(source.name, &run(&source, &env, &LIMITS), expected));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn proxies_are_told_who_asks_and_never_see_what_stays_on_the_machine() {
    // `me` with the password `p@ss`.
    let proxy = Services::start(Habit::Proxy("Basic bWU6cEBzcw=="));
    let direct = Services::start(Habit::Answer);
    let with_user = proxy.url().replace("://", "://me:p@ss@");
    let mut found = Vec::new();
    for url in ["http://h.example", &direct.url()] {
        for source in remote(url) {
            let stays = source.name == "container";
            if stays != (url == direct.url()) {
                continue;
            }
            let env = [
                ("AWS_ENDPOINT_URL_OMICS", "http://omics.example"),
                ("HTTP_PROXY", &with_user),
                ("AWS_MAX_ATTEMPTS", "2"),
            ];
            found.extend(check(
                source.name,
                &run(&source, &env, &LIMITS),
                (0, "1234567"),
            ));
            let nobody = [env[0], ("HTTP_PROXY", "http://127.0.0.1:1"), env[2]];
            let expected = match source.name {
                "instance metadata" => (253, "Unable to locate credentials"),
                _ => (
                    255,
                    "Failed to connect to proxy URL: \"http://127.0.0.1:1\"",
                ),
            };
            found.extend(check(
                source.name,
                &run(&source, &nobody, &LIMITS),
                expected,
            ));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(
        proxy
            .requests()
            .iter()
            .all(|request| !request.contains("/creds"))
    );
}

/// What there is to trust or to distrust.
struct Server {
    name: &'static str,
    /// Certificate and key.
    identity: (CertificateParams, KeyPair),
    /// The certificate is signed by the authority, and not by itself.
    is_signed: bool,
    /// What `AWS_CA_BUNDLE` has beside the authority: the certificate itself.
    is_own_authority: bool,
    expect: (i32, &'static str),
}

fn servers() -> Vec<Server> {
    let params = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        CertificateParams::new(names).expect("names of hosts")
    };
    let key = || KeyPair::generate().expect("a key");
    let server = |name, params, is_signed, is_own_authority, expect| Server {
        name,
        identity: (params, key()),
        is_signed,
        is_own_authority,
        expect,
    };
    let host = || params(&["localhost"]);
    let mut old = host();
    old.not_after = date_time_ymd(2001, 1, 1);
    let mut authority = host();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let mut common = params(&[]);
    common.distinguished_name = DistinguishedName::new();
    common
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    const REFUSED: &str = "SSL validation failed for";
    vec![
        server("by the authority", host(), true, false, (0, "1234567")),
        server("its own authority", host(), false, true, (0, "1234567")),
        server(
            "CA:TRUE, its own authority",
            authority.clone(),
            false,
            true,
            (0, "1234567"),
        ),
        server(
            "CA:TRUE, by the authority",
            authority,
            true,
            false,
            (0, "1234567"),
        ),
        server("by nobody known", host(), false, false, (255, REFUSED)),
        server(
            "of another host",
            params(&["h.example"]),
            true,
            false,
            (255, REFUSED),
        ),
        server("ended", old, true, false, (255, REFUSED)),
        server("a common name alone", common, true, false, (0, "1234567")),
    ]
}

#[test]
fn credentials_come_only_from_servers_that_prove_who_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(params, key).expect("an authority");
    let own = Arc::new(Services::start(Habit::Answer));
    let mut work: Vec<Box<dyn FnOnce() -> Finding + Send>> = Vec::new();
    for (number, server) in servers().into_iter().enumerate() {
        let (params, key) = server.identity;
        let certificate = match server.is_signed {
            true => params.signed_by(&key, &authority),
            false => params.self_signed(&key),
        };
        let certificate = certificate.expect("a certificate");
        let mut bundle = format!("\u{feff}{}", authority.pem());
        if server.is_own_authority {
            bundle += &certificate.pem();
        }
        let path = folder.path().join(format!("{number}.pem"));
        std::fs::write(&path, bundle).expect("a file");
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let config =
            ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("versions")
                .with_no_client_auth()
                .with_single_cert(vec![certificate.der().clone()], key)
                .expect("an identity");
        let services = Arc::new(Services::start(Habit::Tls(Arc::new(config))));
        let (name, expect) = (server.name, server.expect);
        for source in remote(&services.tls_url()) {
            let (own, services, path) = (Arc::clone(&own), Arc::clone(&services), path.clone());
            work.push(Box::new(move || {
                let ran = over_tls(&source, &own, &path, &[]);
                let what = format!("{name}, {}", source.name);
                let expected = expected(&source, expect);
                let trusted = check(&what, &ran, expected);
                if trusted.is_some() || expected.0 == 0 {
                    return trusted;
                }
                // Nobody has to prove anything where that is not asked for.
                let ran = over_tls(&source, &own, &path, &["--no-verify-ssl"]);
                drop(services);
                check(&format!("{what}, unverified"), &ran, (0, "1234567"))
            }));
        }
    }
    let found = all(work);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Who has no metadata service has no credentials; a container's endpoint is not asked in vain.
fn expected(source: &Source, expect: (i32, &'static str)) -> (i32, &'static str) {
    match (source.name, expect.0) {
        ("instance metadata", 255) => (253, "Unable to locate credentials"),
        ("container", 255) => (255, "Error retrieving metadata"),
        _ => expect,
    }
}

fn over_tls(
    source: &Source,
    own: &Services,
    bundle: &std::path::Path,
    more: &[&str],
) -> (Output, String, Duration) {
    let (own, bundle) = (own.url(), bundle.to_str().expect("it is text"));
    let env = [
        ("AWS_ENDPOINT_URL_OMICS", own.as_str()),
        ("AWS_CA_BUNDLE", bundle),
        ("AWS_MAX_ATTEMPTS", "1"),
    ];
    run(source, &env, &[&LIMITS[..], more].concat())
}

#[test]
fn keys_at_hand_are_refused_when_they_have_ended() {
    let own = Services::start(Habit::Answer);
    let url = own.url();
    let ended = "Credentials were refreshed, but the refreshed credentials are still expired.";
    let mut found = Vec::new();
    for mut source in local() {
        let end = "2000-01-01T00:00:00Z";
        source
            .env
            .push(("AWS_CREDENTIAL_EXPIRATION", end.to_owned()));
        for (_, text) in &mut source.files {
            *text = text.replace(
                "\"Version\"",
                &format!("\"Expiration\": \"{end}\", \"Version\""),
            );
        }
        let expected = match source.name {
            // A file has no word for it.
            "file" => (0, "1234567"),
            _ => (255, ended),
        };
        let env = [("AWS_ENDPOINT_URL_OMICS", url.as_str())];
        found.extend(check(source.name, &run(&source, &env, &LIMITS), expected));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
