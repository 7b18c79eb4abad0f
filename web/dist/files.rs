const ENTRY: &str = "site.df3f0982.js";

const FILES: &[(&str, &[u8])] = &[
    ("client.c1c42fec.js", include_bytes!("client.c1c42fec.js")),
    ("edit.676c5ede.js", include_bytes!("edit.676c5ede.js")),
    ("site.df3f0982.js", include_bytes!("site.df3f0982.js")),
];
