//! Values that remember where they were set.

use std::borrow::Cow;
use std::fmt;

/// Where a setting was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An option on the command line.
    Flag(&'static str),
    /// An environment variable.
    Variable(Cow<'static, str>),
    /// A key of the profile.
    Profile {
        /// The key.
        key: &'static str,
        /// The profile.
        profile: String,
    },
    /// The `[services …]` section that the profile refers to.
    Services {
        /// The section.
        section: String,
    },
    /// The metadata service of the instance.
    InstanceMetadata,
    /// Nowhere: it is the default.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => f.write_str(name),
            Self::Variable(name) => f.write_str(name),
            Self::Profile { key, profile } => write!(f, "{key} in profile \"{profile}\""),
            Self::Services { section } => write!(f, "services section \"{section}\""),
            Self::InstanceMetadata => f.write_str("instance metadata"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was set.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value that an option gave.
    pub fn flag(name: &'static str, value: T) -> Self {
        Self {
            value,
            origin: Origin::Flag(name),
        }
    }

    /// A value that nothing gave.
    pub fn default(value: T) -> Self {
        Self {
            value,
            origin: Origin::Default,
        }
    }

    /// The same origin with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced {
            value: change(self.value),
            origin: self.origin,
        }
    }

    /// The same origin with another value, or an error.
    ///
    /// # Errors
    /// What `change` returns.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Sourced<U>, E> {
        Ok(Sourced {
            value: change(self.value)?,
            origin: self.origin,
        })
    }
}
