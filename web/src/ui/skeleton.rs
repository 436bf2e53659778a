//! Where data will be.

use yew::prelude::*;

/// What [`Skeleton`] needs.
#[derive(Properties, PartialEq)]
pub struct SkeletonProps {
    /// What is loading, for assistive technology.
    #[prop_or(AttrValue::Static("Loading"))]
    pub label: AttrValue,
    /// How many rows.
    #[prop_or(12)]
    pub rows: u8,
    /// How many bars stand in a row.
    #[prop_or(4)]
    pub columns: u8,
}

/// Rows of quiet bars. They stay invisible for the first 200 ms, so that a fast answer does not
/// flicker.
#[component]
pub fn Skeleton(props: &SkeletonProps) -> Html {
    html! {
        <div class="skeleton" role="status" aria-busy="true" aria-label={props.label.clone()}>
            { for (0..props.rows).map(|row| html! {
                <div key={row} class="skeleton-row" aria-hidden="true">
                    { for (0..props.columns).map(|column| html! {
                        <span key={column} class="skeleton-bar" />
                    }) }
                </div>
            }) }
        </div>
    }
}
