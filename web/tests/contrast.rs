//! Computes the contrast of every pair of colours that carries meaning, from the stylesheet
//! itself, after WCAG 2.2: 4.5 for text (1.4.3), 3 for what shows a control or its state (1.4.11).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test fail by panicking"
)]

const TOKENS: &str = include_str!("../styles/tokens.css");

/// The plain backgrounds that any text may stand on.
const GROUNDS: [&str; 6] = ["canvas", "surface", "raised", "sunken", "hover", "selected"];
/// The tinted ones.
const TINTS: [&str; 4] = ["pos-soft", "neg-soft", "warn-soft", "accent-soft"];

#[derive(Clone, Copy, Debug)]
enum Theme {
    Light,
    Dark,
}

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

/// Red, green and blue from 0 to 255, and opacity from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Color([f64; 3], f64);

fn parse(text: &str) -> Color {
    if let Some(digits) = text.strip_prefix('#') {
        let channel = |at: usize| {
            f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits"))
        };
        return Color([channel(0), channel(2), channel(4)], 1.0);
    }
    let inner = text
        .strip_prefix("rgb(")
        .and_then(|text| text.strip_suffix(')'))
        .expect("rgb()");
    let (channels, opacity) = inner.split_once(" / ").expect("an opacity");
    let channels: Vec<f64> = channels
        .split(' ')
        .map(|channel| channel.parse().expect("a number"))
        .collect();
    let percent: f64 = opacity.trim_end_matches('%').parse().expect("a percentage");
    Color([channels[0], channels[1], channels[2]], percent / 100.0)
}

/// The value of `--name: light-dark(…, …);` in `theme`.
fn token(name: &str, theme: Theme) -> Color {
    let start = format!("--{name}: light-dark(");
    let (_, rest) = TOKENS
        .split_once(&start)
        .unwrap_or_else(|| panic!("no token {name}"));
    let (values, _) = rest.split_once(");\n").expect("the end of the token");
    let (light, dark) = values.split_once(", ").expect("two values");
    parse(match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    })
}

/// What shows when `top` lies on the opaque `ground`.
fn blend(top: Color, ground: Color) -> Color {
    let Color(over, opacity) = top;
    let Color(under, _) = ground;
    let mix = |index: usize| over[index] * opacity + under[index] * (1.0 - opacity);
    Color([mix(0), mix(1), mix(2)], 1.0)
}

/// Relative luminance, <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
fn luminance(Color(channels, _): Color) -> f64 {
    let linear = channels.map(|channel| {
        let share = channel / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn check(front: &str, grounds: &[&str], least: f64) {
    for theme in THEMES {
        for ground in grounds {
            let found = contrast(token(front, theme), token(ground, theme));
            assert!(
                found >= least,
                "{front} on {ground}, {theme:?}: {found:.2} < {least}"
            );
        }
    }
}

#[test]
fn the_formula_agrees_with_known_values() {
    let gray = |value: f64| Color([value; 3], 1.0);
    assert!((contrast(gray(0.0), gray(255.0)) - 21.0).abs() < 1e-9);
    // #767676 is the lightest gray that passes on white.
    assert!(contrast(gray(118.0), gray(255.0)) >= 4.5);
    assert!(contrast(gray(119.0), gray(255.0)) < 4.5);
}

#[test]
fn text_is_readable_on_every_ground() {
    let all: Vec<&str> = GROUNDS.into_iter().chain(TINTS).collect();
    check("text", &all, 4.5);
    check("text-2", &all, 4.5);
    check("text-3", &GROUNDS, 4.5);
    check("accent-text", &all, 4.5);
}

#[test]
fn text_is_readable_on_its_own_tint() {
    for tone in ["pos", "neg", "warn"] {
        let tint = format!("{tone}-soft");
        check(tone, &[&GROUNDS[..], &[tint.as_str()]].concat(), 4.5);
    }
}

#[test]
fn text_is_readable_on_filled_buttons() {
    check("on-accent", &["accent", "accent-hover"], 4.5);
    check("on-neg", &["neg-solid"], 4.5);
}

#[test]
fn code_is_readable_also_where_a_line_is_marked() {
    let grounds = [
        "surface",
        "canvas",
        "selected",
        "neg-soft",
        "warn-soft",
        "pos-soft",
    ];
    for kind in ["syn-key", "syn-str", "syn-num"] {
        check(kind, &grounds, 4.5);
    }
}

#[test]
fn text_is_readable_on_tags() {
    for theme in THEMES {
        for ground in GROUNDS {
            let tag = blend(token("tag", theme), token(ground, theme));
            for front in ["text", "text-2"] {
                let found = contrast(token(front, theme), tag);
                assert!(
                    found >= 4.5,
                    "{front} on a tag on {ground}, {theme:?}: {found:.2}"
                );
            }
        }
    }
}

#[test]
fn controls_and_focus_stand_out() {
    check(
        "line-strong",
        &["surface", "canvas", "raised", "selected", "hover"],
        3.0,
    );
    check("focus", &GROUNDS, 3.0);
    check(
        "accent",
        &["surface", "canvas", "raised", "sunken", "hover", "selected"],
        3.0,
    );
    check("warn-solid", &["surface", "canvas", "raised"], 3.0);
    check("neg", &["surface", "raised"], 3.0);
}
