use super::*;

/// A Wednesday.
const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 25,
};

fn read(text: &str) -> Option<String> {
    parse(text, TODAY).map(|time| time.to_string())
}

#[test]
fn dates_are_read_as_dateutil_reads_them() {
    for (text, expected) in [
        ("2020-01-01", "2020-01-01T00:00:00"),
        (
            "2020-01-01T12:34:56.789Z",
            "2020-01-01T12:34:56.789000+00:00",
        ),
        ("2020-01-01 12:34", "2020-01-01T12:34:00"),
        (
            "2020-01-01T12:34:56,1234567+02:00",
            "2020-01-01T12:34:56.123456+02:00",
        ),
        ("2020-01-01T12:34:56-0730", "2020-01-01T12:34:56-07:30"),
        ("20200101T000000Z", "2020-01-01T00:00:00+00:00"),
        ("Jan 5 2020", "2020-01-05T00:00:00"),
        ("5 January 2020 3:04 PM", "2020-01-05T15:04:00"),
        ("Wed, 01 Jan 2020 00:00:00 GMT", "2020-01-01T00:00:00+00:00"),
        ("10/11/12", "2012-10-11T00:00:00"),
        ("13/11/12", "2012-11-13T00:00:00"),
        ("12:34", "2026-11-25T12:34:00"),
        ("Monday", "2026-11-30T00:00:00"),
        ("Wed", "2026-11-25T00:00:00"),
        ("1.2.2020", "2020-01-02T00:00:00"),
        ("2020-01-01T00:00:00 UTC+3", "2020-01-01T00:00:00-03:00"),
        ("5 am", "2026-11-25T05:00:00"),
        ("Sept 2021", "2021-09-25T00:00:00"),
        ("10h36m28.5s", "2026-11-25T10:36:28.500000"),
        ("2099-01-01 12h", "2099-01-01T12:00:00"),
        ("12.5 hours", "2026-11-25T12:30:00"),
        ("2099-01-01 12h04", "2099-01-01T12:04:00"),
        ("12h 30m", "2026-11-25T12:30:00"),
    ] {
        assert_eq!(read(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_dateutil_refuses_is_no_date() {
    for text in [
        "2020-W01-1",
        "2020-001",
        "now",
        "yesterday",
        "T",
        "0x10",
        "",
        "2020-02-30",
        "2020-01-01T24:00",
        "1-2-3-4",
        "2099-Sep1-29",
        "2099-January-31-0",
        "12.29-2099",
        "PM",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

/// What python-dateutil 2.9 makes of them where today is [`TODAY`]; `-` is nothing.
const READINGS: &str = include_str!("readings.txt");

#[test]
fn texts_of_every_form_are_read_as_dateutil_reads_them() {
    let differs = |line: &str| {
        let (text, expected) = line.split_once(" => ").expect("a text and its reading");
        let expected = Some(expected).filter(|it| *it != "-").map(str::to_owned);
        let read = read(text);
        (read != expected).then(|| format!("{text:?} is {read:?}, not {expected:?}"))
    };
    let differences: Vec<_> = READINGS.lines().filter_map(differs).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn a_year_of_two_digits_is_less_than_fifty_years_away() {
    for (this_year, digits, year) in [
        (2026, "75", 2075),
        (2026, "76", 1976),
        (2080, "30", 2030),
        (2080, "29", 2129),
        (2080, "99", 2099),
    ] {
        let today = Date {
            year: this_year,
            ..TODAY
        };
        let read = parse(&format!("1/2/{digits}"), today);
        assert_eq!(
            read.map(|read| read.date.year),
            Some(year),
            "{digits} in {this_year}"
        );
    }
}
