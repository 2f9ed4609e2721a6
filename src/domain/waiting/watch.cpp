// Looks for free times for those who wait.
#include "bookings/free_times.h"
#include "db/db.h"
#include "waiting/record.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <unordered_map>

namespace waiting {
namespace {

using bookings::FreeStart;
using bookings::Snapshot;
using std::chrono::days;

// Of one business, those who wait longest; the next are asked once these have an offer or are gone.
constexpr int kMostLooked = 500;
constexpr std::size_t kMemory = std::size_t{8} << 20;

struct Found {
    Instant start;
    ProviderId provider;
};

// What an answer depends on.
struct Seen {
    std::int64_t stamp = 0, business_version = 0;
    store::Version entries{};
    Day day{};
    bool in_hours = false;
    friend bool operator==(const Seen&, const Seen&) = default;
};

}  // namespace

struct Watch::Impl {
    bookings::FreeTimes free_times{kMemory};
    std::unordered_map<BusinessId, Seen> seen{};
    std::unordered_map<BusinessId, std::string> slugs{};

    std::shared_ptr<const Snapshot> snapshot_of(db::Session& session, const Context& context, BusinessId business) {
        auto& slug = slugs[business];
        auto snapshot = slug.empty() ? nullptr : context.snapshots.find(session, slug);
        if (snapshot && snapshot->business.id == business) return snapshot;
        const auto found = businesses::find(session, business);
        if (!found) return nullptr;
        slug = found->slug;
        return context.snapshots.find(session, slug);
    }

    Seen see(db::Session& session, const Snapshot& snapshot, Instant now) {
        const auto& zone = snapshot.business.zone;
        const auto hour =
            std::chrono::duration_cast<std::chrono::hours>(zone.wall(now) - std::chrono::floor<days>(zone.wall(now)));
        const auto& settings = snapshot.business.customer;
        return {free_times.stamp_of_all(session, snapshot), snapshot.business.version,
                store::version(session, snapshot.business.id), zone.day(now),
                settings.offers_from_hour <= hour.count() && hour.count() < settings.offers_until_hour};
    }

    // The first time that would be offered to it.
    std::optional<Found> find_for(db::Session& session, const Snapshot& snapshot, const Entry& entry, Instant now) {
        const auto& wish = entry.wish;
        const auto* service = snapshot.service(wish.service);
        if (!service || !may_wait_for(snapshot, *service)) return std::nullopt;
        const auto& zone = snapshot.business.zone;
        const auto today = zone.day(now);
        const auto last = std::min(wish.last_day, today + service->booking_horizon);
        const auto offered = store::list_offered_places(session, snapshot.business.id, entry.customer_id, now);
        const bookings::Wanted wanted{.service_id = wish.service,
                                      .provider_id = wish.provider,
                                      .location_id = wish.location,
                                      .customer = entry.customer_id};
        for (auto first = std::max(wish.first_day, today); first <= last; first += days{bookings::kLongestRangeDays}) {
            const auto end = std::min(last, first + days{bookings::kLongestRangeDays - 1});
            for (const auto& free : free_times.list(session, snapshot, wanted, first, end, now)) {
                if (std::ranges::find(offered, std::pair(free.provider_id, free.start)) != offered.end()) continue;
                // Where is told by the hold.
                const Place place{wish.service, free.provider_id, wish.location, free.start};
                if (fits(wish, place, zone) && offer_until(snapshot.business, *service, free.start, now, false))
                    return Found{free.start, free.provider_id};
            }
        }
        return std::nullopt;
    }

    // The last of its days is over.
    static bool end(db::Tx& tx, const Context& context, const Entry& stored) {
        store::take_turns(tx, stored.business_id);
        auto entry = find(tx, stored.business_id, stored.id);
        if (!entry || entry->state != State::waiting) return false;
        set_state(tx, context, *entry, State::expired, "over");
        record(tx, context, *entry, "waiting.ended", {});
        return true;
    }

    // One that did not work out is found free by nobody the next time, or is tried again.
    static bool make(db::Database& database, const Context& context, const Entry& entry, const Found& found) {
        return database
            .write([&](db::Tx& tx) {
                return offer(tx, context, entry.business_id, entry.id, found.start, found.provider, {});
            })
            .has_value();
    }

    int look_for(db::Database& database, const Context& context, BusinessId business) {
        const auto now = context.clock.now();
        std::shared_ptr<const Snapshot> snapshot;
        Seen before;
        std::vector<Entry> entries;
        const bool is_same = database.read([&](db::Session& session) {
            snapshot = snapshot_of(session, context, business);
            if (!snapshot) return true;
            before = see(session, *snapshot, now);
            if (const auto known = seen.find(business); known != seen.end() && known->second == before) return true;
            entries = store::list_waiting(session, business, kMostLooked);
            return false;
        });
        if (is_same) return 0;
        const bool is_on = snapshot->business.has(kModule) && !snapshot->business.standing.suspended_at;
        int done = 0;
        bool all_worked = true;
        for (const auto& entry : entries) {
            if (entry.wish.last_day < before.day) {
                done += database.write([&](db::Tx& tx) { return end(tx, context, entry); });
                continue;
            }
            if (!is_on || !before.in_hours) continue;
            const auto found =
                database.read([&](db::Session& session) { return find_for(session, *snapshot, entry, now); });
            if (!found) continue;
            const bool made = make(database, context, entry, *found);
            done += made;
            all_worked = all_worked && made;
        }
        // What changed while it was looked at, or within the same second, is looked at once more.
        const bool is_settled = done == 0 && all_worked && Instant{Seconds{before.entries.changed_at}} < now;
        if (is_settled)
            seen.insert_or_assign(business, before);
        else
            seen.erase(business);
        return done;
    }
};

Watch::Watch() : impl_(std::make_unique<Impl>()) {}
Watch::~Watch() = default;

int Watch::look(db::Database& database, const Context& context) {
    const auto all = database.read([](db::Session& session) { return store::list_businesses_with_open(session); });
    std::erase_if(impl_->seen, [&](const auto& each) { return !std::ranges::binary_search(all, each.first); });
    std::erase_if(impl_->slugs, [&](const auto& each) { return !std::ranges::binary_search(all, each.first); });
    int done = 0;
    for (const auto business : all) try {
            done += impl_->look_for(database, context, business);
        } catch (const db::Unavailable&) {
            throw;
        } catch (const std::exception& error) {
            spdlog::error("msg=waiting_not_looked_for business={} error={:?}", base::to_text(business),
                          std::string(error.what()));
        }
    return done;
}

}  // namespace waiting
