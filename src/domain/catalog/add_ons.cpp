#include "catalog/add_ons.h"

#include "businesses/settings.h"
#include "catalog/catalog_store.h"
#include "catalog/writing.h"

namespace catalog {
namespace {

using activity::Actor;
using activity::Context;
using businesses::Checking;
using nlohmann::json;

// What the log tells of; the words of each stand in activities.cpp.
json told(const AddOn& add_on) {
    return {{"name", json_of(add_on.name)},         {"description", json_of(add_on.description)},
            {"duration", add_on.duration.count()},  {"price", json_of(add_on.price)},
            {"services", json_of(add_on.services)}, {"active", add_on.active}};
}

Result<void> check(AddOn& add_on) {
    Checking check;
    check_name(check, add_on.name);
    check.text("description", add_on.description, kLongestDescription, Checking::Lines::many);
    check.between("duration", add_on.duration.count(), 0, kLongestAddOn.count());
    check_price(check, "price", add_on.price.amount);
    sort_ids(add_on.services);
    return std::move(check).result();
}

std::vector<AddOn> list(db::Session& session, BusinessId business) {
    return list_add_ons(session, business, currency_of(session, business));
}

}  // namespace

Result<AddOnId> create_add_on(db::Tx& tx, const Context& context, BusinessId business, const AddOn& draft,
                              Actor actor) {
    businesses::lock(tx, business);
    auto add_on = draft;
    add_on.price.currency = currency_of(tx, business);
    if (const auto fine = check(add_on); !fine) return std::unexpected(fine.error());
    const auto all = list(tx, business);
    if (all.size() >= kMostAddOns) return base::conflict("add_on.too_many", {{"max", std::to_string(kMostAddOns)}});
    add_on.id = base::make_id<AddOnId>();
    add_on.version = 1;
    add_on.position = all.empty() ? 1 : all.back().position + 1;
    if (const auto written = with_parts([&] { store::insert(tx, business, add_on); }); !written)
        return std::unexpected(written.error());
    record(tx, context, business, "add_on.created", add_on.id.value, actor, add_on.name, {{"after", told(add_on)}});
    businesses::touch(tx, business);
    return add_on.id;
}

Result<void> change_add_on(db::Tx& tx, const Context& context, BusinessId business, const AddOn& typed, Actor actor) {
    businesses::lock(tx, business);
    const auto all = list(tx, business);
    const auto before = std::ranges::find(all, typed.id, &AddOn::id);
    if (before == all.end()) return base::not_found("add_on.unknown");
    if (before->version != typed.version) return base::conflict("add_on.changed_meanwhile");
    auto after = typed;
    after.price.currency = before->price.currency;
    if (auto fine = check(after); !fine) return fine;
    auto was = told(*before), is = told(after);
    keep_changes(was, is);
    if (is.empty()) return {};
    after.version = before->version + 1;
    if (auto written = with_parts([&] { store::update(tx, business, after); }); !written) return written;
    record(tx, context, business, "add_on.changed", after.id.value, actor, after.name,
           {{"before", was}, {"after", is}});
    businesses::touch(tx, business);
    return {};
}

Result<void> move_add_on(db::Tx& tx, const Context& context, BusinessId business, AddOnId id,
                         std::optional<AddOnId> before, Actor actor) {
    businesses::lock(tx, business);
    auto all = list(tx, business);
    const auto moved = std::ranges::find(all, id, &AddOn::id);
    const auto target = before ? std::ranges::find(all, *before, &AddOn::id) : all.end();
    if (moved == all.end() || before == id || (before && target == all.end())) return base::not_found("add_on.unknown");
    const auto name = moved->name;
    place(all, static_cast<std::size_t>(moved - all.begin()), target - all.begin());
    for (std::size_t i = 0; i < all.size(); ++i) store::set_position(tx, business, all[i].id, static_cast<int>(i) + 1);
    record(tx, context, business, "add_on.moved", id.value, actor, name, json::object());
    businesses::touch(tx, business);
    return {};
}

Result<void> delete_add_on(db::Tx& tx, const Context& context, BusinessId business, AddOnId id, Actor actor) {
    businesses::lock(tx, business);
    const auto all = list(tx, business);
    const auto found = std::ranges::find(all, id, &AddOn::id);
    if (found == all.end()) return base::not_found("add_on.unknown");
    store::erase(tx, business, id);
    record(tx, context, business, "add_on.deleted", id.value, actor, found->name, json::object());
    businesses::touch(tx, business);
    return {};
}

}  // namespace catalog
