//! Numbers as JSON text, each as short as it can be.

use std::io::{self, Write};

use serde_json::ser::Formatter;

use super::number::{Natural, POWERS};

/// Writes compact JSON. What `serde_json` brings along for numbers is tables and a function for
/// each type; numbers are few here, so this one is made to be small.
pub(super) struct Compact;

impl Formatter for Compact {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(float(value).as_bytes())
    }

    fn write_i64<W: ?Sized + Write>(&mut self, writer: &mut W, value: i64) -> io::Result<()> {
        if value < 0 {
            writer.write_all(b"-")?;
        }
        self.write_u64(writer, value.unsigned_abs())
    }

    fn write_u64<W: ?Sized + Write>(&mut self, writer: &mut W, value: u64) -> io::Result<()> {
        writer.write_all(digits(value).as_bytes())
    }

    fn write_u32<W: ?Sized + Write>(&mut self, writer: &mut W, value: u32) -> io::Result<()> {
        self.write_u64(writer, value.into())
    }

    fn write_u16<W: ?Sized + Write>(&mut self, writer: &mut W, value: u16) -> io::Result<()> {
        self.write_u64(writer, value.into())
    }
}

fn digits(mut number: u64) -> String {
    let mut reversed = Vec::with_capacity(20);
    loop {
        reversed.push(u8::try_from(number % 10).unwrap_or_default() + b'0');
        number /= 10;
        if number == 0 {
            return reversed.iter().rev().copied().map(char::from).collect();
        }
    }
}

/// The shortest text that is read as this float again, with a point or an exponent.
fn float(value: f64) -> String {
    let mut text = String::new();
    if value.is_sign_negative() {
        text.push('-');
    }
    if value == 0.0 {
        return text + "0.0";
    }
    let (number, exponent) = shortest(value.abs());
    let digits = digits(number);
    let length = i32::try_from(digits.len()).unwrap_or_default();
    // How many digits stand before the point, if it is written with neither zeros nor exponent.
    let whole = length + exponent;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    let at = |place: i32| digits.split_at(usize::try_from(place).unwrap_or_default());
    match whole {
        _ if exponent >= 0 && whole <= 16 => text += &[&digits, &zeros(exponent), ".0"].concat(),
        1..=16 => {
            let (whole, fraction) = at(whole);
            text += &[whole, ".", fraction].concat();
        }
        -4..=0 => text += &["0.", &zeros(-whole), &digits].concat(),
        _ => {
            let (first, rest) = at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let sign = if whole < 0 { "-" } else { "+" };
            let power = (whole - 1).unsigned_abs().to_string();
            text += &[first, point, rest, "e", sign, &power].concat();
        }
    }
    text
}

/// The decimal number with the fewest digits that is this float and no other, of these the nearest:
/// a whole number, and by which power of ten it is multiplied.
fn shortest(value: f64) -> (u64, i32) {
    // Numbers of at most 15 digits, as people write them, are all different floats.
    const LIMIT: f64 = 1e15;
    for (power, factor) in (0..).zip(POWERS) {
        let scaled = value * factor;
        if scaled > LIMIT {
            break;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is positive and at most 10^15"
        )]
        let number = (scaled + 0.5) as u64;
        #[expect(clippy::cast_precision_loss, reason = "it is at most 10^15")]
        let is_same = (number as f64 / factor).to_bits() == value.to_bits();
        if is_same {
            return without_zeros(number, -power);
        }
    }
    let (number, exponent) = nearest(value);
    without_zeros(number, exponent)
}

fn without_zeros(mut number: u64, mut exponent: i32) -> (u64, i32) {
    while number > 0 && number.is_multiple_of(10) {
        number /= 10;
        exponent += 1;
    }
    (number, exponent)
}

/// By whole numbers of any length, digit by digit until no other float is as near (Burger and
/// Dybvig, "Printing Floating-Point Numbers Quickly and Accurately").
fn nearest(value: f64) -> (u64, i32) {
    const IMPLICIT: u64 = 1 << 52;
    let bits = value.to_bits();
    let (fraction, power) = (bits % IMPLICIT, bits / IMPLICIT);
    let mantissa = if power == 0 {
        fraction
    } else {
        fraction + IMPLICIT
    };
    let binary = i32::try_from(power.max(1)).unwrap_or_default() - 1075;
    let is_even = mantissa.is_multiple_of(2);
    // At a power of two, the next float below is nearer than the one above.
    let step = if fraction == 0 && power > 1 { 2 } else { 1 };
    // The float is `rest / unit`; half the way to the next ones is `above / unit`, `below / unit`.
    let mut rest = Natural::of(mantissa);
    let mut unit = Natural::of(2 * u64::from(step));
    let (mut above, mut below) = (Natural::of(step.into()), Natural::of(1));
    rest.multiply_add(2 * step, 0);
    for _ in 0..binary.unsigned_abs() {
        if binary < 0 {
            unit.multiply_add(2, 0);
        } else {
            for part in [&mut rest, &mut above, &mut below] {
                part.multiply_add(2, 0);
            }
        }
    }
    // A float that is even is also read from what lies half way.
    let reaches = |left: &Natural, right: &Natural| {
        if is_even {
            left.is_at_least(right)
        } else {
            !right.is_at_least(left)
        }
    };
    let mut exponent = 0;
    while reaches(&rest.plus(&above), &unit) {
        unit.multiply_add(10, 0);
        exponent += 1;
    }
    let mut number = 0;
    loop {
        for part in [&mut rest, &mut above, &mut below] {
            part.multiply_add(10, 0);
        }
        exponent -= 1;
        let mut digit = 0;
        while rest.subtract(&unit) {
            digit += 1;
        }
        number = number * 10 + digit;
        let is_low = reaches(&below, &rest);
        let is_high = reaches(&rest.plus(&above), &unit);
        if is_low || is_high {
            // Of two that are as near, the even one.
            let double = rest.plus(&rest);
            let is_nearer =
                double.is_at_least(&unit) && (digit % 2 == 1 || !unit.is_at_least(&double));
            let is_up = is_high && (!is_low || is_nearer);
            return (number + u64::from(is_up), exponent);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::encode_text;

    proptest! {
        #[test]
        fn any_float_is_written_as_serde_does(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(float(value), serde_json::to_string(&value).unwrap());
        }

        #[test]
        fn floats_of_people_are_written_as_serde_does(
            number in -99_999_999_i64..99_999_999, power in -30..30,
        ) {
            let value: f64 = format!("{number}e{power}").parse().unwrap();
            prop_assert_eq!(float(value), serde_json::to_string(&value).unwrap());
        }

        #[test]
        fn whole_numbers_are_written_as_serde_does(signed: i64, unsigned: u64, small: u16) {
            let numbers = (signed, unsigned, small);
            prop_assert_eq!(encode_text(&numbers), serde_json::to_string(&numbers).unwrap());
        }
    }

    #[test]
    fn the_ends_of_the_range_are_written_as_serde_does() {
        let powers = (-1074..1024).map(|power| 2_f64.powi(power));
        let tens = (-323..309).map(|power| format!("1e{power}").parse().unwrap());
        let others = [
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::from_bits(1),
            0.0,
            -0.0,
            9e15,
            1e23,
        ];
        for value in powers.chain(tens).chain(others) {
            assert_eq!(float(value), serde_json::to_string(&value).unwrap());
        }
        for number in [i64::MIN, i64::MAX, 0, -1, 10] {
            assert_eq!(encode_text(&number), number.to_string());
        }
    }
}
