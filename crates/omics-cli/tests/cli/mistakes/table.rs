//! The lines with mistakes, by what is wrong.

mod values;

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
        values::values(),
        values::documents(),
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
            "region_empty",
            line(&LIST)
                .args(&["--region", ""])
                .without(&["AWS_ENDPOINT_URL_OMICS"]),
        ),
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
            "config_file_with_an_open_bracket",
            line(&LIST).config("[default\nregion = us-west-2\n"),
        ),
        (
            "config_file_with_a_byte_order_mark",
            line(&LIST).config("\u{feff}[default]\nregion = us-west-2\n"),
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
            "proxy_without_scheme",
            line(&LIST)
                .args(&["--endpoint-url", "http://omics.example"])
                .env("HTTP_PROXY", "proxy:port"),
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
        (
            "timeout_below_zero",
            line(&LIST).args(&["--cli-read-timeout", "-1"]),
        ),
        (
            "timeout_without_end",
            line(&LIST).args(&["--cli-read-timeout", "99999999999999999999"]),
        ),
        ("endpoint_empty", line(&LIST).args(&["--endpoint-url", ""])),
        (
            "flag_with_a_value",
            line(&LIST).args(&["--no-paginate", "true"]),
        ),
        ("query_empty", line(&LIST).args(&["--query", ""])),
        (
            "query_of_a_name_that_is_not_there",
            line(&["--local", "list-run-caches", "--query", "length(itms)"]),
        ),
        (
            "query_from_a_dollar_sign",
            line(&LIST).args(&["--query", "$.items"]),
        ),
        (
            "option_with_a_long_dash",
            line(&["get-run-cache", "—id", "7"]),
        ),
        (
            "option_with_one_dash",
            line(&LIST).args(&["-output", "text"]),
        ),
        ("option_in_capitals", line(&["get-run-cache", "--ID", "7"])),
        (
            "query_with_one_equals_sign",
            line(&LIST).args(&["--query", "items[?name='x']"]),
        ),
        (
            "query_of_a_strange_name",
            line(&LIST).args(&["--query", "my-name"]),
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
        ("serve_without_local", line(&["serve"])),
        (
            "operation_behind_local",
            line(&["local", "list-run-caches"]),
        ),
        (
            "local_option_of_nothing_alike",
            line(&["local", "status", "--json"]),
        ),
        ("store_empty", line(&["local", "status", "--store", ""])),
        (
            "store_is_a_folder",
            line(&["local", "reset", "--store", ".aws"]).config(""),
        ),
        (
            "host_is_a_name",
            line(&["local", "serve", "--host", "localhost"]),
        ),
        (
            "fault_without_name",
            line(&["local", "serve", "--fault", "throttle"]),
        ),
        (
            "state_below_a_file",
            line(&["--local"])
                .args(&crate::support::CREATE)
                .file("file", "")
                .env("OMICS_LOCAL_STORE", "file/state"),
        ),
        ("restore_of_nothing", line(&["local", "restore"])),
        (
            "seed_with_file_scheme",
            line(&["local", "serve", "--seed", "file://seed.json"]),
        ),
        ("port_is_none", line(&["local", "serve", "--port", "70000"])),
        (
            "seed_missing",
            line(&["local", "serve", "--seed", "sed.json"]).file("seed.json", "{}"),
        ),
        ("record_without_file", create(&["--record", ""])),
        (
            "record_into_a_folder",
            create(&["--record", ".aws"]).config(""),
        ),
        (
            "record_exists",
            create(&["--record", "in.json"]).file("in.json", "{}"),
        ),
        ("dry_run_mistyped", create(&["--dry-run=json"])),
    ]
}
