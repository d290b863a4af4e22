//! Is it a zip archive?

use cli_formats::Value;

use crate::error::CliError;

/// What the directory of an archive ends with.
const END: &[u8] = b"PK\x05\x06";
/// What each entry of the directory begins with.
const ENTRY: &[u8] = b"PK\x01\x02";
/// Length of the end without its comment.
const END_LENGTH: usize = 22;

/// Refuses what cannot be opened as a zip archive.
///
/// # Errors
/// If the value of the option is none.
pub(super) fn check(option: &str, value: &Value) -> Result<(), CliError> {
    let is_zip = match value {
        Value::Bytes(bytes) => is_zip(bytes),
        Value::String(text) => is_zip(text.as_bytes()),
        _ => false,
    };
    match is_zip {
        true => Ok(()),
        false => Err(CliError::param_validation(format!(
            "--{option} must be a zip file with the fileb:// prefix.\n\
             Example usage:  --{option} fileb://path/to/file.zip"
        ))),
    }
}

/// Whether a directory stands before its end, at the place and of the size that the end says.
fn is_zip(bytes: &[u8]) -> bool {
    let ends = bytes.windows(END.len());
    let Some(end) = ends.into_iter().rposition(|window| window == END) else {
        return false;
    };
    let Some(record) = bytes.get(end..end + END_LENGTH) else {
        return false;
    };
    let number = |at: usize| {
        let bytes = [record[at], record[at + 1], record[at + 2], record[at + 3]];
        usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(usize::MAX)
    };
    // What stands before the archive, as in one that extracts itself, is not counted.
    let Some(start) = end.checked_sub(number(12)) else {
        return false;
    };
    start >= number(16) && (start == end || bytes[start..].starts_with(ENTRY))
}

#[cfg(test)]
mod tests {
    use super::is_zip;

    #[test]
    fn an_archive_has_a_directory_where_it_says() {
        let empty: Vec<u8> = [&b"PK\x05\x06"[..], &[0; 18]].concat();
        assert!(is_zip(&empty));
        let mut one = b"PK\x01\x02 one entry".to_vec();
        let size = one.len() as u32;
        one.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        one.extend(size.to_le_bytes());
        one.extend(0u32.to_le_bytes());
        one.extend([0, 0]);
        assert!(is_zip(&one));
        assert!(is_zip(&[b"#!/bin/sh\n", one.as_slice()].concat()));
        for broken in [&one[..one.len() - 1], &one[4..], b"code.zip", b""] {
            assert!(!is_zip(broken));
        }
    }
}
