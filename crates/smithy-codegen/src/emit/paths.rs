//! Where generated items live and what Rust type a shape is.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Home, Kind, Member, Model, Protocol, Shape};
use crate::names;

/// An identifier, raw ones included.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// `prefix` and a field name joined: `set_name`, `set_type` for `r#type`, and `set_1st` for `_1st`.
pub(super) fn prefixed(prefix: &str, field: &str) -> Ident {
    ident(&names::prefixed(prefix, field))
}

/// Paths and names of everything generated from one model.
pub(crate) struct Names<'a> {
    model: &'a Model,
    /// Static names of shapes without a Rust type of their own, in `shapes`.
    statics: HashMap<&'a str, String>,
    /// Module files of types, by shape key.
    modules: HashMap<&'a str, String>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        let mut taken = BTreeSet::new();
        let mut statics = HashMap::new();
        let mut modules = HashMap::new();
        for (key, shape) in &model.shapes {
            if let Some(name) = &shape.rust_name {
                modules.insert(key.as_str(), format!("_{}", names::snake(name)));
                continue;
            }
            let name = shape.id.rsplit('#').next().unwrap_or(&shape.id);
            let mut name = names::snake(name).to_uppercase();
            if name.starts_with(|c: char| c.is_ascii_digit()) {
                name.insert(0, '_');
            }
            while !taken.insert(name.clone()) {
                name.push_str("_2");
            }
            statics.insert(key.as_str(), name);
        }
        Self {
            model,
            statics,
            modules,
        }
    }

    pub(super) fn protocol(&self) -> Protocol {
        self.model.service.protocol
    }

    /// The shape is an output whose one member stands for the whole document
    /// (`aws.customizations#s3UnwrappedXmlOutput`).
    pub(super) fn unwrapped_output(&self, shape: &Shape) -> bool {
        let mut operations = self.model.operations.iter();
        operations.any(|operation| operation.unwrapped_output && operation.output == shape.key)
    }

    pub(super) fn model(&self) -> &'a Model {
        self.model
    }

    pub(super) fn shape(&self, key: &str) -> &'a Shape {
        self.model.shape(key)
    }

    /// Module file of a type: `_cache_behavior`.
    pub(super) fn module(&self, shape: &Shape) -> &str {
        let module = self.modules.get(shape.key.as_str());
        module.map_or("_unit", String::as_str)
    }

    /// Static name of a shape of the `shapes` module.
    pub(super) fn static_name(&self, key: &str) -> Ident {
        ident(self.statics.get(key).map_or("UNIT", String::as_str))
    }

    /// Module in which the statics of a shape with a Rust type live.
    fn home(&self, shape: &Shape) -> TokenStream {
        let module = ident(self.module(shape));
        match &shape.home {
            Home::Types => quote! { crate::types::#module },
            Home::Errors => quote! { crate::types::error::#module },
            Home::Input(operation) | Home::Output(operation) => {
                let operation = ident(operation);
                quote! { crate::operation::#operation::#module }
            }
        }
    }

    /// Path of the catalog `Shape` static.
    pub(super) fn shape_static(&self, key: &str) -> TokenStream {
        let shape = self.shape(key);
        if key == "smithy.api#Unit" {
            quote! { ::smithy_catalog::UNIT }
        } else if shape.rust_name.is_some() {
            let home = self.home(shape);
            quote! { #home::SHAPE }
        } else {
            let name = self.static_name(key);
            quote! { crate::shapes::#name }
        }
    }

    /// Public path of the Rust type of a shape that has one.
    pub(super) fn type_path(&self, shape: &Shape) -> TokenStream {
        let name = ident(shape.rust_name.as_deref().unwrap_or("Unit"));
        match &shape.home {
            Home::Types => quote! { crate::types::#name },
            Home::Errors => quote! { crate::types::error::#name },
            Home::Input(operation) | Home::Output(operation) => {
                let operation = ident(operation);
                quote! { crate::operation::#operation::#name }
            }
        }
    }

    /// The Rust type of a value of this shape, without `Option` and `Box`.
    pub(super) fn rust_type(&self, key: &str) -> TokenStream {
        let shape = self.shape(key);
        match &shape.kind {
            Kind::Blob {
                streaming: true, ..
            } => quote! { ::aws_smithy_types::byte_stream::ByteStream },
            Kind::Blob { .. } => quote! { ::aws_smithy_types::Blob },
            Kind::Boolean => quote! { bool },
            Kind::String => quote! { ::std::string::String },
            Kind::Byte => quote! { i8 },
            Kind::Short => quote! { i16 },
            Kind::Integer | Kind::IntEnum(_) => quote! { i32 },
            Kind::Long => quote! { i64 },
            Kind::Float => quote! { f32 },
            Kind::Double => quote! { f64 },
            Kind::BigInteger => quote! { ::aws_smithy_types::BigInteger },
            Kind::BigDecimal => quote! { ::aws_smithy_types::BigDecimal },
            Kind::Timestamp => quote! { ::aws_smithy_types::DateTime },
            Kind::Document => quote! { ::aws_smithy_types::Document },
            Kind::List { member, sparse } => {
                let element = self.element_type(member, *sparse);
                quote! { ::std::vec::Vec<#element> }
            }
            Kind::Map { key, value, sparse } => {
                let key = self.rust_type(&key.target);
                let value = self.element_type(value, *sparse);
                quote! { ::std::collections::HashMap<#key, #value> }
            }
            Kind::Structure(_) if shape.rust_name.is_none() => {
                quote! { ::smithy_catalog::document::Unit }
            }
            Kind::Enum(_) | Kind::Structure(_) | Kind::Union(_) => self.type_path(shape),
        }
    }

    /// The Rust type of a list element or map value.
    pub(super) fn element_type(&self, member: &Member, sparse: bool) -> TokenStream {
        let inner = self.rust_type(&member.target);
        if sparse {
            quote! { ::std::option::Option<#inner> }
        } else {
            inner
        }
    }

    /// The Rust type a builder holds for a member: boxed where the member is, never `Option`.
    pub(super) fn builder_type(&self, member: &Member) -> TokenStream {
        let inner = self.rust_type(&member.target);
        if member.boxed {
            quote! { ::std::boxed::Box<#inner> }
        } else {
            inner
        }
    }

    /// The member is an event stream.
    pub(super) fn event_stream(&self, member: &Member) -> bool {
        self.shape(&member.target).traits.event_stream
    }

    /// The Rust type of an event stream, in an operation's input or output.
    pub(super) fn event_stream_type(&self, member: &Member, input: bool) -> TokenStream {
        let union = self.shape(&member.target);
        let (event, error) = (self.type_path(union), self.stream_error(union));
        let stream = ident(match input {
            true => "EventStreamSender",
            false => "EventReceiver",
        });
        quote! {
            ::smithy_catalog::event_stream::#stream<#event, crate::types::error::#error>
        }
    }

    /// The member targets an error.
    pub(super) fn is_error(&self, member: &Member) -> bool {
        self.shape(&member.target).traits.error.is_some()
    }

    /// Name of the error of an event stream, which no modelled error has.
    pub(super) fn stream_error(&self, union: &Shape) -> Ident {
        let (stream, _) = self.stream_error_suffix(union);
        format_ident!(
            "{}{stream}Error",
            union.rust_name.as_deref().unwrap_or_default()
        )
    }

    /// Module file of the error of an event stream.
    pub(super) fn stream_error_module(&self, union: &Shape) -> String {
        let (_, stream) = self.stream_error_suffix(union);
        format!("{}{stream}_error", self.module(union))
    }

    /// What sets the error of a stream apart from a modelled one, in its name and in its module.
    fn stream_error_suffix(&self, union: &Shape) -> (String, String) {
        let module = self.module(union);
        let taken: BTreeSet<&str> = self.model.errors().map(|it| self.module(it)).collect();
        let suffixes = (0..).map(|count| ("Stream".repeat(count), "_stream".repeat(count)));
        let mut free =
            suffixes.filter(|(_, it)| !taken.contains(format!("{module}{it}_error").as_str()));
        free.next().unwrap_or_default()
    }

    /// The member streams, a blob or events: always there, never `Option`.
    pub(super) fn streaming(&self, member: &Member) -> bool {
        self.event_stream(member) || self.byte_stream(member)
    }

    /// The member is a streaming blob.
    pub(super) fn byte_stream(&self, member: &Member) -> bool {
        matches!(
            self.shape(&member.target).kind,
            Kind::Blob {
                streaming: true,
                ..
            }
        )
    }

    /// The value must not be shown: it is sensitive, or a collection of what is.
    pub(super) fn sensitive(&self, member: &Member) -> bool {
        let target = self.shape(&member.target);
        target.traits.sensitive
            || match &target.kind {
                Kind::List { member, .. } => self.sensitive(member),
                Kind::Map { key, value, .. } => self.sensitive(key) || self.sensitive(value),
                _ => false,
            }
    }
}
