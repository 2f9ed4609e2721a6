#include "notify/frame.h"

#include "businesses/accent.h"
#include "businesses/standing.h"
#include "notify/template_place.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace notify {
namespace {

// {0} language, {1} subject, {2} accent, {3} accent in the dark, {4} logo or name, {5} body, {6} foot
constexpr std::string_view kFrame = R"html(<!doctype html>
<html lang="{0}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{1}</title>
<style>
:root {{ color-scheme: light dark; }}
.tb-card a:not(.tb-button) {{ color: {2}; }}
@media (max-width: 480px) {{ .tb-card {{ padding: 24px 20px !important; }} .tb-button {{ display: block !important; text-align: center !important; }} }}
@media (prefers-color-scheme: dark) {{
  .tb-page {{ background: #17191c !important; }}
  .tb-card {{ background: #22262a !important; color: #e8eaec !important; }}
  .tb-name, .tb-card a:not(.tb-button) {{ color: {3} !important; }}
  .tb-logo {{ padding: 6px; background: #ffffff; border-radius: 6px; }}
  .tb-quiet {{ color: #a9b0b7 !important; }}
  .tb-line {{ border-color: #3a4046 !important; }}
}}
</style>
</head>
<body class="tb-page" style="margin:0;padding:0;background:#f3f4f6;-webkit-text-size-adjust:100%">
<table role="presentation" class="tb-page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f6">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td style="height:4px;line-height:4px;font-size:4px;background:{2};border-radius:10px 10px 0 0">&nbsp;</td></tr>
<tr><td class="tb-card" style="padding:32px;background:#ffffff;color:#1f2933;border-radius:0 0 10px 10px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.55;overflow-wrap:anywhere">
<p class="tb-name" style="margin:0 0 24px;font-size:18px;font-weight:600;color:{2}">{4}</p>
{5}
</td></tr>
<tr><td class="tb-quiet" style="padding:20px 32px;color:#616b76;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:13px;line-height:1.5;overflow-wrap:anywhere">{6}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
)html";

std::string text(std::string_view value) { return engine::escaped(value, engine::Place::text); }

// Its height is an attribute too, for what knows no style; other programs keep its shape within both bounds. On a dark
// card it gets a light ground, since most are drawn for white paper.
std::string mark(const businesses::Business& business, std::string_view name, std::string_view base_url) {
    if (!business.has_logo || base_url.empty()) return text(name);
    const auto url =
        fmt::format("{}/{}/logo?v={}", businesses::base_of(business, base_url), business.slug, business.version);
    return fmt::format(R"(<img class="tb-logo" src="{}" alt="{}" height="48" )"
                       R"(style="max-width:240px;max-height:48px;width:auto;height:auto;border:0">)",
                       engine::escaped(url, engine::Place::attribute), engine::escaped(name, engine::Place::attribute));
}

std::string html_of(const Foot& foot) {
    auto out = text(foot.sentence);
    if (!foot.url.empty())
        out += fmt::format(R"( <a class="tb-quiet" href="{}" style="color:#616b76">{}</a>)",
                           engine::escaped(foot.url, engine::Place::attribute), text(foot.label));
    return out;
}

std::vector<std::string> ways(const businesses::Business& business) {
    std::vector<std::string> out;
    for (auto& each : {business.address, phone_of(business), business.email})
        if (!each.empty()) out.push_back(each);
    return out;
}

}  // namespace

std::string phone_of(const businesses::Business& business) {
    const auto number = base::parse_phone(business.phone, business.country);
    return number ? base::phone_for_reading(*number) : business.phone;
}

std::string framed(const businesses::Business& business, i18n::Language language, std::string_view subject,
                   std::string_view body, std::string_view base_url, const Foot& more) {
    const auto& name = business.name.in(i18n::tag(language));
    std::vector<std::string> foot{text(name)};
    for (const auto& way : ways(business)) foot.push_back(text(way));
    if (!more.sentence.empty()) foot.push_back("<br>" + html_of(more));
    return fmt::format(kFrame, i18n::tag(language), text(subject),
                       businesses::light_accent(business.accent_colour).colour,
                       businesses::dark_accent(business.accent_colour).colour, mark(business, name, base_url), body,
                       fmt::join(foot, "<br>"));
}

std::string text_foot(const businesses::Business& business, i18n::Language language) {
    std::string out = "-- \n" + business.name.in(i18n::tag(language)) + "\n";
    for (const auto& way : ways(business)) out += way + "\n";
    return out;
}

std::string text_foot(const Foot& foot) {
    if (foot.sentence.empty()) return {};
    return foot.url.empty() ? foot.sentence + "\n" : fmt::format("{}\n{}: {}\n", foot.sentence, foot.label, foot.url);
}

std::string footed(std::string document, const Foot& foot) {
    if (foot.sentence.empty()) return document;
    const auto end = document.rfind("</body");
    document.insert(end == document.npos ? document.size() : end, "<p>" + html_of(foot) + "</p>");
    return document;
}

Foot foot_for(const Audience& audience, const businesses::Business& business, i18n::Language language,
              std::string_view base_url) {
    const i18n::Parameters named{{"business", business.name.in(i18n::tag(language))}};
    if (audience.to == To::staff)
        return {i18n::words(language, "You get this because you work at {business}.", named),
                i18n::words(language, "Choose what you are told"),
                fmt::format("{}/{}/office/notices", base_url, business.slug)};
    if (audience.to == To::address)
        return {i18n::words(language,
                            "{business} has messages of this kind sent to this address. If you do not want them, write "
                            "to the business.",
                            named)};
    return {};
}

}  // namespace notify
