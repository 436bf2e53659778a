//! How toasts are drawn and leave.

use gloo_timers::callback::Timeout;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::floating;
use super::icon::{Icon, IconName};
use super::icon_button::IconButton;
use super::toast_state::{Toast, ToastTone};

/// How long a toast stays unless it is hovered or focused, in milliseconds.
const STAYS: u32 = 6_000;

#[derive(Properties, PartialEq)]
pub(super) struct ToastListProps {
    pub toasts: Vec<Toast>,
    pub on_dismiss: Callback<u32>,
}

#[component]
pub(super) fn ToastList(props: &ToastListProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.toasts.last().map(|toast| toast.id), move |newest| {
            if let Some(list) = node.cast::<HtmlElement>() {
                // Shown anew for every toast: the one shown last lies above an open dialog.
                floating::hide(&list);
                if newest.is_some() {
                    let _ = list.show_popover();
                }
            }
        });
    }
    html! {
        <div ref={node} class="toast-list" popover="manual">
            { for props.toasts.iter().map(|toast| html! {
                <ToastView key={toast.id} toast={toast.clone()}
                    on_dismiss={props.on_dismiss.clone()} />
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ToastViewProps {
    toast: Toast,
    on_dismiss: Callback<u32>,
}

#[component]
fn ToastView(props: &ToastViewProps) -> Html {
    let Toast {
        id,
        tone,
        text,
        action,
    } = props.toast.clone();
    let is_held = use_state_eq(|| false);
    {
        let on_dismiss = props.on_dismiss.clone();
        use_effect_with(*is_held || tone == ToastTone::Error, move |stays| {
            let timer = (!stays).then(|| Timeout::new(STAYS, move || on_dismiss.emit(id)));
            move || drop(timer)
        });
    }
    let on_dismiss = props.on_dismiss.reform(move |()| id);
    let hold = |held: bool| {
        let is_held = is_held.clone();
        move || is_held.set(held)
    };
    let (enter, leave, focus, blur) = (hold(true), hold(false), hold(true), hold(false));
    let (icon, role) = match tone {
        ToastTone::Done => (IconName::Check, "status"),
        ToastTone::Error => (IconName::Alert, "alert"),
    };
    html! {
        <div class="toast" {role} data-tone={if tone == ToastTone::Error { "neg" } else { "pos" }}
            onmouseenter={Callback::from(move |_: MouseEvent| enter())}
            onmouseleave={Callback::from(move |_: MouseEvent| leave())}
            onfocusin={Callback::from(move |_: FocusEvent| focus())}
            onfocusout={Callback::from(move |_: FocusEvent| blur())}>
            <Icon name={icon} />
            <span class="toast-text">{ text }</span>
            if let Some(action) = action {
                <button type="button" class="link" onclick={
                    let on_dismiss = on_dismiss.clone();
                    Callback::from(move |_: MouseEvent| {
                        on_dismiss.emit(());
                        action.on_click.emit(());
                    })
                }>{ action.label }</button>
            }
            <IconButton icon={IconName::X} label="Dismiss" on_click={on_dismiss} />
        </div>
    }
}
