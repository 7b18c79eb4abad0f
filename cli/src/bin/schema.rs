//! Prints the JSON Schema of the files: `cargo run -p workgroups-cli --bin schema > examples/schema.json`.

fn main() -> Result<(), serde_json::Error> {
    println!(
        "{}",
        serde_json::to_string_pretty(&workgroups_cli::files::format::schema())?
    );
    Ok(())
}
