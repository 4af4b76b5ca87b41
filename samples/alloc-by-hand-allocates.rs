// The functions of std::alloc are the allocator itself, and what they give back is freed by hand.
use std::alloc::{alloc, dealloc, realloc, Layout};
use std::hint::black_box;
use std::process::ExitCode;

#[inline(never)]
unsafe fn room(layout: Layout) -> *mut u8 {
    alloc(layout) // heaplight: allocate always
}

#[inline(never)]
unsafe fn grow(start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
    realloc(start, layout, size) // heaplight: allocate always; deallocate sometimes
}

#[inline(never)]
unsafe fn give_back(start: *mut u8, layout: Layout) {
    dealloc(start, layout); // heaplight: deallocate always
}

fn main() -> ExitCode {
    let (small, large) = (Layout::new::<u64>(), Layout::new::<[u64; 4]>());
    unsafe {
        let start = room(black_box(small)); // heaplight: allocate always
        let start = grow(start, small, 32); // heaplight: allocate always; deallocate sometimes
        let failed = start.is_null();
        give_back(start, large); // heaplight: deallocate always
        ExitCode::from(u8::from(failed))
    }
}
