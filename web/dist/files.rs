const ENTRY: &str = "site.43453059.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.d98eebad.js", include_bytes!("client.d98eebad.js")),
    ("edit.f94390c4.js", include_bytes!("edit.f94390c4.js")),
    ("site.43453059.js", include_bytes!("site.43453059.js")),
];
