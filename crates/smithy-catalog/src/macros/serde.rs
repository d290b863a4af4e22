//! `serde`, where the feature asks for it.

/// `serde` for a modelled structure or union, by its schema: the JSON is the document of
/// [`document`](crate::document).
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! impl_serde {
    ($name:ty) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let document = $crate::document::to_document(self)
                    .map_err($crate::serde::ser::Error::custom)?;
                $crate::serde::Serialize::serialize(&document, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let document = $crate::serde::Deserialize::deserialize(deserializer)?;
                $crate::document::from_document(&document).map_err($crate::serde::de::Error::custom)
            }
        }
    };
}

/// `serde` for a string enum: its value on the wire.
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! impl_serde_enum {
    ($name:ty) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value: ::std::borrow::Cow<'de, str> =
                    $crate::serde::Deserialize::deserialize(deserializer)?;
                ::core::result::Result::Ok(Self::from(&*value))
            }
        }
    };
}

/// Without the `serde` feature nothing is implemented.
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! impl_serde {
    ($name:ty) => {};
}

/// Without the `serde` feature nothing is implemented.
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! impl_serde_enum {
    ($name:ty) => {};
}
