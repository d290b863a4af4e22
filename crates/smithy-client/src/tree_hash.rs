//! SHA-256 of a body and of the tree over its mebibytes, in one pass over bytes that are not kept.
//!
//! ```
//! use smithy_client::tree_hash::TreeHash;
//!
//! let mut hash = TreeHash::default();
//! hash.update(b"hello ");
//! hash.update(b"world");
//! let hashes = hash.finish();
//! // A body of one leaf is its own tree.
//! assert_eq!(hashes.tree, hashes.linear);
//! ```
//!
//! Source of fact: "Computing checksums" in the developer guide of Amazon S3 Glacier.

use sha2::{Digest, Sha256};

type Hash = [u8; 32];

/// Bytes of a leaf.
const LEAF: usize = 1 << 20;

/// The hashes of what was read so far.
#[derive(Clone, Debug, Default)]
pub struct TreeHash {
    whole: Sha256,
    leaf: Sha256,
    /// Bytes of the leaf that is read now.
    in_leaf: usize,
    leaves: Vec<Hash>,
}

/// Hashes of a body, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashes {
    /// Of all bytes.
    pub linear: String,
    /// Of the tree.
    pub tree: String,
}

impl TreeHash {
    /// Reads more of the body.
    pub fn update(&mut self, mut bytes: &[u8]) {
        self.whole.update(bytes);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(LEAF - self.in_leaf));
            self.leaf.update(now);
            self.in_leaf += now.len();
            if self.in_leaf == LEAF {
                self.end_leaf();
            }
            bytes = later;
        }
    }

    /// The hashes of the whole body.
    pub fn finish(mut self) -> Hashes {
        if self.in_leaf > 0 || self.leaves.is_empty() {
            self.end_leaf();
        }
        Hashes {
            linear: hex(&self.whole.finalize()),
            tree: hex(&root(self.leaves)),
        }
    }

    fn end_leaf(&mut self) {
        self.leaves.push(self.leaf.finalize_reset().into());
        self.in_leaf = 0;
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

    fn hashes(body: &[u8], piece: usize) -> Hashes {
        let mut hash = TreeHash::default();
        body.chunks(piece).for_each(|piece| hash.update(piece));
        hash.finish()
    }

    #[test]
    fn a_small_body_is_its_own_tree() {
        for body in [&b""[..], b"hello"] {
            let hashes = hashes(body, 3);
            assert_eq!(hashes.tree, hashes.linear);
            assert_eq!(hashes.linear, hex(&Sha256::digest(body)));
        }
    }

    #[test]
    fn an_odd_leaf_goes_up_as_it_is_however_the_body_is_read() {
        let body = vec![7; 2 * LEAF + 1];
        let leaf = |bytes: &[u8]| -> Hash { Sha256::digest(bytes).into() };
        let pair = leaf(&[leaf(&body[..LEAF]), leaf(&body[..LEAF])].concat());
        let tree = leaf(&[pair, leaf(&body[..1])].concat());
        for piece in [1 << 16, LEAF, LEAF + 7, body.len()] {
            assert_eq!(hashes(&body, piece).tree, hex(&tree), "{piece}");
        }
        let one = &body[..LEAF];
        assert_eq!(hashes(one, 1 << 16).tree, hex(&leaf(one)));
    }
}
