//! Programs of services whose official crate takes too long to compile here.

use std::time::Duration;

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep, TokioSleep};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use conformance::sigv4::Signed;
use conformance_services::{lambda, s3, transcribe};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::server::{answer, requests, serve, serve_slowly};

mod dynamodb {
    use crate::Account;
    use conformance_services::dynamodb as sdk;
    include!("dynamodb.rs");
}

#[tokio::test]
async fn a_table_takes_an_item_after_a_throttle_and_gives_it_back() {
    let error = |name: &str| {
        let body =
            json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "m" });
        answer(400, json!({}), body)
    };
    let item = json!({ "Item": { "id": { "S": "1" }, "size": { "N": "42" } } });
    let server = serve(vec![
        error("ProvisionedThroughputExceededException"),
        answer(200, json!({}), json!({})),
        answer(200, json!({}), item),
        error("ResourceNotFoundException"),
    ])
    .await;
    let account = dynamodb::items(&server.url()).await;
    assert_eq!(account, ["Some(Ok(\"42\"))", "true"]);

    let requests = requests(&server);
    assert!(
        requests.iter().all(|request| request.signature.is_none()),
        "{requests:?}"
    );
    let targets: Vec<_> = requests
        .iter()
        .map(|request| request.header("x-amz-target"))
        .collect();
    let (put, get) = ("DynamoDB_20120810.PutItem", "DynamoDB_20120810.GetItem");
    assert_eq!(targets, [Some(put), Some(put), Some(get), Some(get)]);
    assert_eq!(requests[0].body, requests[1].body);
    assert_eq!(
        requests[1].header("amz-sdk-request"),
        Some("attempt=2; max=3")
    );
}

/// Sleeps, but not for long.
#[derive(Debug)]
struct Impatient;

impl AsyncSleep for Impatient {
    fn sleep(&self, duration: Duration) -> Sleep {
        match duration < Duration::from_secs(20) {
            true => TokioSleep::new().sleep(duration),
            false => Sleep::new(std::future::ready(())),
        }
    }
}

#[tokio::test]
async fn a_waiter_waits_until_the_table_is_there() {
    let table = |status: &str| {
        let table = json!({ "Table": { "TableName": "things", "TableStatus": status } });
        answer(200, json!({}), table)
    };
    let error = |name: &str| answer(400, json!({}), json!({ "__type": name }));
    let server = serve(vec![
        error("ResourceNotFoundException"),
        table("CREATING"),
        table("ACTIVE"),
        // A wait of no time asks once.
        table("CREATING"),
        table("CREATING"),
        error("ValidationException"),
    ])
    .await;
    let account = dynamodb::waits(&server.url(), Impatient).await;
    assert_eq!(
        account,
        [
            "Some(Active)",
            "exceeded max wait time (0ns)",
            "operation failed while waiting",
        ]
    );
    let requests = requests(&server);
    assert_eq!(requests.len(), 6);
    let agent = requests[0]
        .header("x-amz-user-agent")
        .or(requests[0].header("user-agent"));
    assert!(
        agent.is_some_and(|agent| agent.contains(" m/") && agent.contains('B')),
        "{agent:?}"
    );
}

fn s3_client(url: &str) -> s3::Client {
    use s3 as sdk;
    s3::Client::from_conf(crate::config!(url).build())
}

#[tokio::test]
async fn an_object_is_put_and_got_as_a_stream_with_a_checksum() {
    let body = "a line of the object\n".repeat(10_000);
    let checksum = aws_smithy_types::base64::encode(Sha256::digest(&body));
    let server = serve(vec![
        answer(200, json!({ "ETag": "\"e\"" }), json!("")),
        answer(
            200,
            json!({ "ETag": "\"e\"", "x-amz-checksum-sha256": checksum, "x-amz-meta-team": "a" }),
            json!(body),
        ),
    ])
    .await;
    let client = s3_client(&server.url());

    let put = client
        .put_object()
        .bucket("bucket")
        .key("a folder/object.txt");
    let put = put
        .content_type("text/plain")
        .metadata("team", "a")
        .checksum_sha256(&checksum);
    let put = put.body(s3::primitives::ByteStream::from(body.clone().into_bytes()));
    let put = put.send().await.expect("it is taken");
    assert_eq!(put.e_tag(), Some("\"e\""));

    let got = client
        .get_object()
        .bucket("bucket")
        .key("a folder/object.txt");
    let mut got = got.send().await.expect("it is there");
    assert_eq!(
        got.metadata()
            .and_then(|metadata| metadata.get("team"))
            .map(String::as_str),
        Some("a")
    );
    let mut hash = Sha256::new();
    while let Some(piece) = got.body.next().await {
        hash.update(piece.expect("the body arrives whole"));
    }
    let found = aws_smithy_types::base64::encode(hash.finalize());
    assert_eq!(got.checksum_sha256.as_deref(), Some(found.as_str()));

    let requests = requests(&server);
    assert!(
        requests.iter().all(|request| request.signature.is_none()),
        "{requests:?}"
    );
    assert_eq!(
        requests[0].target,
        "/bucket/a%20folder/object.txt?x-id=PutObject"
    );
    assert_eq!(requests[0].header("x-amz-meta-team"), Some("a"));
    assert_eq!(
        requests[0].header("x-amz-checksum-sha256"),
        Some(checksum.as_str())
    );
    assert_eq!(requests[0].body, body);
}

#[tokio::test]
async fn a_presigned_address_verifies_until_it_is_changed() {
    let server = serve(vec![answer(200, json!({}), json!("content"))]).await;
    let url = server.url();
    let presigned = s3_client(&url)
        .get_object()
        .bucket("bucket")
        .key("object.txt")
        .range("bytes=0-3");
    let hour = s3::presigning::PresigningConfig::expires_in(Duration::from_secs(3600));
    let presigned = presigned
        .presigned(hour.expect("not too long"))
        .await
        .expect("signed");
    assert_eq!(presigned.method(), "GET");
    let target = presigned
        .uri()
        .strip_prefix(&url)
        .expect("it is of the endpoint");

    // Whoever has the address needs nothing else but what is signed.
    let mut request = format!(
        "GET {target} HTTP/1.1\r\nHost: {}\r\n",
        &url["http://".len()..]
    );
    for (name, value) in presigned.headers() {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut stream = tokio::net::TcpStream::connect(&url["http://".len()..])
        .await
        .expect("it listens");
    stream
        .write_all(format!("{request}Connection: close\r\n\r\n").as_bytes())
        .await
        .expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("answered");
    assert!(text.ends_with("content"), "{text}");

    let arrived = requests(&server).remove(0);
    let signed = |target: &str| {
        let signed = Signed {
            method: &arrived.method,
            target,
            headers: &arrived.headers,
            body: b"",
        };
        signed.presigned_problem()
    };
    assert_eq!(signed(&arrived.target), None);
    let other = arrived.target.replace("object.txt", "other.txt");
    assert_eq!(signed(&other).as_deref(), Some("signature does not match"));
}

/// A message as it is sent.
fn frame(kind: &str, event: &str, payload: &str) -> Vec<u8> {
    let text = |value: &str| HeaderValue::String(value.to_owned().into());
    let message = Message::new(payload.to_owned().into_bytes())
        .add_header(Header::new(":message-type", text(kind)))
        .add_header(Header::new(
            if kind == "event" {
                ":event-type"
            } else {
                ":exception-type"
            },
            text(event),
        ))
        .add_header(Header::new(":content-type", text("application/json")));
    let mut bytes = Vec::new();
    aws_smithy_eventstream::frame::write_message_to(&message, &mut bytes).expect("a message");
    bytes
}

#[tokio::test]
async fn speech_goes_out_and_a_transcript_comes_back_as_streams_of_events() {
    use transcribe as sdk;
    use transcribe::types::error::TranscriptResultStreamError;
    use transcribe::types::{AudioEvent, AudioStream, TranscriptResultStream};

    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\n\
        x-amzn-transcribe-session-id: s-1\r\nConnection: close\r\n\r\n";
    let transcript =
        r#"{"Transcript":{"Results":[{"ResultId":"r","IsPartial":false,"Text":"hello"}]}}"#;
    let (url, serving) = serve_slowly(
        b"\r\n0\r\n\r\n",
        vec![
            (Duration::ZERO, head.to_vec()),
            (
                Duration::from_millis(20),
                frame("event", "TranscriptEvent", transcript),
            ),
            (
                Duration::from_millis(20),
                frame(
                    "exception",
                    "BadRequestException",
                    r#"{"Message":"too quiet"}"#,
                ),
            ),
        ],
    )
    .await;
    let client = transcribe::Client::from_conf(crate::config!(&url).build());
    let audio = ["first", "second"].map(|chunk| {
        let event = AudioEvent::builder().audio_chunk(transcribe::primitives::Blob::new(chunk));
        Ok(AudioStream::AudioEvent(event.build()))
    });
    let call = client.start_stream_transcription().language_code("en-US");
    let call = call.media_sample_rate_hertz(16_000);
    let call = call.audio_stream(futures_util::stream::iter(audio).into());
    let mut output = call.send().await.expect("it listens");
    assert_eq!(output.session_id(), Some("s-1"));

    let event = output
        .transcript_result_stream
        .recv()
        .await
        .expect("an event")
        .expect("not the end");
    let TranscriptResultStream::TranscriptEvent(event) = event else {
        panic!("another event: {event:?}");
    };
    let results = event
        .transcript()
        .map(|transcript| transcript.results())
        .unwrap_or_default();
    assert_eq!(results[0].text(), Some("hello"));
    let error = output
        .transcript_result_stream
        .recv()
        .await
        .expect_err("an error in the stream");
    let error = error.into_service_error();
    assert!(
        matches!(&error, TranscriptResultStreamError::BadRequestException(_)),
        "{error:?}"
    );

    let request = serving.await.expect("served");
    let text = String::from_utf8_lossy(&request);
    for part in [
        "x-amzn-transcribe-language-code: en-US",
        ":chunk-signature",
        "AudioEvent",
        "first",
        "second",
    ] {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
}

#[tokio::test]
async fn the_answer_of_a_function_may_come_late() {
    use lambda as sdk;

    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n";
    let (url, serving) = serve_slowly(
        b"\r\n\r\n{}",
        vec![
            (Duration::ZERO, head.to_vec()),
            (Duration::from_secs(7), b"\"ok\"".to_vec()),
        ],
    )
    .await;
    let client = lambda::Client::from_conf(crate::config!(&url).build());
    let call = client
        .invoke()
        .function_name("slow")
        .payload(lambda::primitives::Blob::new("{}"));
    let output = call.send().await.expect("silence is no failure");
    assert_eq!(output.status_code(), 200);
    assert_eq!(
        output.payload().map(AsRef::as_ref),
        Some(b"\"ok\"".as_slice())
    );
    let request = serving.await.expect("served");
    let request = String::from_utf8_lossy(&request);
    assert!(
        request.starts_with("POST /2015-03-31/functions/slow/invocations HTTP/1.1"),
        "{request}"
    );
}
