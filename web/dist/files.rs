const ENTRY: &str = "site.49e237e7.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.caa80aea.js", include_bytes!("client.caa80aea.js")),
    ("edit.350cadf8.js", include_bytes!("edit.350cadf8.js")),
    ("site.49e237e7.js", include_bytes!("site.49e237e7.js")),
];
