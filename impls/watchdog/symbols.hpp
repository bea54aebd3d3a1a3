// From an address in code to the function's name.
#pragma once

#include <string>

namespace syncbench {

// "function+0x1f (module+0x2c40)", or "module+0x2c40" if no symbol is known; the latter is what addr2line takes.
// A return address belongs to the call before it, which may be the last instruction of its function.
std::string describe_address(const void* address, bool is_return_address);

}  // namespace syncbench
