// Right of access (FEATURES 2.11): the customer asks for everything stored about them, sees it being put together, and
// takes it home as a ZIP.
#include "archives/archives.h"
#include "portal/parts.h"

namespace portal {
namespace {

archives::Place place_of(const Visit& visit) {
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

http::Response data_page(const Visit& visit, const Wrong& wrong = {}) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "Your data");
    return pages::render(page, {"portal/data", title, wrong.any() ? wrong.status : 200, pages::Secrecy::personal},
                         [&](html::Values& values) {
                             include_tabs(values, page, Tab::profile);
                             fill_notice(values, wrong);
                             archives::fill(values, place_of(visit));
                         });
}

}  // namespace

http::Response data(const http::Request& request, Environment& environment) {
    return signed_in(request, environment, [](const Visit& visit) { return data_page(visit); });
}

http::Response ask_data(const http::Request& request, Environment& environment) {
    return signed_in(request, environment, [](const Visit& visit) {
        if (!is_our_form(visit.page, visit.page.request.form)) return data_page(visit, expired(visit.page));
        archives::ask(place_of(visit));
        return go_to(visit.path("/data"));
    });
}

http::Response stop_data(const http::Request& request, Environment& environment) {
    return signed_in(request, environment, [](const Visit& visit) {
        const auto& page = visit.page;
        if (!is_our_form(page, page.request.form)) return data_page(visit, expired(page));
        if (archives::stop(place_of(visit), page.request.param("id"))) return go_to(visit.path("/data"));
        return pages::explain(page, 404, i18n::message(page.language, "page.not_found"));
    });
}

http::Response data_file(const http::Request& request, Environment& environment) {
    return signed_in(request, environment, [](const Visit& visit) {
        const auto& page = visit.page;
        if (auto file = archives::file(place_of(visit), page.request.param("id"))) return *std::move(file);
        return pages::explain(page, 404, i18n::message(page.language, "page.not_found"),
                              pages::WayOn{visit.path("/data"), i18n::words(page.language, "Your data")});
    });
}

}  // namespace portal
