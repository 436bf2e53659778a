//! Adds one key to a list.

use yew::prelude::*;

use super::actions::Actions;
use crate::{
    format::isolated,
    pages::segment::locks::use_locks,
    ui::{ButtonSize, ButtonVariant, IconButton, IconName, TextInput},
};

/// Properties of [`AddKey`].
#[derive(PartialEq, Properties)]
pub struct AddKeyProps {
    /// What can be done.
    pub actions: Actions,
}

/// A field that adds one key.
#[component]
pub fn AddKey(props: &AddKeyProps) -> Html {
    let text = use_state_eq(AttrValue::default);
    let refusal = use_state_eq(|| None::<AttrValue>);
    let actions = props.actions.clone();
    let lock = use_locks().edit_list(actions.list);
    let is_locked = lock.is_some();
    let on_input = {
        let (text, refusal) = (text.clone(), refusal.clone());
        Callback::from(move |next: String| {
            refusal.set(None);
            text.set(next.into());
        })
    };
    let add = {
        let (text, refusal) = (text.clone(), refusal.clone());
        Callback::from(move |()| {
            let key = text.trim().to_owned();
            let segment = actions.draft.segment();
            let name = isolated(&key);
            if is_locked || key.is_empty() {
                return;
            }
            if segment.has_target(actions.list.other(), actions.kind.as_str(), &key) {
                let other = actions.list.other().as_str();
                refusal.set(Some(format!("{name} is {other}. Move it instead.").into()));
            } else if segment.has_target(actions.list, actions.kind.as_str(), &key) {
                refusal.set(Some(format!("{name} is in the list already.").into()));
            } else {
                actions.add(vec![key]);
                text.set(AttrValue::default());
            }
        })
    };
    html! {
        <>
            <TextInput
                class="target-add"
                mono=true
                label={format!("Add a key to {}", props.actions.list.as_str())}
                placeholder={format!("Add a {} key", props.actions.kind)}
                value={(*text).clone()}
                disabled_reason={lock.clone()}
                {on_input}
                on_enter={add.clone()}
            />
            <IconButton
                icon={IconName::Plus}
                label={format!("Add the key to {}", props.actions.list.as_str())}
                variant={ButtonVariant::Default}
                size={ButtonSize::Large}
                disabled_reason={lock}
                on_click={add}
            />
            if let Some(refusal) = &*refusal {
                <p class="target-refusal" role="alert">{ refusal }</p>
            }
        </>
    }
}
