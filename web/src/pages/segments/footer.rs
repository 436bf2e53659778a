//! How many segments there are, how fresh they are, and which keys do what.

use yew::prelude::*;

use crate::{
    format, platform,
    state::segment_list::{Loading, SegmentList},
};

#[derive(Properties, PartialEq)]
pub(super) struct FooterProps {
    pub list: SegmentList,
    pub shown: usize,
}

#[component]
pub(super) fn Footer(props: &FooterProps) -> Html {
    let list = &props.list;
    let state = match (list.loading, list.updated_at) {
        (Loading::Start, Some(_)) => "Updating…".to_owned(),
        (Loading::More, _) => "Loading more…".to_owned(),
        (_, Some(at)) => format!("Updated {}.", platform::local_clock(at)),
        (_, None) if list.error.is_some() => "Not loaded.".to_owned(),
        (_, None) => "Loading…".to_owned(),
    };
    html! {
        <footer class="page-footer">
            <span role="status">{ counted(list, props.shown) }{ " " }{ state }</span>
            <span class="page-footer-end keys">
                <kbd>{ "J" }</kbd><kbd>{ "K" }</kbd>{ " move " }
                <kbd>{ "Enter" }</kbd>{ " open " }
                <kbd>{ "/" }</kbd>{ " filter " }
                <kbd>{ "C" }</kbd>{ " new" }
            </span>
        </footer>
    }
}

/// "47 segments.", "3 of 47 segments." or "Loaded 200 of 10,000 segments."
fn counted(list: &SegmentList, shown: usize) -> String {
    let number = |count: usize| format::thousands(count as u64);
    let loaded = list.rows.len();
    if list.updated_at.is_none() {
        String::new()
    } else if list.is_whole() && shown < loaded {
        format!(
            "{} of {}.",
            number(shown),
            format::plural(loaded, "segment", "segments")
        )
    } else if list.is_complete {
        format!("{}.", format::plural(shown, "segment", "segments"))
    } else {
        match list.total {
            Some(total) => format!(
                "Loaded {} of {} segments.",
                number(loaded),
                format::thousands(total)
            ),
            None => format!("Loaded {} segments so far.", number(loaded)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use yew::Reducible;

    use super::*;
    use crate::state::segment_list::{ListAction, ListRequest, Loaded};

    fn list(count: i64, total: Option<u64>, is_complete: bool) -> Rc<SegmentList> {
        let segments = (0..count)
            .map(|number| {
                serde_json::from_value(serde_json::json!({
                    "key": format!("s{number}"), "name": "S", "creationDate": 1,
                    "lastModifiedDate": 1, "version": 1,
                }))
                .unwrap()
            })
            .collect();
        let loaded = Loaded {
            segments,
            total,
            is_complete,
            at: 1,
        };
        Rc::new(SegmentList::default()).reduce(ListAction::Start(ListRequest::default(), loaded))
    }

    #[test]
    fn it_says_what_is_loaded_and_what_is_shown() {
        assert_eq!(counted(&list(1, Some(1), true), 1), "1 segment.");
        assert_eq!(counted(&list(47, Some(47), true), 3), "3 of 47 segments.");
        assert_eq!(
            counted(&list(20, Some(10_000), false), 20),
            "Loaded 20 of 10,000 segments."
        );
        assert_eq!(
            counted(&list(20, None, false), 20),
            "Loaded 20 segments so far."
        );
        assert_eq!(counted(&SegmentList::default(), 0), "");
    }
}
