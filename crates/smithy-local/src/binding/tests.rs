use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_schema::{Schema, ShapeType, prelude, shape_id};
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use smithy_catalog::{Kind, Member, Shape};

use super::{read, write};

const fn schema(name: &'static str, kind: ShapeType) -> Schema<'static> {
    Schema::new_member(shape_id!("t", "S"), kind, name, 0)
}

static STRING: Shape = Shape::new("t#String", &prelude::STRING, Kind::String);
static INTEGER: Shape = Shape::new("t#Integer", &prelude::INTEGER, Kind::Integer);
static BOOLEAN: Shape = Shape::new("t#Boolean", &prelude::BOOLEAN, Kind::Boolean);
static TIME: Shape = Shape::new("t#Time", &prelude::TIMESTAMP, Kind::Timestamp);
static BLOB: Shape = Shape::new("t#Blob", &prelude::BLOB, Kind::Blob);

static ELEMENT: Member = Member::new("member", &prelude::STRING, &STRING);
static KEY: Member = Member::new("key", &prelude::STRING, &STRING);
static VALUE: Member = Member::new("value", &prelude::STRING, &STRING);
static TEXTS: Shape = Shape::new(
    "t#Texts",
    &prelude::DOCUMENT,
    Kind::List {
        member: &ELEMENT,
        sparse: false,
    },
);
static DATE: Member = Member::new("member", &prelude::TIMESTAMP, &TIME);
static DATES: Shape = Shape::new(
    "t#Dates",
    &prelude::DOCUMENT,
    Kind::List {
        member: &DATE,
        sparse: false,
    },
);
static MAP: Shape = Shape::new(
    "t#Map",
    &prelude::DOCUMENT,
    Kind::Map {
        key: &KEY,
        value: &VALUE,
        sparse: false,
    },
);

static ID: Schema<'static> = schema("id", ShapeType::String).with_http_label();
static COUNT: Schema<'static> = schema("count", ShapeType::Integer).with_http_query("n");
static NAMES: Schema<'static> = schema("names", ShapeType::List).with_http_query("name");
static REST: Schema<'static> = schema("rest", ShapeType::Map).with_http_query_params();
static FLAG: Schema<'static> = schema("flag", ShapeType::Boolean).with_http_header("x-flag");
static MARKS: Schema<'static> = schema("marks", ShapeType::List).with_http_header("x-marks");
static TIMES: Schema<'static> = schema("times", ShapeType::List).with_http_header("x-times");
static META: Schema<'static> = schema("meta", ShapeType::Map).with_http_prefix_headers("x-meta-");
static SINCE: Schema<'static> = schema("since", ShapeType::Timestamp).with_http_header("x-since");
static INNER: Schema<'static> = schema("inner", ShapeType::Structure).with_json_name("in");
static TITLE: Schema<'static> = schema("title", ShapeType::String).with_json_name("t");
static MADE: Schema<'static> = schema("made", ShapeType::Timestamp);
static SEEN: Schema<'static> =
    schema("seen", ShapeType::Timestamp).with_timestamp_format(TimestampFormat::DateTime);
static STATUS: Schema<'static> = schema("status", ShapeType::Integer).with_http_response_code();
static DATA: Schema<'static> = schema("data", ShapeType::Blob).with_http_payload();

static INNER_SHAPE: Shape = Shape::new(
    "t#Inner",
    &prelude::DOCUMENT,
    Kind::Structure(smithy_catalog::Members::listed(&INNER_MEMBERS)),
);
static INNER_MEMBERS: [Member; 3] = [
    Member::new("title", &TITLE, &STRING),
    Member::new("made", &MADE, &TIME),
    Member::new("seen", &SEEN, &TIME),
];

static INPUT: Shape = Shape::new(
    "t#Input",
    &prelude::DOCUMENT,
    Kind::Structure(smithy_catalog::Members::listed(&INPUT_MEMBERS)),
);
static INPUT_MEMBERS: [Member; 9] = [
    Member::new("id", &ID, &STRING),
    Member::new("count", &COUNT, &INTEGER),
    Member::new("names", &NAMES, &TEXTS),
    Member::new("rest", &REST, &MAP),
    Member::new("flag", &FLAG, &BOOLEAN),
    Member::new("marks", &MARKS, &TEXTS),
    Member::new("times", &TIMES, &DATES),
    Member::new("meta", &META, &MAP),
    Member::new("inner", &INNER, &INNER_SHAPE),
];

static OUTPUT: Shape = Shape::new(
    "t#Output",
    &prelude::DOCUMENT,
    Kind::Structure(smithy_catalog::Members::listed(&OUTPUT_MEMBERS)),
);
static OUTPUT_MEMBERS: [Member; 6] = [
    Member::new("marks", &MARKS, &TEXTS),
    Member::new("times", &TIMES, &DATES),
    Member::new("meta", &META, &MAP),
    Member::new("since", &SINCE, &TIME),
    Member::new("status", &STATUS, &INTEGER),
    Member::new("inner", &INNER, &INNER_SHAPE),
];

static FILE: Shape = Shape::new(
    "t#File",
    &prelude::DOCUMENT,
    Kind::Structure(smithy_catalog::Members::listed(&FILE_MEMBERS)),
);
static FILE_MEMBERS: [Member; 1] = [Member::new("data", &DATA, &BLOB)];

fn read_from(uri: &str, body: &'static str) -> Option<Value> {
    let request = Request::builder()
        .uri(uri)
        .header("x-flag", "true")
        .header("x-marks", "a, b")
        .header("x-marks", "c")
        .header("x-meta-Owner", "me")
        .body(Bytes::from_static(body.as_bytes()))
        .expect("a request");
    read(&INPUT, &[("id", "7".to_owned())], &request).ok()
}

#[test]
fn every_binding_is_read_into_the_document() {
    let body = r#"{"in": {"t": "x", "title": "ignored", "made": 1.5}, "unknown": 1}"#;
    assert_eq!(
        read_from("/?n=12&name=a&name=b%20c&other=+x", body),
        Some(json!({
            "id": "7",
            "count": 12,
            "names": ["a", "b c"],
            "rest": {"other": " x"},
            "flag": true,
            "marks": ["a", "b", "c"],
            "meta": {"owner": "me"},
            "inner": {"title": "x", "made": 1.5},
        }))
    );
}

#[test]
fn a_comma_inside_a_value_does_not_end_it() {
    let request = Request::builder()
        .header("x-marks", r#"a, "b, c""#)
        .header("x-marks", r#""say \"d\"""#)
        .header(
            "x-times",
            "Mon, 16 Dec 2019 23:48:18 GMT, Tue, 17 Dec 2019 23:48:18 GMT",
        )
        .body(Bytes::new())
        .expect("a request");
    let document = read(&INPUT, &[], &request).expect("it can be read");
    let marks = json!(["a", "b, c", r#"say "d""#]);
    assert_eq!(document["marks"], marks);
    let times = [
        "Mon, 16 Dec 2019 23:48:18 GMT",
        "Tue, 17 Dec 2019 23:48:18 GMT",
    ];
    assert_eq!(document["times"], json!(times));
    let answer = json!({
        "marks": marks,
        "times": ["2019-12-16T23:48:18Z", "2019-12-17T23:48:18Z"],
    });
    let response = write(&OUTPUT, 200, &answer.into()).expect("it can be written");
    assert_eq!(response.headers()["x-marks"], r#"a, "b, c", "say \"d\"""#);
    assert_eq!(response.headers()["x-times"], times.join(", "));
}

#[test]
fn a_double_keeps_its_last_digit() {
    let mut bits = 1_u64;
    for _ in 0..1000 {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        let number = f64::from_bits(bits);
        if number.is_finite() {
            let body = format!(r#"{{"in": {{"made": {number:e}}}}}"#);
            let request = Request::new(Bytes::from(body));
            let document = read(&INPUT, &[], &request).expect("it is JSON");
            assert_eq!(document["inner"]["made"].as_f64(), Some(number));
        }
    }
}

#[test]
fn an_explicit_null_is_absence_at_any_depth() {
    let document = read_from("/", r#"{"in": {"t": null, "made": 1}}"#).expect("it is JSON");
    assert_eq!(document["inner"], json!({"made": 1}));
    let document = read_from("/", r#"{"in": null}"#).expect("it is JSON");
    assert_eq!(document.get("inner"), None);
}

#[test]
fn what_does_not_fit_is_left_for_validation() {
    let document = read_from("/?n=many", r#"{"in": 5}"#).expect("it is JSON");
    assert_eq!(
        (&document["count"], &document["inner"]),
        (&json!("many"), &json!(5))
    );
    assert_eq!(read_from("/", "{"), None);
    assert_eq!(read_from("/", "[]"), None);
}

#[test]
fn answers_follow_the_bindings() {
    let document = json!({
        "marks": ["a", "b"],
        "meta": {"owner": "me"},
        "since": "2022-11-28T00:00:00Z",
        "status": 418,
        "inner": {
            "seen": "2022-11-28T00:00:00.5Z", "made": "2022-11-28T00:00:00.5Z", "title": null,
        },
        "secret": "not in the output",
    });
    let response = write(&OUTPUT, 200, &document.into()).expect("it can be written");
    assert_eq!(response.status(), 418);
    assert_eq!(response.headers()["x-marks"], "a, b");
    assert_eq!(response.headers()["x-meta-owner"], "me");
    assert_eq!(
        response.headers()["x-since"],
        "Mon, 28 Nov 2022 00:00:00 GMT"
    );
    assert_eq!(response.headers()["content-type"], "application/json");
    let body = r#"{"in":{"made":1669593600.5,"seen":"2022-11-28T00:00:00.5Z"}}"#;
    assert_eq!(response.body(), body);
}

#[test]
fn payloads_are_the_whole_body() {
    let request = Request::new(Bytes::from_static(b"\x00\xff"));
    let document = read(&FILE, &[], &request).ok();
    assert_eq!(document, Some(json!({"data": "AP8="})));
    let response = write(&FILE, 200, &json!({"data": "AP8="}).into()).expect("it can be written");
    assert_eq!(response.body().as_ref(), b"\x00\xff");
}
