//! What is tried again: by the clock of the service, and by a code that an application reads.

use aws_smithy_http_client::test_util::{ReplayEvent, StaticReplayClient};
use aws_smithy_types::body::SdkBody;
use smithy_client::retry::ByShownCode;
use smithy_client::{ServiceSpec as _, dynamic};

use crate::support::config;
use crate::things::config::Builder;
use crate::things::{CREATE_THING, Client, CreateThingInput, Things};

type Headers<'a> = &'a [(&'a str, &'a str)];

/// Refuses the first request with this status, code and headers, and answers all others with the same headers.
fn refusing(status: u16, code: &str, headers: Headers<'_>) -> StaticReplayClient {
    let answer = |status: u16, body: String| {
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(SdkBody::from(body)).expect("a response");
        ReplayEvent::new(http::Request::new(SdkBody::empty()), response)
    };
    let refused = answer(status, format!(r#"{{"code": "{code}"}}"#));
    let taken = || answer(201, "{}".to_owned());
    StaticReplayClient::new(vec![refused, taken(), taken()])
}

/// When the requests were signed, after a call that may fail and one more if it did not.
async fn signed(http: &StaticReplayClient, config: Builder) -> Vec<String> {
    let client = Client::from_conf(config.build());
    for _ in 0..2 {
        if client.create_thing().owner("me").send().await.is_err() {
            break;
        }
    }
    let requests = http.actual_requests();
    let dates = requests.filter_map(|request| request.headers().get("x-amz-date"));
    dates.map(str::to_owned).collect()
}

/// The clock of the tests.
const NOW: &str = "20090213T233130Z";
const IN_20_MINUTES: &str = "Fri, 13 Feb 2009 23:51:30 GMT";

#[tokio::test]
async fn a_wrong_clock_is_corrected_and_stays_so() {
    for (date, corrected) in [
        (IN_20_MINUTES, "20090213T235130Z"),
        ("Fri, 13 Feb 2009 23:11:30 GMT", "20090213T231130Z"),
    ] {
        for code in [
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "AuthFailure",
            "RequestTimeTooSkewed",
            "AccessDeniedException",
        ] {
            let http = refusing(403, code, &[("date", date)]);
            let signed = signed(&http, config(&http)).await;
            assert_eq!(signed, [NOW, corrected, corrected], "{code}");
        }
    }
}

#[tokio::test]
async fn a_clock_that_is_right_or_unknown_is_not_to_blame() {
    let skewed = "RequestTimeTooSkewed";
    let cases: [(&str, Headers<'_>); 5] = [
        (skewed, &[("date", "Fri, 13 Feb 2009 23:35:30 GMT")]),
        // A cache answers with the date of then.
        (skewed, &[("date", IN_20_MINUTES), ("age", "1")]),
        (skewed, &[("date", "tomorrow")]),
        (skewed, &[]),
        ("Gone", &[("date", IN_20_MINUTES)]),
    ];
    for (code, headers) in cases {
        let http = refusing(403, code, headers);
        let signed = signed(&http, config(&http)).await;
        assert_eq!(signed, [NOW], "{code} {headers:?}");
    }
    let http = refusing(403, skewed, &[("date", IN_20_MINUTES)]);
    let uncorrected = config(&http).disable_clock_skew_correction(true);
    assert_eq!(signed(&http, uncorrected).await, [NOW]);
}

#[tokio::test]
async fn the_code_that_is_shown_decides() {
    // The model calls `BusyException` retryable.
    for (status, read, shown, attempts) in [
        (400, "Gone", "ThrottlingException", 2),
        (400, "Gone", "RequestTimeout", 2),
        (400, "Gone", "BusyException", 2),
        (400, "Gone", "Gone", 1),
        (400, "BusyException", "Gone", 1),
        (400, "BusyException", "", 1),
        (400, "BusyException", "BusyException", 2),
        (503, "BusyException", "Gone", 2),
        (501, "BusyException", "Gone", 1),
    ] {
        let shown: Headers<'_> = match shown {
            "" => &[],
            shown => &[("x-shown", shown)],
        };
        let http = refusing(status, read, shown);
        let by_code = ByShownCode::new(Things::SERVICE, |response| {
            response.headers().get("x-shown").map(str::to_owned)
        });
        assert_eq!(format!("{by_code:?}"), "ByShownCode");
        let client = Client::from_conf(config(&http).retry_classifier(by_code).build());
        let input = CreateThingInput {
            owner: Some("me".to_owned()),
            ..CreateThingInput::default()
        };
        let answer = dynamic::call(client.handle(), &CREATE_THING, input, None).await;
        assert_eq!(answer.is_ok(), attempts == 2, "{status} {read} {shown:?}");
        let sent = http.actual_requests().count();
        assert_eq!(sent, attempts, "{status} {read} {shown:?}");
    }
}
