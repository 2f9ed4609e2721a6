#include "pages/error_page.h"

#include "pages/page.h"

namespace pages {
namespace {

// Without the database: nothing of a business, and a language that the visitor's browser asks for.
Page open_bare(const http::Request& request, Environment& environment) {
    std::vector<std::string> languages;
    for (const auto language : i18n::languages) languages.emplace_back(i18n::tag(language));
    const auto language = i18n::parse_language(request.best_language(languages)).value_or(i18n::Language::en);
    return {request, environment, nullptr, language, environment.clock.now()};
}

std::string explanation(i18n::Language language, int status) {
    if (status == 403)
        return i18n::words(language, "This request did not come from our own page. Please go back and try again.");
    if (status == 404) return i18n::words(language, "The address may be mistyped, or what was here is gone.");
    if (status == 405) return i18n::words(language, "This page cannot be used in that way.");
    if (status == 413) return i18n::words(language, "That was too much at once. Please send less.");
    if (status == 429) return i18n::words(language, "Please wait a moment, then try again.");
    if (status == 503) return i18n::words(language, "Please try again in a minute. Nothing was saved.");
    if (status >= 500) return i18n::words(language, "The fault is ours, and it has been noted. Please try again.");
    return i18n::words(language, "The request could not be understood. Please go back and try again.");
}

// An error page is shown even when the database is what failed.
Page open_if_possible(const http::Request& request, Environment& environment) try {
    return open(request, environment);
} catch (const db::Unavailable&) {
    return open_bare(request, environment);
}

http::Response error_on(const Page& page, int status) {
    return explain(page, status, explanation(page.language, status), start_again(page));
}

}  // namespace

http::Response error_page(const http::Request& request, Environment& environment, int status, std::string_view code) {
    const auto page = open_if_possible(request, environment);
    if (code == "business.suspended" && page.snapshot)
        return explain(page, status,
                       i18n::words(page.language,
                                   "{name} is closed for the time being, so nothing can be booked or changed online. "
                                   "Appointments that are made stay as they are.",
                                   {{"name", page.name()}}));
    if (code != "server.commit_unknown") return error_on(page, status);
    return explain(page, status, i18n::message(page.language, code), start_again(page));
}

http::Response bare_error_page(const http::Request& request, Environment& environment, int status) {
    return error_on(open_bare(request, environment), status);
}

}  // namespace pages
