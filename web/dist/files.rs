const ENTRY: &str = "site.3471161b.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.1a1c3599.js", include_bytes!("client.1a1c3599.js")),
    ("edit.bedfc78a.js", include_bytes!("edit.bedfc78a.js")),
    ("site.3471161b.js", include_bytes!("site.3471161b.js")),
];
