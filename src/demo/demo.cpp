#include "demo/demo.h"

#include "demo/plan.h"
#include "demo/shop.h"
#include "events/jobs.h"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace demo {
namespace {

using std::chrono::days;

std::vector<Shop> shops() { return {studio_lind(), anna_vos(), boa_vista()}; }

bool is_there(db::Session& session, const Shop& shop) { return businesses::find_version(session, shop.slug).has_value(); }

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

// One business: opened, then every step of its plan taken at its time.
class Story {
public:
    Story(db::Tx& tx, const events::Registry& registry, const Shop& shop, Instant now, int history_months)
        : tx_(tx), registry_(registry), shop_(shop), now_(now), clock_(now - days{31} * (history_months + 2)), random_(shop.seed) {
        business_ = shop.open(tx, clock_, today());
        people_ = make_people(shop.people, random_);
        const auto offer = offers_.find(tx, shop.slug);
        zone_ = offer->business.zone;
        const auto from = zone_.day(now - days{30} * history_months);
        plan_ = make_plan(shop, *offer, now, from, random_);
    }

    void play() {
        std::vector<BookingId> made(plan_.size());
        for (const auto& [at, step, i] : in_order(plan_)) {
            clock_.set(at);
            if (step == Step::book) made[i] = book(plan_[i]);
            if (step == Step::move) done(bookings::reschedule(tx_, context(), business_, made[i], {plan_[i].start, {}}, by_link(made[i])), shop_);
            if (step == Step::cancel) done(bookings::cancel(tx_, context(), business_, made[i], by_link(made[i])), shop_);
        }
    }

private:
    // The day in UTC: near enough for holidays.
    Day today() const { return Zone::utc().day(now_); }
    bookings::Context context() { return {clock_, registry_, offers_}; }
    static events::Actor by_link(BookingId id) { return {events::ActorKind::manage_link, id.value}; }

    BookingId book(const Planned& planned) {
        bookings::Wish wish{};
        wish.service_id = planned.service_id;
        wish.provider_id = planned.provider_id;
        wish.starts_at = planned.first_start;
        wish.details = people_[planned.customer];
        wish.note = planned.note;
        wish.visitor_zone = shop_.people.zone;
        wish.consent = true;
        wish.actor = {events::ActorKind::visitor, 0};
        return done(bookings::book(tx_, context(), business_, wish), shop_).booking.id;
    }

    db::Tx& tx_;
    const events::Registry& registry_;
    const Shop& shop_;
    Instant now_;
    base::ManualClock clock_;
    Random random_;
    bookings::Offers offers_;
    BusinessId business_;
    Zone zone_ = Zone::utc();
    std::vector<customers::Details> people_;
    std::vector<Planned> plan_;
};

// Side by side, so that they share the database's durable commits.
void finish_the_past(db::Database& database, const events::Registry& registry, Instant now) {
    const base::ManualClock clock(now);
    std::vector<std::jthread> workers;
    for (int i = 0; i < 8; ++i)
        workers.emplace_back([&] {
            while (events::run_due(database, registry, clock, 100) > 0) {
            }
        });
}

}  // namespace

void load(db::Database& database, const events::Registry& registry, Instant now, int history_months) {
    for (const auto& shop : shops()) {
        if (database.read([&](db::Session& session) { return is_there(session, shop); })) continue;
        database.write([&](db::Tx& tx) { Story(tx, registry, shop, now, history_months).play(); });
    }
    finish_the_past(database, registry, now);
}

bool is_loaded(db::Session& session) {
    return std::ranges::all_of(shops(), [&](const Shop& shop) { return is_there(session, shop); });
}

}  // namespace demo
