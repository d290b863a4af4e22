//! Settings that choose among a few names.

/// An enumeration whose variants are known by name.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// The names of all choices.
            pub const NAMES: &'static [&'static str] = &[$($text),+];

            /// The choice of that name; case counts.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The name of the choice.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

choices! {
    /// How an error is printed.
    ErrorFormat {
        /// The message alone.
        Legacy = "legacy",
        /// A JSON object.
        Json = "json",
        /// A YAML document.
        Yaml = "yaml",
        /// Values with tabs between them.
        Text = "text",
        /// A box drawn around the values.
        Table = "table",
        /// The message after the code of the error.
        Enhanced = "enhanced",
    }
}

choices! {
    /// How a time in an answer is printed.
    TimestampFormat {
        /// As ISO 8601.
        Iso8601 = "iso8601",
        /// As it arrived.
        Wire = "wire",
    }
}

choices! {
    /// How bytes are written on the command line.
    BinaryFormat {
        /// In base 64.
        Base64 = "base64",
        /// As they are.
        RawInBase64Out = "raw-in-base64-out",
    }
}

choices! {
    /// How much of the model is checked before a request is sent.
    Validation {
        /// Every constraint.
        Strict = "strict",
        /// What the AWS CLI checks: required members, types, minimum lengths and ranges.
        Basic = "basic",
        /// Nothing.
        Off = "off",
    }
}

choices! {
    /// When to ask for the command interactively.
    AutoPrompt {
        /// Always.
        On = "on",
        /// When the command line is wrong.
        OnPartial = "on-partial",
        /// Never.
        Off = "off",
    }
}

choices! {
    /// Whether tables are coloured.
    Color {
        /// Always.
        On = "on",
        /// Never.
        Off = "off",
        /// On a terminal.
        Auto = "auto",
    }
}

choices! {
    /// How requests are repeated.
    RetryMode {
        /// With growing random pauses.
        Standard = "standard",
        /// The same, and slower after the service has throttled a request.
        Adaptive = "adaptive",
    }
}
