//! Dates, and times of day in UTC.

use crate::time::{Clock, Date, DateTime};

/// Whether a plain scalar is a date: `2020-01-31`, or `2020-1-31` followed by a time of day and
/// perhaps a zone.
pub(super) fn is_date(text: &str) -> bool {
    Moment::of(text).is_some_and(|moment| moment.time.is_some() || text.len() == "YYYY-MM-DD".len())
}

/// The ISO 8601 text of a date, or of a moment in UTC.
pub(super) fn iso(text: &str) -> Result<String, String> {
    let moment = Moment::of(text).and_then(Moment::in_utc);
    moment.ok_or_else(|| format!("{text} is not a date"))
}

/// A date with the time of day there.
struct Moment {
    /// Year, month and day of the month.
    day: [u32; 3],
    time: Option<Time>,
}

struct Time {
    clock: Clock,
    /// Millionths of a second, rounded; may be a whole one.
    micros: u32,
    /// Minutes east of UTC.
    offset: i64,
}

impl Moment {
    fn of(text: &str) -> Option<Self> {
        let (year, rest) = digits(text, 4, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 1, 2)?;
        let time = match rest {
            "" => None,
            rest => Some(Time::of(rest)?),
        };
        let day = [year, month, day];
        Some(Self { day, time })
    }

    /// The text of the moment, if there is such a day and time.
    fn in_utc(self) -> Option<String> {
        let [year, month, day] = self.day;
        let date = Date::new(year, month, day)?;
        let Some(Time {
            clock,
            micros,
            offset,
        }) = self.time
        else {
            let Date { year, month, day } = date;
            return Some(format!("{year:04}-{month:02}-{day:02}"));
        };
        if clock.hour > 23 || clock.minute > 59 || clock.second > 59 {
            return None;
        }
        let local = DateTime {
            date,
            clock,
            micros: 0,
            offset: None,
        };
        let seconds = local.seconds() - offset * 60 + i64::from(micros / 1_000_000);
        let date = Date::from_days(seconds.div_euclid(SECONDS_OF_DAY));
        let second = u32::try_from(seconds.rem_euclid(SECONDS_OF_DAY)).ok()?;
        let in_utc = DateTime {
            date,
            clock: Clock {
                hour: second / 3600,
                minute: second / 60 % 60,
                second: second % 60,
            },
            micros: micros % 1_000_000,
            offset: None,
        };
        (1..=9999).contains(&date.year).then(|| in_utc.to_string())
    }
}

const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

impl Time {
    /// What stands behind the day.
    fn of(text: &str) -> Option<Self> {
        let blanks = text.trim_start_matches([' ', '\t']);
        let time = match text.strip_prefix(['T', 't']) {
            Some(time) => time,
            None if blanks.len() < text.len() => blanks,
            None => return None,
        };
        let (hour, rest) = digits(time, 1, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
        let (second, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
        let (fraction, rest) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(count(rest)),
            None => ("", rest),
        };
        Some(Self {
            clock: Clock {
                hour,
                minute,
                second,
            },
            micros: micros(fraction),
            offset: offset(rest)?,
        })
    }
}

/// Millionths of a second, rounded by the seventh digit.
fn micros(fraction: &str) -> u32 {
    let digit = |at: usize| fraction.as_bytes().get(at).map_or(0, |digit| digit - b'0');
    let micros = (0..6).fold(0, |micros, at| micros * 10 + u32::from(digit(at)));
    micros + u32::from(digit(6) > 4)
}

/// Minutes east of UTC; none is UTC.
fn offset(text: &str) -> Option<i64> {
    let zone = text.trim_start_matches([' ', '\t']);
    if text.is_empty() || zone == "Z" {
        return Some(0);
    }
    let (hours, rest) = digits(zone.strip_prefix(['+', '-'])?, 1, 2)?;
    let minutes = match rest.strip_prefix(':') {
        Some(minutes) => digits(minutes, 2, 2).filter(|(_, rest)| rest.is_empty())?.0,
        None if rest.is_empty() => 0,
        None => return None,
    };
    let offset = i64::from(hours * 60 + minutes);
    Some(if zone.starts_with('-') {
        -offset
    } else {
        offset
    })
}

/// How many digits a text begins with.
fn count(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The number at the start, of as many digits as are there, and what is behind it.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let count = count(text).min(most);
    if count < least {
        return None;
    }
    let (digits, rest) = text.split_at(count);
    Some((digits.parse().ok()?, rest))
}
