const ENTRY: &str = "site.9e6da3cb.js";

const FILES: &[(&str, &[u8])] = &[
    ("api.4c071ec3.js", include_bytes!("api.4c071ec3.js")),
    ("client.2d342dfd.js", include_bytes!("client.2d342dfd.js")),
    ("edit.3d8e2b42.js", include_bytes!("edit.3d8e2b42.js")),
    ("find.68b3458e.js", include_bytes!("find.68b3458e.js")),
    ("site.9e6da3cb.js", include_bytes!("site.9e6da3cb.js")),
];
