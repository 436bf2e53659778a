//! A map of few entries, small in WebAssembly: the standard library's is several kilobytes of code
//! for every type of key and value.

/// Entries in the order of their keys. Adding one in the middle moves those behind it, so it is for
/// some thousand at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    fn place(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(key))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        let (_, value) = self.0.get(self.place(key).ok()?)?;
        Some(value)
    }

    /// Puts a value in the place of the one that the key had, if any.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(index) => {
                if let Some(entry) = self.0.get_mut(index) {
                    entry.1 = value;
                }
            }
            Err(index) => self.0.insert(index, (key, value)),
        }
    }

    /// Takes a key out, with its value.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let index = self.place(key).ok()?;
        Some(self.0.remove(index).1)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn it_does_what_the_standard_map_does() {
        let (mut map, mut model) = (SortedMap::default(), BTreeMap::new());
        for step in 0_u32..500 {
            let key = step.wrapping_mul(2_654_435_761) >> 26;
            if step % 3 == 0 {
                assert_eq!(map.remove(&key), model.remove(&key));
            } else {
                map.insert(key, step);
                model.insert(key, step);
            }
            assert_eq!(map.get(&key), model.get(&key));
            assert!(map.values().eq(model.values()));
        }
    }
}
