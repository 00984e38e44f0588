// Whole files, with every failure as one sentence.
#pragma once
#include "models/text/result.h"

#include <string>
#include <string_view>

namespace hac::text {

/// The bytes of a regular file of at most `limit` bytes.
result<std::string> read_file(const std::string &path, size_t limit);

/// Replaces `path` by a file with these bytes: a reader sees the old file or the new one, never a
/// part. True, or why not; then the old file is as it was.
result<bool> write_file(const std::string &path, std::string_view bytes);

} // namespace hac::text
