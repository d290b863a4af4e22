//! Which proxy a request goes through, as Python's `urllib` and urllib3 read the variables.

use std::borrow::Cow;
use std::fmt;

use super::redact::masked;

/// The proxies that the environment names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// The proxy for plain HTTP.
    pub http: Option<ProxyUrl>,
    /// The proxy for HTTPS.
    pub https: Option<ProxyUrl>,
    /// The names in `no_proxy`, without leading dots, in lower case.
    bypass: Vec<String>,
}

impl Proxies {
    /// What these variables say: `http_proxy`, `https_proxy` and `no_proxy`, each in lower case if
    /// it is set so, even to nothing, and else in upper case. `HTTP_PROXY` is left out where
    /// `REQUEST_METHOD` is set: in a CGI program it is a request header that anyone can send.
    pub fn from_variables<'a>(get: impl Fn(&str) -> Option<Cow<'a, str>>) -> Self {
        let either = |lower: &str, upper: Option<&str>| {
            get(lower)
                .or_else(|| get(upper?))
                .filter(|value| !value.is_empty())
        };
        let is_cgi = get("REQUEST_METHOD").is_some();
        let http = either("http_proxy", (!is_cgi).then_some("HTTP_PROXY"));
        let https = either("https_proxy", Some("HTTPS_PROXY"));
        let bypass = either("no_proxy", Some("NO_PROXY")).unwrap_or_default();
        let names = bypass
            .split(',')
            .map(|name| name.trim().trim_start_matches('.').to_lowercase());
        Self {
            http: http.map(|url| ProxyUrl::new(&url)),
            https: https.map(|url| ProxyUrl::new(&url)),
            bypass: names.filter(|name| !name.is_empty()).collect(),
        }
    }

    /// What the variables of the process say. `ALL_PROXY` stands in for the other two, as it does
    /// for the official SDK.
    pub fn from_env() -> Self {
        let get = |name: &str| std::env::var(name).ok().map(Cow::Owned);
        let mut proxies = Self::from_variables(get);
        let all = get("all_proxy").or_else(|| get("ALL_PROXY"));
        if let Some(all) = all.filter(|url| !url.is_empty()) {
            let all = ProxyUrl::new(&all);
            proxies.http.get_or_insert_with(|| all.clone());
            proxies.https.get_or_insert(all);
        }
        proxies
    }

    /// The proxy for a request to `authority`, a host that may be followed by a port.
    pub fn for_authority(&self, is_https: bool, authority: &str) -> Option<&ProxyUrl> {
        let proxy = if is_https { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| !self.bypasses(authority))
    }

    /// Whether `no_proxy` names the authority, its host, or a domain it is in. A lone `*` names
    /// everything.
    fn bypasses(&self, authority: &str) -> bool {
        let authority = authority.to_lowercase();
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => &authority,
        };
        let is_within = |host: &str, name: &str| {
            host.strip_suffix(name)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.bypass == ["*"]
            || self
                .bypass
                .iter()
                .any(|name| is_within(host, name) || is_within(&authority, name))
    }
}

/// The URL of a proxy. Its user information may contain anything but `/`, `?` and `#`, percent-
/// encoded or not, and is shown by [`ProxyUrl::as_str`] only.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(String);

impl ProxyUrl {
    /// The URL; without a scheme it is that of an HTTP proxy.
    pub fn new(text: &str) -> Self {
        Self(match text {
            _ if text.contains("://") => text.to_owned(),
            _ if text.starts_with("//") => format!("http:{text}"),
            _ => format!("http://{text}"),
        })
    }

    /// The whole URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the proxy is, or `None` if the URL does not say that.
    pub(super) fn address(&self) -> Option<ProxyAddress> {
        let (scheme, rest) = self.0.split_once("://")?;
        let is_tls = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next()?;
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let scheme = if is_tls { "https" } else { "http" };
        let uri: http::Uri = format!("{scheme}://{host}/").parse().ok()?;
        if !super::has_host(&uri) {
            return None;
        }
        Some(ProxyAddress {
            is_tls,
            uri,
            authorization: user.and_then(basic),
        })
    }
}

/// Where a proxy is and how to prove to it who asks.
pub(super) struct ProxyAddress {
    /// Whether the proxy itself is reached over TLS.
    pub(super) is_tls: bool,
    /// Scheme, host and port.
    pub(super) uri: http::Uri,
    /// The value of `Proxy-Authorization`, marked as a secret.
    pub(super) authorization: Option<http::HeaderValue>,
}

/// Name and password as HTTP's basic authentication has them. A name without a password is not
/// sent, as botocore does not.
fn basic(user: &str) -> Option<http::HeaderValue> {
    let (name, password) = user.split_once(':')?;
    let decode = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let pair = [decode(name), decode(password)].join(&b':');
    let value = format!("Basic {}", aws_smithy_types::base64::encode(pair));
    let mut value = http::HeaderValue::from_str(&value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Shows the URL with its user information masked.
impl fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.0))
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", masked(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies<const N: usize>(variables: [(&str, &'static str); N]) -> Proxies {
        Proxies::from_variables(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| Cow::Borrowed(*value))
        })
    }

    fn http(proxies: &Proxies) -> Option<&str> {
        proxies.http.as_ref().map(ProxyUrl::as_str)
    }

    #[test]
    fn lower_case_wins_even_if_empty() {
        let both = proxies([("http_proxy", "http://a:1"), ("HTTP_PROXY", "http://b:2")]);
        assert_eq!(http(&both), Some("http://a:1"));
        let empty = proxies([("http_proxy", ""), ("HTTP_PROXY", "http://b")]);
        assert_eq!(http(&empty), None);
        assert_eq!(http(&proxies([("HTTP_PROXY", "b:2")])), Some("http://b:2"));
        let cgi = proxies([("HTTP_PROXY", "b"), ("REQUEST_METHOD", "GET")]);
        assert_eq!(http(&cgi), None);
        assert_eq!(http(&proxies([("ALL_PROXY", "http://b:2")])), None);
    }

    #[test]
    fn each_scheme_has_its_proxy() {
        let both = proxies([("http_proxy", "http://a"), ("HTTPS_PROXY", "http://b")]);
        let of = |is_https| both.for_authority(is_https, "h").map(ProxyUrl::as_str);
        assert_eq!((of(false), of(true)), (Some("http://a"), Some("http://b")));
    }

    #[test]
    fn no_proxy_names_hosts_and_domains() {
        let names = proxies([
            ("http_proxy", "http://a"),
            ("NO_PROXY", " .Example.com, h:81,,"),
        ]);
        let bypassed = |authority| names.for_authority(false, authority).is_none();
        for authority in ["example.com", "x.example.com:80", "EXAMPLE.com", "h:81"] {
            assert!(bypassed(authority), "{authority}");
        }
        for authority in ["badexample.com", "h", "h:82", "com"] {
            assert!(!bypassed(authority), "{authority}");
        }
        let all = proxies([("http_proxy", "http://a"), ("no_proxy", "*")]);
        assert_eq!(all.for_authority(false, "h"), None);
    }

    #[test]
    fn user_information_is_sent_as_it_was_meant_and_shown_masked() {
        for (url, pair) in [
            ("http://me:hush@p:1", Some("me:hush")),
            ("http://me:p@ss@p:1", Some("me:p@ss")),
            ("http://me:p%40s%73@p", Some("me:p@ss")),
            ("me:50%@p:1", Some("me:50%")),
            ("http://me:p:q@[::1]:8080/x@y", Some("me:p:q")),
            ("http://m\u{e9}:\u{1f600}@p", Some("m\u{e9}:\u{1f600}")),
            ("http://:@p", Some(":")),
            ("http://me@p", None),
            ("http://p", None),
        ] {
            let url = ProxyUrl::new(url);
            let Some(address) = url.address() else {
                panic!("{} has no address", url.as_str());
            };
            let expected =
                pair.map(|pair| format!("Basic {}", aws_smithy_types::base64::encode(pair)));
            let sent = address.authorization.map(|value| {
                assert!(value.is_sensitive());
                value.to_str().expect("ASCII").to_owned()
            });
            assert_eq!(sent, expected, "{}", url.as_str());
            for secret in ["hush", "p@ss", "50%", "p:q"] {
                assert!(!format!("{url} {url:?}").contains(secret), "{url}");
            }
        }
    }

    #[test]
    fn what_is_no_address_of_a_proxy_is_none() {
        for url in [
            "socks5://p:1",
            "http://",
            "http://:80",
            "http://p:port",
            "http://a b",
            "http://\0",
        ] {
            assert!(ProxyUrl::new(url).address().is_none(), "{url:?}");
        }
        let long = "x".repeat(70_000);
        assert!(ProxyUrl::new(&long).address().is_none());
    }
}
