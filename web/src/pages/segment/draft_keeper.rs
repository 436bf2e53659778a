//! Keeps the draft of the segment page, and writes over nothing that another tab kept.

use segdeck_core::UnixMillis;

use crate::{
    platform::{self, Store},
    state::{
        draft::DraftState,
        draft_storage::{
            self, Divergence, DraftName, KeptDraft, Mark, Tabs, Typed, mark_of, with_mark,
        },
    },
};

/// Where texts are kept by name.
pub trait Texts {
    /// The text kept under a name.
    fn get(&self, name: &str) -> Option<String>;
    /// Keeps a text; false when there is no room.
    fn set(&self, name: &str, text: &str) -> bool;
    /// Forgets a name.
    fn remove(&self, name: &str);
}

impl Texts for Store {
    fn get(&self, name: &str) -> Option<String> {
        Store::get(*self, name)
    }

    fn set(&self, name: &str, text: &str) -> bool {
        Store::set(*self, name, text)
    }

    fn remove(&self, name: &str) {
        Store::remove(*self, name);
    }
}

/// What became of keeping a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is what opens with the segment.
    AsMine,
    /// Another tab keeps another draft there, so this one is put aside until a person has chosen.
    Aside(Divergence),
    /// The browser has no room.
    NoRoom,
    /// As before, the browser has no room.
    StillNoRoom,
}

/// What was kept when the segment was opened.
#[derive(Clone, Debug)]
enum Found {
    Nothing,
    Draft(Box<KeptDraft>),
    /// A text that is no draft.
    Damaged,
}

/// The draft of one tab.
#[derive(Debug)]
pub struct Keeper {
    name: DraftName,
    tab: String,
    /// A time in words.
    time: fn(i64) -> String,
    tabs: Tabs,
    found: Found,
    latest: Option<(DraftState, Typed)>,
    /// The content of the draft, once that was needed.
    content: Option<String>,
    is_content_fresh: bool,
    is_aside: bool,
    is_full: bool,
}

impl Keeper {
    /// Opens the draft of that name for a tab of its own. A text that is no draft is put aside: the
    /// next edit would write over it.
    #[must_use]
    pub fn open(name: DraftName, texts: &impl Texts) -> Self {
        draft_storage::rename_old();
        Self::of_tab(
            name,
            texts,
            platform::random_id(),
            platform::local_date_time,
        )
    }

    fn of_tab(name: DraftName, texts: &impl Texts, tab: String, time: fn(i64) -> String) -> Self {
        let text = texts.get(&name.to_string());
        let found = text.as_deref().map_or(Found::Nothing, |text| {
            draft_storage::read(text).map_or(Found::Damaged, |kept| Found::Draft(Box::new(kept)))
        });
        let mut tabs = Tabs::new(text.clone());
        if let (Found::Damaged, Some(text)) = (&found, &text)
            && texts.set(&name.aside(&format!("damaged-{tab}")).to_string(), text)
        {
            texts.remove(&name.to_string());
            tabs.set(None);
        }
        Self {
            name,
            tab,
            time,
            tabs,
            found,
            latest: None,
            content: None,
            is_content_fresh: false,
            is_aside: false,
            is_full: false,
        }
    }

    /// The name under which the draft is kept.
    #[must_use]
    pub fn name(&self) -> &DraftName {
        &self.name
    }

    /// What tells this tab from others.
    #[must_use]
    pub fn tab(&self) -> &str {
        &self.tab
    }

    /// The draft as it was when the segment was opened, if there was one.
    #[must_use]
    pub fn restored(&self) -> Option<&KeptDraft> {
        match &self.found {
            Found::Draft(kept) => Some(kept),
            Found::Nothing | Found::Damaged => None,
        }
    }

    /// Whether there was a text that is no draft.
    #[must_use]
    pub fn has_damaged(&self) -> bool {
        matches!(self.found, Found::Damaged)
    }

    /// Takes what is edited now, to be kept by [`Self::keep`].
    pub fn edit(&mut self, draft: DraftState, typed: Typed) {
        self.latest = Some((draft, typed));
        self.is_content_fresh = false;
    }

    fn content(&mut self) -> Option<String> {
        if !std::mem::replace(&mut self.is_content_fresh, true) {
            let latest = self.latest.as_ref();
            self.content = latest.and_then(|(draft, typed)| draft_storage::write(draft, typed));
        }
        self.content.clone()
    }

    fn mark(&self, name: Option<String>, now: i64) -> Mark {
        Mark {
            name,
            edited_at: Some(UnixMillis(now)),
            tab: self.tab.clone(),
        }
    }

    /// Keeps the draft, unless another tab kept another one since.
    pub fn keep(&mut self, texts: &impl Texts, now: i64) -> Kept {
        if self.latest.is_none() {
            return Kept::AsMine;
        }
        let own = self.content();
        let name = self.name.to_string();
        let kept = texts.get(&name);
        if let Some(found) = self.tabs.look(kept.as_deref(), own.as_deref()) {
            self.put_own_aside(texts, own.as_deref(), now);
            return Kept::Aside(found);
        }
        if self.is_aside {
            texts.remove(&self.own_aside());
            self.is_aside = false;
        }
        if !self.tabs.is_ahead(own.as_deref()) {
            return Kept::AsMine;
        }
        let Some(content) = own else {
            texts.remove(&name);
            self.tabs.set(None);
            return Kept::AsMine;
        };
        let given = kept.and_then(|text| mark_of(&text).name);
        let text = with_mark(&content, &self.mark(given, now));
        if texts.set(&name, &text) {
            self.tabs.set(Some(text));
            self.is_full = false;
            return Kept::AsMine;
        }
        if std::mem::replace(&mut self.is_full, true) {
            Kept::StillNoRoom
        } else {
            Kept::NoRoom
        }
    }

    /// What this tab edited beyond what it had in common with the other one must survive a crash
    /// too, before a person has chosen.
    fn put_own_aside(&mut self, texts: &impl Texts, own: Option<&str>, now: i64) {
        let aside = self.own_aside();
        match own.filter(|own| self.tabs.is_ahead(Some(own))) {
            Some(own) => {
                let name = format!("Of another tab, {}", (self.time)(now));
                self.is_aside = texts.set(&aside, &with_mark(own, &self.mark(Some(name), now)));
            }
            None if self.is_aside => {
                texts.remove(&aside);
                self.is_aside = false;
            }
            None => {}
        }
    }

    fn own_aside(&self) -> String {
        self.name.aside(&self.tab).to_string()
    }

    /// Gives up this tab's draft for what is kept. What only this tab had stays aside; its name is
    /// returned. No draft: the other tab saved or discarded it.
    pub fn take_theirs(
        &mut self,
        texts: &impl Texts,
        now: i64,
    ) -> (Option<KeptDraft>, Option<DraftName>) {
        let text = texts.get(&self.name.to_string());
        let theirs = text.as_deref().and_then(draft_storage::read);
        let aside = if std::mem::take(&mut self.is_aside) {
            // This tab may have to put another one aside later.
            let (from, to) = (self.own_aside(), self.aside_at(now));
            let moved = texts
                .get(&from)
                .is_some_and(|text| texts.set(&to.to_string(), &text));
            if moved {
                texts.remove(&from);
            }
            moved.then_some(to)
        } else {
            None
        };
        self.tabs.set(text);
        self.latest = None;
        (theirs, aside)
    }

    /// Lets the next [`Self::keep`] write this tab's draft. What the other tab kept is put aside;
    /// its name is returned.
    pub fn keep_mine(&mut self, texts: &impl Texts, now: i64) -> Option<DraftName> {
        let text = texts.get(&self.name.to_string());
        let aside = text.as_deref().and_then(|text| {
            let mut mark = mark_of(text);
            let at = mark.edited_at.map_or(now, |at| at.0);
            let name = || format!("Of another tab, {}", (self.time)(at));
            mark.name.get_or_insert_with(name);
            let aside = self.aside_at(now);
            let is_set = texts.set(&aside.to_string(), &with_mark(text, &mark));
            is_set.then_some(aside)
        });
        if text.is_none() || aside.is_some() {
            self.tabs.set(text);
        }
        aside
    }

    fn aside_at(&self, now: i64) -> DraftName {
        self.name.aside(&format!("{}-{now}", self.tab))
    }
}

#[cfg(test)]
mod tests;
