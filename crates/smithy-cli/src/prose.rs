//! What a program says of itself in help.

/// Lines to copy, and what they do.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What the lines do, with a colon.
    pub title: &'static str,
    /// The lines.
    pub lines: &'static [&'static str],
}

/// What help says of a local service.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalHelp {
    /// Where the state is kept, in whole sentences.
    pub state: &'static str,
    /// The variables that the service looks at, and what each is for.
    pub variables: &'static [(&'static str, &'static str)],
    /// Examples of `NAME local serve`.
    pub examples: &'static [Example],
}
