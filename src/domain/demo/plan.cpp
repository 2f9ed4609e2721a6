#include "demo/plan.h"

#include <algorithm>
#include <unordered_map>

namespace demo {
namespace {

using namespace std::chrono_literals;
using bookings::Snapshot;
using catalog::Service;
using std::chrono::days;

constexpr days kFuture{61};
constexpr int kTriesPerDay = 60;
constexpr double kMoved = 0.06;
constexpr double kCancelled = 0.07;
constexpr double kNoted = 0.07;
constexpr double kExtra = 0.3;

// What a customer likes.
struct Habit {
    ProviderId provider;
    ServiceId service;
    Day last{};
};

class Planner {
public:
    Planner(const Shop& shop, const Snapshot& snapshot, Instant now, Day from, Random& random)
        : shop_(shop),
          offer_(snapshot),
          zone_(snapshot.business.zone),
          now_(now),
          today_(zone_.day(now)),
          from_(from),
          random_(random) {
        for (std::size_t i = 0; i < shop.people.count; ++i) {
            const auto& provider = random_.one_of(snapshot.providers).id;
            habits_.push_back({provider, random_.one_of(services_of(provider))->id, Day{}});
        }
    }

    std::vector<Planned> plan() {
        for (auto day = from_; day <= today_ + kFuture; day += days{1}) {
            uses_.clear();
            for (const auto& provider : offer_.providers) fill(provider, day);
        }
        return std::move(plan_);
    }

private:
    // Busier at the end of the story than at its start, thinning out after the next two weeks.
    double fullness(Day day) {
        const auto weekday = shop_.weekdays.at(std::chrono::weekday{day}.iso_encoding() - 1);
        const auto ahead = static_cast<double>((day - today_).count());
        auto shape = 1.0;
        if (ahead < 0) shape = 0.62 + 0.38 * progress(day);
        if (ahead > 13) shape = std::exp(-(ahead - 13) / 16);
        return std::min(0.9, shop_.fullness * weekday * shape + random_.between(-0.08, 0.08));
    }
    double progress(Day day) const {
        const auto whole = static_cast<double>((today_ - from_).count());
        return whole <= 0 ? 1 : std::min(1.0, static_cast<double>((day - from_).count()) / whole);
    }

    std::vector<const Service*> services_of(ProviderId provider) const {
        std::vector<const Service*> out;
        for (const auto& service : offer_.services)
            if (std::ranges::find(service.providers, provider) != service.providers.end()) out.push_back(&service);
        return out;
    }

    void fill(const staff::Provider& provider, Day day) {
        taken_.clear();
        openings_ = availability::openings(offer_.schedule(provider.id), zone_, day);
        Seconds open{}, wanted{}, used{};
        for (const auto& opening : openings_) {
            open += opening.span.end - opening.span.begin;
            for (const auto& pause : opening.breaks) open -= pause.end - pause.begin;
        }
        wanted = Seconds{static_cast<std::int64_t>(fullness(day) * static_cast<double>(open.count()))};
        for (int i = 0; i < kTriesPerDay && used < wanted; ++i) used += add(provider, day);
    }

    // One more appointment on that day; how long it lasts, zero when it came to nothing.
    Seconds add(const staff::Provider& provider, Day day) {
        const auto customer = choose_customer(provider.id, day);
        if (!customer) return {};
        const auto wished = choose_add_on(choose_service(*customer, provider.id));
        const auto& service = wished.service;
        // Nobody can say in this version that what waited for approval took place.
        if (service.needs_approval && (day <= today_ + days{1} || random_.chance(0.4))) return {};
        const auto start = choose_start(service);
        if (!start) return {};
        const auto made_at = choose_moment_of_booking(service, *start);
        if (!made_at) return {};

        Planned planned{*customer, service.id, provider.id, *made_at, *start, *start, {}, {}, {}, {}};
        for (const auto& add_on : wished.add_ons) planned.add_ons.push_back(add_on.id);
        take(service, *start);
        change_later(service, planned);
        if (random_.chance(kNoted)) planned.note = random_.one_of(shop_.people.notes);
        habits_[*customer].last = day;
        const bool stays = !planned.cancelled_at;
        plan_.push_back(std::move(planned));
        return stays ? Seconds{service.duration} : 0s;
    }

    // Regulars first; new ones come over time.
    std::optional<std::size_t> choose_customer(ProviderId provider, Day day) {
        const auto known = static_cast<double>(habits_.size()) * (0.45 + 0.55 * progress(day));
        for (int i = 0; i < 12; ++i) {
            const auto found = random_.early_index(static_cast<std::size_t>(known));
            if (habits_[found].provider != provider && random_.chance(0.8)) continue;
            if (habits_[found].last != Day{} && day < habits_[found].last + days{5}) continue;
            return found;
        }
        return std::nullopt;
    }

    const Service& choose_service(std::size_t customer, ProviderId provider) {
        const auto all = services_of(provider);
        const auto favourite =
            std::ranges::find(all, habits_[customer].service, [](const Service* service) { return service->id; });
        return favourite != all.end() && random_.chance(0.65) ? **favourite : *random_.one_of(all);
    }

    // Some want more than the service alone.
    bookings::Wished choose_add_on(const Service& service) {
        std::vector<catalog::AddOnId> chosen;
        if (const auto all = offer_.add_ons_of(service); !all.empty() && random_.chance(kExtra))
            chosen.push_back(random_.one_of(all)->id);
        return offer_.wished(service, chosen).value();
    }

    std::vector<Instant> free_starts(const Service& service) {
        std::vector<availability::Need> needs;
        for (const auto& need : service.needs)
            needs.push_back({need.quantity, offer_.resource(need.resource_id)->quantity, uses_[need.resource_id], 0s});
        return availability::starts(service.timing(), openings_, taken_, needs);
    }

    // Half of them right beside what is taken, as people at a desk would do it.
    std::optional<Instant> choose_start(const Service& service) {
        const auto starts = free_starts(service);
        if (starts.empty()) return std::nullopt;
        std::vector<Instant> beside;
        for (const auto start : starts) {
            const auto span = service.timing().occupied(start);
            const bool touches = std::ranges::any_of(
                taken_, [&](const Span& taken) { return taken.end == span.begin || taken.begin == span.end; });
            if (touches) beside.push_back(start);
        }
        return !beside.empty() && random_.chance(0.5) ? random_.one_of(beside) : random_.one_of(starts);
    }

    // By day, before now, and within what the service allows.
    std::optional<Instant> choose_moment_of_booking(const Service& service, Instant start) {
        const auto latest = std::min(now_ - 1min, start - service.minimum_notice - 5min);
        const auto earliest = start - (service.booking_horizon - days{2});
        if (latest <= earliest) return std::nullopt;
        const auto lead = Seconds{static_cast<std::int64_t>(random_.waiting(shop_.mean_lead_days * 86400.0))};
        const auto wished = std::clamp(start - lead, earliest, latest);
        const auto by_day = zone_.instant(WallTime{zone_.day(wished)} +
                                          Seconds{static_cast<std::int64_t>(random_.between(7.5, 22.5) * 3600)});
        return earliest <= by_day && by_day <= latest ? by_day : wished;
    }

    // Some are moved from another time of that day, some are cancelled.
    void change_later(const Service& service, Planned& planned) {
        const auto limit = std::max(offer_.business.cancel.before, offer_.business.reschedule.before);
        auto from = planned.made_at + 10min;
        if (random_.chance(kMoved)) {
            const auto others = free_starts(service);
            if (!others.empty()) {
                const auto other = random_.one_of(others);
                const auto first = std::min(other, planned.start);
                const auto until = std::min(now_ - 1min, first - limit - service.minimum_notice - 5min);
                if (from < until && other - (service.booking_horizon - days{2}) < planned.made_at) {
                    planned.first_start = other;
                    planned.moved_at = moment(from, until);
                    take(service, other);
                    from = *planned.moved_at + 10min;
                }
            }
        }
        const auto until = std::min(now_ - 1min, planned.start - limit - 5min);
        if (from < until && random_.chance(kCancelled)) planned.cancelled_at = moment(from, until);
    }
    Instant moment(Instant from, Instant until) {
        return from +
               Seconds{static_cast<std::int64_t>(random_.fraction() * static_cast<double>((until - from).count()))};
    }

    // Also of what is moved away or cancelled later, so that every step holds in whatever order they come.
    void take(const Service& service, Instant start) {
        const auto span = service.timing().occupied(start);
        taken_.insert(std::ranges::upper_bound(taken_, span), span);
        for (const auto& need : service.needs) {
            auto& uses = uses_[need.resource_id];
            const auto at =
                std::ranges::upper_bound(uses, span.begin, {}, [](const auto& use) { return use.span.begin; });
            uses.insert(at, {span, need.quantity});
        }
    }

    const Shop& shop_;
    const Snapshot& offer_;
    Zone zone_;
    Instant now_;
    Day today_, from_;
    Random& random_;
    std::vector<Habit> habits_;
    std::vector<availability::Opening> openings_;                          // of the provider's day
    std::vector<Span> taken_;                                              // of the provider's day
    std::unordered_map<ResourceId, std::vector<availability::Use>> uses_;  // of the day
    std::vector<Planned> plan_;
};

}  // namespace

std::vector<Planned> make_plan(const Shop& shop, const Snapshot& snapshot, Instant now, Day from, Random& random) {
    return Planner(shop, snapshot, now, from, random).plan();
}

}  // namespace demo
