//! What an expression is once it has been read.

use std::cmp::Ordering;

use cli_formats::Value;

/// A node of an expression. Every node is evaluated against one input value.
#[derive(Debug, Clone)]
pub(super) enum Ast {
    /// `@`, and the place where an operand was left out: the input itself.
    Current,
    /// `` `json` `` or `'text'`.
    Literal(Value),
    /// `name`
    Field(String),
    /// `[3]`
    Index(i64),
    /// `[start:stop:step]`
    Slice(Slice),
    /// `left.right` and `left | right`: the right side is evaluated against what the left yields.
    Chain(Box<Ast>, Box<Ast>),
    /// `source[]`, before its elements are projected.
    Flatten(Box<Ast>),
    /// `source[*].each`
    Projection { source: Box<Ast>, each: Box<Ast> },
    /// `source.*.each`
    ValueProjection { source: Box<Ast>, each: Box<Ast> },
    /// `source[?condition].each`
    Filter {
        source: Box<Ast>,
        condition: Box<Ast>,
        each: Box<Ast>,
    },
    /// `left == right` and its siblings.
    Comparison(Comparator, Box<Ast>, Box<Ast>),
    /// `left || right`
    Or(Box<Ast>, Box<Ast>),
    /// `left && right`
    And(Box<Ast>, Box<Ast>),
    /// `!operand`
    Not(Box<Ast>),
    /// `[a, b]`
    List(Vec<Ast>),
    /// `{key: a, other: b}`
    Hash(Vec<(String, Ast)>),
    /// `name(arguments)`
    Call { name: String, arguments: Vec<Ast> },
    /// `&expression`, which only means something as a function's argument.
    Reference(Box<Ast>),
}

impl Ast {
    pub(super) fn chain(left: Ast, right: Ast) -> Ast {
        Ast::Chain(Box::new(left), Box::new(right))
    }

    pub(super) fn projection(source: Ast, each: Ast) -> Ast {
        Ast::Projection {
            source: Box::new(source),
            each: Box::new(each),
        }
    }

    pub(super) fn value_projection(source: Ast, each: Ast) -> Ast {
        Ast::ValueProjection {
            source: Box::new(source),
            each: Box::new(each),
        }
    }
}

/// The three parts of a slice, each of which may be left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    pub(super) start: Option<i64>,
    pub(super) stop: Option<i64>,
    pub(super) step: Option<i64>,
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparator {
    /// The operator as it is written.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// Whether the operator holds for two values that compare so.
    pub(super) fn accepts(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}
