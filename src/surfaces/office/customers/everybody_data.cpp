// Right of access for all customers at once (FEATURES 2.11): the owner has one file made with everything stored about
// everybody, sees how far it is, and takes it. The page may be left meanwhile.
#include "archives/archives.h"
#include "office/customers/customers.h"
#include "office/frame/page.h"

namespace office {
namespace {

archives::Place place_of(const Page& page) {
    return {.page = page,
            .customer = {},
            .path = page.home() + "/customers/data",
            .file_name = page.business().slug + "-customers",
            .token = form_token(page),
            .actor = page.actor(),
            .language = page.language,
            .moment = [&page](Instant at) { return moment_with_year(page, at); }};
}

Response data_page(const Page& page) {
    const auto title = i18n::words(page.language, "Everything about all customers");
    return render(page, {"office/customers/everybody_data", title, Section::customers}, [&](html::Values& values) {
        values.set("BACK_URL", page.home() + "/customers");
        archives::fill(values, place_of(page));
    });
}

Response ask(const Page& page) { return archives::ask(place_of(page)); }

Response stop(const Page& page) {
    auto stopped = archives::stop(place_of(page), page.request.param("archive"));
    return stopped ? *std::move(stopped) : nothing_here(page);
}

Response file(const Page& page) {
    auto file = archives::file(place_of(page), page.request.param("archive"));
    return file ? *std::move(file) : nothing_here(page);
}

}  // namespace

Response everybody_data(const Request& request, Environment& environment) {
    return as_staff(request, environment, data_page);
}
Response ask_everybody_data(const Request& request, Environment& environment) {
    return posted(request, environment, ask);
}
Response stop_everybody_data(const Request& request, Environment& environment) {
    return posted(request, environment, stop);
}
Response everybody_data_file(const Request& request, Environment& environment) {
    return as_staff(request, environment, file);
}

}  // namespace office
