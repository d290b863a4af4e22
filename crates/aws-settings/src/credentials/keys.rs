//! Credentials as they are found: checked before anything is signed with them.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use serde_json::Value;

use super::expiry;
use crate::error::SettingsError;

/// What a source gave.
pub(super) struct Keys<'a> {
    pub(super) id: &'a str,
    pub(super) secret: &'a str,
    /// An empty token is none.
    pub(super) token: Option<&'a str>,
    pub(super) account: Option<&'a str>,
    pub(super) expiry: Option<SystemTime>,
}

impl<'a> Keys<'a> {
    /// Keys that a document has under these names.
    ///
    /// # Errors
    /// The name of what is missing.
    pub(super) fn of(
        document: &'a Value,
        [id, secret, token]: [&'static str; 3],
    ) -> Result<Self, &'static str> {
        let text = |name: &'static str| document.get(name).and_then(Value::as_str).ok_or(name);
        let token = match document.get(token) {
            None | Some(Value::Null) => None,
            Some(_) => Some(text(token)?),
        };
        Ok(Self {
            id: text(id)?,
            secret: text(secret)?,
            token,
            account: None,
            expiry: None,
        })
    }

    /// Keys that were lent for a while: there is a word of a token, even if that is empty.
    ///
    /// # Errors
    /// The name of what is missing.
    pub(super) fn lent(
        document: &'a Value,
        names @ [.., token]: [&'static str; 3],
    ) -> Result<Self, &'static str> {
        let keys = Self::of(document, names)?;
        document.get(token).map_or(Err(token), |_| Ok(keys))
    }

    /// The credentials, if they can be used.
    ///
    /// # Errors
    /// If one of them cannot be sent, or they have expired. What they are is not told.
    pub(super) fn checked(
        self,
        provider: &'static str,
        features: &[AwsCredentialFeature],
    ) -> Result<Credentials, SettingsError> {
        let token = self.token.filter(|token| !token.is_empty());
        let account = self.account.filter(|account| !account.is_empty());
        for (name, value) in [
            ("access key id", Some(self.id)),
            ("secret access key", Some(self.secret)),
            ("session token", token),
            ("account id", account),
        ] {
            if let Some(problem) = value.and_then(problem) {
                return Err(SettingsError::UnusableCredentials {
                    provider,
                    name,
                    problem,
                    line: None,
                });
            }
        }
        if self
            .expiry
            .is_some_and(|expiry| expiry <= SystemTime::now())
        {
            return Err(SettingsError::ExpiredCredentials);
        }
        let mut builder = Credentials::builder()
            .access_key_id(self.id)
            .secret_access_key(self.secret)
            .provider_name(provider);
        builder.set_session_token(token.map(str::to_owned));
        builder.set_account_id(account.map(Into::into));
        builder.set_expiry(self.expiry);
        let mut credentials = builder.build();
        credentials.set_property(features.to_vec());
        Ok(credentials)
    }
}

/// Longer values are no keys, and no header takes them.
const MAX_LENGTH: usize = 16 * 1024;

/// Why a value cannot be part of a request. Blanks around keys are left to the service to refuse, as
/// the AWS CLI leaves them.
pub(crate) fn problem(value: &str) -> Option<&'static str> {
    if value.len() > MAX_LENGTH {
        return Some("is too long");
    }
    if value.contains(['\r', '\n']) {
        return Some("contains a line break");
    }
    if value.chars().any(char::is_control) {
        return Some("contains a control character");
    }
    if !value.is_ascii() {
        return Some("contains a character that is not ASCII");
    }
    None
}

/// When credentials end that a document says so of. Where it says nothing, they do not.
///
/// # Errors
/// If what it says is no time.
pub(super) fn expiry(
    document: &Value,
    name: &'static str,
    provider: &'static str,
) -> Result<Option<SystemTime>, SettingsError> {
    match document.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_str().and_then(expiry::parse) {
            Some(time) => Ok(Some(time)),
            None => Err(SettingsError::CredentialRetrieval {
                provider,
                message: format!("its {name} is not a time"),
            }),
        },
    }
}

/// What is wrong with an answer that lacks a key.
pub(super) fn missing(provider: &'static str, key: &'static str) -> SettingsError {
    SettingsError::CredentialRetrieval {
        provider,
        message: format!("Missing required key in response: '{key}'"),
    }
}

/// When credentials end that were lent for a while.
///
/// # Errors
/// If the document says nothing of it, or what is no time.
pub(super) fn end(
    document: &Value,
    name: &'static str,
    provider: &'static str,
) -> Result<SystemTime, SettingsError> {
    expiry(document, name, provider)?.ok_or_else(|| missing(provider, name))
}

/// Whether something that ends at `end` lasts for a while yet.
pub(super) fn lasts(end: SystemTime, while_yet: Duration) -> bool {
    SystemTime::now()
        .checked_add(while_yet)
        .is_some_and(|then| then < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(id: &str, secret: &str, token: Option<&str>) -> Result<Credentials, SettingsError> {
        let keys = Keys {
            id,
            secret,
            token,
            account: None,
            expiry: None,
        };
        keys.checked("env", &[])
    }

    #[test]
    fn what_no_header_takes_is_named_without_its_value() {
        let long = "x".repeat(70_000);
        for bad in [
            "hush\r",
            "hush\n",
            "hu\0sh",
            "hush\x7f",
            "hush\u{e9}",
            &long,
        ] {
            for (id, secret, token) in [(bad, "s", None), ("i", bad, None), ("i", "s", Some(bad))] {
                let error = checked(id, secret, token).expect_err("it cannot be sent");
                assert!(!error.to_string().contains("hush"), "{error}");
                assert!(error.to_string().len() < 200, "{error}");
            }
        }
    }

    #[test]
    fn a_token_is_text_or_nothing() {
        let names = ["i", "s", "t"];
        let document = |token: Value| serde_json::json!({"i": "i", "s": "s", "t": token});
        assert_eq!(Keys::of(&document(5.into()), names).err(), Some("t"));
        let nothing = document(Value::Null);
        assert!(Keys::lent(&nothing, names).is_ok_and(|keys| keys.token.is_none()));
        let without = serde_json::json!({"i": "i", "s": "s"});
        assert_eq!(Keys::lent(&without, names).err(), Some("t"));
        assert!(Keys::of(&without, names).is_ok());
    }

    #[test]
    fn an_empty_token_is_none() {
        let keys = checked("i", "s", Some("")).expect("keys");
        assert_eq!(keys.session_token(), None);
    }
}
