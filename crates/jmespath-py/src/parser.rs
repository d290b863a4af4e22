//! From tokens to an expression, by operator precedence (Pratt).

use super::ast::{Ast, Slice};
use super::error::CompileError;
use super::lexer::{Lexeme, Token, tokenize};

/// How many operators may enclose an operand. Parsing and evaluating recurse; this keeps both
/// well inside the smallest stack a thread has, and is far beyond what anybody writes.
const MAX_DEPTH: usize = 250;

/// How tightly an operator binds its operands. Operators below `PROJECTION_STOP` end a projection.
mod power {
    pub(super) const NONE: u8 = 0;
    pub(super) const PIPE: u8 = 1;
    pub(super) const OR: u8 = 2;
    pub(super) const AND: u8 = 3;
    pub(super) const COMPARATOR: u8 = 5;
    pub(super) const FLATTEN: u8 = 9;
    pub(super) const PROJECTION_STOP: u8 = 10;
    pub(super) const STAR: u8 = 20;
    pub(super) const FILTER: u8 = 21;
    pub(super) const DOT: u8 = 40;
    pub(super) const NOT: u8 = 45;
    pub(super) const BRACE: u8 = 50;
    pub(super) const BRACKET: u8 = 55;
    pub(super) const PAREN: u8 = 60;
}

fn binding_power(token: &Token) -> u8 {
    match token {
        Token::Pipe => power::PIPE,
        Token::Or => power::OR,
        Token::And => power::AND,
        Token::Comparator(_) => power::COMPARATOR,
        Token::Flatten => power::FLATTEN,
        Token::Star => power::STAR,
        Token::Filter => power::FILTER,
        Token::Dot => power::DOT,
        Token::Not => power::NOT,
        Token::LeftBrace => power::BRACE,
        Token::LeftBracket => power::BRACKET,
        Token::LeftParen => power::PAREN,
        _ => power::NONE,
    }
}

/// Reads a whole expression.
pub(super) fn parse(expression: &str) -> Result<Ast, CompileError> {
    let mut parser = Parser {
        expression,
        lexemes: tokenize(expression)?,
        index: 0,
        depth: 0,
    };
    let ast = parser.expression(power::NONE)?;
    match parser.current() {
        Token::End => Ok(ast),
        token => Err(parser.misplaced(parser.index, format!("Unexpected token: {token}"))),
    }
}

/// The last lexeme is [`Token::End`], which no rule consumes without failing, so that `index`
/// stays in bounds.
struct Parser<'e> {
    expression: &'e str,
    lexemes: Vec<Lexeme>,
    index: usize,
    depth: usize,
}

type Parsed<T = Ast> = Result<T, CompileError>;

impl Parser<'_> {
    fn expression(&mut self, power: u8) -> Parsed {
        let outer_depth = self.depth;
        self.deepen()?;
        let mut left = self.prefix()?;
        while power < binding_power(self.current()) {
            // Each operator wraps what stands left of it, which makes the tree deeper too.
            self.deepen()?;
            left = self.infix(left)?;
        }
        self.depth = outer_depth;
        Ok(left)
    }

    fn deepen(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(CompileError::TooDeep { limit: MAX_DEPTH });
        }
        Ok(())
    }

    /// Reads a token that starts an expression, and what belongs to it.
    fn prefix(&mut self) -> Parsed {
        match self.advance() {
            Token::Literal(value) => Ok(Ast::Literal(value)),
            Token::Identifier(name) => Ok(Ast::Field(name)),
            Token::QuotedIdentifier(name) => self.quoted_field(name),
            Token::Current => Ok(Ast::Current),
            Token::Star => self.all_values(),
            Token::Filter => self.filter(Ast::Current),
            Token::Flatten => self.flatten(Ast::Current),
            Token::LeftBrace => self.hash(),
            Token::LeftBracket => self.bracket_prefix(),
            Token::LeftParen => self.parenthesized(),
            Token::Not => self.operand(power::NOT, Ast::Not),
            Token::Reference => self.operand(power::NONE, Ast::Reference),
            Token::End => Err(self.incomplete()),
            _ => Err(self.misplaced(self.index - 1, "invalid token")),
        }
    }

    /// Reads an operator that continues an expression, and its right operand.
    fn infix(&mut self, left: Ast) -> Parsed {
        match self.advance() {
            Token::Dot => self.member(left),
            Token::Pipe => self.operand(power::PIPE, |right| Ast::Chain(left.into(), right)),
            Token::Or => self.operand(power::OR, |right| Ast::Or(left.into(), right)),
            Token::And => self.operand(power::AND, |right| Ast::And(left.into(), right)),
            Token::Comparator(operator) => self.operand(power::COMPARATOR, |right| {
                Ast::Comparison(operator, left.into(), right)
            }),
            Token::Filter => self.filter(left),
            Token::Flatten => self.flatten(left),
            Token::LeftBracket => self.bracket_infix(left),
            Token::LeftParen => self.call(left),
            _ => Err(self.misplaced(self.index - 1, "invalid token")),
        }
    }

    fn operand(&mut self, power: u8, combine: impl FnOnce(Box<Ast>) -> Ast) -> Parsed {
        Ok(combine(Box::new(self.expression(power)?)))
    }

    fn parenthesized(&mut self) -> Parsed {
        let inner = self.expression(power::NONE)?;
        self.expect(Token::RightParen)?;
        Ok(inner)
    }

    fn all_values(&mut self) -> Parsed {
        let each = match self.current() {
            Token::RightBracket => Ast::Current,
            _ => self.projected(power::STAR)?,
        };
        Ok(Ast::value_projection(Ast::Current, each))
    }

    fn member(&mut self, left: Ast) -> Parsed {
        if *self.current() == Token::Star {
            self.advance();
            let each = self.projected(power::DOT)?;
            return Ok(Ast::value_projection(left, each));
        }
        Ok(Ast::chain(left, self.dotted(power::DOT)?))
    }

    fn quoted_field(&self, name: String) -> Parsed {
        if *self.current() == Token::LeftParen {
            let mut fault = self.lexemes[self.index].clone();
            fault.start = 0;
            let reason = "Quoted identifier not allowed for function names.";
            return Err(self.grammar_error(&fault, reason));
        }
        Ok(Ast::Field(name))
    }

    fn call(&mut self, left: Ast) -> Parsed {
        let Ast::Field(name) = left else {
            let before = self.index - 2;
            let reason = format!("Invalid function name '{}'", self.lexemes[before].token);
            return Err(self.misplaced(before, reason));
        };
        let mut arguments = Vec::new();
        // As in jmespath.py, commas separate arguments but are not insisted on.
        while *self.current() != Token::RightParen {
            arguments.push(self.expression(power::NONE)?);
            if *self.current() == Token::Comma {
                self.advance();
            }
        }
        self.advance();
        Ok(Ast::Call { name, arguments })
    }

    fn filter(&mut self, source: Ast) -> Parsed {
        let condition = self.expression(power::NONE)?;
        self.expect(Token::RightBracket)?;
        let each = match self.current() {
            Token::Flatten => Ast::Current,
            _ => self.projected(power::FILTER)?,
        };
        Ok(Ast::Filter {
            source: Box::new(source),
            condition: Box::new(condition),
            each: Box::new(each),
        })
    }

    fn flatten(&mut self, source: Ast) -> Parsed {
        let each = self.projected(power::FLATTEN)?;
        Ok(Ast::projection(Ast::Flatten(Box::new(source)), each))
    }

    fn bracket_prefix(&mut self) -> Parsed {
        match self.current() {
            Token::Number(_) | Token::Colon => {
                let selector = self.selector()?;
                self.select(Ast::Current, selector)
            }
            Token::Star if self.lexemes[self.index + 1].token == Token::RightBracket => {
                self.wildcard(Ast::Current)
            }
            _ => self.list(),
        }
    }

    fn bracket_infix(&mut self, left: Ast) -> Parsed {
        if !matches!(self.current(), Token::Number(_) | Token::Colon) {
            return self.wildcard(left);
        }
        let selector = self.selector()?;
        // A slice right after an index does not project: `a[0][1:].b` looks for `b` in the list.
        match &left {
            Ast::Chain(_, last) if matches!(**last, Ast::Index(_) | Ast::Slice(_)) => {
                Ok(Ast::chain(left, selector))
            }
            _ => self.select(left, selector),
        }
    }

    fn wildcard(&mut self, source: Ast) -> Parsed {
        self.expect(Token::Star)?;
        self.expect(Token::RightBracket)?;
        Ok(Ast::projection(source, self.projected(power::STAR)?))
    }

    fn select(&mut self, left: Ast, selector: Ast) -> Parsed {
        let slices = matches!(selector, Ast::Slice(_));
        let selected = Ast::chain(left, selector);
        if slices {
            return Ok(Ast::projection(selected, self.projected(power::STAR)?));
        }
        Ok(selected)
    }

    /// Reads the inside of `[3]` or `[1:2:3]` and its closing bracket.
    fn selector(&mut self) -> Parsed {
        match (self.current(), &self.lexemes[self.index + 1].token) {
            (Token::Number(_), Token::Colon) | (Token::Colon, _) => self.slice(),
            (&Token::Number(index), _) => {
                self.advance();
                self.expect(Token::RightBracket)?;
                Ok(Ast::Index(index))
            }
            _ => Err(self.misplaced(self.index, "syntax error")),
        }
    }

    fn slice(&mut self) -> Parsed {
        let mut parts = [None; 3];
        let mut part = 0;
        loop {
            match *self.current() {
                Token::RightBracket => break,
                Token::Colon if part < 2 => part += 1,
                Token::Number(number) => parts[part] = Some(number),
                _ => return Err(self.misplaced(self.index, "syntax error")),
            }
            self.advance();
        }
        self.advance();
        let [start, stop, step] = parts;
        Ok(Ast::Slice(Slice { start, stop, step }))
    }

    fn list(&mut self) -> Parsed {
        let mut items = Vec::new();
        loop {
            items.push(self.expression(power::NONE)?);
            if *self.current() == Token::RightBracket {
                self.advance();
                return Ok(Ast::List(items));
            }
            self.expect(Token::Comma)?;
        }
    }

    fn hash(&mut self) -> Parsed {
        let mut entries = Vec::new();
        loop {
            let key = match self.current() {
                Token::Identifier(name) | Token::QuotedIdentifier(name) => name.clone(),
                _ => return Err(self.expected("['quoted_identifier', 'unquoted_identifier']")),
            };
            self.advance();
            self.expect(Token::Colon)?;
            entries.push((key, self.expression(power::NONE)?));
            // As in jmespath.py, commas separate entries but are not insisted on.
            if *self.current() == Token::Comma {
                self.advance();
            } else if *self.current() == Token::RightBrace {
                self.advance();
                return Ok(Ast::Hash(entries));
            }
        }
    }

    /// Reads what is applied to each element of a projection.
    fn projected(&mut self, power: u8) -> Parsed {
        match self.current() {
            token if binding_power(token) < power::PROJECTION_STOP => Ok(Ast::Current),
            Token::LeftBracket | Token::Filter => self.expression(power),
            Token::Dot => {
                self.advance();
                self.dotted(power)
            }
            _ => Err(self.misplaced(self.index, "syntax error")),
        }
    }

    /// Reads what may follow a dot.
    fn dotted(&mut self, power: u8) -> Parsed {
        match self.current() {
            Token::QuotedIdentifier(_) | Token::Identifier(_) | Token::Star => {
                self.expression(power)
            }
            Token::LeftBracket => {
                self.advance();
                self.list()
            }
            Token::LeftBrace => {
                self.advance();
                self.hash()
            }
            token => {
                let reason = format!(
                    "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', \
                     'lbrace'], got: {}",
                    token.name()
                );
                Err(self.misplaced(self.index, reason))
            }
        }
    }

    fn current(&self) -> &Token {
        &self.lexemes[self.index].token
    }

    fn advance(&mut self) -> Token {
        self.index += 1;
        self.lexemes[self.index - 1].token.clone()
    }

    fn expect(&mut self, token: Token) -> Parsed<()> {
        if *self.current() != token {
            return Err(self.expected(token.name()));
        }
        self.advance();
        Ok(())
    }

    fn expected(&self, what: &str) -> CompileError {
        match self.current() {
            Token::End => self.incomplete(),
            token => self.misplaced(
                self.index,
                format!("Expecting: {what}, got: {}", token.name()),
            ),
        }
    }

    fn incomplete(&self) -> CompileError {
        CompileError::Incomplete {
            expression: self.expression.to_owned(),
        }
    }

    fn misplaced(&self, index: usize, reason: impl Into<String>) -> CompileError {
        self.grammar_error(&self.lexemes[index], reason)
    }

    fn grammar_error(&self, lexeme: &Lexeme, reason: impl Into<String>) -> CompileError {
        CompileError::Grammar {
            reason: reason.into(),
            position: lexeme.start,
            token: lexeme.token.to_string(),
            kind: lexeme.token.name().to_ascii_uppercase(),
            expression: self.expression.to_owned(),
        }
    }
}
