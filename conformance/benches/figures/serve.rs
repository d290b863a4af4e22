//! A server on loopback that answers at once, over HTTP and over TLS.

use std::error::Error;
use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned, crypto};

use crate::CACHE;

/// Serves until standard input ends. The certificate of the authority goes to a file.
pub(crate) fn run(authority: &Path) -> Result<(), Box<dyn Error>> {
    let tls = Arc::new(tls(authority)?);
    let plain = TcpListener::bind(("127.0.0.1", 0))?;
    let secure = TcpListener::bind(("127.0.0.1", 0))?;
    println!("http://{}", plain.local_addr()?);
    println!("https://localhost:{}", secure.local_addr()?.port());
    thread::spawn(move || accept(&plain, converse));
    thread::spawn(move || {
        accept(&secure, move |stream| {
            let session = ServerConnection::new(tls.clone()).map_err(io::Error::other)?;
            converse(StreamOwned::new(session, stream))
        });
    });
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// A thread for each connection. What becomes of one is the client's to tell.
fn accept<F>(listener: &TcpListener, serve: F)
where
    F: Fn(TcpStream) -> io::Result<()> + Clone + Send + 'static,
{
    for stream in listener.incoming().flatten() {
        let serve = serve.clone();
        thread::spawn(move || stream.set_nodelay(true).and_then(|()| serve(stream)));
    }
}

/// Answers request after request.
fn converse(stream: impl Read + Write) -> io::Result<()> {
    let list = format!(r#"{{"items":[{}]}}"#, [CACHE; 20].join(","));
    let mut stream = BufReader::with_capacity(16 * 1024, stream);
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let body = match line.split([' ', '?']).take(2).collect::<Vec<_>>()[..] {
            ["GET", "/runCache"] => &list,
            _ => CACHE,
        };
        let mut length = 0;
        while !matches!(line.as_str(), "\r\n" | "") {
            line.clear();
            stream.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        io::copy(&mut stream.by_ref().take(length), &mut io::sink())?;
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
             x-amzn-requestid: 00000000-1111-2222-3333-444444444444\r\n\r\n{body}",
            body.len()
        );
        stream.get_mut().write_all(answer.as_bytes())?;
        stream.get_mut().flush()?;
    }
}

/// A certificate for `localhost`, of an authority made for it.
fn tls(file: &Path) -> Result<ServerConfig, Box<dyn Error>> {
    let mut authority = CertificateParams::default();
    // Of the name that certificates have by default, OpenSSL takes the server's for one that signed itself.
    authority
        .distinguished_name
        .push(DnType::CommonName, "Authority of the benchmark");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    std::fs::write(file, authority.pem())?;
    let key = KeyPair::generate()?;
    let server = CertificateParams::new(vec!["localhost".to_owned()])?;
    let certificate = server.signed_by(&key, &authority)?;
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )?;
    Ok(config)
}
