//! `const` constructors: how generated code writes catalog data down, a line an entry.

use aws_smithy_schema::{OperationSchema, Schema};

use crate::cli::OperationFacts;
use crate::{
    Auth, AuthScheme, Constraints, ErrorShape, Http, HttpChecksum, Kind, Length, Member, Operation,
    Pagination, Range, Shape,
};

impl Operation {
    /// A signed operation of which nothing else is known.
    pub const fn new(
        name: &'static str,
        schema: &'static OperationSchema<'static>,
        http: Http,
        input: &'static Shape,
        output: &'static Shape,
        errors: &'static [&'static ErrorShape],
    ) -> Self {
        Self {
            name,
            schema,
            documentation: "",
            deprecated: None,
            http,
            input,
            output,
            errors,
            host_prefix: None,
            idempotency_token: None,
            pagination: None,
            auth: Auth::SigV4,
            auth_schemes: &[AuthScheme::SigV4],
            readonly: false,
            idempotent: false,
            checksum_required: false,
            checksum: None,
            unsigned_payload: false,
            compression: false,
            stalls_fail: true,
            cli: OperationFacts::NONE,
        }
    }

    /// Sets the documentation.
    pub const fn documented(mut self, documentation: &'static str) -> Self {
        self.documentation = documentation;
        self
    }

    /// Marks the operation deprecated.
    pub const fn deprecated(mut self, message: &'static str) -> Self {
        self.deprecated = Some(message);
        self
    }

    /// Sets the prefix of the host.
    pub const fn host_prefix(mut self, prefix: &'static str) -> Self {
        self.host_prefix = Some(prefix);
        self
    }

    /// Names the member that carries the idempotency token.
    pub const fn idempotency_token(mut self, member: &'static str) -> Self {
        self.idempotency_token = Some(member);
        self
    }

    /// Sets the pagination.
    pub const fn paginated(mut self, pagination: Pagination) -> Self {
        self.pagination = Some(pagination);
        self
    }

    /// Sets how requests are authenticated.
    pub const fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Sets every authentication scheme, the preferred first.
    pub const fn auth_schemes(mut self, schemes: &'static [AuthScheme]) -> Self {
        self.auth_schemes = schemes;
        self
    }

    /// Lets the body of the answer begin minutes after its headers.
    pub const fn may_stall(mut self) -> Self {
        self.stalls_fail = false;
        self
    }

    /// Marks the operation `readonly`.
    pub const fn readonly(mut self) -> Self {
        self.readonly = true;
        self
    }

    /// Marks the operation `idempotent`.
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Marks the operation `httpChecksumRequired`.
    pub const fn checksum_required(mut self) -> Self {
        self.checksum_required = true;
        self
    }

    /// Sets the checksums of its bodies.
    pub const fn checksum(mut self, checksum: HttpChecksum) -> Self {
        self.checksum = Some(checksum);
        self
    }

    /// Marks the operation `unsignedPayload`.
    pub const fn unsigned_payload(mut self) -> Self {
        self.unsigned_payload = true;
        self
    }

    /// Sets what a command line knows of the operation.
    pub const fn cli(mut self, facts: OperationFacts) -> Self {
        self.cli = facts;
        self
    }

    /// Marks the operation `requestCompression`.
    pub const fn compression(mut self) -> Self {
        self.compression = true;
        self
    }
}

impl Pagination {
    /// Pages without a limit and without items.
    pub const fn new(input_token: &'static str, output_token: &'static str) -> Self {
        Self {
            input_token,
            output_token,
            page_size: None,
            items: None,
        }
    }

    /// Names the member that limits a page.
    pub const fn page_size(mut self, member: &'static str) -> Self {
        self.page_size = Some(member);
        self
    }

    /// Sets the path of the items.
    pub const fn items(mut self, path: &'static str) -> Self {
        self.items = Some(path);
        self
    }
}

impl Shape {
    /// A shape without constraints and documentation.
    pub const fn new(id: &'static str, schema: &'static Schema<'static>, kind: Kind) -> Self {
        Self {
            id,
            schema,
            kind,
            constraints: Constraints::NONE,
            sensitive: false,
            documentation: "",
        }
    }

    /// Marks the shape sensitive.
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Sets the documentation.
    pub const fn documented(mut self, documentation: &'static str) -> Self {
        self.documentation = documentation;
        self
    }
}

impl Member {
    /// An optional member without constraints of its own.
    pub const fn new(
        name: &'static str,
        schema: &'static Schema<'static>,
        target: &'static Shape,
    ) -> Self {
        Self {
            name,
            schema,
            target,
            required: false,
            constraints: Constraints::NONE,
            default: None,
            deprecated: None,
            documentation: "",
        }
    }

    /// Marks the member required.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Sets the default, as JSON text.
    pub const fn default_json(mut self, json: &'static str) -> Self {
        self.default = Some(json);
        self
    }

    /// Marks the member deprecated.
    pub const fn deprecated(mut self, message: &'static str) -> Self {
        self.deprecated = Some(message);
        self
    }

    /// Sets the documentation.
    pub const fn documented(mut self, documentation: &'static str) -> Self {
        self.documentation = documentation;
        self
    }
}

/// Setters of constraints, for all that has them.
macro_rules! constrained {
    ($($name:ident),+) => {$(
        impl $name {
            /// Sets `smithy.api#length`.
            pub const fn with_length(mut self, min: Option<u64>, max: Option<u64>) -> Self {
                self.constraints.length = Some(Length { min, max });
                self
            }

            /// Sets `smithy.api#range`.
            pub const fn with_range(mut self, min: Option<f64>, max: Option<f64>) -> Self {
                let decimal_min = false;
                self.constraints.range = Some(Range { min, max, decimal_min });
                self
            }

            /// Says that the least value of the range is written with a point.
            pub const fn with_decimal_min(mut self) -> Self {
                if let Some(range) = &mut self.constraints.range {
                    range.decimal_min = true;
                }
                self
            }

            /// Sets `smithy.api#pattern`.
            pub const fn with_pattern(mut self, pattern: &'static str) -> Self {
                self.constraints.pattern = Some(pattern);
                self
            }

            /// Sets `smithy.api#uniqueItems`.
            pub const fn with_unique_items(mut self) -> Self {
                self.constraints.unique_items = true;
                self
            }
        }
    )+};
}

constrained!(Shape, Member);
