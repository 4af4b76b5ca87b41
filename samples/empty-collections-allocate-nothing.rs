// Trees, deques, lists, heaps and sets are empty values too until something is put into them.
use std::collections::{BTreeMap, BinaryHeap, HashSet, LinkedList, VecDeque};
use std::process::ExitCode;

#[inline(never)]
fn tree() -> BTreeMap<u32, u32> {
    BTreeMap::new() // heaplight: none
}

#[inline(never)]
fn deque() -> VecDeque<u32> {
    VecDeque::new() // heaplight: none
}

#[inline(never)]
fn list() -> LinkedList<u32> {
    LinkedList::new() // heaplight: none
}

#[inline(never)]
fn heap() -> BinaryHeap<u32> {
    BinaryHeap::new() // heaplight: none
}

#[inline(never)]
fn set() -> HashSet<u32> {
    HashSet::new() // heaplight: allocate exceptional
}

fn main() -> ExitCode {
    let (tree, deque, list) = (tree(), deque(), list()); // heaplight: none
    let (heap, set) = (heap(), set()); // heaplight: allocate exceptional
    let length = tree.len() + deque.len() + list.len() + heap.len() + set.len();
    ExitCode::from(u8::from(length != 0))
} // heaplight: deallocate sometimes
