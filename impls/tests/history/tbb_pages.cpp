// For the sanitizers' builds: oneTBB's containers take their pages from libtbbmalloc, which is not instrumented, so that a
// page that is used again looks like a race with its former life. As the program has these two functions of oneTBB's
// library itself, its own are taken instead.
#include <cstddef>
#include <new>

namespace tbb::detail::r1 {

void* cache_aligned_allocate(std::size_t size) { return ::operator new (size, std::align_val_t{128}); }
void cache_aligned_deallocate(void* memory) { ::operator delete (memory, std::align_val_t{128}); }

}  // namespace tbb::detail::r1
