const ENTRY: &str = "site.cdbace20.js";

const FILES: &[(&str, &[u8])] = &[
    ("api.bbe5e644.js", include_bytes!("api.bbe5e644.js")),
    ("client.dad2bbb3.js", include_bytes!("client.dad2bbb3.js")),
    ("edit.f54e7e5e.js", include_bytes!("edit.f54e7e5e.js")),
    ("find.d1e42622.js", include_bytes!("find.d1e42622.js")),
    ("site.cdbace20.js", include_bytes!("site.cdbace20.js")),
];
