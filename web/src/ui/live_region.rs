//! Announcements for assistive technology.

use yew::prelude::*;

/// Announces; from [`use_announce`].
#[derive(Clone, PartialEq)]
pub struct Announcer(Callback<AttrValue>);

impl Announcer {
    /// Has `text` read out when the reader is idle.
    pub fn say(&self, text: impl Into<AttrValue>) {
        self.0.emit(text.into());
    }
}

/// What a [`LiveRegion`] needs.
#[derive(Properties, PartialEq)]
pub struct LiveRegionProps {
    /// The page.
    pub children: Html,
}

/// Holds the polite live region of the page inside it.
#[component]
pub fn LiveRegion(props: &LiveRegionProps) -> Html {
    let said = use_state_eq(|| (AttrValue::default(), false));
    let announcer = {
        let said = said.setter();
        let turn = use_mut_ref(|| false);
        use_callback((), move |text: AttrValue, ()| {
            // The same text twice in a row is announced twice only when the region differs.
            let mut turn = turn.borrow_mut();
            *turn = !*turn;
            said.set((text, *turn));
        })
    };
    let (text, turn) = (*said).clone();
    html! {
        <ContextProvider<Announcer> context={Announcer(announcer)}>
            { props.children.clone() }
            <div class="visually-hidden" aria-live="polite" aria-atomic="true">
                { text }{ if turn { "\u{a0}" } else { "" } }
            </div>
        </ContextProvider<Announcer>>
    }
}

/// The way to announce.
///
/// # Panics
///
/// Outside of a [`LiveRegion`].
#[hook]
#[expect(
    clippy::expect_used,
    reason = "a missing provider is a mistake in the page's code"
)]
pub fn use_announce() -> Announcer {
    use_context::<Announcer>().expect("use_announce needs a LiveRegion around the component")
}
