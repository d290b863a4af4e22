//! Faults, and what the server answers for itself.

mod support;

use std::io::ErrorKind;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{Running, read_all, request, start};
use tokio::io::AsyncWriteExt as _;

async fn fault(server: &Running, fault: Value) {
    let set = json!({"faults": [fault]}).to_string();
    let (status, answer) = server.call("POST", "/_notes/faults", &set).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn throttling_and_errors_come_in_place_of_the_call() {
    let server = start(|server| server).await;
    fault(
        &server,
        json!({"fault": "throttle", "retryAfter": 2, "times": 1}),
    )
    .await;
    let answer = server.send(request("GET", "/notes", "").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 429 "), "{answer}");
    for part in [
        "retry-after: 2\r\n",
        "x-amz-retry-after: 2000\r\n",
        "x-amzn-errortype: ThrottlingException\r\n",
    ] {
        assert!(answer.contains(part), "{part}: {answer}");
    }
    assert!(server.is_well().await);

    fault(
        &server,
        json!({"fault": "error", "status": 503, "code": "Busy", "operation": "PutNote"}),
    )
    .await;
    assert!(server.is_well().await);
    let (status, _) = server.call("PUT", "/notes/a", r#"{"text": "x"}"#).await;
    assert_eq!(status, 503);
    assert_eq!(server.call("DELETE", "/_notes/faults", "").await.0, 200);
    assert_eq!(
        server.call("GET", "/notes", "").await.1,
        json!({"notes": []})
    );
}

#[tokio::test]
async fn connections_break_before_or_after_the_call() {
    let server = start(|server| server).await;
    for (name, made) in [("reset", json!([])), ("lost", json!([{"text": "x"}]))] {
        fault(&server, json!({"fault": name, "operation": "PutNote"})).await;
        let mut stream = server.connect().await;
        let bytes = request("PUT", "/notes/a", r#"{"text": "x"}"#);
        stream
            .write_all(bytes.as_bytes())
            .await
            .expect("the server reads");
        let error = read_all(&mut stream).await.expect_err("it breaks");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert_eq!(
            server.call("GET", "/notes", "").await.1["notes"],
            made,
            "{name}"
        );
    }
}

#[tokio::test]
async fn half_an_answer_arrives() {
    let server = start(|server| server).await;
    fault(
        &server,
        json!({"fault": "truncate", "operation": "ListNotes"}),
    )
    .await;
    let answer = server.send(request("GET", "/notes", "").as_bytes()).await;
    assert!(answer.contains("content-length: 12\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n{\"note"), "{answer}");
}

#[tokio::test]
async fn delays_take_their_time() {
    let server = start(|server| server).await;
    fault(&server, json!({"fault": "delay", "min": 150, "max": 200})).await;
    let started = Instant::now();
    assert!(server.is_well().await);
    assert!(started.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn wrong_faults_and_paths_are_explained() {
    let server = start(|server| server).await;
    for (body, text) in [
        ("{", "not valid JSON"),
        ("{}", "`faults`"),
        (r#"{"faults": [{}]}"#, "faults[0].fault"),
    ] {
        let (status, answer) = server.call("POST", "/_notes/faults", body).await;
        assert_eq!(status, 400);
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|said| said.contains(text)),
            "{answer}"
        );
    }
    assert_eq!(server.call("GET", "/_notes/reset", "").await.0, 405);
    assert_eq!(server.call("GET", "/_notes/nothing", "").await.0, 404);
    assert_eq!(server.call("GET", "/_notesome", "").await.0, 404);
}

#[tokio::test]
async fn what_happened_is_told_in_lines_counts_and_pages() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&lines);
    let server = start(|server| {
        server.log(move |line: &str| log.lock().expect("no test panics").push(line.to_owned()))
    })
    .await;
    fault(
        &server,
        json!({"fault": "throttle", "operation": "ListNotes"}),
    )
    .await;
    server.call("PUT", "/notes/a", r#"{"text": "x"}"#).await;
    server.call("GET", "/notes", "").await;
    server.call("GET", "/notes/b?x=1", "").await;

    let lines: Vec<Value> = lines
        .lock()
        .expect("no test panics")
        .iter()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[0]["operation"], &lines[0]["status"]),
        (&json!("PutNote"), &json!(200))
    );
    assert_eq!(
        (&lines[1]["fault"], &lines[1]["status"]),
        (&json!("throttle"), &json!(429))
    );
    assert_eq!(
        (&lines[2]["code"], &lines[2]["path"]),
        (&json!("NotFound"), &json!("/notes/b?x=1"))
    );

    let (_, metrics) = server.call("GET", "/_notes/metrics", "").await;
    let metrics = metrics.as_str().expect("it is text");
    for line in [
        "notes_local_requests_total{operation=\"PutNote\",status=\"200\",code=\"\"} 1\n",
        "notes_local_requests_total{operation=\"ListNotes\",status=\"429\",code=\"ThrottlingException\"} 1\n",
        "notes_local_faults_total{fault=\"throttle\"} 1\n",
        "notes_local_request_duration_seconds_count{operation=\"GetNote\"} 1\n",
    ] {
        assert!(metrics.contains(line), "{line}{metrics}");
    }
    let (_, news) = server.call("GET", "/_notes/requests?since=1", "").await;
    assert_eq!(
        (&news["next"], news["requests"].as_array().map(Vec::len)),
        (&json!(3), Some(2))
    );
    let (_, status) = server.call("GET", "/_notes/status", "").await;
    assert_eq!(status["records"][0]["count"], 1);
    assert_eq!(status["faults"][0]["hits"], 1);
}

#[tokio::test]
async fn state_is_kept_moved_and_thrown_away() {
    let server = start(|server| server).await;
    for id in ["b", "a"] {
        server
            .call(
                "PUT",
                &format!("/notes/{id}"),
                &json!({"text": id}).to_string(),
            )
            .await;
    }
    let (_, snapshot) = server.call("GET", "/_notes/snapshot", "").await;
    assert_eq!(server.call("POST", "/_notes/reset", "").await.0, 200);
    assert_eq!(
        server.call("GET", "/notes", "").await.1,
        json!({"notes": []})
    );
    let restored = server
        .call("POST", "/_notes/restore", &snapshot.to_string())
        .await;
    assert_eq!(restored.0, 200, "{restored:?}");
    let notes = json!({"notes": [{"text": "b"}, {"text": "a"}]});
    assert_eq!(server.call("GET", "/notes", "").await.1, notes);
    for wrong in [json!({}), json!({"format": 1, "records": [{}]})] {
        assert_eq!(
            server
                .call("POST", "/_notes/restore", &wrong.to_string())
                .await
                .0,
            400
        );
    }
    assert_eq!(server.call("GET", "/notes", "").await.1, notes);
}

#[tokio::test]
async fn the_page_brings_its_policy() {
    let server = start(|server| server).await;
    for path in ["/_notes/", "/_notes"] {
        let answer = server.send(request("GET", path, "").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(
            answer.contains("content-security-policy: default-src 'none'; "),
            "{answer}"
        );
    }
}
