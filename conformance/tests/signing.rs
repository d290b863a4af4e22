//! Our signer signs requests of any content as botocore does.
//!
//! `signing/record.py` makes the requests; `SIGNING_VECTORS` names a file with others.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use serde::Deserialize;
use smithy_client::signing::{
    PathStyle, Payload, Scope, SigningKeys, SigningRequest, SigningSettings, Stamp, sign,
};

#[derive(Debug, Deserialize)]
struct Vector {
    style: String,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
    access_key: String,
    secret: String,
    token: Option<String>,
    region: String,
    service: String,
    seconds: u64,
    expires: u64,
    authorization: Option<String>,
    signature: Option<String>,
    signed: Option<String>,
}

#[test]
fn requests_of_any_content_are_signed_as_botocore_signs_them() {
    let file = std::env::var_os("SIGNING_VECTORS")
        .unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/signing/vectors.jsonl").into());
    let text = std::fs::read_to_string(&file).expect("the vectors can be read");
    let keys = SigningKeys::default();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines() {
        let vector: Vector = serde_json::from_str(line).expect("a line is a vector");
        count += 1;
        if let Err(problem) = compare(&vector, &keys) {
            wrong.push(format!("{problem}\n  {line}"));
        }
    }
    assert!(count >= 400, "{count} vectors");
    let shown = wrong.iter().take(10).map(String::as_str);
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        shown.collect::<Vec<_>>().join("\n")
    );
}

fn compare(vector: &Vector, keys: &SigningKeys) -> Result<(), String> {
    let s3 = vector.style.starts_with("s3");
    let presigned = vector.style.ends_with("query");
    let names: Vec<String> = vector
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    let values = vector.headers.iter().map(|(_, value)| value.as_str());
    let request = SigningRequest {
        method: &vector.method,
        uri: &vector.url,
        headers: names.iter().map(String::as_str).zip(values).collect(),
        payload: match vector.style.as_str() {
            "s3-query" => Payload::Unsigned,
            _ => Payload::Bytes(vector.body.as_bytes()),
        },
    };
    let credentials = Credentials::new(
        &vector.access_key,
        &vector.secret,
        vector.token.clone(),
        None,
        "test",
    );
    let scope = Scope {
        stamp: Stamp::new(UNIX_EPOCH + Duration::from_secs(vector.seconds)),
        region: &vector.region,
        service: &vector.service,
    };
    let settings = SigningSettings {
        path: PathStyle {
            normalize: !s3,
            double_encode: !s3,
        },
        content_sha256: vector.style == "s3",
        expires_in: presigned.then(|| Duration::from_secs(vector.expires)),
        ..SigningSettings::default()
    };
    let signed =
        sign(&request, &credentials, &scope, &settings, keys).map_err(|e| e.to_string())?;
    let header = |name| {
        let found = signed.headers.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| value.clone())
    };
    same(
        "authorization",
        header("authorization").as_ref(),
        vector.authorization.as_ref(),
    )?;
    if presigned {
        same(
            "signature",
            Some(&signed.signature),
            vector.signature.as_ref(),
        )?;
        let names = format!(
            "X-Amz-SignedHeaders={}&",
            vector.signed.as_deref().unwrap_or("?")
        );
        if !signed.query.contains(&names) {
            return Err(format!("{} lacks {names}", signed.query));
        }
    }
    Ok(())
}

fn same(what: &str, ours: Option<&String>, theirs: Option<&String>) -> Result<(), String> {
    match ours == theirs {
        true => Ok(()),
        false => Err(format!("{what}: ours {ours:?}, botocore's {theirs:?}")),
    }
}
