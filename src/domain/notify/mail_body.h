// The body of a mail that the program ships, put together from its paragraphs. Internal to notify.
#pragma once

#include "i18n/i18n.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace notify::texts {

using i18n::Language;
using i18n::words;

// HTML in the order of its paragraphs. {{...}} in it is for the engine.
class Body {
public:
    Body& title(const std::string& text) {
        return add("<h1 style=\"margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:650\">" + text + "</h1>");
    }
    Body& paragraph(const std::string& text) { return add("<p style=\"margin:0 0 16px\">" + text + "</p>"); }
    Body& quiet(const std::string& text) {
        return add("<p class=\"tb-quiet\" style=\"margin:0 0 16px;font-size:14px;color:#616b76\">" + text + "</p>");
    }
    // `link` is a placeholder of a link; nothing is shown where it leads nowhere.
    Body& button(std::string_view link, const std::string& label) {
        return add(
            fmt::format("{{{{#if {0}}}}}<p style=\"margin:24px 0\"><a class=\"tb-button\" href=\"{{{{{0}}}}}\" "
                        "style=\"display:inline-block;"
                        "padding:12px 22px;background:{{{{accent_colour}}}};color:{{{{accent_ink}}}};font-weight:600;"
                        "text-decoration:none;border-radius:8px\">{1}</a></p>{{{{/if}}}}",
                        link, label));
    }
    // The first where it leads somewhere, else the second.
    Body& button(std::string_view link, std::string_view otherwise, const std::string& label) {
        add(fmt::format("{{{{#if {}}}}}", link)).button(link, label).add("{{else}}").button(otherwise, label);
        return add("{{/if}}");
    }
    Body& links(std::string_view first, std::string_view second) {
        return add(fmt::format("{{{{#if {0}}}}}<p style=\"margin:0 0 8px\">{{{{{0}}}}}</p>{{{{/if}}}}\n"
                               "{{{{#if {1}}}}}<p style=\"margin:0 0 16px\">{{{{{1}}}}}</p>{{{{/if}}}}",
                               first, second));
    }
    Body& when_there(std::string_view name, const std::string& text) {
        return add(fmt::format("{{{{#if {}}}}}<p style=\"margin:0 0 16px\">{}</p>{{{{/if}}}}", name, text));
    }
    // What was booked, line by line.
    Body& appointment(Language l) {
        return rows({{"booked_for", words(l, "For")},
                     {"service", words(l, "What")},
                     {"add_ons", words(l, "Extras")},
                     {"when", words(l, "When")},
                     {"provider", words(l, "With")},
                     {"location", words(l, "Where")},
                     {"price", words(l, "Price")},
                     {"meeting_link", words(l, "Meeting")}})
            .parts();
    }
    // Each part of a visit of several.
    Body& parts() {
        return add(
            "{{#if visit}}<ul style=\"margin:0 0 20px;padding:0;list-style:none\">\n{{#each visit}}"
            "<li style=\"margin:0 0 12px\"><strong>{{service}}</strong>{{#if attendee}}, {{attendee}}{{/if}}"
            "<br>{{when}}<br>{{provider}}{{#if add_ons}}<br>{{add_ons}}{{/if}}{{#if price}}<br>{{price}}{{/if}}</li>\n"
            "{{/each}}</ul>{{/if}}");
    }
    // What one of the staff wants to see at a glance: who comes, for what, when and where.
    Body& visit(Language l) {
        return rows({{"customer_full_name", words(l, "Customer")},
                     {"booked_for", words(l, "For")},
                     {"service", words(l, "What")},
                     {"add_ons", words(l, "Extras")},
                     {"when", words(l, "When")},
                     {"moved_from", words(l, "Previously")},
                     {"provider", words(l, "With")},
                     {"location", words(l, "Where")},
                     {"customer_note", words(l, "Note")}});
    }
    // What is offered of the waiting list.
    Body& offered(Language l) {
        return rows({{"service", words(l, "What")},
                     {"when", words(l, "When")},
                     {"provider", words(l, "With")},
                     {"location", words(l, "Where")}});
    }
    // What is waited for.
    Body& waited_for(Language l) {
        return rows({{"service", words(l, "What")},
                     {"waiting_days", words(l, "When")},
                     {"provider", words(l, "With")},
                     {"location", words(l, "Where")}});
    }
    Body& upcoming() {
        return add("{{#if upcoming_bookings}}<ul style=\"margin:0 0 16px;padding:0 0 0 20px\">\n{{#each "
                   "upcoming_bookings}}<li>{{service}}, {{when}}</li>\n{{/each}}</ul>{{/if}}");
    }
    // The dates of a series.
    Body& dates() {
        return add("<ul style=\"margin:0 0 20px;padding:0 0 0 20px\">\n{{#each series_dates}}<li style=\"margin:0 0 "
                   "4px\">{{when}}</li>\n{{/each}}</ul>");
    }
    // What a series is of.
    Body& series(Language l) {
        return rows({{"booked_for", words(l, "For")},
                     {"service", words(l, "What")},
                     {"add_ons", words(l, "Extras")},
                     {"provider", words(l, "With")},
                     {"location", words(l, "Where")}});
    }
    Body& greeting(Language l) {
        return paragraph("{{#if customer_name}}" + words(l, "Hello {name},", {{"name", "{{customer_name}}"}}) +
                         "{{else}}" + words(l, "Hello,") + "{{/if}}");
    }
    Body& regards(Language l) {
        return add("<p style=\"margin:24px 0 0\">" + words(l, "Kind regards") + "<br>{{business_name}}</p>");
    }
    std::string text() const { return text_; }

    Body& add(const std::string& piece) {
        if (!text_.empty()) text_ += "\n";
        text_ += piece;
        return *this;
    }

private:
    // Placeholder and label; those that are empty are left out.
    Body& rows(const std::vector<std::pair<std::string_view, std::string>>& all) {
        std::string out =
            "<table class=\"tb-line\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:0 0 20px;"
            "border-top:1px solid #dfe3e8;border-bottom:1px solid #dfe3e8;width:100%;font-size:16px;"
            "line-height:1.5;color:inherit\">\n";
        for (const auto& [name, label] : all)
            out += fmt::format(
                "{{{{#if {0}}}}}<tr><td class=\"tb-quiet\" style=\"padding:4px 16px 4px 0;color:#616b76;"
                "vertical-align:top;white-space:nowrap\">{1}</td><td style=\"padding:4px 0;font-weight:600\">"
                "{{{{{0}}}}}</td></tr>{{{{/if}}}}\n",
                name, label);
        return add(out + "</table>");
    }

    std::string text_;
};

inline const i18n::Parameters kBusiness{{"business", "{{business_name}}"}};
inline const i18n::Parameters kWhat{
    {"service", "{{service}}"}, {"when", "{{when}}"}, {"business", "{{business_name}}"}};
inline const i18n::Parameters kDay{{"service", "{{service}}"},
                                   {"day", "{{starts_at | date}}"},
                                   {"time", "{{starts_at | time}}"},
                                   {"business", "{{business_name}}"}};

}  // namespace notify::texts
