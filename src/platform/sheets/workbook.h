// Excel's workbooks (.xlsx, ECMA-376) that strangers send, as text in CSV: UTF-8, commas, and an empty row for each
// that the sheet leaves out, so that rows keep their numbers. Days are written as 2026-12-04, with the time behind
// where they have one; of a formula what it came to when it was saved.
//
// It is unpacked and parsed in a process of its own (work/apart.h). The caller reads the answer as any stranger's CSV.
#pragma once

#include "base/base.h"

#include <string>
#include <string_view>

namespace sheets {

// Of what is packed in it, and of the text that is made.
inline constexpr std::size_t kMostUnpacked = std::size_t{400} << 20U;
inline constexpr std::size_t kMostText = std::size_t{64} << 20U;
inline constexpr std::size_t kMostShared = std::size_t{48} << 20U;  // bytes of shared strings

// The first sheet that is not hidden. Errors: invalid sheet.damaged, sheet.too_large, sheet.too_many_columns {row,
// max}, work.ended_early; too_many server.busy.
Result<std::string> text_of_workbook(std::string_view workbook);

// The same in the process that calls: for the process apart and the fuzzer.
Result<std::string> parse_workbook(std::string_view workbook);

}  // namespace sheets
