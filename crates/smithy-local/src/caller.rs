//! Whom the service knows.

use std::fmt;

/// The account of callers where none is named.
pub const ACCOUNT: &str = "123456789012";

/// The access key the local service knows unless told otherwise, and its secret.
pub const TEST_KEY: &str = "test";

/// Somebody who may call: credentials, and the account they belong to.
#[derive(Clone, PartialEq, Eq)]
pub struct Caller {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
    pub(crate) account: String,
}

impl Caller {
    /// A caller with these credentials, of the account [`ACCOUNT`].
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
            account: ACCOUNT.to_owned(),
        }
    }

    /// The caller everybody knows, `test` with the secret `test`.
    pub fn test() -> Self {
        Self::new(TEST_KEY, TEST_KEY)
    }

    /// Belongs to this account, 12 digits.
    pub fn with_account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// Is asked for this session token with every request.
    pub fn with_session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// The access key id, which is no secret.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }
}

/// Without what must stay secret.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("access_key_id", &self.access_key_id)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
