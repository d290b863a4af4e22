//! The environment as a value, so that what is read from it can be tested without touching it.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// A snapshot of the environment variables and the home directory.
#[derive(Clone, Default)]
pub struct Environment {
    variables: HashMap<String, String>,
    home: Option<PathBuf>,
}

impl Environment {
    /// The environment of this process. Bytes that are not UTF-8 become U+FFFD.
    pub fn of_process() -> Self {
        let variables = std::env::vars_os().map(|(name, value)| {
            (
                name.to_string_lossy().into_owned(),
                value.to_string_lossy().into_owned(),
            )
        });
        Self {
            variables: variables.collect(),
            home: std::env::home_dir(),
        }
    }

    /// The value of a variable, also where it is set but empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The value of a variable that is set and not empty.
    pub fn non_empty(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Whether a variable says `true`, in any case. Nothing else does.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(is_true)
    }

    /// The home directory.
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// A path as a user writes it: `$NAME` and `${NAME}` stand for variables that are set, a
    /// leading `~` for the home directory.
    pub fn expand(&self, path: &str) -> PathBuf {
        let path = self.expand_variables(path);
        match (path.strip_prefix('~'), &self.home) {
            (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
                home.join(rest.trim_start_matches('/'))
            }
            _ => PathBuf::from(path),
        }
    }

    fn expand_variables(&self, path: &str) -> String {
        let mut parts = path.split('$');
        let mut expanded = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = match part.strip_prefix('{').and_then(|part| part.split_once('}')) {
                Some(braced) => braced,
                None => {
                    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                    part.split_at(part.find(|c| !is_name(c)).unwrap_or(part.len()))
                }
            };
            match self.get(name) {
                Some(value) => expanded.extend([value, rest]),
                None => expanded.extend(["$", part]),
            }
        }
        expanded
    }
}

/// The one spelling of a true boolean, in any case: `1` and `yes` are false.
pub(super) fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

/// Variables may hold secrets, so only their names are shown.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.variables.keys().collect();
        names.sort();
        f.debug_struct("Environment")
            .field("variables", &names)
            .field("home", &self.home)
            .finish()
    }
}

/// An environment of just these variables. `HOME` is the home directory.
impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        let variables: HashMap<String, String> = pairs.collect();
        let home = variables.get("HOME").map(PathBuf::from);
        Self { variables, home }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_expand_home_and_variables() {
        let env = Environment::from_iter([("HOME", "/home/ann"), ("DIR", "d")]);
        for (path, expanded) in [
            ("~/.aws/config", "/home/ann/.aws/config"),
            ("~", "/home/ann"),
            ("~bob/x", "~bob/x"),
            ("/a/$DIR/${DIR}x", "/a/d/dx"),
            ("$NOPE/${NOPE}/$", "$NOPE/${NOPE}/$"),
        ] {
            assert_eq!(env.expand(path), PathBuf::from(expanded), "{path}");
        }
    }

    #[test]
    fn debug_shows_no_values() {
        let env = Environment::from_iter([("AWS_SECRET_ACCESS_KEY", "hush")]);
        let shown = format!("{env:?}");
        assert!(
            shown.contains("AWS_SECRET_ACCESS_KEY") && !shown.contains("hush"),
            "{shown}"
        );
    }

    #[test]
    fn empty_is_set_but_not_non_empty() {
        let env = Environment::from_iter([("A", ""), ("T", "TRUE"), ("Y", "yes")]);
        assert_eq!(env.get("A"), Some(""));
        assert_eq!(env.non_empty("A"), None);
        assert!(env.is_true("T") && !env.is_true("Y") && !env.is_true("N"));
    }
}
