// ZIP files (PKWARE's APPNOTE 6.3): deflated, names in UTF-8; with ZIP64's records where there are more than 65,534
// files or 4 GB, which every current program reads. One file in it holds less than 4 GB.
#pragma once

#include "base/base.h"

#include <string>
#include <utility>
#include <vector>

namespace work {
class File;
}

namespace privacy {

using Files = std::vector<std::pair<std::string, std::string>>;  // name, with / between folders, and content

// A whole ZIP, in memory.
std::string zip(const Files& files, WallTime at);

// The files as they stand in a ZIP, one after another: header and content of each. `folder` ("customers/1/") comes
// before every name.
std::string zip_entries(const Files& files, std::string_view folder, WallTime at);

// A ZIP that is written to a file from its beginning to its end; memory does not grow with it.
class ZipWriter {
public:
    explicit ZipWriter(work::File& out);
    ~ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    void add(std::string_view entries);  // of zip_entries
    // One file whose content comes piece by piece.
    void begin(std::string_view name, WallTime at);
    void write(std::string_view content);
    void end();
    // The list of all that is in it, which a ZIP ends with; flushes.
    void finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace privacy
