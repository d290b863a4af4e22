//! Bodies that are proven whole.

use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_schema::{OperationSchema, Schema, ShapeType, prelude, shape_id};
use aws_smithy_types::body::SdkBody;
use smithy_catalog::document::DocumentStruct;
use smithy_catalog::{Http, HttpChecksum, Kind, Member, Operation, Shape, UNIT};
use smithy_client::config::RequestChecksumCalculation;
use smithy_client::dynamic;
use smithy_client::error::DisplayErrorContext;
use smithy_client::primitives::ByteStream;

use crate::support::{client, config, replay};
use crate::things::Client;

static MODE_SCHEMA: Schema<'static> = Schema::new_member(
    shape_id!("test", "PutInput", "mode"),
    ShapeType::String,
    "mode",
    0,
)
.with_http_header("x-amz-checksum-mode");

static ALGORITHM_SCHEMA: Schema<'static> = Schema::new_member(
    shape_id!("test", "PutInput", "algorithm"),
    ShapeType::String,
    "algorithm",
    1,
)
.with_http_header("x-amz-sdk-checksum-algorithm");

static INPUT_SCHEMA: Schema<'static> = Schema::new_struct(
    shape_id!("test", "PutInput"),
    ShapeType::Structure,
    &[&MODE_SCHEMA, &ALGORITHM_SCHEMA],
)
.with_http(aws_smithy_schema::traits::HttpTrait::new(
    "PUT",
    "/put",
    Some(200),
))
.with_no_body_members();

static TEXT: Shape = Shape::new("smithy.api#String", &prelude::STRING, Kind::String);

static MEMBERS: &[Member] = &[
    Member::new("mode", &MODE_SCHEMA, &TEXT),
    Member::new("algorithm", &ALGORITHM_SCHEMA, &TEXT),
];

static INPUT: Shape = Shape::new(
    "test#PutInput",
    &INPUT_SCHEMA,
    Kind::Structure(smithy_catalog::Members::listed(MEMBERS)),
);

static PUT_SCHEMA: OperationSchema<'static> = OperationSchema::builder(shape_id!("test", "Put"))
    .input(&INPUT_SCHEMA)
    .output(&prelude::UNIT)
    .errors(&[])
    .build();

static PUT: Operation = Operation::new(
    "Put",
    &PUT_SCHEMA,
    Http {
        method: "PUT",
        uri: "/put",
        code: 200,
    },
    &INPUT,
    &UNIT,
    &[],
)
.checksum(HttpChecksum {
    request_algorithm_member: Some("algorithm"),
    request_required: false,
    response_mode_member: Some("mode"),
    response_algorithms: &["CRC32"],
});

fn input(members: serde_json::Value) -> DocumentStruct {
    let serde_json::Value::Object(members) = members else {
        unreachable!("tests give objects")
    };
    DocumentStruct::new(&INPUT, members)
}

fn answering(body: &'static str, crc32: &str) -> StaticReplayClient {
    let response = http::Response::builder()
        .header("x-amz-checksum-crc32", crc32)
        .body(SdkBody::from(body))
        .expect("a response");
    StaticReplayClient::new(vec![ReplayEvent::new(
        http::Request::new(SdkBody::empty()),
        response,
    )])
}

/// `hello world`
const CRC32: &str = "DUoRhQ==";

#[tokio::test]
async fn a_body_in_memory_has_its_checksum_in_a_header() {
    let http = replay(&[(200, "")]);
    let body = ByteStream::from_static(b"hello world");
    let input = input(serde_json::json!({}));
    dynamic::call_streaming(client(&http).handle(), &PUT, input, Some(body), None)
        .await
        .expect("success");
    let request = http.actual_requests().next().expect("a request");
    let header = |name| request.headers().get(name);
    assert_eq!(header("x-amz-checksum-crc32"), Some(CRC32));
    assert_eq!(header("x-amz-sdk-checksum-algorithm"), Some("CRC32"));
    assert_eq!(header("x-amz-checksum-mode"), Some("ENABLED"));
}

#[tokio::test]
async fn the_input_chooses_the_algorithm_and_the_configuration_whether_there_is_one() {
    let http = replay(&[(200, ""), (200, "")]);
    let when = RequestChecksumCalculation::WhenRequired;
    let client = Client::from_conf(config(&http).request_checksum_calculation(when).build());
    for members in [
        serde_json::json!({ "algorithm": "SHA256" }),
        serde_json::json!({}),
    ] {
        let body = Some(ByteStream::from_static(b"hello world"));
        dynamic::call_streaming(client.handle(), &PUT, input(members), body, None)
            .await
            .expect("success");
    }
    let sent: Vec<_> = http
        .actual_requests()
        .map(|request| {
            let header = |name| request.headers().get(name).map(str::to_owned);
            (
                header("x-amz-checksum-sha256"),
                header("x-amz-checksum-crc32"),
            )
        })
        .collect();
    let sha256 = "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=".to_owned();
    assert_eq!(sent, [(Some(sha256), None), (None, None)]);
}

#[tokio::test]
async fn an_answer_is_held_against_its_checksum() {
    for (body, whole) in [("hello world", true), ("hello worlt", false)] {
        let http = answering(body, CRC32);
        let input = || input(serde_json::json!({}));
        let read = dynamic::call(client(&http).handle(), &PUT, input(), None).await;
        assert_eq!(read.is_ok(), whole, "{read:?}");

        let http = answering(body, CRC32);
        let response = dynamic::call_streaming(client(&http).handle(), &PUT, input(), None, None)
            .await
            .expect("the head is sound");
        let streamed = response.body.collect().await;
        match streamed {
            Ok(bytes) => assert_eq!(
                (bytes.into_bytes().as_ref(), whole),
                (body.as_bytes(), true)
            ),
            Err(error) => {
                assert!(!whole);
                let error = DisplayErrorContext(error).to_string();
                assert!(error.contains("crc32"), "{error}");
            }
        }
    }
}
