//! Setters of the parameters that the endpoint rules of AWS services take from the configuration
//! (`smithy.rules#clientContextParams`), on the builder itself, as official crates have them.
//!
//! A builder is a type of this crate, so that generated code cannot add to it but by a trait that has
//! to be imported. Parameters of other names are set that way.

use super::Builder;
use crate::ServiceSpec;

macro_rules! client_params {
    ($($(#[$docs:meta])* $marker:ident, $name:literal, $setter:ident, $set:ident;)*) => {$(
        #[doc = concat!("Services whose endpoint rules take `", $name, "`.")]
        pub trait $marker: ServiceSpec {}

        impl<S: $marker> Builder<S> {
            $(#[$docs])*
            pub fn $setter(mut self, value: impl Into<bool>) -> Self {
                self.$set(Some(value.into()));
                self
            }

            #[doc = concat!("Sets or clears `", $name, "` of the endpoint rules.")]
            pub fn $set(&mut self, value: Option<bool>) -> &mut Self {
                self.set_endpoint_param($name, value.map(Into::into))
            }
        }
    )*};
}

// `smithy-codegen` knows the list: `HAS_SETTER` in `emit/client/context_params.rs`.
client_params! {
    /// Uses endpoints of transfer acceleration.
    TakesAccelerate, "Accelerate", accelerate, set_accelerate;
    /// Refuses access points of several regions.
    TakesDisableMultiRegionAccessPoints, "DisableMultiRegionAccessPoints",
        disable_multi_region_access_points, set_disable_multi_region_access_points;
    /// Signs for directory buckets with the caller's credentials instead of those of a session.
    TakesDisableS3ExpressSessionAuth, "DisableS3ExpressSessionAuth",
        disable_s3_express_session_auth, set_disable_s3_express_session_auth;
    /// Puts buckets into the path instead of the host name.
    TakesForcePathStyle, "ForcePathStyle", force_path_style, set_force_path_style;
    /// Sends to the region an ARN names instead of the client's.
    TakesUseArnRegion, "UseArnRegion", use_arn_region, set_use_arn_region;
}
