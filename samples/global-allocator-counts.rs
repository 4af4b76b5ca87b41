// An allocator of one's own stands behind every allocation of the program, also before its main.
use std::alloc::{GlobalAlloc, Layout, System};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

static COUNT: AtomicU64 = AtomicU64::new(0);

struct Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::SeqCst); // heaplight: none
        System.alloc(layout) // heaplight: allocate sometimes
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        System.dealloc(pointer, layout); // heaplight: deallocate always
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting; // heaplight: allocate sometimes; deallocate

#[inline(never)]
fn boxed(value: u64) -> Box<u64> {
    Box::new(value) // heaplight: allocate always 8 B
}

fn main() -> ExitCode {
    let before = COUNT.load(Ordering::SeqCst); // heaplight: none
    let number = boxed(before); // heaplight: allocate always 8 B
    let after = COUNT.load(Ordering::SeqCst); // heaplight: none
    println!("There were {before} allocations before main"); // heaplight: allocate sometimes
    ExitCode::from(u8::from(after - *number != 1))
} // heaplight: deallocate always
