//! Programs of services whose official crate takes too long to compile here.

use std::time::Duration;

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep, TokioSleep};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use conformance_services::{lambda, transcribe};
use serde_json::json;

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
            (Duration::from_secs(12), b"\"ok\"".to_vec()),
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
