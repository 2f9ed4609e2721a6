// Right of access (FEATURES 2.11): the customer asks for everything stored about them, sees it being put together, and
// takes it home as a ZIP.
#include "archives/archives.h"
#include "office/frame/registered.h"
#include "portal/parts.h"

namespace archives {
namespace {

using namespace portal;

Place place_of(const Visit& visit) {
    const auto& page = visit.page;
    return {.page = page,
            .customer = visit.who.customer_id,
            .path = visit.path("/data"),
            .file_name = page.business().slug,
            .token = form_token(page),
            .actor = visit.actor(),
            .language = page.language,
            .moment = [&page](Instant at) { return pages::moment(page, at); }};
}

http::Response data_page(const InPerson& visit, const Wrong& wrong) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "Your data");
    return pages::render(page, {"archives/own_data", title, wrong.page_status(), pages::Secrecy::personal},
                         [&](html::Values& values) {
                             include_tabs(values, page, "/profile");
                             fill_notice(values, wrong);
                             fill(values, place_of(visit));
                         });
}

}  // namespace

Response own_data(const InPerson& visit) { return data_page(visit, {}); }

const FormHandler<InPerson> ask_own_data(data_page, [](const InPerson& visit) -> Response {
    archives::ask(place_of(visit));
    return go_to(visit.path("/data"));
});

const FormHandler<InPerson> stop_own_data(data_page, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    if (archives::stop(place_of(visit), page.request.param("id"))) return go_to(visit.path("/data"));
    return pages::explain(page, 404, i18n::message(page.language, "page.not_found"));
});

Response own_data_file(const InPerson& visit) {
    const auto& page = visit.page;
    if (auto file = archives::file(place_of(visit), page.request.param("id"))) return *std::move(file);
    return pages::explain(page, 404, i18n::message(page.language, "page.not_found"),
                          pages::WayOn{visit.path("/data"), i18n::words(page.language, "Your data")});
}

void register_pages(activity::Registry& registry) {
    registry.add(pages::PanelSection{10, "tb-data", "data", N_("Your data"),
                                     N_("Take everything that is stored about you here with you, in one file."),
                                     N_("Your data as a file")});
    registry.add(office::CustomerTab{50, "data", N_("Data"), false});
    registry.add(office::CustomersLink{10, "/data", N_("Everything about all customers, in one file"),
                                       businesses::kManageSettings});
}

}  // namespace archives
