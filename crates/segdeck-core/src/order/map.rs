//! Ordered maps and sets, small in WebAssembly.

#[cfg(test)]
mod tests;

use std::{borrow::Borrow, fmt, ops::BitOr};

use super::places::{Places, Rank};

/// A map in the order of its keys, as `BTreeMap`, whose search and order exist once for all types:
/// the standard library's is several kilobytes of code for each pair of types.
#[derive(Clone)]
pub struct Map<K, V> {
    /// In the order in which they came; `None` where one was removed.
    entries: Vec<Option<(K, V)>>,
    places: Places,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Map<K, V> {
    /// An empty map.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
            places: Places::new(),
        }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries, by key.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter {
            map: self,
            rank: Rank::default(),
        }
    }

    /// The keys, ascending.
    pub fn keys(&self) -> impl Iterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values, by key.
    pub fn values(&self) -> impl Iterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The map of these pairs; of two with the same key the last one counts.
    pub fn of(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut map = Self::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }

    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<(Rank, usize), Rank>
    where
        K: Borrow<Q>,
    {
        self.places.find(&mut |place| match self.entry_at(place) {
            Some((known, _)) => known.borrow().cmp(key),
            None => std::cmp::Ordering::Less,
        })
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, place) = self.find(key).ok()?;
        self.entry_at(place).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (_, place) = self.find(key).ok()?;
        self.value_at(place)
    }

    /// Whether there is such a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Gives a key a value; the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok((_, place)) => self
                .value_at(place)
                .map(|known| std::mem::replace(known, value)),
            Err(rank) => {
                self.add(rank, key, value);
                None
            }
        }
    }

    /// The value of a key, which is made if there is none.
    #[expect(clippy::missing_panics_doc, reason = "it never does")]
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let place = match self.find(&key) {
            Ok((_, place)) => place,
            Err(rank) => self.add(rank, key, make()),
        };
        #[expect(clippy::expect_used, reason = "the entry was found or added just now")]
        self.value_at(place).expect("the entry is there")
    }

    /// The value of a key, the default one if there is none.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.get_or_insert_with(key, V::default)
    }

    /// Takes an entry out; its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// Takes an entry out.
    pub fn remove_entry<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        let (rank, place) = self.find(key).ok()?;
        self.places.remove(rank);
        self.entries.get_mut(place).and_then(Option::take)
    }

    fn add(&mut self, rank: Rank, key: K, value: V) -> usize {
        let entry = Some((key, value));
        let place = self.places.insert(rank);
        match self.entries.get_mut(place) {
            Some(free) => *free = entry,
            None => self.entries.push(entry),
        }
        place
    }
}

impl<K, V> Map<K, V> {
    fn entry_at(&self, place: usize) -> Option<&(K, V)> {
        self.entries.get(place).and_then(Option::as_ref)
    }

    fn value_at(&mut self, place: usize) -> Option<&mut V> {
        let entry = self.entries.get_mut(place).and_then(Option::as_mut);
        entry.map(|(_, value)| value)
    }
}

/// The entries of a [`Map`], by key.
pub struct Iter<'a, K, V> {
    map: &'a Map<K, V>,
    rank: Rank,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self {
            map: self.map,
            rank: self.rank,
        }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.map.places.step(&mut self.rank)?;
        self.map.entry_at(place).map(|(key, value)| (key, value))
    }
}

/// The entries of a [`Map`] that is used up, by key.
pub struct IntoIter<K, V> {
    map: Map<K, V>,
    rank: Rank,
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.map.places.step(&mut self.rank)?;
        self.map.entries.get_mut(place).and_then(Option::take)
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> Self::IntoIter {
        IntoIter {
            map: self,
            rank: Rank::default(),
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self::of(pairs)
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other)
    }
}

impl<K: Eq, V: Eq> Eq for Map<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// A set in its order, as `BTreeSet`; see [`Map`].
#[derive(Clone, PartialEq, Eq)]
pub struct Set<T>(Map<T, ()>);

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Set<T> {
    /// An empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Map::new())
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The elements, ascending.
    pub fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.0.keys()
    }
}

impl<T: Ord> Set<T> {
    /// The set of these elements.
    pub fn of(items: impl IntoIterator<Item = T>) -> Self {
        let mut set = Self::new();
        set.extend(items);
        set
    }

    /// Whether there is such an element.
    pub fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(item)
    }

    /// The element that is equal to this.
    pub fn get<Q: Ord + ?Sized>(&self, item: &Q) -> Option<&T>
    where
        T: Borrow<Q>,
    {
        let (_, place) = self.0.find(item).ok()?;
        self.0.entry_at(place).map(|(item, ())| item)
    }

    /// Puts an element in; whether it was not there.
    pub fn insert(&mut self, item: T) -> bool {
        match self.0.find(&item) {
            Ok(_) => false,
            Err(rank) => {
                self.0.add(rank, item, ());
                true
            }
        }
    }

    /// Those that the other has not.
    pub fn without<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a T> {
        self.iter().filter(|item| !other.contains(*item))
    }

    /// Takes an element out; whether it was there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.remove_entry(item).is_some()
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.insert(item);
        }
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::of(items)
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = Items<T>;

    fn into_iter(self) -> Self::IntoIter {
        Items(self.0.into_iter())
    }
}

/// The elements of a [`Set`] that is used up, ascending.
pub struct Items<T>(IntoIter<T, ()>);

impl<T> Iterator for Items<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next().map(|(item, ())| item)
    }
}

impl<T: Ord + Clone> BitOr for &Set<T> {
    type Output = Set<T>;

    fn bitor(self, other: Self) -> Set<T> {
        let mut both = self.clone();
        both.extend(other.iter().cloned());
        both
    }
}

impl<T: fmt::Debug> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
