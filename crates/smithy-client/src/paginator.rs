//! Paginators.

use std::collections::HashMap;
use std::fmt;

use aws_smithy_async::future::pagination_stream::fn_stream::FnStream;
use aws_smithy_async::future::pagination_stream::{PaginationStream, TryFlatMap};
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_types::Blob;

use crate::OperationSpec;
use crate::error::{BoxError, SdkError};
use crate::feature::made_by;
use crate::fluent::Fluent;
use crate::typed::{invoke_with, prepare};

/// An operation that answers in pages.
pub trait Paginated: OperationSpec<Input: Clone> {
    /// What asks for a page: mostly a string, but services also have numbers and maps.
    type Token: PageToken;

    /// The member that asks for a page.
    fn input_token(input: &mut Self::Input) -> &mut Option<Self::Token>;

    /// The token of the next page, if there is one.
    fn output_token(output: &Self::Output) -> Option<&Self::Token>;
}

/// What can ask for a page.
pub trait PageToken: Clone + PartialEq + Send + Sync {
    /// The token says that there is no further page.
    fn is_end(&self) -> bool;
}

impl PageToken for String {
    fn is_end(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Clone + PartialEq + Send + Sync> PageToken for Vec<T> {
    fn is_end(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Clone + PartialEq + Send + Sync> PageToken for HashMap<String, T> {
    fn is_end(&self) -> bool {
        self.is_empty()
    }
}

impl PageToken for Blob {
    fn is_end(&self) -> bool {
        self.as_ref().is_empty()
    }
}

/// Every number asks for a page.
macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl PageToken for $number {
            fn is_end(&self) -> bool {
                false
            }
        })*
    };
}

numbers!(i8, i16, i32, i64);

/// A paginated operation whose pages can be limited.
pub trait PageSize: Paginated {
    /// Limits the pages.
    fn set_page_size(builder: Self::InputBuilder, size: i32) -> Self::InputBuilder;
}

/// A paginated operation whose pages hold items.
pub trait PaginatedItems: Paginated {
    /// The items of a page.
    type Items: Default + IntoIterator<Item: Send, IntoIter: Send>;

    /// Takes the items out of a page.
    fn items(output: Self::Output) -> Option<Self::Items>;
}

/// What a stream of pages or items yields.
pub type PageResult<O, T> = Result<T, SdkError<<O as OperationSpec>::Error>>;

/// Pages through the results of an operation.
pub struct Paginator<O: Paginated> {
    call: Fluent<O>,
    stop_on_duplicate_token: bool,
}

impl<O: Paginated> fmt::Debug for Paginator<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paginator")
            .field("call", &self.call)
            .field("stop_on_duplicate_token", &self.stop_on_duplicate_token)
            .finish()
    }
}

impl<O: Paginated> Paginator<O> {
    pub(crate) fn new(call: Fluent<O>) -> Self {
        Self {
            call,
            stop_on_duplicate_token: true,
        }
    }

    /// Limits the pages, whatever the input said.
    pub fn page_size(mut self, limit: i32) -> Self
    where
        O: PageSize,
    {
        self.call = self.call.map(|input| O::set_page_size(input, limit));
        self
    }

    /// Whether to stop when the service hands out the token it was given, as it does by mistake
    /// or to say that there is nothing new yet. It does by default.
    pub fn stop_on_duplicate_token(mut self, stop_on_duplicate_token: bool) -> Self {
        self.stop_on_duplicate_token = stop_on_duplicate_token;
        self
    }

    /// Yields items in place of pages.
    pub fn items(self) -> PaginatorItems<O>
    where
        O: PaginatedItems,
    {
        PaginatorItems(self)
    }

    /// The stream of pages. It requests a page when it is asked for it.
    pub fn send(self) -> PaginationStream<PageResult<O, O::Output>> {
        let Self {
            call,
            stop_on_duplicate_token,
        } = self;
        PaginationStream::new(FnStream::new(move |pages| {
            Box::pin(async move {
                let prepared =
                    O::build_input(call.input)
                        .map_err(BoxError::from)
                        .and_then(|input| {
                            let feature = Some(made_by(SmithySdkFeature::Paginator).into_shared());
                            let prepared = prepare::<O>(&call.handle, feature, call.overrides)?;
                            Ok((input, prepared))
                        });
                let (mut input, prepared) = match prepared {
                    Ok(prepared) => prepared,
                    Err(error) => {
                        // It fails if nobody listens any more, and then nobody need know.
                        let _ = pages.send(Err(SdkError::construction_failure(error))).await;
                        return;
                    }
                };
                loop {
                    let page = invoke_with::<O>(input.clone(), &prepared).await;
                    let asked = O::input_token(&mut input);
                    let next = page
                        .as_ref()
                        .ok()
                        .and_then(O::output_token)
                        .filter(|next| !next.is_end())
                        .filter(|next| !stop_on_duplicate_token || asked.as_ref() != Some(next))
                        .cloned();
                    let done = next.is_none();
                    *asked = next;
                    if pages.send(page).await.is_err() || done {
                        return;
                    }
                }
            })
        }))
    }
}

/// Items of a paginated operation, one after the other.
#[derive(Debug)]
pub struct PaginatorItems<O: Paginated>(Paginator<O>);

impl<O: PaginatedItems> PaginatorItems<O> {
    /// The stream of items. It requests a page when it is asked for the first item on it.
    pub fn send(self) -> PaginationStream<PageResult<O, <O::Items as IntoIterator>::Item>> {
        TryFlatMap::new(self.0.send())
            .flat_map(|page| O::items(page).unwrap_or_default().into_iter())
    }
}

/// Makes an operation answer in pages: [`Paginated`], where the pages can be limited [`PageSize`], where they
/// hold items [`PaginatedItems`], and the module `paginator` with the types that go with them.
///
/// ```ignore
/// smithy_client::paginated! {
///     pub type ListThingsPaginator for ListThings;
///     token starting_token => |output| output.next_token.as_deref();
///     page_size max_results as i32;
///     pub type ListThingsPaginatorItems of Vec<Thing> => |output| output.items;
/// }
/// ```
#[macro_export]
macro_rules! paginated {
    (@token) => { ::std::string::String };
    (@token $token:ty) => { $token };
    (
        pub type $paginator:ident for $operation:ident;
        token $input_token:ident $(of $token:ty)? => |$token_output:ident| $output_token:expr;
        $(page_size $page_size:ident as $number:ty;)?
        $(pub type $paginator_items:ident of $items:ty => |$items_output:ident| $items_value:expr;)?
    ) => {
        impl $crate::paginator::Paginated for $operation {
            type Token = $crate::paginated!(@token $($token)?);

            fn input_token(input: &mut Self::Input) -> &mut ::core::option::Option<Self::Token> {
                &mut input.$input_token
            }

            fn output_token($token_output: &Self::Output) -> ::core::option::Option<&Self::Token> {
                $output_token
            }
        }

        $(
            impl $crate::paginator::PageSize for $operation {
                fn set_page_size(builder: Self::InputBuilder, size: i32) -> Self::InputBuilder {
                    #[allow(clippy::unnecessary_cast, reason = "not every page size is an i32")]
                    builder.$page_size(size as $number)
                }
            }
        )?

        $(
            impl $crate::paginator::PaginatedItems for $operation {
                type Items = $items;

                fn items($items_output: Self::Output) -> ::core::option::Option<$items> {
                    $items_value
                }
            }
        )?

        /// Paginator.
        pub mod paginator {
            /// Pages through the results.
            pub type $paginator = $crate::paginator::Paginator<super::$operation>;

            $(
                /// Every item of every page.
                pub type $paginator_items = $crate::paginator::PaginatorItems<super::$operation>;
            )?
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_asks_for_no_page_and_a_number_always_does() {
        let nothing = HashMap::<String, i32>::new();
        assert!(String::new().is_end() && Vec::<i32>::new().is_end());
        assert!(nothing.is_end() && Blob::new([]).is_end());
        let one = HashMap::from([("a".to_owned(), 1)]);
        assert!(!"t".to_owned().is_end() && !vec![0].is_end());
        assert!(!one.is_end() && !Blob::new("t").is_end() && !0_i32.is_end());
    }
}
