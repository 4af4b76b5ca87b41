// unwrap_or takes a value that is made in any case; unwrap_or_else makes it when it is wanted.
use std::process::ExitCode;

#[inline(never)]
fn eager(name: Option<String>) -> String {
    name.unwrap_or("nobody".to_string()) // heaplight: allocate always 6 B; deallocate
}

#[inline(never)]
fn lazy(name: Option<String>) -> String {
    name.unwrap_or_else(|| "nobody".to_string()) // heaplight: allocate sometimes 6 B
}

fn main() -> ExitCode {
    let first = eager(Some(String::new())); // heaplight: allocate always; deallocate
    let second = lazy(Some(String::new())); // heaplight: allocate sometimes
    ExitCode::from(u8::from(first != second))
} // heaplight: deallocate sometimes
