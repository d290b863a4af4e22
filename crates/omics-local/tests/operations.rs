//! The five operations, over the wire format.

mod support;

use serde_json::{Value, json};
use support::{Answer, Repeatable, Signer, TEST, create, input, request, service};

#[test]
fn a_run_cache_lives_and_dies() {
    let (service, _home) = service();
    let mut full = input("token");
    full["name"] = json!("näme");
    full["tags"] = json!({"team": "a", "env": ""});
    let created = TEST.send(&service, "POST", "/runCache", &full.to_string());
    assert_eq!(created.status, 201);
    assert_eq!(
        created.body,
        json!({
            "arn": "arn:aws:omics:us-east-1:123456789012:runCache/4141592",
            "id": "4141592",
            "status": "ACTIVE",
            "tags": {"team": "a", "env": ""},
        })
    );

    let got = TEST.send(&service, "GET", "/runCache/4141592", "");
    assert_eq!(
        got,
        Answer {
            status: 200,
            code: None,
            body: json!({
                "arn": "arn:aws:omics:us-east-1:123456789012:runCache/4141592",
                "cacheBehavior": "CACHE_ON_FAILURE",
                "cacheBucketOwnerId": "123456789012",
                "cacheS3Uri": "s3://bucket/prefix/00000000-0000-4000-8000-000000000001/",
                "creationTime": "2022-11-28T00:00:00.25Z",
                "id": "4141592",
                "name": "näme",
                "status": "ACTIVE",
                "tags": {"team": "a", "env": ""},
            }),
        }
    );

    let change = json!({"name": "other", "cacheBehavior": "CACHE_ALWAYS"}).to_string();
    let updated = TEST.send(&service, "POST", "/runCache/4141592", &change);
    assert_eq!(
        updated,
        Answer {
            status: 202,
            code: None,
            body: Value::Null
        }
    );
    let listed = TEST.send(&service, "GET", "/runCache", "");
    assert_eq!(listed.status, 200);
    assert_eq!(listed.body["items"][0]["name"], "other");
    assert_eq!(listed.body["items"][0]["cacheBehavior"], "CACHE_ALWAYS");
    assert_eq!(listed.body["items"][0]["tags"], Value::Null);
    assert_eq!(listed.body.get("nextToken"), None);

    let deleted = TEST.send(&service, "DELETE", "/runCache/4141592", "");
    assert_eq!(
        deleted,
        Answer {
            status: 202,
            code: None,
            body: Value::Null
        }
    );
    for (method, body) in [("GET", ""), ("DELETE", ""), ("POST", "{}")] {
        let gone = TEST.send(&service, method, "/runCache/4141592", body);
        assert!(
            gone.refused(404, "ResourceNotFoundException")
                .contains("4141592")
        );
    }
    assert_eq!(
        TEST.send(&service, "GET", "/runCache", "").body,
        json!({"items": []})
    );
}

#[test]
fn defaults_stand_in_for_what_is_not_given() {
    let (service, _home) = service();
    let created = TEST.send(&service, "POST", "/runCache", &input("t").to_string());
    assert_eq!(created.body["tags"], json!({}));
}

#[test]
fn a_request_token_works_once() {
    let (service, _home) = service();
    let first = TEST.send(&service, "POST", "/runCache", &input("one").to_string());
    let again = TEST.send(&service, "POST", "/runCache", &input("one").to_string());
    assert_eq!(first, again);
    let mut other = input("one");
    other["name"] = json!("other");
    let conflict = TEST.send(&service, "POST", "/runCache", &other.to_string());
    conflict.refused(409, "ConflictException");
    assert_ne!(create(&service, "two"), first.body["id"]);
    let items = &TEST.send(&service, "GET", "/runCache", "").body["items"];
    assert_eq!(items.as_array().map(Vec::len), Some(2));
}

#[test]
fn pages_follow_the_order_of_creation() {
    let (service, _home) = service();
    let mut ids: Vec<_> = (0..5).map(|n| create(&service, &n.to_string())).collect();
    // Nothing is skipped or repeated when items go and come between two pages.
    let first = TEST
        .send(&service, "GET", "/runCache?maxResults=2", "")
        .body;
    TEST.send(&service, "DELETE", &format!("/runCache/{}", ids[1]), "");
    ids.push(create(&service, "later"));
    let mut found = vec![
        first["items"][0]["id"].clone(),
        first["items"][1]["id"].clone(),
    ];
    let mut next = first["nextToken"].clone();
    while let Some(token) = next.as_str() {
        let uri = format!("/runCache?maxResults=2&startingToken={token}");
        let page = TEST.send(&service, "GET", &uri, "").body;
        let items = page["items"].as_array().expect("a list");
        assert!((1..=2).contains(&items.len()));
        found.extend(items.iter().map(|item| item["id"].clone()));
        next = page["nextToken"].clone();
    }
    assert_eq!(found, ids);

    let forged = TEST.send(&service, "GET", "/runCache?startingToken=forged", "");
    assert!(forged.refused(400, "ValidationException").contains("token"));
}

#[test]
fn all_violations_are_named_at_once() {
    let (service, _home) = service();
    let bad = json!({
        "cacheBehavior": "SOMETIMES", "cacheS3Location": "s3://bucket", "name": "", "nobody": 1,
    });
    let answer = TEST.send(&service, "POST", "/runCache", &bad.to_string());
    let message = answer.refused(400, "ValidationException");
    let expected = [
        "Value 'SOMETIMES' at 'cacheBehavior' failed to satisfy constraint: Member must satisfy \
         enum value set: [CACHE_ON_FAILURE, CACHE_ALWAYS]",
        "Value null at 'requestId' failed to satisfy constraint: Member must not be null",
        "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or \
         equal to 1",
    ];
    for text in expected {
        assert!(message.contains(text), "{message}");
    }
    assert!(
        message.contains(" validation errors detected: "),
        "{message}"
    );
    assert!(!message.contains("nobody"), "{message}");

    let page = TEST.send(&service, "GET", "/runCache?maxResults=101", "");
    assert!(
        page.refused(400, "ValidationException")
            .contains("less than or equal to 100")
    );
    let id = TEST.send(&service, "GET", "/runCache/abc", "");
    assert!(id.refused(400, "ValidationException").contains("^[0-9]+$"));
}

#[test]
fn malformed_requests_are_told_so() {
    let (service, _home) = service();
    for body in ["{", "[]", r#"{"name": 1}"#] {
        let answer = TEST.send(&service, "POST", "/runCache", body);
        answer.refused(400, "SerializationException");
    }
    let page = TEST.send(&service, "GET", "/runCache?maxResults=many", "");
    assert!(
        page.refused(400, "SerializationException")
            .contains("maxResults")
    );
    let other = TEST.send(&service, "PUT", "/runCache", "");
    assert!(
        other
            .refused(404, "UnknownOperationException")
            .contains("PUT /runCache")
    );
}

#[test]
fn regions_do_not_see_each_other() {
    let (service, _home) = service();
    let id = create(&service, "t");
    let china = Signer {
        region: "cn-north-1",
        ..TEST
    };
    let uri = format!("/runCache/{id}");
    china
        .send(&service, "GET", &uri, "")
        .refused(404, "ResourceNotFoundException");
    let made = china.send(&service, "POST", "/runCache", &input("t").to_string());
    let arn = made.body["arn"].as_str().expect("an ARN");
    assert!(arn.starts_with("arn:aws-cn:omics:cn-north-1:"), "{arn}");
}

#[test]
fn signatures_are_checked() {
    let (service, _home) = service();
    let refused = |signer: Signer| signer.send(&service, "GET", "/runCache", "");
    refused(Signer {
        secret: "guess",
        ..TEST
    })
    .refused(403, "InvalidSignatureException");
    let unknown = refused(Signer {
        key: "AKIDEXAMPLE",
        ..TEST
    });
    assert!(
        unknown
            .refused(403, "UnrecognizedClientException")
            .contains("test")
    );
    let scope = refused(Signer {
        service: "s3",
        ..TEST
    });
    assert!(
        scope
            .refused(403, "InvalidSignatureException")
            .contains("'omics'")
    );

    let answer = |request| Answer::from(service.handle(&request));
    let unsigned = request("GET", "/runCache", "");
    answer(unsigned).refused(403, "MissingAuthenticationTokenException");
    let mut tampered = TEST.sign(request("POST", "/runCache", &input("t").to_string()));
    *tampered.body_mut() = input("u").to_string().into();
    answer(tampered).refused(403, "InvalidSignatureException");
    for header in [
        "",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=test, Signature=",
    ] {
        let mut garbled = request("GET", "/runCache", "");
        let header = header.parse().expect("a header value");
        garbled.headers_mut().insert("authorization", header);
        answer(garbled).refused(403, "IncompleteSignatureException");
    }
    let mut hostless = TEST.sign(request("GET", "/runCache", ""));
    let signature = &hostless.headers()["authorization"];
    let signature = signature.to_str().expect("ASCII").replace(";host;", ";");
    let signature = signature.parse().expect("a header value");
    hostless.headers_mut().insert("authorization", signature);
    let hostless = answer(hostless);
    let message = hostless.refused(403, "IncompleteSignatureException");
    assert!(message.contains("'Host' must be a"), "{message}");
}

#[test]
fn any_host_will_do_as_long_as_it_is_signed() {
    let (service, _home) = service();
    for host in ["omics.us-east-1.amazonaws.com", "workflows-127.0.0.1:4566"] {
        let mut request = request("GET", "/runCache", "");
        let value = host.parse().expect("a header value");
        request.headers_mut().insert("host", value);
        assert_eq!(
            Answer::from(service.handle(&TEST.sign(request))).status,
            200
        );
    }
    let mut request = TEST.sign(request("GET", "/runCache", ""));
    request.headers_mut().remove("host");
    let answer = Answer::from(service.handle(&request));
    answer.refused(403, "IncompleteSignatureException");
}

#[test]
fn unsigned_requests_are_taken_on_request() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let service = omics_local::service(home.path().join("state"))
        .with_source(Repeatable::default())
        .allow_unsigned();
    let listed = service.handle(&request("GET", "/runCache", ""));
    assert_eq!(Answer::from(listed).status, 200);
}

#[test]
fn tags_come_and_go_by_arn() {
    let (service, _home) = service();
    let id = create(&service, "t");
    let arn = format!("arn%3Aaws%3Aomics%3Aus-east-1%3A123456789012%3ArunCache%2F{id}");
    let uri = format!("/tags/{arn}");
    let tags = || TEST.send(&service, "GET", &uri, "").body;
    assert_eq!(tags(), json!({"tags": {}}));
    let body = json!({"tags": {"a": "1", "b": ""}}).to_string();
    assert_eq!(TEST.send(&service, "POST", &uri, &body).status, 204);
    let body = json!({"tags": {"a": "2"}}).to_string();
    assert_eq!(TEST.send(&service, "POST", &uri, &body).status, 204);
    assert_eq!(tags(), json!({"tags": {"a": "2", "b": ""}}));
    let got = TEST.send(&service, "GET", &format!("/runCache/{id}"), "");
    assert_eq!(got.body["tags"], json!({"a": "2", "b": ""}));
    let without = format!("{uri}?tagKeys=b&tagKeys=nobody");
    assert_eq!(TEST.send(&service, "DELETE", &without, "").status, 204);
    assert_eq!(tags(), json!({"tags": {"a": "2"}}));

    let many: serde_json::Map<_, _> = (0..50).map(|n| (format!("k{n}"), "v".into())).collect();
    let body = json!({"tags": many}).to_string();
    TEST.send(&service, "POST", &uri, &body)
        .refused(402, "ServiceQuotaExceededException");
    assert_eq!(tags(), json!({"tags": {"a": "2"}}));
    for other in [
        format!("arn:aws:omics:us-east-1:123456789012:runCache/{id}0"),
        format!("arn:aws:omics:eu-west-1:123456789012:runCache/{id}"),
        "arn:aws:s3:::bucket".to_owned(),
    ] {
        let uri = format!("/tags/{}", other.replace(':', "%3A").replace('/', "%2F"));
        TEST.send(&service, "GET", &uri, "")
            .refused(404, "ResourceNotFoundException");
    }
}

#[test]
fn a_token_is_forgotten_with_what_it_made() {
    let (service, _home) = service();
    let first = create(&service, "t");
    TEST.send(&service, "DELETE", &format!("/runCache/{first}"), "");
    let second = create(&service, "t");
    assert_ne!(first, second);
    let got = TEST.send(&service, "GET", &format!("/runCache/{second}"), "");
    assert_eq!(got.body["status"], "ACTIVE");
}

#[test]
fn a_seed_sets_the_stage() {
    let seed = json!({
        "calls": [
            {"operation": "CreateRunCache", "input": {"cacheS3Location": "s3://abc/b/", "name": "one"}},
            {"operation": "CreateRunCache", "input": {"cacheS3Location": "s3://denied/b/"}},
        ],
        "backend": {"unreadable": ["s3://denied/"], "quota": 2},
    });
    let seed = omics_local::Seed::read(&seed).expect("a good seed");
    let (service, _home) = service();
    let service = service.with_seed(seed).expect("a good seed");
    let names = || {
        let items = TEST.send(&service, "GET", "/runCache", "").body["items"].take();
        let items = items.as_array().cloned().expect("a list").into_iter();
        items
            .map(|item| (item["name"].clone(), item["status"].clone()))
            .collect::<Vec<_>>()
    };
    let stage = [
        (json!("one"), json!("ACTIVE")),
        (Value::Null, json!("FAILED")),
    ];
    assert_eq!(names(), stage);
    let over = TEST.send(&service, "POST", "/runCache", &input("t").to_string());
    assert!(
        over.refused(402, "ServiceQuotaExceededException")
            .contains('2')
    );
    TEST.send(&service, "DELETE", "/runCache/4141592", "");
    service.reset().expect("the state can be written");
    assert_eq!(names(), stage);

    let wrong = json!({"calls": [{"operation": "Nothing"}, 1], "more": 1});
    let said = omics_local::Seed::read(&wrong).expect_err("much is wrong");
    assert!(
        said.contains("more: is none of") && said.contains("calls[1]: is not"),
        "{said}"
    );
    let wrong =
        json!({"calls": [{"operation": "Nothing"}, {"operation": "GetRunCache", "input": {}}]});
    let seed = omics_local::Seed::read(&wrong).expect("its form is good");
    let said = omics_local::in_memory()
        .with_seed(seed)
        .expect_err("the calls fail");
    assert!(
        said.contains("calls[0]: Unknown") && said.contains("calls[1]: Validation"),
        "{said}"
    );
}

#[test]
fn dates_far_from_the_clock_are_refused_unless_asked_otherwise() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let strict =
        || omics_local::service(home.path().join("state")).with_source(Repeatable::default());
    let answer = TEST.send(&strict(), "GET", "/runCache", "");
    let message = answer.refused(403, "InvalidSignatureException");
    assert!(
        message.starts_with("Signature not yet current"),
        "{message}"
    );
    let any = strict().allow_any_date();
    assert_eq!(TEST.send(&any, "GET", "/runCache", "").status, 200);
    let now = omics_local::in_memory();
    assert_eq!(TEST.send(&now, "GET", "/runCache", "").status, 200);
}

#[test]
fn an_account_sees_its_own() {
    let callers = [("one", "111111111111"), ("two", "222222222222")];
    let callers =
        callers.map(|(key, account)| omics_local::Caller::new(key, "s").with_account(account));
    let service = omics_local::in_memory().with_callers(callers.to_vec());
    let [one, two] = ["one", "two"].map(|key| Signer {
        key,
        secret: "s",
        ..TEST
    });
    let made = one.send(&service, "POST", "/runCache", &input("t").to_string());
    let arn = made.body["arn"].as_str().expect("an ARN");
    assert!(arn.contains(":111111111111:"), "{arn}");
    assert_eq!(
        two.send(&service, "GET", "/runCache", "").body,
        json!({"items": []})
    );
    assert_ne!(
        one.send(&service, "GET", "/runCache", "").body,
        json!({"items": []})
    );
}
