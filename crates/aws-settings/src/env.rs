//! The environment as a value, so that what is read from it can be tested without touching it.

use std::borrow::Cow;
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

    /// A path as a configuration has it: first variables are replaced, then a leading `~`.
    pub fn expand(&self, path: &str) -> PathBuf {
        PathBuf::from(self.expand_home(&self.expand_variables(path)).as_ref())
    }

    /// Replaces a leading `~` or `~user` by the home directory. What is not known stays.
    pub fn expand_home<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let Some(behind) = path.strip_prefix('~') else {
            return path.into();
        };
        let (user, rest) = behind.split_at(behind.find('/').unwrap_or(behind.len()));
        let home = match user {
            "" => self
                .get("HOME")
                .or_else(|| self.home.as_deref()?.to_str())
                .map(str::to_owned),
            _ => home_of(user),
        };
        match home {
            Some(home) => match format!("{}{rest}", home.trim_end_matches('/')) {
                nothing if nothing.is_empty() => "/".into(),
                expanded => expanded.into(),
            },
            None => path.into(),
        }
    }

    /// Replaces `$NAME` and `${NAME}` by the values of variables. What is not known stays.
    pub fn expand_variables(&self, path: &str) -> String {
        let mut out = String::with_capacity(path.len());
        let mut rest = path;
        while let Some(dollar) = rest.find('$') {
            let (before, reference) = rest.split_at(dollar);
            out.push_str(before);
            let (name, length) = variable_name(&reference[1..]);
            match self.get(name).filter(|_| !name.is_empty()) {
                Some(value) => out.push_str(value),
                None => out.push_str(&reference[..1 + length]),
            }
            rest = &reference[1 + length..];
        }
        out.push_str(rest);
        out
    }
}

/// The variable's name at the start of what follows a `$`, and how much of that it takes up.
fn variable_name(text: &str) -> (&str, usize) {
    if let Some(braced) = text.strip_prefix('{') {
        let closed = braced.find('}');
        return closed.map_or(("", 0), |end| (&braced[..end], end + 2));
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    (&text[..end], end)
}

/// The home directory of a user of this system. None where there is no such user, or no such file.
fn home_of(user: &str) -> Option<String> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let mut entries = users.lines().map(|line| line.split(':'));
    let mut entry = entries.find_map(|mut entry| (entry.next()? == user).then_some(entry))?;
    entry.nth(4).map(str::to_owned)
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
        let env = Environment::from_iter([("HOME", "/home/ann/"), ("DIR", "d"), ("AT", "~/$DIR")]);
        for (path, expanded) in [
            ("~/.aws/config", "/home/ann/.aws/config"),
            ("~", "/home/ann"),
            ("~no-such-user/x", "~no-such-user/x"),
            ("x~", "x~"),
            ("$AT/x", "/home/ann/$DIR/x"),
            ("/a/$DIR/${DIR}x", "/a/d/dx"),
            ("$NOPE/${NOPE}/${", "$NOPE/${NOPE}/${"),
            ("${}$", "${}$"),
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
