//! A date and time to come.

use yew::prelude::*;

use super::button::{Button, ButtonSize};
use super::field::Field;
use super::text_input::TextInput;
use crate::{format, platform};

const PRESETS: [(&str, i64); 3] = [("+1d", 1), ("+7d", 7), ("+30d", 30)];

/// What a [`DateTimeField`] needs.
#[derive(Properties, PartialEq)]
pub struct DateTimeFieldProps {
    /// What the time is for.
    #[prop_or(AttrValue::Static("Date and time"))]
    pub label: AttrValue,
    /// The time chosen, in Unix milliseconds.
    pub value: Option<i64>,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// What the presets add to: the time now, or the old date when it is being extended.
    #[prop_or_default]
    pub base: Option<i64>,
    /// Called with the new time, or with nothing while what is typed is no time to come.
    pub on_change: Callback<Option<i64>>,
    /// Whether the control takes focus when its dialog opens.
    #[prop_or_default]
    pub autofocus: bool,
}

/// Why `text` is no time to come; nothing is wrong with an empty field.
fn problem(text: &str, at: Option<i64>, now: i64) -> Option<&'static str> {
    match at {
        _ if text.is_empty() => None,
        None => Some("This is not a date and time. Write it as 2026-11-30 09:00."),
        Some(at) if at <= now => Some("Choose a time in the future."),
        Some(_) => None,
    }
}

/// The browser's own date and time control with presets, the distance, the zone and UTC under it.
#[component]
pub fn DateTimeField(props: &DateTimeFieldProps) -> Html {
    let written = |at: Option<i64>| at.map(platform::to_date_time_local).unwrap_or_default();
    let text = use_state_eq(|| written(props.value));
    {
        let text = text.clone();
        // A time set from outside replaces what stands there; "nothing" is often our own answer
        // to a text that is not finished, which must stay.
        use_effect_with(props.value, move |value| {
            if value.is_some() {
                text.set(written(*value));
            }
        });
    }
    let now = props.now;
    let on_input = {
        let (text, on_change) = (text.clone(), props.on_change.clone());
        Callback::from(move |typed: String| {
            let at = platform::from_date_time_local(&typed).filter(|at| *at > now);
            text.set(typed);
            on_change.emit(at);
        })
    };
    let at = platform::from_date_time_local(&text);
    let error = problem(&text, at, now).map(AttrValue::from);
    let hint = at.map(|at| {
        let distance = platform::relative(at, now);
        let (first, rest) = distance.split_at(distance.len().min(1));
        let (zone, utc) = (platform::zone_name(), platform::utc_date_time(at));
        AttrValue::from(format!(
            "{}{rest}. {zone}. {utc}.",
            first.to_ascii_uppercase()
        ))
    });
    let base = props.base.unwrap_or(now).max(now);
    html! {
        <div class="date-time-field">
            <Field label={props.label.clone()} {error} {hint}>
                <div class="date-time-field-row">
                    <TextInput kind="datetime-local" value={(*text).clone()} {on_input}
                        autofocus={props.autofocus} />
                    <div class="date-time-field-presets" role="group" aria-label="Presets">
                        { for PRESETS.iter().map(|(label, days)| {
                            let at = base.saturating_add(days.saturating_mul(format::DAY));
                            html! {
                                <Button key={*label} size={ButtonSize::Large}
                                    on_click={props.on_change.reform(move |()| Some(at))}>
                                    { *label }
                                </Button>
                            }
                        }) }
                    </div>
                </div>
            </Field>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_a_time_to_come() {
        assert_eq!(problem("", None, 100), None);
        assert_eq!(problem("2026-11-30T09:00", Some(101), 100), None);
        assert_eq!(
            problem("now", Some(100), 100),
            Some("Choose a time in the future.")
        );
        assert!(problem("soon", None, 100).is_some_and(|text| text.contains("2026-11-30 09:00")));
    }
}
