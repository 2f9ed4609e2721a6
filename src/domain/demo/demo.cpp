#include "demo/demo.h"

#include "activity/jobs.h"
#include "demo/plan.h"
#include "demo/shop.h"
#include "notify/workflow.h"
#include "onboarding/onboarding.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <thread>

namespace demo {
namespace {

using std::chrono::days;

std::vector<Shop> shops() { return {studio_lind(), anna_vos(), boa_vista()}; }

bool is_there(db::Session& session, const Shop& shop) {
    return businesses::find_version(session, shop.slug).has_value();
}

template <class T>
T done(Result<T> result, const Shop& shop) {
    if (!result) throw std::logic_error(fmt::format("the demo of {} met {}", shop.slug, result.error().code));
    return *std::move(result);
}

enum class Step { book, move, cancel };
struct Action {
    Instant at;
    Step step;
    std::size_t planned;
};

std::vector<Action> in_order(const std::vector<Planned>& plan) {
    std::vector<Action> out;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        out.push_back({plan[i].made_at, Step::book, i});
        if (plan[i].moved_at) out.push_back({*plan[i].moved_at, Step::move, i});
        if (plan[i].cancelled_at) out.push_back({*plan[i].cancelled_at, Step::cancel, i});
    }
    std::ranges::stable_sort(out, {}, &Action::at);
    return out;
}

// One business: opened, then every step of its plan taken at its time. PostgreSQL grows slow when one transaction
// changes a row thousands of times, as each booking does with its provider's version; hence the batches.
class Story {
public:
    Story(db::Database& database, const activity::Registry& registry, const Shop& shop, Instant now, int history_months)
        : database_(database), registry_(registry), shop_(shop), clock_(now - days{31} * (history_months + 2)) {
        Random random(shop.seed);
        people_ = make_people(shop.people, random);
        // The day in UTC is near enough for holidays.
        const auto today = Zone::utc().day(now);
        business_ = database.write([&](db::Tx& tx) {
            const auto id = shop.open(tx, clock_, today);
            notify::install_defaults(tx, clock_, businesses::find(tx, id).value());
            tx.execute("insert into demo_businesses (business_id) values (:id)", id);
            onboarding::set_done(tx, clock_, id, onboarding::kFinished);
            return id;
        });
        snapshot_ = database.read([&](db::Session& session) { return offers_.find(session, shop.slug); });
        const auto from = snapshot_->business.zone.day(now - days{30} * history_months);
        plan_ = make_plan(shop, *snapshot_, now, from, random);
        made_.resize(plan_.size());
    }

    // `told` hears how much of it has happened, 0 to 1.
    void play(const std::function<void(double done)>& told) {
        const auto actions = in_order(plan_);
        for (std::size_t first = 0; first < actions.size(); first += kBatch) {
            const auto batch = std::span(actions).subspan(first, std::min(kBatch, actions.size() - first));
            database_.write([&](db::Tx& tx) {
                for (const auto& action : batch) take(tx, action);
            });
            told(static_cast<double>(first + batch.size()) / static_cast<double>(actions.size()));
        }
    }

    // Customers whom no free time suits, each an hour after the one before.
    void wait(Instant now) {
        if (!shop_.waits) return;
        const auto wishes = shop_.waits(*snapshot_, snapshot_->business.zone.day(now));
        for (std::size_t i = 0; i < wishes.size() && i < people_.size(); ++i) {
            clock_.set(now - (wishes.size() - i) * std::chrono::hours{1});
            const waiting::Joining who{
                .details = people_[i], .actor = {activity::ActorKind::visitor, 0}, .consent = true};
            database_
                .write([&](db::Tx& tx) {
                    const bookings::Context context{clock_, registry_, offers_};
                    return waiting::join(tx, context, business_, wishes[i], who, bookings::Rules::customer);
                })
                .value();
        }
    }

private:
    static constexpr std::size_t kBatch = 250;

    void take(db::Tx& tx, const Action& action) {
        clock_.set(action.at);
        const bookings::Context context{clock_, registry_, offers_};
        const auto& planned = plan_[action.planned];
        auto& id = made_[action.planned];
        const activity::Actor by_link{activity::ActorKind::manage_link, id.value};
        switch (action.step) {
            case Step::book:
                id = done(bookings::book(tx, context, business_, wish(planned), bookings::Rules::customer), shop_)
                         .booking.id;
                break;
            case Step::move:
                done(bookings::reschedule(tx, context, business_, id, {planned.start, {}}, by_link,
                                          bookings::Rules::customer),
                     shop_);
                break;
            case Step::cancel:
                done(bookings::cancel(tx, context, business_, id, by_link, bookings::Rules::customer), shop_);
                break;
        }
    }

    bookings::Wish wish(const Planned& planned) {
        bookings::Wish out{};
        out.add_ons = planned.add_ons;
        out.answers.values = answers(planned.service_id);
        out.service_id = planned.service_id;
        out.provider_id = planned.provider_id;
        out.starts_at = planned.first_start;
        out.details = people_[planned.customer];
        out.note = planned.note;
        out.visitor_zone = shop_.people.zone;
        out.consent = true;
        out.actor = {activity::ActorKind::visitor, 0};
        return out;
    }

    // Most tell; files they keep to themselves.
    catalog::Given answers(ServiceId service) {
        catalog::Given out;
        for (const auto* field : catalog::fields_of(snapshot_->extra_fields, service)) {
            if (!says_.chance(0.7)) continue;
            using enum catalog::ExtraField::Kind;
            const auto said = shop_.answers.find(field->key);
            if (field->kind == yes_no) out[field->id] = {says_.chance(0.15) ? "yes" : "no"};
            if (field->has_options()) out[field->id] = {says_.one_of(field->options).key};
            if (said != shop_.answers.end()) out[field->id] = {says_.one_of(said->second)};
        }
        return out;
    }

    db::Database& database_;
    const activity::Registry& registry_;
    const Shop& shop_;
    Random says_{shop_.seed + 1000};
    base::ManualClock clock_;
    bookings::Snapshots offers_;
    std::shared_ptr<const bookings::Snapshot> snapshot_;
    BusinessId business_;
    std::vector<customers::Details> people_;
    std::vector<Planned> plan_;
    std::vector<BookingId> made_;  // by the plan's order
};

// Side by side, so that they share the database's durable commits.
void finish_the_past(db::Database& database, const activity::Registry& registry, Instant now) {
    const base::ManualClock clock(now);
    std::vector<std::jthread> workers;
    for (int i = 0; i < 8; ++i)
        workers.emplace_back([&] {
            while (activity::run_due(database, registry, clock, 100) > 0) {
            }
        });
}

}  // namespace

void load(db::Database& database, const activity::Registry& registry, Instant now, int history_months,
          const Progress& progress) {
    const auto all = shops();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (database.read([&](db::Session& session) { return is_there(session, all[i]); })) continue;
        Story story(database, registry, all[i], now, history_months);
        story.play([&](double done) {
            const auto percent = 100 * (static_cast<double>(i) + done) / static_cast<double>(all.size());
            if (progress) progress(static_cast<int>(percent));
        });
        story.wait(now);
    }
    finish_the_past(database, registry, now);
}

}  // namespace demo
