//! Classes of characters: `[a-z]`.

use super::{
    CLASS_UNCLOSED_AFTER_DASH, CLASS_UNCLOSED_AFTER_ITEM, Checker, Item, Mistake, RANGE_BACKWARDS,
};

const CLASS_UNCLOSED: Mistake = "found unclosed character class";

impl Checker {
    /// A class of characters in brackets.
    pub(super) fn class(&mut self) -> Result<(), Mistake> {
        let mut next = self.step().ok_or(CLASS_UNCLOSED)?;
        if next == '^' {
            next = self
                .step()
                .ok_or("negated character class has no closing bracket")?;
        }
        let mut is_empty = true;
        while next == '-' {
            is_empty = false;
            next = self.step().ok_or(CLASS_UNCLOSED_AFTER_DASH)?;
        }
        if is_empty && next == ']' {
            self.step()
                .ok_or("character class begins with literal ']' but has no closing bracket")?;
        }
        loop {
            self.skip_space();
            match (
                self.peek().ok_or(CLASS_UNCLOSED)?,
                self.characters.get(self.position + 1),
            ) {
                ('[', _) => {
                    if !self.named_class() {
                        return Err("nested character classes are not supported");
                    }
                }
                (']', _) => {
                    self.bump();
                    return Ok(());
                }
                ('&', Some('&')) => return Err("character class intersection is not supported"),
                ('-', Some('-')) => return Err("character class difference is not supported"),
                ('~', Some('~')) => {
                    return Err("character class symmetric difference is not supported");
                }
                _ => self.range()?,
            }
        }
    }

    fn range(&mut self) -> Result<(), Mistake> {
        const NO_END: Mistake = "invalid range item in character class";
        let first = self.item()?;
        self.skip_space();
        let next = self.peek().ok_or(CLASS_UNCLOSED_AFTER_ITEM)?;
        let behind = {
            let place = self.position;
            let behind = self.step();
            self.position = place;
            behind
        };
        if next != '-' || matches!(behind, Some(']' | '-')) {
            return match first {
                Item::Boundary => Err("invalid escape sequence in character class"),
                _ => Ok(()),
            };
        }
        self.step().ok_or(CLASS_UNCLOSED_AFTER_DASH)?;
        let last = self.item()?;
        match (first, last) {
            (Item::Character(first), Item::Character(last)) if first > last => Err(RANGE_BACKWARDS),
            (Item::Character(_), Item::Character(_)) => Ok(()),
            _ => Err(NO_END),
        }
    }

    fn item(&mut self) -> Result<Item, Mistake> {
        let character = self.peek().ok_or(CLASS_UNCLOSED)?;
        self.bump();
        if character == '\\' {
            self.escape()
        } else {
            Ok(Item::Character(character))
        }
    }

    /// A class such as `[:alpha:]`; whether there is one.
    fn named_class(&mut self) -> bool {
        const NAMES: [&str; 14] = [
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print",
            "punct", "space", "upper", "word", "xdigit",
        ];
        let start = self.position;
        if self.bump_if("[:") {
            self.bump_if("^");
            if NAMES
                .iter()
                .any(|name| self.bump_if(name) && self.bump_if(":]"))
            {
                return true;
            }
        }
        self.position = start;
        false
    }
}
