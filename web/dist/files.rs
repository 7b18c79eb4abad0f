const ENTRY: &str = "site.aa1c2542.js";

const FILES: &[(&str, &[u8])] = &[
    ("api.311a0353.js", include_bytes!("api.311a0353.js")),
    ("client.b535d19e.js", include_bytes!("client.b535d19e.js")),
    ("edit.09692e5f.js", include_bytes!("edit.09692e5f.js")),
    ("find.ed964ef3.js", include_bytes!("find.ed964ef3.js")),
    ("site.aa1c2542.js", include_bytes!("site.aa1c2542.js")),
];
