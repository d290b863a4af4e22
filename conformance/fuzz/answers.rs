//! Answers of services, in every protocol and as events.

use aws_smithy_runtime_api::http::Headers;
use protocol_model::operations::{DO_BODY, DO_HEADERS, DO_UNION};
use smithy_client::dynamic::RawResponse;

use super::spoken::{
    AwsJson1_0, AwsJson1_1, AwsQuery, Ec2Query, RestJson1, RestXml, RpcV2Cbor, RpcV2Json,
};
use super::{header, text};

/// Answers and errors of these operations, as a client of the protocol reads them.
fn answered<S: smithy_client::ServiceSpec>(bytes: &[u8], headers: Headers) {
    for operation in [&DO_BODY, &DO_UNION, &DO_HEADERS] {
        let response = RawResponse {
            status: 200,
            headers: headers.clone(),
            body: bytes::Bytes::copy_from_slice(bytes),
        };
        let _ = response.output::<S>(operation);
        for error in operation.errors {
            let _ = response.error::<S>(error);
        }
    }
}

pub(super) fn rest_json(bytes: &[u8]) {
    answered::<RestJson1>(bytes, Headers::new());
    answered::<AwsJson1_0>(bytes, Headers::new());
    answered::<AwsJson1_1>(bytes, Headers::new());
    answered::<RpcV2Json>(bytes, Headers::new());
}

pub(super) fn cbor(bytes: &[u8]) {
    answered::<RpcV2Cbor>(bytes, Headers::new());
}

pub(super) fn xml(bytes: &[u8]) {
    answered::<RestXml>(bytes, Headers::new());
}

pub(super) fn query_answer(bytes: &[u8]) {
    answered::<AwsQuery>(bytes, Headers::new());
    answered::<Ec2Query>(bytes, Headers::new());
}

/// Headers of an answer, a line each.
pub(super) fn headers(bytes: &[u8]) {
    let mut headers = Headers::new();
    for (name, value) in bytes.split(|byte| *byte == b'\n').filter_map(header) {
        if let (Some(name), Some(value)) = (text(name), text(value)) {
            let _ = headers.try_append(name.to_owned(), value.to_owned());
        }
    }
    answered::<RestJson1>(b"{}", headers);
}

/// The body of an answer that is a stream of events: as it is, and as the headers and the payload of a frame whose
/// lengths and checksums are right.
pub(super) fn events(bytes: &[u8]) {
    received(bytes.to_vec());
    let Some((&length, rest)) = bytes.split_first() else {
        return;
    };
    let headers = usize::from(length).min(rest.len());
    let mut frame = Vec::new();
    frame.extend((16 + rest.len() as u32).to_be_bytes());
    frame.extend((headers as u32).to_be_bytes());
    frame.extend(crc32fast::hash(&frame).to_be_bytes());
    frame.extend(rest);
    frame.extend(crc32fast::hash(&frame).to_be_bytes());
    received(frame);
}

fn received(body: Vec<u8>) {
    use aws_smithy_http_client::test_util::infallible_client_fn;
    use protocol_client::config::{BehaviorVersion, Config, Credentials, Region};
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.expect("a runtime can be made");
    let answer = infallible_client_fn(move |_| {
        http::Response::builder()
            .header("content-type", "application/vnd.amazon.eventstream")
            .body(aws_smithy_types::body::SdkBody::from(body.clone()))
            .expect("the response is valid")
    });
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url("http://localhost")
        .http_client(answer)
        .build();
    let client = protocol_client::Client::from_conf(config);
    runtime.block_on(async {
        if let Ok(mut output) = client.do_event_stream().send().await {
            while let Ok(Some(_)) = output.stream.recv().await {}
        }
    });
}
