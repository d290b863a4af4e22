//! What `cargo xtask bench` measures from outside: each run does one thing a number of times, so that the
//! difference between two runs is what it costs.
//!
//! ```text
//! figures client ours|official|hyper get|create CALLS IN_FLIGHT [URL]
//! figures part NAME SIZE TIMES
//! figures serve AUTHORITY
//! ```
//!
//! Without a URL, calls of a client are answered in memory. `part` names are those of [`part::PARTS`]; a
//! third argument of 0 prepares only. `serve` writes the certificate of its authority to a file, prints its
//! two addresses, and answers until its input ends.

mod client;
mod part;
mod serve;

/// What the service answers with, wherever it stands.
const CACHE: &str = r#"{"arn":"arn:aws:omics:us-west-2:123456789012:runCache/1234567",
    "cacheBehavior":"CACHE_ALWAYS","cacheS3Uri":"s3://bucket/caches/1234567","id":"1234567",
    "creationTime":"2026-01-02T03:04:05.678Z","name":"cache","status":"ACTIVE","tags":{"a":"b"}}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What `cargo bench` adds.
    let arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let arguments: Vec<String> = arguments.collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["client", client, operation, calls, in_flight, ref url @ ..] if url.len() < 2 => {
            let url = url.first().copied();
            client::run(
                client.parse()?,
                operation.parse()?,
                calls.parse()?,
                in_flight.parse()?,
                url,
            )
        }
        ["part", name, size, times] => part::run(name, size.parse()?, times.parse()?),
        ["serve", authority] => serve::run(authority.as_ref()),
        [] => {
            println!("`cargo xtask bench` runs this and compares");
            Ok(())
        }
        _ => Err("see the documentation of conformance/benches/figures/main.rs".into()),
    }
}
