//! The lines with mistakes, by what is wrong.

use std::net::TcpListener;

use crate::support::{Answer, CREATE, GET, Omics, Server, omics, with_header};
use crate::tls::{Flaw, service};

/// The name of a mistake and the line with it.
pub(super) type Mistake = (&'static str, Omics);

const LIST: [&str; 1] = ["list-run-caches"];

/// The program with these arguments, and advice as on a terminal.
pub(super) fn line(args: &[&str]) -> Omics {
    omics(args).env("OMICS_ADVICE", "always")
}

/// A creation with these arguments beside the location.
pub(super) fn create(args: &[&str]) -> Omics {
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

/// All of them.
pub(super) fn all() -> Vec<Mistake> {
    let tables = [
        setup(),
        profiles(),
        network(),
        encrypted(),
        answers(),
        values(),
        documents(),
        lines(),
        commands(),
    ];
    tables.into_iter().flatten().collect()
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
        (
            "endpoint_of_another_scheme",
            line(&LIST).args(&["--endpoint-url", "ftp://localhost"]),
        ),
        (
            "endpoint_with_a_port_that_is_none",
            line(&LIST).args(&["--endpoint-url", "http://localhost:99999"]),
        ),
    ]
}

/// A call as a profile, with this configuration.
fn profiled(name: &str, config: &str) -> Omics {
    line(&LIST)
        .without(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        .args(&["--profile", name])
        .config(config)
}

fn profiles() -> Vec<Mistake> {
    let role = "role_arn = arn:aws:iam::123456789012:role/r\n";
    vec![
        (
            "profile_without_its_word",
            profiled("dev", "[dev]\nregion = us-west-2\n[profile production]\n"),
        ),
        (
            "role_of_nobody",
            profiled("a", &format!("[profile a]\n{role}")),
        ),
        (
            "role_of_a_profile_without_keys",
            profiled(
                "a",
                &format!("[profile a]\n{role}source_profile = b\n[profile b]\n"),
            ),
        ),
        (
            "role_of_itself",
            profiled("a", &format!("[profile a]\n{role}source_profile = a\n")),
        ),
        (
            "sso_session_missing",
            profiled(
                "a",
                "[profile a]\nsso_session = x\nsso_account_id = 1\nsso_role_name = r\n",
            ),
        ),
        (
            "credential_process_missing",
            profiled("a", "[profile a]\ncredential_process = no-such-program\n"),
        ),
        (
            "attempts_are_no_number",
            line(&LIST).env("AWS_MAX_ATTEMPTS", "many"),
        ),
        (
            "retry_mode_mistyped",
            line(&LIST).config("[default]\nretry_mode = standart\n"),
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
        ("name_empty", create(&["--name", ""])),
        (
            "name_is_a_number",
            create(&["--cli-input-json", r#"{"name": 5}"#]),
        ),
        ("tag_is_a_number", create(&["--tags", r#"{"a": 1}"#])),
        ("tag_with_a_comma", create(&["--tags", "a=b,c"])),
        ("tag_twice", create(&["--tags", "a=b,a=c"])),
        (
            "id_is_an_arn",
            line(&[
                "get-run-cache",
                "--id",
                "arn:aws:omics:us-west-2:123456789012:runCache/7",
            ]),
        ),
        ("id_is_a_name", line(&["get-run-cache", "--id", "first"])),
        ("id_without_its_option", line(&["get-run-cache", "7"])),
        (
            "member_mistyped",
            create(&["--cli-input-json", r#"{"nmae": "x"}"#]),
        ),
        ("page_too_small", line(&LIST).args(&["--max-results", "0"])),
    ]
}

fn documents() -> Vec<Mistake> {
    let document = |text: &str| line(&["create-run-cache", "--cli-input-json", text]);
    vec![
        (
            "json_without_quotes",
            document("{cacheS3Location: \"s3://my-bucket/\"}"),
        ),
        (
            "json_without_comma",
            document("file://in.json").file(
                "in.json",
                "{\n  \"cacheS3Location\": \"s3://my-bucket/\"\n  \"name\": \"x\"\n}\n",
            ),
        ),
        ("json_empty", document("file://in.json").file("in.json", "")),
        (
            "file_with_one_slash",
            document("file:in.json").file("in.json", "{}"),
        ),
        ("file_is_a_folder", document("file://.aws").config("")),
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
        ("nothing_typed", line(&[])),
        ("service_typed_too", line(&["omics", "list-run-caches"])),
        ("help_mistyped", line(&["help", "create-run-cach"])),
        (
            "global_mistyped",
            line(&LIST).args(&["--regon", "us-west-2"]),
        ),
        (
            "timeout_is_no_number",
            line(&LIST).args(&["--cli-read-timeout", "1m"]),
        ),
        (
            "page_size_is_no_number",
            line(&LIST).args(&["--page-size", "ten"]),
        ),
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

/// Commands of the program's own.
fn commands() -> Vec<Mistake> {
    vec![
        ("config_alone", line(&["config"])),
        ("config_mistyped", line(&["config", "get"])),
        ("completion_of_no_shell", line(&["completion", "tcsh"])),
        ("local_mistyped", line(&["local", "srve"])),
        (
            "local_option_mistyped",
            line(&["local", "serve", "--prot", "80"]),
        ),
        ("port_is_none", line(&["local", "serve", "--port", "70000"])),
        (
            "seed_missing",
            line(&["local", "serve", "--seed", "sed.json"]).file("seed.json", "{}"),
        ),
        (
            "record_exists",
            create(&["--record", "in.json"]).file("in.json", "{}"),
        ),
        ("dry_run_mistyped", create(&["--dry-run=json"])),
    ]
}
