//! Two lists, compared.

use std::num::NonZeroUsize;

use super::*;

#[test]
fn a_result_is_a_list_like_any_other() {
    let (left, right) = (list(&["a", "b", "c"]), list(&["b"]));
    let rest = left.difference(&right).unwrap();
    let before = rest.memory_bytes();
    assert!(rest.contains("c") && !rest.contains("b"));
    assert!(
        rest.memory_bytes() > before,
        "the index is made when it is asked for"
    );
    assert_eq!(keys(&rest.union(&right).unwrap()), ["a", "c", "b"]);
    assert_eq!(keys(&right.union(&rest).unwrap()), ["b", "a", "c"]);
    assert_eq!(rest.difference(&rest).unwrap().len(), 0);
}

#[test]
fn batches_cover_the_list() {
    let names: Vec<String> = (0..3_001).map(|number| format!("k{number}")).collect();
    let list = TargetList::from_keys(&names, 0).unwrap();
    let size = crate::patch::semantic::TARGET_OPERATION_LIMIT;
    let batches: Vec<_> = list.batches(NonZeroUsize::new(size).unwrap()).collect();
    assert_eq!(batches, [0..1_500, 1_500..3_000, 3_000..3_001]);
    assert!(
        list.batches(NonZeroUsize::MAX)
            .eq(std::iter::once(0..3_001))
    );
    let joined: Vec<&str> = batches
        .into_iter()
        .flat_map(|batch| list.iter_range(batch))
        .collect();
    assert_eq!(joined, names);
    let empty = super::list(&[]);
    assert_eq!(empty.batches(NonZeroUsize::MIN).len(), 0);
}
