//! The suggestions under a combobox.

use std::rc::Rc;

use yew::prelude::*;

use crate::platform;

/// How many suggestions are shown at once; typing narrows them down.
const MOST_SHOWN: usize = 50;

/// One value that a combobox offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What is taken.
    pub value: AttrValue,
    /// A quiet remark beside it, such as a name for a key.
    pub hint: Option<AttrValue>,
}

impl Suggestion {
    /// A suggestion of `value`.
    pub fn new(value: impl Into<AttrValue>) -> Self {
        Self {
            value: value.into(),
            hint: None,
        }
    }

    /// The same suggestion with a remark.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<AttrValue>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The suggestions whose value or remark contains `text`, those that begin with it first.
pub(super) fn matching(suggestions: &[Suggestion], text: &str) -> Rc<[Suggestion]> {
    let wanted = platform::lowercase(text.trim());
    let contains = |text: &AttrValue| platform::lowercase(text).contains(&wanted);
    let found = suggestions
        .iter()
        .filter(|item| contains(&item.value) || item.hint.as_ref().is_some_and(contains));
    let (mut first, rest): (Vec<_>, Vec<_>) = found
        .cloned()
        .partition(|item| platform::lowercase(&item.value).starts_with(&wanted));
    first.extend(rest);
    first.truncate(MOST_SHOWN);
    first.into()
}

/// The id of the entry at `index`.
pub(super) fn option_id(list_id: &str, index: usize) -> AttrValue {
    format!("{list_id}-{index}").into()
}

#[derive(Properties, PartialEq)]
pub(super) struct ComboboxListProps {
    pub id: AttrValue,
    pub shown: Rc<[Suggestion]>,
    pub active: Option<usize>,
    pub on_take: Callback<AttrValue>,
}

#[component]
pub(super) fn ComboboxList(props: &ComboboxListProps) -> Html {
    let active = use_node_ref();
    {
        let active = active.clone();
        use_effect_with(props.active, move |_| {
            if let Some(element) = active.cast::<web_sys::Element>() {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                element.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    html! {
        <div class="combobox-list" role="listbox" id={props.id.clone()}>
            { for props.shown.iter().enumerate().map(|(index, item)| {
                let value = item.value.clone();
                let is_active = props.active == Some(index);
                html! {
                    <div
                        key={item.value.to_string()}
                        ref={if is_active { active.clone() } else { NodeRef::default() }}
                        class="combobox-option"
                        role="option"
                        id={option_id(&props.id, index)}
                        aria-selected={is_active.to_string()}
                        onclick={props.on_take.reform(move |_: MouseEvent| value.clone())}
                    >
                        <span class="combobox-value">{ item.value.clone() }</span>
                        if let Some(hint) = &item.hint {
                            <span class="combobox-hint">{ hint.clone() }</span>
                        }
                    </div>
                }
            }) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(found: &[Suggestion]) -> Vec<&str> {
        found.iter().map(|item| item.value.as_str()).collect()
    }

    #[test]
    fn those_that_begin_with_the_text_come_first() {
        let all = ["country", "org-country", "plan", "Count"].map(Suggestion::new);
        assert_eq!(
            values(&matching(&all, "count")),
            ["country", "Count", "org-country"]
        );
    }

    #[test]
    fn a_remark_is_searched_too() {
        let all = [
            Suggestion::new("beta-testers").hint("Beta testers"),
            Suggestion::new("x"),
        ];
        assert_eq!(values(&matching(&all, "a te")), ["beta-testers"]);
    }

    #[test]
    fn nothing_typed_shows_the_first_fifty() {
        let all: Vec<Suggestion> = (0..80)
            .map(|index| Suggestion::new(index.to_string()))
            .collect();
        assert_eq!(matching(&all, " ").len(), 50);
    }
}
