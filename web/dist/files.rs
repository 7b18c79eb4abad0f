const ENTRY: &str = "site.727f98dc.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.95d89aa2.js", include_bytes!("client.95d89aa2.js")),
    ("edit.dd7bb4c2.js", include_bytes!("edit.dd7bb4c2.js")),
    ("site.727f98dc.js", include_bytes!("site.727f98dc.js")),
];
