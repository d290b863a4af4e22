//! Programs that are compiled with the official crate as well.

use conformance::case::{Answer, Request};
use serde_json::json;

use crate::Account;
use crate::server::{answer, requests, serve};

mod official_sqs {
    use crate::Account;
    use aws_sdk_sqs as sdk;
    include!("sqs.rs");
}

mod our_sqs {
    use crate::Account;
    use conformance_services::sqs as sdk;
    include!("sqs.rs");
}

mod official_sts {
    use crate::Account;
    use aws_sdk_sts as sdk;
    include!("sts.rs");
}

mod our_sts {
    use crate::Account;
    use conformance_services::sts as sdk;
    include!("sts.rs");
}

/// What a request says, without what differs from call to call and what a client says of itself.
fn said(request: &Request) -> String {
    assert_eq!(request.signature, None, "{request:?}");
    let Request {
        method,
        target,
        headers,
        body,
        scope,
        ..
    } = request;
    let own = |name: &str| {
        let own = [
            "user-agent",
            "amz-sdk-",
            "authorization",
            "x-amz-date",
            "host",
        ];
        own.iter()
            .any(|prefix| name.trim_start_matches("x-amz-").starts_with(prefix))
    };
    let mut headers: Vec<String> = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .filter(|(name, _)| !own(name) && name != "x-amz-date")
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    headers.sort();
    // The order of members is nobody's business.
    let body =
        match serde_json::from_str::<std::collections::BTreeMap<String, serde_json::Value>>(body) {
            Ok(members) => format!("{members:?}"),
            Err(_) => body.clone(),
        };
    format!("{method} {target} {headers:?} {body} {scope:?}")
}

/// Runs the program with both crates, and gives what it saw and said with ours.
macro_rules! compare {
    ($answers:expr, $official:path, $ours:path) => {{
        let mut accounts = Vec::new();
        let mut sent = Vec::new();
        for ours in [false, true] {
            let server = serve($answers).await;
            accounts.push(match ours {
                false => $official(&server.url()).await,
                true => $ours(&server.url()).await,
            });
            sent.push(requests(&server).iter().map(said).collect::<Vec<_>>());
        }
        assert_eq!(accounts[0], accounts[1]);
        assert_eq!(sent[0], sent[1]);
        (accounts.remove(1), sent.remove(1))
    }};
}

#[tokio::test]
async fn a_queue_takes_a_message_and_an_error_has_the_code_of_the_query_protocol() {
    let answers = || -> Vec<Answer> {
        let gone =
            json!({ "__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "No such queue." });
        let query =
            json!({ "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender" });
        vec![
            answer(
                200,
                json!({}),
                json!({ "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/jobs" }),
            ),
            answer(
                200,
                json!({}),
                json!({ "MessageId": "m-1", "MD5OfMessageBody": "5d41402abc4b2a76b9719d911017c592" }),
            ),
            answer(400, query, gone),
        ]
    };
    let (account, sent): (Account, _) =
        compare!(answers(), official_sqs::messages, our_sqs::messages);
    assert_eq!(
        account,
        [
            "https://sqs.eu-west-1.amazonaws.com/1/jobs",
            "m-1 5d41402abc4b2a76b9719d911017c592",
            "QueueDoesNotExist: Some(\"AWS.SimpleQueueService.NonExistentQueue\") Some(\"No such queue.\")",
        ]
    );
    assert_eq!(sent.len(), 3);
    assert!(
        sent[0].contains("x-amz-target: AmazonSQS.GetQueueUrl"),
        "{}",
        sent[0]
    );
}

#[tokio::test]
async fn a_role_is_assumed_over_xml() {
    let xml = json!({ "Content-Type": "text/xml" });
    let answers = || {
        let keys = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
            <AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/r/s</Arn></AssumedRoleUser>\
            <Credentials><AccessKeyId>AKID</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>\
            <SessionToken>token</SessionToken><Expiration>2026-01-02T03:04:05Z</Expiration></Credentials>\
            </AssumeRoleResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></AssumeRoleResponse>";
        let denied = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
            <Code>RegionDisabledException</Code><Message>Not here.</Message></Error><RequestId>r-2</RequestId></ErrorResponse>";
        vec![
            answer(200, xml.clone(), json!(keys)),
            answer(403, xml.clone(), json!(denied)),
        ]
    };
    let (account, sent): (Account, _) = compare!(answers(), official_sts::assume, our_sts::assume);
    assert_eq!(
        account,
        [
            "AKID 2026-01-02T03:04:05Z Some(\"arn:aws:sts::1:assumed-role/r/s\")",
            "region disabled: Some(\"RegionDisabledException\") Some(\"Not here.\")",
        ]
    );
    assert!(
        sent[0].contains("Action=AssumeRole&Version=2011-06-15"),
        "{}",
        sent[0]
    );
}
