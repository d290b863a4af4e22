//! Documents that come as bytes, in any of the encodings of Unicode.

/// The text of a JSON document, whose encoding a byte order mark or, as Python's `json` reads it, the
/// place of the first zero bytes tells.
pub(super) fn json_text(bytes: &[u8]) -> Option<String> {
    let zeros = |index: usize| bytes.get(index).is_some_and(|&byte| byte == 0);
    marked(bytes).unwrap_or_else(|| match bytes.len() {
        4.. if zeros(0) && zeros(1) => utf32(bytes, u32::from_be_bytes),
        2.. if zeros(0) => utf16(bytes, u16::from_be_bytes),
        4.. if zeros(1) && zeros(2) && zeros(3) => utf32(bytes, u32::from_le_bytes),
        2.. if zeros(1) => utf16(bytes, u16::from_le_bytes),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    })
}

/// The text of a YAML document; without a byte order mark it is UTF-8.
pub(super) fn yaml_text(bytes: &[u8]) -> Option<String> {
    marked(bytes).unwrap_or_else(|| String::from_utf8(bytes.to_vec()).ok())
}

/// The text after a byte order mark, if there is one.
fn marked(bytes: &[u8]) -> Option<Option<String>> {
    if let Some(rest) = bytes.strip_prefix(&[0, 0, 0xfe, 0xff]) {
        return Some(utf32(rest, u32::from_be_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe, 0, 0]) {
        return Some(utf32(rest, u32::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return Some(utf16(rest, u16::from_be_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return Some(utf16(rest, u16::from_le_bytes));
    }
    let rest = bytes.strip_prefix(&[0xef, 0xbb, 0xbf])?;
    Some(String::from_utf8(rest.to_vec()).ok())
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| read(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok().filter(|_| rest.is_empty())
}

fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> Option<String> {
    let (fours, rest) = bytes.as_chunks::<4>();
    let text = fours.iter().map(|four| char::from_u32(read(*four)));
    text.collect::<Option<String>>().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encodings(text: &str) -> Vec<Vec<u8>> {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        let utf32 =
            |bytes: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| bytes(c.into())).collect();
        vec![
            text.as_bytes().to_vec(),
            utf16(u16::to_be_bytes),
            utf16(u16::to_le_bytes),
            utf32(u32::to_be_bytes),
            utf32(u32::to_le_bytes),
        ]
    }

    #[test]
    fn json_is_read_in_every_encoding_with_and_without_a_mark() {
        for text in ["{\"a\": \"\u{e9}\u{1f600}\"}", "{}", "1"] {
            for (plain, marked) in encodings(text)
                .into_iter()
                .zip(encodings(&format!("\u{feff}{text}")))
            {
                assert_eq!(json_text(&plain).as_deref(), Some(text), "{plain:?}");
                assert_eq!(json_text(&marked).as_deref(), Some(text), "{marked:?}");
                assert_eq!(yaml_text(&marked).as_deref(), Some(text), "{marked:?}");
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_none() {
        for bytes in [
            &b"\xff"[..],
            b"\xff\xfe\x00",
            b"\xfe\xff\xd8\x00",
            b"\x00\x00\x00\x7b\x00",
        ] {
            assert_eq!(json_text(bytes), None, "{bytes:?}");
        }
    }
}
