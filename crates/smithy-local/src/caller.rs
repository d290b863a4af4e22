//! Whom the service knows.

use std::collections::BTreeMap;
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

    /// The callers of a credentials file as all AWS tools know it, in its order, each with the name of
    /// its profile: `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token` and
    /// `aws_account_id` under `[profile]`. Those without an account are of `account`.
    ///
    /// # Errors
    /// All that is wrong with the file, a line each, without its secrets.
    pub fn read_file(text: &str, account: &str) -> Result<Vec<(String, Self)>, String> {
        let mut profiles: Vec<(String, BTreeMap<&str, &str>)> = Vec::new();
        let mut problems = Vec::new();
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            let name = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'));
            match (name, line.split_once('='), profiles.last_mut()) {
                _ if line.is_empty() || line.starts_with(['#', ';']) => {}
                (Some(name), _, _) => profiles.push((name.trim().to_owned(), BTreeMap::new())),
                (None, Some((key, value)), Some((_, keys))) => {
                    keys.insert(key.trim(), value.trim());
                }
                _ => problems.push(format!(
                    "line {number} is neither [profile] nor key = value"
                )),
            }
        }
        let mut callers = Vec::new();
        for (name, keys) in profiles {
            let mut key = |key: &str| {
                let value = keys.get(key).filter(|value| !value.is_empty());
                if value.is_none() {
                    problems.push(format!("[{name}] has no {key}"));
                }
                value.copied().unwrap_or_default()
            };
            let caller = Self::new(key("aws_access_key_id"), key("aws_secret_access_key"));
            let account = keys.get("aws_account_id").copied().unwrap_or(account);
            if !is_account(account) {
                problems.push(format!(
                    "[{name}] has an aws_account_id that is not 12 digits"
                ));
            }
            let caller = caller.with_account(account);
            let caller = match keys.get("aws_session_token") {
                Some(token) => caller.with_session_token(*token),
                None => caller,
            };
            callers.push((name, caller));
        }
        match (problems.is_empty(), callers.is_empty()) {
            (true, false) => Ok(callers),
            (true, true) => Err("there is no [profile] in it".to_owned()),
            _ => Err(problems.join("\n")),
        }
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

/// Whether a text is an account id: 12 digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{ACCOUNT, Caller};

    #[test]
    fn a_credentials_file_names_callers() {
        let text = "# ours\n[one]\naws_access_key_id = AK1\naws_secret_access_key=s=1\n\n[two]\n\
                    aws_access_key_id=AK2\naws_secret_access_key=s2\naws_account_id=222222222222\n\
                    aws_session_token=t\n";
        let callers = Caller::read_file(text, ACCOUNT).expect("a good file");
        let one = Caller::new("AK1", "s=1");
        let two = Caller::new("AK2", "s2")
            .with_account("222222222222")
            .with_session_token("t");
        assert_eq!(callers, [("one".to_owned(), one), ("two".to_owned(), two)]);
    }

    #[test]
    fn what_is_wrong_with_a_credentials_file_is_said_without_its_secrets() {
        let text = "secret\n[one]\naws_secret_access_key=secret\naws_account_id=1\n";
        let said = Caller::read_file(text, ACCOUNT).expect_err("much is wrong");
        for part in [
            "line 1 is neither",
            "[one] has no aws_access_key_id",
            "not 12 digits",
        ] {
            assert!(said.contains(part), "{said}");
        }
        assert!(
            !said.contains("secret\n") && !said.ends_with("secret"),
            "{said}"
        );
        Caller::read_file("", ACCOUNT).expect_err("it is empty");
        assert!(!format!("{:?}", Caller::new("key", "hidden")).contains("hidden"));
    }
}
