//! The parameters of endpoint rules, as types of a service.

use std::error::Error;
use std::fmt;

/// A required parameter of the endpoint rules was not set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvalidParams {
    field: &'static str,
}

impl InvalidParams {
    /// The parameter of this name is missing.
    #[doc(hidden)]
    pub fn missing(field: &'static str) -> Self {
        Self { field }
    }
}

impl fmt::Display for InvalidParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.field;
        write!(
            f,
            "the endpoint parameter `{field}` is required and was not set"
        )
    }
}

impl Error for InvalidParams {}

/// Makes the parameters of a service's endpoint rules, `Params`, and their builder, `ParamsBuilder`.
///
/// Each parameter is a row of [`smithy_catalog::builder!`], whose kind is `copy(bool)`, `into(String)` or
/// `list_into(String)`. Its default follows, `= value`, or `, required` where it must be set.
#[macro_export]
macro_rules! endpoint_params {
    (
        $(
            $(#[doc = $doc:expr])*
            $field:ident, $set:ident, $get:ident: $kind:ident($ty:ty)
            $(= $default:expr)? $(, $required:ident)?;
        )*
    ) => {
        pub use $crate::endpoint::InvalidParams;

        /// Parameters of the endpoint rules.
        #[derive(Clone, PartialEq, Debug)]
        #[non_exhaustive]
        pub struct Params {
            $($field: $crate::endpoint_params!(@field $kind($ty) [$($default)?]),)*
        }

        impl Params {
            /// A builder of the parameters.
            pub fn builder() -> ParamsBuilder {
                ParamsBuilder::default()
            }

            $($crate::endpoint_params! { @get [$(#[doc = $doc])*] $field $kind($ty) [$($default)?] })*
        }

        $crate::private::builder! {
            /// A builder of [`Params`].
            #[derive(Clone, PartialEq, Default, Debug)]
            pub struct ParamsBuilder {
                $($(#[doc = $doc])* $field, $set, $get: $kind($ty);)*
            }
        }

        impl ParamsBuilder {
            /// Builds the parameters; one that is required and has no default must be set.
            pub fn build(self) -> ::std::result::Result<Params, InvalidParams> {
                ::std::result::Result::Ok(Params {
                    $($field: $crate::endpoint_params!(
                        @value $field self.$field, $kind [$($default)?] [$($required)?]
                    ),)*
                })
            }
        }
    };
    (@field $kind:ident($ty:ty) []) => {
        ::std::option::Option<$crate::private::builder!(@type $kind($ty))>
    };
    (@field $kind:ident($ty:ty) [$default:expr]) => {
        $crate::private::builder!(@type $kind($ty))
    };
    (@get [$($doc:tt)*] $field:ident copy($ty:ty) []) => {
        $($doc)*
        pub fn $field(&self) -> ::std::option::Option<$ty> {
            self.$field
        }
    };
    (@get [$($doc:tt)*] $field:ident copy($ty:ty) [$default:expr]) => {
        $($doc)*
        pub fn $field(&self) -> ::std::option::Option<$ty> {
            ::std::option::Option::Some(self.$field)
        }
    };
    (@get [$($doc:tt)*] $field:ident into($ty:ty) []) => {
        $($doc)*
        pub fn $field(&self) -> ::std::option::Option<&str> {
            self.$field.as_deref()
        }
    };
    (@get [$($doc:tt)*] $field:ident into($ty:ty) [$default:expr]) => {
        $($doc)*
        pub fn $field(&self) -> ::std::option::Option<&str> {
            ::std::option::Option::Some(&self.$field)
        }
    };
    (@get [$($doc:tt)*] $field:ident list_into($ty:ty) []) => {
        $($doc)*
        pub fn $field(&self) -> ::std::option::Option<&[$ty]> {
            self.$field.as_deref()
        }
    };
    (@get [$($doc:tt)*] $field:ident list_into($ty:ty) [$default:expr]) => {
        $($doc)*
        pub fn $field(&self) -> ::std::option::Option<&[$ty]> {
            ::std::option::Option::Some(&self.$field)
        }
    };
    (@value $field:ident $value:expr, $kind:ident [] []) => { $value };
    (@value $field:ident $value:expr, $kind:ident [] [required]) => {
        ::std::option::Option::Some(
            $value.ok_or_else(|| InvalidParams::missing(stringify!($field)))?,
        )
    };
    (@value $field:ident $value:expr, copy [$default:expr] []) => { $value.unwrap_or($default) };
    (@value $field:ident $value:expr, into [$default:expr] []) => {
        $value.unwrap_or_else(|| ::std::convert::From::from($default))
    };
    (@value $field:ident $value:expr, list_into [$default:expr] []) => {
        $value.unwrap_or_else(|| {
            let texts: &[&str] = &$default;
            texts.iter().copied().map(::std::convert::From::from).collect()
        })
    };
}

#[cfg(test)]
#[allow(
    unreachable_pub,
    reason = "the macro makes public items, as generated crates want them"
)]
mod tests {
    endpoint_params! {
        /// Needed.
        region, set_region, get_region: into(String), required;
        place, set_place, get_place: into(String) = "here";
        flag, set_flag, get_flag: copy(bool);
        on, set_on, get_on: copy(bool) = true;
        list, set_list, get_list: list_into(String);
        names, set_names, get_names: list_into(String) = ["a", "b"];
        none, set_none, get_none: list_into(String) = [];
    }

    #[test]
    fn defaults_stand_in_and_what_is_required_is_asked_for() {
        let params = Params::builder().region("r").build().expect("all is set");
        assert_eq!((params.region(), params.place()), (Some("r"), Some("here")));
        assert_eq!((params.flag(), params.on()), (None, Some(true)));
        let names = ["a".to_owned(), "b".to_owned()];
        assert_eq!((params.list(), params.names()), (None, Some(&names[..])));
        assert_eq!(params.none(), Some(&[][..]));

        let missing = Params::builder().place("there").build();
        assert_eq!(
            missing.expect_err("no region").to_string(),
            "the endpoint parameter `region` is required and was not set"
        );
    }
}
