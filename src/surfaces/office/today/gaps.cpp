#include "office/today/gaps.h"

#include <algorithm>

namespace office {
namespace {

const catalog::Service* shortest_of(const bookings::Snapshot& snapshot, ProviderId provider) {
    const catalog::Service* out = nullptr;
    for (const auto& service : snapshot.services) {
        if (!service.active || std::ranges::find(service.providers, provider) == service.providers.end()) continue;
        if (!out || service.duration_with(provider) < out->duration_with(provider)) out = &service;
    }
    return out;
}

// One behind the other, from the first start to the end of what may begin last.
void add_gaps(std::vector<Gap>& gaps, const std::vector<bookings::FreeStart>& starts, ProviderId provider,
              const catalog::Service& service) {
    const auto length = service.duration_with(provider);
    std::optional<Gap> gap;
    for (const auto& each : starts) {
        const Span span{each.start, each.start + length};
        if (gap && span.begin <= gap->span.end) {
            gap->span.end = span.end;
            continue;
        }
        if (gap) gaps.push_back(*gap);
        gap = Gap{span, provider, service.id};
    }
    if (gap) gaps.push_back(*gap);
}

}  // namespace

std::vector<Gap> find_gaps(db::Session& session, const Page& page, std::optional<ProviderId> only, std::size_t limit) {
    std::vector<Gap> out;
    const auto& snapshot = *page.snapshot;
    const auto today = page.zone().day(page.now);
    for (const auto& provider : snapshot.providers) {
        if (!provider.bookable || (only && provider.id != *only)) continue;
        const auto* service = shortest_of(snapshot, provider.id);
        if (!service) continue;
        bookings::Wanted wanted{service->id, provider.id};
        wanted.rules = bookings::Rules::staff;
        add_gaps(
            out,
            page.environment.free_times.list(session, snapshot, wanted, today, today + std::chrono::days{1}, page.now),
            provider.id, *service);
    }
    std::ranges::stable_sort(out, {}, [](const Gap& gap) { return gap.span.begin; });
    if (out.size() > limit) out.erase(out.begin() + static_cast<std::ptrdiff_t>(limit), out.end());
    return out;
}

}  // namespace office
