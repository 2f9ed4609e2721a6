#include "operator_pages/page.h"

#include "http/wire.h"
#include "i18n/names.h"

namespace operator_pages {
namespace {

constexpr std::string_view kHome = "/operator", kTokenPurpose = "operator";

struct Section {
    std::string_view key, path;
    const char* words;
};
constexpr std::array<Section, 3> kSections{{{"businesses", "/operator", N_("Businesses")},
                                            {"health", "/operator/health", N_("Health")},
                                            {"log", "/operator/log", N_("What operators did")}}};

Response explain(const Page& page, int status, const std::string& words, const std::string& back) {
    const auto title = status == 404 ? i18n::words(page.language, "This page does not exist")
                                     : i18n::words(page.language, "That did not work");
    return render(page, {"office/frame/explain", title, {}, status}, [&](html::Values& values) {
        values.set("EXPLANATION", words);
        values.set("WAY_ON_URL", back).set("WAY_ON_TEXT", i18n::words(page.language, "Back"));
    });
}

}  // namespace

Page open_operator(const Request& request, Environment& environment, operators::SignedIn who) {
    operators::keep_alive(environment.database, environment.clock, who.session_id);
    return {office::open_bare(request, environment, nullptr), std::move(who)};
}

std::optional<Page> open_operator(const Request& request, Environment& environment) {
    const auto token = request.cookie(kCookie);
    if (token.empty()) return std::nullopt;
    auto who = environment.database.read(
        [&](db::Session& session) { return operators::find_signed_in(session, environment.clock, token); });
    if (!who) return std::nullopt;
    return open_operator(request, environment, *std::move(who));
}

Response posted(const Page& page, pages::HandlerOf<Page> handler) {
    if (has_form_token(page)) return handler(page);
    return explain(page, 422, i18n::message(page.language, "form.expired"), std::string(kHome));
}

Response halfway(const HalfwayPage& page, pages::HandlerOf<HalfwayPage> handler) {
    return page.who.passed_totp ? http::see_other(std::string(kHome)) : handler(page);
}

Response halfway(const HalfwayPage& page, const FormHandler<HalfwayPage>& form) {
    return page.who.passed_totp ? http::see_other(std::string(kHome)) : answer(form, page);
}

std::string form_token(const Page& page) {
    return page.environment.tokens.make(kTokenPurpose, base::to_text(page.who.session_id), page.now);
}

bool has_form_token(const Page& page) {
    return page.environment.tokens.valid(page.request.form.get("token"), kTokenPurpose,
                                         base::to_text(page.who.session_id), page.now);
}

Response render(const Page& page, const office::Frame& frame, const office::Fill& fill) {
    const auto fill_layout = [&](html::Values& values) {
        for (const auto& section : kSections)
            values.add("ENTRY")
                .set("ENTRY_URL", section.path)
                .set("ENTRY_TEXT", i18n::words(page.language, section.words))
                .show_if(frame.section == section.key, "ENTRY_CURRENT");
        values.set("ACCOUNT_NAME", page.who.name).set("ACCOUNT_INITIALS", i18n::initials(page.who.name));
        values.set("ACCOUNT_EMAIL", page.who.email);
        values.set("SIGN_OUT_TOKEN", form_token(page));
    };
    return office::render_within("operator_pages/layout", page, frame, fill_layout, fill);
}

Response nothing_here(const Page& page) {
    return explain(page, 404, i18n::words(page.language, "The address may be mistyped, or what was here is gone."),
                   std::string(kHome));
}

Response refuse(const Page& page, const Error& error, const std::string& back) {
    return explain(page, http::status_of(error.fault), pages::sentence(page, error), back);
}

std::string moment(i18n::Language language, Instant at) {
    const auto utc = Zone::utc();
    return i18n::words(
        language, "{day} at {time} UTC",
        {{"day", i18n::long_date(language, utc.day(at), 0)}, {"time", i18n::time_of_day(language, utc.wall(at))}});
}

std::string safe_next(std::string_view next) {
    constexpr std::size_t longest = 500;
    return next.size() <= longest && http::leads_inside(next, kHome) ? std::string(next) : std::string(kHome);
}

std::string host_of(std::string_view origin) {
    const auto from = origin.find("://");
    auto host = origin.substr(from == origin.npos ? 0 : from + 3);
    return std::string(host.substr(0, host.find(':')));
}

void include_done(html::Values& values, const Page& page) {
    const auto done = page.request.query.get("done");
    std::string words;
    if (done == "saved") words = i18n::words(page.language, "Saved.");
    if (done == "suspended") words = i18n::words(page.language, "The business is suspended.");
    if (done == "reopened") words = i18n::words(page.language, "The business is open again.");
    if (done == "invited")
        words = i18n::words(page.language, "The business is there, and its owner is invited by mail.");
    if (done == "invited-again") words = i18n::words(page.language, "The owner is invited again by mail.");
    if (done == "retried") words = i18n::words(page.language, "The job waits to be done again.");
    if (!words.empty()) values.add("DONE").set("DONE_TEXT", words);
}

}  // namespace operator_pages
