//! Times at which credentials end, in the forms that the parser of botocore takes.

use std::time::{Duration, SystemTime};

/// Reads a time: a date and a time of day in the order of ISO 8601, with or without hyphens and
/// colons, seconds and fractions, and a zone as `Z`, `UTC`, `GMT` or an offset. Without a zone it is
/// taken for UTC.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let text = text.trim();
    let mut scanner = Scanner(text);
    let year = scanner.digits(4)?;
    let dashed = scanner.skip('-');
    let month = scanner.digits(2)?;
    if dashed && !scanner.skip('-') {
        return None;
    }
    let day = scanner.digits(2)?;
    let mut clock = [0; 3];
    if scanner.skip('T') || scanner.skip('t') || scanner.skip(' ') {
        clock[0] = scanner.digits(2)?;
        let colons = scanner.skip(':');
        clock[1] = scanner.digits(2)?;
        let has_seconds = match colons {
            true => scanner.skip(':'),
            false => scanner.0.starts_with(|c: char| c.is_ascii_digit()),
        };
        if has_seconds {
            clock[2] = scanner.digits(2)?;
            if scanner.skip('.') || scanner.skip(',') {
                scanner.0 = scanner.0.trim_start_matches(|c: char| c.is_ascii_digit());
            }
        }
    }
    let offset = zone(scanner.0.trim())?;
    let is_possible = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && clock[0] < 24
        && clock[1] < 60
        && clock[2] < 61;
    if !is_possible {
        return None;
    }
    let days = days_since_1970(year, month, day);
    let seconds = ((days * 24 + clock[0]) * 60 + clock[1] - offset) * 60 + clock[2];
    let seconds = u64::try_from(seconds).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// A time in ISO 8601, as the caches of the AWS CLI have it: `2099-01-01T00:00:00+00:00` with
/// `+00:00` as the zone.
pub(super) fn format(time: SystemTime, zone: &str) -> String {
    let seconds = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let time = aws_smithy_types::DateTime::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    let text = time.fmt(aws_smithy_types::date_time::Format::DateTime);
    let text = text.unwrap_or_default();
    format!("{}{zone}", text.trim_end_matches('Z'))
}

struct Scanner<'a>(&'a str);

impl Scanner<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.0 = rest;
        digits.parse().ok()
    }

    fn skip(&mut self, c: char) -> bool {
        match self.0.strip_prefix(c) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }
}

/// Minutes east of UTC.
fn zone(text: &str) -> Option<i64> {
    if ["", "Z", "z", "UTC", "GMT"].contains(&text) {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let mut scanner = Scanner(rest);
    let hours = scanner.digits(2)?;
    scanner.skip(':');
    let minutes = match scanner.0 {
        "" => 0,
        _ => scanner.digits(2)?,
    };
    (scanner.0.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Days since 1970 in the Gregorian calendar.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the day that may be missing is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    year.div_euclid(400) * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<u64> {
        let since = parse(text)?.duration_since(SystemTime::UNIX_EPOCH);
        Some(since.expect("after 1970").as_secs())
    }

    #[test]
    fn every_form_in_use_is_read() {
        for text in [
            "2099-01-01T00:00:00Z",
            "2099-01-01 00:00:00Z",
            "2099-01-01T00:00Z",
            "2099-01-01T00:00:00+0000",
            "2099-01-01T00:00:00+00:00",
            "2099-01-01T01:30:00.123+01:30",
            "2098-12-31T19:00:00-05",
            "2099-01-01T00:00:00UTC",
            "2099-01-01T00:00:00 UTC",
            "20990101T000000Z",
            "2099-01-01",
            " 2099-01-01T00:00:00 ",
        ] {
            assert_eq!(seconds(text), Some(4_070_908_800), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        let long = "9".repeat(70_000);
        for text in [
            "",
            "soon",
            "2099",
            "2099-13-01",
            "2099-01-01T25:00:00Z",
            "2099-01-01T00:00:00+99:99",
            "2099-01-01T00:00:00 CET",
            "\u{661}099-01-01",
            "1969-01-01T00:00:00Z",
            "2099-01-01X",
            &long,
        ] {
            assert_eq!(seconds(text), None, "{text:.40}");
        }
    }

    #[test]
    fn times_are_written_as_they_are_read() {
        let time = parse("2099-01-01T00:00:00Z").expect("a time");
        assert_eq!(format(time, "Z"), "2099-01-01T00:00:00Z");
        assert_eq!(format(time, "+00:00"), "2099-01-01T00:00:00+00:00");
    }
}
