//! Prints the document of the command line:
//! `cargo run -p workgroups-cli --bin cli-docs > docs/cli.md`.

fn main() {
    print!("{}", workgroups_cli::command::markdown());
}
