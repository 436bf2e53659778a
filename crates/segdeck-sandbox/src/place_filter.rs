//! The filters and orders of the lists of projects and environments: `field:value`, parted by
//! commas, which LaunchDarkly uses there in place of the language of the segments list.

use segdeck_core::{Invalid, gather::Gather};

/// What a project or an environment must meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceFilter {
    /// This text in key or name, without regard to case.
    Query(String),
    /// All of these tags, without regard to case.
    Tags(Vec<String>),
    /// One of these keys, without regard to case.
    Keys(Vec<String>),
    /// Marked critical, or not.
    Critical(bool),
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceSortField {
    /// The name, without case.
    Name,
    /// The date of creation.
    CreatedOn,
    /// Whether it is marked critical; what is not comes first.
    Critical,
}

/// One criterion of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceSort {
    /// By what.
    pub field: PlaceSortField,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// What can be listed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Projects.
    Projects,
    /// Environments.
    Environments,
}

impl Listed {
    fn filter_fields(self) -> &'static str {
        match self {
            Self::Projects => "query, tags or keys",
            Self::Environments => "query, tags or critical",
        }
    }

    fn sort_fields(self) -> &'static str {
        match self {
            Self::Projects => "name or createdOn",
            Self::Environments => "name, createdOn or critical",
        }
    }
}

/// Reads a filter; an empty one has no parts.
///
/// # Errors
/// Names the part that is not `field:value` or has an unknown field.
pub fn filters(listed: Listed, text: &str) -> Result<Vec<PlaceFilter>, Invalid> {
    let parts = text.split(',').map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| filter(listed, part))
        .try_list()
}

fn filter(listed: Listed, part: &str) -> Result<PlaceFilter, Invalid> {
    let wrong = |what: String| Err(Invalid::new("filter", what));
    let Some((field, value)) = part.split_once(':') else {
        return wrong(format!(
            "{part:?} is not of the form field:value, such as query:beta."
        ));
    };
    let (field, value) = (field.trim(), value.trim());
    let words = |separators: &[char]| {
        let words = value.split(separators).map(str::trim);
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .list()
    };
    match (field, listed) {
        ("query", _) => Ok(PlaceFilter::Query(value.to_owned())),
        // A plus that was not encoded arrives as a space.
        ("tags", _) => Ok(PlaceFilter::Tags(words(&['+', ' ']))),
        ("keys", Listed::Projects) => Ok(PlaceFilter::Keys(words(&['|']))),
        ("critical", Listed::Environments) => match value {
            "true" => Ok(PlaceFilter::Critical(true)),
            "false" => Ok(PlaceFilter::Critical(false)),
            _ => wrong(format!("critical is true or false, not {value:?}.")),
        },
        _ => wrong(format!(
            "Unknown field {field:?}. Use {}.",
            listed.filter_fields()
        )),
    }
}

/// Reads an order: comma-separated fields, each with a leading `-` for descending.
///
/// # Errors
/// Names the unknown field.
pub fn sort(listed: Listed, text: &str) -> Result<Vec<PlaceSort>, Invalid> {
    let parts = text.split(',').map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (is_descending, name) = match part.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, part),
            };
            let field = match (name, listed) {
                ("name", _) => PlaceSortField::Name,
                ("createdOn", _) => PlaceSortField::CreatedOn,
                ("critical", Listed::Environments) => PlaceSortField::Critical,
                _ => {
                    return Err(Invalid::new(
                        "sort",
                        format!(
                            "The list cannot be sorted by {name:?}. Use {}, with a leading - for \
                             descending.",
                            listed.sort_fields()
                        ),
                    ));
                }
            };
            Ok(PlaceSort {
                field,
                is_descending,
            })
        })
        .try_list()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_documented_examples_are_read() {
        for text in [
            "query:abc,tags:tag-1+tag-2",
            " query: abc , tags:tag-1 tag-2 ,",
        ] {
            assert_eq!(
                filters(Listed::Projects, text).unwrap(),
                [
                    PlaceFilter::Query("abc".into()),
                    PlaceFilter::Tags(texts(&["tag-1", "tag-2"])),
                ],
                "{text}"
            );
        }
        assert_eq!(
            filters(Listed::Projects, "keys:a|b").unwrap(),
            [PlaceFilter::Keys(texts(&["a", "b"]))]
        );
        assert_eq!(
            filters(Listed::Environments, "critical:false").unwrap(),
            [PlaceFilter::Critical(false)]
        );
        assert_eq!(filters(Listed::Projects, "").unwrap(), []);
        assert_eq!(
            filters(Listed::Projects, "query:a:b").unwrap(),
            [PlaceFilter::Query("a:b".into())]
        );
    }

    #[test]
    fn refusals_name_the_part() {
        for (listed, text, named) in [
            (Listed::Projects, "abc", "abc"),
            (Listed::Projects, "critical:true", "critical"),
            (Listed::Environments, "keys:a", "keys"),
            (Listed::Environments, "critical:yes", "yes"),
            (Listed::Projects, "query equals \"a\"", "field:value"),
        ] {
            let error = filters(listed, text).unwrap_err();
            assert_eq!(error.path, "filter");
            assert!(error.reason.contains(named), "{text}: {error}");
        }
        for (listed, text) in [(Listed::Projects, "critical"), (Listed::Environments, "-x")] {
            assert_eq!(sort(listed, text).unwrap_err().path, "sort");
        }
    }

    #[test]
    fn an_order_has_several_criteria() {
        assert_eq!(
            sort(Listed::Environments, "-critical,name").unwrap(),
            [
                PlaceSort {
                    field: PlaceSortField::Critical,
                    is_descending: true
                },
                PlaceSort {
                    field: PlaceSortField::Name,
                    is_descending: false
                },
            ]
        );
    }
}
