//! Endpoints that the user names instead of the service's own.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use smithy_client::connection::masked;

use super::error::SettingsError;
use super::origin::{Origin, Sourced};
use super::{GlobalFlags, ServiceIdentity, Settings};

/// Checks that the value of `--endpoint-url` starts with a scheme. This is asked while the command
/// line is read, long before the rest of the URL matters.
///
/// # Errors
/// If there is no scheme.
pub fn check_endpoint_flag(url: &str) -> Result<(), SettingsError> {
    match scheme_and_rest(url) {
        Some(_) => Ok(()),
        None => Err(SettingsError::EndpointScheme(url.to_owned())),
    }
}

/// The endpoint of the service that command line, environment or profile name.
///
/// # Errors
/// If the profile refers to a services section that does not exist.
pub(super) fn find(
    settings: &Settings,
    service: ServiceIdentity<'_>,
    flags: &GlobalFlags,
) -> Result<Option<Sourced<String>>, SettingsError> {
    match &flags.endpoint_url {
        Some(url) => sendable(Sourced::flag("--endpoint-url", url.clone())).map(Some),
        None => configured(settings, service),
    }
}

/// The URL as it is sent, if nothing in it ends lines or words.
fn sendable(url: Sourced<String>) -> Result<Sourced<String>, SettingsError> {
    match url.value.contains(['\t', '\r', '\n']) {
        true => Err(SettingsError::Unsendable {
            place: url.origin.to_string(),
            problem: "contains a tab or a line break",
        }),
        false => Ok(url.map(|url| encoded(&url))),
    }
}

/// What may not stand in a path or query as it is. A percent sign may: it is taken for the beginning
/// of what is encoded already.
const ILLEGAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'[')
    .add(b']');

/// The URL with path and query encoded, as urllib3 does that. What is wrong before them is left for
/// [`check`] to find.
pub(super) fn encoded(url: &str) -> String {
    let authority = url.find("://").map_or(0, |colon| colon + 3);
    let end = url[authority..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| authority + at);
    let (start, path) = url.split_at(end);
    format!("{start}{}", utf8_percent_encode(path, ILLEGAL))
}

/// The endpoint of a service in environment and profile; what is more special wins. Empty
/// variables count as unset.
///
/// # Errors
/// If the profile refers to a services section that does not exist, or the URL cannot be sent.
pub(super) fn configured(
    settings: &Settings,
    service: ServiceIdentity<'_>,
) -> Result<Option<Sourced<String>>, SettingsError> {
    const IGNORE: (&str, &str) = (
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "ignore_configured_endpoint_urls",
    );
    if settings.switch(IGNORE.0, IGNORE.1).value {
        return Ok(None);
    }
    let names = [
        Cow::Owned(service.endpoint_variable()),
        "AWS_ENDPOINT_URL".into(),
    ];
    for name in names {
        if let Some(url) = settings.env().non_empty(&name) {
            let value = url.to_owned();
            let origin = Origin::Variable(name);
            return sendable(Sourced { value, origin }).map(Some);
        }
    }
    let in_profile = || {
        let url = settings.in_profile("endpoint_url");
        url.filter(|url| !url.value.is_empty())
    };
    let url = in_services(settings, &service.services_key())?.or_else(in_profile);
    url.map(sendable).transpose()
}

fn in_services(
    settings: &Settings,
    service: &str,
) -> Result<Option<Sourced<String>>, SettingsError> {
    let section = settings
        .in_profile("services")
        .filter(|section| !section.value.is_empty());
    let Some(Sourced { value: section, .. }) = section else {
        return Ok(None);
    };
    let Some(services) = settings.files().services(&section) else {
        return Err(SettingsError::NoServicesSection(section));
    };
    let at = |line| settings.files().line_of_config(line);
    let entry = services.get(service);
    if let Some(entry) = entry.filter(|entry| entry.text().is_some()) {
        return Err(SettingsError::ServicesEntry {
            section,
            service: service.to_owned(),
            line: at(entry.line),
        });
    }
    let url = entry.and_then(|entry| entry.in_block("endpoint_url"));
    let url = url.filter(|(_, url)| !url.is_empty());
    Ok(url.map(|(line, url)| Sourced {
        value: url.to_owned(),
        origin: Origin::Services {
            section,
            line: at(line),
        },
    }))
}

/// Checks that an endpoint has a host that can exist.
///
/// # Errors
/// If it has not.
pub(super) fn check(url: &str) -> Result<(), SettingsError> {
    let is_usable = !url.chars().any(char::is_control)
        && scheme_and_rest(url)
            .filter(|(_, rest)| has_usable_port(rest))
            .and_then(|(_, rest)| host(rest))
            .is_some_and(is_host);
    if is_usable {
        Ok(())
    } else {
        Err(SettingsError::BadEndpoint(masked(url)))
    }
}

/// Whether this can be the URL of an endpoint.
pub fn is_endpoint(url: &str) -> bool {
    check(url).is_ok()
}

/// Splits a URL behind the colon of its scheme.
fn scheme_and_rest(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some((scheme, rest))
}

/// The host in what follows the scheme, with the brackets of an IPv6 address.
fn host(rest: &str) -> Option<&str> {
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    if host.starts_with('[') {
        return Some(&host[..=host.find(']')?]);
    }
    host.split(':').next()
}

/// Whether the port, if there is one, is a number that ports have.
fn has_usable_port(rest: &str) -> bool {
    let authority = rest.trim_start_matches('/').split(['/', '?', '#']).next();
    let host = authority.and_then(|authority| authority.rsplit('@').next());
    match host.and_then(|host| host.rsplit_once(':')) {
        Some((_, port)) if !port.ends_with(']') => port.is_empty() || port.parse::<u16>().is_ok(),
        _ => true,
    }
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let address = address.split('%').next().unwrap_or(address);
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 255
        && host
            .strip_suffix('.')
            .unwrap_or(host)
            .split('.')
            .all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn the_flag_needs_a_scheme() {
        for url in ["http://h", "localhost:8080", "ftp://h", "a+b-c.d:x"] {
            assert!(check_endpoint_flag(url).is_ok(), "{url}");
        }
        for url in ["foo", "", "://h", "1http://h", "under_score://h"] {
            assert!(check_endpoint_flag(url).is_err(), "{url}");
        }
        let error = check_endpoint_flag("foo").expect_err("no scheme");
        assert_eq!(
            error.to_string(),
            "Bad value for --endpoint-url \"foo\": scheme is missing.  Must be of the form \
             http://<hostname>/ or https://<hostname>/"
        );
        assert_eq!(error.kind(), ErrorKind::Argument);
    }

    #[test]
    fn the_host_must_be_possible() {
        for url in [
            "http://127.0.0.1:8000/base/?q",
            "https://user:p@ss@h.example.:1",
            "http://[::1]:99",
            "ftp://h",
            "http://h?x",
        ] {
            assert!(check(url).is_ok(), "{url}");
        }
        for url in [
            "localhost:8080",
            "foo",
            "http://",
            "http:///path",
            "http://under_score.example/",
            "http://-a.example",
            "http://a..b",
            "http://[::1",
            "http://[nope]",
            "http://h\n",
        ] {
            let error = check(url).expect_err(url);
            assert_eq!(error.to_string(), format!("Invalid endpoint: {url}"));
            assert_eq!(error.kind(), ErrorKind::Other);
        }
        let error = check("http://me:hush@a_b").expect_err("an underscore");
        assert_eq!(error.to_string(), "Invalid endpoint: http://***:***@a_b");
    }
}
