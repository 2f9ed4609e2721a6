// A mail's texts from its source and its facts. Internal to notify.
#pragma once

#include "notify/facts.h"
#include "notify/frame.h"
#include "notify/template.h"
#include "notify/workflow.h"

#include <set>

namespace notify {

// What a mail may hold that grants access. Tokens, and for the last the plain text; empty: the mail has none.
struct Secrets {
    std::string manage, access, set_password, registration, password, panel, waiting;
};
// Random words that stand for the secrets while a mail is written, the same as long as the process lives: so it is
// written once and then filled in twice, with the secrets for the receiver and with dots for the log.
const Secrets& stand_ins();

// Parsed once, rendered for many.
struct Text {
    engine::Template subject;
    std::optional<engine::Template> html, text;
    bool whole_document = false;          // without our frame
    std::set<std::string> used;           // placeholders of all three
    std::optional<Minutes> link_works{};  // as the template says it
    bool uses(std::string_view name) const { return used.contains(std::string(name)); }
};
// Errors: invalid form.invalid with fields, as for saving.
Result<Text> parse_source(const Source& source, const engine::Names& known);

// How long a link of that kind works in this text; kinds are the placeholders that make one, such as "access_link".
Seconds link_lifetime(const Text& text, std::string_view kind);
// The shortest of those that it holds; nullopt: it holds none that ends.
std::optional<Seconds> link_lifetime(const Text& text);

struct Rendered {
    std::string subject, html, text;
};
// Errors: template.output_too_long, template.too_costly.
// `secrets`: stand-ins for those that it may hold; to others than the customer none. `until`: as for engine::render.
Result<Rendered> render(const Text& text, const Facts& facts, const Secrets& secrets, i18n::Language language,
                        std::string_view base_url, const Audience& audience, engine::Until until = {});

// The same with a scope of its own. `foot` stands below the ways to reach the business.
Result<Rendered> render(const Text& text, const engine::Scope& scope, const businesses::Business& business,
                        i18n::Language language, std::string_view base_url, const Foot& foot = {},
                        engine::Until until = {});

// With the secrets in the place of their stand-ins.
Rendered filled(Rendered text, const Secrets& secrets);
// With dots in their place.
Rendered masked(Rendered text);

// The source for that language, else for the business's first, else any.
const Source* source_for(const Template& source, i18n::Language language, const businesses::Business& business);

// The booking as a file for the customer's calendar; the manage link stands in it where the token is given.
std::string calendar_of(const Facts& facts, i18n::Language language, std::string_view base_url,
                        std::string_view manage_token);

// Facts to look at: of the customer, or invented where something is missing.
Facts sample_facts(db::Session& session, std::shared_ptr<const bookings::Snapshot> snapshot,
                   std::optional<CustomerId> customer, i18n::Language language, Instant now);

}  // namespace notify
