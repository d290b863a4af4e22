//! Which proxy a request goes through.

use std::fmt;

use super::env::Environment;

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
    pub(super) fn from_env(env: &Environment) -> Self {
        // In a CGI program `HTTP_PROXY` is a request header that anyone can send.
        let is_cgi = env.get("REQUEST_METHOD").is_some();
        let http = either_case(
            env,
            "http_proxy",
            if is_cgi { None } else { Some("HTTP_PROXY") },
        );
        let https = either_case(env, "https_proxy", Some("HTTPS_PROXY"));
        let bypass = either_case(env, "no_proxy", Some("NO_PROXY")).unwrap_or_default();
        let names = bypass
            .split(',')
            .map(|name| name.trim().trim_start_matches('.').to_lowercase());
        Self {
            http: http.map(ProxyUrl::new),
            https: https.map(ProxyUrl::new),
            bypass: names.filter(|name| !name.is_empty()).collect(),
        }
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

/// A variable in its lower-case spelling if it is set, even to nothing, or else in upper case.
fn either_case<'a>(env: &'a Environment, lower: &str, upper: Option<&str>) -> Option<&'a str> {
    let value = env.get(lower).or_else(|| env.get(upper?));
    value.filter(|value| !value.is_empty())
}

/// The URL of a proxy. Only [`ProxyUrl::as_str`] shows its user information.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(String);

impl ProxyUrl {
    fn new(text: &str) -> Self {
        let is_url = text.contains("://");
        Self(if is_url {
            text.to_owned()
        } else {
            format!("http://{text}")
        })
    }

    /// The whole URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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

/// A URL with `***:***` in place of its user information.
pub(super) fn masked(url: &str) -> String {
    let start = url.find("://").map_or(0, |colon| colon + 3);
    let (scheme, rest) = url.split_at(start);
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    match authority.rfind('@') {
        Some(at) => format!("{scheme}***:***{}", &rest[at..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies<const N: usize>(variables: [(&str, &str); N]) -> Proxies {
        Proxies::from_env(&Environment::from_iter(variables))
    }

    fn http(proxies: &Proxies) -> Option<&str> {
        proxies.http.as_ref().map(ProxyUrl::as_str)
    }

    #[test]
    fn lower_case_wins_even_if_empty() {
        let both = proxies([("http_proxy", "http://a:1"), ("HTTP_PROXY", "http://b:2")]);
        assert_eq!(http(&both), Some("http://a:1"));
        assert_eq!(
            http(&proxies([("http_proxy", ""), ("HTTP_PROXY", "http://b")])),
            None
        );
        assert_eq!(http(&proxies([("HTTP_PROXY", "b:2")])), Some("http://b:2"));
        assert_eq!(
            http(&proxies([("HTTP_PROXY", "b"), ("REQUEST_METHOD", "GET")])),
            None
        );
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
    fn user_information_is_masked() {
        let proxy = proxies([("http_proxy", "http://me:hush@p:1/x@y")])
            .http
            .expect("set");
        assert_eq!(proxy.to_string(), "http://***:***@p:1/x@y");
        assert!(!format!("{proxy:?}").contains("hush"));
        assert_eq!(masked("http://p:1/@"), "http://p:1/@");
    }
}
