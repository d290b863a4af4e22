//! Timestamps of an answer, shown as the profile's `cli_timestamp_format` asks.

mod dateutil;

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use cli_formats::Value;
use cli_formats::pytext;
use cli_formats::python::{self, MapType};

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

/// A date and a time of day.
struct DateTime {
    date: Date,
    clock: Clock,
    micros: u32,
    /// Minutes east of UTC, if the wire names a zone.
    offset: Option<i32>,
}

#[derive(Clone, Copy)]
struct Date {
    year: i64,
    month: u32,
    day: u32,
}

#[derive(Default)]
struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self.date;
        let Clock {
            hour,
            minute,
            second,
        } = self.clock;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        if self.micros != 0 {
            write!(f, ".{:06}", self.micros)?;
        }
        if let Some(offset) = self.offset {
            let sign = if offset < 0 { '-' } else { '+' };
            let offset = offset.abs();
            write!(f, "{sign}{:02}:{:02}", offset / 60, offset % 60)?;
        }
        Ok(())
    }
}

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
        None => dateutil::parse(text, today()),
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
            .map(|time| time.moment())
            .map_err(|_| NoMoment::Unreadable)
    }
}

/// Seconds from 1970 that are far beyond the years that have four digits.
const FAR: f64 = 1e12;

impl DateTime {
    fn moment(&self) -> Moment {
        let clock = &self.clock;
        let of_day = clock.hour * 3600 + clock.minute * 60 + clock.second;
        let offset = i64::from(self.offset.unwrap_or_default()) * 60;
        Moment {
            seconds: self.date.days() * SECONDS_PER_DAY + i64::from(of_day) - offset,
            micros: self.micros,
        }
    }
}

const SECONDS_PER_DAY: i64 = 86_400;

/// Today in UTC.
fn today() -> Date {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Date::from_days(i64::try_from(seconds).unwrap_or_default() / SECONDS_PER_DAY)
}

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

impl Date {
    fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            1..=12 => 31,
            _ => return None,
        };
        let real = year > 0 && (1..=days).contains(&day);
        real.then_some(Self {
            year: i64::from(year),
            month,
            day,
        })
    }

    /// Days since 1 January 1970.
    fn days(self) -> i64 {
        let from_march = i64::from((self.month + 9) % 12);
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        era * 146_097 + days - 719_468
    }

    /// The next date that is this day of the week, counted from Monday; it may be the same.
    fn next(self, weekday: usize) -> Self {
        // 1 January 1970 was a Thursday.
        let today = (self.days() + 3).rem_euclid(7);
        let ahead = (weekday as i64 - today).rem_euclid(7);
        Self::from_days(self.days() + ahead)
    }

    /// The date some days after 1 January 1970 in the Gregorian calendar. Years are taken to
    /// start in March, so that a leap day is the last of its year, and come in eras of 400.
    fn from_days(days: i64) -> Self {
        const DAYS_PER_ERA: i64 = 146_097;
        const DAYS_FROM_YEAR_ZERO: i64 = 719_468;
        let days = days + DAYS_FROM_YEAR_ZERO;
        let era = days.div_euclid(DAYS_PER_ERA);
        let of_era = days.rem_euclid(DAYS_PER_ERA);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month: month as u32,
            day: (of_year - (153 * from_march + 2) / 5 + 1) as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cli_formats::Map;

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
}
