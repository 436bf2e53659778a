//! The beginning of a new segment from a file of another one.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::{
    platform,
    state::segment_file::SegmentFile,
    ui::{Button, ButtonSize, IconName, Note, NoteTone},
};

#[derive(Properties, PartialEq)]
pub(super) struct FromFileProps {
    /// The file that is begun from, if any.
    pub file: Option<Rc<SegmentFile>>,
    /// Called with another one, or with none.
    pub on_change: Callback<Option<Rc<SegmentFile>>>,
}

/// A button that asks for a file; then what comes from it.
#[component]
pub(super) fn FromFile(props: &FromFileProps) -> Html {
    let input_ref = use_node_ref();
    let refusal = use_state_eq(|| None::<AttrValue>);
    let choose = {
        let input_ref = input_ref.clone();
        Callback::from(move |()| {
            if let Some(input) = input_ref.cast::<HtmlElement>() {
                input.click();
            }
        })
    };
    let on_chosen = {
        let (refusal, on_change) = (refusal.clone(), props.on_change.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let (refusal, on_change) = (refusal.clone(), on_change.clone());
            spawn_local(async move {
                let read = platform::chosen_text(&input).await;
                // The same file can be chosen again, once it was mended.
                input.set_value("");
                match read.map(|text| SegmentFile::read(&text)) {
                    Some(Ok(file)) => {
                        refusal.set(None);
                        on_change.emit(Some(Rc::new(file)));
                    }
                    Some(Err(reason)) => refusal.set(Some(reason.into())),
                    None => refusal.set(Some("The file could not be read.".into())),
                }
            });
        })
    };
    let leave_out = props.on_change.reform(|()| None);
    html! {
        <div class="wide">
            <input ref={input_ref} type="file" accept="application/json,.json" hidden=true
                aria-label="File of a segment" onchange={on_chosen} />
            if let Some(file) = &props.file {
                <Note tone={NoteTone::Accent} role="status" action={html! {
                    <Button size={ButtonSize::Small} on_click={leave_out}>{ "Leave it out" }</Button>
                }}>
                    { format!("From {}: {} follow once the segment is created.", file.name(), file.summary()) }
                </Note>
            } else {
                <Button size={ButtonSize::Medium} icon={IconName::Upload} on_click={choose}>
                    { "Start from a file of a segment" }
                </Button>
            }
            if let Some(reason) = &*refusal {
                <Note tone={NoteTone::Negative} role="alert">{ reason }</Note>
            }
        </div>
    }
}
