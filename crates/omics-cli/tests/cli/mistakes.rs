//! A table of mistakes, each with all that whoever makes it gets to read: the snapshots are reviewed,
//! and each must say what to do next.

use std::net::TcpListener;
use std::sync::LazyLock;

use crate::support::{Answer, CREATE, GET, Omics, Outcome, Server, json, omics, with_header};
use crate::tls::{Flaw, service};

/// The name of a mistake and the line with it.
type Mistake = (&'static str, Omics);

const LIST: [&str; 1] = ["list-run-caches"];

/// The program with these arguments, and advice as on a terminal.
fn line(args: &[&str]) -> Omics {
    omics(args).env("OMICS_ADVICE", "always")
}

/// A creation with these arguments beside the location.
fn create(args: &[&str]) -> Omics {
    line(&CREATE).args(args)
}

/// A creation in this location.
fn location(location: &str) -> Omics {
    line(&["create-run-cache", "--cache-s3-location", location])
}

/// A call that is answered with an error.
fn answered(code: &str, message: &str) -> Omics {
    let status = if code.starts_with("Throttling") {
        429
    } else {
        400
    };
    let answer = with_header(
        status,
        &format!("x-amzn-errortype: {code}"),
        &format!(r#"{{"message":"{message}"}}"#),
    );
    line(&GET).to(&Server::start(&[answer]))
}

fn setup() -> Vec<Mistake> {
    let profiles = "[profile development]\n[profile production]\n";
    vec![
        ("no_region", line(&LIST).without(&["AWS_REGION", "AWS_ENDPOINT_URL_OMICS"])),
        (
            "no_credentials",
            line(&LIST)
                .without(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
                .config(profiles),
        ),
        (
            "half_of_a_key",
            line(&LIST).without(&["AWS_SECRET_ACCESS_KEY"]),
        ),
        (
            "profile_mistyped",
            line(&LIST).args(&["--profile", "prodction"]).config(profiles),
        ),
        ("profile_without_any", line(&LIST).env("AWS_PROFILE", "dev")),
        (
            "region_with_a_comment",
            line(&LIST)
                .without(&["AWS_REGION"])
                .config("[default]\nregion = us-west-2 # Oregon\n"),
        ),
        (
            "token_file_missing",
            line(&LIST)
                .without(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
                .env("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere/token")
                .env("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r"),
        ),
        (
            "sso_not_signed_in",
            line(&LIST)
                .without(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
                .config(
                    "[default]\nsso_session = x\nsso_account_id = 123456789012\nsso_role_name = r\n\
                     [sso-session x]\nsso_region = us-east-1\nsso_start_url = https://x.example/start\n",
                ),
        ),
        (
            "credential_process_fails",
            line(&LIST)
                .without(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
                .config("[default]\ncredential_process = sh -c 'echo locked >&2; exit 1'\n"),
        ),
        (
            "config_file_broken",
            line(&LIST).config("[default]\nregion us-west-2\n"),
        ),
        (
            "output_format_mistyped",
            line(&LIST).env("AWS_DEFAULT_OUTPUT", "jsn"),
        ),
        (
            "ca_bundle_missing",
            line(&LIST)
                .args(&["--ca-bundle", "/nowhere/ca.pem"])
                .env("AWS_ENDPOINT_URL_OMICS", "https://127.0.0.1:1"),
        ),
        (
            "endpoint_without_scheme",
            line(&LIST).args(&["--endpoint-url", "localhost:4599"]),
        ),
    ]
}

fn network() -> Vec<Mistake> {
    // Bound, and then not any more.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    let plain = Server::created();
    vec![
        (
            "region_mistyped",
            line(&LIST)
                .args(&["--region", "us-wset-2"])
                .without(&["AWS_ENDPOINT_URL_OMICS"]),
        ),
        (
            "host_unknown",
            line(&LIST).args(&["--endpoint-url", "https://omics.invalid"]),
        ),
        ("refused", line(&LIST).args(&["--endpoint-url", &nobody])),
        (
            "https_to_a_plain_port",
            line(&LIST).args(&["--endpoint-url", &format!("https://{}", plain.address)]),
        ),
        (
            "proxy_refuses",
            line(&LIST)
                .args(&["--endpoint-url", "http://omics.example"])
                .env("HTTP_PROXY", &nobody),
        ),
        (
            "closed_during_a_creation",
            create(&[]).to(&Server::start(&[Answer::Bytes(Vec::new())])),
        ),
        (
            "silence_during_a_creation",
            create(&["--cli-read-timeout", "1"]).to(&Server::start(&[Answer::Silence])),
        ),
    ]
}

fn encrypted() -> Vec<Mistake> {
    let calls = |scheme: &str, flaw| {
        let (authority, address) = service(flaw);
        let url = format!("{scheme}://{address}");
        let call = line(&LIST).args(&["--endpoint-url", &url]);
        (authority, call.env("AWS_MAX_ATTEMPTS", "1"))
    };
    let trusted = |flaw| {
        let (authority, call) = calls("https", flaw);
        call.file("ca.pem", &authority)
            .args(&["--ca-bundle", "ca.pem"])
    };
    vec![
        (
            "certificate_of_nobody_known",
            calls("https", Flaw::Untrusted).1,
        ),
        ("certificate_expired", trusted(Flaw::Expired)),
        ("certificate_of_another_host", trusted(Flaw::OtherHost)),
        ("http_to_a_tls_port", calls("http", Flaw::Untrusted).1),
    ]
}

fn answers() -> Vec<Mistake> {
    vec![
        (
            "access_denied",
            answered("AccessDeniedException", "User is not authorized"),
        ),
        (
            "session_expired",
            answered("ExpiredTokenException", "expired"),
        ),
        (
            "key_unknown",
            answered(
                "UnrecognizedClientException",
                "The security token is invalid",
            ),
        ),
        (
            "signature_wrong",
            answered("InvalidSignatureException", "does not match"),
        ),
        (
            "not_found",
            answered("ResourceNotFoundException", "There is no run cache 7"),
        ),
        (
            "throttled",
            answered("ThrottlingException", "Rate exceeded"),
        ),
        (
            "quota",
            answered("ServiceQuotaExceededException", "100 at most"),
        ),
        (
            "a_page_in_place_of_an_answer",
            line(&GET).to(&Server::start(&[with_header(
                200,
                "content-type: text/html",
                "<html>Please sign in to the network</html>",
            )])),
        ),
    ]
}

fn values() -> Vec<Mistake> {
    vec![
        (
            "location_is_a_url",
            location("https://my-bucket.s3.us-west-2.amazonaws.com/cache/"),
        ),
        (
            "location_is_an_arn",
            location("arn:aws:s3:::my-bucket/cache"),
        ),
        ("location_with_capitals", location("s3://My-Bucket/cache")),
        ("location_without_bucket", location("s3:///cache")),
        ("location_with_blanks", location("s3://my bucket/cache")),
        ("location_of_dots", location("s3://../cache")),
        ("location_without_scheme", location("my-bucket/cache")),
        (
            "enum_mistyped",
            create(&["--cache-behavior", "CACHE_ALLWAYS"]),
        ),
        ("tags_apart", create(&["--tags", "a=b", "c=d"])),
        ("tags_without_value", create(&["--tags", "team"])),
        ("tags_in_single_quotes", create(&["--tags", "{'a': 'b'}"])),
        ("name_not_quoted", create(&["--name", "my", "cache"])),
        (
            "json_broken",
            line(&["create-run-cache", "--cli-input-json", "file://in.json"])
                .file("in.json", "{\n  \"name\": \"x\",\n}\n"),
        ),
        (
            "yaml_broken",
            line(&["create-run-cache", "--cli-input-yaml", "file://in.yaml"])
                .file("in.yaml", "name: x\ntags: [a, b\n"),
        ),
        (
            "file_without_prefix",
            line(&["create-run-cache", "--cli-input-json", "in.json"]).file("in.json", "{}"),
        ),
        (
            "file_missing",
            line(&["create-run-cache", "--cli-input-json", "file://inn.json"])
                .file("in.json", "{}"),
        ),
    ]
}

fn lines() -> Vec<Mistake> {
    vec![
        ("option_mistyped", create(&["--nmae", "x"])),
        ("option_without_value", create(&["--name"])),
        ("option_missing", line(&["create-run-cache", "--name", "x"])),
        ("operation_mistyped", line(&["create-cache"])),
        (
            "operation_of_another_tool",
            line(&["start-run", "--name", "x"]),
        ),
        ("configure", line(&["configure"])),
        ("output_mistyped", line(&LIST).args(&["--output", "yml"])),
        ("number_expected", line(&LIST).args(&["--max-items", "all"])),
        (
            "query_function_mistyped",
            line(&LIST).args(&["--query", "lenght(items)"]),
        ),
        (
            "query_broken",
            line(&LIST).args(&["--query", "items[?name==x"]),
        ),
    ]
}

#[test]
fn every_mistake_says_what_to_do_next() {
    let tables = [
        setup(),
        network(),
        encrypted(),
        answers(),
        values(),
        lines(),
    ];
    let mistakes: Vec<_> = tables.into_iter().flatten().collect();
    assert!(mistakes.len() >= 40, "{}", mistakes.len());
    // They wait for different things, and hardly for the processor.
    let told: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = mistakes
            .into_iter()
            .map(|(name, run)| (name, scope.spawn(move || run.run())))
            .collect();
        let done = running.into_iter();
        done.map(|(name, run)| (name, run.join().expect("a run")))
            .collect()
    });
    for (name, outcome) in told {
        assert_eq!(outcome.stdout, "", "{name}");
        insta::assert_snapshot!(name, shown(&outcome));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_creation_says_how_to_repeat_it() {
    let server = Server::start(&[Answer::Silence]);
    let run = create(&[]).to(&server);
    let outcome = run.interrupted_once(|| !server.requests().is_empty());
    assert_eq!(outcome.stdout, "\n");
    insta::assert_snapshot!("interrupted", shown(&outcome));
    let token = server.request().document()["requestId"].clone();
    let token = token.as_str().expect("a token");
    assert!(outcome.stderr.contains(token), "{}", outcome.stderr);
}

#[test]
fn advice_is_for_terminals() {
    let quiet = omics(&["create-cache"]).run().fails(252);
    let advised = line(&["create-cache"]).run().fails(252);
    assert!(advised.starts_with(&quiet) && advised.len() > quiet.len());
    let answer = Server::start(&[json(403, r#"{"message":"no","code":"AccessDenied"}"#)]);
    let format = ["--cli-error-format", "json"];
    let never = line(&GET).env("OMICS_ADVICE", "never").args(&format);
    let parsed: serde_json::Value = serde_json::from_str(&never.to(&answer).run().fails(254))
        .expect("nothing but the document");
    assert_eq!(parsed["Message"], "no");
}

/// Exit code and standard error, with what differs from run to run named.
fn shown(outcome: &Outcome) -> String {
    static VARYING: LazyLock<[(regress::Regex, &str); 5]> = LazyLock::new(|| {
        let regex = |text| regress::Regex::new(text).expect("an expression");
        [
            (regex("127\\.0\\.0\\.1:\\d{2,}"), "127.0.0.1:PORT"),
            (
                regex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
                "TOKEN",
            ),
            (regex("\\.rs:\\d+"), ".rs:LINE"),
            (regex("\\d+ \\(UNIX\\)"), "NOW (UNIX)"),
            (regex("\\d+ seconds ago"), "SO MANY seconds ago"),
        ]
    });
    let home = outcome.home.path().display().to_string();
    let mut text = outcome.stderr.replace(&home, "~");
    for (pattern, name) in VARYING.iter() {
        text = pattern.replace_all(&text, name);
    }
    let code = outcome.code.expect("no signal");
    format!("exit code {code}\n{text}")
}
