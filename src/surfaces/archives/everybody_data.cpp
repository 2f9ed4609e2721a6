// Right of access for all customers at once (FEATURES 2.11): the owner has one file made with everything stored about
// everybody, sees how far it is, and takes it. The page may be left meanwhile.
#include "archives/archives.h"
#include "office/frame/menu.h"
#include "office/frame/page.h"

namespace archives {
namespace {

using namespace office;

Place place_of(const Page& page) {
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
    return render(page, {"archives/everybody_data", title, "customers"}, [&](html::Values& values) {
        if (const auto list = menu_path(page, "customers")) values.add("BACK").set("BACK_URL", *list);
        fill(values, place_of(page));
    });
}

Response start(const Page& page) { return archives::ask(place_of(page)); }

Response halt(const Page& page) {
    auto stopped = archives::stop(place_of(page), page.request.param("archive"));
    return stopped ? *std::move(stopped) : nothing_here(page);
}

Response download(const Page& page) {
    auto file = archives::file(place_of(page), page.request.param("archive"));
    return file ? *std::move(file) : nothing_here(page);
}

}  // namespace

Response everybody_data(const Page& page) { return data_page(page); }
Response ask_everybody_data(const Page& page) { return start(page); }
Response stop_everybody_data(const Page& page) { return halt(page); }
Response everybody_data_file(const Page& page) { return download(page); }

}  // namespace archives
