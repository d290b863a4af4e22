//! The client against servers on loopback, each with one habit.

mod leniency;
mod tls;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

use super::*;

const SHORT: Option<Duration> = Some(Duration::from_millis(150));

/// Everything here ends within this.
const SOON: Duration = Duration::from_secs(5);

/// Serves connections, one after the other, on a port of its own; returns `127.0.0.1:PORT`.
fn serve(mut habit: impl FnMut(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            stream.set_read_timeout(Some(SOON)).expect("a socket");
            habit(stream);
        }
    });
    address
}

/// Reads the head of a request.
fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read > 0) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A server that answers every request with these bytes.
fn answers(bytes: &'static [u8]) -> String {
    serve(move |mut stream| {
        head(&mut stream);
        stream.write_all(bytes).expect("a client");
    })
}

struct Answered {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

async fn get(options: Options, uri: &str, timeouts: Timeouts) -> Result<Answered, ConnectorError> {
    let mut request = HttpRequest::new(SdkBody::empty());
    request
        .set_uri(uri)
        .map_err(|error| ConnectorError::user(error.into()))?;
    let answer = Connections::new(options)
        .pool(timeouts)
        .call(request)
        .await?;
    let status = answer.status().as_u16();
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let body = ByteStream::new(answer.into_body()).collect().await;
    let body = body.map_err(|error| ConnectorError::io(error.into()))?;
    Ok(Answered {
        status,
        headers,
        body: body.to_vec(),
    })
}

fn through(http: Option<&str>, https: Option<&str>) -> Options {
    let mut proxies = Proxies::default();
    proxies.http = http.map(ProxyUrl::new);
    proxies.https = https.map(ProxyUrl::new);
    Options {
        proxies,
        ..Options::default()
    }
}

fn kind(error: &ConnectorError) -> &'static str {
    match ConnectionError::find(error) {
        Some(ConnectionError::Uri(_)) => "uri",
        Some(ConnectionError::Scheme(_)) => "scheme",
        Some(ConnectionError::Proxy(_)) => "proxy",
        Some(ConnectionError::Tunnel(_)) => "tunnel",
        Some(ConnectionError::Bundle { .. }) => "bundle",
        Some(ConnectionError::Connect(_)) => "connect",
        Some(ConnectionError::ConnectTimeout) => "connect timeout",
        Some(ConnectionError::ReadTimeout) => "read timeout",
        Some(ConnectionError::Tls(_)) => "tls",
        None => "other",
    }
}

async fn failure(options: Options, uri: &str) -> &'static str {
    let start = Instant::now();
    let error = match get(options, uri, (SHORT, SHORT)).await {
        Ok(answer) => panic!("{uri} answered {}", answer.status),
        Err(error) => error,
    };
    assert!(start.elapsed() < SOON, "{uri} took {:?}", start.elapsed());
    kind(&error)
}

#[tokio::test]
async fn whoever_says_nothing_is_left_after_the_read_timeout() {
    let silent = serve(|mut stream| {
        head(&mut stream);
        // Holds the connection open for as long as the client does.
        let _closed = stream.read(&mut [0]);
    });
    assert_eq!(
        failure(Options::default(), &format!("http://{silent}/")).await,
        "read timeout"
    );
    let stalled = serve(|mut stream| {
        head(&mut stream);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            .expect("a client");
        let _closed = stream.read(&mut [0]);
    });
    assert_eq!(
        failure(Options::default(), &format!("http://{stalled}/")).await,
        "read timeout"
    );
    for proxied in [
        failure(through(None, Some(&silent)), "https://h.example/").await,
        failure(through(Some(&silent), None), "http://h.example/").await,
        failure(Options::default(), &format!("https://{silent}/")).await,
    ] {
        assert_eq!(proxied, "read timeout");
    }
}

#[tokio::test]
async fn a_slow_answer_that_goes_on_is_waited_for() {
    let slow = serve(|mut stream| {
        head(&mut stream);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
            .expect("a client");
        for byte in b"drops!" {
            std::thread::sleep(Duration::from_millis(60));
            stream.write_all(&[*byte]).expect("a client");
        }
    });
    let answer = get(
        Options::default(),
        &format!("http://{slow}/"),
        (SHORT, SHORT),
    )
    .await;
    assert_eq!(answer.expect("an answer").body, b"drops!");
}

#[tokio::test]
async fn each_failure_has_its_kind() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("bound").to_string()
    };
    let refusing = answers(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    let noise = answers(b"220 smtp ready\r\n");
    let greeting = serve(|mut stream| {
        stream.write_all(b"220 smtp ready\r\n").expect("a client");
        let _closed = stream.read(&mut [0]);
    });
    let none = Options::default;
    for (options, uri, expected) in [
        (none(), format!("http://{closed}/"), "connect"),
        (none(), "http://no-such-host.invalid/".to_owned(), "connect"),
        (none(), format!("ftp://{closed}/"), "scheme"),
        (none(), "/path".to_owned(), "uri"),
        (none(), format!("http://{noise}/"), "other"),
        (none(), format!("https://{greeting}/"), "tls"),
        (none(), "http://127.0.0.1:99999/".to_owned(), "uri"),
        (none(), "http://127.0.0.1:+80/".to_owned(), "uri"),
        (
            through(Some(&closed), None),
            "http://h.example/".to_owned(),
            "connect",
        ),
        (
            through(None, Some(&refusing)),
            "https://h.example/".to_owned(),
            "tunnel",
        ),
        (
            through(None, Some(&noise)),
            "https://h.example/".to_owned(),
            "tunnel",
        ),
        (
            through(Some("socks5://p"), None),
            "http://h.example/".to_owned(),
            "proxy",
        ),
    ] {
        assert_eq!(failure(options, &uri).await, expected, "{uri}");
    }
}

#[tokio::test]
async fn a_proxy_for_plain_http_gets_the_whole_address_and_who_asks() {
    let (sender, heads) = std::sync::mpsc::channel();
    let proxy = serve(move |mut stream| {
        sender.send(head(&mut stream)).expect("the test waits");
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .expect("a client");
    });
    let options = through(Some(&format!("http://me:p@ss@{proxy}")), None);
    let answer = get(options, "http://h.example:81/path?q", (SHORT, None)).await;
    assert_eq!(answer.expect("an answer").status, 204);
    let head = heads.recv().expect("a request").to_ascii_lowercase();
    assert!(
        head.starts_with("get http://h.example:81/path?q http/1.1\r\n"),
        "{head}"
    );
    let pair = aws_smithy_types::base64::encode("me:p@ss").to_ascii_lowercase();
    assert!(
        head.contains(&format!("proxy-authorization: basic {pair}\r\n")),
        "{head}"
    );
}

#[tokio::test]
async fn timeouts_of_any_length_are_timeouts() {
    let server = answers(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let longest = Connections::new(Options::default());
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(Duration::MAX)
        .read_timeout(Duration::MAX)
        .build();
    let limit = |timeout: Option<Duration>| timeout.map(|it| it.min(MAX_TIMEOUT));
    let timeouts = (
        limit(settings.connect_timeout()),
        limit(settings.read_timeout()),
    );
    let mut request = HttpRequest::new(SdkBody::empty());
    request.set_uri(format!("http://{server}/")).expect("a URL");
    let answer = longest.pool(timeouts).call(request).await;
    assert_eq!(answer.expect("an answer").status().as_u16(), 200);
}
