const ENTRY: &str = "site.974a571c.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.bdfcde21.js", include_bytes!("client.bdfcde21.js")),
    ("edit.9d32f370.js", include_bytes!("edit.9d32f370.js")),
    ("site.974a571c.js", include_bytes!("site.974a571c.js")),
];
