#include "html/layout.h"

#include "i18n/names.h"

namespace html {
namespace {

// htmx may not evaluate strings, keep private pages or add styles of its own; errors are pages like any other.
constexpr std::string_view kHtmxConfig =
    R"({"allowEval":false,"includeIndicatorStyles":false,"historyCacheSize":0,"refreshOnHistoryMiss":true,)"
    R"("selfRequestsOnly":true,"responseHandling":[{"code":"204","swap":false},{"code":"...","swap":true}]})";

void fill_account(Values& values, const AccountMenu& account) {
    auto& menu = values.add("ACCOUNT");
    menu.set("ACCOUNT_NAME", account.name);
    if (account.picture_url.empty())
        menu.add("ACCOUNT_LETTERS").set("ACCOUNT_INITIALS", i18n::initials(account.name));
    else
        menu.add("ACCOUNT_PICTURE").set("ACCOUNT_PICTURE_URL", account.picture_url);
    for (const auto& [url, words] : account.links)
        menu.add("ACCOUNT_LINK").set("ACCOUNT_LINK_URL", url).set("ACCOUNT_LINK_TEXT", words);
    menu.set("SIGN_OUT_URL", account.sign_out_url).set("SIGN_OUT_TOKEN", account.sign_out_token);
}

void fill_stead(Values& values, const InStead& stead) {
    values.add("IN_STEAD")
        .set("STEAD_WHO", stead.who)
        .set("STEAD_LEFT", stead.left)
        .set("STEAD_END_URL", stead.end_url)
        .set("STEAD_TOKEN", stead.token);
}

void fill_shared(Values& values, const Shell& shell, i18n::Language language) {
    const auto& shared = *shell.shared;
    auto& out = values.add("SHARED");
    out.set("SHARED_URL", shared.url).set("SHARED_TITLE", shell.title).set("SHARED_SITE", shared.site);
    out.set("SHARED_DESCRIPTION", shell.description).set("SHARED_LANGUAGE", tag(language));
    for (const auto& each : shared.languages)
        out.add("SHARED_OTHER").set("SHARED_OTHER_URL", each.url).set("SHARED_OTHER_TAG", tag(each.language));
    if (shared.languages.size() > 1) out.add("SHARED_ANY").set("SHARED_ANY_URL", shared.any_language_url);
    if (shared.picture_url.empty()) return;
    auto& picture = out.add("SHARED_PICTURE").set("SHARED_PICTURE_URL", shared.picture_url);
    if (shared.picture_width > 0)
        picture.add("SHARED_PICTURE_SIZED")
            .set("SHARED_PICTURE_WIDTH", std::int64_t{shared.picture_width})
            .set("SHARED_PICTURE_HEIGHT", std::int64_t{shared.picture_height});
}

// As a block of data, which is no script to browsers and to our policy. Nothing in it can end the block.
std::string with_data(std::string page, const std::string& json) {
    std::string block = "<script type=\"application/ld+json\">";
    for (const char c : json)
        if (c == '<' || c == '>' || c == '&')
            block += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            block += c;
    block += "</script>";
    const auto head = page.find("</head>");
    CHECK(head != page.npos);
    page.insert(head, block);
    return page;
}

}  // namespace

std::string_view htmx_config() { return kHtmxConfig; }

std::string page(const Pages& pages, i18n::Language language, const Shell& shell, std::string_view name, Values main) {
    Values values;
    const auto set = [&](std::string_view marker, std::string_view value) { values.set_global(marker, value); };
    set("LANG", tag(language));
    set("TITLE", shell.title);
    set("CSS", asset("app.css"));
    set("JS", asset("app.js"));
    set("HTMX_CONFIG", kHtmxConfig);
    if (!shell.brand_css_url.empty()) values.add("HAS_BRAND").set("BRAND_CSS", shell.brand_css_url);
    if (!shell.look.empty()) values.add("LOOK").set("LOOK_CLASSES", shell.look);
    if (!shell.description.empty()) values.add("HAS_DESCRIPTION").set("DESCRIPTION", shell.description);
    values.show_if(shell.noindex, "NOINDEX");
    // Without one, browsers would ask for /favicon.ico.
    if (shell.logo_url.empty())
        values.show("NO_ICON");
    else
        values.add("ICON").set("ICON_URL", shell.logo_url);
    if (!shell.business_name.empty()) {
        auto& business = values.add("BUSINESS");
        business.set("BUSINESS_NAME", shell.business_name).set("HOME_URL", shell.home_url);
        if (!shell.address.empty()) business.add("HAS_ADDRESS").set("ADDRESS", shell.address);
        if (!shell.logo_url.empty())
            business.add("LOGO").set("LOGO_URL", shell.logo_url);
        else
            business.add("INITIALS_SHOWN").set("INITIALS", i18n::initials(shell.business_name));
    }
    if (shell.languages.size() > 1) {
        auto& menu = values.add("LANGUAGES");
        menu.set("CURRENT_LANGUAGE", native_name(language));
        for (const auto& each : shell.languages)
            menu.add("LANGUAGE")
                .set("LANGUAGE_NAME", native_name(each.language))
                .set("LANGUAGE_TAG", tag(each.language))
                .set("LANGUAGE_URL", each.url)
                .show_if(each.language == language, "CURRENT");
    }
    if (shell.in_stead) fill_stead(values, *shell.in_stead);
    if (!shell.stead_over_url.empty()) values.add("STEAD_OVER").set("STEAD_BACK_URL", shell.stead_over_url);
    if (shell.account) fill_account(values, *shell.account);
    if (!shell.account && !shell.sign_in_url.empty()) values.add("SIGN_IN").set("SIGN_IN_URL", shell.sign_in_url);
    values.include("MAIN", name, std::move(main));
    if (shell.shared) fill_shared(values, shell, language);
    auto out = pages.render("html/layout", language, values);
    return shell.shared && !shell.shared->data.empty() ? with_data(std::move(out), shell.shared->data) : out;
}

}  // namespace html
