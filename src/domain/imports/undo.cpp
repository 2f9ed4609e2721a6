// Taking an import back, a few customers in each transaction.
#include "accounts/profile.h"
#include "bookings/removal.h"
#include "customers/erasure.h"
#include "customers/fields.h"
#include "customers/labels.h"
#include "customers/many.h"
#include "imports/judging.h"
#include "imports/pieces.h"
#include "personal/deletion.h"
#include "privacy/erasure.h"

#include <nlohmann/json.hpp>

namespace imports {
namespace {

using nlohmann::json;
using store::Change;
using store::Stored;

constexpr int kTogether = 100;

// Whether anything hangs on a customer who came in: something they did, or that was done with them.
bool is_in_use(db::Session& session, const Context& context, BusinessId business, const Change& change) {
    if (happened_to(session, business, change.customer) > change.happened) return true;
    if (bookings::has_booked(session, business, change.customer)) return true;
    for (const auto& part : personal::deletion_parts(context.registry))
        if (part.forbids && part.forbids(session, context.clock.now(), business, change.customer)) return true;
    return false;
}

class TakingBack {
public:
    TakingBack(db::Tx& tx, const Context& context, BusinessId business, std::string country, Stored& import,
               activity::Actor actor)
        : tx_(tx),
          context_(context),
          business_(business),
          country_(std::move(country)),
          import_(import),
          actor_(actor) {}

    void operator()(const Change& change) {
        customers::lock(tx_, business_, change.customer);
        const auto stored = customers::find(tx_, business_, change.customer);
        // Who was deleted or erased meanwhile is gone already.
        if (!stored || stored->anonymised) return end(change, true);
        if (change.is_new)
            take_away(change);
        else
            put_back(change, *stored);
    }

private:
    void end(const Change& change, bool taken_back, const std::vector<std::string>& left_as_is = {}) {
        ++(taken_back ? import_.counts.taken_back : import_.counts.kept);
        store::end_change(tx_, business_, import_.id, change.customer, taken_back ? "taken_back" : "kept", left_as_is);
    }

    void take_away(const Change& change) {
        if (is_in_use(tx_, context_, business_, change)) return end(change, false);
        ++import_.counts.taken_back;
        store::delete_change(tx_, business_, import_.id, change.customer);
        // Of whom nothing is known but that they came in, the quick way.
        if (change.happened == 1 && customers::take_away(tx_, business_, change.customer)) return;
        privacy::erase(tx_, context_, business_, change.customer, actor_);
        customers::remove(tx_, business_, change.customer);
    }

    void put_back(const Change& change, const customers::Customer& stored) {
        const auto before = json::parse(change.before), after = json::parse(change.after);
        const auto now = values_of(stored);
        auto wanted = customers::changes_of(stored);
        std::vector<std::string> left_as_is;
        for (const auto& [field, value] : before.items()) {
            if (now.value(field, json()) == after.value(field, json()))
                put_value(wanted, field, value);
            else if (now.value(field, json()) != value)
                left_as_is.push_back(field);
        }
        take_labels_off(change);
        db::Savepoint savepoint(tx_);
        const auto updated = accounts::update_record(tx_, context_, business_, country_, change.customer, wanted,
                                                     std::nullopt, false, actor_);
        if (updated)
            savepoint.keep();
        else  // the former address or number is somebody else's by now
            for (const auto& field : updated.error().fields) left_as_is.push_back(field.field);
        if (!updated && left_as_is.empty()) left_as_is.emplace_back("name");
        end(change, left_as_is.empty(), left_as_is);
    }

    void take_labels_off(const Change& change) {
        customers::Relabelling wanted;
        for (const auto& label : json::parse(change.labels)) wanted.off.insert(LabelId{label.get<std::int64_t>()});
        if (!wanted.off.empty()) CHECK(customers::relabel(tx_, context_, business_, change.customer, wanted, actor_));
    }

    db::Tx& tx_;
    const Context& context_;
    BusinessId business_;
    std::string country_;
    Stored& import_;
    activity::Actor actor_;
};

}  // namespace

std::optional<activity::Piece> undo_piece(db::Tx& tx, const Context& context, BusinessId business, Stored& import,
                                          activity::Actor actor, const activity::Piece& so_far) {
    const auto changes = store::changes_after(tx, business, import.id, import.at_customer, kTogether);
    if (changes.empty()) {
        import.state = State::undone;
        store::update(tx, business, import);
        store::leave(tx, business, import.id);
        const auto& counts = import.counts;
        activity::record(
            tx, context.registry, business, context.clock.now(),
            {"import.undone", import.id.value, actor,
             json{{"file", import.file_name}, {"after", {{"taken_back", counts.taken_back}, {"kept", counts.kept}}}}
                 .dump()});
        return activity::Piece{so_far.all, so_far.all, true};
    }
    const auto house = businesses::find(tx, business);
    CHECK(house);
    TakingBack take_back(tx, context, business, house->country, import, actor);
    for (const auto& change : changes) take_back(change);
    import.at_customer = changes.back().customer;
    store::update(tx, business, import);
    const int done = so_far.done + static_cast<int>(changes.size());
    return activity::Piece{done, std::max(so_far.all, done), false};
}

}  // namespace imports
