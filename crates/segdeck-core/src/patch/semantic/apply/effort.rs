//! How much one request may look at. Each instruction looks through the rules, tags or values that
//! there are, and a body can hold a hundred thousand instructions: together they would hold up
//! everybody for minutes.

use crate::Invalid;

/// How many elements are looked for one by one, rather than in a set of them.
pub(super) const FEW: usize = 8;

/// How many elements may be looked at in all: enough to describe each of 5,000 rules, one by one.
const LIMIT: usize = 50_000_000;

/// What is left of a request's allowance.
pub(super) struct Effort(usize);

impl Effort {
    /// The whole allowance.
    pub(super) fn new() -> Self {
        Self(LIMIT)
    }

    /// Takes what it costs to look at so many elements.
    pub(super) fn spend(&mut self, elements: usize) -> Result<(), Invalid> {
        self.0 = self.0.checked_sub(elements).ok_or_else(|| {
            Invalid::new(
                "",
                "The request holds too many instructions for a segment of this size. Join \
                 instructions of one kind, or send them in parts.",
            )
        })?;
        Ok(())
    }
}
