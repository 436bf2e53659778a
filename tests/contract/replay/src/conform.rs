//! Replaying what a real account allows, and telling the differences.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use crate::{Feature, Run, Scene, Schemas, Target};

/// A case whose result is not what the contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file of the case.
    pub feature: String,
    /// Its name.
    pub case: String,
    /// Where the contract says so.
    pub source: String,
    /// The row of docs/sandbox-differences.md, when the contract is silent and the case a guess.
    pub guess: Option<String>,
    /// What is different.
    pub complaints: Vec<String>,
}

/// What a run found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many cases went as the contract says.
    pub same: usize,
    /// How many cannot be replayed on a real account.
    pub skipped: usize,
    /// The cases that went otherwise.
    pub differences: Vec<Difference>,
}

/// Replays all cases that a real account allows. `tell` hears of each case as it is done.
pub fn conform<T: Target>(
    target: &mut T,
    scene: &Scene,
    features: &BTreeMap<String, Feature>,
    schemas: &Schemas,
    mut tell: impl FnMut(&str, &str, bool),
) -> Report {
    let mut report = Report::default();
    for (name, feature) in features {
        for (index, case) in feature.cases.iter().enumerate() {
            if !case.real {
                report.skipped += 1;
                continue;
            }
            let complaints =
                Run::new(target, scene, schemas).case(&format!("{name}-{index:03}"), case);
            tell(name, &case.name, complaints.is_empty());
            if complaints.is_empty() {
                report.same += 1;
            } else {
                report.differences.push(Difference {
                    feature: name.clone(),
                    case: case.name.clone(),
                    source: case.source.clone(),
                    guess: case.difference.clone(),
                    complaints,
                });
            }
        }
    }
    report
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.differences {
            writeln!(f, "{}: {}", difference.feature, difference.case)?;
            match &difference.guess {
                Some(row) => writeln!(
                    f,
                    "  The contract is silent; see {row} in docs/sandbox-differences.md"
                )?,
                None => writeln!(f, "  Source: {}", difference.source)?,
            }
            for complaint in &difference.complaints {
                writeln!(f, "  {complaint}")?;
            }
            f.write_char('\n')?;
        }
        write!(
            f,
            "{} as the contract says, {} different, {} not possible on a real account",
            self.same,
            self.differences.len(),
            self.skipped
        )
    }
}
