#include "booking_page/visit_shown.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;

Priced price_with(const Page& page, const catalog::Service& service, std::optional<ProviderId> provider) {
    using catalog::PriceKind;
    if (service.price_kind == PriceKind::on_request) return {{0, service.price.currency}, false, true};
    if (provider) return {service.price_with(*provider), service.price_kind == PriceKind::from, false};
    Priced out{service.price, service.price_kind == PriceKind::from, false};
    bool is_first = true;
    for (const auto* each : page.snapshot->providers_of(service)) {
        const auto price = service.price_with(each->id);
        if (!is_first && price.amount != out.amount.amount) out.is_least = true;
        if (is_first || price.amount < out.amount.amount) out.amount = price;
        is_first = false;
    }
    return out;
}

std::string total_of(const Page& page, const std::vector<Priced>& prices) {
    CHECK(!prices.empty());
    Money sum{0, prices.front().amount.currency};
    bool is_least = false, on_request = false;
    for (const auto& each : prices) {
        sum.amount += each.amount.amount;
        is_least |= each.is_least;
        on_request |= each.on_request;
    }
    if (on_request && sum.amount == 0) return i18n::words(page.language, "Price on request");
    const auto told = price(page, sum);
    return (is_least || on_request) && sum.amount > 0 ? i18n::words(page.language, "from {price}", {{"price", told}})
                                                      : told;
}

std::string total_of(const Page& page, const std::vector<ShownPart>& parts) {
    std::vector<Priced> prices;
    for (const auto& part : parts) prices.push_back(part.priced);
    return total_of(page, prices);
}

std::optional<Span> time_of(const std::vector<ShownPart>& parts) {
    std::optional<Span> out;
    for (const auto& part : parts) {
        if (!part.time) return std::nullopt;
        out = out ? Span{std::min(out->begin, part.time->begin), std::max(out->end, part.time->end)} : *part.time;
    }
    return out;
}

namespace {

void fill_all(html::Values& all, const Page& page, const std::vector<ShownPart>& parts, std::string_view visitor_zone,
              const std::string& place) {
    if (const auto time = time_of(parts)) {
        all.add("ALL_TIME").set("ALL_WHEN", when(page, *time));
        fill_own_time(all, page, *time, visitor_zone, "ALL_OWN");
    } else {
        all.show("ALL_NO_TIME");
    }
    if (!place.empty()) all.add("ALL_PLACE").set("ALL_PLACE_TEXT", place);
    all.set("ALL_PRICE", total_of(page, parts));
}

}  // namespace

void include_parts(html::Values& values, std::string_view marker, const Page& page, std::vector<ShownPart> parts,
                   std::string_view visitor_zone, const std::string& place, Totals totals) {
    html::Values out;
    const auto time = time_of(parts);
    if (time) std::ranges::stable_sort(parts, {}, [](const ShownPart& part) { return part.time->begin; });
    for (const auto& part : parts) {
        auto& item = out.add("PART").set("PART_SERVICE", part.service).set("PART_PRICE", part.price);
        if (part.time) item.add("PART_TIMED").set("PART_TIME", hours_text(page, *part.time));
        if (!part.person.empty()) item.add("PART_FOR").set("PART_PERSON", part.person);
        const auto* provider = part.provider ? page.snapshot->provider(*part.provider) : nullptr;
        item.set("PART_WITH", provider ? i18n::words(page.language, "with {name}", {{"name", provider->name}})
                                       : i18n::words(page.language, "Anyone who is free"));
        for (const auto& extra : part.extras) item.add("PART_EXTRA").set("PART_EXTRA_NAME", extra);
    }
    if (totals == Totals::told) fill_all(out.add("ALL"), page, parts, visitor_zone, place);
    values.include(std::string(marker), "booking_page/visit_parts", std::move(out));
}

std::vector<Start> start_of(const VisitTimes& visit) {
    std::vector<Start> out;
    for (const auto& place : visit.places) out.push_back({place.time.begin, place.provider});
    return out;
}

std::string until_text(const Page& page, const Span& time) {
    return i18n::words(page.language, "until {time}",
                       {{"time", i18n::time_of_day(page.language, page.zone().wall(time.end))}});
}

std::string providers_of(const Page& page, const VisitTimes& visit) {
    std::vector<std::string> names;
    for (const auto& place : visit.places)
        if (const auto* provider = page.snapshot->provider(place.provider))
            if (std::ranges::find(names, provider->name) == names.end()) names.push_back(provider->name);
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
    return i18n::words(page.language, "with {name}", {{"name", list}});
}

std::string hours_text(const Page& page, const Span& time) {
    return i18n::words(page.language, "{from} to {to}",
                       {{"from", i18n::time_of_day(page.language, page.zone().wall(time.begin))},
                        {"to", i18n::time_of_day(page.language, page.zone().wall(time.end))}});
}

}  // namespace booking_page
