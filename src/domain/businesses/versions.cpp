#include "businesses/versions.h"

#include "db/db.h"

#include <fmt/format.h>

namespace businesses {
namespace {

template <std::size_t... I>
std::vector<std::pair<BusinessId, std::int64_t>> read(db::Session& session,
                                                      const std::array<BusinessId, kVersionsAtOnce>& some,
                                                      std::index_sequence<I...>) {
    static const auto sql = [] {
        std::string list;
        for (std::size_t i = 0; i < kVersionsAtOnce; ++i) list += fmt::format("{}:b{}", i ? ", " : "", i);
        return fmt::format("select id, version from businesses where id in ({})", list);
    }();
    std::vector<std::pair<BusinessId, std::int64_t>> out;
    for (const auto& [id, version] : session.rows<BusinessId, std::int64_t>(sql, some[I]...))
        out.emplace_back(id, version);
    return out;
}

}  // namespace

std::vector<std::pair<BusinessId, std::int64_t>> find_versions(db::Session& session,
                                                               const std::array<BusinessId, kVersionsAtOnce>& some) {
    return read(session, some, std::make_index_sequence<kVersionsAtOnce>());
}

}  // namespace businesses
