//! Decimal numbers as floats, exactly.

use crate::gather::Gather;

/// Digits beyond these cannot change the float, but for whether there are any.
const SIGNIFICANT: usize = 800;

/// Whole numbers up to this are floats, and so are the powers of ten below.
const EXACT: u64 = 1 << 53;

pub(super) const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The whole number that these digits say, unless it is too large.
pub(super) fn integer(digits: &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for digit in digits {
        number = number
            .checked_mul(10)?
            .checked_add(u64::from(digit.wrapping_sub(b'0')))?;
    }
    Some(number)
}

/// The float nearest to `whole.fraction` times ten to the power of `exponent`; of two that are as
/// near, the even one. It may be infinite.
pub(super) fn decimal(whole: &[u8], fraction: &[u8], exponent: i64) -> f64 {
    let mut digits: Vec<u8> = whole.iter().chain(fraction).copied().list();
    let mut exponent = exponent - i64::try_from(fraction.len()).unwrap_or_default();
    let leading = digits.iter().take_while(|digit| **digit == b'0').count();
    digits.drain(..leading);
    if digits.len() > SIGNIFICANT {
        let cut = digits.split_off(SIGNIFICANT);
        exponent += i64::try_from(cut.len()).unwrap_or_default();
        if cut.iter().any(|digit| *digit != b'0') {
            digits.push(b'1');
            exponent -= 1;
        }
    }
    while digits.last() == Some(&b'0') {
        digits.pop();
        exponent += 1;
    }
    if digits.is_empty() {
        return 0.0;
    }
    if let Some(number) = integer(&digits).filter(|number| *number <= EXACT) {
        #[expect(clippy::cast_precision_loss, reason = "it is at most 2^53")]
        let number = number as f64;
        let power = usize::try_from(exponent.unsigned_abs()).ok();
        if let Some(power) = power.and_then(|power| POWERS.get(power)) {
            return if exponent < 0 {
                number / power
            } else {
                number * power
            };
        }
    }
    let magnitude = exponent.saturating_add(i64::try_from(digits.len()).unwrap_or_default());
    match (i32::try_from(exponent), magnitude) {
        (_, 400..) => f64::INFINITY,
        (Ok(exponent), -400..) => exact(&digits, exponent),
        _ => 0.0,
    }
}

/// By dividing whole numbers of any length.
fn exact(digits: &[u8], exponent: i32) -> f64 {
    let (mut numerator, mut denominator) = (Natural::default(), Natural(vec![1]));
    for digit in digits {
        numerator.multiply_add(10, u32::from(digit.wrapping_sub(b'0')));
    }
    let scaled = if exponent < 0 {
        &mut denominator
    } else {
        &mut numerator
    };
    for _ in 0..exponent.unsigned_abs() {
        scaled.multiply_add(10, 0);
    }
    // Both get equally many binary digits, so that the quotient is between a half and two.
    let shift = numerator.bits() - denominator.bits();
    let smaller = if shift > 0 {
        &mut denominator
    } else {
        &mut numerator
    };
    for _ in 0..shift.unsigned_abs() {
        smaller.multiply_add(2, 0);
    }
    let mut quotient = 0_u128;
    for _ in 0..=64 {
        quotient <<= 1;
        if numerator.subtract(&denominator) {
            quotient |= 1;
        }
        numerator.multiply_add(2, 0);
    }
    rounded(quotient, shift - 64, numerator.bits() > 0)
}

/// `number` times two to the power of `exponent`, where a little more is meant if `is_more`.
fn rounded(number: u128, exponent: i32, is_more: bool) -> f64 {
    const LEAST: i32 = -1074;
    let bits = i32::try_from(128 - number.leading_zeros()).unwrap_or_default();
    // How many binary digits are one too many, or more for the smallest floats.
    let cut = (bits - 53).max(LEAST - exponent);
    let kept = if cut < 128 { number >> cut } else { 0 };
    let half = 1_u128
        .checked_shl(cut.unsigned_abs() - 1)
        .unwrap_or(u128::MAX);
    let rest = number - if cut < 128 { kept << cut } else { 0 };
    let is_up = rest > half || (rest == half && (is_more || kept & 1 == 1));
    let mantissa = u64::try_from(kept).unwrap_or_default() + u64::from(is_up);
    // The bits of a float count up through the powers of two, the smallest floats included.
    let power = u64::try_from(exponent + cut - LEAST).unwrap_or_default();
    if power > 2045 {
        return f64::INFINITY;
    }
    f64::from_bits((power << 52) + mantissa)
}

/// A whole number of any length, its lowest 32 binary digits first.
#[derive(Clone, Default)]
pub(super) struct Natural(Vec<u32>);

impl Natural {
    pub(super) fn of(number: u64) -> Self {
        Self(vec![low(number), low(number >> 32)])
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut carry = 0;
        let length = self.0.len().max(other.0.len()) + 1;
        let parts = (0..length).map(|index| {
            carry += self.part(index) + other.part(index);
            let part = low(carry);
            carry >>= 32;
            part
        });
        Self(parts.list())
    }

    pub(super) fn is_at_least(&self, other: &Self) -> bool {
        self.clone().subtract(other)
    }

    fn part(&self, index: usize) -> u64 {
        self.0.get(index).copied().unwrap_or_default().into()
    }

    pub(super) fn multiply_add(&mut self, factor: u32, term: u32) {
        let mut carry = u64::from(term);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = low(carry);
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    fn bits(&self) -> i32 {
        let length = self.0.iter().rposition(|part| *part > 0);
        let bits = length.map_or(0, |last| {
            let top = self.0.get(last).map_or(0, |part| part.leading_zeros());
            32 * (last + 1) - top as usize
        });
        i32::try_from(bits).unwrap_or(i32::MAX)
    }

    /// Subtracts a number that is not larger; whether it is not.
    pub(super) fn subtract(&mut self, other: &Self) -> bool {
        let length = self.0.len().max(other.0.len());
        let mut parts = Vec::with_capacity(length);
        let mut borrow = 0_u64;
        for index in 0..length {
            let taken = other.part(index) + borrow;
            let part = (1 << 32) + self.part(index) - taken;
            borrow = u64::from(part < 1 << 32);
            parts.push(low(part));
        }
        if borrow == 0 {
            self.0 = parts;
        }
        borrow == 0
    }
}

fn low(number: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "the rest is carried on")]
    let low = number as u32;
    low
}
