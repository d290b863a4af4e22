//! SHA-256 and HMAC-SHA-256: ring's, which TLS brings along, else those of RustCrypto, which the
//! runtime brings along. Without instructions of the processor for it, ring's take a third of the
//! time.

#[cfg(feature = "ring")]
mod backend {
    use ring::{digest, hmac};

    #[derive(Clone)]
    pub(in super::super) struct Key(hmac::Key);

    impl Key {
        pub(in super::super) fn new(bytes: &[u8]) -> Self {
            Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
        }

        pub(in super::super) fn sign(&self, message: &[u8]) -> impl AsRef<[u8]> {
            hmac::sign(&self.0, message)
        }
    }

    pub(in super::super) fn sha256(bytes: &[u8]) -> impl AsRef<[u8]> {
        digest::digest(&digest::SHA256, bytes)
    }
}

#[cfg(not(feature = "ring"))]
mod backend {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use sha2::{Digest as _, Sha256};

    #[derive(Clone)]
    pub(in super::super) struct Key(Hmac<Sha256>);

    impl Key {
        pub(in super::super) fn new(bytes: &[u8]) -> Self {
            Self(Hmac::new_from_slice(bytes).expect("HMAC takes a key of any length"))
        }

        pub(in super::super) fn sign(&self, message: &[u8]) -> impl AsRef<[u8]> {
            let mut mac = self.0.clone();
            mac.update(message);
            mac.finalize().into_bytes()
        }
    }

    pub(in super::super) fn sha256(bytes: &[u8]) -> impl AsRef<[u8]> {
        Sha256::digest(bytes)
    }
}

pub(super) use backend::{Key, sha256};

/// The SHA-256 of nothing.
pub(super) const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Appends the SHA-256 of some bytes, in hexadecimal.
pub(super) fn write_sha256(out: &mut String, bytes: &[u8]) {
    if bytes.is_empty() {
        out.push_str(EMPTY);
    } else {
        write_hex(out, sha256(bytes).as_ref());
    }
}

/// Appends bytes in hexadecimal.
pub(super) fn write_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4231, test case 2, and the hash of nothing.
    #[test]
    fn hashes_are_those_of_the_standards() {
        let mut text = String::new();
        write_hex(
            &mut text,
            Key::new(b"Jefe")
                .sign(b"what do ya want for nothing?")
                .as_ref(),
        );
        assert_eq!(
            text,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        text.clear();
        write_hex(&mut text, sha256(b"").as_ref());
        assert_eq!(text, EMPTY);
    }
}
