//! `const` constructors: how generated code writes catalog data down, a line an entry.

use aws_smithy_schema::Schema;

use crate::{Constraints, Kind, Length, Member, Range, Shape};

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

    /// Sets the constraints.
    pub const fn constrained(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
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

    /// Sets the constraints of the member itself.
    pub const fn constrained(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
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

impl Constraints {
    /// Adds `smithy.api#length`.
    pub const fn length(mut self, min: Option<u64>, max: Option<u64>) -> Self {
        self.length = Some(Length { min, max });
        self
    }

    /// Adds `smithy.api#range`.
    pub const fn range(mut self, min: Option<f64>, max: Option<f64>) -> Self {
        self.range = Some(Range { min, max });
        self
    }

    /// Adds `smithy.api#pattern`.
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// Adds `smithy.api#uniqueItems`.
    pub const fn unique_items(mut self) -> Self {
        self.unique_items = true;
        self
    }
}
