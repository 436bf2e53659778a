//! The list of segments.

use segdeck_core::endpoint::Place;
use yew::prelude::*;

/// What a [`SegmentsPage`] needs.
#[derive(Properties, PartialEq)]
pub struct SegmentsPageProps {
    /// The environment.
    pub place: Place,
}

/// The segments of an environment.
#[component]
pub fn SegmentsPage(_props: &SegmentsPageProps) -> Html {
    html! { <header class="page-header"><h1>{ "Segments" }</h1></header> }
}
