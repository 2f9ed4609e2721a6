#include "bookings/free_times.h"

#include "base/cache.h"
#include "bookings/booking.h"
#include "bookings/hold_store.h"
#include "bookings/session_store.h"
#include "bookings/tailored.h"
#include "db/db.h"

namespace bookings {
namespace {

using availability::Need;
using availability::Opening;
using availability::Use;
using catalog::Service;
using DayCount = std::chrono::days;

// What is left of `uses` without those of `own` of that occupant; `bare`: what others have over them.
std::vector<Use> left_without(std::vector<Use> uses, const std::vector<store::Occupied>& own, OccupantId occupant,
                              const std::vector<Use>& bare) {
    for (const auto& each : own)
        if (each.occupant == occupant) {
            const auto is_it = [&](const Use& use) {
                return use.span == each.span && use.quantity == each.quantity &&
                       (!use.location || use.location == each.location_id);
            };
            if (const auto at = std::ranges::find_if(uses, is_it); at != uses.end()) uses.erase(at);
        }
    uses.insert(uses.end(), bare.begin(), bare.end());
    if (!bare.empty()) std::ranges::sort(uses);
    return uses;
}

// What is taken of one occupant, as of `version`: all that begins at `since` or later.
struct Taken {
    std::int64_t version = -1;
    Instant since{};
    std::optional<Instant> until{};           // when the first of the holds among them expires, by the database's clock
    std::vector<Use> uses;                    // sorted by begin
    std::vector<Span> spans;                  // the same without quantities
    std::vector<store::Joinable> joinable{};  // of a provider: appointments that customers may share, by start
    Seconds longest{};
    std::map<Instant, std::int64_t> work;  // seconds by the week's begin, worked out when asked for
    // The same as it is seen from a location, for a business whose locations lie apart; worked out when asked for.
    std::map<std::optional<LocationId>, std::vector<Span>> from;

    void set(std::vector<Use> now) {
        uses = std::move(now);
        spans.clear();
        longest = {};
        work.clear();
        from.clear();
        for (const auto& use : uses) {
            spans.push_back(use.span);
            longest = std::max<Seconds>(longest, use.span.end - use.span.begin);
        }
    }

    std::span<const Span> seen_from(std::optional<LocationId> here, const availability::Travel& travel) {
        if (travel.empty()) return spans;
        const auto [found, is_new] = from.try_emplace(here);
        if (is_new) found->second = availability::taken_from(here, uses, travel);
        return found->second;
    }

    std::int64_t work_in(Span week) {
        const auto [found, is_new] = work.try_emplace(week.begin, 0);
        if (is_new)
            for (auto span = std::ranges::lower_bound(spans, week.begin, {}, &Span::begin);
                 span != spans.end() && span->begin < week.end; ++span)
                found->second += (span->end - span->begin).count();
        return found->second;
    }

    Taken without(const std::vector<store::Occupied>& own, OccupantId occupant, const std::vector<Use>& bare) const {
        Taken out;
        out.version = version;
        out.since = since;
        out.until = until;
        out.joinable = joinable;
        out.set(left_without(uses, own, occupant, bare));
        return out;
    }
};

// What is taken of an occupant from `since` on, without what has expired.
struct Loaded {
    std::vector<Use> uses{};
    std::optional<Instant> until{};  // as of Taken
    std::vector<store::Joinable> joinable{};
};
Loaded load_uses(db::Session& session, const Snapshot& snapshot, OccupantId occupant, Instant since) {
    const auto business = snapshot.business.id;
    const auto places = snapshot.travel.empty() ? store::Places::unread : store::Places::read;
    Loaded out{store::list_taken_since(session, business, occupant, since, places)};
    auto kept = store::list_kept(session, business, {since, Instant::max()});
    std::erase_if(kept, [&](const store::Kept& each) {
        return !store::takes(each, {occupant}, {since, Instant::max()});
    });
    if (kept.empty()) return out;
    const auto now = db::now(session);
    std::vector<store::Occupied> own;
    std::vector<AppointmentId> expired;
    for (auto& each : kept)
        if (each.expires_at > now) {
            out.until = std::min(out.until.value_or(each.expires_at), each.expires_at);
        } else {
            std::ranges::move(each.taken, std::back_inserter(own));
            expired.push_back(each.id);
        }
    const auto bare = places == store::Places::read || own.empty()
                          ? std::vector<Use>()
                          : store::list_laid_bare(session, business, occupant, own, expired);
    out.uses = left_without(std::move(out.uses), own, occupant, bare);
    return out;
}

Loaded load(db::Session& session, const Snapshot& snapshot, OccupantId occupant, Instant since) {
    auto out = load_uses(session, snapshot, occupant, since);
    // A room has none: providers and resources share their ids' numbers.
    auto shared = store::list_joinable(session, snapshot.business.id, ProviderId{occupant.value}, since);
    out.joinable = std::move(shared.all);
    if (shared.until) out.until = std::min(out.until.value_or(*shared.until), *shared.until);
    return out;
}

// Spans that only one of the two has.
std::vector<Span> changed(const std::vector<Use>& before, const std::vector<Use>& after) {
    std::vector<Use> out;
    std::ranges::set_symmetric_difference(before, after, std::back_inserter(out));
    std::vector<Span> spans;
    for (const auto& use : out) spans.push_back(use.span);
    return spans;
}

bool lies_in(Span span, Instant moment) { return span.begin <= moment && moment < span.end; }

// What whoever asks has already: the appointment of a booking that moves, a place that they hold.
struct Own {
    std::optional<AppointmentId> moving{}, place_in{};
};

using DayStarts = std::unordered_map<std::int64_t, std::vector<Instant>>;  // by day number

std::int64_t number(Day day) { return day.time_since_epoch().count(); }

// Whose starts, of what length, and where: no location is wherever the service is offered. With the length in it, what
// is kept for one customer answers only those for whom the service takes as long.
struct Key {
    ServiceId service;
    ProviderId provider;
    std::optional<LocationId> location;
    Minutes length;
    friend auto operator<=>(const Key&, const Key&) = default;
};

// Everything in memory about one business at one version of what it offers.
struct Diary {
    std::mutex mutex;
    std::int64_t offer_version = -1;
    Day today{};
    std::unordered_map<OccupantId, Taken> taken;
    std::unordered_map<ProviderId, std::unordered_map<std::int64_t, std::vector<Opening>>> openings;
    std::map<Key, DayStarts> starts;
    bool changed_size = false;  // since it was weighed

    // About how much memory it takes.
    std::size_t weight() const {
        constexpr std::size_t kNode = 64;  // of a map, with what the heap adds
        auto out = sizeof(Diary);
        for (const auto& [occupant, what] : taken) {
            out += kNode + sizeof what + what.uses.capacity() * sizeof(Use) + what.spans.capacity() * sizeof(Span) +
                   what.work.size() * kNode;
            out += what.joinable.capacity() * sizeof(store::Joinable);
            for (const auto& [here, spans] : what.from) out += kNode + spans.capacity() * sizeof(Span);
        }
        for (const auto& [provider, by_day] : openings)
            for (const auto& [day, list] : by_day) {
                out += kNode + list.capacity() * sizeof(Opening);
                for (const auto& opening : list) out += opening.breaks.capacity() * sizeof(Span);
            }
        for (const auto& [key, by_day] : starts)
            for (const auto& [day, list] : by_day) out += kNode + list.capacity() * sizeof(Instant);
        return out;
    }

    void forget_all(std::int64_t version) {
        offer_version = version;
        changed_size = true;
        taken.clear();
        openings.clear();
        starts.clear();
    }

    // Nobody asks for a day that is over.
    void forget_before(Day day) {
        if (day <= today) return;
        today = day;
        const auto is_over = [&](const auto& kept) { return kept.first < number(day); };
        for (auto& [provider, by_day] : openings) std::erase_if(by_day, is_over);
        for (auto& [key, by_day] : starts) std::erase_if(by_day, is_over);
    }

    const std::vector<Opening>& openings_on(const Snapshot& snapshot, ProviderId provider, Day day) {
        const auto [found, is_new] = openings[provider].try_emplace(number(day));
        if (is_new) {
            found->second = availability::openings_for(snapshot.schedule(provider), snapshot.business.zone, day);
            changed_size = true;
        }
        return found->second;
    }

    std::vector<Instant> work_out(const Snapshot& snapshot, const Service& service, const Key& key, Day day,
                                  std::unordered_map<OccupantId, Taken>& from) {
        std::vector<Need> needs;
        for (const auto& need : service.needs) {
            const auto& uses = from.at(staff::occupant(need.resource_id));
            const auto& resource = *snapshot.resource(need.resource_id);
            needs.push_back({need.quantity, resource.quantity, uses.uses, uses.longest, resource.location_id});
        }
        auto& of_provider = from.at(staff::occupant(key.provider));
        return availability::starts_of_day(
            service.timing(key.provider), openings_on(snapshot, key.provider, day), {key.location, service.places},
            [&](std::optional<LocationId> here) { return of_provider.seen_from(here, snapshot.travel); }, needs,
            snapshot.business.zone.span(day));
    }

    // The first of one provider's appointments at each start that day that customers may share, with its places left.
    // One that is nowhere in particular is offered wherever somebody looks.
    void add_shared(std::vector<FreeStart>& out, const Service& service, ProviderId provider,
                    std::optional<LocationId> location, Span day, const std::optional<Own>& own) const {
        const auto found = taken.find(staff::occupant(provider));
        if (found == taken.end()) return;
        const auto& all = found->second.joinable;
        for (auto each =
                 std::ranges::lower_bound(all, day.begin, {}, [](const store::Joinable& of) { return of.time.begin; });
             each != all.end() && each->time.begin < day.end; ++each) {
            const bool is_elsewhere = location && each->location_id && *each->location_id != *location;
            if (each->service_id != service.id || is_elsewhere) continue;
            if (own && own->moving == each->id) continue;
            const auto left = each->left + (own && own->place_in == each->id ? 1 : 0);
            if (left > 0 && (out.empty() || out.back().start != each->time.begin))
                out.push_back({each->time.begin, provider, left, true});
        }
    }

    const std::vector<Instant>& starts_on(const Snapshot& snapshot, const Service& service, const Key& key, Day day) {
        const auto [found, is_new] = starts[key].try_emplace(number(day));
        if (is_new) {
            found->second = work_out(snapshot, service, key, day, taken);
            changed_size = true;
        }
        return found->second;
    }

    // The days that a change of this occupant may have changed are worked out anew when they are asked for.
    void replace(const Snapshot& snapshot, OccupantId occupant, std::int64_t version, Instant since, Loaded now) {
        auto& entry = taken[occupant];
        const auto touched = changed(entry.uses, now.uses);
        const bool first = entry.version < 0;
        entry.set(std::move(now.uses));
        entry.joinable = std::move(now.joinable);
        changed_size = true;
        entry.version = version;
        entry.since = since;
        entry.until = now.until;
        if (first || touched.empty()) return;
        for (auto& [key, by_day] : starts) {
            const auto* service = snapshot.service(key.service);
            const bool concerned = staff::occupant(key.provider) == occupant ||
                                   std::ranges::any_of(service->needs, [&](const catalog::Need& need) {
                                       return staff::occupant(need.resource_id) == occupant;
                                   });
            if (!concerned) continue;
            // A service and its buffers reach three days at most, and the way to another location one more.
            const DayCount reach{snapshot.travel.empty() ? 3 : 4};
            for (const auto& span : touched)
                for (auto day = snapshot.business.zone.day(span.begin) - reach;
                     day <= snapshot.business.zone.day(span.end) + reach; day += DayCount{1})
                    by_day.erase(number(day));
        }
    }
};

// One question: the service, who may give it, and what is taken as far as it matters.
struct Question {
    std::shared_ptr<const Service> service{};  // as it is for that customer
    std::vector<ProviderId> providers;         // empty: it cannot be booked
    std::vector<OccupantId> occupants;
    std::optional<LocationId> location;
    std::optional<Own> own{};
};

Question question(const Snapshot& snapshot, const Wanted& wanted) {
    Question out;
    const auto* service = snapshot.service(wanted.service_id);
    if (!service) return out;
    out.location = wanted.location_id;
    if (out.location && !snapshot.is_offered_at(*service, *out.location)) return out;
    for (const auto* provider : snapshot.providers_of(*service))
        if (!wanted.provider_id || provider->id == *wanted.provider_id) {
            out.providers.push_back(provider->id);
            out.occupants.push_back(staff::occupant(provider->id));
        }
    if (!out.providers.empty())
        for (const auto& need : service->needs) out.occupants.push_back(staff::occupant(need.resource_id));
    return out;
}

// From when on it matters what was taken: what may still reach into today, and all of this week's, by which work is
// spread.
Instant since_when(const Zone& zone, Instant now) {
    return std::min(now - DayCount{1} - store::kLongest, week_of(zone, now).begin);
}

using Versions = std::vector<std::pair<OccupantId, std::int64_t>>;

// Of a few occupants by their ids, of many with all others of the business.
constexpr std::size_t kFew = 3;

// Each of the few, the last one again where there are fewer.
std::array<OccupantId, kFew> few(const std::vector<OccupantId>& occupants) {
    std::array<OccupantId, kFew> out;
    for (std::size_t i = 0; i < kFew; ++i) out[i] = occupants[std::min(i, occupants.size() - 1)];
    return out;
}

Versions read_versions(db::Session& session, BusinessId business, const std::vector<OccupantId>& occupants) {
    if (occupants.empty()) return {};
    Versions out;
    if (occupants.size() <= kFew) {
        const auto [a, b, c] = few(occupants);
        for (const auto& [id, version] : session.rows<OccupantId, std::int64_t>(
                 "select id, version from occupants where business_id = :business and id in (:a, :b, :c)", business, a,
                 b, c))
            out.emplace_back(id, version);
        return out;
    }
    for (const auto& [id, version] : session.rows<OccupantId, std::int64_t>(
             "select id, version from occupants where business_id = :business", business))
        out.emplace_back(id, version);
    return out;
}

// The appointments whose time counts as free.
std::vector<AppointmentId> left_by(const Wanted& wanted) {
    auto out = wanted.besides;
    if (const auto own = wanted.moving ? wanted.moving : wanted.held) out.push_back(*own);
    return out;
}

// Each change raises one of the versions, so it makes the sum another. Between two of them holds expire one after
// another, which counts above all versions.
struct Sum {
    std::int64_t versions = 0;
    std::optional<Instant> first_expires{};  // of the business's holds
};
std::int64_t stamp_of(db::Session& session, BusinessId business, const Sum& sum) {
    constexpr int kAboveVersions = 40;
    if (!sum.first_expires) return sum.versions;
    const auto now = db::now(session);
    if (*sum.first_expires > now) return sum.versions;
    return sum.versions + (store::count_expired(session, business, now) << kAboveVersions);
}

Sum sum_of(std::optional<std::tuple<std::int64_t, std::optional<Instant>>>&& row) {
    return {std::get<0>(row.value()), std::get<1>(row.value())};
}
Sum sum_of_all(db::Session& session, BusinessId business) {
    return sum_of(session.row<std::int64_t, std::optional<Instant>>(
        "select cast(coalesce(sum(version), 0) as bigint), (select min(expires_at) from holds where business_id = "
        ":business) from occupants where business_id = :business",
        business));
}
Sum sum_versions(db::Session& session, BusinessId business, const std::vector<OccupantId>& occupants) {
    if (occupants.empty()) return {};
    if (occupants.size() > kFew) return sum_of_all(session, business);
    const auto [a, b, c] = few(occupants);
    return sum_of(session.row<std::int64_t, std::optional<Instant>>(
        "select cast(coalesce(sum(version), 0) as bigint), (select min(expires_at) from holds where business_id = "
        ":business) from occupants where business_id = :business and id in (:a, :b, :c)",
        business, a, b, c));
}

}  // namespace

struct FreeTimes::Impl {
    base::Cache<BusinessId, Diary> diaries;
    std::mutex beginning;  // so that two who ask first begin one diary

    explicit Impl(std::size_t bytes_max) : diaries(bytes_max) {}

    std::shared_ptr<Diary> diary(BusinessId business) {
        if (auto kept = diaries.find(business)) return kept;
        const std::lock_guard guard(beginning);
        if (auto kept = diaries.find(business)) return kept;
        auto begun = std::make_shared<Diary>();
        diaries.put(business, begun, begun->weight());
        return begun;
    }

    // By whoever holds its mutex, after it was asked.
    void weigh(BusinessId business, const std::shared_ptr<Diary>& diary) {
        if (!std::exchange(diary->changed_size, false)) return;
        diaries.resize(business, diary, diary->weight());
    }

    // Brings what the question needs up to date: first the versions are read, then what they say is stale; so what is
    // in memory is never older than its version says.
    static void refresh(db::Session& session, const Snapshot& snapshot, const Question& asked, Diary& diary,
                        Instant now) {
        if (diary.offer_version != snapshot.business.version) diary.forget_all(snapshot.business.version);
        diary.forget_before(snapshot.business.zone.day(now));
        const auto since = since_when(snapshot.business.zone, now);
        const auto versions = read_versions(session, snapshot.business.id, asked.occupants);
        std::optional<Instant> clock;  // the database's, asked where holds are in memory
        const auto has_expired = [&](Instant at) {
            if (!clock) clock = db::now(session);
            return at <= *clock;
        };
        for (const auto& [occupant, version] : versions) {
            if (std::ranges::find(asked.occupants, occupant) == asked.occupants.end()) continue;
            const auto known = diary.taken.find(occupant);
            // Another version, older ones too: where a standby that lagged behind took over, versions go back. And the
            // clock may have been set back to before what is in memory.
            if (known != diary.taken.end() && known->second.version == version && known->second.since <= since &&
                !(known->second.until && has_expired(*known->second.until)))
                continue;
            diary.replace(snapshot, occupant, version, since, load(session, snapshot, occupant, since));
        }
    }

    // A request that began before the last change of the settings works on its own copy. Not so when it was the
    // database that went back.
    static bool is_behind(db::Session& session, const Snapshot& snapshot, const Diary& diary) {
        if (diary.offer_version <= snapshot.business.version) return false;
        return session.value<std::int64_t>("select version from businesses where id = :id", snapshot.business.id) !=
               snapshot.business.version;
    }

    // Calls `visit(day, provider, starts)` for each day and provider, starts cut to what may be booked now, until it
    // returns false for a day.
    template <class Visit>
    void each_day(db::Session& session, const Snapshot& snapshot, const Wanted& wanted, Day first, Day last,
                  Instant now, const Visit& visit) {
        auto asked = question(snapshot, wanted);
        if (asked.providers.empty()) return;
        asked.service = tailor(session, snapshot.business.id, *snapshot.service(wanted.service_id),
                               {wanted.customer, wanted.moving});
        const bool with_add_ons = !wanted.moving && !wanted.add_ons.empty();
        if (with_add_ons) {
            auto wished = snapshot.wished(*asked.service, wanted.add_ons);
            if (!wished) return;
            asked.service = std::make_shared<const Service>(std::move(wished->service));
        }
        const auto& zone = snapshot.business.zone;
        auto bookable =
            availability::bookable(now, asked.service->minimum_notice, asked.service->booking_horizon, zone);
        if (wanted.rules == Rules::staff) bookable = {now, zone.span(last).end};
        if (bookable.begin >= bookable.end) return;
        first = std::max(first, zone.day(bookable.begin));
        last = std::min(last, zone.day(bookable.end - Seconds{1}));

        const auto kept = diary(snapshot.business.id);
        const std::lock_guard guard(kept->mutex);
        Diary alone;
        auto& diary = is_behind(session, snapshot, *kept) ? alone : *kept;
        refresh(session, snapshot, asked, diary, now);
        asked.own = own_of(session, snapshot, wanted);
        if (const auto left = left_by(wanted); !left.empty()) {
            auto taken = diary.taken;
            std::vector<store::Occupied> own;
            for (const auto id : left)
                std::ranges::move(wanted.whole ? store::list_occupied(session, snapshot.business.id, id)
                                               : store::list_left_by_one(session, snapshot.business.id, id),
                                  std::back_inserter(own));
            const bool each = !snapshot.travel.empty();  // what lies over another is read too
            if (!each) std::erase_if(own, [](const store::Occupied& one) { return one.over; });
            for (auto& [occupant, what] : taken) {
                const auto bare = each ? std::vector<Use>()
                                       : store::list_laid_bare(session, snapshot.business.id, occupant, own, left);
                what = what.without(own, occupant, bare);
            }
            walk(snapshot, asked, diary, first, last, bookable, visit, &taken);
        } else if (with_add_ons) {
            // The starts of so many lengths are not kept: they are worked out from what is taken.
            walk(snapshot, asked, diary, first, last, bookable, visit, &diary.taken);
        } else {
            walk(snapshot, asked, diary, first, last, bookable, visit, nullptr);
        }
        weigh(snapshot.business.id, kept);
    }

    // Nullopt: what is shared is nothing for an appointment that moves as a whole, with all who are in it.
    static std::optional<Own> own_of(db::Session& session, const Snapshot& snapshot, const Wanted& wanted) {
        if (wanted.whole) return std::nullopt;
        Own out{wanted.moving, {}};
        if (wanted.held && snapshot.service(wanted.service_id)->is_for_groups())
            if (const auto hold = store::find_hold(session, snapshot.business.id, *wanted.held))
                out.place_in = hold->place_in;
        return out;
    }

    // The first start of the provider on one of the days, cut to what may be booked.
    static std::optional<Instant> first_start(const Snapshot& snapshot, const Service& service, ProviderId provider,
                                              Diary& diary, Span bookable) {
        const auto& zone = snapshot.business.zone;
        const auto last = zone.day(bookable.end - Seconds{1});
        std::vector<FreeStart> shared;
        for (auto day = zone.day(bookable.begin); day <= last; day += DayCount{1}) {
            std::optional<Instant> out;
            if (service.times == catalog::Times::hours) {
                const auto& starts = diary.starts_on(snapshot, service,
                                                     {service.id, provider, {}, service.duration_with(provider)}, day);
                const auto found = std::ranges::lower_bound(starts, bookable.begin);
                if (found != starts.end() && *found < bookable.end) out = *found;
            }
            shared.clear();
            diary.add_shared(shared, service, provider, {}, zone.span(day), Own{});
            for (const auto& each : shared)
                if (lies_in(bookable, each.start)) out = std::min(out.value_or(each.start), each.start);
            if (out) return out;
        }
        return std::nullopt;
    }

    template <class Visit>
    static void walk(const Snapshot& snapshot, const Question& asked, Diary& diary, Day first, Day last, Span bookable,
                     const Visit& visit, std::unordered_map<OccupantId, Taken>* instead) {
        std::vector<Instant> own;
        std::vector<FreeStart> shared;
        const bool is_for_groups = asked.service->is_for_groups();
        for (auto day = first; day <= last; day += DayCount{1}) {
            for (const auto provider : asked.providers) {
                const Key key{asked.service->id, provider, asked.location, asked.service->duration_with(provider)};
                std::span<const Instant> starts;
                if (asked.service->times == catalog::Times::sessions && asked.own)
                    starts = {};
                else if (instead)
                    starts = own = diary.work_out(snapshot, *asked.service, key, day, *instead);
                else
                    starts = diary.starts_on(snapshot, *asked.service, key, day);
                while (!starts.empty() && starts.front() < bookable.begin) starts = starts.subspan(1);
                while (!starts.empty() && starts.back() >= bookable.end) starts = starts.first(starts.size() - 1);
                shared.clear();
                if (is_for_groups && asked.own) {
                    diary.add_shared(shared, *asked.service, provider, asked.location, snapshot.business.zone.span(day),
                                     asked.own);
                    std::erase_if(shared, [&](const FreeStart& each) { return !lies_in(bookable, each.start); });
                }
                if (!visit(day, provider, starts, shared, diary)) break;
            }
        }
    }
};

FreeTimes::FreeTimes(std::size_t bytes_max) : impl_(new Impl(bytes_max)) {}
FreeTimes::~FreeTimes() = default;

std::vector<FreeStart> FreeTimes::list(db::Session& session, const Snapshot& snapshot, const Wanted& wanted, Day first,
                                       Day last, Instant now) {
    std::vector<FreeStart> out;
    std::vector<std::pair<FreeStart, std::int64_t>> of_day;  // with the provider's work that week
    std::optional<Day> current;
    Span week{};
    const auto* service = snapshot.service(wanted.service_id);
    const auto end_day = [&] {
        std::ranges::stable_sort(
            of_day, {}, [](const auto& each) { return std::tuple(each.first.start, !each.first.shared, each.second); });
        for (const auto& [free, work] : of_day)
            if (out.empty() || out.back().start != free.start) out.push_back(free);
        of_day.clear();
    };
    impl_->each_day(session, snapshot, wanted, first, last, now,
                    [&](Day day, ProviderId provider, std::span<const Instant> starts,
                        const std::vector<FreeStart>& shared, Diary& diary) {
                        if (current != day) {
                            end_day();
                            week = week_of(snapshot.business.zone, snapshot.business.zone.span(day).begin);
                        }
                        current = day;
                        if (starts.empty() && shared.empty()) return true;
                        const auto work = diary.taken[staff::occupant(provider)].work_in(week);
                        const auto places = service ? service->capacity_with(provider) : 1;
                        for (const auto start : starts) of_day.push_back({{start, provider, places}, work});
                        for (const auto& each : shared) of_day.push_back({each, work});
                        return true;
                    });
    end_day();
    return out;
}

std::vector<Day> FreeTimes::days(db::Session& session, const Snapshot& snapshot, const Wanted& wanted, Day first,
                                 Day last, Instant now) {
    std::vector<Day> out;
    impl_->each_day(
        session, snapshot, wanted, first, last, now,
        [&](Day day, ProviderId, std::span<const Instant> starts, const std::vector<FreeStart>& shared, Diary&) {
            if (starts.empty() && shared.empty()) return true;
            out.push_back(day);
            return false;
        });
    return out;
}

std::optional<Day> FreeTimes::first_day(db::Session& session, const Snapshot& snapshot, const Wanted& wanted, Day first,
                                        Instant now) {
    const auto* service = snapshot.service(wanted.service_id);
    if (!service) return std::nullopt;
    const auto last = snapshot.business.zone.day(now) + service->booking_horizon;
    for (auto from = first; from <= last; from += DayCount{31}) {
        const auto found = days(session, snapshot, wanted, from, std::min(last, from + DayCount{30}), now);
        if (!found.empty()) return found.front();
    }
    return std::nullopt;
}

std::vector<FreeTimes::First> FreeTimes::first_starts(db::Session& session, const Snapshot& snapshot,
                                                      std::span<const Service* const> services, DayCount days,
                                                      Instant now) {
    Question all;
    for (const auto* service : services) {
        const auto asked = question(snapshot, {service->id, {}});
        for (const auto occupant : asked.occupants)
            if (std::ranges::find(all.occupants, occupant) == all.occupants.end()) all.occupants.push_back(occupant);
    }
    const auto kept = impl_->diary(snapshot.business.id);
    const std::lock_guard guard(kept->mutex);
    Diary alone;
    auto& diary = Impl::is_behind(session, snapshot, *kept) ? alone : *kept;
    Impl::refresh(session, snapshot, all, diary, now);
    std::vector<First> out;
    for (const auto* service : services) {
        const auto bookable = availability::bookable(now, service->minimum_notice,
                                                     std::min(service->booking_horizon, days), snapshot.business.zone);
        if (bookable.begin >= bookable.end) continue;
        for (const auto* provider : snapshot.providers_of(*service))
            if (const auto start = Impl::first_start(snapshot, *service, provider->id, diary, bookable))
                out.push_back({service->id, {*start, provider->id, service->capacity_with(provider->id)}});
    }
    impl_->weigh(snapshot.business.id, kept);
    std::ranges::stable_sort(out, {}, [](const First& first) { return first.free.start; });
    return out;
}

std::vector<FreeStart> FreeTimes::nearest(db::Session& session, const Snapshot& snapshot, const Wanted& wanted,
                                          Instant wish, std::size_t limit, Instant now) {
    const auto day = snapshot.business.zone.day(wish);
    std::vector<FreeStart> found;
    for (const auto reach : {DayCount{1}, DayCount{7}, DayCount{30}}) {
        found = list(session, snapshot, wanted, day - reach, day + reach, now);
        if (found.size() >= limit) break;
    }
    std::ranges::stable_sort(found, {}, [&](const FreeStart& free) { return std::chrono::abs(free.start - wish); });
    if (found.size() > limit) found.resize(limit);
    std::ranges::sort(found);
    return found;
}

std::int64_t FreeTimes::stamp(db::Session& session, const Snapshot& snapshot, const Wanted& wanted) {
    const auto business = snapshot.business.id;
    const auto sum = sum_versions(session, business, question(snapshot, wanted).occupants);
    return snapshot.business.version + stamp_of(session, business, sum);
}

std::int64_t FreeTimes::stamp_of_all(db::Session& session, const Snapshot& snapshot) {
    const auto business = snapshot.business.id;
    return stamp_of(session, business, sum_of_all(session, business));
}

}  // namespace bookings
