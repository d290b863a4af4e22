//! Page tokens: a position, and a seal that tells ours from made-up ones.

use subtle::ConstantTimeEq;

use crate::access::sign;
use crate::failure::Failure;

/// Seals tokens against mistakes and invention. It guards nothing secret.
const SEAL: &[u8] = b"page token of a local service";

/// The token for what follows `position` in the listing of `scope`.
pub(crate) fn issue(scope: &str, position: u64) -> String {
    format!("{position:x}-{}", seal(scope, position))
}

/// The position a token stands for.
pub(crate) fn read(scope: &str, token: &str) -> Result<u64, Failure> {
    let position = token.split_once('-').and_then(|(position, claimed)| {
        let position = u64::from_str_radix(position, 16).ok()?;
        let sealed = seal(scope, position);
        bool::from(sealed.as_bytes().ct_eq(claimed.as_bytes())).then_some(position)
    });
    position.ok_or_else(|| {
        Failure::validation("The pagination token was not issued by this service for this list.")
    })
}

fn seal(scope: &str, position: u64) -> String {
    hex::encode(sign(SEAL, &format!("{scope}/{position}")))
}

#[cfg(test)]
mod tests {
    use super::{issue, read};

    #[test]
    fn only_issued_tokens_are_read() {
        let token = issue("us-east-1", 42);
        assert_eq!(read("us-east-1", &token).ok(), Some(42));
        assert!(read("eu-west-1", &token).is_err());
        for forged in ["", "2a", "2a-", &token.replacen("2a", "2b", 1)] {
            assert!(read("us-east-1", forged).is_err(), "{forged}");
        }
    }
}
