// Names made from names, as constants: `suffixed_name<Base, "_ring">` for what an adapter builds.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace syncbench {

// A string that can be a template argument.
template <std::size_t n>
struct FixedString {
  char text[n]{};
  constexpr FixedString(const char (&literal)[n]) { std::copy_n(literal, n, text); }  // NOLINT: implicit by design
  constexpr std::string_view view() const { return {text, n - 1}; }
};

namespace detail {

template <class Base, FixedString suffix>
inline constexpr auto suffixed_storage = [] {
  std::array<char, Base::info.name.size() + suffix.view().size()> text{};
  auto end = std::copy(Base::info.name.begin(), Base::info.name.end(), text.begin());
  std::copy(suffix.view().begin(), suffix.view().end(), end);
  return text;
}();

}  // namespace detail

template <class Base, FixedString suffix>
inline constexpr std::string_view suffixed_name{detail::suffixed_storage<Base, suffix>.data(),
                                                detail::suffixed_storage<Base, suffix>.size()};

}  // namespace syncbench
