// Answers that stay the same until something they say changes: made once, then sent from memory.
#pragma once

#include "base/base.h"
#include "http/http.h"

#include <memory>
#include <shared_mutex>
#include <unordered_map>

namespace pages {

// What an answer was made from. Another stamp, another answer.
struct Stamp {
    std::int64_t snapshot = 0;  // version of the business
    std::int64_t taken = 0;     // FreeTimes::stamp, where free times are shown
    std::int64_t time = 0;      // slice_of(now), where it matters
    friend bool operator==(const Stamp&, const Stamp&) = default;
};

// Within a slice no start of a whole minute becomes too soon and no day begins.
std::int64_t slice_of(Instant now);

class KeptPages {
public:
    // `bytes_max`: of all bodies together.
    explicit KeptPages(std::size_t bytes_max = std::size_t{16} << 20) : bytes_max_(bytes_max) {}
    // `what` tells the answers of a business apart. nullptr when it was not kept, or of another stamp.
    std::shared_ptr<const http::Response> find(BusinessId business, std::string_view what, const Stamp& stamp) const;
    // Adds the ETag and the compressed body.
    std::shared_ptr<const http::Response> keep(BusinessId business, std::string_view what, const Stamp& stamp,
                                               http::Response response);

private:
    struct Entry {
        Stamp stamp;
        std::shared_ptr<const http::Response> response;
        std::size_t bytes() const;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Entries = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

    mutable std::shared_mutex mutex_;
    std::unordered_map<BusinessId, Entries> businesses_;
    std::size_t bytes_ = 0;
    std::size_t bytes_max_;
};

}  // namespace pages
