//! What a certificate says, of any version of X.509.
//!
//! rustls reads certificates of version 3 that are as RFC 5280 wants them, and keeps most of what it
//! reads to itself. This reads what [`super::verifier`] needs to judge the others.

use super::der::{self, Element, Reader};

/// A certificate, read but not trusted.
pub(super) struct Certificate<'a> {
    /// What is signed.
    pub(super) signed: &'a [u8],
    /// The algorithm of the signature, as its identifier's content.
    pub(super) signature_algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
    /// 1 to 3.
    pub(super) version: u8,
    /// The name of the issuer, as the content of its element. So are subject and key.
    pub(super) issuer: &'a [u8],
    pub(super) subject: &'a [u8],
    pub(super) key: &'a [u8],
    /// Seconds since 1970.
    pub(super) not_before: i64,
    pub(super) not_after: i64,
    pub(super) extensions: Extensions<'a>,
}

/// The extensions that matter for servers.
#[derive(Default)]
pub(super) struct Extensions<'a> {
    /// Whether the holder may issue certificates.
    pub(super) is_ca: bool,
    /// How many more issuers may stand below it.
    pub(super) path_length: Option<u8>,
    /// The bits of the key usage, first byte first.
    pub(super) key_usage: Option<&'a [u8]>,
    /// The purposes of the key, if they are limited.
    pub(super) purposes: Option<Vec<&'a [u8]>>,
    /// DNS names and IP addresses.
    pub(super) names: Names<'a>,
    /// Names of issued certificates are limited.
    pub(super) has_name_constraints: bool,
    /// One is critical and not known here.
    pub(super) has_unknown_critical: bool,
}

/// The names of a server.
#[derive(Default)]
pub(super) struct Names<'a> {
    pub(super) dns: Vec<&'a str>,
    pub(super) ip: Vec<&'a [u8]>,
}

const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];
const KEY_USAGE: [u8; 3] = [0x55, 0x1d, 0x0f];
const ALTERNATIVE_NAMES: [u8; 3] = [0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS: [u8; 3] = [0x55, 0x1d, 0x13];
const NAME_CONSTRAINTS: [u8; 3] = [0x55, 0x1d, 0x1e];
const POLICIES: [u8; 3] = [0x55, 0x1d, 0x20];
const PURPOSES: [u8; 3] = [0x55, 0x1d, 0x25];

impl<'a> Certificate<'a> {
    /// Reads a certificate; `None` if it is none.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Reader::new(bytes).inside(der::SEQUENCE)?;
        let signed = outer.optional(der::SEQUENCE)?;
        let signature_algorithm = outer.optional(der::SEQUENCE)?.content;
        let signature = bits(outer.optional(der::BIT_STRING)?)?;

        let mut fields = Reader::new(signed.content);
        let version = match fields.inside(der::context(0)) {
            None => 1,
            Some(mut version) => match version.optional(der::INTEGER)?.content {
                [number @ 0..=2] => number + 1,
                _ => return None,
            },
        };
        fields.optional(der::INTEGER)?;
        // The algorithm stands in the signed part, too, so that it cannot be exchanged.
        if fields.optional(der::SEQUENCE)?.content != signature_algorithm {
            return None;
        }
        let issuer = fields.optional(der::SEQUENCE)?.content;
        let mut validity = fields.inside(der::SEQUENCE)?;
        let not_before = seconds(validity.element()?)?;
        let not_after = seconds(validity.element()?)?;
        let subject = fields.optional(der::SEQUENCE)?.content;
        let key = fields.optional(der::SEQUENCE)?.content;
        let extensions = fields.find(|field| field.tag == der::context(3));
        let extensions = match extensions {
            Some(field) => extensions_of(field)?,
            None => Extensions::default(),
        };
        Some(Self {
            signed: signed.whole,
            signature_algorithm,
            signature,
            version,
            issuer,
            subject,
            key,
            not_before,
            not_after,
            extensions,
        })
    }

    /// The common names of the subject, in order.
    pub(super) fn common_names(&self) -> Vec<&'a str> {
        let sets = Reader::new(self.subject).filter(|set| set.tag == der::SET);
        let pairs = sets.flat_map(|set| Reader::new(set.content));
        pairs
            .filter_map(|pair| {
                let mut pair = Reader::new(pair.content);
                let kind = pair.optional(der::OBJECT_ID)?;
                let value = pair.element()?;
                (kind.content == COMMON_NAME)
                    .then_some(value.content)
                    .and_then(|text| std::str::from_utf8(text).ok())
            })
            .collect()
    }

    /// The algorithm and the bits of the key.
    pub(super) fn public_key(&self) -> Option<(&'a [u8], &'a [u8])> {
        public_key(self.key)
    }
}

/// The algorithm and the bits in a `SubjectPublicKeyInfo`.
pub(super) fn public_key(info: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = Reader::new(info);
    let algorithm = fields.optional(der::SEQUENCE)?.content;
    Some((algorithm, bits(fields.optional(der::BIT_STRING)?)?))
}

/// The bytes of a bit string that has whole ones.
fn bits(element: Element<'_>) -> Option<&[u8]> {
    match element.content.split_first()? {
        (0, bytes) => Some(bytes),
        _ => None,
    }
}

fn extensions_of(field: Element<'_>) -> Option<Extensions<'_>> {
    let mut found = Extensions::default();
    let mut list = Reader::new(field.content).inside(der::SEQUENCE)?;
    while !list.is_empty() {
        let mut extension = list.inside(der::SEQUENCE)?;
        let kind = extension.optional(der::OBJECT_ID)?.content;
        let critical = extension.optional(der::BOOLEAN);
        let value = Reader::new(extension.optional(der::OCTET_STRING)?.content);
        match <[u8; 3]>::try_from(kind) {
            Ok(BASIC_CONSTRAINTS) => basic_constraints(value, &mut found)?,
            Ok(KEY_USAGE) => found.key_usage = Some(usage(value)?),
            Ok(PURPOSES) => found.purposes = Some(purposes(value)?),
            Ok(ALTERNATIVE_NAMES) => found.names = names(value)?,
            Ok(NAME_CONSTRAINTS) => found.has_name_constraints = true,
            Ok(POLICIES) => {}
            _ => {
                let is_critical = critical.is_some_and(|critical| critical.content != [0]);
                found.has_unknown_critical |= is_critical;
            }
        }
    }
    Some(found)
}

fn basic_constraints(mut value: Reader<'_>, found: &mut Extensions<'_>) -> Option<()> {
    let mut fields = value.inside(der::SEQUENCE)?;
    let is_ca = fields.optional(der::BOOLEAN);
    found.is_ca = is_ca.is_some_and(|is_ca| is_ca.content != [0]);
    if let Some(length) = fields.optional(der::INTEGER) {
        // Longer numbers are longer than any path.
        found.path_length = Some(match length.content {
            [length] => *length,
            _ => u8::MAX,
        });
    }
    Some(())
}

fn usage(mut value: Reader<'_>) -> Option<&[u8]> {
    value.optional(der::BIT_STRING)?.content.get(1..)
}

fn purposes(mut value: Reader<'_>) -> Option<Vec<&[u8]>> {
    let list = value.inside(der::SEQUENCE)?;
    Some(list.map(|purpose| purpose.content).collect())
}

fn names(mut value: Reader<'_>) -> Option<Names<'_>> {
    const DNS: u8 = 0x82;
    const IP: u8 = 0x87;
    let mut found = Names::default();
    for name in value.inside(der::SEQUENCE)? {
        match name.tag {
            DNS => found.dns.extend(std::str::from_utf8(name.content).ok()),
            IP => found.ip.push(name.content),
            _ => {}
        }
    }
    Some(found)
}

/// Seconds since 1970, of a time in the forms that certificates have.
fn seconds(element: Element<'_>) -> Option<i64> {
    let text = std::str::from_utf8(element.content).ok()?;
    let text = text.strip_suffix('Z')?;
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match element.tag {
        der::UTC_TIME if text.len() == 12 => {
            let short: i64 = text[..2].parse().ok()?;
            (short + if short < 50 { 2000 } else { 1900 }, &text[2..])
        }
        der::GENERALIZED_TIME if text.len() == 14 => (text[..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    let part = |index: usize| rest[2 * index..2 * index + 2].parse::<i64>().ok();
    let (month, day) = (part(0)?, part(1)?);
    let days = days_from_civil(year, month, day);
    Some(((days * 24 + part(2)?) * 60 + part(3)?) * 60 + part(4)?)
}

/// Days since 1970 in the Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the day that may be missing is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_from_1970() {
        let time = |tag, text: &'static str| {
            let content = text.as_bytes();
            seconds(Element {
                tag,
                content,
                whole: content,
            })
        };
        assert_eq!(time(der::UTC_TIME, "700101000000Z"), Some(0));
        assert_eq!(time(der::UTC_TIME, "240229235959Z"), Some(1_709_251_199));
        assert_eq!(
            time(der::GENERALIZED_TIME, "20500101000000Z"),
            Some(2_524_608_000)
        );
        assert_eq!(time(der::UTC_TIME, "7001010000Z"), None);
        assert_eq!(time(der::UTC_TIME, "70010100000\u{660}Z"), None);
        assert_eq!(time(der::GENERALIZED_TIME, ""), None);
    }
}
