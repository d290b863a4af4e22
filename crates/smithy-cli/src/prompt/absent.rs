//! The prompt of a build that has none.

use std::convert::Infallible;
use std::marker::PhantomData;

use aws_settings::{Environment, Origin, Settings};

use crate::error::CliError;
use crate::program::Program;

/// There is none.
#[derive(Debug)]
pub(crate) struct Prompt<'p>(Infallible, PhantomData<&'p Program>);

impl<'p> Prompt<'p> {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn open(
        program: &'p Program,
        _: Settings,
        origin: &Origin,
    ) -> Result<Self, CliError> {
        let name = program.own_name();
        let obstacle = format!("this {name} was built without it (the cargo feature \"prompt\")");
        Err(super::refusal(origin, &obstacle))
    }

    pub(crate) fn env(&self) -> &Environment {
        match self.0 {}
    }

    pub(crate) fn ask(
        self,
        _: &[String],
        _: Option<String>,
        _: super::Check<'_>,
    ) -> Result<Vec<String>, CliError> {
        match self.0 {}
    }
}
