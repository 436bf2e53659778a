//! What the server says that it would make of a patch.

use std::rc::Rc;

use segdeck_client::ClientError;
use segdeck_core::{
    diff,
    endpoint::{PatchBody, Place},
    model::Segment,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::check::PatchCheck;
use crate::backend::use_backend;

/// How a dry run stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DryRun {
    /// None was asked for, or the patch is another one by now.
    #[default]
    None,
    /// The server is asked.
    Running,
    /// It would make the same of the patch.
    Agrees,
    /// It would make something else of it.
    Differs(Rc<Vec<diff::Change>>),
    /// It refuses the patch, or could not be asked.
    Refused(Rc<ClientError>),
}

/// Asks the server, of a patch that is one request.
#[hook]
pub fn use_dry_run(
    place: &Place,
    base: &Rc<Segment>,
    checked: &Rc<PatchCheck>,
) -> (DryRun, Callback<()>) {
    // Beside the patch that it is about: another one has none yet.
    let state = use_state(|| (None::<Rc<PatchCheck>>, DryRun::None));
    let client = use_backend().client;
    let (about, result) = &*state;
    let is_current = about
        .as_ref()
        .is_some_and(|about| Rc::ptr_eq(about, checked));
    let shown = if is_current {
        result.clone()
    } else {
        DryRun::None
    };
    let run = {
        let (place, base, checked) = (place.clone(), base.clone(), checked.clone());
        let setter = state.setter();
        Callback::from(move |()| {
            let [request] = checked.requests.as_slice() else {
                return;
            };
            let request: PatchBody = request.clone();
            setter.set((Some(checked.clone()), DryRun::Running));
            let (client, place, base) = (client.clone(), place.clone(), base.clone());
            let (checked, setter) = (checked.clone(), setter.clone());
            spawn_local(async move {
                let answer = client
                    .preview_segment_patch(&place, &base.key, request)
                    .await;
                let result = match (answer, &checked.preview) {
                    (Ok(answer), Some(preview)) => compare(preview, answer),
                    (Ok(_), None) => DryRun::Agrees,
                    (Err(error), _) => DryRun::Refused(Rc::new(error)),
                };
                setter.set((Some(checked), result));
            });
        })
    };
    (shown, run)
}

/// Compares what the server would make of a patch with what we do. Ids that only the server gives
/// are no difference.
fn compare(preview: &Segment, mut answer: Segment) -> DryRun {
    let pairs = answer.rules.iter_mut().zip(&preview.rules);
    for (rule, ours) in pairs {
        rule.id.clone_from(&ours.id);
        for (clause, ours) in rule.clauses.iter_mut().zip(&ours.clauses) {
            clause.id.clone_from(&ours.id);
        }
    }
    let changes = diff::summarize(preview, &answer);
    if changes.is_empty() {
        DryRun::Agrees
    } else {
        DryRun::Differs(Rc::new(changes))
    }
}
