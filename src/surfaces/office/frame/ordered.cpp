#include "office/frame/ordered.h"

#include "office/frame/form.h"

namespace office {
namespace {

constexpr std::string_view kNone = "-";

}  // namespace

void fill_order(html::Values& row, const Page& page, const std::vector<std::string>& ids, std::size_t at,
                std::string_view group) {
    const auto moved = page.request.query.get("moved");
    const bool only_one = at == 0 || at + 1 == ids.size();
    const auto button = [&](std::string_view section, std::string_view before) {
        const bool was_here = moved.starts_with(ids[at]) && (only_one || moved.ends_with(section));
        row.add(section)
            .set("MOVE", fmt::format("{} {} {} {}", ids[at], group.empty() ? kNone : group, before, section))
            .show_if(was_here, "FOCUS");
    };
    if (at > 0) button("UP", ids[at - 1]);
    if (at + 1 < ids.size()) button("DOWN", at + 2 < ids.size() ? ids[at + 2] : kNone);
}

void include_ordered(html::Values& values, const Page& page, const std::string& path,
                     const std::vector<Ordered>& rows) {
    if (rows.empty()) return;
    html::Values list;
    list.set("ORDER_ACTION", path + "/order").set("TOKEN", form_token(page));
    std::vector<std::string> ids;
    for (const auto& each : rows) ids.push_back(each.id);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& each = rows[i];
        auto& row = list.add("ROW").set("ID", each.id).set("URL", each.url);
        row.set("NAME", each.name).set("FACTS", each.facts).show_if(each.off, "OFF");
        fill_order(row, page, ids, i);
    }
    values.include("ORDERED", "office/frame/ordered", std::move(list));
}

std::optional<Moved> read_move(const http::Form& form) {
    std::vector<std::string> parts;
    for (auto rest = form.get("move"); !rest.empty() && parts.size() < 5;) {
        const auto end = std::min(rest.find(' '), rest.size());
        parts.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (parts.size() != 4) return std::nullopt;
    for (auto& part : parts)
        if (part == kNone) part.clear();
    return Moved{parts[0], parts[1], parts[2], parts[3]};
}

Response back_to_row(const std::string& path, const Moved& moved) {
    if (!base::id_value(moved.id)) return http::see_other(path);
    // Without a fragment, which would keep the button from having the focus.
    return http::see_other(fmt::format("{}?moved={}.{}", path, moved.id, moved.way == "UP" ? "UP" : "DOWN"));
}

}  // namespace office
