// What operators did, in a log of its own that no business sees. Written in the transaction of what it tells.
#pragma once

#include "i18n/i18n.h"
#include "operators/operator.h"

#include <nlohmann/json_fwd.hpp>

namespace operators {

// `by` of 0: the console, or a stranger who signs up. Types are those that `tell` knows.
void record(db::Tx& tx, Instant now, OperatorId by, std::optional<BusinessId> business, std::string_view type,
            const nlohmann::json& data);

struct Entry {
    Instant at;
    std::string who;  // empty: the console
    std::string words, more;
};
// Newest first, at most `limit`; of one business or of all.
std::vector<Entry> list_log(db::Session& session, i18n::Language language, std::optional<BusinessId> business,
                            int limit = 50);

}  // namespace operators
