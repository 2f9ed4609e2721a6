// The step of the first services: a list to tick for each kind of business, with lines for what is not on it.
#include "businesses/settings.h"
#include "businesses/words.h"
#include "catalog/offer.h"
#include "i18n/amount.h"
#include "i18n/length.h"
#include "office/frame/menu.h"
#include "office/start/step_page.h"
#include "onboarding/ready_services.h"

#include <algorithm>

namespace office {
namespace {

constexpr std::size_t kEmptyLines = 3, kLinesMax = 20;
constexpr std::int64_t kExamplePrice = 45000;

struct Line {
    bool own = false, on = false;  // own: to fill in; it counts once it has a name
    std::string name, minutes, price;
    std::optional<FieldError> wrong{};  // its field: name, minutes or price
};

// Chosen on the page, or else as the business says of itself.
std::string kind_of(const Page& page) {
    const auto& sent = page.request.method == http::Method::post ? page.request.form : page.request.query;
    const auto chosen = std::ranges::find(businesses::kKinds, sent.get("kind"));
    if (chosen != businesses::kKinds.end()) return std::string(*chosen);
    return page.business().kind.empty() ? std::string(businesses::kKinds.back()) : page.business().kind;
}

std::string ready_name(const Page& page, const onboarding::ReadyService& ready) {
    return onboarding::in_languages(ready.name, page.business().languages).fallback;
}

// The kind's list but what is there already, and some lines to fill in.
std::vector<Line> ready_lines(const Page& page) {
    std::vector<Line> out;
    const auto& there = page.snapshot->services;
    for (const auto& ready : onboarding::ready_services(kind_of(page))) {
        auto name = ready_name(page, ready);
        if (std::ranges::any_of(there, [&](const auto& service) { return service.name.fallback == name; })) continue;
        out.push_back(
            {false, there.empty() && ready.usual, std::move(name), std::to_string(ready.duration.count()), {}});
    }
    for (std::size_t i = 0; i < kEmptyLines; ++i) out.push_back({true, false, {}, "30", {}});
    return out;
}

std::vector<Line> typed_lines(const Page& page) {
    const auto& form = page.request.form;
    std::vector<Line> out;
    for (std::size_t n = 0; n < kLinesMax && form.has(fmt::format("s{}_name", n)); ++n) {
        const auto typed = [&](std::string_view what) { return line(form, fmt::format("s{}_{}", n, what)); };
        Line each{ticked(form, fmt::format("s{}_own", n)), ticked(form, fmt::format("s{}_on", n)), typed("name"),
                  typed("minutes"), typed("price")};
        if (each.own) each.on = !each.name.empty();
        out.push_back(std::move(each));
    }
    return out;
}

Response services_page(const Page& page, const std::vector<Line>& lines, const std::string& notice = {},
                       int status = 200) {
    const auto language = page.language;
    const auto chosen = kind_of(page);
    return step_page(page, Step::services, "office/start/services", status, [&](html::Values& values) {
        const auto path = step_path(page, Step::services);
        values.set("ACTION", path).set("TOKEN", form_token(page)).set("KIND", chosen);
        auto& kinds = values.add("KINDS");
        for (const auto kind : businesses::kKinds)
            kinds.add("KIND")
                .set("KIND_URL", fmt::format("{}?kind={}", path, kind))
                .set("KIND_TEXT", businesses::kind_name(language, kind))
                .show_if(kind == chosen, "KIND_HERE");
        const auto list = menu_path(page, "services");
        if (const auto count = std::ssize(page.snapshot->services); count > 0 && list)
            values.add("THERE")
                .set("THERE_TEXT",
                     i18n::count(language, "{n} service is there already.", "{n} services are there already.", count))
                .set("THERE_URL", *list);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        for (std::int64_t n = 0; n < std::ssize(lines); ++n) {
            const auto& each = lines[static_cast<std::size_t>(n)];
            auto& row = values.add("ROW").set("N", n).set("NUMBER", n + 1);
            row.set("NAME", each.name).set("MINUTES", each.minutes);
            row.set("PRICE", each.price).set("CURRENCY", page.business().currency);
            if (each.own)
                row.show("OWN");
            else
                row.add("TICK").set("N", n).set("NAME", each.name).show_if(each.on, "ON");
            if (!each.wrong) continue;
            row.show_if(each.wrong->field == "name", "NAME_WRONG");
            row.show_if(each.wrong->field == "minutes", "MINUTES_WRONG");
            row.show_if(each.wrong->field == "price", "PRICE_WRONG");
            row.add("WRONG").set("WRONG_TEXT", sentence(page, *each.wrong));
        }
    });
}

Result<Minutes> read_minutes(const std::string& typed) {
    const auto longest = catalog::kLongestService.count(), shortest = catalog::kShortest.count();
    const auto length = i18n::parse_length(typed);
    if (length && length->count() >= shortest && length->count() <= longest) return *length;
    return invalid("field.number_between", {{"from", std::to_string(shortest)}, {"to", std::to_string(longest)}});
}

// The name in every language where it is still that of the list.
businesses::Text name_of(const Page& page, const std::string& typed) {
    for (const auto& ready : onboarding::ready_services(kind_of(page)))
        if (ready_name(page, ready) == typed) return onboarding::in_languages(ready.name, page.business().languages);
    return {typed, {}};
}

std::optional<catalog::Service> read_line(const Page& page, Line& each) {
    const auto wrong = [&](std::string field, const Error& error) {
        each.wrong = FieldError{std::move(field), error.code, error.parameters};
        return std::nullopt;
    };
    catalog::Service out;
    if (each.name.empty()) return wrong("name", Error{Fault::invalid, "field.required", {}, {}});
    out.name = name_of(page, each.name);
    const auto minutes = read_minutes(each.minutes);
    if (!minutes) return wrong("minutes", minutes.error());
    out.duration = *minutes;
    out.price_kind = catalog::PriceKind::on_request;
    if (!each.price.empty()) {
        const auto& currency = page.business().currency;
        const auto amount = i18n::parse_amount(each.price, currency);
        if (!amount) {
            const auto example = i18n::amount(page.language, {kExamplePrice, currency});
            return wrong("price", Error{Fault::invalid, "field.price", {{"example", example}}, {}});
        }
        out.price = {*amount, currency};
        out.price_kind = *amount == 0 ? catalog::PriceKind::free : catalog::PriceKind::fixed;
    }
    return out;
}

}  // namespace

Response start_services(const Page& page) { return services_page(page, ready_lines(page)); }

Response save_services(const Page& page) {
    auto lines = typed_lines(page);
    std::vector<catalog::Service> drafts;
    for (auto& each : lines) {
        if (!each.on) continue;
        if (auto draft = read_line(page, each)) drafts.push_back(*std::move(draft));
    }
    if (std::ranges::any_of(lines, [](const auto& each) { return each.wrong.has_value(); }))
        return services_page(page, lines, {}, 422);
    if (drafts.empty() && page.snapshot->services.empty())
        return services_page(page, lines,
                             i18n::words(page.language, "Tick one at least: without a service nobody can book."), 422);
    const auto saved = page.environment.database.write([&](db::Tx& tx) -> Result<void> {
        for (const auto& draft : drafts) {
            const auto made = catalog::create_service(tx, {page.environment.clock, page.environment.registry},
                                                      page.id(), draft, page.actor());
            if (!made) return std::unexpected(made.error());
        }
        return {};
    });
    if (!saved)
        return services_page(page, lines, pages::sentence(page, saved.error()), http::status_of(saved.error().fault));
    return go_on(page, Step::services);
}

}  // namespace office
