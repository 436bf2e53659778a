//! The icons and their strokes, as SVG path data on a 16 unit grid.

/// A drawing. Each is a constant, so that only those that a part of the program uses are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IconName {
    pub(super) path: &'static str,
}

#[expect(
    missing_docs,
    non_upper_case_globals,
    reason = "each name says what it draws, and reads like one of an enum"
)]
impl IconName {
    pub const Activity: Self = Self::new("M1.5 8h2.75L6.5 2.5l3 11L11.75 8h2.75");
    pub const Alert: Self = Self::new("M8 2.2 14.6 13.6H1.4zM8 6.6v3M8 11.6v.01");
    pub const Arrow: Self = Self::new("M2.5 8h11M9.5 4l4 4-4 4");
    pub const Big: Self = Self::new(
        "M2.75 4c0-1.1 2.35-2 5.25-2s5.25.9 5.25 2S10.9 6 8 6 2.75 5.1 2.75 4zM2.75 4v8c0 1.1 \
             2.35 2 5.25 2s5.25-.9 5.25-2V4M2.75 8c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2",
    );
    pub const Calendar: Self = Self::new(
        "M3.5 3h9A1.5 1.5 0 0 1 14 4.5v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 12.5v-8A1.5 \
             1.5 0 0 1 3.5 3zM2 6.75h12M5.25 1.5V4M10.75 1.5V4",
    );
    pub const Check: Self = Self::new("M2.75 8.5 6.25 12l7-7.75");
    pub const ChevronDown: Self = Self::new("M4 6.25 8 10.25l4-4");
    pub const ChevronLeft: Self = Self::new("M9.75 4 5.75 8l4 4");
    pub const ChevronRight: Self = Self::new("M6.25 4l4 4-4 4");
    pub const ChevronUp: Self = Self::new("M4 9.75 8 5.75l4 4");
    pub const Clock: Self =
        Self::new("M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5zM8 4.5V8l2.5 1.5");
    pub const Compare: Self = Self::new("M2.25 3h4.5v10h-4.5zM9.25 3h4.5v10h-4.5z");
    pub const Copy: Self = Self::new(
        "M6.5 5.25h6a1.25 1.25 0 0 1 1.25 1.25v6a1.25 1.25 0 0 1-1.25 1.25h-6a1.25 1.25 0 0 \
             1-1.25-1.25v-6A1.25 1.25 0 0 1 6.5 5.25zM3 10.5A1 1 0 0 1 2.25 9.5v-6c0-.7.55-1.25 \
             1.25-1.25h6a1 1 0 0 1 1 .75",
    );
    pub const Device: Self = Self::new(
        "M5.25 1.75h5.5c.7 0 1.25.55 1.25 1.25v10c0 .7-.55 1.25-1.25 1.25h-5.5C4.55 14.25 4 \
             13.7 4 13V3c0-.7.55-1.25 1.25-1.25zM7.25 11.75h1.5",
    );
    pub const Dots: Self = Self::new(
        "M3.6 8a.6.6 0 1 0-1.2 0 .6.6 0 0 0 1.2 0zM8.6 8a.6.6 0 1 0-1.2 0 .6.6 0 0 0 1.2 0zM13.6 \
             8a.6.6 0 1 0-1.2 0 .6.6 0 0 0 1.2 0z",
    );
    pub const Download: Self =
        Self::new("M8 2.25v8M4.75 7.25 8 10.5l3.25-3.25M2.25 11v2.75h11.5V11");
    pub const Edit: Self = Self::new("M10.75 2.5l2.75 2.75-8 8-3.5.75.75-3.5zM9 4.25 11.75 7");
    pub const External: Self = Self::new("M9.5 2.5h4v4M13.5 2.5l-6 6M11.5 9.5v4h-9v-9h4");
    pub const File: Self = Self::new("M3.5 1.75h5.75l3.25 3.25v9.25h-9zM9 1.75V5.5h3.5");
    pub const Filter: Self = Self::new("M1.75 4h12.5M4 8h8M6.5 12h3");
    pub const Flag: Self = Self::new("M3.25 14.25V2.25h9.5L10.5 5.5l2.25 3.25h-9.5");
    pub const Globe: Self = Self::new(
        "M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5zM1.75 8h12.5M8 1.75c2 1.9 2.75 \
             4 2.75 6.25S10 12.35 8 14.25C6 12.35 5.25 10.25 5.25 8S6 3.65 8 1.75z",
    );
    pub const Grip: Self = Self::new(
        "M5.8 3.5a.3.3 0 1 0-.6 0 .3.3 0 0 0 .6 0zM5.8 8a.3.3 0 1 0-.6 0 .3.3 0 0 0 .6 0zM5.8 12.5a.3.3 \
             0 1 0-.6 0 .3.3 0 0 0 .6 0zM10.8 3.5a.3.3 0 1 0-.6 0 .3.3 0 0 0 .6 0zM10.8 8a.3.3 0 1 0-.6 0 .3.3 0 0 0 .6 0zM10.8 12.5a.3.3 0 1 0-.6 0 .3.3 0 0 0 .6 0z",
    );
    pub const Info: Self =
        Self::new("M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5zM8 7.5v3.75M8 5v.01");
    pub const Key: Self = Self::new(
        "M8 10.5A2.75 2.75 0 1 1 2.5 10.5a2.75 2.75 0 0 1 5.5 0zM7.25 8.5l6-6M11 4.75l2 2",
    );
    pub const List: Self =
        Self::new("M5.75 3.75h8M5.75 8h8M5.75 12.25h8M2.5 3.75v.01M2.5 8v.01M2.5 12.25v.01");
    pub const Lock: Self = Self::new(
        "M3.75 7h8.5c.4 0 .75.35.75.75v5.5c0 .4-.35.75-.75.75h-8.5a.75.75 0 0 1-.75-.75v-5.5c0\
             -.4.35-.75.75-.75zM5.25 7V4.75a2.75 2.75 0 0 1 5.5 0V7",
    );
    pub const Menu: Self = Self::new("M2.25 4h11.5M2.25 8h11.5M2.25 12h11.5");
    pub const Merge: Self = Self::new(
        "M6 3.5a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0zM6 12.5a1.75 1.75 0 1 1-3.5 0 1.75 \
             1.75 0 0 1 3.5 0zM13.5 9a1.75 1.75 0 1 1-3.5 0A1.75 1.75 0 0 1 13.5 9zM4.25 5.25v5.5M4.\
             25 5.25C4.5 7.75 6.5 9 10 9",
    );
    pub const Minus: Self = Self::new("M3 8h10");
    pub const Moon: Self = Self::new("M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z");
    pub const Move: Self = Self::new(
        "M2.25 5.25h11M10.5 2.5l2.75 2.75L10.5 8M13.75 10.75h-11M5.5 8 2.75 10.75 5.5 13.5",
    );
    pub const Org: Self = Self::new(
        "M2.75 14V2.75h6.5V14M9.25 6.25h4V14M1.5 14h13M5 5.5h2M5 8h2M5 10.5h2M11.25 9v.01M11.25 \
             11.5v.01",
    );
    pub const OtherKind: Self = Self::new("M8 1.75 14.25 8 8 14.25 1.75 8z");
    pub const Play: Self = Self::new("M4.25 2.75 12.75 8l-8.5 5.25z");
    pub const Plug: Self =
        Self::new("M5.5 1.75V5M10.5 1.75V5M3.5 5h9v2.75a4.5 4.5 0 0 1-9 0zM8 12.25v2.25");
    pub const Plus: Self = Self::new("M8 2.75v10.5M2.75 8h10.5");
    pub const Rule: Self = Self::new(
        "M5.5 3.25a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0zM5.5 12.75a1.5 1.5 0 1 1-3 0 1.5 1.5 0 \
             0 1 3 0zM13.5 9.5a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0zM4 4.75v6.5M5.5 3.25H8c2 0 4 1.5 4 \
             4.75",
    );
    pub const Search: Self =
        Self::new("M7 2.25a4.75 4.75 0 1 0 0 9.5 4.75 4.75 0 0 0 0-9.5zM10.5 10.5l3.75 3.75");
    pub const Segments: Self = Self::new(
        "M5.75 3.75a4.25 4.25 0 1 0 0 8.5 4.25 4.25 0 0 0 0-8.5zM10.25 3.75a4.25 4.25 0 1 0 0 \
             8.5 4.25 4.25 0 0 0 0-8.5z",
    );
    pub const Server: Self = Self::new(
        "M3 2.5h10c.3 0 .5.2.5.5v3.5c0 .3-.2.5-.5.5H3a.5.5 0 0 1-.5-.5V3c0-.3.2-.5.5-.5zM3 9h10c\
             .3 0 .5.2.5.5V13c0 .3-.2.5-.5.5H3a.5.5 0 0 1-.5-.5V9.5c0-.3.2-.5.5-.5zM5 4.75v.01M5 \
             11.25v.01",
    );
    pub const Sidebar: Self = Self::new("M2 2.75h12v10.5H2zM6 2.75v10.5");
    pub const Sun: Self = Self::new(
        "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.25v1M8 13.75v1M1.25 8h1M13.75 8h1M3.25 3.25l.7.7\
             M12.05 12.05l.7.7M3.25 12.75l.7-.7M12.05 3.95l.7-.7",
    );
    pub const Sync: Self = Self::new(
        "M13.5 6.5A5.75 5.75 0 0 0 3 5M2.5 2.25V5.25h3M2.5 9.5A5.75 5.75 0 0 0 13 11M13.5 \
             13.75v-3h-3",
    );
    pub const Tag: Self = Self::new("M2.25 2.25h5.5l6 6-5.5 5.5-6-6zM5.25 5.25v.01");
    pub const Terminal: Self = Self::new("M2.5 4.5 6 8l-3.5 3.5M8 12h5.5");
    pub const Trash: Self = Self::new(
        "M2.25 4.25h11.5M5.75 4.25v-2h4.5v2M3.75 4.25l.75 9.5h7l.75-9.5M6.75 7v4M9.25 7v4",
    );
    pub const Undo: Self = Self::new("M2.75 6h7a3.75 3.75 0 0 1 0 7.5H6M5.75 3 2.75 6l3 3");
    pub const UpDown: Self = Self::new("M5 6l3-3 3 3M5 10l3 3 3-3");
    pub const Upload: Self = Self::new("M8 10.5v-8M4.75 5.5 8 2.25l3.25 3.25M2.25 11v2.75h11.5V11");
    pub const User: Self = Self::new(
        "M8 2.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5zM2.75 13.75c.4-2.4 2.4-3.75 \
             5.25-3.75s4.85 1.35 5.25 3.75",
    );
    pub const X: Self = Self::new("M3.5 3.5l9 9M12.5 3.5l-9 9");

    const fn new(path: &'static str) -> Self {
        Self { path }
    }
}
