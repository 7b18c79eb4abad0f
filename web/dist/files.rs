const ENTRY: &str = "site.5dfc087d.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.8485ea32.js", include_bytes!("client.8485ea32.js")),
    ("edit.0c38d44c.js", include_bytes!("edit.0c38d44c.js")),
    ("site.5dfc087d.js", include_bytes!("site.5dfc087d.js")),
];
