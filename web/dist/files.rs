const ENTRY: &str = "site.0c38a106.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.cd88b7e8.js", include_bytes!("client.cd88b7e8.js")),
    ("edit.096cfc0c.js", include_bytes!("edit.096cfc0c.js")),
    ("site.0c38a106.js", include_bytes!("site.0c38a106.js")),
];
