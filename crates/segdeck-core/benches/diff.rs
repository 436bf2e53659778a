//! How long a diff and a merge take at the documented limits: `cargo bench -p segdeck-core`. In a
//! browser the same is measured by `cargo xtask bench browser`.

mod cases;
mod median;

use segdeck_core::{
    diff::{DiffOptions, SemanticOptions, is_same, json_patch, semantic_patch, summarize},
    lint::{Unexplored, lint},
    merge::merge,
    validate,
};

use cases::CASES;
use median::median;

const RUNS: usize = 15;

fn main() {
    for case in CASES {
        let [base, theirs, mine] = &case.versions();
        let patch = json_patch(base, mine, DiffOptions::default());
        let operations = patch.0.len();
        let diff = median(RUNS, || json_patch(base, mine, DiffOptions::default()));
        let same = median(RUNS, || is_same(base, mine));
        let summary = median(RUNS, || summarize(base, mine));
        let apply = median(RUNS, || patch.apply_to_segment(base));
        let options = SemanticOptions::default();
        let semantic = median(RUNS, || semantic_patch(base, mine, &options));
        let merge = median(RUNS, || merge(base, theirs, mine));
        let lint = median(RUNS, || lint(Some(base), mine, &Unexplored));
        let edit = median(RUNS, || validate::edit(base, mine));
        println!(
            "{:<34} {operations:>6} operations  diff {diff:>9.2?}  is_same {same:>9.2?}  \
             summarize {summary:>9.2?}  apply {apply:>9.2?}  semantic {semantic:>9.2?}  \
             merge {merge:>9.2?}  lint {lint:>9.2?}  validate {edit:>9.2?}",
            case.name
        );
    }
}
