//! Values by name.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::{self, Document, Members, Reading};

/// Values by name, ascending, as the members of a JSON object. There are a handful, so they stand in
/// a list: a map would be kilobytes of code for each type of value.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T>(Vec<(String, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Named<T> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where a value of that name is, or would be.
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0
            .binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    /// The value of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        let (_, value) = self.0.get(self.find(name).ok()?)?;
        Some(value)
    }

    /// The value of that name, to be changed.
    #[must_use]
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let place = self.find(name).ok()?;
        let (_, value) = self.0.get_mut(place)?;
        Some(value)
    }

    /// Whether there is a value of that name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_ok()
    }

    /// The names and values, by name.
    pub fn iter(&self) -> std::slice::Iter<'_, (String, T)> {
        self.0.iter()
    }

    /// The names, ascending.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(name, _)| name)
    }

    /// The values, by name.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values, by name, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Gives a name a value, in place of the one that it had.
    pub fn insert(&mut self, name: String, value: T) {
        match self.find(&name) {
            Ok(place) => {
                if let Some((_, old)) = self.0.get_mut(place) {
                    *old = value;
                }
            }
            Err(place) => self.0.insert(place, (name, value)),
        }
    }

    /// Takes the value of that name out.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let (_, value) = self.0.remove(self.find(name).ok()?);
        Some(value)
    }

    /// Takes all out that are not wanted.
    pub fn retain(&mut self, mut is_wanted: impl FnMut(&str) -> bool) {
        self.0.retain(|(name, _)| is_wanted(name));
    }
}

impl<T: Default> Named<T> {
    /// The value of that name, the default one if there was none.
    #[expect(clippy::missing_panics_doc, reason = "it never does")]
    pub fn get_or_default(&mut self, name: &str) -> &mut T {
        let place = self.find(name).unwrap_or_else(|place| {
            self.0.insert(place, (name.to_owned(), T::default()));
            place
        });
        #[expect(clippy::expect_used, reason = "it was found or put in just now")]
        let (_, value) = self.0.get_mut(place).expect("the value is there");
        value
    }
}

impl<T, const COUNT: usize> From<[(String, T); COUNT]> for Named<T> {
    fn from(values: [(String, T); COUNT]) -> Self {
        values.into_iter().collect()
    }
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(values: I) -> Self {
        let mut all = Self::new();
        for (name, value) in values {
            all.insert(name, value);
        }
        all
    }
}

impl<T> IntoIterator for Named<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Named<T> {
    type Item = &'a (String, T);
    type IntoIter = std::slice::Iter<'a, (String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<T: Document> Document for Named<T> {
    fn read(document: serde_json::Value, reading: &mut Reading) -> Self {
        // The members of an object come in the order of their names.
        Self(Members::of(document, reading).each())
    }
}

impl<'de, T: Document> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::deserialize(deserializer)
    }
}

#[cfg(feature = "openapi")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, T>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn values_stand_by_name_and_the_last_of_a_name_counts() {
        let mut named = Named::from([("b", 1), ("a", 2), ("b", 3)].map(|(n, v)| (n.to_owned(), v)));
        assert_eq!(wire::encode_text(&named), r#"{"a":2,"b":3}"#);
        assert_eq!(
            wire::read::<Named<i64>>(br#"{"b":3,"a":2}"#),
            Ok(named.clone())
        );
        assert_eq!((named.get("b"), named.get("c")), (Some(&3), None));
        *named.get_or_default("c") += 1;
        *named.get_or_default("a") += 1;
        assert_eq!(named.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(named.values().collect::<Vec<_>>(), [&3, &3, &1]);
        assert_eq!((named.remove("b"), named.remove("b")), (Some(3), None));
        named.retain(|name| name == "c");
        assert_eq!(named, Named::from([("c".to_owned(), 1)]));
    }
}
