//! What the client is told.

use std::path::PathBuf;
use std::time::Duration;

use super::*;

#[test]
fn region() {
    let mut user = User::new([]).config("[default]\nregion = r4\n").with_keys();
    let flags = GlobalFlags {
        region: Some("r1".to_owned()),
        ..Default::default()
    };
    let region = |user: &User| at(client(user).region);
    assert_eq!(region(&user), from("r4", "region in profile \"default\""));
    user.set("AWS_DEFAULT_REGION", "r3");
    assert_eq!(region(&user), from("r3", "AWS_DEFAULT_REGION"));
    user.set("AWS_REGION", "r2");
    assert_eq!(region(&user), from("r2", "AWS_REGION"));
    let flagged = user.client(&flags).expect("all is well").region;
    assert_eq!(at(flagged), from("r1", "--region"));
    let no_region = "You must specify a region. You can also configure your region by running \
                     \"aws configure\".";
    let expected = (no_region.to_owned(), ErrorKind::NoRegion);
    assert_eq!(failure(&User::new([]).with_keys()), expected);
}

#[test]
fn an_empty_region_is_used() {
    let mut user = User::new([("AWS_REGION", "")]).with_keys();
    assert_eq!(
        failure(&user),
        plain("Invalid endpoint: https://warehouse..amazonaws.com")
    );
    user.set("AWS_ENDPOINT_URL", "http://h");
    assert_eq!(client(&user).region.value, "");
}

#[test]
fn fips_and_dual_stack() {
    let plain = client(&ready([]));
    assert!(!plain.use_fips.value && !plain.use_dual_stack.value);
    let env = [
        ("AWS_USE_FIPS_ENDPOINT", "True"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "1"),
    ];
    let config = "[default]\nuse_fips_endpoint = false\nuse_dualstack_endpoint = true\n";
    let both = client(&ready(env).config(config));
    assert!(
        both.use_fips.value && !both.use_dual_stack.value,
        "1 is not true"
    );
    let profile = client(&ready([]).config(config));
    assert!(!profile.use_fips.value && profile.use_dual_stack.value);
    let mut user = ready([]);
    user.set("AWS_REGION", "fips-us-west-2");
    let pseudo = client(&user);
    assert_eq!(pseudo.region.value, "us-west-2");
    assert_eq!(at(pseudo.use_fips), (true, "AWS_REGION".to_owned()));
}

const ENDPOINTS: &str = "[default]\nservices = s\nendpoint_url = http://e5\n\
                         [services s]\nware_house =\n  endpoint_url = http://e4\n";

#[test]
fn endpoint() {
    let endpoint = |user: &User| client(user).endpoint_url.map(at);
    let mut user = ready([]).config(ENDPOINTS);
    assert_eq!(
        endpoint(&user),
        Some(from("http://e4", "services section \"s\""))
    );
    user.set("AWS_ENDPOINT_URL", "http://e3");
    assert_eq!(endpoint(&user), Some(from("http://e3", "AWS_ENDPOINT_URL")));
    user.set("AWS_ENDPOINT_URL_WARE_HOUSE", "http://e2");
    assert_eq!(
        endpoint(&user),
        Some(from("http://e2", "AWS_ENDPOINT_URL_WARE_HOUSE"))
    );
    let flags = GlobalFlags {
        endpoint_url: Some("http://e1".into()),
        ..Default::default()
    };
    let flagged = |user: &User| user.client(&flags).expect("well").endpoint_url.map(at);
    assert_eq!(flagged(&user), Some(from("http://e1", "--endpoint-url")));
    user.set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    assert_eq!(endpoint(&user), None);
    assert_eq!(flagged(&user), Some(from("http://e1", "--endpoint-url")));
    let other = ENDPOINTS.replace("ware_house", "s3");
    let in_profile = endpoint(&ready([("AWS_ENDPOINT_URL", "")]).config(&other));
    assert_eq!(
        in_profile,
        Some(from("http://e5", "endpoint_url in profile \"default\""))
    );
    let ignored = format!(
        "[default]\nignore_configured_endpoint_urls = true\n{}",
        &other[10..]
    );
    assert_eq!(endpoint(&ready([]).config(&ignored)), None);
    assert_eq!(endpoint(&ready([])), None);
}

#[test]
fn endpoint_errors() {
    let user = ready([("AWS_ENDPOINT_URL", "foo")]);
    assert_eq!(failure(&user), plain("Invalid endpoint: foo"));
    let user = ready([]).config("[default]\nservices = nope\n");
    let message = "The profile is configured to use the services section but the \"nope\" \
                   services configuration does not exist.";
    assert_eq!(failure(&user), plain(message));
}

#[test]
fn host_prefix() {
    assert!(!client(&ready([])).disable_host_prefix.value);
    let off = client(&ready([("AWS_DISABLE_HOST_PREFIX_INJECTION", "true")]));
    assert!(off.disable_host_prefix.value);
    let config = "[default]\ndisable_host_prefix_injection = true\n";
    assert!(client(&ready([]).config(config)).disable_host_prefix.value);
}

#[test]
fn retries() {
    let retry = |user: &User| {
        let retry = client(user).retry;
        (retry.max_attempts.value, retry.mode.value)
    };
    let config = "[default]\nmax_attempts = 5\nretry_mode = adaptive\n";
    assert_eq!(retry(&ready([])), (3, RetryMode::Standard));
    assert_eq!(retry(&ready([]).config(config)), (5, RetryMode::Adaptive));
    let env = [
        ("AWS_MAX_ATTEMPTS", " +1_0 "),
        ("AWS_RETRY_MODE", "standard"),
    ];
    assert_eq!(retry(&ready(env).config(config)), (10, RetryMode::Standard));
    let many = ready([("AWS_MAX_ATTEMPTS", "99999999999999999999")]);
    assert_eq!(retry(&many).0, u32::MAX);
    for bad in ["0", "-5"] {
        let user = ready([("AWS_MAX_ATTEMPTS", bad), ("AWS_RETRY_MODE", "eager")]);
        let message = format!(
            "Value provided to \"max_attempts\": {bad} must be an integer greater than or \
             equal to one."
        );
        assert_eq!(failure(&user), plain(&message));
    }
    let user = ready([("AWS_MAX_ATTEMPTS", "abc")]);
    assert_eq!(
        failure(&user),
        plain("invalid literal for int() with base 10: 'abc'")
    );
    for bad in ["legacy", "STANDARD", ""] {
        let message = format!(
            "Invalid value provided to \"mode\": \"{bad}\" must be one of: \"standard\" or \
             \"adaptive\""
        );
        assert_eq!(failure(&ready([("AWS_RETRY_MODE", bad)])), plain(&message));
    }
}

#[test]
fn misspelt_settings_of_requests() {
    for (name, value, message) in [
        (
            "AWS_REQUEST_CHECKSUM_CALCULATION",
            "X",
            "Unsupported configuration value for request_checksum_calculation. Expected one \
             of ('when_supported', 'when_required') but got x.",
        ),
        (
            "AWS_ACCOUNT_ID_ENDPOINT_MODE",
            "x",
            "The configured value 'x' for 'account_id_endpoint_mode' is invalid. Valid \
             values are: ('preferred', 'disabled', 'required').",
        ),
        (
            "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
            "abc",
            "Invalid value \"abc\" for request_min_compression_size_bytes. Value must be an \
             integer.",
        ),
        (
            "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
            "9999999",
            "Invalid value \"9999999\" for request_min_compression_size_bytes. Value must be \
             between 1 and 1048576.",
        ),
    ] {
        assert_eq!(failure(&ready([(name, value)])), plain(message));
    }
    client(&ready([(
        "AWS_RESPONSE_CHECKSUM_VALIDATION",
        "When_Required",
    )]));
}

#[test]
fn ca_bundle() {
    let bundle = |user: &User| client(user).connection.ca_bundle.map(at);
    let mut user = ready([("REQUESTS_CA_BUNDLE", "b4")]);
    let path = |path: &str, origin: &str| Some((PathBuf::from(path), origin.to_owned()));
    assert_eq!(bundle(&user), path("b4", "REQUESTS_CA_BUNDLE"));
    user = user.config("[default]\nca_bundle = b3\n");
    assert_eq!(
        bundle(&user),
        path("b3", "ca_bundle in profile \"default\"")
    );
    user.set("AWS_CA_BUNDLE", "b2");
    assert_eq!(bundle(&user), path("b2", "AWS_CA_BUNDLE"));
    let flags = GlobalFlags {
        ca_bundle: Some("b1".into()),
        ..Default::default()
    };
    let flagged = user
        .client(&flags)
        .expect("well")
        .connection
        .ca_bundle
        .map(at);
    assert_eq!(flagged, path("b1", "--ca-bundle"));
    user.set("AWS_CA_BUNDLE", " ");
    let (message, ..) = failure(&user);
    assert!(message.starts_with("Invalid CA bundle: "), "{message}");
    let flags = GlobalFlags {
        no_verify_ssl: true,
        ..Default::default()
    };
    let connection = user
        .client(&flags)
        .expect("the bundle does not matter")
        .connection;
    assert!(!connection.verify_tls && connection.ca_bundle.is_none());
}

#[test]
fn timeouts() {
    let connection = |read_timeout, connect_timeout| {
        let flags = GlobalFlags {
            read_timeout,
            connect_timeout,
            ..Default::default()
        };
        ready([]).client(&flags).map(|client| client.connection)
    };
    let given = connection(Some(5), Some(0)).expect("both are possible");
    assert_eq!(given.read_timeout, Some(Duration::from_secs(5)));
    assert_eq!(given.connect_timeout, None);
    let default = connection(None, None).expect("both are possible");
    assert_eq!(default.read_timeout, Some(Duration::from_secs(60)));
    assert_eq!(default.connect_timeout, Some(Duration::from_secs(60)));
    let message = |kind| {
        format!(
            "Attempted to set {kind} timeout to -5, but the timeout cannot be set to a value \
             less than or equal to 0."
        )
    };
    let error = |read, connect| connection(read, connect).expect_err("negative").to_string();
    assert_eq!(error(Some(-5), None), message("read"));
    assert_eq!(error(None, Some(-5)), message("connect"));
}

#[test]
fn app_id() {
    let app_id = |user: User| client(&user).app_id.map(|found| found.value);
    let config = "[default]\nsdk_ua_app_id = b\n";
    assert_eq!(
        app_id(ready([("AWS_SDK_UA_APP_ID", "a")]).config(config)).as_deref(),
        Some("a")
    );
    assert_eq!(app_id(ready([]).config(config)).as_deref(), Some("b"));
    assert_eq!(app_id(ready([])), None);
}

#[test]
fn of_several_errors_the_aws_cli_s_comes_first() {
    let wrong = [
        ("AWS_PROFILE", "ghost"),
        ("AWS_REGION", "bad region"),
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_MAX_ATTEMPTS", "0"),
        ("AWS_ENDPOINT_URL", "foo"),
    ];
    let mut user = User::new(wrong);
    let starts = |user: &User, start: &str| {
        let (message, ..) = failure(user);
        assert!(message.starts_with(start), "{message}");
    };
    starts(&user, "The config profile (ghost)");
    user.remove("AWS_PROFILE");
    starts(&user, "Provided region_name 'bad region'");
    user.remove("AWS_REGION");
    starts(&user, "Partial credentials found in env");
    user.set("AWS_SECRET_ACCESS_KEY", "hush");
    starts(&user, "You must specify a region.");
    user.set("AWS_REGION", "r");
    starts(&user, "Value provided to \"max_attempts\"");
    user.remove("AWS_MAX_ATTEMPTS");
    starts(&user, "Invalid endpoint: foo");
}

#[test]
fn explanations_name_origins_and_no_secrets() {
    let user = ready([
        ("AWS_ENDPOINT_URL", "http://me:hush@h"),
        ("http_proxy", "http://a:hush@p"),
    ]);
    let client = client(&user);
    let lines = client.explain();
    let find = |name| lines.iter().find(|line| line.0 == name).expect(name);
    assert_eq!(find("region").2.to_string(), "AWS_REGION");
    assert_eq!(find("endpoint_url").1, "http://***:***@h");
    assert_eq!(find("max_attempts").2, &Origin::Default);
    let shown = format!("{client:?}");
    assert!(
        shown.contains("us-west-2 (AWS_REGION)") && !shown.contains("hush"),
        "{shown}"
    );
}
