//! When a `test` holds.

use serde_json::{Number, Value};

/// Whether two values are equal as RFC 6902 says: numbers by their value (`1` is `1.0`), objects
/// without regard to the order of members.
pub(super) fn is_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => is_same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| is_equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, left)| right.get(name).is_some_and(|right| is_equal(left, right)))
        }
        _ => left == right,
    }
}

fn is_same_number(left: &Number, right: &Number) -> bool {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => left == right,
        (None, None) => left.as_f64() == right.as_f64(),
        _ => false,
    }
}

/// A whole number exactly, so that two large ones that differ by 1 are not made equal.
fn integer(number: &Number) -> Option<i128> {
    // Beyond this an i64 or u64 cannot be equal to it anyway.
    const LARGEST: f64 = 1e30;
    if let Some(integer) = number.as_i64() {
        return Some(integer.into());
    }
    if let Some(integer) = number.as_u64() {
        return Some(integer.into());
    }
    let float = number.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is whole and within the range of an i128"
    )]
    (float.fract() == 0.0 && float.abs() < LARGEST).then_some(float as i128)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_compared_by_their_value() {
        assert!(is_equal(&json!(1), &json!(1.0)));
        assert!(is_equal(&json!([{"a": -0.0}]), &json!([{"a": 0}])));
        assert!(is_equal(&json!(1e40), &json!(1e40)));
        assert!(!is_equal(&json!(1), &json!(1.5)));
        assert!(!is_equal(
            &json!(9_007_199_254_740_993_u64),
            &json!(9_007_199_254_740_992.0)
        ));
        assert!(!is_equal(&json!(u64::MAX), &json!(-1)));
        assert!(!is_equal(&json!(1), &json!("1")));
        assert!(!is_equal(&json!(1), &json!(true)));
    }

    #[test]
    fn the_order_of_members_means_nothing_and_that_of_elements_does() {
        let left: Value = serde_json::from_str(r#"{"a":1,"b":2}"#).unwrap();
        let right: Value = serde_json::from_str(r#"{"b":2,"a":1}"#).unwrap();
        assert!(is_equal(&left, &right));
        assert!(!is_equal(&json!([1, 2]), &json!([2, 1])));
        assert!(!is_equal(&json!({"a": null}), &json!({"b": null})));
    }
}
