//! Objects in buckets: streams, checksums, addresses for others, and credentials for a bucket.

use std::io::Write as _;
use std::time::Duration;

use conformance::sigv4::Signed;
use conformance_services::s3 as sdk;
use sdk::operation::{RequestId as _, RequestIdExt as _};
use sdk::presigning::PresigningConfig;
use sdk::primitives::ByteStream;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::server::{KEYS, answer, requests, serve};

fn client(url: &str) -> sdk::Client {
    sdk::Client::from_conf(crate::config!(url).build())
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
    let client = client(&server.url());

    let put = client
        .put_object()
        .bucket("bucket")
        .key("a folder/object.txt");
    let put = put
        .content_type("text/plain")
        .metadata("team", "a")
        .checksum_sha256(&checksum);
    let put = put.body(sdk::primitives::ByteStream::from(body.clone().into_bytes()));
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
    let presigned = client(&url)
        .get_object()
        .bucket("bucket")
        .key("object.txt")
        .range("bytes=0-3");
    let hour = sdk::presigning::PresigningConfig::expires_in(Duration::from_secs(3600));
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

/// The plain body of one in the coding `aws-chunked`, the number of its chunks, and what follows them.
fn decode(mut encoded: &str) -> (String, usize, &str) {
    let (mut plain, mut chunks) = (String::new(), 0);
    loop {
        let (line, rest) = encoded
            .split_once("\r\n")
            .expect("a line before each chunk");
        let (length, signature) = line.split_once(";chunk-signature=").expect("it is signed");
        assert_eq!(signature.len(), 64, "{line}");
        let length = usize::from_str_radix(length, 16).expect("a length");
        chunks += 1;
        if length == 0 {
            return (plain, chunks, rest);
        }
        plain.push_str(&rest[..length]);
        encoded = rest[length..]
            .strip_prefix("\r\n")
            .expect("the end of a chunk");
    }
}

#[tokio::test]
async fn a_file_is_put_in_signed_chunks_with_its_checksum_after_it() {
    let body = "a line of the object\n".repeat(5_000);
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(body.as_bytes()).expect("written");
    // The second attempt reads and signs it anew.
    let server = serve(vec![
        answer(503, json!({}), json!("")),
        answer(200, json!({}), json!("")),
    ])
    .await;
    let put = client(&server.url()).put_object().bucket("bucket").key("o");
    let put = put.body(ByteStream::from_path(file.path()).await.expect("readable"));
    put.send().await.expect("the second attempt succeeds");

    let requests = requests(&server);
    assert_eq!(requests.len(), 2);
    for request in &requests {
        let length = body.len().to_string();
        for (name, value) in [
            ("content-encoding", "aws-chunked"),
            (
                "x-amz-content-sha256",
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            ),
            ("x-amz-decoded-content-length", &length),
            ("x-amz-sdk-checksum-algorithm", "CRC32"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
        ] {
            assert_eq!(request.header(name), Some(value), "{name}");
        }
        let (plain, chunks, trailers) = decode(&request.body);
        assert_eq!((plain == body, chunks), (true, 3));
        assert!(
            trailers.starts_with("x-amz-checksum-crc32:")
                && trailers.contains("\r\nx-amz-trailer-signature:"),
            "{trailers}"
        );
    }
}

#[tokio::test]
async fn a_presigned_upload_says_of_its_body_what_its_caller_says() {
    let presign = |length: Option<i64>| async move {
        let put = client("http://127.0.0.1:9")
            .put_object()
            .bucket("bucket")
            .key("o");
        let hour = PresigningConfig::expires_in(Duration::from_secs(3600)).expect("not too long");
        put.set_content_length(length)
            .presigned(hour)
            .await
            .expect("signed")
    };
    let open = presign(None).await;
    assert!(!open.uri().contains("checksum"), "{}", open.uri());
    assert_eq!(open.headers().count(), 0);
    let sized = presign(Some(5)).await;
    assert_eq!(
        sized.headers().collect::<Vec<_>>(),
        [("content-length", "5")]
    );
    assert!(
        sized
            .uri()
            .contains("X-Amz-SignedHeaders=content-length%3Bhost"),
        "{}",
        sized.uri()
    );
}

#[tokio::test]
async fn a_bucket_with_sessions_is_read_with_credentials_of_its_own() {
    let (key, secret) = KEYS;
    let session = format!(
        "<CreateSessionResult><Credentials><AccessKeyId>{key}</AccessKeyId>\
         <SecretAccessKey>{secret}</SecretAccessKey><SessionToken>of-the-bucket</SessionToken>\
         <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></CreateSessionResult>"
    );
    let server = serve(vec![
        answer(200, json!({}), json!(session)),
        answer(200, json!({}), json!("one")),
        answer(200, json!({}), json!("two")),
    ])
    .await;
    let client = client(&server.url());
    for expected in ["one", "two"] {
        let got = client.get_object().bucket("b--use1-az4--x-s3").key("o");
        let got = got.send().await.expect("it is there");
        let body = got.body.collect().await.expect("whole").into_bytes();
        assert_eq!(body, expected);
    }
    let requests = requests(&server);
    assert_eq!(requests.len(), 3, "one session is enough");
    assert_eq!(requests[0].target, "/b--use1-az4--x-s3/?session");
    let token = |index: usize| requests[index].header("x-amz-s3session-token");
    assert_eq!([token(0), token(1)], [None, Some("of-the-bucket")]);
    let signed = requests[1].header("authorization").expect("it is signed");
    assert!(signed.contains("/s3express/aws4_request"), "{signed}");
}

#[tokio::test]
async fn an_answer_that_expires_at_no_date_is_an_answer() {
    let server = serve(vec![
        answer(200, json!({ "Expires": "never" }), json!("content")),
        answer(
            200,
            json!({ "Expires": "Thu, 01 Jan 2026 00:00:00 GMT" }),
            json!("content"),
        ),
    ])
    .await;
    let client = client(&server.url());
    for (date, text) in [(false, "never"), (true, "Thu, 01 Jan 2026 00:00:00 GMT")] {
        let got = client.get_object().bucket("bucket").key("o").send().await;
        let got = got.expect("it is there");
        assert_eq!(
            (got.expires().is_some(), got.expires_string()),
            (date, Some(text))
        );
    }
}

#[tokio::test]
async fn pages_end_where_the_service_says_so_whatever_the_token() {
    let page = |more: bool| {
        let page = format!(
            "<ListPartsResult><NextPartNumberMarker>7</NextPartNumberMarker>\
             <IsTruncated>{more}</IsTruncated><Part><PartNumber>1</PartNumber></Part></ListPartsResult>"
        );
        answer(200, json!({}), json!(page))
    };
    let server = serve(vec![page(true), page(false)]).await;
    let list = client(&server.url()).list_parts().bucket("bucket").key("o");
    let mut parts = list.upload_id("u").into_paginator().items().send();
    let mut count = 0;
    while let Some(part) = parts.next().await {
        assert_eq!(part.expect("a page").part_number(), Some(1));
        count += 1;
    }
    assert_eq!((count, requests(&server).len()), (2, 2));
}

#[tokio::test]
async fn whoever_asks_for_support_has_both_ids_of_a_request() {
    let body = "<Error><Code>NoSuchKey</Code><Message>m</Message></Error>";
    let ids = json!({ "x-amzn-requestid": null, "x-amz-request-id": "one", "x-amz-id-2": "two" });
    let server = serve(vec![answer(404, ids, json!(body))]).await;
    let get = client(&server.url()).get_object().bucket("bucket").key("o");
    let error = get.send().await.expect_err("it is not there");
    assert_eq!(
        (error.request_id(), error.extended_request_id()),
        (Some("one"), Some("two"))
    );
    let error = error.into_service_error();
    assert!(error.is_no_such_key());
    assert_eq!(error.extended_request_id(), Some("two"));
}
