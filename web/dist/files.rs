const ENTRY: &str = "site.84eefcb5.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.1f726dad.js", include_bytes!("client.1f726dad.js")),
    ("edit.edf0dda9.js", include_bytes!("edit.edf0dda9.js")),
    ("site.84eefcb5.js", include_bytes!("site.84eefcb5.js")),
];
