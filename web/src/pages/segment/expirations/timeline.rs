//! How many targets leave on each of the next thirty days.

use std::rc::Rc;

use yew::prelude::*;

use crate::{format, platform};

const DAY: i64 = 86_400_000;
const DAYS: usize = 30;
/// The drawing's units: each day is this wide, and a bar at most this high.
const WIDTH: usize = 24;
const HEIGHT: usize = 44;

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
    let soon: usize = counts.iter().take(7).sum();
    let today = (props.now + offset).div_euclid(DAY);
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
            <svg
                class="timeline-bars"
                viewBox={format!("0 0 {} {}", WIDTH * DAYS, HEIGHT + 30)}
                preserveAspectRatio="none"
                role="img"
                aria-label={sentence}
            >
                { for counts.iter().enumerate().map(|(day, count)| bar(day, *count, today)) }
            </svg>
        </figure>
    }
}

fn bar(day: usize, count: usize, today: i64) -> Html {
    let x = day * WIDTH;
    let height = (count * 6).min(HEIGHT);
    let at = (today + i64::try_from(day).unwrap_or_default()) * DAY;
    let number = format::date(at, 0)
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_owned();
    let is_weekend = matches!(
        (today + i64::try_from(day).unwrap_or_default() + 3).rem_euclid(7),
        5 | 6
    );
    html! {
        <g key={day}>
            if is_weekend {
                <rect class="timeline-weekend" x={x.to_string()} y="0" width={WIDTH.to_string()} height={(HEIGHT + 30).to_string()} />
            }
            if count > 0 {
                <rect
                    class="timeline-bar"
                    data-soon={(day < 7).then_some("true")}
                    x={(x + 6).to_string()}
                    y={(HEIGHT + 12 - height).to_string()}
                    width="12"
                    height={height.to_string()}
                />
                <text class="timeline-count" x={(x + WIDTH / 2).to_string()} y={(HEIGHT + 8 - height).to_string()}>{ count }</text>
            }
            <text class="timeline-day" x={(x + WIDTH / 2).to_string()} y={(HEIGHT + 26).to_string()}>{ number }</text>
        </g>
    }
}

/// How many dates fall on each day from today on, in a zone that is `offset` milliseconds ahead of
/// UTC. What is overdue counts as today.
fn count_by_day(dates: &[i64], now: i64, offset: i64) -> [usize; DAYS] {
    let day = |at: i64| (at + offset).div_euclid(DAY);
    let today = day(now);
    let mut counts = [0; DAYS];
    for date in dates {
        let index = usize::try_from((day(*date) - today).max(0)).unwrap_or(usize::MAX);
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
        let counts = count_by_day(&[now, now + hour, now - DAY, now + 29 * DAY], now, 2 * hour);
        assert_eq!(counts.first(), Some(&2));
        assert_eq!(counts.get(1), Some(&1));
        assert_eq!(counts.get(29), Some(&1));
    }
}
