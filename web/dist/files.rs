const ENTRY: &str = "site.cbc5b00d.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.4c467f79.js", include_bytes!("client.4c467f79.js")),
    ("edit.5557237e.js", include_bytes!("edit.5557237e.js")),
    ("site.cbc5b00d.js", include_bytes!("site.cbc5b00d.js")),
];
