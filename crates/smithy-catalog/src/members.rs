//! The members of a structure or union.

use std::fmt;
use std::ops::Deref;

use crate::Member;

/// The members of a structure or union, in model order.
///
/// They are a slice to whoever reads them. Those of a packed catalog are put together when they are
/// first read, so that a call pays for the shapes it meets only, and shapes may contain themselves.
#[derive(Clone, Copy)]
pub struct Members(Source);

/// Members that are put together when they are first read.
pub(crate) trait Later: Sync {
    fn get(&'static self) -> &'static [Member];
}

#[derive(Clone, Copy)]
enum Source {
    Listed(&'static [Member]),
    #[cfg_attr(
        not(feature = "packed"),
        expect(dead_code, reason = "only what is packed comes later")
    )]
    Later(&'static dyn Later),
}

impl Members {
    /// These members.
    pub const fn listed(members: &'static [Member]) -> Self {
        Self(Source::Listed(members))
    }

    #[cfg(feature = "packed")]
    pub(crate) const fn later(members: &'static dyn Later) -> Self {
        Self(Source::Later(members))
    }

    /// The members.
    pub fn get(self) -> &'static [Member] {
        match self.0 {
            Source::Listed(members) => members,
            Source::Later(later) => later.get(),
        }
    }

    /// The members, one by one.
    pub fn iter(self) -> std::slice::Iter<'static, Member> {
        self.get().iter()
    }
}

impl Deref for Members {
    type Target = [Member];

    fn deref(&self) -> &[Member] {
        self.get()
    }
}

impl IntoIterator for Members {
    type Item = &'static Member;
    type IntoIter = std::slice::Iter<'static, Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(|member| member.name);
        f.debug_list().entries(names).finish()
    }
}
