//! The operations of a service.

use std::fmt;

use crate::{AuthScheme, Operation};

/// The operations of a service, sorted by name.
///
/// They are listed, or packed in a text and put together when they are asked for: a command for many
/// services pays for the one operation it calls.
#[derive(Clone, Copy)]
pub struct Operations(Source);

/// Operations that are put together when they are asked for: of a packed catalog.
pub(crate) trait Later: fmt::Debug + Sync {
    fn len(&self) -> usize;

    fn nth(&'static self, index: usize) -> &'static Operation;

    fn operation(&'static self, name: &str) -> Option<&'static Operation>;

    fn name_of_command(&self, command: &str) -> Option<&'static str>;

    fn commands(&self) -> Vec<String>;

    fn auth_schemes(&self) -> &'static [AuthScheme];
}

#[derive(Clone, Copy)]
enum Source {
    Listed(&'static [&'static Operation]),
    #[cfg_attr(
        not(feature = "packed"),
        expect(dead_code, reason = "only what is packed comes later")
    )]
    Later(&'static dyn Later),
}

impl Operations {
    /// These operations.
    pub const fn listed(operations: &'static [&'static Operation]) -> Self {
        Self(Source::Listed(operations))
    }

    /// The operations of a packed catalog.
    #[cfg(feature = "packed")]
    pub const fn packed(catalog: &'static crate::packed::Packed) -> Self {
        Self(Source::Later(catalog))
    }

    /// How many there are.
    pub fn len(self) -> usize {
        match self.0 {
            Source::Listed(operations) => operations.len(),
            Source::Later(catalog) => catalog.len(),
        }
    }

    /// There are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The operation of this exact name, as `CreateThing`.
    pub fn get(self, name: &str) -> Option<&'static Operation> {
        match self.0 {
            Source::Listed(operations) => operations.iter().copied().find(|it| it.name == name),
            Source::Later(catalog) => catalog.operation(name),
        }
    }

    /// The first operation.
    pub fn first(self) -> Option<&'static Operation> {
        self.iter().next()
    }

    /// The operation whose word on a line this is, as `create-thing`. No other is put together for it.
    pub fn find_command(self, command: &str) -> Option<&'static Operation> {
        match self.0 {
            Source::Listed(operations) => {
                let mut operations = operations.iter().copied();
                operations.find(|operation| operation.command() == command)
            }
            Source::Later(catalog) => catalog.operation(catalog.name_of_command(command)?),
        }
    }

    /// The words that stand for the operations on a line. No operation is put together for them.
    pub fn commands(self) -> Vec<String> {
        match self.0 {
            Source::Listed(operations) => operations.iter().map(|it| it.command()).collect(),
            Source::Later(catalog) => catalog.commands(),
        }
    }

    /// The operations, one by one, each put together when its turn comes.
    pub fn iter(self) -> impl Iterator<Item = &'static Operation> {
        (0..self.len()).map(move |index| match self.0 {
            Source::Listed(operations) => operations[index],
            Source::Later(catalog) => catalog.nth(index),
        })
    }

    /// The authentication schemes of the operations; of a packed catalog those it was made with, so that
    /// no operation is put together for them.
    pub fn auth_schemes(self) -> Vec<AuthScheme> {
        match self.0 {
            Source::Later(catalog) => catalog.auth_schemes().to_vec(),
            Source::Listed(operations) => {
                let mut found = Vec::new();
                for scheme in operations.iter().flat_map(|it| it.auth_schemes) {
                    if !found.contains(scheme) {
                        found.push(*scheme);
                    }
                }
                found
            }
        }
    }
}

impl IntoIterator for Operations {
    type Item = &'static Operation;
    type IntoIter = Box<dyn Iterator<Item = &'static Operation>>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl fmt::Debug for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Source::Listed(operations) => {
                let names = operations.iter().map(|operation| operation.name);
                f.debug_list().entries(names).finish()
            }
            Source::Later(catalog) => catalog.fmt(f),
        }
    }
}
