// A BTreeMap allocates a node where the ones that are there are full.
use std::collections::BTreeMap;
use std::process::ExitCode;

#[inline(never)]
fn note(ages: &mut BTreeMap<u32, u32>, key: u32) {
    ages.insert(key, 7); // heaplight: allocate sometimes
}

fn main() -> ExitCode {
    let mut ages = BTreeMap::new(); // heaplight: none
    note(&mut ages, 1); // heaplight: allocate sometimes
    ExitCode::from(u8::from(ages.len() != 1))
} // heaplight: deallocate sometimes
