//! Sessions of `aws login`.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_smithy_types::base64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::call::{Context, Proof, Special};
use super::expiry;
use super::file_cache::CacheFile;
use super::keys::{self, Keys};
use crate::error::SettingsError;
use crate::services::{Signin, signin};

/// The provider's name in messages.
pub(super) const PROVIDER: &str = "login";

/// Keys that end sooner are renewed.
const WINDOW: Duration = Duration::from_secs(5 * 60);

/// The credentials of a session, from the cache of the AWS CLI and renewed if they are about to end.
///
/// # Errors
/// If nobody has logged in, or the session has ended.
pub(super) async fn credentials(
    context: &Context,
    session: &str,
) -> Result<Credentials, SettingsError> {
    let env = context.settings.env();
    let folder = env
        .get("AWS_LOGIN_CACHE_DIRECTORY")
        .unwrap_or("~/.aws/login/cache");
    let file = CacheFile::sha256(&env.expand(folder), session);
    let mut token = file.read().ok_or_else(|| {
        load(format!(
            "Unable to load a existing login session for session {session}. Please reauthenticate \
             with 'aws login'."
        ))
    })?;
    let missing: Vec<_> = ["accessToken", "refreshToken", "dpopKey", "clientId"]
        .into_iter()
        .filter(|name| token.get(name).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(load(format!(
            "Failed to load access token from token cache, missing required fields: {}.",
            missing.join(", ")
        )));
    }
    let end = token["accessToken"]["expiresAt"]
        .as_str()
        .and_then(expiry::parse);
    if !end.is_some_and(|end| keys::lasts(end, WINDOW)) {
        renew(context, &mut token).await?;
        file.write(&token);
    }
    checked(&token["accessToken"])
}

fn checked(access: &Value) -> Result<Credentials, SettingsError> {
    let names = ["accessKeyId", "secretAccessKey", "sessionToken"];
    let mut keys = Keys::of(access, names).map_err(|name| {
        load(format!(
            "Failed to load access token from token cache, missing required fields: {name}."
        ))
    })?;
    keys.account = access["accountId"].as_str();
    keys.expiry = access["expiresAt"].as_str().and_then(expiry::parse);
    let features = [
        AwsCredentialFeature::CredentialsProfileLogin,
        AwsCredentialFeature::CredentialsLogin,
    ];
    keys.checked(PROVIDER, &features)
}

/// Gets new keys and the next refresh token.
async fn renew(context: &Context, token: &mut Value) -> Result<(), SettingsError> {
    let special = Special {
        proof: Some(proof(token["dpopKey"].as_str().unwrap_or_default())?),
        ..Special::default()
    };
    let document = json!({ "tokenInput": {
        "clientId": token["clientId"],
        "refreshToken": token["refreshToken"],
        "grantType": "refresh_token",
    } });
    let operation = &signin::operations::CREATE_O_AUTH2_TOKEN;
    let called = context.call::<Signin>(operation, document, special);
    let answer = &called.await.map_err(refused)?["tokenOutput"];
    let (Some(access), Some(refresh), Some(lasts)) = (
        answer["accessToken"].as_object(),
        answer["refreshToken"].as_str(),
        answer["expiresIn"].as_u64(),
    ) else {
        return Err(load(
            "Unable to refresh access token due to an invalid service response. Please try running \
             'aws login' again. If the issue persists, there may be a temporary signin service \
             problem."
                .to_owned(),
        ));
    };
    let end = SystemTime::now() + Duration::from_secs(lasts.min(24 * 60 * 60));
    token["accessToken"] = json!({
        "accessKeyId": access.get("accessKeyId"),
        "secretAccessKey": access.get("secretAccessKey"),
        "sessionToken": access.get("sessionToken"),
        "accountId": token["accessToken"]["accountId"],
        "expiresAt": expiry::format(end, "Z"),
    });
    token["refreshToken"] = refresh.into();
    Ok(())
}

/// What the service means by refusing.
fn refused(error: SettingsError) -> SettingsError {
    let SettingsError::Call(call) = &error else {
        return error;
    };
    if call.code() != Some("AccessDeniedException") {
        return error;
    }
    let answer: Value = serde_json::from_slice(call.body()).unwrap_or_default();
    let message = match answer["error"].as_str() {
        Some("TOKEN_EXPIRED" | "USER_CREDENTIALS_CHANGED") => {
            "Your session has expired or credentials have changed. Please reauthenticate using \
             'aws login'."
        }
        Some("INSUFFICIENT_PERMISSIONS") => {
            "Unable to create or refresh login credentials due to insufficient permissions. You may \
             be missing permission for the 'signin:CreateOAuth2Token' action."
        }
        _ => {
            "An unspecified error happened when resolving AWS credentials or refreshing a login \
             session profile."
        }
    };
    SettingsError::CredentialConfig(message.to_owned())
}

fn load(reason: String) -> SettingsError {
    SettingsError::CredentialConfig(format!("Error loading login session token: {reason}"))
}

/// Makes proofs that we hold the key of the session, as RFC 9449 has them.
fn proof(pem: &str) -> Result<Proof, SettingsError> {
    let random = SystemRandom::new();
    let pair = key_pair(pem, &random)
        .ok_or_else(|| load("Unable to load private key from cached token.".to_owned()))?;
    Ok(Box::new(move |address| {
        let seconds = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let id = format!("{:032x}", fastrand::u128(..));
        let signed = claims(&pair, address, seconds, &id);
        let signature = pair
            .sign(&random, signed.as_bytes())
            .map_err(|_| load("Unable to sign with the private key.".to_owned()))?;
        Ok(format!("{signed}.{}", url_base64(signature.as_ref())))
    }))
}

fn claims(pair: &EcdsaKeyPair, address: &str, seconds: u64, id: &str) -> String {
    // An uncompressed point: a mark and two coordinates.
    let point = pair.public_key().as_ref();
    let (x, y) = point[1..].split_at(32);
    let header = json!({
        "typ": "dpop+jwt",
        "alg": "ES256",
        "jwk": { "kty": "EC", "x": url_base64(x), "y": url_base64(y), "crv": "P-256" },
    });
    let payload = json!({ "htm": "POST", "htu": address, "iat": seconds, "jti": id });
    let part = |value: Value| url_base64(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(payload))
}

/// A P-256 key of a PEM file: PKCS #8, or SEC 1 with the public key in it.
fn key_pair(pem: &str, random: &SystemRandom) -> Option<EcdsaKeyPair> {
    const BEFORE_SECRET: [u8; 7] = [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20];
    const SEC1_LENGTH: usize = 121;
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    let der = base64::decode(lines.map(str::trim).collect::<String>()).ok()?;
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    match der.starts_with(&BEFORE_SECRET) && der.len() == SEC1_LENGTH {
        true => {
            let (secret, public) = (&der[7..39], &der[56..]);
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, secret, public, random).ok()
        }
        false => EcdsaKeyPair::from_pkcs8(algorithm, &der, random).ok(),
    }
}

fn url_base64(bytes: &[u8]) -> String {
    base64::encode(bytes)
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn a_proof_is_signed_with_the_key_it_shows() {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            base64::encode(pkcs8.as_ref())
        );
        let pair = key_pair(&pem, &random).expect("a key");
        let made = proof(&pem).expect("a key")("https://h/v1/token").expect("a proof");
        let (signed, signature) = made.rsplit_once('.').expect("three parts");
        let standard = signature.replace('-', "+").replace('_', "/") + "==";
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
            .verify(
                signed.as_bytes(),
                &base64::decode(standard).expect("base64"),
            )
            .expect("a signature");
    }

    #[test]
    fn keys_of_openssl_are_read_and_others_are_not() {
        let sec1 = "-----BEGIN EC PRIVATE KEY-----\n\
            MHcCAQEEIChiBubuEBgGTohz6PhByxgrCDc5Bc/BGgCVaCkMf0wroAoGCCqGSM49\n\
            AwEHoUQDQgAEQQZxrtGTKEoMOm8pndEi6YzlLWt/TomzuOKsGrnFu64OwnaQVHcC\n\
            6NYb6HBnuM3yb1eJyf6u3cYwlc/I+ApcjA==\n\
            -----END EC PRIVATE KEY-----\n";
        let random = SystemRandom::new();
        assert!(key_pair(sec1, &random).is_some());
        for pem in ["", "hush", "-----BEGIN X-----\nAAAA\n", &sec1[..100]] {
            assert!(key_pair(pem, &random).is_none());
            let error = proof(pem).err().expect("no key").to_string();
            assert!(!error.contains("hush"), "{error}");
        }
    }
}
