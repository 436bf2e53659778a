//! How many targets leave on each of the next thirty days.

use std::rc::Rc;

use yew::prelude::*;

use crate::{
    format::{self, DAY},
    platform,
};

const MINUTE: i64 = 60_000;
const DAYS: usize = 30;
/// Targets that leave within so many days are marked, as in the list.
const SOON: i64 = 7;
/// A bar is at most this high, in CSS pixels, and grows by this much for each target.
const HEIGHT: usize = 44;
const STEP: usize = 6;

/// Properties of [`Timeline`].
#[derive(PartialEq, Properties)]
pub struct TimelineProps {
    /// When targets leave, in Unix milliseconds.
    pub dates: Rc<Vec<i64>>,
    /// The time now.
    pub now: i64,
}

/// A bar a day; the list under it says the same in words.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let offset = platform::zone_offset(props.now);
    let counts = use_memo((props.dates.clone(), props.now), |(dates, now)| {
        count_by_day(dates, *now, offset)
    });
    let latest = props.now + SOON * DAY;
    let soon = props.dates.iter().filter(|date| **date <= latest).count();
    let today = day_of(props.now, offset);
    let sentence = format!(
        "{} in the next 7 days, {} in all",
        format::thousands(soon as u64),
        format::thousands(props.dates.len() as u64)
    );
    html! {
        <figure class="timeline">
            <figcaption class="timeline-caption">
                <span><strong>{ format::thousands(soon as u64) }</strong>{ " in the next 7 days" }</span>
                <span>{ format!("30 days from {}", format::date(props.now, offset)) }</span>
            </figcaption>
            <div class="timeline-days" role="img" aria-label={sentence}>
                { for counts.iter().enumerate().map(|(day, count)| bar(day, *count, today)) }
            </div>
        </figure>
    }
}

fn bar(day: usize, count: usize, today: i64) -> Html {
    let date = today + i64::try_from(day).unwrap_or_default();
    let number = format::date(date * DAY, 0)
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_owned();
    // Day 0 of the Unix calendar was a Thursday.
    let is_weekend = matches!((date + 3).rem_euclid(7), 5 | 6);
    let height = (count * STEP).min(HEIGHT);
    html! {
        <div key={day} class="timeline-day" data-weekend={is_weekend.then_some("true")}>
            <span class="timeline-count">{ if count > 0 { format::thousands(count as u64) } else { String::new() } }</span>
            <svg class="timeline-bar" data-soon={(date - today <= SOON).then_some("true")} width="12" height={height.to_string()} aria-hidden="true">
                <rect width="12" height={height.to_string()} />
            </svg>
            <span class="timeline-date">{ number }</span>
        </div>
    }
}

/// The number of the day that `at` falls on, in a zone that is `offset` minutes ahead of UTC.
fn day_of(at: i64, offset: i64) -> i64 {
    (at + offset * MINUTE).div_euclid(DAY)
}

/// How many dates fall on each day from today on, in a zone that is `offset` minutes ahead of UTC.
/// What is overdue counts as today.
fn count_by_day(dates: &[i64], now: i64, offset: i64) -> [usize; DAYS] {
    let today = day_of(now, offset);
    let mut counts = [0; DAYS];
    for date in dates {
        let index = usize::try_from((day_of(*date, offset) - today).max(0)).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(index) {
            *count += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_readers_zone() {
        let hour = 3_600_000;
        // 23:30 in a zone two hours ahead: half an hour later it is tomorrow there.
        let now = 10 * DAY + 21 * hour + hour / 2;
        let counts = count_by_day(&[now, now + hour, now - DAY, now + 29 * DAY], now, 120);
        assert_eq!(counts.first(), Some(&2));
        assert_eq!(counts.get(1), Some(&1));
        assert_eq!(counts.get(29), Some(&1));
    }
}
