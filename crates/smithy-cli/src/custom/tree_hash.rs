//! SHA-256 of a body, and of the tree over its parts of a MiB, read once and not kept.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

type Hash = [u8; 32];

const LEAF: usize = 1 << 20;

/// Hashes of a body, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hashes {
    /// Of all bytes.
    pub(super) linear: String,
    /// Of the tree.
    pub(super) tree: String,
}

impl Hashes {
    /// The hashes of what the reader gives.
    pub(super) fn of(mut body: impl Read) -> io::Result<Self> {
        let mut whole = Sha256::new();
        let mut leaves: Vec<Hash> = Vec::new();
        let mut leaf = Vec::with_capacity(LEAF);
        loop {
            leaf.clear();
            body.by_ref().take(LEAF as u64).read_to_end(&mut leaf)?;
            if leaf.is_empty() && !leaves.is_empty() {
                break;
            }
            whole.update(&leaf);
            leaves.push(Sha256::digest(&leaf).into());
            if leaf.len() < LEAF {
                break;
            }
        }
        Ok(Self {
            linear: hex(&whole.finalize()),
            tree: hex(&root(leaves)),
        })
    }
}

/// The hash over pairs of hashes, until there is one.
fn root(mut level: Vec<Hash>) -> Hash {
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => Sha256::digest([*left, *right].concat()).into(),
                _ => pair[0],
            })
            .collect();
    }
    level[0]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_body_is_its_own_tree() {
        let hashes = Hashes::of(&b"hello"[..]).expect("memory can be read");
        assert_eq!(hashes.tree, hashes.linear);
        assert_eq!(
            hashes.linear,
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        );
    }

    #[test]
    fn an_odd_leaf_goes_up_as_it_is() {
        let body = vec![0; 2 * LEAF + 1];
        let leaf = |bytes: &[u8]| -> Hash { Sha256::digest(bytes).into() };
        let pair = leaf(&[leaf(&body[..LEAF]), leaf(&body[..LEAF])].concat());
        let tree = leaf(&[pair, leaf(&body[..1])].concat());
        let hashes = Hashes::of(body.as_slice()).expect("memory can be read");
        assert_eq!(hashes.tree, hex(&tree));
        assert_eq!(
            Hashes::of(&body[..LEAF]).expect("memory can be read").tree,
            hex(&leaf(&body[..LEAF]))
        );
    }
}
