// What the pages of the offer share: their tabs, and what a form has typed in it.
#pragma once

#include "catalog/offer.h"
#include "office/frame/form.h"
#include "office/frame/ordered.h"
#include "office/services/services.h"

namespace office {

std::string services_path(const Page& page, std::string_view rest = {});
template <class Tag>
std::string services_path(const Page& page, std::string_view where, base::Id<Tag> id) {
    return services_path(page, fmt::format("{}/{}", where, base::to_text(id)));
}

// The heading, the tabs and what was done, under {{>OFFER_HEAD}}; `here` is the path of one: "", "/add-ons",
// "/fields", "/rooms", "/locations".
void include_offer_head(html::Values& values, const Page& page, std::string_view here);

activity::Context offer_context(const Page& page);
template <class Verb>
auto write(const Page& page, const Verb& verb) {
    return page.environment.database.write([&](db::Tx& tx) { return verb(tx, offer_context(page), page.id()); });
}

// A whole number; -1, which is out of every range, for what is none.
int typed_number(const http::Form& form, std::string_view name);

// What others changed meanwhile, under {{>MEANWHILE}}; nothing where there is none.
void include_meanwhile(html::Values& values, const Page& page, const std::vector<activity::Recorded>& changes);

}  // namespace office
