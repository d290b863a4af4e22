//! What must not stand in a recording that is published.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// Something that identifies a person or lets somebody in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Secret {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number of twelve digits that no documentation uses.
    Account,
    /// The public half of a key pair.
    AccessKey,
    /// What lets somebody in, in words.
    Credential(&'static str),
}

impl Secret {
    /// The problem in words, which do not repeat what is secret.
    pub(crate) fn problem(&self) -> String {
        match self.kind {
            Kind::Account => format!(
                "`{}` may be somebody's account: write 111122223333 or another one of AWS's documentation",
                self.text
            ),
            Kind::AccessKey => {
                let shown = &self.text[..4];
                format!("an access key id, {shown}…: write AKIAIOSFODNN7EXAMPLE")
            }
            Kind::Credential(what) => {
                format!("it has {what}: take it out, and take it back where it is valid")
            }
        }
    }
}

/// Account ids that AWS's documentation uses, beside those of three times four equal digits.
const EXAMPLE_ACCOUNTS: [&str; 4] = [
    "123456789012",
    "012345678901",
    "210987654321",
    "098765432109",
];

/// What is secret however it stands there.
const CREDENTIALS: [(&str, &str); 6] = [
    ("a private key", "-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    ("a signature", "Signature=[0-9a-f]{64}"),
    (
        "a token of the form JWT",
        r"eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    ),
    (
        "a session token",
        "(?i)(security[-_]?token|session[-_]?token)[^A-Za-z0-9]{1,6}[A-Za-z0-9/+=]{100,}",
    ),
    (
        "a secret access key",
        "(?i)secret_?access_?key[^A-Za-z0-9]{1,6}[A-Za-z0-9/+]{40}",
    ),
    (
        "an address of electronic mail",
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.(com|org|net|edu|io|de|ch|at|uk)",
    ),
];

/// Words in the credentials and addresses that documentation uses.
const MADE_UP: [&str; 2] = ["EXAMPLE", "@example."];

/// Everything in a text that should not be published.
pub(crate) fn secrets(text: &str) -> impl Iterator<Item = Secret> + use<> {
    static UUID: LazyLock<Regex> =
        LazyLock::new(|| pattern("[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"));
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9A-Za-z]+"));
    static KEY: LazyLock<Regex> = LazyLock::new(|| pattern("^(AKIA|ASIA)[0-9A-Z]{16}$"));
    static OTHERS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
        CREDENTIALS
            .map(|(what, text)| (what, pattern(text)))
            .to_vec()
    });
    let mut found = Vec::new();
    let mut find = |kind, text: &str| {
        let secret = Secret {
            kind,
            text: text.to_owned(),
        };
        if !found.contains(&secret) {
            found.push(secret);
        }
    };
    for (what, form) in OTHERS.iter() {
        let matches = form.find_iter(text).map(|found| found.as_str());
        for text in matches.filter(|text| !MADE_UP.iter().any(|word| text.contains(word))) {
            find(Kind::Credential(what), text);
        }
    }
    // The last part of a UUID can have twelve digits, too.
    let text = UUID.replace_all(text, "");
    for word in NUMBER.find_iter(&text).map(|found| found.as_str()) {
        if is_account(word) && !is_example(word) {
            find(Kind::Account, word);
        } else if KEY.is_match(word) && !word.ends_with("EXAMPLE") {
            find(Kind::AccessKey, word);
        }
    }
    found.into_iter()
}

fn is_account(word: &str) -> bool {
    word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_example(account: &str) -> bool {
    let parts = account.as_bytes().chunks(4);
    let mut equal = parts.map(|part| part.iter().all(|digit| *digit == part[0]));
    EXAMPLE_ACCOUNTS.contains(&account) || equal.all(|equal| equal)
}
