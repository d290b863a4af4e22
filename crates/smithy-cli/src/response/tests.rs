use omics_model::SERVICE;
use omics_model::operations::{
    CREATE_RUN_CACHE, DELETE_RUN_CACHE, GET_RUN_CACHE, LIST_RUN_CACHES, UPDATE_RUN_CACHE,
};

use cli_formats::{json, pytext};

use super::*;
use crate::error::ServiceError;

fn answer(status: u16, body: &[u8], headers: &[(&str, &str)]) -> Answer {
    Answer {
        status,
        headers: headers
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: body.to_vec(),
    }
}

/// The answer as one line of JSON.
fn shown(operation: &Operation, status: u16, body: &[u8]) -> String {
    let value = success(
        SERVICE.protocol,
        operation,
        &answer(status, body, &[]),
        TimestampFormat::Iso8601,
    )
    .expect("a good answer");
    let lines = cli_formats::json::write(&value).expect("JSON shows every answer");
    lines.lines().map(str::trim_start).collect()
}

fn refused(operation: &Operation, status: u16, body: &[u8]) -> String {
    let error = success(
        SERVICE.protocol,
        operation,
        &answer(status, body, &[]),
        TimestampFormat::Iso8601,
    )
    .expect_err("a bad answer");
    assert_eq!(error.exit_code(), 255);
    error.message
}

fn error(status: u16, body: &str, headers: &[(&str, &str)]) -> ServiceError {
    service_error(
        &SERVICE,
        &CREATE_RUN_CACHE,
        &answer(status, body.as_bytes(), headers),
    )
    .expect("a good error")
}

/// Code and message.
fn said(status: u16, body: &str, headers: &[(&str, &str)]) -> (String, String) {
    let error = error(status, body, headers);
    (error.code, error.message)
}

fn pair(code: &str, message: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}

#[test]
fn modelled_members_are_shown_in_model_order() {
    let body = br#"{"tags": {"z": "1", "a": null}, "extra": 1, "ID": "2", "status": null, "id": "1", "arn": 5}"#;
    assert_eq!(
        shown(&CREATE_RUN_CACHE, 201, body),
        r#"{"arn": 5,"id": "1","tags": {"z": "1","a": null}}"#
    );
    assert_eq!(
        shown(&CREATE_RUN_CACHE, 200, br#"{"id": {"a": [1]}}"#),
        r#"{"id": {"a": [1]}}"#
    );
}

#[test]
fn nested_structures_are_shaped_too() {
    let body = br#"{"nextToken": "t", "items": [null, {"name": "n", "more": 1, "arn": "a", "creationTime": 0}]}"#;
    let expected = r#"{"items": [null,{"arn": "a","creationTime": "1970-01-01T00:00:00+00:00","name": "n"}],"nextToken": "t"}"#;
    assert_eq!(shown(&LIST_RUN_CACHES, 200, body), expected);
}

#[test]
fn no_body_is_an_empty_answer() {
    for body in ["", "{}", " \n", "\u{feff}", "\u{feff}{}"] {
        assert_eq!(
            shown(&CREATE_RUN_CACHE, 201, body.as_bytes()),
            "{}",
            "{body:?}"
        );
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_answer() {
    assert_eq!(
        shown(&CREATE_RUN_CACHE, 201, "\u{feff}{\"id\": \"1\"}".as_bytes()),
        r#"{"id": "1"}"#
    );
}

#[test]
fn an_operation_without_output_takes_any_body() {
    for operation in [&UPDATE_RUN_CACHE, &DELETE_RUN_CACHE] {
        for body in [&b"{\"id\": \"1\"}"[..], b"[]", b"<html>", b"\xff"] {
            assert_eq!(shown(operation, 202, body), "{}");
        }
    }
}

#[test]
fn what_is_not_json_is_an_error_that_says_the_resource_may_exist() {
    assert_eq!(
        refused(&CREATE_RUN_CACHE, 201, b"{not json"),
        "The service answered CreateRunCache with status 201 and a body that is not JSON (Expecting property name \
         enclosed in double quotes: line 1 column 2 (char 1)). The body is '{not json'. The resource may \
         have been created all the same: look before you try again."
    );
    for body in [
        &b"<html>ok</html>"[..],
        b"{\"id\": \"1\"",
        b"{} {}",
        b"\xff",
        b"\x1f\x8b\x08",
    ] {
        let message = refused(&CREATE_RUN_CACHE, 201, body);
        assert!(
            message.contains("not JSON") && message.contains("may have been created"),
            "{message}"
        );
    }
    let message = refused(&CREATE_RUN_CACHE, 200, b"garbage");
    assert!(message.contains("may have taken effect"), "{message}");
    let message = refused(&GET_RUN_CACHE, 200, b"garbage");
    assert!(message.ends_with("The body is 'garbage'."), "{message}");
}

#[test]
fn only_the_start_of_a_body_is_shown_and_never_raw() {
    let message = refused(
        &GET_RUN_CACHE,
        200,
        format!("\x1b[2J{}", "é".repeat(300)).as_bytes(),
    );
    assert!(
        message.ends_with(&format!(
            "The body begins with '\\x1b[2J{}'.",
            "é".repeat(196)
        )),
        "{message}"
    );
}

#[test]
fn json_that_does_not_fit_is_an_error_that_names_the_place() {
    for (body, what) in [
        ("[]", "an array instead of an object"),
        ("\"x\"", "a string instead of an object"),
        ("5", "a number instead of an object"),
        ("false", "a boolean instead of an object"),
        ("null", "null instead of an object"),
        (
            r#"{"tags": []}"#,
            "an array instead of an object as \"tags\"",
        ),
    ] {
        let message = refused(&CREATE_RUN_CACHE, 201, body.as_bytes());
        assert!(
            message.contains(&format!("with status 201 and {what}. ")),
            "{message}"
        );
        assert!(message.contains("may have been created"), "{message}");
    }
    let message = refused(&LIST_RUN_CACHES, 200, br#"{"items": [{}, 5]}"#);
    assert!(
        message.contains("and a number instead of an object as \"items.1\". "),
        "{message}"
    );
    let message = refused(&LIST_RUN_CACHES, 200, br#"{"items": 5}"#);
    assert!(
        message.contains("and a number instead of an array as \"items\". "),
        "{message}"
    );
}

#[test]
fn timestamps_are_iso_8601_or_as_they_came() {
    for (wire, iso) in [
        (
            "\"2024-11-20T18:03:04.5Z\"",
            "\"2024-11-20T18:03:04.500000+00:00\"",
        ),
        (
            "\"2024-11-20T18:03:04+02:00\"",
            "\"2024-11-20T18:03:04+02:00\"",
        ),
        ("1732125784", "\"2024-11-20T18:03:04+00:00\""),
    ] {
        let body = format!("{{\"creationTime\": {wire}}}");
        assert_eq!(
            shown(&GET_RUN_CACHE, 200, body.as_bytes()),
            format!("{{\"creationTime\": {iso}}}")
        );
        let raw = success(
            SERVICE.protocol,
            &GET_RUN_CACHE,
            &answer(200, body.as_bytes(), &[]),
            TimestampFormat::Wire,
        );
        assert_eq!(raw, Ok(json::read(&body).expect("JSON")));
    }
    assert_eq!(
        shown(&GET_RUN_CACHE, 200, b"{\"creationTime\": null}"),
        "{}"
    );
    assert_eq!(
        refused(&GET_RUN_CACHE, 200, b"{\"creationTime\": \"garbage\"}"),
        "Invalid timestamp \"garbage\": Unknown string format: garbage"
    );
}

#[test]
fn the_code_comes_from_the_first_place_that_has_one() {
    let header = ("X-Amzn-ErrorType", "H");
    let query = ("x-amzn-query-error", "Q;Sender");
    let all = r#"{"code": "c", "Code": "C", "__type": "T"}"#;
    for (body, headers, code) in [
        (all, &[header, query][..], "H"),
        (all, &[query], "c"),
        (r#"{"Code": "C", "__type": "T"}"#, &[query], "C"),
        (r#"{"__type": "T"}"#, &[query], "Q"),
        (
            r#"{"__type": "T"}"#,
            &[("x-amzn-query-error", "Q;a;b")],
            "T",
        ),
        (r#"{"__type": "T"}"#, &[("x-amzn-query-error", ";a")], "T"),
        (r#"{"__type": "T"}"#, &[], "T"),
        ("{}", &[], "400"),
        ("", &[], "400"),
        (r#"{"code": null, "Code": "C", "__type": "T"}"#, &[], "T"),
        (r#"{"code": 5}"#, &[], "5"),
        (r#"{"__type": null}"#, &[], ""),
        (all, &[("x-amzn-errortype", "")], ""),
    ] {
        assert_eq!(error(400, body, headers).code, code, "{body} {headers:?}");
    }
}

#[test]
fn a_code_loses_its_namespace_and_its_address() {
    let long = "com.amazonaws.omics#ValidationException:http://internal.amazon.com/#x";
    let body = |key: &str| format!("{{\"{key}\": \"{long}\"}}");
    assert_eq!(
        error(400, "", &[("x-amzn-ErrorType", long)]).code,
        "ValidationException"
    );
    assert_eq!(error(400, &body("code"), &[]).code, "ValidationException");
    assert_eq!(error(400, &body("__type"), &[]).code, "ValidationException");
}

#[test]
fn the_message_is_the_member_or_the_body() {
    let html = "<html><body>Forbidden</body></html>";
    for (status, body, message) in [
        (400, r#"{"message": "m", "Message": "M"}"#, "m"),
        (400, r#"{"Message": "M"}"#, "M"),
        (400, r#"{"message": null, "Message": "M"}"#, "None"),
        (
            400,
            r#"{"message": {"a": 1, "b": ["x", true]}}"#,
            "{'a': 1, 'b': ['x', True]}",
        ),
        (400, "{}", ""),
        (307, "", ""),
        (403, html, html),
        (503, "upstream connect error", "upstream connect error"),
        (503, "<HTML></HTML>", "<HTML></HTML>"),
    ] {
        assert_eq!(said(status, body, &[]), pair(&status.to_string(), message));
    }
    assert_eq!(
        said(
            418,
            r#"{"message": "m", "code": "Teapot", "extra": "x"}"#,
            &[]
        ),
        pair("Teapot", "m")
    );
}

#[test]
fn generic_server_errors_say_their_phrase() {
    let header = [("x-amzn-errortype", "InternalServerException")];
    assert_eq!(
        said(503, " <html><body>503</body></html>", &header),
        pair("503", "Service Unavailable")
    );
    assert_eq!(
        said(500, " \r\n", &[]),
        pair("500", "Internal Server Error")
    );
    assert_eq!(said(599, "", &[]), pair("599", ""));
    assert_eq!(
        said(300, r#"{"message": "m"}"#, &header),
        pair("Unknown", "Unknown")
    );
}

#[test]
fn the_modelled_message_needs_a_modelled_code() {
    let with = |code: &str, body: &str| {
        let error = error(400, body, &[("x-amzn-errortype", code)]);
        error.members.get("message").cloned()
    };
    assert_eq!(
        with("ValidationException", r#"{"message": "m"}"#),
        Some("m".into())
    );
    assert_eq!(
        with("ValidationException", r#"{"message": 5}"#),
        Some(5.into())
    );
    assert_eq!(with("ValidationException", "text"), Some("text".into()));
    assert_eq!(with("ValidationException", r#"{"Message": "M"}"#), None);
    assert_eq!(with("ValidationException", r#"{"message": null}"#), None);
    assert_eq!(with("Teapot", r#"{"message": "m"}"#), None);
}

#[test]
fn status_and_request_id_are_kept() {
    let error = error(409, "{}", &[("X-Amzn-RequestId", "r-1")]);
    assert_eq!(
        (error.status, error.request_id.as_deref()),
        (409, Some("r-1"))
    );
}

#[test]
fn json_that_is_no_error_is_said_so() {
    for (body, what) in [
        ("[1]", "an array instead of an object"),
        (
            r#"{"__type": 5}"#,
            "a number instead of a string as \"__type\"",
        ),
    ] {
        let error = service_error(
            &SERVICE,
            &CREATE_RUN_CACHE,
            &answer(400, body.as_bytes(), &[]),
        )
        .expect_err("no error");
        assert_eq!(error.exit_code(), 255);
        let body = pytext::repr(body);
        assert_eq!(
            error.message,
            format!(
                "The service answered CreateRunCache with status 400 and {what}. The body is {body}."
            )
        );
    }
}
