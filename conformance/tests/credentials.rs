//! Services that have credentials, on loopback: what the command does when they are silent, when
//! settings are not what they should be, and what it tells of secrets. Everything here ends in time.

#[path = "credentials/faults.rs"]
mod faults;
#[path = "credentials/limits.rs"]
mod limits;
mod services;

use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use conformance::binary;
use services::{Habit, Services};

/// The command, built once.
static COMMAND: LazyLock<String> = LazyLock::new(|| binary::omics().expect("the command builds"));

/// Part of every secret.
const SECRET: &str = "HUSH42";

/// One way to credentials: variables, and files below the home.
struct Source {
    name: &'static str,
    env: Vec<(&'static str, String)>,
    files: Vec<(&'static str, String)>,
}

/// A key of P-256 that signs nothing else, as JSON text.
const KEY: &str = "-----BEGIN EC PRIVATE KEY-----\\n\
    MHcCAQEEIChiBubuEBgGTohz6PhByxgrCDc5Bc/BGgCVaCkMf0wroAoGCCqGSM49\\n\
    AwEHoUQDQgAEQQZxrtGTKEoMOm8pndEi6YzlLWt/TomzuOKsGrnFu64OwnaQVHcC\\n\
    6NYb6HBnuM3yb1eJyf6u3cYwlc/I+ApcjA==\\n\
    -----END EC PRIVATE KEY-----\\n";

const OLD: &str = "2000-01-01T00:00:00Z";
const LATE: &str = "2099-01-01T00:00:00Z";

fn source(
    name: &'static str,
    env: &[(&'static str, &str)],
    files: &[(&'static str, &str)],
    url: &str,
) -> Source {
    let fill = |text: &str| text.replace("{url}", url).replace("{secret}", SECRET);
    Source {
        name,
        env: env
            .iter()
            .map(|(name, value)| (*name, fill(value)))
            .collect(),
        files: files
            .iter()
            .map(|(path, text)| (*path, fill(text)))
            .collect(),
    }
}

/// Every source that asks somebody.
fn remote(url: &str) -> Vec<Source> {
    let keys = "[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = {secret}base\n";
    let sso = "[default]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = r\n\
               [sso-session corp]\nsso_region = us-west-2\nsso_start_url = https://corp\n";
    let token = |end: &str| {
        format!(
            "{{\"accessToken\": \"{SECRET}access\", \"expiresAt\": \"{end}\", \"clientId\": \"c\", \
             \"clientSecret\": \"{SECRET}client\", \"refreshToken\": \"{SECRET}refresh\", \
             \"registrationExpiresAt\": \"{LATE}\"}}"
        )
    };
    let login = format!(
        "{{\"accessToken\": {{\"accessKeyId\": \"A\", \"secretAccessKey\": \"{SECRET}\", \
         \"sessionToken\": \"{SECRET}\", \"accountId\": \"111122223333\", \"expiresAt\": \"{OLD}\"}}, \
         \"refreshToken\": \"{SECRET}refresh\", \"clientId\": \"arn:aws:signin:::devtools/same-device\", \
         \"dpopKey\": \"{KEY}\"}}"
    );
    const CORP: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
    vec![
        source(
            "assume-role",
            &[("AWS_ENDPOINT_URL_STS", "{url}")],
            &[
                (
                    ".aws/config",
                    "[default]\nrole_arn = arn:aws:iam::111122223333:role/demo\nsource_profile = base\n",
                ),
                (".aws/credentials", keys),
            ],
            url,
        ),
        source(
            "web identity",
            &[
                ("AWS_ENDPOINT_URL_STS", "{url}"),
                ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/demo"),
                ("AWS_WEB_IDENTITY_TOKEN_FILE", "token"),
            ],
            &[("token", "{secret}web")],
            url,
        ),
        source(
            "sso",
            &[("AWS_ENDPOINT_URL_SSO", "{url}")],
            &[(".aws/config", sso), (CORP, &token(LATE))],
            url,
        ),
        source(
            "sso, to be renewed",
            &[
                ("AWS_ENDPOINT_URL_SSO", "{url}"),
                ("AWS_ENDPOINT_URL_SSO_OIDC", "{url}"),
            ],
            &[(".aws/config", sso), (CORP, &token(OLD))],
            url,
        ),
        source(
            "login, to be renewed",
            &[("AWS_ENDPOINT_URL_SIGNIN", "{url}")],
            &[
                (
                    ".aws/config",
                    "[default]\nlogin_session = arn:aws:sts::111122223333:assumed-role/demo/user\n",
                ),
                (
                    ".aws/login/cache/c0ca1815b162fe5e36bcc81f2ff8b8998b2f541519870dcab7481e0725c8cce0.json",
                    &login,
                ),
            ],
            url,
        ),
        source(
            "container",
            &[
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "{url}/creds"),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "{secret}container"),
            ],
            &[],
            url,
        ),
        source(
            "instance metadata",
            &[
                ("AWS_EC2_METADATA_DISABLED", "false"),
                ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "{url}"),
            ],
            &[],
            url,
        ),
    ]
}

/// Sources that are at hand.
fn local() -> Vec<Source> {
    let printed = "{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"{secret}\", \
                   \"SessionToken\": \"{secret}\"}";
    vec![
        source(
            "environment",
            &[
                ("AWS_ACCESS_KEY_ID", "AKIDENV"),
                ("AWS_SECRET_ACCESS_KEY", "{secret}"),
                ("AWS_SESSION_TOKEN", "{secret}"),
            ],
            &[],
            "",
        ),
        source(
            "file",
            &[],
            &[(
                ".aws/credentials",
                "[default]\naws_access_key_id = A\naws_secret_access_key = {secret}\n\
                 aws_session_token = {secret}\n",
            )],
            "",
        ),
        source(
            "process",
            &[],
            &[
                (
                    ".aws/config",
                    "[default]\ncredential_process = /bin/cat printed.json\n",
                ),
                ("printed.json", printed),
            ],
            "",
        ),
    ]
}

/// Runs the command in a home of its own. Returns what it did, with all that it wrote to
/// `recorded.json`, and how long it took.
fn run(source: &Source, env: &[(&str, &str)], arguments: &[&str]) -> (Output, String, Duration) {
    let home = tempfile::tempdir().expect("a home");
    for (path, text) in &source.files {
        let path = home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let words = shlex::split(&COMMAND).expect("a command line");
    let start = Instant::now();
    let output = Command::new(&words[0])
        .args(&words[1..])
        .args(["get-run-cache", "--id", "1234567"])
        .args(arguments)
        .current_dir(home.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home.path())
        .env("AWS_REGION", "us-west-2")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(source.env.iter().map(|(name, value)| (name, value)))
        .envs(env.iter().copied())
        .output()
        .expect("the command runs");
    let took = start.elapsed();
    let recorded = std::fs::read_to_string(home.path().join("recorded.json")).unwrap_or_default();
    (output, recorded, took)
}

fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}

#[test]
fn every_source_leads_to_a_signed_request() {
    let services = Services::start(Habit::Answer);
    let url = services.url();
    for source in remote(&url).into_iter().chain(local()) {
        let (output, _, _) = run(&source, &[("AWS_ENDPOINT_URL_OMICS", &url)], &[]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}: {}",
            source.name,
            text(&output)
        );
        let last = services.requests().pop().expect("a request");
        assert!(last.contains("/runCache/1234567"), "{last}");
        assert!(
            last.to_lowercase()
                .contains("authorization: aws4-hmac-sha256"),
            "{last}"
        );
    }
}

#[test]
fn requests_for_credentials_are_told_and_recorded() {
    let services = Services::start(Habit::Answer);
    let url = services.url();
    let env = [("AWS_ENDPOINT_URL_OMICS", url.as_str())];
    for source in remote(&url) {
        let before = services.requests().len();
        let (output, recorded, _) = run(&source, &env, &["--debug", "--record", "recorded.json"]);
        let (asked, text) = (services.requests().len() - before, text(&output));
        assert_eq!(text.matches("DEBUG request").count(), asked, "{text}");
        let recorded: serde_json::Value = serde_json::from_str(&recorded).expect("JSON");
        let recorded = recorded["exchanges"].as_array().expect("a list");
        let names = recorded.iter().filter_map(|entry| entry["name"].as_str());
        let (credentials, own): (Vec<_>, Vec<_>) = names.partition(|it| *it == "credentials, 200");
        assert_eq!(
            credentials.len(),
            asked - 1,
            "{}: {recorded:?}",
            source.name
        );
        assert_eq!(own, ["GetRunCache, 200"], "{}", source.name);
    }
    // The reason why nothing was recorded beside them.
    let lost = [
        ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ];
    let (output, recorded, _) = run(&remote(&url)[0], &lost, &["--record", "recorded.json"]);
    assert_eq!(output.status.code(), Some(255), "{}", text(&output));
    assert!(recorded.contains("credentials, no answer"), "{recorded}");
}

#[test]
fn a_recording_is_replaced_by_force_alone() {
    let services = Services::start(Habit::Answer);
    let url = services.url();
    let env = [("AWS_ENDPOINT_URL_OMICS", url.as_str())];
    let mut source = local().remove(0);
    source.files.push(("recorded.json", "old".to_owned()));
    for (arguments, code, replaced) in [
        (&["--record", "recorded.json"][..], 255, false),
        (&["--record", "recorded.json", "--force"], 0, true),
        (
            &["--record", "recorded.json", "--force", "--query", "nope("],
            252,
            false,
        ),
        (&["--force"], 252, false),
    ] {
        let (output, recorded, _) = run(&source, &env, arguments);
        let text = text(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert_eq!(recorded == "old", !replaced, "{arguments:?}: {recorded}");
        assert_eq!(
            recorded.contains("GetRunCache, 200"),
            replaced,
            "{recorded}"
        );
    }
}

#[test]
fn no_secret_is_told_at_any_level() {
    let services = Services::start(Habit::Answer);
    let url = services.url();
    let with_user = url.replace("://", &format!("://me:{SECRET}@"));
    let with_slash = url.replace("://", &format!("://me:p/{SECRET}@"));
    let levels: [&[&str]; 6] = [
        &[],
        &["--debug"],
        &["--dry-run"],
        &["--dry-run=curl"],
        &["--record", "recorded.json"],
        &["--debug", "--query", "nope("],
    ];
    let mut told = Vec::new();
    let usual = [
        ("AWS_ENDPOINT_URL_OMICS", url.as_str()),
        ("AWS_ENDPOINT_URL_OMICS", with_user.as_str()),
        ("HTTP_PROXY", with_user.as_str()),
        // Nobody is there, and this is no URL.
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ("AWS_ENDPOINT_URL", "portal.internal"),
    ];
    let more = [
        ("HTTPS_PROXY", with_user.as_str()),
        ("HTTP_PROXY", with_slash.as_str()),
        ("AWS_ENDPOINT_URL", with_slash.as_str()),
        ("AWS_ENDPOINT_URL_STS", with_user.as_str()),
        ("AWS_ENDPOINT_URL_SSO", with_user.as_str()),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", with_user.as_str()),
    ];
    let everywhere = levels
        .iter()
        .flat_map(|level| usual.map(|env| (*level, env)));
    let elsewhere = [levels[0], levels[1], levels[4]];
    let elsewhere = elsewhere
        .into_iter()
        .flat_map(|level| more.map(|env| (level, env)));
    let runs: Vec<_> = everywhere.chain(elsewhere).collect();
    for source in remote(&url).into_iter().chain(local()) {
        for (arguments, env) in &runs {
            let env = [*env, ("AWS_MAX_ATTEMPTS", "1")];
            let (output, recorded, _) = run(&source, &env, arguments);
            let all = text(&output) + &recorded;
            if all.contains(SECRET) {
                told.push(format!("{} {arguments:?} {env:?}: {all}", source.name));
            }
            assert!(!all.contains("fault of this program"), "{all}");
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n\n"));
}

#[test]
fn whoever_is_silent_is_given_up_in_time() {
    let silent = Services::start(Habit::Silence);
    let stalled = Services::start(Habit::Stall);
    let env = [
        ("AWS_MAX_ATTEMPTS", "2"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2"),
        ("AWS_ENDPOINT_URL_OMICS", "http://127.0.0.1:1"),
    ];
    let limits = ["--cli-connect-timeout", "1", "--cli-read-timeout", "1"];
    for services in [&silent, &stalled] {
        for source in remote(&services.url()) {
            let (output, _, took) = run(&source, &env, &limits);
            let code = output.status.code();
            assert!(
                matches!(code, Some(253 | 255)),
                "{}: {}",
                source.name,
                text(&output)
            );
            // A container is asked three times, with two seconds each and a pause between.
            assert!(
                took < Duration::from_secs(12),
                "{} took {took:?}",
                source.name
            );
        }
    }
    let proxied = [
        ("AWS_MAX_ATTEMPTS", "2"),
        ("AWS_ENDPOINT_URL_OMICS", "https://omics.invalid"),
        ("HTTPS_PROXY", &silent.url()),
    ];
    let (output, _, took) = run(&local()[0], &proxied, &limits);
    assert_eq!(output.status.code(), Some(255), "{}", text(&output));
    assert!(took < Duration::from_secs(8), "the proxy took {took:?}");
}

#[test]
fn settings_of_any_bytes_are_refused_and_not_shown() {
    let services = Services::start(Habit::Answer);
    let url = services.url();
    let long = format!("{SECRET}{}", "x".repeat(70_000));
    let values = [
        format!("{SECRET}\r"),
        format!("{SECRET}\n"),
        format!("{SECRET}\u{7f}"),
        format!("{SECRET}\u{e9}"),
        format!("\t{SECRET}\u{1}"),
        long,
    ];
    let known = |code: Option<i32>| matches!(code, Some(0 | 252..=255));
    for variable in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_ACCOUNT_ID",
        "AWS_CREDENTIAL_EXPIRATION",
    ] {
        for value in &values {
            let env = [("AWS_ENDPOINT_URL_OMICS", url.as_str()), (variable, value)];
            let before = services.requests().len();
            let (output, _, _) = run(&local()[0], &env, &[]);
            let text = text(&output);
            assert_eq!(
                output.status.code(),
                Some(255),
                "{variable}={value:.20?}: {text}"
            );
            assert!(
                !text.contains(SECRET) && !text.contains("URL: \"\""),
                "{text:.300}"
            );
            assert_eq!(
                services.requests().len(),
                before,
                "{variable}={value:.20?} was sent"
            );
        }
    }
    for variable in [
        "AWS_EXECUTION_ENV",
        "AWS_SDK_UA_APP_ID",
        "AWS_ENDPOINT_URL_OMICS",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_PROFILE",
        "HTTP_PROXY",
        "NO_PROXY",
        "AWS_CA_BUNDLE",
        "AWS_CONFIG_FILE",
        "AWS_MAX_ATTEMPTS",
        "AWS_RETRY_MODE",
    ] {
        for value in &values {
            let env = [
                ("AWS_ENDPOINT_URL_STS", url.as_str()),
                ("AWS_MAX_ATTEMPTS", "1"),
                ("AWS_ENDPOINT_URL_OMICS", url.as_str()),
                (variable, value),
            ];
            let (output, _, took) = run(&local()[0], &env, &[]);
            let text = text(&output);
            assert!(
                known(output.status.code()),
                "{variable}={value:.20?}: {output:?}"
            );
            assert!(
                !text.contains("fault of this program") && !text.contains("URL: \"\""),
                "{text:.300}"
            );
            assert!(took < Duration::from_secs(10), "{variable} took {took:?}");
        }
    }
}
