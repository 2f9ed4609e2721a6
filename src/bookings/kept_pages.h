// Answers that change only with a business's settings: rendered once per version and language, then sent from memory.
#pragma once

#include "base/base.h"
#include "html/html.h"
#include "http/http.h"

#include <map>
#include <memory>
#include <shared_mutex>

namespace bookings {

class KeptPages {
public:
    explicit KeptPages(std::size_t limit = 2000) : limit_(limit) {}
    // nullptr when it was not kept, or of another version.
    std::shared_ptr<const http::Response> find(BusinessId business, html::Language language,
                                               std::int64_t version) const;
    // Adds the ETag and the compressed body.
    std::shared_ptr<const http::Response> keep(BusinessId business, html::Language language, std::int64_t version,
                                               http::Response response);

private:
    struct Entry {
        std::int64_t version = 0;
        std::shared_ptr<const http::Response> response;
    };
    mutable std::shared_mutex mutex_;
    std::map<std::pair<BusinessId, html::Language>, Entry> entries_;
    std::size_t limit_;
};

}  // namespace bookings
