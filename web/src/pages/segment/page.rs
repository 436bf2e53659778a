//! The page of one segment.

use segdeck_core::{
    SegmentKey,
    endpoint::{Operation, Place},
};
use yew::prelude::*;

use crate::{
    hooks::{use_query, use_title},
    pages::RequestError,
    route::SegmentTab,
    ui::Skeleton,
};

/// What a [`SegmentPage`] needs.
#[derive(Properties, PartialEq)]
pub struct SegmentPageProps {
    /// Where.
    pub place: Place,
    /// Which.
    pub segment_key: SegmentKey,
    /// The tab shown.
    pub tab: SegmentTab,
}

/// One segment.
#[component]
pub fn SegmentPage(props: &SegmentPageProps) -> Html {
    let segment = use_query(
        Operation::GetSegment,
        (props.place.clone(), props.segment_key.clone()),
        |client, (place, key)| async move { client.get_segment(&place, &key).await },
    );
    let name = segment.query.data().map_or_else(
        || props.segment_key.to_string(),
        |segment| segment.name.clone(),
    );
    use_title(&[&name, props.place.environment.as_str()]);
    html! {
        <>
            <header class="page-header"><h1>{ name }</h1></header>
            if let Some(error) = segment.query.error() {
                <RequestError what="The segment could not be loaded." error={error.clone()}
                    on_retry={segment.reload.clone()} />
            } else if segment.query.is_waiting() {
                <Skeleton label="Loading the segment" />
            }
        </>
    }
}
