use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*};

use super::*;

proptest! {
    #[test]
    fn it_is_as_the_standard_librarys(steps in vec((any::<bool>(), 0..600_u32, any::<u8>()), 0..2_000)) {
        let (mut map, mut known) = (Map::new(), BTreeMap::new());
        for (is_removal, key, value) in steps {
            if is_removal && key % 3 > 0 {
                prop_assert_eq!(map.remove_entry(&key), known.remove_entry(&key));
            } else {
                prop_assert_eq!(map.insert(key, value), known.insert(key, value));
            }
            prop_assert_eq!(map.len(), known.len());
            prop_assert_eq!(map.get(&value.into()), known.get(&value.into()));
        }
        prop_assert!(map.iter().eq(&known));
        prop_assert!(map.clone().into_iter().eq(known));
    }
}

#[test]
fn an_element_is_in_a_set_once() {
    let mut set = Set::of(["b", "a", "b"]);
    assert_eq!(
        (set.len(), set.insert("a"), set.insert("c")),
        (2, false, true)
    );
    assert!(set.remove("b") && !set.remove("b") && set.contains("c"));
    assert_eq!(set.get("a"), Some(&"a"));
    assert!((&set | &Set::of(["0"])).into_iter().eq(["0", "a", "c"]));
    assert_eq!(format!("{set:?}"), r#"{"a", "c"}"#);
    assert_eq!(set, Set::of(["c", "a"]));
}

#[test]
fn equal_maps_may_have_come_about_differently() {
    let mut map = Map::of([("x", 1), ("b", 2), ("a", 0)]);
    map.remove("x");
    *map.get_or_default("a") += 1;
    map.get_or_default("c");
    assert_eq!(map, Map::of([("a", 1), ("b", 2), ("c", 0)]));
    assert_ne!(map, Map::of([("a", 1), ("b", 2)]));
    assert!(map.keys().eq(["a", "b", "c"].iter()) && map.values().eq([1, 2, 0].iter()));
}

#[test]
fn many_elements_are_put_in_order() {
    let numbers = (0..20_000_u32).map(|number| number.wrapping_mul(2_654_435_761));
    let (set, known): (Set<u32>, BTreeSet<u32>) = (numbers.clone().collect(), numbers.collect());
    assert!(set.into_iter().eq(known));
}
