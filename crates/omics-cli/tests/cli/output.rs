//! What is printed of an answer: formats, queries, pages.

use crate::support::{CREATE, CREATED, GET, Server, json, omics};

const PAGES: [&str; 2] = [
    r#"{"items":[{"id":"1"},{"id":"2"}],"nextToken":"t"}"#,
    r#"{"items":[{"id":"3"}]}"#,
];

fn list(args: &[&str]) -> (String, Vec<String>) {
    let server = Server::start(&PAGES.map(|page| json(200, page)));
    let stdout = omics(&["list-run-caches"])
        .args(args)
        .to(&server)
        .run()
        .ok();
    (
        stdout,
        server
            .requests()
            .into_iter()
            .map(|request| request.line)
            .collect(),
    )
}

#[test]
fn every_format_prints_an_answer() {
    let arn = "arn:aws:omics:us-west-2:1:runCache/7";
    for (format, expected) in [
        (
            "json",
            format!(
                "{{\n    \"arn\": \"{arn}\",\n    \"id\": \"7\",\n    \"status\": \"ACTIVE\",\n    \"tags\": {{\n        \"b\": \"2\",\n        \"a\": \"1\"\n    }}\n}}\n"
            ),
        ),
        ("text", format!("{arn}\t7\tACTIVE\nTAGS\t1\t2\n")),
        (
            "yaml",
            format!("arn: {arn}\nid: '7'\nstatus: ACTIVE\ntags:\n  a: '1'\n  b: '2'\n"),
        ),
        (
            "yaml-stream",
            format!("- arn: {arn}\n  id: '7'\n  status: ACTIVE\n  tags:\n    a: '1'\n    b: '2'\n"),
        ),
        ("off", String::new()),
    ] {
        let server = Server::created();
        assert_eq!(
            omics(&CREATE)
                .args(&["--output", format])
                .to(&server)
                .run()
                .ok(),
            expected
        );
        server.request();
    }
    let server = Server::created();
    let table = omics(&CREATE)
        .args(&["--output", "table", "--color", "off"])
        .to(&server)
        .run()
        .ok();
    assert!(
        table.contains("CreateRunCache") && table.contains("||  1  "),
        "{table}"
    );
}

#[test]
fn tables_have_colour_when_told() {
    let table = |when: &str| {
        let server = Server::created();
        omics(&CREATE)
            .args(&["--output", "table", "--color", when])
            .to(&server)
            .run()
            .ok()
    };
    assert!(table("on").contains("\x1b[1m\x1b[34m"));
    assert!(!table("off").contains('\x1b') && !table("auto").contains('\x1b'));
}

#[test]
fn the_format_is_found_where_the_aws_cli_looks_for_it() {
    let run = |args: &[&str], variable: Option<&str>| {
        let server = Server::created();
        let mut run = omics(&CREATE)
            .args(&["--query", "tags"])
            .args(args)
            .config("[default]\noutput = yaml\n");
        if let Some(format) = variable {
            run = run.env("AWS_DEFAULT_OUTPUT", format);
        }
        run.to(&server).run().ok()
    };
    assert_eq!(run(&[], None), "a: '1'\nb: '2'\n");
    assert_eq!(run(&[], Some("text")), "1\t2\n");
    assert_eq!(
        run(&["--output", "json"], Some("text")),
        "{\n    \"b\": \"2\",\n    \"a\": \"1\"\n}\n"
    );
}

#[test]
fn a_format_that_does_not_exist_is_found_before_anything_is_sent() {
    let server = Server::created();
    let stderr = omics(&CREATE)
        .env("AWS_DEFAULT_OUTPUT", "bogus")
        .to(&server)
        .run()
        .fails(255);
    assert!(stderr.contains("Unknown output type: bogus"), "{stderr}");
    assert!(server.requests().is_empty());
}

#[test]
fn pages_are_followed_and_merged() {
    let (stdout, requests) = list(&[
        "--query",
        "items[].id",
        "--output",
        "json",
        "--page-size",
        "2",
    ]);
    assert_eq!(stdout, "[\n    \"1\",\n    \"2\",\n    \"3\"\n]\n");
    let expected = [
        "GET /runCache?maxResults=2 HTTP/1.1",
        "GET /runCache?maxResults=2&startingToken=t HTTP/1.1",
    ];
    assert_eq!(requests, expected);
}

#[test]
fn text_and_streams_query_each_page() {
    assert_eq!(
        list(&["--query", "length(items)", "--output", "text"]).0,
        "2\n1\n"
    );
    assert_eq!(
        list(&["--query", "length(items)", "--output", "yaml-stream"]).0,
        "- 2\n- 1\n"
    );
    assert_eq!(list(&["--query", "length(items)"]).0, "3\n");
}

#[test]
fn a_listing_stops_where_told() {
    let (stdout, requests) = list(&["--max-items", "1", "--output", "text"]);
    assert!(stdout.starts_with("ITEMS\t1\nNEXTTOKEN\t"), "{stdout}");
    assert_eq!(requests.len(), 1);
    let token = stdout
        .trim_end()
        .rsplit('\t')
        .next()
        .expect("there is a token")
        .to_owned();
    let (rest, _) = list(&[
        "--starting-token",
        &token,
        "--max-items",
        "9",
        "--query",
        "items[].id",
        "--output",
        "text",
    ]);
    assert_eq!(rest, "2\n3\n");
    let (stdout, requests) = list(&["--no-paginate", "--query", "nextToken"]);
    assert_eq!((stdout.as_str(), requests.len()), ("\"t\"\n", 1));
    let (_, requests) = list(&["--starting-token", "mine"]);
    assert_eq!(requests, ["GET /runCache?startingToken=mine HTTP/1.1"]);
}

#[test]
fn times_are_shown_as_configured() {
    let body = r#"{"creationTime":"2024-11-01T12:34:56.789Z"}"#;
    let show = |config: &str| {
        let server = Server::start(&[json(200, body)]);
        omics(&GET)
            .args(&["--query", "creationTime"])
            .config(config)
            .to(&server)
            .run()
            .ok()
    };
    assert_eq!(show(""), "\"2024-11-01T12:34:56.789000+00:00\"\n");
    assert_eq!(
        show("[default]\ncli_timestamp_format = wire\n"),
        "\"2024-11-01T12:34:56.789Z\"\n"
    );
    let stderr = omics(&GET)
        .config("[default]\ncli_timestamp_format = bogus\n")
        .run()
        .fails(253);
    assert!(
        stderr.contains("Unknown cli_timestamp_format value: bogus"),
        "{stderr}"
    );
}

#[test]
fn queries_are_checked_before_anything_is_sent() {
    for (query, code, says) in [
        (
            "items[",
            252,
            "Bad value for --query items[: Invalid jmespath expression: Incomplete expression:",
        ),
        ("nofunc(id)", 255, "Unknown function: nofunc()"),
        (
            "length(id, id)",
            255,
            "Expected 1 argument for function length(), received 2",
        ),
    ] {
        let server = Server::created();
        let stderr = omics(&CREATE)
            .args(&["--query", query])
            .to(&server)
            .run()
            .fails(code);
        assert!(stderr.contains(says), "{stderr}");
        assert!(server.requests().is_empty());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_printed_is_not_lost() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let server = Server::created();
    let stderr = omics(&CREATE)
        .to(&server)
        .stdout(full.into())
        .run()
        .fails(255);
    assert!(
        stderr.contains("standard output cannot be written"),
        "{stderr}"
    );
    assert!(
        stderr.contains("CreateRunCache succeeded all the same")
            && stderr.contains("\"id\": \"7\""),
        "{stderr}"
    );
}

#[test]
fn scripts_get_the_text_they_know_of_a_query_that_fails() {
    let server = Server::start(&[json(201, CREATED)]);
    let stderr = omics(&CREATE)
        .args(&["--query", "sum(id)"])
        .to(&server)
        .run()
        .fails(255);
    assert!(
        stderr.starts_with("\nomics: [ERROR]: In function sum(), invalid type for value: 7"),
        "{stderr}"
    );
}
