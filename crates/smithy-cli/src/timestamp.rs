//! Timestamps of an answer, shown as the profile's `cli_timestamp_format` asks.

use std::fmt;

use cli_formats::Value;
use cli_formats::pytext;
use cli_formats::python::{self, MapType};
use cli_formats::time::{self, Clock, Date, DateTime};

use aws_settings::TimestampFormat;

/// The timestamp to show for the one on the wire.
///
/// # Errors
/// If it is to be shown as ISO 8601 and is no timestamp.
pub(crate) fn render(format: TimestampFormat, wire: Value) -> Result<Value, InvalidTimestamp> {
    match format {
        TimestampFormat::Wire => Ok(wire),
        TimestampFormat::Iso8601 => match parse(&wire) {
            Ok(time) => Ok(Value::String(time.to_string())),
            Err(reason) => Err(InvalidTimestamp {
                wire: python::text(&wire, MapType::Dict).into_owned(),
                reason,
            }),
        },
    }
}

/// The service sent something that is no timestamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidTimestamp {
    wire: String,
    reason: String,
}

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invalid timestamp \"{}\": {}", self.wire, self.reason)
    }
}

impl std::error::Error for InvalidTimestamp {}

fn parse(wire: &Value) -> Result<DateTime, String> {
    let text = match wire {
        Value::String(text) => text.trim(),
        Value::Bool(seconds) => return from_epoch(f64::from(u8::from(*seconds))),
        Value::Int(seconds) => return from_epoch(*seconds as f64),
        Value::Float(seconds) => return from_epoch(*seconds),
        Value::BigInt(_) => return Err("year is out of range".to_owned()),
        other => {
            let class = python::class_name(other, MapType::Dict);
            return Err(format!(
                "Parser must be a string or character stream, not {class}"
            ));
        }
    };
    if text.is_empty() {
        return Err("String does not contain a date:".to_owned());
    }
    let parsed = match pytext::parse_float(text) {
        Some(seconds) => from_epoch(seconds).ok(),
        None => time::parse(text, time::today()),
    };
    parsed.ok_or_else(|| format!("Unknown string format: {text}"))
}

/// A point in time, as requests have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Seconds since 1970 began in UTC.
    pub(crate) seconds: i64,
    /// Microseconds beyond these.
    pub(crate) micros: u32,
}

/// Why a value of the input is no point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoMoment {
    /// It is nothing that can be read as one.
    Unreadable,
    /// It is a number so large that the AWS CLI fails over it, with this message.
    TooFar(String),
}

impl Moment {
    /// The point in time that a value of the input stands for. Where it names no zone, it is in UTC.
    pub(crate) fn of(value: &Value) -> Result<Self, NoMoment> {
        let number = match value {
            Value::Date(text) if !text.contains('T') => return Err(NoMoment::Unreadable),
            Value::String(text) | Value::Date(text) => pytext::parse_float(text),
            Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            Value::BigInt(_) => Some(f64::INFINITY),
            _ => None,
        };
        if number.is_some_and(|number| number.abs() >= FAR) {
            let shown = python::text(value, MapType::Dict);
            return Err(NoMoment::TooFar(format!(
                "Unable to calculate correct timezone offset for \"{shown}\""
            )));
        }
        let text = match value {
            Value::Date(text) => &Value::String(text.clone()),
            value => value,
        };
        parse(text)
            .map(|time| Moment {
                seconds: time.seconds(),
                micros: time.micros,
            })
            .map_err(|_| NoMoment::Unreadable)
    }
}

const SECONDS_PER_DAY: i64 = 86_400;

/// Seconds from 1970 that are far beyond the years that have four digits.
const FAR: f64 = 1e12;

/// The moment some seconds after 1970 began, in UTC, to the nearest microsecond.
fn from_epoch(seconds: f64) -> Result<DateTime, String> {
    const MICROS_PER_SECOND: i64 = 1_000_000;
    // NaN is in no range.
    if !(-FAR..FAR).contains(&seconds) {
        return Err(format!(
            "{} seconds are out of range",
            python::float(seconds)
        ));
    }
    let micros = (seconds.fract() * MICROS_PER_SECOND as f64).round_ties_even() as i64;
    let micros = seconds.trunc() as i64 * MICROS_PER_SECOND + micros;
    let seconds = micros.div_euclid(MICROS_PER_SECOND);
    let date = Date::from_days(seconds.div_euclid(SECONDS_PER_DAY));
    if !(1..=9999).contains(&date.year) {
        return Err(format!("year {} is out of range", date.year));
    }
    let second = seconds.rem_euclid(SECONDS_PER_DAY) as u32;
    Ok(DateTime {
        date,
        clock: Clock {
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
        },
        micros: micros.rem_euclid(MICROS_PER_SECOND) as u32,
        offset: Some(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cli_formats::Map;
    use proptest::prelude::*;

    fn shown(wire: impl Into<Value>) -> String {
        match render(TimestampFormat::Iso8601, wire.into()) {
            Ok(Value::String(text)) => text,
            Ok(other) => panic!("{other:?} is no text"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn iso_8601_keeps_its_zone_and_loses_digits_past_microseconds() {
        for (wire, expected) in [
            ("2024-11-01T12:34:56Z", "2024-11-01T12:34:56+00:00"),
            (
                "2024-11-01T12:34:56.789Z",
                "2024-11-01T12:34:56.789000+00:00",
            ),
            (
                "2024-11-01T12:34:56.123456789Z",
                "2024-11-01T12:34:56.123456+00:00",
            ),
            ("2024-11-01T12:34:56.000Z", "2024-11-01T12:34:56+00:00"),
            ("2024-11-01T12:34:56+02:00", "2024-11-01T12:34:56+02:00"),
            ("2024-11-01T12:34:56-0730", "2024-11-01T12:34:56-07:30"),
            ("2024-11-01T12:34:56-00:00", "2024-11-01T12:34:56+00:00"),
            ("2024-11-01 12:34", "2024-11-01T12:34:00"),
            ("2024-11-01T12:34:56", "2024-11-01T12:34:56"),
            ("2024-11-01", "2024-11-01T00:00:00"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00+00:00"),
        ] {
            assert_eq!(shown(wire), expected, "{wire}");
        }
    }

    #[test]
    fn numbers_are_seconds_since_1970() {
        assert_eq!(shown(1_730_464_496), "2024-11-01T12:34:56+00:00");
        assert_eq!(shown("1730464496"), "2024-11-01T12:34:56+00:00");
        assert_eq!(shown(1_730_464_496.5), "2024-11-01T12:34:56.500000+00:00");
        assert_eq!(shown(-1), "1969-12-31T23:59:59+00:00");
        assert_eq!(shown(-0.25), "1969-12-31T23:59:59.750000+00:00");
        assert_eq!(shown(951_782_400), "2000-02-29T00:00:00+00:00");
        assert_eq!(shown(-62_135_596_800), "0001-01-01T00:00:00+00:00");
    }

    #[test]
    fn http_dates_are_in_the_zone_they_name() {
        for (wire, expected) in [
            ("Fri, 01 Nov 2024 12:34:56 GMT", "2024-11-01T12:34:56+00:00"),
            ("01 Nov 2024 12:34:56 -0500", "2024-11-01T12:34:56-05:00"),
        ] {
            assert_eq!(shown(wire), expected, "{wire}");
        }
    }

    #[test]
    fn what_is_no_timestamp_is_refused() {
        let map = Value::map([("a", Value::from(1))]);
        for (wire, expected) in [
            (
                "garbage".into(),
                "Invalid timestamp \"garbage\": Unknown string format: garbage",
            ),
            (
                "".into(),
                "Invalid timestamp \"\": String does not contain a date:",
            ),
            (
                map,
                "Invalid timestamp \"{'a': 1}\": Parser must be a string or character stream, not dict",
            ),
            (
                "2023-02-29".into(),
                "Invalid timestamp \"2023-02-29\": Unknown string format: 2023-02-29",
            ),
            (
                1_730_464_496_000.into(),
                "Invalid timestamp \"1730464496000\": 1730464496000.0 seconds are out of range",
            ),
            (
                253_402_300_800.into(),
                "Invalid timestamp \"253402300800\": year 10000 is out of range",
            ),
            (
                f64::NAN.into(),
                "Invalid timestamp \"nan\": nan seconds are out of range",
            ),
        ] {
            assert_eq!(shown(wire), expected);
        }
    }

    #[test]
    fn the_wire_format_lets_anything_pass() {
        for wire in [
            Value::from(1_730_464_496),
            "garbage".into(),
            Value::Map(Map::new()),
        ] {
            assert_eq!(render(TimestampFormat::Wire, wire.clone()), Ok(wire));
        }
    }

    /// Text made of what dates are made of, which random text hardly ever is.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "2024",
            "11",
            "1",
            "29",
            "02",
            "00",
            "99999999999999999999",
            "T",
            "Z",
            ":",
            "-",
            "+",
            "/",
            ".",
            ",",
            " ",
            "Fri",
            "Nov",
            "september",
            "pm",
            "h",
            "UTC",
            "GMT+3",
            "EST",
            "\u{661}",
            "é",
            "(",
            "\0",
            "1e999",
            "0x1",
            "nan",
            "inf",
        ]);
        prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_a_time_or_none(text in prop_oneof![any::<String>(), pieces()]) {
            let wire = Value::from(text.as_str());
            let _ = Moment::of(&wire);
            let _ = render(TimestampFormat::Iso8601, wire);
        }

        #[test]
        fn any_number_is_a_time_or_none(number in any::<f64>(), whole in any::<i64>()) {
            for wire in [Value::from(number), Value::from(whole)] {
                let _ = Moment::of(&wire);
                let _ = render(TimestampFormat::Iso8601, wire);
            }
        }
    }
}
