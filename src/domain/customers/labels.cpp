#include "customers/labels.h"

#include "businesses/checking.h"
#include "businesses/settings.h"
#include "customers/customer_store.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace customers {
namespace {

using activity::Actor;
using nlohmann::json;

std::unexpected<Error> name_taken() {
    return std::unexpected(Error{Fault::conflict, "label.name_taken", {}, {{"name", "label.name_taken", {}}}});
}

Result<void> check(Label& label) {
    businesses::Checking check;
    check.text("name", label.name, kLongestLabel);
    check.required("name", label.name);
    if (!label.colour.empty() && std::ranges::find(businesses::kPalette, label.colour) == businesses::kPalette.end())
        check.refuse("colour", "field.invalid");
    return std::move(check).result();
}

json told(const Label& label) { return {{"name", label.name}, {"colour", label.colour}}; }

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, const Label& label,
            Actor actor, json data) {
    data["name"] = label.name;
    activity::record(tx, context.registry, business, context.clock.now(), {type, label.id.value, actor, data.dump()});
}

// By name.
std::vector<Label> read_all(db::Session& session, BusinessId business) {
    std::vector<Label> out;
    for (auto& [id, name, colour, version] : session.rows<LabelId, std::string, std::string, std::int64_t>(
             "select id, name, colour, version from labels where business_id = :business", business))
        out.push_back({id, std::move(name), std::move(colour), version});
    const auto language = store::language_of(session, business);
    const auto key = [&](const Label& label) { return i18n::sort_key(language, label.name); };
    std::ranges::sort(out, [&](const Label& one, const Label& other) {
        return std::pair(key(one), one.id) < std::pair(key(other), other.id);
    });
    return out;
}

bool is_name_taken(db::Session& session, BusinessId business, const Label& label) {
    const auto holder = session.value<LabelId>(
        "select id from labels where business_id = :business and name_key = :key", business, base::folded(label.name));
    return holder && *holder != label.id;
}

std::set<LabelId> ids_of(db::Session& session, BusinessId business, CustomerId customer) {
    std::set<LabelId> out;
    for (const auto& [id] : session.rows<LabelId>("select label_id from customer_labels where business_id = :business "
                                                  "and customer_id = :customer",
                                                  business, customer))
        out.insert(id);
    return out;
}

// Takes the label off everybody and deletes it.
void drop(db::Tx& tx, BusinessId business, LabelId id) {
    tx.execute("delete from customer_labels where business_id = :business and label_id = :label", business, id);
    tx.execute("delete from labels where business_id = :business and id = :id", business, id);
}

std::int64_t count_of(db::Session& session, BusinessId business, LabelId id, std::int64_t most) {
    return session
        .value<std::int64_t>("select count(*) from (select 1 from customer_labels where business_id = :business "
                             "and label_id = :label limit :most) few",
                             business, id, most)
        .value();
}

}  // namespace

std::vector<Label> list_labels(db::Session& session, BusinessId business) { return read_all(session, business); }

std::vector<CountedLabel> list_counted_labels(db::Session& session, BusinessId business) {
    std::vector<CountedLabel> out;
    for (auto& label : list_labels(session, business)) {
        const auto customers = count_of(session, business, label.id, kMostCounted);
        out.push_back({std::move(label), customers});
    }
    return out;
}

std::optional<Label> find_label(db::Session& session, BusinessId business, LabelId id) {
    auto found = session.row<std::string, std::string, std::int64_t>(
        "select name, colour, version from labels where business_id = :business and id = :id", business, id);
    if (!found) return std::nullopt;
    auto& [name, colour, version] = *found;
    return Label{id, std::move(name), std::move(colour), version};
}

std::map<CustomerId, std::vector<Label>> list_labels_of(db::Session& session, BusinessId business,
                                                        const std::vector<CustomerId>& customers) {
    constexpr std::size_t kAtOnce = 100;
    static const auto sql = [] {
        std::string out = "select customer_id, label_id from customer_labels where business_id = :business "
                          "and customer_id in (";
        for (std::size_t n = 0; n < kAtOnce; ++n) out += fmt::format("{}:c{}", n ? ", " : "", n);
        return out + ")";
    }();
    std::vector<std::tuple<CustomerId, LabelId>> stuck;
    for (std::size_t from = 0; from < customers.size(); from += kAtOnce) {
        std::array<CustomerId, kAtOnce> some{};  // 0 is nobody's id
        std::copy_n(customers.begin() + static_cast<std::ptrdiff_t>(from), std::min(kAtOnce, customers.size() - from),
                    some.begin());
        const auto found = std::apply(
            [&](const auto&... id) { return session.rows<CustomerId, LabelId>(sql, business, id...); }, some);
        stuck.insert(stuck.end(), found.begin(), found.end());
    }
    std::map<CustomerId, std::vector<Label>> out;
    if (stuck.empty()) return out;
    for (const auto& label : read_all(session, business))
        for (const auto& [customer, id] : stuck)
            if (id == label.id) out[customer].push_back(label);
    return out;
}

Result<LabelId> create_label(db::Tx& tx, const Context& context, BusinessId business, const Label& draft, Actor actor) {
    businesses::lock(tx, business);
    auto label = draft;
    if (const auto fine = check(label); !fine) return std::unexpected(fine.error());
    label.id = base::make_id<LabelId>();
    if (is_name_taken(tx, business, label)) return name_taken();
    if (std::ssize(read_all(tx, business)) >= kMostLabels)
        return conflict("label.too_many", {{"max", std::to_string(kMostLabels)}});
    tx.execute("insert into labels (business_id, id, name, name_key, colour, created_at) "
               "values (:business, :id, :name, :key, :colour, :now)",
               business, label.id, label.name, base::folded(label.name), label.colour, context.clock.now());
    record(tx, context, business, "label.created", label, actor, {{"after", told(label)}});
    return label.id;
}

Result<void> change_label(db::Tx& tx, const Context& context, BusinessId business, const Label& typed, Actor actor) {
    businesses::lock(tx, business);
    const auto before = find_label(tx, business, typed.id);
    if (!before) return not_found("label.unknown");
    if (before->version != typed.version) return conflict("label.changed_meanwhile");
    auto label = typed;
    if (auto fine = check(label); !fine) return fine;
    if (is_name_taken(tx, business, label)) return name_taken();
    auto was = told(*before), is = told(label);
    for (const auto* name : {"name", "colour"})
        if (was[name] == is[name]) {
            was.erase(name);
            is.erase(name);
        }
    if (is.empty()) return {};
    tx.execute("update labels set name = :name, name_key = :key, colour = :colour, version = version + 1 "
               "where business_id = :business and id = :id",
               label.name, base::folded(label.name), label.colour, business, label.id);
    record(tx, context, business, "label.changed", label, actor, {{"before", was}, {"after", is}});
    return {};
}

Result<std::int64_t> merge_labels(db::Tx& tx, const Context& context, BusinessId business, LabelId from, LabelId into,
                                  Actor actor) {
    businesses::lock(tx, business);
    const auto gone = find_label(tx, business, from), kept = find_label(tx, business, into);
    if (!gone || !kept || from == into) return not_found("label.unknown");
    const auto had = count_of(tx, business, from, INT64_MAX);
    tx.execute("insert into customer_labels (business_id, customer_id, label_id) "
               "select business_id, customer_id, :into from customer_labels "
               "where business_id = :business and label_id = :from on conflict do nothing",
               into, business, from);
    drop(tx, business, from);
    record(tx, context, business, "label.merged", *gone, actor,
           {{"after", {{"into", kept->name}, {"customers", had}}}});
    return had;
}

Result<std::int64_t> delete_label(db::Tx& tx, const Context& context, BusinessId business, LabelId id, Actor actor) {
    businesses::lock(tx, business);
    const auto label = find_label(tx, business, id);
    if (!label) return not_found("label.unknown");
    const auto had = count_of(tx, business, id, INT64_MAX);
    drop(tx, business, id);
    record(tx, context, business, "label.deleted", *label, actor, {{"after", {{"customers", had}}}});
    return had;
}

Result<void> relabel(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                     const Relabelling& wanted, Actor actor) {
    // Nobody merges or deletes one of them meanwhile.
    businesses::lock(tx, business);
    const auto who = find(tx, business, customer);
    if (!who || who->anonymised) return not_found("customer.unknown");
    const auto all = read_all(tx, business);
    for (const auto id : wanted.on)
        if (std::ranges::find(all, id, &Label::id) == all.end()) return not_found("label.unknown");
    const auto before = ids_of(tx, business, customer);
    auto after = before;
    after.insert(wanted.on.begin(), wanted.on.end());
    for (const auto id : wanted.off) after.erase(id);
    if (std::ssize(after) > kMostLabelsOfOne)
        return invalid("label.too_many_of_one", {{"max", std::to_string(kMostLabelsOfOne)}});
    if (before == after) return {};
    const auto names_of = [&](const std::set<LabelId>& ids) {
        auto out = json::array();
        for (const auto& label : all)
            if (ids.contains(label.id)) out.push_back(label.name);
        return out;
    };
    for (const auto id : before)
        if (!after.contains(id))
            tx.execute("delete from customer_labels where business_id = :business and customer_id = :customer "
                       "and label_id = :label",
                       business, customer, id);
    for (const auto id : after)
        if (!before.contains(id))
            tx.execute("insert into customer_labels (business_id, customer_id, label_id) "
                       "values (:business, :customer, :label)",
                       business, customer, id);
    const json data{{"before", {{"labels", names_of(before)}}}, {"after", {{"labels", names_of(after)}}}};
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"customer.labels_changed", customer.value, actor, data.dump()});
    return {};
}

}  // namespace customers
