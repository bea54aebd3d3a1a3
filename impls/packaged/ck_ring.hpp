// Concurrency Kit's ring from C++: tasks as the pointers that it takes, and its header.
#pragma once

#include <ck_cc.h>
#include <ck_md.h>
#include <ck_pr.h>
#include <ck_stdbool.h>
#include <ck_string.h>

#include <cstring>
#include <type_traits>

namespace syncbench {

template <class T>
void* to_word(const T& task) {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(void*), "CK's rings hold pointers");
  void* word = nullptr;
  std::memcpy(&word, &task, sizeof(T));
  return word;
}

template <class T>
void from_word(void* word, T& task) {
  std::memcpy(static_cast<void*>(&task), &word, sizeof(T));
}

}  // namespace syncbench

// CK is written in C: a function in ck_ring.h returns a pointer and says `return false`, which g++ refuses. What the
// header includes is included above. From here on no warnings: clang's, that the macro is a keyword.
// https://github.com/concurrencykit/ck/pull/183
#pragma GCC system_header
#define false 0
extern "C" {
#include <ck_ring.h>
}
#undef false
