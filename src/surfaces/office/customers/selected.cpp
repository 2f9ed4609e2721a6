#include "office/customers/selected.h"

#include <algorithm>

namespace office {
namespace {

constexpr std::string_view kTicked = "customer_";

}  // namespace

Selected read_selected(const http::Form& form) {
    Selected out;
    out.list = read_list_asked(http::parse_form(form.get("list")).value_or(http::Form()));
    out.all = ticked(form, "all");
    if (out.all) return out;
    for (const auto& [name, value] : form.pairs()) {
        if (!name.starts_with(kTicked) || value != "yes" || out.ticked.size() >= kMostTicked) continue;
        if (const auto id = base::parse_id<CustomerId>(std::string_view(name).substr(kTicked.size())))
            out.ticked.push_back(*id);
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> hidden_of(const Selected& selected) {
    std::vector<std::pair<std::string, std::string>> out{{"list", query_of(selected.list)}};
    if (selected.all) out.emplace_back("all", "yes");
    for (const auto id : selected.ticked) out.emplace_back(std::string(kTicked) + base::to_text(id), "yes");
    return out;
}

std::string export_address(const Page& page, const Selected& selected) {
    auto out = fmt::format("{}/customers/export?list={}", page.home(), base::percent_encoded(query_of(selected.list)));
    if (!selected.all)
        for (const auto id : selected.ticked) out += fmt::format("&{}{}=yes", kTicked, base::to_text(id));
    return out;
}

std::vector<CustomerId> first_of(db::Session& session, const Page& page, const Selected& selected, std::size_t most) {
    if (selected.all)
        return customers::list_ids(session, page.id(), filter_of(selected.list, page.zone()), selected.list.by,
                                   selected.list.descending, {}, static_cast<int>(most))
            .ids;
    std::vector<CustomerId> out;
    for (const auto id : selected.ticked) {
        const auto customer = customers::find(session, page.id(), id);
        if (customer && !customer->anonymised && out.size() < most) out.push_back(id);
    }
    return out;
}

}  // namespace office
