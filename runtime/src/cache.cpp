// cache.cpp: see cache.h.
#include "cache.h"

#include "atomic_file.h"

#include <errno.h>
#include <string.h>
#include <time.h>

namespace hac::rt {

/// All of the first page that is not 0.
struct weight_cache::header {
  char magic[8];
  uint32_t format, bytes; // of the page
  hash_value key;
  int64_t block_bytes;
  hash_value block;
  int64_t modified; // the file's time in seconds, as it was written; nanoseconds are 0
  hash_value self;  // of everything before
};

namespace {

constexpr char magic[8] = {'H', 'A', 'C', 'C', 'A', 'C', 'H', 'E'};
constexpr uint32_t format = 1;
constexpr uint64_t step_bytes = 1 << 18;

hash_value hash_of(const void *data, uint64_t bytes) {
  hash128 hash;
  hash.update(data, bytes);
  return hash.value();
}

template <typename T> void add(hash128 &hash, const T &value) { hash.update(&value, sizeof value); }

} // namespace

weight_cache::~weight_cache() {
  if (folder >= 0)
    close(folder);
}

bool weight_cache::hash_file(const source &file, uint64_t bytes, hash128 &hash) const {
  mapping block;
  if (!block.allocate(step_bytes))
    return false;
  for (uint64_t at = 0; at < bytes; at += step_bytes) {
    uint64_t step = bytes - at < step_bytes ? bytes - at : step_bytes;
    if (file.read(at, block.data, step, nullptr))
      return false;
    hash.update(block.data, step);
  }
  return true;
}

/// Everything that the block depends on.
bool weight_cache::make_key(const source &file, uint64_t header_bytes) {
  hash128 hash;
  add(hash, model.build_hash);
  add(hash, model.signature);
  add(hash, int64_t(isa.level));
  add(hash, uint64_t(flags & ~HAC_LOAD_NO_ENV));
  add(hash, isa.weights_bytes);
  for (uint32_t i = 0; i < isa.pack_count; ++i) {
    const hac_pack &pack = isa.packs[i];
    add(hash, pack.offset);
    add(hash, uint64_t(pack.param));
    hash.update(pack.axes, pack.axis_count * sizeof *pack.axes);
  }
  const struct stat *stat = file.info();
  if (stat && flags & HAC_CACHE_TRUST_STAT) {
    uint64_t words[] = {uint64_t(stat->st_dev), uint64_t(stat->st_ino), uint64_t(stat->st_size),
                        uint64_t(stat->st_mtim.tv_sec), uint64_t(stat->st_mtim.tv_nsec)};
    add(hash, words);
    if (!hash_file(file, header_bytes, hash))
      return false;
  } else if (!hash_file(file, file.bytes(), hash)) {
    return false;
  }
  key = hash.value();
  return true;
}

/// A regular file or a folder of this user that nobody else may write.
bool weight_cache::is_private(int fd, bool is_folder) {
  struct stat stat;
  if (system_calls.fstat(fd, &stat)) {
    info.cache_errno = errno;
    return false;
  }
  bool kind = is_folder ? S_ISDIR(stat.st_mode) : S_ISREG(stat.st_mode);
  return kind && stat.st_uid == geteuid() && !(stat.st_mode & (S_IWGRP | S_IWOTH));
}

bool weight_cache::open(const char *path, const source &file, uint64_t header_bytes) {
  info.cache = HAC_CACHE_UNSAFE;
  char parent[1024] = ".";
  name = path;
  if (const char *slash = strrchr(path, '/')) {
    size_t bytes = slash == path ? 1 : size_t(slash - path); // "/cache" lies in "/"
    if (bytes >= sizeof parent) {
      info.cache_errno = ENAMETOOLONG;
      return false;
    }
    memcpy(parent, path, bytes);
    parent[bytes] = 0;
    name = slash + 1;
  }
  folder = system_calls.open_in(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    info.cache = HAC_CACHE_MISSING;
    info.cache_errno = errno;
    return false;
  }
  return is_private(folder, true) && make_key(file, header_bytes);
}

/// False for a file of another kind: somebody's weights or notes, which nobody wants replaced. An
/// empty file, or one cut off within its first bytes, may be a cache.
static bool may_be_cache(int fd, uint64_t bytes) {
  char head[sizeof magic];
  uint64_t step = bytes < sizeof head ? bytes : sizeof head;
  return !source::read_all(fd, 0, head, step) && !memcmp(head, magic, step);
}

int32_t weight_cache::check(int fd, char *to) {
  struct stat stat;
  header h;
  if (!is_private(fd, false) || system_calls.fstat(fd, &stat) ||
      !may_be_cache(fd, uint64_t(stat.st_size)))
    return HAC_CACHE_UNSAFE;
  if (uint64_t(stat.st_size) < bytes_before_block || source::read_all(fd, 0, &h, sizeof h) ||
      !(hash_of(&h, offsetof(header, self)) == h.self))
    return HAC_CACHE_DAMAGED;
  if (memcmp(h.magic, magic, sizeof magic) || h.format != format || !(h.key == key) ||
      h.block_bytes != isa.weights_bytes)
    return HAC_CACHE_OTHER;
  if (uint64_t(stat.st_size) != mapped_bytes())
    return HAC_CACHE_DAMAGED;
  if (to)
    return source::read_all(fd, bytes_before_block, to, uint64_t(isa.weights_bytes)) ||
                   !(hash_of(to, uint64_t(isa.weights_bytes)) == h.block)
               ? HAC_CACHE_DAMAGED
               : HAC_CACHE_HIT;
  void *mapped = system_calls.map_file(fd, mapped_bytes());
  if (mapped == MAP_FAILED) {
    info.cache_errno = errno;
    return HAC_CACHE_MISSING;
  }
  // Whoever trusts times trusts that of the cache too: nobody has written to it since.
  bool untouched = flags & HAC_CACHE_TRUST_STAT && stat.st_mtim.tv_sec == h.modified &&
                   stat.st_mtim.tv_nsec == 0;
  if (!untouched && !(hash_of(static_cast<char *>(mapped) + bytes_before_block,
                              uint64_t(isa.weights_bytes)) == h.block)) {
    munmap(mapped, mapped_bytes());
    return HAC_CACHE_DAMAGED;
  }
  file_mapping = mapped;
  return HAC_CACHE_HIT;
}

char *weight_cache::load(char *to) {
  int fd =
      system_calls.open_in(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) {
    info.cache = errno == ENOENT ? HAC_CACHE_MISSING : HAC_CACHE_UNSAFE;
    if (errno != ENOENT)
      info.cache_errno = errno;
    return nullptr;
  }
  info.cache = check(fd, to);
  close(fd);
  if (info.cache != HAC_CACHE_HIT)
    return nullptr;
  return to ? to : static_cast<char *>(file_mapping) + bytes_before_block;
}

void weight_cache::store(const char *data) {
  if (info.cache == HAC_CACHE_UNSAFE)
    return;
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  header h = {};
  memcpy(h.magic, magic, sizeof magic);
  h.format = format;
  h.bytes = bytes_before_block;
  h.key = key;
  h.block_bytes = isa.weights_bytes;
  h.block = hash_of(data, uint64_t(isa.weights_bytes));
  h.modified = now.tv_sec & ~int64_t(1); // file systems that keep two seconds keep this
  h.self = hash_of(&h, offsetof(header, self));
  mapping page;
  if (!page.allocate(bytes_before_block)) {
    info.cache_errno = errno;
    return;
  }
  memcpy(page.data, &h, sizeof h);
  timespec modified = {h.modified, 0};
  atomic_file file;
  int why = file.create(folder, name);
  why = why ? why : file.write(page.data, bytes_before_block);
  why = why ? why : file.write(data, uint64_t(isa.weights_bytes));
  why = why ? why : file.commit(&modified);
  info.cache_errno = why;
  info.cache_written = !why;
}

} // namespace hac::rt
