//! What a patch would do, in words.

use std::rc::Rc;

use segdeck_core::diff;
use yew::prelude::*;

use super::{check::PatchCheck, patch_kind::PatchKind};
use crate::{format, pages::segment::review::ChangeItem};

/// So many changes are shown at once.
const SHOWN: usize = 200;

/// Properties of [`PatchPreview`].
#[derive(PartialEq, Properties)]
pub struct PatchPreviewProps {
    /// The patch.
    pub checked: Rc<PatchCheck>,
    /// Its kind.
    pub kind: PatchKind,
    /// What it would do.
    pub changes: Rc<Vec<diff::Change>>,
}

/// What the patch would do, without what of it fails.
#[component]
pub fn PatchPreview(props: &PatchPreviewProps) -> Html {
    let failing = props.checked.failing;
    let [one, several] = props.kind.noun();
    let title = match props.checked.size {
        0 => format!("no {one}"),
        all if failing == 0 => {
            format!("{}, updates as you type", format::plural(all, one, several))
        }
        all => format!(
            "with {} of {all} {several}, updates as you type",
            all - failing
        ),
    };
    let hidden = props.changes.len().saturating_sub(SHOWN);
    html! {
        <section class="json-preview" aria-label="Preview">
            <h3 class="review-section-title">{ "Preview" }<span>{ title }</span></h3>
            if props.changes.is_empty() {
                <p class="json-preview-empty">{ "The segment would stay as it is." }</p>
            } else {
                <ul class="review-changes">
                    { for props.changes.iter().take(SHOWN).map(|change| html! { <ChangeItem change={change.clone()} /> }) }
                </ul>
                if hidden > 0 {
                    <p class="json-preview-empty">{ format!("And {} more.", format::plural(hidden, "change", "changes")) }</p>
                }
            }
        </section>
    }
}
