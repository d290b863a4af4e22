//! Unions: exactly one member is set, or one that this version of the model does not know.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::{deprecated, doc_or};
use super::paths::{Names, ident};
use super::{members, schema, serde};
use crate::model::{Member, Shape};
use crate::names;

/// The union and everything that belongs to it.
pub(super) fn union(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    let definition = definition(shape, members, names);
    let accessors = members.iter().map(|member| accessor(member, names));
    let name = ident(shape.rust_name.as_deref().unwrap_or("Union"));
    let entry = schema::aggregate(shape, members, None, names);
    let serialization = serialization(&name, members, names);
    quote! {
        #definition
        impl #name {
            #(#accessors)*
            /// The member set is one that this version of the model does not know.
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown)
            }
        }
        #entry
        #serialization
        ::smithy_catalog::impl_serde!(#name);
    }
}

fn is_unit(member: &Member) -> bool {
    member.target == "smithy.api#Unit"
}

fn definition(shape: &Shape, members: &[Member], names: &Names<'_>) -> TokenStream {
    let name = ident(shape.rust_name.as_deref().unwrap_or("Union"));
    let docs = doc_or(&shape.docs, &format!("`{}` of the model.", shape.id));
    let deprecated_union = deprecated(shape.traits.deprecated.as_deref());
    let variants = members.iter().map(|member| {
        let docs = doc_or(
            &members::member_docs(member, names),
            &format!("`{}` is set.", member.name),
        );
        let deprecated = deprecated(member.deprecated.as_deref());
        let variant = ident(&member.rust_name);
        let payload = (!is_unit(member)).then(|| {
            let inner = names.builder_type(member);
            quote! { (#inner) }
        });
        quote! { #docs #deprecated #variant #payload, }
    });
    let redacted = shape.traits.sensitive || members.iter().any(|member| names.sensitive(member));
    let debug = (!redacted).then(|| quote! { Debug, });
    let redacting = redacted.then(|| redacting_debug(&name, shape, members, names));
    quote! {
        #docs
        #deprecated_union
        #[non_exhaustive]
        #[derive(Clone, PartialEq, #debug)]
        pub enum #name {
            #(#variants)*
            /// A member that this version of the model does not know. It cannot be sent.
            #[non_exhaustive]
            Unknown,
        }
        #redacting
    }
}

fn redacting_debug(
    name: &proc_macro2::Ident,
    shape: &Shape,
    members: &[Member],
    names: &Names<'_>,
) -> TokenStream {
    let arms = members.iter().map(|member| {
        let variant = ident(&member.rust_name);
        let label = &member.rust_name;
        if is_unit(member) {
            quote! { Self::#variant => f.write_str(#label), }
        } else if shape.traits.sensitive || names.sensitive(member) {
            quote! { Self::#variant(_) => f.debug_tuple(#label).field(&"*** Sensitive Data Redacted ***").finish(), }
        } else {
            quote! { Self::#variant(value) => f.debug_tuple(#label).field(value).finish(), }
        }
    });
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    #(#arms)*
                    Self::Unknown => f.write_str("Unknown"),
                }
            }
        }
    }
}

/// `as_member` and `is_member`.
fn accessor(member: &Member, names: &Names<'_>) -> TokenStream {
    let variant = ident(&member.rust_name);
    let snake = match names::snake(&member.name) {
        // `is_unknown` asks for the variant that every union has.
        name if name == "unknown" => "unknown_value".to_owned(),
        name => name,
    };
    let (as_name, is_name) = (format_ident!("as_{snake}"), format_ident!("is_{snake}"));
    let is_docs = format!(" `{}` is set.", member.name);
    if is_unit(member) {
        return quote! {
            #[doc = #is_docs]
            pub fn #is_name(&self) -> bool {
                matches!(self, Self::#variant)
            }
        };
    }
    let inner = names.rust_type(&member.target);
    let as_docs = format!(
        " The value of `{}`, if that is the member set; else the union.",
        member.name
    );
    quote! {
        #[doc = #as_docs]
        pub fn #as_name(&self) -> ::std::result::Result<&#inner, &Self> {
            match self {
                Self::#variant(value) => ::std::result::Result::Ok(value),
                _ => ::std::result::Result::Err(self),
            }
        }
        #[doc = #is_docs]
        pub fn #is_name(&self) -> bool {
            matches!(self, Self::#variant(_))
        }
    }
}

fn serialization(name: &proc_macro2::Ident, members: &[Member], names: &Names<'_>) -> TokenStream {
    let writes = members.iter().enumerate().map(|(index, member)| {
        let variant = ident(&member.rust_name);
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        let schema = quote! { &MEMBER_SCHEMAS[#index] };
        if is_unit(member) {
            return quote! { Self::#variant => serializer.write_struct(#schema, &::smithy_catalog::document::Unit), };
        }
        let deref = member.boxed.then(|| quote! { .as_ref() });
        let write = serde::write(&member.target, &quote! { value #deref }, &schema, names);
        quote! { Self::#variant(value) => #write, }
    });
    let reads = members.iter().enumerate().map(|(index, member)| {
        let variant = ident(&member.rust_name);
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        let read = serde::read(&member.target, &quote! { member }, names);
        let value = if is_unit(member) {
            quote! {{ let _ = #read; Self::#variant }}
        } else if member.boxed {
            quote! { Self::#variant(::std::boxed::Box::new(#read)) }
        } else {
            quote! { Self::#variant(#read) }
        };
        quote! { #index => #value, }
    });
    let several = format!("{name}: more than one member is set");
    let unknown =
        format!("{name}::Unknown cannot be sent: it stands for a member of a later model");
    let none = format!("{name}: no member is set");
    quote! {
        impl ::aws_smithy_schema::serde::SerializableStruct for #name {
            fn schema(&self) -> &::aws_smithy_schema::Schema<'_> {
                &SCHEMA
            }
            fn serialize_members(
                &self,
                serializer: &mut dyn ::aws_smithy_schema::serde::ShapeSerializer,
            ) -> ::std::result::Result<(), ::aws_smithy_schema::serde::SerdeError> {
                match self {
                    #(#writes)*
                    Self::Unknown => {
                        ::std::result::Result::Err(::aws_smithy_schema::serde::SerdeError::unsupported(#unknown))
                    }
                }
            }
        }
        impl ::smithy_catalog::document::DeserializableStruct for #name {
            fn deserialize(
                deserializer: &mut dyn ::aws_smithy_schema::serde::ShapeDeserializer,
            ) -> ::std::result::Result<Self, ::aws_smithy_schema::serde::SerdeError> {
                let mut value = ::std::option::Option::None;
                deserializer.read_struct(&SCHEMA, &mut |member, deserializer| {
                    if value.is_some() {
                        return ::std::result::Result::Err(
                            ::aws_smithy_schema::serde::SerdeError::invalid_input(#several),
                        );
                    }
                    value = ::std::option::Option::Some(match member.member_index().unwrap_or(usize::MAX) {
                        #(#reads)*
                        _ => {
                            deserializer.skip_value()?;
                            Self::Unknown
                        }
                    });
                    ::std::result::Result::Ok(())
                })?;
                value.ok_or_else(|| ::aws_smithy_schema::serde::SerdeError::invalid_input(#none))
            }
        }
    }
}
