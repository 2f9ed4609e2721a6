// Answers that stay the same until something they say changes: made once, then sent from memory.
#pragma once

#include "base/base.h"
#include "base/cache.h"
#include "http/http.h"

#include <memory>

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
    // `bytes_max`: of all answers together; those that nobody asked for longest go first.
    explicit KeptPages(std::size_t bytes_max = std::size_t{16} << 20) : answers_(bytes_max) {}
    // `what` tells the answers of a business apart. nullptr when it was not kept, or of another stamp.
    std::shared_ptr<const http::Response> find(BusinessId business, std::string_view what, const Stamp& stamp) const;
    // Adds the ETag and the compressed body.
    std::shared_ptr<const http::Response> keep(BusinessId business, std::string_view what, const Stamp& stamp,
                                               http::Response response);

private:
    struct Name {
        BusinessId business;
        std::string what;
    };
    struct Wanted {
        BusinessId business;
        std::string_view what;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const auto& name) const {
            return std::hash<std::string_view>{}(name.what) ^ std::hash<BusinessId>{}(name.business);
        }
    };
    struct Same {
        using is_transparent = void;
        bool operator()(const auto& one, const auto& other) const {
            return one.business == other.business && one.what == other.what;
        }
    };
    struct Answer {
        Stamp stamp;
        std::shared_ptr<const http::Response> response;
    };

    base::Cache<Name, const Answer, Hash, Same> answers_;
};

}  // namespace pages
