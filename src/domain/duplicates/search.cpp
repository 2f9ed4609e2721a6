#include "duplicates/search.h"

#include "activity/pieces.h"
#include "activity/telling.h"
#include "customers/walk.h"
#include "db/db.h"
#include "duplicates/merge.h"
#include "personal/deletion.h"
#include "personal/personal.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace duplicates {
namespace {

using customers::Named;
using customers::Shared;
using nlohmann::json;

constexpr auto kPiece = "duplicates.piece";
constexpr int kLookedAt = 20'000;  // customers in a piece
// A phone of a company, or a name of half a village, says nothing of who is who.
constexpr int kMostAlike = 50, kMostOnOneDay = 2'000;

constexpr std::array<std::pair<Shared, std::string_view>, 3> kStages{
    {{Shared::phone, "phone"}, {Shared::name, "name"}, {Shared::birthday, "birthday"}}};
int most_of(Shared shared) { return shared == Shared::birthday ? kMostOnOneDay : kMostAlike; }

Pair pair_of(CustomerId one, CustomerId other, const Score& score) {
    return {std::min(one, other), std::max(one, other), score};
}

bool is_told_apart(db::Session& session, BusinessId business, const Pair& pair) {
    return session
        .value<int>("select 1 from different_customers where business_id = :business and first_id = :first "
                    "and second_id = :second",
                    business, pair.first, pair.second)
        .has_value();
}

// Each record is read once, whoever it is compared with.
class Records {
public:
    Records(db::Session& session, BusinessId business) : session_(session), business_(business) {}

    const Person& operator[](CustomerId id) {
        const auto known = persons_.find(id);
        if (known != persons_.end()) return known->second;
        const auto customer = customers::find(session_, business_, id);
        CHECK(customer);
        return persons_.emplace(id, person_of(*customer)).first->second;
    }

private:
    db::Session& session_;
    BusinessId business_;
    std::map<CustomerId, Person> persons_;
};

Person by_name(const Named& named) {
    customers::Customer customer;
    customer.id = named.id;
    customer.name = named.name;
    customer.surname = named.surname;
    return person_of(customer);
}

// Those of one day of birth are many, so their names are compared first.
bool may_be_one(Shared shared, const Person& one, const Person& other) {
    return shared != Shared::birthday || score(one, other).points > 0;
}

std::vector<Pair> pairs_among(Records& records, Shared shared, const std::vector<Named>& alike) {
    std::vector<Person> names;
    for (const auto& each : alike) names.push_back(by_name(each));
    std::vector<Pair> out;
    for (std::size_t i = 0; i < names.size(); ++i)
        for (std::size_t j = i + 1; j < names.size(); ++j) {
            if (!may_be_one(shared, names[i], names[j])) continue;
            const auto points = score(records[names[i].id], records[names[j].id]);
            if (points.points >= kShown) out.push_back(pair_of(names[i].id, names[j].id, points));
        }
    return out;
}

struct Searching {
    ActivityId asked_by;
    std::size_t stage = 0;
    std::string after;
    std::int64_t found = 0;
};

// The row is held, so that what is done twice at once is done one after the other.
std::optional<Searching> find_searching(db::Tx& tx, BusinessId business, std::int64_t asked_by) {
    const std::string lock = tx.engine() == db::Engine::postgres ? " for update" : "";
    const auto row = tx.row<std::string, std::string, std::int64_t>(
        "select stage, after, found from duplicate_searches where business_id = :business and asked_by = :asked_by "
        "and state = 'searching'" +
            lock,
        business, asked_by);
    if (!row) return std::nullopt;
    const auto& [stage, after, found] = *row;
    const auto at = std::ranges::find(kStages, std::string_view(stage), &std::pair<Shared, std::string_view>::second);
    CHECK(at != kStages.end());
    return Searching{ActivityId{asked_by}, static_cast<std::size_t>(at - kStages.begin()), after, found};
}

bool keep(db::Tx& tx, BusinessId business, const Pair& pair) {
    if (is_told_apart(tx, business, pair)) return false;
    return tx.execute("insert into duplicate_pairs (business_id, first_id, second_id, score, reasons) "
                      "values (:business, :first, :second, :score, :reasons) on conflict do nothing",
                      business, pair.first, pair.second, pair.score.points,
                      static_cast<std::int64_t>(pair.score.reasons)) == 1;
}

void end_search(db::Tx& tx, BusinessId business, std::string_view state, Instant now) {
    tx.execute("update duplicate_searches set state = :state, ended_at = :now where business_id = :business", state,
               now, business);
}

std::optional<activity::Piece> look_on(db::Tx& tx, const Clock& clock, BusinessId business, const json& payload,
                                       const activity::Piece& so_far) {
    const auto searching = find_searching(tx, business, payload.at("asked_by").get<std::int64_t>());
    if (!searching) return std::nullopt;
    auto [asked_by, stage, after, found] = *searching;
    const auto shared = kStages[stage].first;
    const auto next = customers::next_shared(tx, business, shared, after, kLookedAt);
    Records records(tx, business);
    for (const auto& key : next.keys) {
        if (found >= kMostPairs) break;
        for (const auto& pair :
             pairs_among(records, shared, customers::sharing(tx, business, shared, key, most_of(shared))))
            found += keep(tx, business, pair) ? 1 : 0;
    }
    if (next.last) ++stage;
    const bool done = stage == kStages.size() || found >= kMostPairs;
    tx.execute("update duplicate_searches set stage = :stage, after = :after, found = :found "
               "where business_id = :business",
               kStages[std::min(stage, kStages.size() - 1)].second, next.last ? std::string() : next.after, found,
               business);
    if (done) {
        end_search(tx, business, "done", clock.now());
        return activity::Piece{so_far.all, so_far.all, true};
    }
    // Who has no phone or date of birth is looked past, so a stage that is over counts whole.
    const auto whole = so_far.all / static_cast<int>(kStages.size());
    const auto looked = next.last ? static_cast<int>(stage) * whole : so_far.done + next.looked_at;
    return activity::Piece{std::min(looked, so_far.all), so_far.all};
}

State state_of(std::string_view text) {
    return text == "searching" ? State::searching : text == "done" ? State::done : State::stopped;
}

// Whatever is known of those who went into a customer says where something of them may be.
void find_merged(const activity::Registry& registry, db::Session& session, personal::Subject& subject) {
    constexpr int kMost = 100;
    for (const auto& merge : customers::list_merges(session, subject.business, subject.customer, kMost)) {
        personal::Subject theirs{
            .business = subject.business, .customer = merge.customer, .language = subject.language};
        for (const auto& part : personal::parts(registry))
            if (part.find) part.find(session, theirs);
        for (const auto& address : theirs.addresses) subject.add_address(address);
        std::ranges::copy(theirs.dependants, std::back_inserter(subject.dependants));
        std::ranges::copy(theirs.records, std::back_inserter(subject.records));
    }
}

void add_personal(activity::Registry& registry) {
    registry.add(personal::Part{
        .name = "duplicates",
        .tables = {{"duplicate_pairs", "*", "a guess of the program, which follows from the records"},
                   {"different_customers", "*", "that two records are two people's"},
                   {"customer_merges", "*", "what was somebody's record and is in this one now"}},
        .find = [&registry](db::Session& session,
                            personal::Subject& subject) { find_merged(registry, session, subject); },
        // What was sent to who went into another one is that one's now.
        .is_of_another =
            [](db::Session& session, const personal::Subject& subject, std::string_view) {
                return customers::find_merge(session, subject.business, subject.customer).has_value();
            },
        .erase =
            [](db::Tx& tx, const personal::Erasing& erasing) {
                const auto& [business, customer] = std::tie(erasing.subject.business, erasing.subject.customer);
                forget(tx, business, customer);
                for (const auto* which : {"first_id", "second_id"})
                    tx.execute(fmt::format("delete from different_customers where business_id = :business and {} = "
                                           ":customer",
                                           which),
                               business, customer);
                erase_merged(tx, {erasing.clock, erasing.registry}, business, customer, erasing.actor);
            }});
    registry.add(personal::DeletionPart{
        .name = "duplicates",
        .take =
            [](db::Tx& tx, Instant, BusinessId business, CustomerId customer) {
                forget(tx, business, customer);
                return std::string();
            },
        .restore = [](db::Tx&, BusinessId, CustomerId, const std::string&, bool) -> Result<void> { return {}; }});
}

}  // namespace

std::vector<Pair> find_for(db::Session& session, BusinessId business, CustomerId customer) {
    Records records(session, business);
    std::set<CustomerId> candidates;
    for (const auto& [shared, name] : kStages) {
        const auto key = customers::key_of(session, business, shared, customer);
        if (key.empty()) continue;
        for (const auto& each : customers::sharing(session, business, shared, key, most_of(shared)))
            if (each.id != customer && may_be_one(shared, records[customer], by_name(each))) candidates.insert(each.id);
    }
    // A further phone is found as the list finds it.
    for (const auto& phone : records[customer].phones)
        for (const auto& each : customers::list(session, business, {.search = phone, .limit = 20}).customers)
            if (each.id != customer) candidates.insert(each.id);
    std::vector<Pair> out;
    for (const auto id : candidates) {
        const auto pair = pair_of(customer, id, score(records[customer], records[id]));
        if (pair.score.points >= kShown && !is_told_apart(session, business, pair)) out.push_back(pair);
    }
    std::ranges::stable_sort(out, std::ranges::greater{}, [](const Pair& pair) { return pair.score.points; });
    if (out.size() > kMostOfOne) out.resize(kMostOfOne);
    return out;
}

void ask(db::Tx& tx, const customers::Context& context, BusinessId business, activity::Actor actor) {
    if (const auto now = find_search(tx, business); now && now->state == State::searching) return;
    tx.execute("delete from duplicate_pairs where business_id = :business", business);
    tx.execute("delete from duplicate_searches where business_id = :business", business);
    const auto count = customers::walk_of(tx, business).count;
    const auto asked_by =
        activity::record(tx, context.registry, business, context.clock.now(),
                         {"duplicates.search_asked", business.value, actor, json{{"customers", count}}.dump()});
    tx.execute("insert into duplicate_searches (business_id, asked_by, state, stage, asked_at) "
               "values (:business, :asked_by, 'searching', :stage, :now)",
               business, asked_by, kStages.front().second, context.clock.now());
}

bool stop(db::Tx& tx, const customers::Context& context, BusinessId business) {
    const auto asked_by = tx.value<ActivityId>(
        "select asked_by from duplicate_searches where business_id = :business and state = 'searching'", business);
    if (!asked_by) return false;
    activity::stop_work(tx, context.clock, business, *asked_by, kPiece);
    end_search(tx, business, "stopped", context.clock.now());
    return true;
}

std::optional<Search> find_search(db::Session& session, BusinessId business) {
    const auto row = session.row<ActivityId, std::string, std::int64_t, Instant, std::optional<Instant>>(
        "select asked_by, state, found, asked_at, ended_at from duplicate_searches where business_id = :business",
        business);
    if (!row) return std::nullopt;
    const auto& [asked_by, state, found, asked_at, ended_at] = *row;
    Search out{.state = state_of(state), .found = found, .asked_at = asked_at, .ended_at = ended_at};
    if (out.state == State::done) out.percent = 100;
    if (out.state != State::searching) return out;
    const auto work = activity::find_work(session, business, asked_by, kPiece);
    if (work && work->all > 0) out.percent = static_cast<int>(100LL * work->done / work->all);
    // Given up after its last attempt, which the operator sees.
    if (!work || work->standing == activity::Standing::failed) out.state = State::stopped;
    return out;
}

Pairs list_pairs(db::Session& session, BusinessId business, const std::optional<Pair>& after, int limit) {
    Pairs out;
    const auto from = after.value_or(Pair{{}, {}, {INT32_MAX, 0}});
    for (const auto& [first, second, points, reasons] : session.rows<CustomerId, CustomerId, int, std::int64_t>(
             R"sql(
            select first_id, second_id, score, reasons from duplicate_pairs
            where business_id = :business and score <= :score
              and (score < :score or (first_id, second_id) > (:first, :second))
            order by score desc, first_id, second_id limit :limit)sql",
             business, from.score.points, from.first, from.second, limit + 1))
        out.pairs.push_back({first, second, {points, static_cast<unsigned>(reasons)}});
    out.more = std::ssize(out.pairs) > limit;
    if (out.more) out.pairs.pop_back();
    return out;
}

Result<void> tell_apart(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId one,
                        CustomerId other, activity::Actor actor) {
    const auto is_live = [&](CustomerId id) {
        const auto customer = customers::find(tx, business, id);
        return customer && !customer->anonymised;
    };
    if (one == other || !is_live(one) || !is_live(other)) return not_found("customer.unknown");
    const auto pair = pair_of(one, other, {});
    const auto added = tx.execute("insert into different_customers (business_id, first_id, second_id, said_at) values "
                                  "(:business, :first, :second, :now) on conflict do nothing",
                                  business, pair.first, pair.second, context.clock.now());
    if (added == 0) return {};
    tx.execute("delete from duplicate_pairs where business_id = :business and first_id = :first "
               "and second_id = :second",
               business, pair.first, pair.second);
    for (const auto subject : {one, other})
        activity::record(tx, context.registry, business, context.clock.now(),
                         {"customer.told_apart", subject.value, actor, "{}"});
    return {};
}

void take_back_told_apart(db::Tx& tx, BusinessId business, CustomerId one, CustomerId other) {
    const auto pair = pair_of(one, other, {});
    tx.execute("delete from different_customers where business_id = :business and first_id = :first "
               "and second_id = :second",
               business, pair.first, pair.second);
}

std::vector<CustomerId> list_told_apart(db::Session& session, BusinessId business, CustomerId customer, int limit) {
    std::vector<CustomerId> out;
    for (const auto& [id] : session.rows<CustomerId>(
             "select second_id from different_customers where business_id = :business and first_id = :customer "
             "union all select first_id from different_customers where business_id = :business "
             "and second_id = :customer limit :limit",
             business, customer, limit))
        out.push_back(id);
    return out;
}

void forget(db::Tx& tx, BusinessId business, CustomerId customer) {
    for (const auto* which : {"first_id", "second_id"})
        tx.execute(fmt::format("delete from duplicate_pairs where business_id = :business and {} = :customer", which),
                   business, customer);
}

void subscribe(activity::Registry& registry, const Clock& clock) {
    registry.add(std::vector<activity::Type>{
        {.name = "duplicates.search_asked", .words = N_("A search for customers who are there twice was begun")},
        {.name = "customer.told_apart", .words = N_("Said to be somebody else than another customer")}});
    registry.subscribe(
        "duplicates.search_asked", [&clock](db::Tx&, BusinessId, ActivityId id, const activity::Activity& activity) {
            const auto count = json::parse(activity.data).at("customers").get<int>();
            return std::vector<activity::Wanted>{{kPiece, clock.now(), json{{"asked_by", id.value}}.dump(),
                                                  std::max(1, count) * static_cast<int>(kStages.size())}};
        });
    registry.handle_pieces(
        kPiece, [&clock](db::Tx& tx, BusinessId business, const json& payload, const activity::Piece& so_far) {
            return look_on(tx, clock, business, payload, so_far);
        });
    registry.add(activity::Housekeeping{[&registry, &clock](db::Database& database, Instant) {
        finish_merges(database, {clock, registry});
    }});
    add_personal(registry);
}

}  // namespace duplicates
