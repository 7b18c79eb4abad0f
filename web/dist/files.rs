const ENTRY: &str = "site.8197cd21.js";

const FILES: &[(&str, &[u8])] = &[
    ("api.bd706ae0.js", include_bytes!("api.bd706ae0.js")),
    ("client.5d79b708.js", include_bytes!("client.5d79b708.js")),
    ("edit.72ebdfdc.js", include_bytes!("edit.72ebdfdc.js")),
    ("find.cba209fa.js", include_bytes!("find.cba209fa.js")),
    ("site.8197cd21.js", include_bytes!("site.8197cd21.js")),
];
