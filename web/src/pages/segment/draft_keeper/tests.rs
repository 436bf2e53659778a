//! Tabs that keep their drafts in one memory.

use std::{cell::RefCell, collections::BTreeMap};

use segdeck_core::{ContextKind, endpoint::Place, model::TargetList};
use yew::Reducible;

use super::*;
use crate::state::draft::{DraftAction, tests::untouched};

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
