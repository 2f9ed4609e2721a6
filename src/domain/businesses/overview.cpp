#include "businesses/overview.h"

#include "db/db.h"

namespace businesses {
namespace {

template <class... Args>
std::vector<Brief> select(db::Session& session, std::string_view rest, const Args&... args) {
    std::vector<Brief> out;
    for (auto& [id, slug, name, host, created, suspended] :
         session.rows<BusinessId, std::string, std::string, std::string, Instant, std::optional<Instant>>(
             fmt::format("select id, slug, name, coalesce(host, ''), created_at, suspended_at from businesses {}",
                         rest),
             args...))
        out.push_back({id, std::move(slug), std::move(name), std::move(host), created, suspended});
    return out;
}

// For like ... escape '!': whatever has the text in it.
std::string anywhere(std::string_view text) {
    std::string out = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') out += '!';
        out += c;
    }
    return out + "%";
}

}  // namespace

std::vector<Brief> list_brief(db::Session& session, std::string_view search, std::optional<BusinessId> before,
                              int limit) {
    const auto behind = before.value_or(BusinessId{INT64_MAX});
    const auto words = base::is_clean_text(search) ? base::folded(search) : std::string();
    if (words.empty()) return select(session, "where id < :behind order by id desc limit :limit", behind, limit);
    const auto slug = slug_of(words);
    return select(session,
                  "where id < :behind and (lower(name) like :words escape '!' or slug like :slug escape '!') "
                  "order by id desc limit :limit",
                  behind, anywhere(words), anywhere(slug.empty() ? words : slug), limit);
}

std::optional<Brief> find_brief(db::Session& session, BusinessId id) {
    auto found = select(session, "where id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Brief> find_public(db::Session& session, std::string_view search) {
    const auto words = base::is_clean_text(search) ? base::folded(search) : std::string();
    return select(session,
                  "where suspended_at is null and ((listed = 1 and lower(name) like :words escape '!') "
                  "or slug = :slug) order by lower(name), id limit 50",
                  anywhere(words), slug_of(words));
}

}  // namespace businesses
