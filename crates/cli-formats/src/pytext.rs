//! The few rules of Python's text that show on the AWS CLI's command line: what counts as white
//! space and as a number, and how a string is quoted in a message.

use crate::value::Value;

/// The zero of every run of ten decimal digits outside ASCII (Unicode general category Nd).
const ZEROS: [u32; 65] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650,
    0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50,
    0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// The value of a decimal digit of any script.
pub fn decimal_digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.to_digit(10).map(|digit| digit as u8);
    }
    let run = ZEROS.partition_point(|&zero| zero <= c as u32);
    let offset = c as u32 - ZEROS.get(run.checked_sub(1)?)?;
    (offset < 10).then_some(offset as u8)
}

/// Whether Python's `str.isspace` and `\s` take the character for white space: Unicode's set and
/// the four information separators.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// A string as Python's `repr` shows it.
pub fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c == quote => out.extend(['\\', c]),
            _ if is_printable(c) => out.push(c),
            _ => out.push_str(&match c as u32 {
                code @ ..=0xff => format!("\\x{code:02x}"),
                code @ ..=0xffff => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
        }
    }
    out.push(quote);
    out
}

/// Whether `str.isprintable` holds. The standard library escapes by the same general categories;
/// the leading letter keeps it from also escaping combining marks, which it does at the start of
/// a string only.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    format!("a{c}").escape_debug().nth(1) == Some(c)
}

/// Reads text as Python's `int(text)` does: white space around it, a sign, single underscores
/// between digits, and digits of any script.
pub fn parse_int(text: &str) -> Option<Value> {
    // The separators U+1C to U+1F are white space to Python everywhere but here.
    let trimmed = text.trim_matches(char::is_whitespace);
    let (negative, digits) = match trimmed.strip_prefix(['+', '-']) {
        Some(digits) => (trimmed.starts_with('-'), digits),
        None => (false, trimmed),
    };
    let mut plain = String::with_capacity(digits.len());
    for group in digits.split('_') {
        if group.is_empty() {
            return None;
        }
        for c in group.chars() {
            plain.push(char::from(b'0' + decimal_digit(c)?));
        }
    }
    integer(negative, &plain, 10)
}

/// Reads text as Python's `float(text)` does: white space around it, a sign, single underscores
/// between digits, digits of any script, and `nan`, `inf` and `infinity` in any case.
pub fn parse_float(text: &str) -> Option<f64> {
    let trimmed = text.trim_matches(is_space);
    let mut plain = String::with_capacity(trimmed.len());
    let mut characters = trimmed.chars().peekable();
    let mut behind_digit = false;
    while let Some(c) = characters.next() {
        let digit = decimal_digit(c);
        match digit {
            Some(digit) => plain.push(char::from(b'0' + digit)),
            None if c == '_' => {
                let before_digit = characters
                    .peek()
                    .is_some_and(|&c| decimal_digit(c).is_some());
                if !(behind_digit && before_digit) {
                    return None;
                }
            }
            None => plain.push(c),
        }
        behind_digit = digit.is_some();
    }
    // What the standard library takes beyond that is what Python takes, too.
    plain.parse().ok()
}

/// The message of Python's `float(text)` for text that is not a number.
pub fn invalid_float(text: &str) -> String {
    format!("could not convert string to float: {}", repr(text))
}

/// The message of Python's `int(text)` for text that is not a number.
pub fn invalid_int(text: &str) -> String {
    format!("invalid literal for int() with base 10: {}", repr(text))
}

/// The integer that ASCII `digits` of a `radix` spell, of any size. None where there are no
/// digits or one does not belong to the radix.
pub fn integer(negative: bool, digits: &str, radix: u32) -> Option<Value> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    if let Ok(small) = i64::from_str_radix(&format!("{sign}{digits}"), radix) {
        return Some(Value::Int(small));
    }
    let decimal = match radix {
        10 => digits.trim_start_matches('0').to_owned(),
        _ => to_decimal(digits, radix),
    };
    Some(Value::BigInt(format!("{sign}{decimal}")))
}

/// Long multiplication: the decimal digits of a number written in another radix.
fn to_decimal(digits: &str, radix: u32) -> String {
    let mut decimal: Vec<u32> = Vec::new();
    for digit in digits.chars().filter_map(|c| c.to_digit(radix)) {
        let mut carry = digit;
        for place in &mut decimal {
            carry += *place * radix;
            *place = carry % 10;
            carry /= 10;
        }
        while carry > 0 {
            decimal.push(carry % 10);
            carry /= 10;
        }
    }
    let characters = decimal
        .iter()
        .rev()
        .map(|&digit| char::from_digit(digit, 10));
    characters
        .map(|c| c.expect("a remainder of ten is a digit"))
        .collect()
}

/// Base64 as Python reads it: what is not of its alphabet is skipped, and padding that completes a group
/// ends the text.
///
/// # Errors
/// What Python says, if it is none.
pub fn base64(text: &str) -> Result<Vec<u8>, String> {
    if !text.is_ascii() {
        return Err("string argument should contain only ASCII characters".to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut group, mut digits, mut padding) = (0u32, 0, 0);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += usize::from(digits >= 2);
                if digits >= 2 && digits + padding >= 4 {
                    return Ok(bytes);
                }
                continue;
            }
            _ => continue,
        };
        padding = 0;
        group = (group << 6) + u32::from(digit);
        digits += 1;
        // Every digit but the first completes a byte.
        if digits > 1 {
            bytes.push((group >> (8 - 2 * digits)) as u8);
        }
        if digits == 4 {
            (group, digits) = (0, 0);
        }
    }
    match digits {
        0 => Ok(bytes),
        _ => Err(format!("Invalid base64: \"{text}\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_as_python_reads_them() {
        let int = |n| Some(Value::Int(n));
        for (text, value) in [
            ("5", int(5)),
            (" +5\n", int(5)),
            ("-1_000", int(-1000)),
            ("007", int(7)),
            ("٣٤", int(34)),
            ("\u{a0}5\u{2003}", int(5)),
            (
                "99999999999999999999",
                Some(Value::BigInt("99999999999999999999".into())),
            ),
        ] {
            assert_eq!(parse_int(text), value, "{text:?}");
        }
        for text in [
            "", " ", "+", "_1", "1_", "1__2", "1.0", "abc", "+-1", "- 1", "²", "\x1c5",
        ] {
            assert_eq!(parse_int(text), None, "{text:?}");
        }
    }

    #[test]
    fn floats_are_read_as_python_reads_them() {
        for (text, value) in [
            ("5", 5.0),
            (" +.5\n", 0.5),
            ("1_0.2_5e1_0", 1.025e11),
            ("-INFINITY", f64::NEG_INFINITY),
            ("inf", f64::INFINITY),
            ("5.", 5.0),
            ("٣.٤", 3.4),
        ] {
            assert_eq!(parse_float(text), Some(value), "{text:?}");
        }
        assert!(parse_float("NaN").is_some_and(f64::is_nan));
        for text in ["", "_1", "1_", "1__0", "1_.5", "1e", "0x10", "infi", "1,5"] {
            assert_eq!(parse_float(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_radix_is_converted_at_any_size() {
        let big = "1208925819614629174706176";
        let hex = "100000000000000000000";
        assert_eq!(integer(false, hex, 16), Some(Value::BigInt(big.into())));
        assert_eq!(
            integer(true, "8000000000000000", 16),
            Some(Value::Int(i64::MIN))
        );
        assert_eq!(integer(false, "8", 8), None);
    }

    #[test]
    fn repr_quotes_like_python() {
        for (text, shown) in [
            ("abc", "'abc'"),
            ("it's", "\"it's\""),
            ("it's \"x\"", "'it\\'s \"x\"'"),
            ("a\\b\n\t\r", "'a\\\\b\\n\\t\\r'"),
            (
                "\x00\x7f\u{a0}\u{200b}\u{e0001}",
                "'\\x00\\x7f\\xa0\\u200b\\U000e0001'",
            ),
            ("é🧬 a\u{301}", "'é🧬 a\u{301}'"),
        ] {
            assert_eq!(repr(text), shown);
        }
    }

    #[test]
    fn base64_is_read_as_python_reads_it() {
        for (text, bytes) in [
            ("aGVsbG8=", &b"hello"[..]),
            ("aGVs bG8=\n", b"hello"),
            ("aGVsbG8=x", b"hello"),
            ("=aGVsbG8=", b"hello"),
            ("aGVsbA==", b"hell"),
            ("____", b""),
            ("!", b""),
            ("", b""),
            ("=", b""),
            ("AAEC/w==", b"\x00\x01\x02\xff"),
        ] {
            assert_eq!(base64(text).as_deref(), Ok(bytes), "{text}");
        }
        assert_eq!(
            base64("aGVsbG8"),
            Err("Invalid base64: \"aGVsbG8\"".to_owned())
        );
        assert!(base64("é").is_err());
    }

    /// Texts, and in hexadecimal what `base64.b64decode` of Python 3.11 makes of them; `-` is an error.
    const DECODED: &str = include_str!("pytext/base64.tsv");

    #[test]
    fn base64_of_every_form_is_read_as_python_reads_it() {
        for line in DECODED.lines() {
            let (text, expected) = line.split_once('\t').expect("a text and its bytes");
            let decoded = base64(text).map_or("-".to_owned(), |bytes| {
                bytes.iter().map(|byte| format!("{byte:02x}")).collect()
            });
            assert_eq!(decoded, expected, "{text}");
        }
    }

    #[test]
    fn digits_of_any_script_count_and_their_neighbours_do_not() {
        for (c, digit) in [
            ('0', Some(0)),
            ('9', Some(9)),
            ('a', None),
            ('\u{65f}', None),
            ('\u{660}', Some(0)),
            ('\u{669}', Some(9)),
            ('\u{66a}', None),
            ('\u{80}', None),
            ('\u{1fbf9}', Some(9)),
            ('\u{1fbfa}', None),
        ] {
            assert_eq!(decimal_digit(c), digit, "{c:?}");
        }
    }

    #[test]
    fn messages_about_numbers_are_pythons() {
        let message = "could not convert string to float: 'x\\n'";
        assert_eq!(invalid_float("x\n"), message);
        let message = "invalid literal for int() with base 10: \"it's\"";
        assert_eq!(invalid_int("it's"), message);
    }

    #[test]
    fn long_integers_keep_no_zeros_and_small_ones_fit() {
        for (digits, radix, value) in [
            ("0000000000000000000000", 10, Value::Int(0)),
            (
                "00018446744073709551616",
                10,
                Value::BigInt("18446744073709551616".into()),
            ),
            (
                "00010000000000000000",
                16,
                Value::BigInt("18446744073709551616".into()),
            ),
            ("777", 8, Value::Int(511)),
        ] {
            assert_eq!(integer(false, digits, radix), Some(value), "{digits}");
        }
        assert_eq!(integer(false, "", 10), None);
        assert_eq!(integer(false, "12a", 10), None);
    }
}
