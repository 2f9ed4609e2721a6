// Whole texts as gzip (RFC 1952), by libdeflate.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct libdeflate_compressor;

namespace base {

// Keeps the compressor's memory from one text to the next; for one thread at a time.
class Gzip {
public:
    static constexpr int quickest = 1, smallest = 12;
    explicit Gzip(int effort);
    std::string operator()(std::string_view text) const;

private:
    struct Free {
        void operator()(libdeflate_compressor* compressor) const;
    };
    std::unique_ptr<libdeflate_compressor, Free> compressor_;
};

}  // namespace base
