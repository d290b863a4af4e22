//! Times at which credentials end, in the forms that botocore takes: all that python-dateutil reads.

use std::time::{Duration, SystemTime};

/// Reads a time. Without a zone it is taken for UTC.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let time = cli_formats::time::parse(text, cli_formats::time::today())?;
    // What ended before 1970 has ended.
    let seconds = u64::try_from(time.seconds()).unwrap_or_default();
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
            "Thu, 01 Jan 2099 00:00:00 GMT",
            "Jan 1 2099 12:00 AM",
        ] {
            assert_eq!(seconds(text), Some(4_070_908_800), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        assert_eq!(seconds("1969-01-01T00:00:00Z"), Some(0), "it has ended");
        let long = "9".repeat(70_000);
        for text in [
            "",
            "soon",
            "2099-13-01",
            "2099-01-01T25:00:00Z",
            "2099-01-01T00:00:00+99:99",
            "\u{661}099-01-01",
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
