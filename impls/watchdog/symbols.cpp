#include "impls/watchdog/symbols.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <span>

namespace syncbench {
namespace {

struct Symbol {
  std::string name;
  std::uintptr_t start = 0;
};

// The symbol table of a program or library on disk. Unlike the loader's it also has functions of internal linkage,
// which most functions of tests are.
class SymbolFile {
 public:
  explicit SymbolFile(const char* path) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    struct stat status {};
    if (fstat(file, &status) == 0 && status.st_size > 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      auto* mapped = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
      if (mapped != MAP_FAILED) data_ = static_cast<const char*>(mapped);
    }
    close(file);
    if (data_ != nullptr) find_tables();
  }

  ~SymbolFile() {
    if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
  }

  SymbolFile(const SymbolFile&) = delete;
  SymbolFile& operator=(const SymbolFile&) = delete;

  // `address` as the file counts them. The name is empty if no function has it.
  Symbol at(std::uintptr_t address) const {
    for (const auto& symbol : symbols_) {
      if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || address - symbol.st_value >= symbol.st_size) continue;
      if (symbol.st_name >= names_.size()) continue;
      return {.name = names_.data() + symbol.st_name, .start = symbol.st_value};
    }
    return {};
  }

 private:
  // `count` values at `offset`, or none if the file has no room for them.
  template <class T>
  std::span<const T> part(std::size_t offset, std::size_t count) const {
    if (offset > size_ || count > (size_ - offset) / sizeof(T) || offset % alignof(T) != 0) return {};
    return {reinterpret_cast<const T*>(data_ + offset), count};
  }

  void find_tables() {
    const auto head = part<ElfW(Ehdr)>(0, 1);
    if (head.empty() || std::memcmp(head[0].e_ident, ELFMAG, SELFMAG) != 0) return;
    const auto sections = part<ElfW(Shdr)>(head[0].e_shoff, head[0].e_shnum);
    for (const auto& section : sections) {
      if (section.sh_type != SHT_SYMTAB || section.sh_link >= sections.size()) continue;
      const auto& names = sections[section.sh_link];
      symbols_ = part<ElfW(Sym)>(section.sh_offset, section.sh_size / sizeof(ElfW(Sym)));
      names_ = part<char>(names.sh_offset, names.sh_size);
      if (!names_.empty() && names_.back() != '\0') names_ = {};
    }
  }

  const char* data_ = nullptr;
  std::size_t size_ = 0;
  std::span<const ElfW(Sym)> symbols_;
  std::span<const char> names_;
};

std::string demangled(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> plain(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), &std::free);
  return status == 0 && plain != nullptr ? plain.get() : name;
}

std::string hex(std::uintptr_t value) {
  char text[2 + 2 * sizeof value + 1];
  std::snprintf(text, sizeof text, "0x%zx", static_cast<std::size_t>(value));
  return text;
}

}  // namespace

std::string describe_address(const void* address, bool is_return_address) {
  const auto place = reinterpret_cast<std::uintptr_t>(address);
  const auto inside = place - (is_return_address ? 1 : 0);
  Dl_info info{};
  void* extra = nullptr;
  if (dladdr1(reinterpret_cast<const void*>(inside), &info, &extra, RTLD_DL_LINKMAP) == 0 || extra == nullptr) {
    return hex(place);
  }
  const auto shift = static_cast<const link_map*>(extra)->l_addr;  // from the file's addresses to those in memory
  const bool is_program = *static_cast<const link_map*>(extra)->l_name == '\0';
  const std::string path = is_program ? "/proc/self/exe" : info.dli_fname;

  static std::map<std::string, SymbolFile> files;
  auto symbol = files.try_emplace(path, path.c_str()).first->second.at(inside - shift);
  if (symbol.name.empty() && info.dli_sname != nullptr) {
    symbol = {.name = info.dli_sname, .start = reinterpret_cast<std::uintptr_t>(info.dli_saddr) - shift};
  }
  const auto* slash = std::strrchr(info.dli_fname, '/');
  const auto module = std::string(slash == nullptr ? info.dli_fname : slash + 1) + "+" + hex(place - shift);
  if (symbol.name.empty()) return module;
  return demangled(symbol.name) + "+" + hex(place - shift - symbol.start) + " (" + module + ")";
}

}  // namespace syncbench
