//! Keys derived from credentials.

use std::sync::{Mutex, PoisonError};

use super::Stamp;
use super::hash::{Key, write_hex};
use aws_credential_types::Credentials;

/// What a key is good for: a day, a region and a service.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// When the request is signed.
    pub stamp: Stamp,
    /// Region, as `us-west-2`.
    pub region: &'a str,
    /// Signing name of the service, as `lambda`.
    pub service: &'a str,
}

impl Scope<'_> {
    /// Writes the scope as `20150830/us-west-2/lambda/aws4_request`.
    pub(super) fn write(&self, out: &mut String) {
        for part in [self.stamp.day(), self.region, self.service] {
            out.push_str(part);
            out.push('/');
        }
        out.push_str("aws4_request");
    }
}

/// Derived keys, kept for the scopes and identities last used.
#[derive(Default)]
pub struct SigningKeys {
    /// Most recently used last.
    kept: Mutex<Vec<Derived>>,
}

/// More identities, regions and services than a client has at a time.
const KEPT: usize = 16;

struct Derived {
    /// Shared with the identity, so that the secret is not copied.
    credentials: Credentials,
    day: [u8; 8],
    region: String,
    service: String,
    key: Key,
}

impl Derived {
    fn fits(&self, credentials: &Credentials, scope: &Scope<'_>) -> bool {
        self.day == scope.stamp.day().as_bytes()
            && self.region == scope.region
            && self.service == scope.service
            && self.credentials.access_key_id() == credentials.access_key_id()
            && self.credentials.secret_access_key() == credentials.secret_access_key()
    }
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKeys").finish_non_exhaustive()
    }
}

impl SigningKeys {
    /// Signs with the key of these credentials for this scope.
    pub(super) fn sign(
        &self,
        credentials: &Credentials,
        scope: &Scope<'_>,
        string_to_sign: &str,
    ) -> String {
        let key = self.key(credentials, scope);
        let mut signature = String::with_capacity(64);
        write_hex(&mut signature, key.sign(string_to_sign.as_bytes()).as_ref());
        signature
    }

    fn key(&self, credentials: &Credentials, scope: &Scope<'_>) -> Key {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().rposition(|kept| kept.fits(credentials, scope));
        if let Some(found) = found {
            kept[found..].rotate_left(1);
        } else {
            if kept.len() == KEPT {
                kept.remove(0);
            }
            kept.push(Derived {
                credentials: credentials.clone(),
                day: scope
                    .stamp
                    .day()
                    .as_bytes()
                    .try_into()
                    .expect("a day has 8 digits"),
                region: scope.region.to_owned(),
                service: scope.service.to_owned(),
                key: derive(credentials.secret_access_key(), scope),
            });
        }
        let last = kept.last().expect("one was found or pushed");
        last.key.clone()
    }
}

fn derive(secret: &str, scope: &Scope<'_>) -> Key {
    let start = Key::new(format!("AWS4{secret}").as_bytes());
    [
        scope.stamp.day(),
        scope.region,
        scope.service,
        "aws4_request",
    ]
    .into_iter()
    .fold(start, |key, part| {
        Key::new(key.sign(part.as_bytes()).as_ref())
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn credentials(key: &str, secret: &str) -> Credentials {
        Credentials::new(key, secret, None, None, "test")
    }

    fn scope(day: u64, region: &'static str, service: &'static str) -> Scope<'static> {
        Scope {
            stamp: Stamp::new(UNIX_EPOCH + Duration::from_secs(day * 86_400)),
            region,
            service,
        }
    }

    #[test]
    fn a_kept_key_signs_as_a_fresh_one_whatever_was_signed_between() {
        let kept = SigningKeys::default();
        for round in 0..3_u64 {
            for identity in 0..5 {
                let credentials = credentials("AKID", &format!("secret {identity}"));
                for region in ["us-west-2", "eu-central-1"] {
                    for service in ["omics", "s3"] {
                        let scope = scope(20_000 + round % 2, region, service);
                        let fresh = SigningKeys::default().sign(&credentials, &scope, "text");
                        assert_eq!(kept.sign(&credentials, &scope, "text"), fresh);
                    }
                }
            }
        }
        assert_eq!(kept.kept.lock().expect("no panic").len(), KEPT);
    }

    #[test]
    fn keys_are_derived_once() {
        let keys = SigningKeys::default();
        let (akid, scope) = (credentials("AKID", "secret"), scope(1, "r", "s"));
        for _ in 0..3 {
            keys.sign(&akid, &scope, "text");
        }
        assert_eq!(keys.kept.lock().expect("no panic").len(), 1);
    }

    #[test]
    fn nothing_of_a_secret_is_shown() {
        let keys = SigningKeys::default();
        keys.sign(
            &credentials("AKID", "wJalrXUtn"),
            &scope(1, "r", "s"),
            "text",
        );
        assert_eq!(format!("{keys:?}"), "SigningKeys { .. }");
    }
}
