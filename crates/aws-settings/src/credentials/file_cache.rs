//! The files in which the AWS CLI keeps what it need not ask for again. Both tools read them.

use std::path::{Path, PathBuf};

use ring::digest;
use serde_json::Value;

use crate::private_file::replace_private_file;

/// A document in a folder of documents, each under the hash of what it answers.
#[derive(Debug)]
pub(super) struct CacheFile(PathBuf);

impl CacheFile {
    /// The file for a question that is hashed with SHA-1.
    pub(super) fn sha1(folder: &Path, question: &str) -> Self {
        Self::hashed(folder, &digest::SHA1_FOR_LEGACY_USE_ONLY, question)
    }

    /// The file for a question that is hashed with SHA-256.
    pub(super) fn sha256(folder: &Path, question: &str) -> Self {
        Self::hashed(folder, &digest::SHA256, question)
    }

    fn hashed(folder: &Path, algorithm: &'static digest::Algorithm, question: &str) -> Self {
        let hash = digest::digest(algorithm, question.as_bytes());
        let hex: String = hash
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self(folder.join(format!("{hex}.json")))
    }

    /// What is in the file; nothing if there is none, or it is no JSON.
    pub(super) fn read(&self) -> Option<Value> {
        serde_json::from_slice(&std::fs::read(&self.0).ok()?).ok()
    }

    /// Replaces the file, which only its owner can read. Where that is not possible, as in a home
    /// that is read-only, the next command has to ask again.
    pub(super) fn write(&self, document: &Value) {
        if let Err(error) = replace_private_file(&self.0, document.to_string().as_bytes()) {
            tracing::warn!("cannot write {}: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_hash_and_for_their_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let nested = folder.path().join("a/b");
        let file = CacheFile::sha1(&nested, "corp");
        assert!(
            file.0
                .ends_with("ee0bfd2552fbd840c02cc48b6e823320543c450f.json")
        );
        assert_eq!(file.read(), None);
        for round in [1, 2] {
            file.write(&serde_json::json!({ "round": round }));
            assert_eq!(file.read().expect("a document")["round"], round);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file.0)
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let names = std::fs::read_dir(&nested).expect("a folder").count();
        assert_eq!(names, 1);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_no_failure() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        CacheFile::sha256(file.path(), "x").write(&Value::Null);
    }
}
