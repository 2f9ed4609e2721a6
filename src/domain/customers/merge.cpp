// Two who change one customer at once.
#include "customers/fields.h"

#include "db/db.h"

#include <algorithm>

namespace customers {
namespace {

template <class Value>
bool is_same(const Value& one, const Value& other) {
    return one == other;
}
// A browser sends a line's end as two characters, however it was stored.
bool is_same(const std::string& one, const std::string& other) {
    const auto plain = [](std::string text) {
        std::erase(text, '\r');
        return text;
    };
    return one == other || plain(one) == plain(other);
}

}  // namespace

Merged merged(const Customer& stored, const Changes& seen, const Changes& typed) {
    const auto now = changes_of(stored);
    Merged out{.changes = now, .version = stored.version};
    for_each_field([&](const auto& field) {
        const auto &before = field.of(seen), &mine = field.of(typed), &theirs = field.of(now);
        const bool others_did = !is_same(theirs, before), did = !is_same(mine, before);
        if (others_did) out.others.emplace_back(field.name);
        if (!did) return;
        if (others_did && !is_same(mine, theirs))
            out.both.emplace_back(field.name);
        else
            field.of(out.changes) = mine;
    });
    return out;
}

Result<Merged> merge(db::Tx& tx, BusinessId business, CustomerId id, const Seen& seen, const Changes& typed) {
    lock(tx, business, id);
    const auto stored = find(tx, business, id);
    if (!stored || stored->anonymised) return not_found("customer.unknown");
    if (stored->version == seen.version) return Merged{.changes = typed, .version = seen.version};
    auto out = merged(*stored, seen.changes, typed);
    if (out.both.empty()) return out;
    Error error{Fault::conflict, "customer.both_changed", {}, {}};
    for (const auto& field : out.both) error.fields.push_back({field, "customer.both_changed", {}});
    return std::unexpected(std::move(error));
}

}  // namespace customers
