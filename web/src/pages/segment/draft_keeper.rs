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
mod tests {
    use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

    use segdeck_core::{ContextKind, endpoint::Place, model::TargetList};
    use yew::Reducible;

    use super::*;
    use crate::state::draft::DraftAction;

    #[derive(Default)]
    struct Memory {
        texts: RefCell<BTreeMap<String, String>>,
        is_full: RefCell<bool>,
    }

    impl Texts for Memory {
        fn get(&self, name: &str) -> Option<String> {
            self.texts.borrow().get(name).cloned()
        }

        fn set(&self, name: &str, text: &str) -> bool {
            if *self.is_full.borrow() {
                return false;
            }
            let mut texts = self.texts.borrow_mut();
            texts.insert(name.to_owned(), text.to_owned());
            true
        }

        fn remove(&self, name: &str) {
            self.texts.borrow_mut().remove(name);
        }
    }

    impl Memory {
        /// Each draft that is kept: its name if it is aside, and who it includes.
        fn kept(&self) -> Vec<(Option<String>, Vec<String>)> {
            let texts = self.texts.borrow();
            let mut kept: Vec<_> = texts
                .values()
                .map(|text| {
                    let kept = draft_storage::read(text).unwrap();
                    let keys = kept
                        .draft
                        .segment()
                        .user_keys(TargetList::Included)
                        .to_vec();
                    (kept.mark.name, keys)
                })
                .collect();
            kept.sort();
            kept
        }
    }

    fn untouched() -> Rc<DraftState> {
        let segment = serde_json::from_value(serde_json::json!({
            "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "_links": {}, "rules": []
        }));
        Rc::new(DraftState::new(
            Rc::new(segment.unwrap()),
            Rc::new(Vec::new()),
        ))
    }

    fn including(keys: &[&str]) -> DraftState {
        let keys = keys.iter().map(ToString::to_string).collect();
        let add = DraftAction::AddTargets(TargetList::Included, ContextKind::user(), keys);
        (*untouched().reduce(add)).clone()
    }

    fn open(texts: &Memory, tab: &str) -> Keeper {
        let name = DraftName::new("server", Place::new("p", "e"), "s");
        let mut keeper = Keeper::of_tab(name, texts, tab.to_owned(), |at| at.to_string());
        let draft = keeper.restored().map(|kept| kept.draft.clone());
        let draft = draft.unwrap_or_else(|| (*untouched()).clone());
        keeper.edit(draft, Typed::default());
        keeper
    }

    fn edit(keeper: &mut Keeper, keys: &[&str]) {
        keeper.edit(including(keys), Typed::default());
    }

    fn of(keys: &[&str]) -> Vec<String> {
        keys.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_draft_survives_and_is_forgotten_when_nothing_is_left_of_it() {
        let texts = Memory::default();
        let mut tab = open(&texts, "1");
        assert_eq!(tab.keep(&texts, 1), Kept::AsMine);
        assert_eq!(texts.kept(), []);
        edit(&mut tab, &["a"]);
        assert_eq!(tab.keep(&texts, 2), Kept::AsMine);
        let again = open(&texts, "2");
        let restored = again.restored().unwrap();
        assert_eq!(restored.draft.outgoing(), including(&["a"]).outgoing());
        assert_eq!(restored.mark.edited_at, Some(UnixMillis(2)));
        tab.edit((*untouched()).clone(), Typed::default());
        tab.keep(&texts, 3);
        assert_eq!(texts.kept(), []);
    }

    #[test]
    fn opening_a_draft_is_no_edit_of_it() {
        let texts = Memory::default();
        let mut first = open(&texts, "1");
        edit(&mut first, &["a"]);
        first.keep(&texts, 1);
        let before = texts.texts.borrow().clone();
        let mut second = open(&texts, "2");
        assert_eq!(second.keep(&texts, 9), Kept::AsMine);
        assert_eq!(*texts.texts.borrow(), before);
    }

    #[test]
    fn two_tabs_that_edit_both_keep_what_they_have() {
        let texts = Memory::default();
        let (mut first, mut second) = (open(&texts, "1"), open(&texts, "2"));
        edit(&mut first, &["a"]);
        assert_eq!(first.keep(&texts, 1), Kept::AsMine);
        edit(&mut second, &["b"]);
        let told = Kept::Aside(Divergence::Edited { is_ahead: true });
        assert_eq!(second.keep(&texts, 2), told);
        let aside = |at: i64| Some(format!("Of another tab, {at}"));
        assert_eq!(texts.kept(), [(None, of(&["a"])), (aside(2), of(&["b"]))]);
        // The first one goes on, and is not disturbed.
        edit(&mut first, &["a", "c"]);
        assert_eq!(first.keep(&texts, 3), Kept::AsMine);

        let put_aside = second.keep_mine(&texts, 4).unwrap();
        assert_eq!(second.keep(&texts, 4), Kept::AsMine);
        assert_eq!(
            texts.kept(),
            [(None, of(&["b"])), (aside(3), of(&["a", "c"]))]
        );
        assert_eq!(put_aside.edited(), *second.name());
        // Now it is the first one that is told; it has nothing of its own that is kept nowhere.
        let told = Kept::Aside(Divergence::Edited { is_ahead: false });
        assert_eq!(first.keep(&texts, 5), told);
        let (theirs, put_aside) = first.take_theirs(&texts, 6);
        assert_eq!(
            theirs.unwrap().draft.outgoing(),
            including(&["b"]).outgoing()
        );
        assert_eq!(put_aside, None);
    }

    #[test]
    fn giving_up_a_draft_for_that_of_another_tab_puts_it_aside() {
        let texts = Memory::default();
        let (mut first, mut second) = (open(&texts, "1"), open(&texts, "2"));
        edit(&mut first, &["a"]);
        first.keep(&texts, 1);
        edit(&mut second, &["b"]);
        second.keep(&texts, 2);
        let (theirs, aside) = second.take_theirs(&texts, 3);
        second.edit(theirs.unwrap().draft, Typed::default());
        assert_eq!(second.keep(&texts, 4), Kept::AsMine);
        let name = Some("Of another tab, 2".to_owned());
        assert_eq!(texts.kept(), [(None, of(&["a"])), (name, of(&["b"]))]);
        texts.remove(&aside.unwrap().to_string());
        assert_eq!(texts.kept(), [(None, of(&["a"]))]);
    }

    #[test]
    fn a_draft_that_is_gone_in_another_tab_is_let_go_or_kept() {
        let texts = Memory::default();
        let mut first = open(&texts, "1");
        edit(&mut first, &["a"]);
        first.keep(&texts, 1);
        let mut second = open(&texts, "2");
        first.edit((*untouched()).clone(), Typed::default());
        first.keep(&texts, 2);
        assert_eq!(second.keep(&texts, 3), Kept::Aside(Divergence::Gone));
        assert_eq!(texts.kept(), []);
        assert_eq!(second.keep_mine(&texts, 4), None);
        assert_eq!(second.keep(&texts, 4), Kept::AsMine);
        assert_eq!(texts.kept(), [(None, of(&["a"]))]);
        texts.texts.borrow_mut().clear();
        assert_eq!(second.keep(&texts, 5), Kept::Aside(Divergence::Gone));
        assert!(second.take_theirs(&texts, 6).0.is_none());
    }

    #[test]
    fn a_name_that_was_given_elsewhere_stays() {
        let texts = Memory::default();
        let mut tab = open(&texts, "1");
        edit(&mut tab, &["a"]);
        tab.keep(&texts, 1);
        let name = tab.name().to_string();
        let text = texts.get(&name).unwrap();
        let mark = Mark {
            name: Some("Mine".to_owned()),
            ..mark_of(&text)
        };
        texts.set(&name, &with_mark(&text, &mark));
        edit(&mut tab, &["b"]);
        assert_eq!(tab.keep(&texts, 2), Kept::AsMine);
        assert_eq!(texts.kept(), [(Some("Mine".to_owned()), of(&["b"]))]);
    }

    #[test]
    fn a_damaged_text_is_put_aside_and_never_written_over() {
        let texts = Memory::default();
        let name = DraftName::new("server", Place::new("p", "e"), "s").to_string();
        texts.set(&name, "{broken");
        let mut tab = open(&texts, "1");
        assert!(tab.has_damaged());
        edit(&mut tab, &["a"]);
        assert_eq!(tab.keep(&texts, 1), Kept::AsMine);
        let all: Vec<_> = texts.texts.borrow().values().cloned().collect();
        assert!(all.contains(&"{broken".to_owned()));
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn a_full_browser_is_told_once() {
        let texts = Memory::default();
        let mut tab = open(&texts, "1");
        texts.is_full.replace(true);
        edit(&mut tab, &["a"]);
        assert_eq!(tab.keep(&texts, 1), Kept::NoRoom);
        assert_eq!(tab.keep(&texts, 2), Kept::StillNoRoom);
        texts.is_full.replace(false);
        assert_eq!(tab.keep(&texts, 3), Kept::AsMine);
    }
}
