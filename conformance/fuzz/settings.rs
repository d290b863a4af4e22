//! What users set, and what those answer who have credentials: read by way of a client's settings, as a program
//! reads it, by a client that reaches nobody.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_settings::{
    CredentialSource, Environment, GlobalFlags, ServiceIdentity, Settings, transport,
};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::text;

/// What configuration files are made of.
pub(super) const INI: &[&str] = &[
    "[",
    "]",
    "\n",
    "\r",
    "=",
    ":",
    " ",
    "  a = b\n",
    "#",
    ";",
    "[default]\n",
    "[profile p]\n",
    "[sso-session corp]\n",
    "[services s]\n",
    "[DEFAULT]\n",
    "region = us-west-2\n",
    "endpoint_url = ",
    "services = s\n",
    "sso_session = corp\n",
    "source_profile = ",
    "role_arn = ",
    "\u{feff}",
    "\u{85}",
    "\0",
    "$",
    "\"",
    "'",
    "99999999999999999999",
    BESIDE,
];

/// What answers and caches are made of, in JSON and XML.
pub(super) const DOCUMENT: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "1e400",
    "-1",
    "99999999999999999999",
    "\\u0000",
    "\\ud800",
    "\\n",
    "\"Expiration\":",
    "\"accessToken\":",
    "<",
    "</",
    "/>",
    "&",
    "&#x0;",
    "<Credentials>",
    "<Error><Code>",
    "-----BEGIN EC PRIVATE KEY-----",
    "2099-01-01T00:00:00Z",
    "\r\n",
    "\u{7f}",
    BESIDE,
];

/// What times are made of.
pub(super) const TIME: &[&str] = &[
    "2099",
    "-",
    "01",
    ":",
    "T",
    "Z",
    " ",
    "+",
    "GMT",
    "UTC",
    "Jan",
    "Thu",
    ",",
    ".",
    "AM",
    "pm",
    "99999999999999999999",
    "/",
    "h",
    "\u{661}",
    "W",
];

/// What addresses of endpoints and proxies are made of.
pub(super) const URL: &[&str] = &[
    "http://",
    "https://",
    "//",
    ":",
    "/",
    "@",
    "?",
    "#",
    "%",
    "%zz",
    "[",
    "]",
    "[::1]",
    ".",
    "..",
    "\\",
    "*",
    ",",
    " ",
    "\t",
    "a",
    "127.0.0.1",
    ":65536",
    "user:p@ss@",
    "\u{e9}",
    "xn--",
    "\n",
];

/// Between what is read one after the other.
const BESIDE: &str = "\n---\n";

const IDENTITY: ServiceIdentity<'static> = ServiceIdentity {
    sdk_id: "Protocol",
    endpoint_prefix: "protocol",
};

const OLD: &str = "2000-01-01T00:00:00Z";
const LATE: &str = "2099-01-01T00:00:00Z";

/// Paths below the home, with contents.
type Files<'a> = &'a [(&'a str, &'a [u8])];

/// Names and values.
type Variables<'a> = &'a [(&'a str, &'a str)];

/// A home with these files.
fn home(files: Files<'_>) -> TempDir {
    let home = tempfile::tempdir().expect("a folder can be made");
    for (name, content) in files {
        let path = home.path().join(name);
        let folder = path.parent().expect("files are in folders");
        std::fs::create_dir_all(folder).expect("a folder can be made");
        std::fs::write(path, content).expect("a file can be written");
    }
    home
}

/// The variables of somebody who lives there.
fn environment(home: &TempDir, more: Variables<'_>) -> Environment {
    let folder = home.path().to_str().expect("it is text");
    let usual = [
        ("HOME", folder),
        ("AWS_REGION", "us-west-2"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ];
    usual.into_iter().chain(more.iter().copied()).collect()
}

fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime can be made")
}

/// Answers one after the other, the last again and again.
#[derive(Debug)]
struct Script {
    status: u16,
    answers: Mutex<Vec<Vec<u8>>>,
}

#[derive(Debug, Clone)]
struct Scripted(Arc<Script>);

impl HttpConnector for Scripted {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let mut answers = self
            .0
            .answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let body = match answers.len() {
            0 => Vec::new(),
            1 => answers[0].clone(),
            _ => answers.remove(0),
        };
        let status = self.0.status.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
    }
}

fn scripted(status: u16, bytes: &[u8]) -> SharedHttpClient {
    let text = String::from_utf8_lossy(bytes);
    let answers = match text.contains(BESIDE) {
        true => text
            .split(BESIDE)
            .map(|part| part.as_bytes().to_vec())
            .collect(),
        false => vec![bytes.to_vec()],
    };
    let script = Scripted(Arc::new(Script {
        status,
        answers: Mutex::new(answers),
    }));
    http_client_fn(move |_, _| SharedHttpConnector::new(script.clone()))
}

/// Fetches the credentials of these settings from whoever answers with these bytes.
fn fetch(environment: Environment, status: u16, bytes: &[u8]) {
    let Ok(settings) = Settings::load(environment, None) else {
        return;
    };
    runtime().block_on(async {
        let flags = GlobalFlags::default();
        let connect = |_: &_| scripted(status, bytes);
        if let Ok(client) = settings.client(IDENTITY, &flags, &connect).await {
            let credentials = client.credentials.resolve();
            // Nobody waits for another attempt: all answers are there at once.
            let _ = tokio::time::timeout(Duration::ZERO, credentials).await;
        }
    });
}

/// The two configuration files, in every profile they have.
pub(super) fn files(bytes: &[u8]) {
    // A program that a profile names would be run.
    if String::from_utf8_lossy(bytes)
        .to_lowercase()
        .contains("process")
    {
        return;
    }
    let beside = BESIDE.as_bytes();
    let end = bytes
        .windows(beside.len())
        .position(|window| window == beside);
    let (config, credentials) = match end {
        Some(end) => (&bytes[..end], &bytes[end + beside.len()..]),
        None => (bytes, bytes),
    };
    let home = home(&[(".aws/config", config), (".aws/credentials", credentials)]);
    let Ok(settings) = Settings::load(environment(&home, &[]), None) else {
        return;
    };
    let names: Vec<_> = settings
        .files()
        .profile_names()
        .map(str::to_owned)
        .collect();
    for name in names.iter().take(8) {
        let settings = Settings::load(environment(&home, &[]), Some(name)).expect("as before");
        let flags = GlobalFlags::default();
        let _ = settings.output_format(&flags);
        let _ = settings.timestamp_format();
        let _ = settings.binary_format(&flags);
        let _ = settings.pager(&flags);
        let connect = |_: &_| scripted(200, b"{}");
        let _ = runtime().block_on(settings.client(IDENTITY, &flags, &connect));
    }
}

const ROLE: &str = "[default]\nrole_arn = arn:aws:iam::111122223333:role/demo\nsource_profile = base\n\
                    [profile base]\naws_access_key_id = A\naws_secret_access_key = S\n";
const SSO: &str = "[default]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = r\n\
                   [sso-session corp]\nsso_region = us-west-2\nsso_start_url = https://corp\n";
const LOGIN: &str = "[default]\nlogin_session = arn:aws:sts::111122223333:assumed-role/demo/user\n";

const CONFIG: &str = ".aws/config";
const ROLE_CACHE: &str = ".aws/cli/cache/be185ed402dc07118cb64a2d677d4149e1b6237b.json";
const SSO_CACHE: &str = ".aws/cli/cache/bdc1587b015bcc7e21871df4ac201f4dc67ac1bb.json";
const SSO_TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
const LOGIN_TOKEN: &str =
    ".aws/login/cache/c0ca1815b162fe5e36bcc81f2ff8b8998b2f541519870dcab7481e0725c8cce0.json";

/// A key of P-256 that signs nothing else.
const KEY: &str = "-----BEGIN EC PRIVATE KEY-----\\n\
    MHcCAQEEIChiBubuEBgGTohz6PhByxgrCDc5Bc/BGgCVaCkMf0wroAoGCCqGSM49\\n\
    AwEHoUQDQgAEQQZxrtGTKEoMOm8pndEi6YzlLWt/TomzuOKsGrnFu64OwnaQVHcC\\n\
    6NYb6HBnuM3yb1eJyf6u3cYwlc/I+ApcjA==\\n\
    -----END EC PRIVATE KEY-----\\n";

/// An answer of a service that has credentials, as success or as error.
pub(super) fn credentials(bytes: &[u8]) {
    let token = |end: &str| {
        format!(
            "{{\"accessToken\": \"t\", \"expiresAt\": \"{end}\", \"clientId\": \"c\", \"clientSecret\": \
             \"s\", \"refreshToken\": \"r\", \"registrationExpiresAt\": \"{LATE}\"}}"
        )
    };
    let login = format!(
        "{{\"accessToken\": {{\"expiresAt\": \"{OLD}\"}}, \"refreshToken\": \"r\", \"clientId\": \
         \"c\", \"dpopKey\": \"{KEY}\"}}"
    );
    let (late, old) = (token(LATE), token(OLD));
    let metadata = ("AWS_EC2_METADATA_DISABLED", "false");
    let sources: [(Files<'_>, Variables<'_>); 6] = [
        (&[(CONFIG, ROLE.as_bytes())], &[]),
        (
            &[(CONFIG, SSO.as_bytes()), (SSO_TOKEN, late.as_bytes())],
            &[],
        ),
        (
            &[(CONFIG, SSO.as_bytes()), (SSO_TOKEN, old.as_bytes())],
            &[],
        ),
        (
            &[(CONFIG, LOGIN.as_bytes()), (LOGIN_TOKEN, login.as_bytes())],
            &[],
        ),
        (&[], &[("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x")]),
        (&[], &[metadata]),
    ];
    // Which of them is asked depends on the length, for a run of all takes long.
    let length = bytes.len();
    let status = if length % 4 < 3 { 200 } else { 400 };
    for (files, variables) in sources.into_iter().skip(length % 3).step_by(3) {
        let home = home(files);
        fetch(environment(&home, variables), status, bytes);
    }
}

/// What the AWS CLI keeps: tokens, and credentials that were lent.
pub(super) fn cached(bytes: &[u8]) {
    for (config, file) in [
        (ROLE, ROLE_CACHE),
        (SSO, SSO_CACHE),
        (SSO, SSO_TOKEN),
        (LOGIN, LOGIN_TOKEN),
    ] {
        let home = home(&[(CONFIG, config.as_bytes()), (file, bytes)]);
        fetch(environment(&home, &[]), 200, b"{}");
    }
}

/// What a `credential_process` prints.
pub(super) fn printed(bytes: &[u8]) {
    let home = home(&[("printed", bytes)]);
    let path = home.path().join("printed");
    let config = format!(
        "[default]\ncredential_process = /bin/cat \"{}\"\n",
        path.display()
    );
    std::fs::write(home.path().join("config"), config).expect("a file can be written");
    let config = home.path().join("config");
    let config = config.to_str().expect("it is text");
    fetch(environment(&home, &[("AWS_CONFIG_FILE", config)]), 200, b"");
}

/// When credentials end.
pub(super) fn expiry(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = cli_formats::time::parse(text, cli_formats::time::today());
    let variables = [
        ("AWS_REGION", "us-west-2"),
        ("AWS_ACCESS_KEY_ID", "A"),
        ("AWS_SECRET_ACCESS_KEY", "S"),
        ("AWS_CREDENTIAL_EXPIRATION", text),
    ];
    fetch(variables.into_iter().collect(), 200, b"");
}

/// Four lines: an endpoint, the proxies for HTTP and HTTPS, and hosts that are reached without.
pub(super) fn addresses(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let mut lines = text.splitn(4, '\n').chain(std::iter::repeat("")).take(4);
    let mut line = || lines.next().unwrap_or_default();
    let variables = [
        ("AWS_ENDPOINT_URL", line()),
        ("HTTP_PROXY", line()),
        ("HTTPS_PROXY", line()),
        ("NO_PROXY", line()),
        ("AWS_REGION", "us-west-2"),
        ("AWS_ACCESS_KEY_ID", "A"),
        ("AWS_SECRET_ACCESS_KEY", "S"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ];
    let settings =
        Settings::load(variables.into_iter().collect(), None).expect("there are no files");
    runtime().block_on(async {
        let flags = GlobalFlags::default();
        let connect = |_: &_| scripted(200, b"{}");
        let Ok(client) = settings.client(IDENTITY, &flags, &connect).await else {
            return;
        };
        assert!(matches!(client.credentials, CredentialSource::Known(_)));
        let _ = format!("{client:?}");
        let config = client.sdk_config(unsent(transport::client(&client.connection)));
        let client = protocol_client::Client::new(&config);
        let _ = client.do_body().send().await;
    });
}

/// A client that makes of a request what it would send, and sends nothing.
fn unsent(transport: SharedHttpClient) -> SharedHttpClient {
    use aws_smithy_runtime_api::client::http::HttpClient as _;
    http_client_fn(move |settings, components| {
        let connector = transport.http_connector(settings, components);
        SharedHttpConnector::new(Unsent(connector))
    })
}

#[derive(Debug)]
struct Unsent(SharedHttpConnector);

impl HttpConnector for Unsent {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        drop(self.0.call(request));
        let status = 200.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from("{}"))))
    }
}
