#include "selections/selection.h"

#include "activity/pieces.h"
#include "activity/telling.h"
#include "customers/labels.h"
#include "customers/walk.h"
#include "db/db.h"
#include "personal/merge.h"
#include "personal/personal.h"
#include "privacy/deletion.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace selections {
namespace {

using activity::Actor;
using nlohmann::json;

constexpr auto kPiece = "customers.selection_piece";
constexpr std::array<std::string_view, 4> kDoings{"delete", "restore", "label", "unlabel"};
constexpr std::array<std::string_view, 3> kStates{"doing", "done", "stopped"};
constexpr int kForgotten = 500;  // rows in one transaction

std::string_view to_text(Doing doing) { return kDoings.at(static_cast<std::size_t>(doing)); }

template <class Enum, std::size_t N>
Enum parse(const std::array<std::string_view, N>& names, std::string_view text) {
    const auto found = std::ranges::find(names, text);
    CHECK(found != names.end());
    return static_cast<Enum>(found - names.begin());
}

Actor actor_of(const Selection& selection) { return {activity::ActorKind::staff, selection.staff}; }

// ---- Whom it has

void add_customers(db::Tx& tx, BusinessId business, SelectionId id, const std::vector<CustomerId>& customers) {
    for (const auto customer : customers::present_of(tx, business, customers))
        tx.execute("insert into selected_customers (business_id, selection_id, customer_id) "
                   "values (:business, :selection, :customer)",
                   business, id, customer);
}

std::int64_t count_customers(db::Session& session, BusinessId business, SelectionId id) {
    return session
        .value<std::int64_t>("select count(*) from selected_customers where business_id = :business "
                             "and selection_id = :selection",
                             business, id)
        .value();
}

std::vector<CustomerId> next_customers(db::Tx& tx, BusinessId business, SelectionId id, int limit) {
    std::vector<CustomerId> out;
    for (const auto& [customer] : tx.rows<CustomerId>(
             "select customer_id from selected_customers where business_id = :business and selection_id = :selection "
             "and outcome = '' order by customer_id limit :limit",
             business, id, limit))
        out.push_back(customer);
    return out;
}

// ---- What is done with them

struct Outcome {
    CustomerId customer;
    std::string why;  // empty: it was done
};

template <class Verb>
std::vector<Outcome> each(db::Tx& tx, const std::vector<CustomerId>& customers, const Verb& verb) {
    std::vector<Outcome> out;
    for (const auto customer : customers) {
        // What is refused half way leaves nothing behind.
        db::Savepoint attempt(tx);
        const Result<void> done = verb(customer);
        if (done) attempt.keep();
        out.push_back({customer, done ? std::string() : done.error().code});
    }
    return out;
}

std::vector<Outcome> act(db::Tx& tx, const Context& context, BusinessId business, const Selection& selection,
                         const std::vector<CustomerId>& customers) {
    const auto actor = actor_of(selection);
    switch (selection.doing) {
        case Doing::remove: {
            const auto deleted = privacy::delete_customers(tx, context, business, customers, actor);
            std::vector<Outcome> out;
            for (const auto customer : customers) {
                const auto refused =
                    std::ranges::find(deleted.refused, customer, [](const auto& pair) { return pair.first; });
                out.push_back({customer, refused == deleted.refused.end() ? std::string() : refused->second.code});
            }
            return out;
        }
        case Doing::restore:
            return each(tx, customers, [&](CustomerId customer) {
                return privacy::restore_customer(tx, context, business, customer, actor);
            });
        case Doing::label:
        case Doing::unlabel: {
            customers::Relabelling wanted;
            (selection.doing == Doing::label ? wanted.on : wanted.off).insert(*selection.label);
            return each(tx, customers, [&](CustomerId customer) {
                return customers::relabel(tx, context, business, customer, wanted, actor);
            });
        }
    }
    CHECK(false);
}

// The next of them; whether any are left.
bool do_some(db::Tx& tx, const Context& context, BusinessId business, const Selection& selection, int limit) {
    const auto customers = next_customers(tx, business, selection.id, limit);
    const auto outcomes = act(tx, context, business, selection, customers);
    std::int64_t done = 0;
    for (const auto& [customer, why] : outcomes) {
        done += why.empty() ? 1 : 0;
        tx.execute("update selected_customers set outcome = :outcome, why = :why where business_id = :business "
                   "and selection_id = :selection and customer_id = :customer",
                   why.empty() ? "done" : "refused", why, business, selection.id, customer);
    }
    const bool more = std::ssize(customers) == limit;
    tx.execute("update customer_selections set done = done + :done, refused = refused + :refused, state = :state "
               "where business_id = :business and id = :id",
               done, std::ssize(outcomes) - done, more ? "doing" : "done", business, selection.id);
    return more;
}

// Held, so that what is done twice at once is done one after the other, and nothing after it was stopped.
std::optional<Selection> find_under_way(db::Tx& tx, BusinessId business, SelectionId id) {
    if (tx.engine() == db::Engine::postgres)
        tx.value<SelectionId>(
            "select id from customer_selections where business_id = :business and id = :id for update", business, id);
    auto found = find(tx, business, id);
    return found && found->state == State::doing ? found : std::nullopt;
}

std::optional<activity::Piece> do_piece(db::Tx& tx, const Context& context, BusinessId business, const json& payload,
                                        const activity::Piece& so_far) {
    const SelectionId id{payload.at("selection_id").get<std::int64_t>()};
    const auto selection = find_under_way(tx, business, id);
    if (!selection) return std::nullopt;
    const bool more = do_some(tx, context, business, *selection, kPerPiece);
    const auto done = static_cast<int>(selection->done + selection->refused) + kPerPiece;
    return activity::Piece{more ? std::min(done, so_far.all) : so_far.all, so_far.all, !more};
}

// ---- How it begins

json told(const Selection& selection, const std::string& label) {
    json out{{"selection_id", selection.id.value},
             {"after", {{"doing", to_text(selection.doing)}, {"customers", selection.count}}}};
    if (!label.empty()) out["after"]["label"] = label;
    return out;
}

Result<void> start(db::Tx& tx, const Context& context, BusinessId business, Selection& selection,
                   const std::string& label) {
    selection.count = count_customers(tx, business, selection.id);
    if (selection.count == 0) return invalid("selection.empty");
    const auto now = context.clock.now();
    const auto asked_by = activity::record(
        tx, context.registry, business, now,
        {"customers.selected", selection.id.value, actor_of(selection), told(selection, label).dump()});
    tx.execute("update customer_selections set count = :count, asked_by = :asked_by where business_id = :business "
               "and id = :id",
               selection.count, asked_by, business, selection.id);
    if (selection.count <= static_cast<std::int64_t>(kDoneAtOnce))
        do_some(tx, context, business, selection, static_cast<int>(kDoneAtOnce) + 1);
    return {};
}

void insert(db::Tx& tx, BusinessId business, const Selection& selection) {
    tx.execute(
        "insert into customer_selections (business_id, id, doing, label_id, undoes_id, count, staff_id, asked_by, "
        "asked_at, expires_at) "
        "values (:business, :id, :doing, :label, :undoes, 0, :staff, 0, :now, :expires)",
        business, selection.id, to_text(selection.doing), selection.label, selection.undoes, selection.staff,
        selection.asked_at, selection.asked_at + kRemembered);
}

Selection made(const Context& context, Doing doing, Actor actor) {
    CHECK(actor.kind == activity::ActorKind::staff);
    return {.id = base::make_id<SelectionId>(), .doing = doing, .staff = actor.id, .asked_at = context.clock.now()};
}

const char* words_of(std::string_view doing) {
    if (doing == "delete") return N_("Many customers were deleted at once");
    if (doing == "restore") return N_("Many customers were restored at once");
    if (doing == "label") return N_("A label was put on many customers at once");
    return N_("A label was taken off many customers at once");
}

}  // namespace

Result<SelectionId> begin(db::Tx& tx, const Context& context, BusinessId business, const Wanted& wanted, Actor actor) {
    CHECK(wanted.doing != Doing::restore);
    if (wanted.customers.size() > kMostSelected)
        return invalid("selection.too_many", {{"max", std::to_string(kMostSelected)}});
    const bool labels = wanted.doing == Doing::label || wanted.doing == Doing::unlabel;
    const auto label = labels && wanted.label ? customers::find_label(tx, business, *wanted.label) : std::nullopt;
    if (labels && !label) return not_found("label.unknown");
    auto selection = made(context, wanted.doing, actor);
    if (label) selection.label = label->id;
    insert(tx, business, selection);
    add_customers(tx, business, selection.id, wanted.customers);
    if (const auto started = start(tx, context, business, selection, label ? label->name : ""); !started)
        return std::unexpected(started.error());
    return selection.id;
}

bool stop(db::Tx& tx, const Context& context, BusinessId business, SelectionId id, Actor actor) {
    const auto selection = find_under_way(tx, business, id);
    if (!selection) return false;
    const auto asked_by = tx.value<ActivityId>(
        "update customer_selections set state = 'stopped' where business_id = :business and id = :id "
        "returning asked_by",
        business, id);
    activity::stop_work(tx, context.clock, business, *asked_by, kPiece);
    activity::record(
        tx, context.registry, business, context.clock.now(),
        {"customers.selection_stopped", id.value, actor, json{{"after", {{"customers", selection->done}}}}.dump()});
    return true;
}

Result<SelectionId> undo(db::Tx& tx, const Context& context, BusinessId business, SelectionId id, Actor actor) {
    find_under_way(tx, business, id);
    const auto before = find(tx, business, id);
    if (!before) return not_found("selection.unknown");
    if (before->doing != Doing::remove || before->state == State::doing || before->done == 0 || before->undone_by)
        return conflict("selection.not_undoable");
    auto selection = made(context, Doing::restore, actor);
    selection.undoes = id;
    insert(tx, business, selection);
    tx.execute("insert into selected_customers (business_id, selection_id, customer_id) "
               "select business_id, :selection, customer_id from selected_customers where business_id = :business "
               "and selection_id = :deleted and outcome = 'done'",
               selection.id, business, id);
    if (const auto started = start(tx, context, business, selection, {}); !started)
        return std::unexpected(started.error());
    return selection.id;
}

std::optional<Selection> find(db::Session& session, BusinessId business, SelectionId id) {
    const auto found = session.row<std::string, std::optional<LabelId>, std::optional<SelectionId>, std::string,
                                   std::int64_t, std::int64_t, std::int64_t, std::int64_t, Instant,
                                   std::optional<SelectionId>>(
        "select s.doing, s.label_id, s.undoes_id, s.state, s.count, s.done, s.refused, s.staff_id, s.asked_at, u.id "
        "from customer_selections s left join customer_selections u "
        "on u.business_id = s.business_id and u.undoes_id = s.id "
        "where s.business_id = :business and s.id = :id",
        business, id);
    if (!found) return std::nullopt;
    const auto& [doing, label, undoes, state, count, done, refused, staff, asked_at, undone_by] = *found;
    return Selection{.id = id,
                     .doing = parse<Doing>(kDoings, doing),
                     .label = label,
                     .state = parse<State>(kStates, state),
                     .count = count,
                     .done = done,
                     .refused = refused,
                     .staff = staff,
                     .asked_at = asked_at,
                     .undoes = undoes,
                     .undone_by = undone_by};
}

std::vector<Refused> list_refused(db::Session& session, BusinessId business, SelectionId id, int limit) {
    std::vector<Refused> out;
    for (auto& [customer, why] : session.rows<CustomerId, std::string>(
             "select customer_id, why from selected_customers where business_id = :business "
             "and selection_id = :selection and outcome = 'refused' order by customer_id limit :limit",
             business, id, limit))
        out.push_back({customer, std::move(why)});
    return out;
}

void subscribe(activity::Registry& registry, const Clock& clock) {
    activity::Type selected{.name = "customers.selected",
                            .words = N_("Something was done with many customers at once"),
                            .fields = {{"customers", N_("Customers")}, {"label", N_("Label")}, {"doing", nullptr}},
                            .log = "customers"};
    selected.words_of = [](const json& data) {
        const auto after = data.value("after", json::object());
        return words_of(after.is_object() ? after.value("doing", std::string()) : std::string());
    };
    activity::Type stopped{.name = "customers.selection_stopped",
                           .words = N_("What was done with many customers at once was stopped"),
                           .fields = {{"customers", N_("Customers until then")}},
                           .log = "customers"};
    selected.only_fields = stopped.only_fields = true;
    registry.add(std::vector<activity::Type>{std::move(selected), std::move(stopped)});
    registry.add(activity::Log{"customers", N_("Many customers at once")});
    registry.add(activity::Housekeeping{forget_old, true});
    registry.add(personal::MergePart{
        .name = "selections", .tables = {{"selected_customers", "what was done with that record, whoever it is now"}}});
    registry.add(
        personal::Part{.name = "selections",
                       .tables = {{"selected_customers", "*",
                                   "with whom staff did something at once; what was done stands in the log"}}});
    registry.subscribe("customers.selected",
                       [&clock](db::Tx&, BusinessId, ActivityId, const activity::Activity& activity) {
                           const auto count = json::parse(activity.data).at("after").at("customers").get<int>();
                           if (count <= static_cast<int>(kDoneAtOnce)) return std::vector<activity::Wanted>{};
                           return std::vector<activity::Wanted>{{kPiece, clock.now(), activity.data, count}};
                       });
    registry.handle_pieces(kPiece, [&clock, &registry](db::Tx& tx, BusinessId business, const json& payload,
                                                       const activity::Piece& so_far) {
        return do_piece(tx, {clock, registry}, business, payload, so_far);
    });
}

void forget_old(db::Database& database, Instant now) {
    const auto old = database.read([&](db::Session& session) {
        return session.rows<BusinessId, SelectionId>(
            "select business_id, id from customer_selections where expires_at <= :now", now);
    });
    for (const auto& [business, id] : old) {
        bool more = true;
        while (more)
            more = database.write([&](db::Tx& tx) {
                const auto deleted = tx.execute(
                    "delete from selected_customers where business_id = :business and selection_id = :selection and "
                    "customer_id in (select customer_id from selected_customers where business_id = :business and "
                    "selection_id = :selection order by customer_id limit :limit)",
                    business, id, kForgotten);
                if (deleted == kForgotten) return true;
                tx.execute("delete from customer_selections where business_id = :business and id = :id", business, id);
                return false;
            });
    }
}

}  // namespace selections
