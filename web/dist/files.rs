const ENTRY: &str = "site.14727239.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.e6e2d1bd.js", include_bytes!("client.e6e2d1bd.js")),
    ("edit.4f11cddf.js", include_bytes!("edit.4f11cddf.js")),
    ("site.14727239.js", include_bytes!("site.14727239.js")),
];
