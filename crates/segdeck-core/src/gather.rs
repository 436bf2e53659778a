//! Gathering into lists, small in WebAssembly.
//!
//! The standard library's `collect` is several functions for every chain of iterators, half a dozen
//! where one of the elements may be a failure. Here it is one loop.

/// What every iterator can be gathered into.
pub trait Gather: Iterator + Sized {
    /// All elements, in their order.
    fn list(self) -> Vec<Self::Item> {
        let mut all = Vec::new();
        for item in self {
            all.push(item);
        }
        all
    }

    /// All elements, in their order, or the first failure.
    ///
    /// # Errors
    /// When an element is one.
    fn try_list<T, E>(self) -> Result<Vec<T>, E>
    where
        Self: Iterator<Item = Result<T, E>>,
    {
        let mut all = Vec::new();
        for item in self {
            all.push(item?);
        }
        Ok(all)
    }

    /// All elements, in their order, if there are all of them.
    fn list_if_all<T>(self) -> Option<Vec<T>>
    where
        Self: Iterator<Item = Option<T>>,
    {
        let mut all = Vec::new();
        for item in self {
            all.push(item?);
        }
        Some(all)
    }
}

impl<I: Iterator> Gather for I {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_keep_their_order_and_the_first_failure_counts() {
        assert_eq!((0..3).map(|number| number * 2).list(), [0, 2, 4]);
        let good: [Result<i32, &str>; 2] = [Ok(1), Ok(2)];
        assert_eq!(good.into_iter().try_list(), Ok(vec![1, 2]));
        let bad = [Ok(1), Err("first"), Err("second")];
        assert_eq!(bad.into_iter().try_list(), Err("first"));
        assert_eq!(
            [Some(1), Some(2)].into_iter().list_if_all(),
            Some(vec![1, 2])
        );
        assert_eq!([Some(1), None].into_iter().list_if_all(), None);
    }
}
