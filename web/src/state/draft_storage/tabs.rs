//! Several tabs with a draft of one segment: none writes over what another one wrote.

use super::content_of;

/// How what is kept differs from what this tab has, because of another tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divergence {
    /// Another tab kept other edits. Whether this tab has edits that are kept nowhere yet.
    Edited {
        /// Whether this tab has edits of its own since they were the same.
        is_ahead: bool,
    },
    /// Another tab saved or discarded the draft that this tab still has.
    Gone,
}

/// What a tab knows of the text that is kept for the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tabs {
    /// The text as this tab last wrote it, took it or saw it to be the same.
    known: Option<String>,
}

impl Tabs {
    /// A tab that took up this text.
    #[must_use]
    pub fn new(known: Option<String>) -> Self {
        Self { known }
    }

    /// This tab wrote or took up this text.
    pub fn set(&mut self, known: Option<String>) {
        self.known = known;
    }

    /// Whether this content is not yet kept by this tab.
    #[must_use]
    pub fn is_ahead(&self, own: Option<&str>) -> bool {
        !is_same(self.known.as_deref(), own)
    }

    /// Compares the text that is kept now with this tab's content. `None`: nobody else changed it,
    /// or to the same.
    pub fn look(&mut self, kept: Option<&str>, own: Option<&str>) -> Option<Divergence> {
        if kept == self.known.as_deref() {
            return None;
        }
        if is_same(kept, own) {
            self.known = kept.map(str::to_owned);
            return None;
        }
        if is_same(kept, self.known.as_deref()) {
            // It was only given another name, or written down again.
            self.known = kept.map(str::to_owned);
            return None;
        }
        Some(match kept {
            None => Divergence::Gone,
            Some(_) => Divergence::Edited {
                is_ahead: own.is_some() && self.is_ahead(own),
            },
        })
    }
}

fn is_same(left: Option<&str>, right: Option<&str>) -> bool {
    left.map(content_of) == right.map(content_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::draft_storage::{Mark, with_mark};

    const A: Option<&str> = Some(r#"{"x":1}"#);
    const B: Option<&str> = Some(r#"{"x":2}"#);
    const C: Option<&str> = Some(r#"{"x":3}"#);

    fn by(tab: &str, content: Option<&str>) -> Option<String> {
        let mark = Mark {
            tab: tab.to_owned(),
            ..Mark::default()
        };
        content.map(|content| with_mark(content, &mark))
    }

    #[test]
    fn what_only_this_tab_edits_is_written() {
        let mut tabs = Tabs::new(by("1", A));
        assert_eq!(tabs.look(by("1", A).as_deref(), B), None);
        assert!(tabs.is_ahead(B));
        assert!(!tabs.is_ahead(A));
        assert_eq!(Tabs::default().look(None, A), None);
    }

    #[test]
    fn edits_of_another_tab_are_told_and_not_written_over() {
        let mut tabs = Tabs::new(by("1", A));
        let edited = |is_ahead| Some(Divergence::Edited { is_ahead });
        assert_eq!(tabs.look(by("2", B).as_deref(), A), edited(false));
        assert_eq!(tabs.look(by("2", B).as_deref(), C), edited(true));
        assert_eq!(
            Tabs::default().look(by("2", B).as_deref(), None),
            edited(false)
        );
        assert_eq!(Tabs::default().look(by("2", B).as_deref(), C), edited(true));
        assert_eq!(tabs.look(None, A), Some(Divergence::Gone));
    }

    #[test]
    fn the_same_edits_in_two_tabs_are_no_difference() {
        let mut tabs = Tabs::new(by("1", A));
        assert_eq!(tabs.look(by("2", B).as_deref(), B), None);
        assert_eq!(tabs, Tabs::new(by("2", B)));
        // Renamed in another tab while this one went on.
        assert_eq!(tabs.look(by("3", B).as_deref(), C), None);
        // Saved there, and here too.
        assert_eq!(tabs.look(None, None), None);
        assert_eq!(tabs, Tabs::default());
    }
}
