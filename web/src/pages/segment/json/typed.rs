//! What is being typed under JSON: kept while other tabs are shown, and with the draft.

use std::{cell::RefCell, rc::Rc};

use segdeck_core::{model::Segment, wire};
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use super::patch_kind::PatchKind;

/// The segment as somebody types it.
#[derive(Clone, Debug)]
pub struct TypedSegment {
    /// The text.
    pub text: AttrValue,
    /// The draft's segment with which the text was last in step; `None` after a reload.
    pub origin: Option<Rc<Segment>>,
    /// What the text says, once the draft has taken it up.
    pub applied: Option<Rc<Segment>>,
}

impl PartialEq for TypedSegment {
    fn eq(&self, other: &Self) -> bool {
        let is_same = |left: &Option<Rc<Segment>>, right: &Option<Rc<Segment>>| match (left, right)
        {
            (Some(left), Some(right)) => Rc::ptr_eq(left, right),
            (None, None) => true,
            _ => false,
        };
        self.text == other.text
            && is_same(&self.origin, &other.origin)
            && is_same(&self.applied, &other.applied)
    }
}

/// Everything that is being typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    /// The segment; `None` while it follows the draft.
    pub segment: Option<TypedSegment>,
    /// The patches, by kind; `None` while one follows the draft.
    pub patches: [Option<AttrValue>; 3],
    /// The kind that is shown.
    pub kind: PatchKind,
}

/// A step of typing.
#[derive(Debug)]
pub enum TypedAction {
    /// The segment has this text now, beside that of the draft.
    Segment(AttrValue, Rc<Segment>),
    /// The draft takes up what the text says.
    Applied(AttrValue, Rc<Segment>),
    /// The text is in step with the draft's segment.
    InStep(Rc<Segment>),
    /// The segment follows the draft again.
    FollowDraft,
    /// A patch has this text now, or follows the draft again.
    Patch(PatchKind, Option<AttrValue>),
    /// Another kind of patch is shown.
    Show(PatchKind),
    /// Everything is what another tab has.
    Replace(Typed),
}

impl Typed {
    /// A patch as it is typed.
    #[must_use]
    pub fn patch(&self, kind: PatchKind) -> Option<&AttrValue> {
        self.patches.get(kind as usize).and_then(Option::as_ref)
    }
}

impl Reducible for Typed {
    type Action = TypedAction;

    fn reduce(self: Rc<Self>, action: TypedAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            TypedAction::Segment(text, draft) => {
                let origin = next.segment.and_then(|typed| typed.origin).or(Some(draft));
                next.segment = Some(TypedSegment {
                    text,
                    origin,
                    applied: None,
                });
            }
            TypedAction::Applied(text, segment) => {
                if let Some(typed) = next.segment.as_mut().filter(|typed| typed.text == text) {
                    typed.applied = Some(segment);
                }
            }
            TypedAction::InStep(draft) => {
                if let Some(typed) = &mut next.segment {
                    typed.origin = Some(draft);
                }
            }
            TypedAction::FollowDraft => next.segment = None,
            TypedAction::Patch(kind, text) => {
                if let Some(place) = next.patches.get_mut(kind as usize) {
                    *place = text;
                }
            }
            TypedAction::Show(kind) => next.kind = kind,
            TypedAction::Replace(typed) => next = typed,
        }
        if next == *self { self } else { Rc::new(next) }
    }
}

/// What is written down.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    kind: String,
    segment: Option<String>,
    patches: [Option<String>; 3],
}

fn write(typed: &Typed) -> Option<String> {
    // A text that the draft has taken up is the draft's.
    let segment = typed
        .segment
        .as_ref()
        .filter(|typed| typed.applied.is_none());
    let segment = segment.map(|typed| typed.text.to_string());
    let patches = typed.patches.each_ref();
    let kept = Kept {
        kind: typed.kind.id().to_owned(),
        segment,
        patches: patches.map(|patch| patch.as_ref().map(ToString::to_string)),
    };
    let is_empty = kept.segment.is_none() && kept.patches.iter().all(Option::is_none);
    (!is_empty).then(|| wire::encode_text(&kept))
}

fn read(text: &str) -> Typed {
    // Earlier versions kept the text of a JSON Patch alone.
    let kept: Kept = wire::decode(text.as_bytes()).unwrap_or_else(|_| Kept {
        patches: [Some(text.to_owned()), None, None],
        ..Kept::default()
    });
    Typed {
        segment: kept.segment.map(|text| TypedSegment {
            text: text.into(),
            origin: None,
            applied: None,
        }),
        patches: kept.patches.map(|patch| patch.map(AttrValue::from)),
        kind: PatchKind::from_id(&kept.kind).unwrap_or_default(),
    }
}

/// What is typed about a segment. `kept` is the text that is written down beside the draft, and
/// that another tab may have written instead.
#[hook]
pub fn use_typed(kept: &UseStateHandle<Option<AttrValue>>) -> UseReducerHandle<Typed> {
    let typed = {
        let kept = (**kept).clone();
        use_reducer(move || kept.map(|text| read(&text)).unwrap_or_default())
    };
    let known = use_memo((), |()| RefCell::new((**kept).clone()));
    use_effect_with((*typed).clone(), {
        let (kept, known) = (kept.clone(), known.clone());
        move |typed: &Typed| {
            let text = write(typed).map(AttrValue::from);
            known.replace(text.clone());
            kept.set(text);
        }
    });
    use_effect_with((**kept).clone(), {
        let typed = typed.clone();
        move |text: &Option<AttrValue>| {
            if *known.borrow() != *text {
                known.replace(text.clone());
                let other = text.as_ref().map(|text| read(text)).unwrap_or_default();
                typed.dispatch(TypedAction::Replace(other));
            }
        }
    });
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(name: &str) -> Rc<Segment> {
        let segment = serde_json::from_value(serde_json::json!({
            "key": "s", "name": name, "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "_links": {}, "rules": []
        }));
        Rc::new(segment.unwrap())
    }

    #[test]
    fn what_is_typed_survives_a_reload_but_not_what_the_draft_took_up() {
        let typed = Rc::new(Typed::default());
        assert_eq!(write(&typed), None);
        let typed = typed
            .reduce(TypedAction::Segment("{".into(), segment("a")))
            .reduce(TypedAction::Patch(PatchKind::Semantic, Some("[".into())))
            .reduce(TypedAction::Show(PatchKind::Semantic));
        let back = read(&write(&typed).unwrap());
        assert_eq!(back.segment.as_ref().unwrap().text, "{");
        assert_eq!(back.patch(PatchKind::Semantic), Some(&"[".into()));
        assert_eq!(back.patch(PatchKind::Json), None);
        assert_eq!(back.kind, PatchKind::Semantic);
        let applied = typed.reduce(TypedAction::Applied("{".into(), segment("b")));
        assert_eq!(read(&write(&applied).unwrap()).segment, None);
        assert_eq!(read("[{").patch(PatchKind::Json), Some(&"[{".into()));
    }

    #[test]
    fn a_text_keeps_its_origin_and_what_came_too_late_is_not_applied() {
        let (first, second) = (segment("a"), segment("b"));
        let typed = Rc::new(Typed::default())
            .reduce(TypedAction::Segment("1".into(), first.clone()))
            .reduce(TypedAction::Segment("2".into(), second))
            .reduce(TypedAction::Applied("1".into(), first.clone()));
        let kept = typed.segment.clone().unwrap();
        assert!(Rc::ptr_eq(&kept.origin.unwrap(), &first));
        assert!(kept.applied.is_none());
        assert_eq!(typed.reduce(TypedAction::FollowDraft).segment, None);
    }
}
