const ENTRY: &str = "site.85e44822.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.48c74bbf.js", include_bytes!("client.48c74bbf.js")),
    ("edit.8abb92a3.js", include_bytes!("edit.8abb92a3.js")),
    ("site.85e44822.js", include_bytes!("site.85e44822.js")),
];
