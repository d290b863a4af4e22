//! Which plain text a YAML 1.2 reader would take for something other than a string.

use std::ops::RangeInclusive;

/// Whether plain text reads back as a boolean, a null, a merge key, a number or a date.
pub(super) fn is_ambiguous(text: &str) -> bool {
    is_word(text) || is_int(text) || is_float(text) || is_timestamp(text).unwrap_or(false)
}

fn is_word(text: &str) -> bool {
    let constants = [
        "true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL",
    ];
    matches!(text, "" | "~" | "<<" | "=") || constants.contains(&text)
}

fn is_int(text: &str) -> bool {
    if !text.starts_with(|c: char| matches!(c, '+' | '-' | '0'..='9')) {
        return false;
    }
    let number = unsigned(text);
    let spelled = |digits: Option<&str>, radix| {
        digits.is_some_and(|digits| {
            !digits.is_empty() && digits.chars().all(|c| c == '_' || c.is_digit(radix))
        })
    };
    spelled(Some(number), 10)
        || spelled(number.strip_prefix("0b"), 2)
        || spelled(number.strip_prefix("0o"), 8)
        || spelled(number.strip_prefix("0x"), 16)
}

fn is_float(text: &str) -> bool {
    let number = unsigned(text);
    if matches!(number, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (number, None),
    };
    if exponent.is_some_and(|exponent| !has_digits(unsigned(exponent), 1..=usize::MAX)) {
        return false;
    }
    let whole = |part: &str| part.starts_with(|c: char| c.is_ascii_digit()) && is_digits(part);
    match mantissa.split_once('.') {
        // Without a digit before the point, an exponent must have a sign.
        Some(("", fraction)) => {
            let signed = exponent.is_none_or(|exponent| exponent.starts_with(['+', '-']));
            !fraction.is_empty() && is_digits(fraction) && signed
        }
        Some((part, fraction)) => whole(part) && is_digits(fraction),
        None => exponent.is_some() && whole(mantissa),
    }
}

/// `YYYY-MM-DD`, or a date and a time of day with an optional fraction and zone.
fn is_timestamp(text: &str) -> Option<bool> {
    let (year, rest) = text.split_once('-')?;
    let (month, rest) = rest.split_once('-')?;
    let (day, rest) = rest.split_at(
        rest.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len()),
    );
    if rest.is_empty() {
        return Some(has_digits(year, 4..=4) && has_digits(month, 2..=2) && has_digits(day, 2..=2));
    }
    let time = rest
        .strip_prefix(['T', 't'])
        .unwrap_or_else(|| rest.trim_start_matches(' '));
    let (hour, rest) = time.split_once(':')?;
    let (minute, rest) = rest.split_once(':')?;
    let (second, rest) = rest.split_at_checked(2)?;
    let fraction = rest.strip_prefix('.');
    let rest = fraction.map_or(rest, |digits| {
        digits.trim_start_matches(|c: char| c.is_ascii_digit())
    });
    let is_time = has_digits(year, 4..=4)
        && [month, day, hour]
            .into_iter()
            .all(|field| has_digits(field, 1..=2))
        && [minute, second]
            .into_iter()
            .all(|field| has_digits(field, 2..=2));
    Some(is_time && is_zone(rest.trim_start_matches(' ')))
}

fn is_zone(text: &str) -> bool {
    if matches!(text, "" | "Z") {
        return true;
    }
    let Some(offset) = text.strip_prefix(['+', '-']) else {
        return false;
    };
    let (hours, minutes) = match offset.split_once(':') {
        Some((hours, minutes)) => (hours, Some(minutes)),
        None => (offset, None),
    };
    has_digits(hours, 1..=2) && minutes.is_none_or(|minutes| has_digits(minutes, 2..=2))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    text.chars().all(|c| c == '_' || c.is_ascii_digit())
}

fn has_digits(text: &str, count: RangeInclusive<usize>) -> bool {
    count.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_numbers_and_dates_are_ambiguous() {
        for text in [
            "",
            "~",
            "null",
            "NULL",
            "true",
            "False",
            "<<",
            "=",
            "0",
            "-1",
            "+12",
            "007",
            "1_000",
            "-_",
            "0b101",
            "-0o17",
            "0xFF_f",
            "1.5",
            "1.",
            "-1_0.5e3",
            "1e3",
            "1E-3",
            ".5",
            "+.5e+1",
            ".inf",
            "-.INF",
            ".nan",
            "2024-11-01",
            "2024-1-2T3:04:05",
            "2024-01-02 03:04:05.678 +02:00",
            "2024-01-02t03:04:05.Z",
            "2024-01-02  03:04:05-2",
        ] {
            assert!(is_ambiguous(text), "{text}");
        }
    }

    #[test]
    fn all_else_is_a_string() {
        for text in [
            "yes",
            "No",
            "on",
            "off",
            "y",
            "nUll",
            "12:30",
            "_1",
            "0xg",
            "0b2",
            "e3",
            "1e",
            "1.5.2",
            ".e+1",
            ".5e1",
            ".",
            "-",
            "-.nan",
            "0b",
            "24-11-01",
            "2024-1-1",
            "2024-01-02T03:04",
            "2024-01-02x03:04:05",
            "2024-01-02T03:04:05z",
            "2024-01-02T03:04:05+200",
            "\u{661}",
        ] {
            assert!(!is_ambiguous(text), "{text}");
        }
    }
}
