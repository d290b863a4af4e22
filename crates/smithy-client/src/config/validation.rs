//! Whether inputs are checked against the constraints of the model before they are sent.

use aws_smithy_types::config_bag::{Storable, StoreReplace};

use super::Builder;
use crate::ServiceSpec;

/// Checks modelled constraints before sending (`Config::builder().validate(true)`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValidateInput(pub(crate) bool);

impl Storable for ValidateInput {
    type Storer = StoreReplace<Self>;
}

impl<S: ServiceSpec> Builder<S> {
    /// Checks inputs against the modelled constraints before they are sent. Off by default: the
    /// service is the judge, and its constraints may have changed since the client was generated.
    pub fn validate(mut self, validate: bool) -> Self {
        self.set_validate(Some(validate));
        self
    }

    /// Sets or clears the checking of inputs.
    pub fn set_validate(&mut self, validate: Option<bool>) -> &mut Self {
        self.layer.store_or_unset(validate.map(ValidateInput));
        self
    }
}
