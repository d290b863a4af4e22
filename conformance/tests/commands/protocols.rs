//! Requests and answers of every protocol, as AWS CLI v2 sends and prints them.

use std::fs;

use aws_smithy_cbor::Encoder;
use aws_smithy_types::DateTime;
use serde_json::json;

use crate::run::{Ran, run, run_in};
use crate::server::Answer;

/// A successful run whose output is this.
#[track_caller]
fn prints(ran: &Ran, expected: &str) {
    assert_eq!((ran.code, &*ran.out), (Some(0), expected), "{}", ran.err);
}

/// A run that ends with an error of the service, with this text.
#[track_caller]
fn fails(ran: &Ran, expected: &str) {
    assert_eq!(ran.code, Some(254), "{ran:?}");
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn aws_query_answers_stand_in_their_result() {
    let answer = r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::123456789012:user/a&amp;b</Arn>
    <UserId>AIDA</UserId>
    <Account>123456789012</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>"#;
    let ran = run(&["sts", "get-caller-identity"], vec![Answer::ok(answer)]);
    prints(
        &ran,
        "{\n    \"UserId\": \"AIDA\",\n    \"Account\": \"123456789012\",\n    \
         \"Arn\": \"arn:aws:iam::123456789012:user/a&b\"\n}\n",
    );
    let request = ran.request();
    assert_eq!(
        request.text(),
        "Action=GetCallerIdentity&Version=2011-06-15"
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[test]
fn aws_query_requests_are_forms_and_times_keep_their_zone() {
    let answer = "<AssumeRoleResponse><AssumeRoleResult><Credentials>\
        <AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken>\
        <Expiration>2026-01-02T03:04:05Z</Expiration></Credentials><PackedPolicySize>6</PackedPolicySize>\
        </AssumeRoleResult></AssumeRoleResponse>";
    let words = [
        "sts",
        "assume-role",
        "--role-arn",
        "arn:aws:iam::123456789012:role/r",
        "--role-session-name",
        "me",
        "--tags",
        "Key=a,Value=b",
        "Key=c,Value=d e",
        "--duration-seconds",
        "900",
    ];
    let ran = run(&words, vec![Answer::ok(answer)]);
    let shown = ran.json();
    assert_eq!(
        shown["Credentials"]["Expiration"],
        "2026-01-02T03:04:05+00:00"
    );
    assert_eq!(shown["PackedPolicySize"], 6);
    let mut pairs: Vec<_> = ran.request().text().split('&').collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        [
            "Action=AssumeRole",
            "DurationSeconds=900",
            "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr",
            "RoleSessionName=me",
            "Tags.member.1.Key=a",
            "Tags.member.1.Value=b",
            "Tags.member.2.Key=c",
            "Tags.member.2.Value=d%20e",
            "Version=2011-06-15",
        ]
    );
}

#[test]
fn aws_query_errors_have_a_code_and_a_message() {
    let error = "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code>\
        <Message>too old</Message></Error><RequestId>r</RequestId></ErrorResponse>";
    let ran = run(
        &["sts", "get-caller-identity"],
        vec![Answer::new(403, error)],
    );
    fails(
        &ran,
        "An error occurred (ExpiredTokenException) when calling the GetCallerIdentity operation: too old",
    );
}

#[test]
fn policies_are_shown_as_the_json_they_hold() {
    let answer = "<GetRoleResponse><GetRoleResult><Role><Path>/</Path><RoleName>r</RoleName>\
        <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D\
        </AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>";
    let ran = run(
        &["iam", "get-role", "--role-name", "r"],
        vec![Answer::ok(answer)],
    );
    assert_eq!(
        ran.json()["Role"]["AssumeRolePolicyDocument"],
        json!({ "Version": "2012-10-17", "Statement": [] })
    );
}

#[test]
fn ec2_query_lists_are_flat_in_requests_and_items_in_answers() {
    let answer = r#"<DescribeInstanceStatusResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>r</requestId>
  <instanceStatusSet>
    <item>
      <availabilityZone>us-west-2a</availabilityZone>
      <eventsSet/>
      <instanceId>i-1</instanceId>
      <instanceState><code>16</code><name>running</name></instanceState>
      <instanceStatus><details><item><name>reachability</name><status>passed</status></item></details><status>ok</status></instanceStatus>
    </item>
  </instanceStatusSet>
</DescribeInstanceStatusResponse>"#;
    let words = [
        "ec2",
        "describe-instance-status",
        "--instance-ids",
        "i-1",
        "i-2",
        "--filters",
        "Name=event.code,Values=a,b",
        "--include-all-instances",
    ];
    let ran = run(&words, vec![Answer::ok(answer)]);
    assert_eq!(
        ran.json(),
        json!({ "InstanceStatuses": [{
            "AvailabilityZone": "us-west-2a",
            "Events": [],
            "InstanceId": "i-1",
            "InstanceState": { "Code": 16, "Name": "running" },
            "InstanceStatus": {
                "Details": [{ "Name": "reachability", "Status": "passed" }],
                "Status": "ok",
            },
        }]})
    );
    let text = ran.request().text().to_owned();
    for pair in [
        "Action=DescribeInstanceStatus",
        "InstanceId.1=i-1",
        "InstanceId.2=i-2",
        "Filter.1.Name=event.code",
        "Filter.1.Value.2=b",
        "IncludeAllInstances=true",
    ] {
        assert!(text.split('&').any(|it| it == pair), "{pair}: {text}");
    }
}

#[test]
fn ec2_query_errors_and_answers_without_members_are_read() {
    let error = "<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>none</Message>\
        </Error></Errors><RequestID>r</RequestID></Response>";
    let ran = run(&["ec2", "describe-regions"], vec![Answer::new(400, error)]);
    fails(
        &ran,
        "An error occurred (InvalidInstanceID.NotFound) when calling the DescribeRegions operation: none",
    );
    let words = [
        "ec2",
        "create-tags",
        "--resources",
        "i-1",
        "--tags",
        "Key=a,Value=",
    ];
    let ran = run(&words, vec![Answer::ok("<CreateTagsResponse/>")]);
    prints(&ran, "");
    assert!(
        ran.request().text().contains("Tag.1.Value=&")
            || ran.request().text().ends_with("Tag.1.Value=")
    );
}

#[test]
fn rest_xml_pages_are_followed_and_joined() {
    let page = |more: &str, keys: &[&str], prefixes: &str| {
        let contents = keys.iter().map(|key| {
            format!(
                "<Contents><Key>{key}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>\
                 <ETag>&quot;e&quot;</ETag><Size>5</Size><StorageClass>STANDARD</StorageClass></Contents>"
            )
        });
        let contents: String = contents.collect();
        Answer::ok(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>{more}\
             {contents}{prefixes}</ListBucketResult>"
        ))
    };
    let answers = vec![
        page(
            "<IsTruncated>true</IsTruncated><NextContinuationToken>t/</NextContinuationToken>",
            &["a", "b c"],
            "",
        ),
        page(
            "<IsTruncated>false</IsTruncated>",
            &["d"],
            "<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>",
        ),
    ];
    let ran = run(&["s3api", "list-objects-v2", "--bucket", "b"], answers);
    let shown = ran.json();
    assert_eq!(
        shown["Contents"][1],
        json!({
            "Key": "b c",
            "LastModified": "2026-01-02T03:04:05+00:00",
            "ETag": "\"e\"",
            "Size": 5,
            "StorageClass": "STANDARD",
        })
    );
    assert_eq!(shown["Contents"].as_array().map(Vec::len), Some(3));
    assert_eq!(shown["CommonPrefixes"], json!([{ "Prefix": "p/" }]));
    assert_eq!(
        ran.requests[1].target,
        "/b/?list-type=2&continuation-token=t%2F"
    );
}

#[test]
fn rest_xml_objects_go_to_and_come_from_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let answer = Answer::ok("hello")
        .header("content-type", "text/plain")
        .header("etag", "\"e\"")
        .header("last-modified", "Fri, 02 Jan 2026 03:04:05 GMT")
        .header("x-amz-meta-team", "blue");
    let words = [
        "s3api",
        "get-object",
        "--bucket",
        "b",
        "--key",
        "k/1",
        "out",
    ];
    let ran = run_in(folder.path(), &words, vec![answer]);
    assert_eq!(
        ran.json(),
        json!({
            "LastModified": "2026-01-02T03:04:05+00:00",
            "ContentLength": 5,
            "ETag": "\"e\"",
            "ContentType": "text/plain",
            "Metadata": { "team": "blue" },
        })
    );
    assert_eq!(
        fs::read(folder.path().join("out")).expect("a file"),
        b"hello"
    );
    assert_eq!(ran.request().target, "/b/k/1?x-id=GetObject");

    let words = [
        "s3api",
        "put-object",
        "--bucket",
        "b",
        "--key",
        "k",
        "--body",
        "out",
        "--metadata",
        "team=blue",
        "--tagging",
        "a=b&c=d",
    ];
    let answer = Answer::ok("").header("etag", "\"e\"");
    let ran = run_in(folder.path(), &words, vec![answer]);
    prints(&ran, "{\n    \"ETag\": \"\\\"e\\\"\"\n}\n");
    let request = ran.request();
    assert_eq!(request.header("x-amz-meta-team"), Some("blue"));
    assert_eq!(request.header("x-amz-tagging"), Some("a=b&c=d"));
    assert!(request.text().contains("hello"), "{request:?}");
}

#[test]
fn rest_xml_errors_stand_with_and_without_a_body() {
    let error = "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>none</Message><Key>k</Key></Error>";
    let folder = tempfile::tempdir().expect("a folder");
    let words = ["s3api", "get-object", "--bucket", "b", "--key", "k", "out"];
    let ran = run_in(folder.path(), &words, vec![Answer::new(404, error)]);
    fails(
        &ran,
        "An error occurred (NoSuchKey) when calling the GetObject operation: none",
    );
    assert!(!folder.path().join("out").exists());
    let words = ["s3api", "head-object", "--bucket", "b", "--key", "k"];
    let ran = run(&words, vec![Answer::new(404, "")]);
    fails(
        &ran,
        "An error occurred (404) when calling the HeadObject operation: Not Found",
    );
}

#[test]
fn the_one_member_of_an_unwrapped_answer_is_shown_even_if_it_is_empty() {
    let words = ["s3api", "get-bucket-location", "--bucket", "b"];
    for (root, shown) in [
        (
            "<LocationConstraint>eu-west-1</LocationConstraint>",
            "\"eu-west-1\"",
        ),
        ("<LocationConstraint/>", "null"),
    ] {
        let ran = run(&words, vec![Answer::ok(root)]);
        prints(
            &ran,
            &format!("{{\n    \"LocationConstraint\": {shown}\n}}\n"),
        );
    }
}

#[test]
fn aws_json_numbers_bytes_and_unions_are_shown_as_they_came() {
    let words = [
        "dynamodb",
        "get-item",
        "--table-name",
        "t",
        "--key",
        r#"{"id": {"S": "1"}}"#,
    ];
    let answer = r#"{"Item": {"id": {"S": "1"}, "b": {"B": "AAE="}, "n": {"N": "2.50"}, "x": {"NULL": true}}}"#;
    let ran = run(&words, vec![Answer::ok(answer)]);
    assert_eq!(
        ran.json()["Item"],
        json!({
            "id": { "S": "1" }, "b": { "B": "AAE=" }, "n": { "N": "2.50" }, "x": { "NULL": true },
        })
    );
    let request = ran.request();
    assert_eq!(
        request.header("x-amz-target"),
        Some("DynamoDB_20120810.GetItem")
    );
    assert_eq!(
        request.json(),
        json!({ "TableName": "t", "Key": { "id": { "S": "1" } } })
    );
}

#[test]
fn query_compatible_errors_have_the_code_they_had() {
    let error = Answer::new(
        400,
        r#"{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "none"}"#,
    )
    .header(
        "x-amzn-query-error",
        "AWS.SimpleQueueService.NonExistentQueue;Sender",
    );
    let ran = run(&["sqs", "get-queue-url", "--queue-name", "q"], vec![error]);
    fails(
        &ran,
        "An error occurred (AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation: none",
    );
    assert_eq!(ran.request().header("x-amzn-query-mode"), Some("true"));
}

fn cbor(write: impl FnOnce(&mut Encoder)) -> Answer {
    let mut encoder = Encoder::new(Vec::new());
    write(&mut encoder);
    Answer::ok(encoder.into_writer())
        .header("smithy-protocol", "rpc-v2-cbor")
        .header("content-type", "application/cbor")
}

#[test]
fn cbor_answers_are_shown_as_json_ones_are() {
    let answer = cbor(|it| {
        it.begin_map();
        it.str("Label")
            .str("Hits")
            .str("Datapoints")
            .array(1)
            .map(4);
        it.str("Timestamp")
            .timestamp(&DateTime::from_secs(1_767_323_045));
        it.str("Sum")
            .double(3.0)
            .str("Average")
            .float(0.5)
            .str("Unit")
            .str("Count");
        it.end();
    });
    let words = [
        "cloudwatch",
        "get-metric-statistics",
        "--namespace",
        "N",
        "--metric-name",
        "Hits",
        "--start-time",
        "2026-01-02T03:00:00Z",
        "--end-time",
        "2026-01-02T04:00:00Z",
        "--period",
        "60",
        "--statistics",
        "Sum",
    ];
    let ran = run(&words, vec![answer]);
    prints(
        &ran,
        "{\n    \"Label\": \"Hits\",\n    \"Datapoints\": [\n        {\n            \
         \"Timestamp\": \"2026-01-02T03:04:05+00:00\",\n            \"Average\": 0.5,\n            \
         \"Sum\": 3.0,\n            \"Unit\": \"Count\"\n        }\n    ]\n}\n",
    );
    let request = ran.request();
    assert_eq!(
        request.target,
        "/service/GraniteServiceVersion20100801/operation/GetMetricStatistics"
    );
    assert_eq!(request.header("smithy-protocol"), Some("rpc-v2-cbor"));
}

#[test]
fn cbor_errors_have_a_code_and_a_message() {
    let mut error = cbor(|it| {
        it.map(2)
            .str("__type")
            .str("com.amazonaws.cloudwatch#InvalidParameterValueException");
        it.str("message").str("bad");
    });
    error = error.status(400);
    let words = ["cloudwatch", "list-metrics", "--namespace", "N"];
    let ran = run(&words, vec![error]);
    fails(
        &ran,
        "An error occurred (InvalidParameterValueException) when calling the ListMetrics operation: bad",
    );
}

#[test]
fn what_is_no_answer_of_the_protocol_is_told_with_its_beginning() {
    for (words, language) in [
        (&["sts", "get-caller-identity"][..], "XML"),
        (&["cloudwatch", "list-metrics"], "CBOR"),
        (&["sqs", "get-queue-url", "--queue-name", "q"], "JSON"),
    ] {
        let ran = run(words, vec![Answer::ok("<html>hello")]);
        assert_eq!(ran.code, Some(255), "{ran:?}");
        let expected = format!("a body that is not {language} (");
        assert!(
            ran.err.contains(&expected) && ran.err.contains("<html>hello"),
            "{}",
            ran.err
        );
    }
}
