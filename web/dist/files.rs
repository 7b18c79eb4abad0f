const ENTRY: &str = "site.752bd4a7.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.0c462804.js", include_bytes!("client.0c462804.js")),
    ("edit.63c25c07.js", include_bytes!("edit.63c25c07.js")),
    ("site.752bd4a7.js", include_bytes!("site.752bd4a7.js")),
];
