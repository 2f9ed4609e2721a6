#include "duplicates/merge.h"

#include "accounts/profile.h"
#include "bookings/removal.h"
#include "customers/erasure.h"
#include "customers/fields.h"
#include "customers/kept.h"
#include "customers/phones.h"
#include "db/db.h"
#include "personal/merge.h"
#include "privacy/deletion.h"
#include "privacy/erasure.h"

#include <nlohmann/json.hpp>

namespace duplicates {
namespace {

using customers::Changes;
using customers::Context;
using customers::Customer;
using nlohmann::json;
using personal::Merging;

bool is_notes(std::string_view field) { return field == "note" || field == "important_note"; }

bool is_empty(const std::string& value) { return value.empty(); }
bool is_empty(const std::optional<Day>& value) { return !value; }
bool is_empty(bool) { return false; }

// Both texts, one below the other; the first alone where they say the same or there is no room for both.
std::string both(const std::string& first, const std::string& second, std::size_t limit) {
    if (second.empty() || first.contains(second)) return first;
    if (first.empty()) return second;
    auto out = first + "\n" + second;
    return base::length(out) <= limit ? out : first;
}

bool knows_phone(const Changes& changes, const std::string& phone) {
    return changes.phone == phone || changes.more_phones.contains(phone);
}

// In the order of their ids, so that two who merge the same wait for each other.
void lock(db::Tx& tx, BusinessId business, CustomerId one, CustomerId other) {
    customers::lock(tx, business, std::min(one, other));
    customers::lock(tx, business, std::max(one, other));
}

std::optional<Customer> find_live(db::Session& session, BusinessId business, CustomerId id) {
    auto found = customers::find(session, business, id);
    return found && !found->anonymised ? found : std::nullopt;
}

std::optional<Error> forbidden(db::Session& session, const Merging& merging) {
    for (const auto& part : personal::merge_parts(merging.registry))
        if (auto why = part.forbids ? part.forbids(session, merging) : std::nullopt) return why;
    return std::nullopt;
}

json move_all(db::Tx& tx, const Merging& merging) {
    json out = json::object();
    for (const auto& part : personal::merge_parts(merging.registry))
        if (auto moved = part.move ? part.move(tx, merging) : std::string(); !moved.empty())
            out[part.name] = std::move(moved);
    return out;
}

void take_all_back(db::Tx& tx, const Merging& merging, const json& moved) {
    for (const auto& part : personal::merge_parts(merging.registry))
        if (const auto own = moved.find(part.name); own != moved.end() && part.take_back)
            part.take_back(tx, merging, own->get<std::string>());
}

// What the merge made of the survivor's record, and nobody changed since, is as it was before.
Changes undone(const Customer& now, const Customer& before, const Customer& after) {
    auto out = customers::changes_of(now);
    const auto former = customers::changes_of(before);
    customers::for_each_field([&](const auto& field) {
        if (field.of(now) == field.of(after)) field.of(out) = field.of(former);
    });
    return out;
}

void record(db::Tx& tx, const Context& context, BusinessId business, CustomerId subject, std::string_view type,
            activity::Actor actor) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, subject.value, actor, "{}"});
}

}  // namespace

std::set<std::string> proposed(const Customer& survivor, const Customer& other) {
    std::set<std::string> out;
    const auto mine = customers::changes_of(survivor), theirs = customers::changes_of(other);
    customers::for_each_field([&](const auto& field) {
        if (is_empty(field.of(mine)) && !is_empty(field.of(theirs))) out.emplace(field.name);
    });
    return out;
}

Changes combined(const Customer& survivor, const Customer& other, const std::set<std::string>& from_other) {
    auto out = customers::changes_of(survivor);
    const auto theirs = customers::changes_of(other);
    customers::for_each_field([&](const auto& field) {
        if (!is_notes(field.name) && from_other.contains(std::string(field.name))) field.of(out) = field.of(theirs);
    });
    out.note = both(survivor.note, other.note, customers::kLongestNote);
    out.important_note = both(survivor.important_note, other.important_note, customers::kLongestNote);
    for (const auto& phone : {survivor.phone, other.phone})
        if (!phone.empty() && !knows_phone(out, phone))
            out.more_phones = both(out.more_phones, phone, customers::kLongestPhones);
    return out;
}

Result<void> merge(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                   const MergeWish& wish, activity::Actor actor) {
    if (wish.survivor == wish.other) return invalid("customer.merged_with_itself");
    lock(tx, business, wish.survivor, wish.other);
    const auto survivor = find_live(tx, business, wish.survivor), other = find_live(tx, business, wish.other);
    if (!survivor || !other) return not_found("customer.unknown");
    if (survivor->version != wish.survivor_version || other->version != wish.other_version)
        return conflict("customer.changed_meanwhile");
    const Merging merging{context.clock, context.registry, business, wish.survivor, wish.other, actor};
    if (auto why = forbidden(tx, merging)) return std::unexpected(*std::move(why));

    const auto changes = combined(*survivor, *other, wish.from_other);
    auto moved = move_all(tx, merging);
    // Only now its address and number are free for the survivor. Nobody has shown that the survivor's login may have
    // the other one's address: whoever holds it would come to appointments that may be another's.
    auto deleted = privacy::take_away(tx, context, business, wish.other);
    if (auto updated = accounts::update_record(tx, {context.clock, context.registry}, business, country, wish.survivor,
                                               changes, std::nullopt, false, actor);
        !updated)
        return updated;
    const json kept{{"moved", std::move(moved)},
                    {"deleted", std::move(deleted)},
                    {"before", customers::kept_of(*survivor)},
                    {"after", customers::kept_of(*customers::find(tx, business, wish.survivor))}};
    customers::keep_merge(tx, business,
                          {.customer = wish.other,
                           .survivor = wish.survivor,
                           .name = other->full_name(),
                           .merged_at = context.clock.now()},
                          kept.dump());
    record(tx, context, business, wish.survivor, "customer.merged", actor);
    return {};
}

Result<void> undo_merge(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                        CustomerId other, activity::Actor actor) {
    const auto seen = customers::find_merge(tx, business, other);
    if (!seen) return not_found("customer.not_merged");
    lock(tx, business, seen->survivor, other);
    const auto text = customers::find_kept(tx, business, other);
    if (text.empty()) return not_found("customer.not_merged");
    const auto survivor = find_live(tx, business, seen->survivor);
    if (!survivor) return conflict("customer.survivor_is_gone");

    const auto kept = json::parse(text);
    const Merging merging{context.clock, context.registry, business, seen->survivor, other, actor};
    take_all_back(tx, merging, kept.at("moved"));
    const auto before = customers::record_of(kept.at("before")), after = customers::record_of(kept.at("after"));
    if (auto updated = accounts::update_record(tx, {context.clock, context.registry}, business, country, seen->survivor,
                                               undone(*survivor, before, after), std::nullopt, false, actor);
        !updated)
        return updated;
    if (auto restored = privacy::put_back(tx, context, business, other, kept.at("deleted").get<std::string>(), true);
        !restored)
        return restored;
    customers::end_merge(tx, business, other);
    for (const auto subject : {seen->survivor, other})
        record(tx, context, business, subject, "customer.merge_undone", actor);
    return {};
}

void finish_merges(db::Database& database, const Context& context) {
    constexpr int kAtOnce = 100;
    const auto moment = context.clock.now() - customers::kMergeKept;
    for (;;) {
        const auto due = database.read(
            [&](db::Session& session) { return customers::list_merged_before(session, moment, kAtOnce); });
        for (const auto& [business, other] : due)
            database.write([&](db::Tx& tx) {
                customers::lock(tx, business, other);
                // Undone meanwhile.
                if (!customers::find_merge(tx, business, other)) return;
                privacy::erase(tx, context, business, other, {});
                customers::forget_kept(tx, business, other);
            });
        if (due.empty()) return;
    }
}

void erase_merged(db::Tx& tx, const Context& context, BusinessId business, CustomerId survivor, activity::Actor actor) {
    constexpr int kAtOnce = 100;
    for (auto merges = customers::list_merges(tx, business, survivor, kAtOnce); !merges.empty();
         merges = customers::list_merges(tx, business, survivor, kAtOnce))
        for (const auto& merge : merges) {
            // First, so that their addresses count as their own again and what was sent there goes.
            customers::end_merge(tx, business, merge.customer);
            privacy::erase(tx, context, business, merge.customer, actor);
            if (!bookings::has_booked(tx, business, merge.customer)) customers::remove(tx, business, merge.customer);
        }
}

}  // namespace duplicates
