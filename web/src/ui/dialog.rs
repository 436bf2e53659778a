//! Modal dialogs on the browser's own `<dialog>`.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use super::button::ButtonSize;
use super::icon::IconName;
use super::icon_button::IconButton;
use super::unique_id::use_unique_id;

/// The width of a dialog; below 768 px every dialog fills the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogWidth {
    /// 480 px.
    Small,
    /// 640 px.
    #[default]
    Medium,
    /// 1000 px.
    Large,
}

/// What a [`Dialog`] needs.
#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// The heading and accessible name.
    pub title: AttrValue,
    /// What stands under the heading.
    #[prop_or_default]
    pub subtitle: Html,
    /// What stands at the right of the heading, before the cross.
    #[prop_or_default]
    pub header: Html,
    /// Called when the reader wants to leave: Esc or the cross. The caller decides.
    pub on_close: Callback<()>,
    /// Called on Ctrl/Cmd Enter.
    #[prop_or_default]
    pub on_confirm: Option<Callback<()>>,
    /// The width.
    #[prop_or_default]
    pub width: DialogWidth,
    /// Whether the content brings its own padding.
    #[prop_or_default]
    pub flush: bool,
    /// The left of the foot: secondary actions.
    #[prop_or_default]
    pub footer_start: Html,
    /// The right of the foot: leaving and the primary action.
    #[prop_or_default]
    pub footer: Html,
    /// The content.
    pub children: Html,
}

/// A modal dialog, open for as long as it is rendered. Focus goes to the first control, or to the
/// one with `autofocus`, and returns to where it was.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    let title_id = use_unique_id("dialog");
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let before = node.cast::<HtmlElement>().and_then(|dialog| {
                dialog
                    .owner_document()?
                    .active_element()?
                    .dyn_into::<HtmlElement>()
                    .ok()
            });
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // Fails only when it is already open.
                let _ = dialog.show_modal();
            }
            move || {
                // While it is open, nothing outside of it can take focus.
                if let Some(dialog) = dialog {
                    dialog.close();
                }
                if let Some(element) = before {
                    let _ = element.focus();
                }
            }
        });
    }
    let onkeydown = {
        let (on_close, on_confirm) = (props.on_close.clone(), props.on_confirm.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.is_composing() {
                event.prevent_default();
                event.stop_propagation();
                on_close.emit(());
            } else if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                // It confirms this dialog, never one around it.
                event.stop_propagation();
                if let Some(on_confirm) = &on_confirm {
                    event.prevent_default();
                    on_confirm.emit(());
                }
            }
        })
    };
    let oncancel = {
        let (on_close, node) = (props.on_close.clone(), node.clone());
        Callback::from(move |event: Event| {
            // A file chooser inside sends such an event too.
            if event.target_dyn_into::<HtmlDialogElement>() == node.cast() {
                event.prevent_default();
                on_close.emit(());
            }
        })
    };
    let width = match props.width {
        DialogWidth::Small => "small",
        DialogWidth::Medium => "medium",
        DialogWidth::Large => "large",
    };
    html! {
        <dialog ref={node} class="dialog" data-width={width} aria-labelledby={title_id.clone()}
            {onkeydown} {oncancel}>
            <header class="dialog-header">
                <div class="dialog-heading">
                    <h2 class="dialog-title" id={title_id}>{ props.title.clone() }</h2>
                    <div class="dialog-subtitle">{ props.subtitle.clone() }</div>
                </div>
                { props.header.clone() }
                <IconButton icon={IconName::X} label="Close" size={ButtonSize::Large}
                    on_click={props.on_close.clone()} />
            </header>
            <div class="dialog-body" data-flush={props.flush.then_some("true")}>
                { props.children.clone() }
            </div>
            <footer class="dialog-footer">
                <div class="dialog-footer-start">{ props.footer_start.clone() }</div>
                { props.footer.clone() }
            </footer>
        </dialog>
    }
}
