#include "base/gzip.h"

#include "base/base.h"

#include <libdeflate.h>

namespace base {

void Gzip::Free::operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }

Gzip::Gzip(int effort) : compressor_(libdeflate_alloc_compressor(effort)) { CHECK(compressor_); }

std::string Gzip::operator()(std::string_view text) const {
    std::string out(libdeflate_gzip_compress_bound(compressor_.get(), text.size()), '\0');
    const auto size = libdeflate_gzip_compress(compressor_.get(), text.data(), text.size(), out.data(), out.size());
    CHECK(size > 0);
    out.resize(size);
    return out;
}

}  // namespace base
