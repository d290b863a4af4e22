//! Answers that are not quite HTTP, and addresses that are not quite addresses.

use super::*;

#[tokio::test]
async fn odd_header_lines_do_not_spoil_an_answer() {
    let odd = answers(
        b"HTTP/1.1 200 OK\r\nFolded: one\r\n two\r\nBlank : x\r\nno colon here\r\nB\xc3\xa4d: y\r\n\
          Content-Length: 2\r\n\r\nok",
    );
    let answer = get(
        Options::default(),
        &format!("http://{odd}/"),
        (SHORT, SHORT),
    )
    .await;
    let answer = answer.expect("an answer");
    let value = |name: &str| {
        let header = answer.headers.iter().find(|(header, _)| header == name);
        header.map(|(_, value)| value.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    assert_eq!(value("folded").as_deref(), Some("one two"));
    assert_eq!(value("blank").as_deref(), Some("x"));
    assert_eq!(answer.body, b"ok");
}

#[tokio::test]
async fn answers_without_a_length_end_with_the_connection() {
    for bytes in [
        &b"HTTP/1.0 200\r\n\r\nok"[..],
        b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nT: v\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ] {
        let server = answers(bytes);
        let answer = get(
            Options::default(),
            &format!("http://{server}/"),
            (SHORT, SHORT),
        )
        .await;
        assert_eq!(answer.expect("an answer").body, b"ok");
    }
}

#[tokio::test]
async fn odd_lengths_and_bodies_where_none_may_be_do_not_spoil_an_answer() {
    for (bytes, body) in [
        (
            &b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok"[..],
            "ok",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok", "ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok", "ok"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\nok",
            "ok",
        ),
        (b"HTTP/1.1 204 No Content\r\n\r\ntrue", ""),
        (
            b"HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\ntrue",
            "",
        ),
        (
            b"HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\ntrue",
            "",
        ),
        (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
            "ok",
        ),
    ] {
        let server = answers(bytes);
        let answer = get(
            Options::default(),
            &format!("http://{server}/"),
            (SHORT, SHORT),
        )
        .await;
        let answer = answer.unwrap_or_else(|error| panic!("{error:?} for {bytes:?}"));
        assert_eq!(answer.body, body.as_bytes(), "{bytes:?}");
    }
}

#[tokio::test]
async fn a_body_where_none_may_be_may_come_late() {
    let server = serve(|mut stream| {
        for _ in 0..2 {
            head(&mut stream);
            let head = b"HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n";
            stream.write_all(head).expect("a client");
            std::thread::sleep(Duration::from_millis(20));
            stream.write_all(b"true").expect("a client");
        }
    });
    let pool = Connections::new(Options::default()).pool((SHORT, SHORT));
    for _ in 0..2 {
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(format!("http://{server}/")).expect("a URL");
        let answer = pool.call(request).await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 204);
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let server = serve(|mut stream| {
        for number in 0..3 {
            if head(&mut stream).is_empty() {
                return;
            }
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{number}");
            stream.write_all(answer.as_bytes()).expect("a client");
        }
    });
    let pool = Connections::new(Options::default()).pool((SHORT, SHORT));
    for number in 0..3 {
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(format!("http://{server}/")).expect("a URL");
        let answer = pool.call(request).await.expect("an answer");
        let body = ByteStream::new(answer.into_body()).collect().await;
        let expected = number.to_string().into_bytes();
        assert_eq!(body.expect("a body").to_vec(), expected);
    }
}

/// Text made of what URLs are made of, and of what they are not.
fn scramble(random: &mut fastrand::Rng) -> String {
    const PARTS: [&str; 24] = [
        "http",
        "https",
        "://",
        ":",
        "/",
        "//",
        "@",
        "[",
        "]",
        "::1",
        "127.0.0.1",
        "h.example",
        "%",
        "%41",
        "?",
        "#",
        "\0",
        "\r\n",
        " ",
        "\u{e9}",
        "\u{1f600}",
        "\x7f",
        "99999",
        "*",
    ];
    (0..random.usize(..12))
        .map(|_| PARTS[random.usize(..PARTS.len())])
        .collect()
}

#[test]
fn no_text_in_place_of_a_url_or_a_variable_is_a_panic() {
    let mut random = fastrand::Rng::with_seed(14);
    for _ in 0..20_000 {
        let text = scramble(&mut random);
        let url = ProxyUrl::new(&text);
        let shown = format!("{url} {url:?} {}", masked(&text));
        assert!(!shown.is_empty());
        let address = url.address();
        let proxies = Proxies::from_variables(|_| Some(text.clone().into()));
        let bypassed = proxies.for_authority(true, &scramble(&mut random));
        let request = HttpRequest::new(SdkBody::empty());
        let mut request = request;
        if request.set_uri(text.as_str()).is_ok() {
            let pool = Connections::new(Options::default()).pool((None, None));
            // Either an error or a request for http or https.
            if let Ok(request) = pool.prepare(request) {
                assert!(matches!(request.uri().scheme_str(), Some("http" | "https")));
            }
        }
        drop((address, bypassed));
    }
}

#[tokio::test]
async fn an_address_longer_than_any_is_an_error() {
    let long = format!("http://127.0.0.1:1/{}", "x".repeat(70_000));
    assert!(
        get(Options::default(), &long, (SHORT, SHORT))
            .await
            .is_err()
    );
}
