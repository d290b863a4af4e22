//! An operation of the client crate: its spec, error, fluent builder and paginator.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::docs::{doc, summary};
use super::super::paths::{Names, ident};
use super::super::{catalog, errors, members};
use crate::model::{Kind, Member, Operation, Pagination};
use crate::names;

/// Everything of one operation.
pub(super) struct OperationEmitter<'a> {
    pub(super) operation: &'a Operation,
    pub(super) names: &'a Names<'a>,
    pub(super) marker: &'a Ident,
    pub(super) model_crate: &'a Ident,
}

impl OperationEmitter<'_> {
    fn type_name(&self, suffix: &str) -> Ident {
        format_ident!("{}{suffix}", self.operation.name)
    }

    fn members(&self, key: &str) -> &[Member] {
        match &self.names.shape(key).kind {
            Kind::Structure(members) => members,
            _ => &[],
        }
    }

    pub(super) fn module(&self) -> TokenStream {
        let module = ident(&self.operation.module);
        let model_crate = self.model_crate;
        let (input, output) = (self.type_name("Input"), self.type_name("Output"));
        let errors =
            (!self.operation.errors.is_empty()).then(|| quote! { use crate::types::error; });
        let operation = self.operation();
        let error = self.error();
        let builders = self.builders();
        let paginator = self.paginator();
        quote! {
            pub use ::#model_crate::operation::#module::{#input, #output};
            #errors
            #operation
            #error
            #builders
            #paginator
        }
    }

    fn operation(&self) -> TokenStream {
        let (marker, model_crate) = (self.marker, self.model_crate);
        let docs = doc(&format!("`{}`, as a type.", self.operation.model_name));
        let name = ident(&self.operation.name);
        let (input, output, error) = (
            self.type_name("Input"),
            self.type_name("Output"),
            self.type_name("Error"),
        );
        let builder = self.type_name("InputBuilder");
        let entry = catalog::static_name(self.operation);
        let token = self.operation.idempotency_token(self.names.model());
        let token = token.map(|member| {
            let field = ident(&member.rust_name);
            quote! { token #field; }
        });
        let field = |key: &str, streams: &dyn Fn(&Member) -> bool| {
            let mut members = self.members(key).iter();
            let member = members.find(|member| streams(member));
            member.map(|member| ident(&member.rust_name))
        };
        let keys = (&self.operation.input, &self.operation.output);
        let send = field(keys.0, &|member| self.names.byte_stream(member))
            .map(|field| quote! { send #field; });
        let receive = field(keys.1, &|member| self.names.byte_stream(member))
            .map(|field| quote! { receive #field; });
        let send_events = field(keys.0, &|member| self.names.event_stream(member))
            .map(|field| quote! { send_events #field; });
        let receive_events = field(keys.1, &|member| self.names.event_stream(member))
            .map(|field| quote! { receive_events #field; });
        quote! {
            ::smithy_client::operation! {
                #docs
                pub struct #name of crate::#marker = ::#model_crate::operations::#entry;
                #input, builders::#builder => #output, #error;
                #token
                #send
                #receive
                #send_events
                #receive_events
            }
        }
    }

    fn error(&self) -> TokenStream {
        let name = self.type_name("Error");
        let docs = doc(&format!(
            "Error of the `{}` operation.",
            self.operation.model_name
        ));
        let variants = self.operation.errors.iter().map(|key| {
            let shape = self.names.shape(key);
            let code = shape.id.rsplit('#').next().unwrap_or(&shape.id);
            let rust_name = shape.rust_name.as_deref().unwrap_or_default();
            let variant = ident(rust_name);
            let is = format_ident!("is_{}", names::snake(rust_name));
            let kind = shape.traits.error.as_ref().and_then(errors::retry_kind);
            let kind = kind.map(|kind| quote! { , #kind });
            let query_code = shape
                .traits
                .error
                .as_ref()
                .and_then(|error| error.query_error.as_ref())
                .filter(|(query_code, _)| query_code != code)
                .map(|(query_code, _)| quote! { | #query_code });
            quote! { #code #query_code => #variant(error::#variant), #is #kind; }
        });
        quote! {
            ::smithy_client::operation_error! {
                #docs
                pub enum #name { #(#variants)* }
            }
        }
    }

    fn builders(&self) -> TokenStream {
        let module = ident(&self.operation.module);
        let model_crate = self.model_crate;
        let name = ident(&self.operation.name);
        let input_members = self.members(&self.operation.input);
        let (input, output) = (
            self.type_name("InputBuilder"),
            self.type_name("OutputBuilder"),
        );
        let fluent = self.type_name("FluentBuilder");
        let streaming = input_members
            .iter()
            .any(|member| self.names.streaming(member));
        let clone = (!streaming).then(|| quote! { #[derive(Clone)] });
        let docs = doc(&summary(
            &self.operation.docs,
            &format!("Calls `{}`.", self.operation.model_name),
        ));
        let setters = members::setters(input_members, self.names);
        let paginator = self.pagination().map(|_| {
            let paginator = self.type_name("Paginator");
            quote! { => super::paginator::#paginator }
        });
        quote! {
            /// Builders.
            pub mod builders {
                pub use ::#model_crate::operation::#module::builders::{#input, #output};

                ::smithy_client::fluent_builder! {
                    #docs
                    #clone
                    pub struct #fluent for super::#name, crate::Client #paginator { #setters }
                }
            }
        }
    }

    /// The pagination, where the answer's token is what the next request takes.
    fn pagination(&self) -> Option<&Pagination> {
        let pagination = self.operation.pagination.as_ref()?;
        let output = *self.output_members(&pagination.output_token).last()?;
        let input = self.input_token(pagination)?;
        let token = |member: &Member| self.names.rust_type(&member.target).to_string();
        let asks = match &self.names.shape(&input.target).kind {
            Kind::String
            | Kind::Blob {
                streaming: false, ..
            }
            | Kind::List { .. } => true,
            Kind::Byte | Kind::Short | Kind::Integer | Kind::IntEnum(_) | Kind::Long => true,
            Kind::Map { key, .. } => matches!(self.names.shape(&key.target).kind, Kind::String),
            _ => false,
        };
        let plain = !input.boxed && !output.boxed;
        (asks && plain && token(input) == token(output)).then_some(pagination)
    }

    fn input_token(&self, pagination: &Pagination) -> Option<&Member> {
        self.members(&self.operation.input)
            .iter()
            .find(|member| member.name == pagination.input_token)
    }

    fn paginator(&self) -> Option<TokenStream> {
        let pagination = self.pagination()?;
        let name = ident(&self.operation.name);
        let input = self.input_token(pagination)?;
        let field = ident(&input.rust_name);
        let token_type = match self.names.shape(&input.target).kind {
            Kind::String => None,
            _ => {
                let token = self.names.rust_type(&input.target);
                Some(quote! { of #token })
            }
        };
        let token = self.output_path(&pagination.output_token, true);
        let more = pagination.more.and_then(|more| self.output_flag(more));
        let token = match more {
            Some(more) => quote! { #more.then_some(()).and(#token) },
            None => token,
        };
        let page_size = pagination.page_size.as_ref();
        let page_size = page_size.and_then(|page_size| self.page_size(page_size));
        let items = pagination.items.as_ref().map(|path| {
            let items_type = self.type_name("PaginatorItems");
            let last = *self
                .output_members(path)
                .last()
                .expect("resolve checks the path");
            let collection = self.names.rust_type(&last.target);
            let items = self.output_path(path, false);
            quote! { pub type #items_type of #collection => |output| #items; }
        });
        let paginator = self.type_name("Paginator");
        Some(quote! {
            ::smithy_client::paginated! {
                pub type #paginator for #name;
                token #field #token_type => |output| #token;
                #page_size
                #items
            }
        })
    }

    fn page_size(&self, name: &str) -> Option<TokenStream> {
        let members = self.members(&self.operation.input);
        let member = members.iter().find(|member| member.name == *name)?;
        let setter = ident(&member.rust_name);
        let number = self.names.rust_type(&member.target);
        let is_number = matches!(
            self.names.shape(&member.target).kind,
            Kind::Integer | Kind::Long | Kind::Short | Kind::Byte
        );
        is_number.then(|| quote! { page_size #setter as #number; })
    }

    /// The members along a path of the output.
    fn output_members(&self, path: &[String]) -> Vec<&Member> {
        let mut key = self.operation.output.as_str();
        let mut found = Vec::new();
        for name in path {
            let Some(member) = self.members(key).iter().find(|member| member.name == *name) else {
                break;
            };
            found.push(member);
            key = &member.target;
        }
        found
    }

    /// Whether a boolean member of the output is true.
    fn output_flag(&self, name: &str) -> Option<TokenStream> {
        let member = *self.output_members(&[name.to_owned()]).first()?;
        let field = ident(&member.rust_name);
        match (&self.names.shape(&member.target).kind, member.optional) {
            (Kind::Boolean, true) => Some(quote! { output.#field.unwrap_or_default() }),
            (Kind::Boolean, false) => Some(quote! { output.#field }),
            _ => None,
        }
    }

    /// The value at a path of the output, as an `Option`: borrowed, or owned.
    fn output_path(&self, path: &[String], borrowed: bool) -> TokenStream {
        let members = self.output_members(path);
        let mut code = quote! { output };
        for (index, member) in members.iter().enumerate() {
            let field = ident(&member.rust_name);
            let last = index + 1 == members.len();
            code = match (last, member.optional, borrowed) {
                (true, true, true) => quote! { #code.#field.as_ref() },
                (true, false, true) => {
                    quote! { ::std::option::Option::Some(&#code.#field) }
                }
                (true, true, false) => quote! { #code.#field },
                (true, false, false) => quote! { ::std::option::Option::Some(#code.#field) },
                (false, true, true) => quote! { #code.#field.as_ref()? },
                (false, true, false) => quote! { #code.#field? },
                (false, false, _) => quote! { #code.#field },
            };
        }
        code
    }
}
