#include "office/api_keys/api_keys.h"

#include "api_keys/api_key.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"

#include <algorithm>

namespace office {
namespace {

using ::api_keys::Access;
using ::api_keys::Area;
using ::api_keys::Draft;
using ::api_keys::Key;
using Kind = Field::Kind;

constexpr std::string_view kKey = "api-keys";
constexpr std::string_view kGrant = "grant_";  // and the name of the area

// How long a key may be good for.
struct Life {
    std::string_view name;
    std::chrono::days days;  // 0: for ever
    const char* words;
};
constexpr std::array kLives{
    Life{"month", std::chrono::days{30}, N_("30 days")}, Life{"quarter", std::chrono::days{90}, N_("90 days")},
    Life{"year", std::chrono::days{365}, N_("A year")}, Life{"ever", std::chrono::days{0}, N_("Until it is revoked")}};
constexpr std::string_view kUsualLife = "year";

std::string list_path(const Page& page) { return settings_path(page, kKey); }

// What was typed.
struct Typed {
    std::string name, life{kUsualLife};
    std::map<std::string, std::string, std::less<>> grants{};  // by area: "", "read" or "write"
};

Typed read_typed(const Page& page) {
    const auto& form = page.request.form;
    Typed out{line(form, "name"), std::string(form.get("life"))};
    for (const auto* area : pages::by_place<Area>(page))
        out.grants[std::string(area->name)] = std::string(form.get(fmt::format("{}{}", kGrant, area->name)));
    return out;
}

// What is no choice of the form is nothing that can be granted.
Draft draft_of(const Page& page, const Typed& typed) {
    Draft out{.name = typed.name, .grants = {}, .expires_at = {}};
    for (const auto& [area, access] : typed.grants)
        if (access == "read" || access == "write")
            out.grants.insert({area, access == "write" ? Access::write : Access::read});
    const auto* const found = std::ranges::find(kLives, typed.life, &Life::name);
    const auto days = found == kLives.end() ? kLives.front().days : found->days;
    if (days != std::chrono::days{0}) out.expires_at = page.now + days;
    return out;
}

std::vector<Field> fields_of(const Page& page, const Typed& typed) {
    const auto language = page.language;
    std::vector<Field> out{{.name = "name",
                            .label = i18n::words(language, "Name"),
                            .hint = i18n::words(language, "What uses it, so that you know it again."),
                            .value = typed.name,
                            .limit = ::api_keys::kLongestName,
                            .required = true}};
    for (const auto* area : pages::by_place<Area>(page)) {
        Field field{.kind = Kind::select,
                    .name = fmt::format("{}{}", kGrant, area->name),
                    .label = i18n::words(language, area->words)};
        const auto found = typed.grants.find(area->name);
        if (found != typed.grants.end()) field.value = found->second;
        field.options = {{"", i18n::words(language, "Nothing")}, {"read", i18n::words(language, "Read")}};
        if (area->can_be_changed) field.options.push_back({"write", i18n::words(language, "Read and change")});
        out.push_back(std::move(field));
    }
    Field life{.kind = Kind::select, .name = "life", .label = i18n::words(language, "How long it works")};
    life.value = typed.life;
    for (const auto& each : kLives) life.options.push_back({std::string(each.name), i18n::words(language, each.words)});
    out.push_back(std::move(life));
    return out;
}

std::string grants_text(const Page& page, const Key& key) {
    std::string out;
    for (const auto* area : pages::by_place<Area>(page)) {
        if (!key.may(area->name, Access::read)) continue;
        const i18n::Parameters named{{"area", i18n::words(page.language, area->words)}};
        if (!out.empty()) out += ", ";
        out += key.may(area->name, Access::write) ? i18n::words(page.language, "{area}: read and change", named)
                                                  : i18n::words(page.language, "{area}: read", named);
    }
    return out;
}

std::string state_text(const Page& page, const Key& key) {
    const auto on = [&](Instant at) { return i18n::Parameters{{"time", moment_with_year(page, at)}}; };
    if (key.revoked_at) return i18n::words(page.language, "Revoked {time}", on(*key.revoked_at));
    if (!key.is_usable(page.now)) return i18n::words(page.language, "Over since {time}", on(*key.expires_at));
    if (!key.expires_at) return i18n::words(page.language, "Works until it is revoked");
    return i18n::words(page.language, "Works until {time}", on(*key.expires_at));
}

std::string use_text(const Page& page, const Key& key) {
    if (!key.used_at) return i18n::words(page.language, "Never used");
    return i18n::words(page.language, "Last used {time}", {{"time", moment_with_year(page, *key.used_at)}});
}

std::string origin_of_api(const Page& page) {
    return fmt::format("{}/api/v1/{}", page.request.origin, page.business().slug);
}

std::string example_of(const Page& page, const std::string& key) {
    return fmt::format("curl -H \"Authorization: Bearer {}\" {}/customers", key, origin_of_api(page));
}

// `made`: the text of a key that was just made, which is shown this once.
Response list_page(const Page& page, const Typed& typed, const Wrong& wrong, const std::string& made = {}) {
    const auto [keys, members] = page.environment.database.read([&](db::Session& session) {
        return std::pair(::api_keys::list(session, page.id(), page.now), accounts::staff::list(session, page.id()));
    });
    const auto title = i18n::words(page.language, "Settings");
    return render(
        page, {"office/api_keys/api_keys", title, "settings", made.empty() ? wrong.page_status() : 201},
        [&](html::Values& values) {
            include_settings_head(values, page, kKey);
            if (!made.empty()) values.add("MADE").set("KEY", made).set("EXAMPLE", example_of(page, made));
            values.show_if(keys.empty(), "NONE").show_if((keys.empty() || wrong.any()) && made.empty(), "ADD_OPEN");
            values.set("DOCS_URL", "/api/v1/openapi.json").set("API_URL", origin_of_api(page));
            if (!keys.empty())
                for (auto& list = values.add("LIST"); const auto& key : keys) {
                    auto& row = list.add("ROW").set("NAME", key.name).set("GRANTS", grants_text(page, key));
                    row.set("STATE", state_text(page, key)).set("USE", use_text(page, key));
                    const auto maker = key.made_by
                                           ? std::ranges::find(members, *key.made_by, &accounts::staff::Member::id)
                                           : members.end();
                    if (maker != members.end())
                        row.add("MAKER").set("MADE_BY",
                                             i18n::words(page.language, "Made by {name}", {{"name", maker->name}}));
                    if (!key.is_usable(page.now)) continue;
                    Form revoke{.action = fmt::format("{}/{}/revocation", list_path(page), base::to_text(key.id)),
                                .token = form_token(page)};
                    revoke.submit = i18n::words(page.language, "Revoke");
                    revoke.weight = Form::Weight::danger;
                    include_form(row.add("REVOKE"), "REVOKE_FORM", page, revoke);
                }
            Form add{.action = list_path(page), .token = form_token(page)};
            add.submit = i18n::words(page.language, "Make the key");
            add.fields = fields_of(page, typed);
            add.wrong = wrong;
            include_form(values, "ADD_FORM", page, add);
        });
}

// What is wrong with all grants together stands beside the first of them.
Error in_form(const Page& page, Error error) {
    const auto areas = pages::by_place<Area>(page);
    for (auto& field : error.fields) {
        if (field.field == "grants" && !areas.empty()) field.field = fmt::format("{}{}", kGrant, areas.front()->name);
        if (field.field == "expires_at") field.field = "life";
    }
    return error;
}

}  // namespace

Response api_keys(const Page& page) { return list_page(page, {}, {}); }

// The page shows the key at once, since it can never be shown again; a reload sends the form again and makes another.
Response make_api_key(const Page& page) {
    const auto typed = read_typed(page);
    const auto made = page.environment.database.write([&](db::Tx& tx) {
        return ::api_keys::make(tx, {page.environment.clock, page.environment.registry}, page.id(),
                                draft_of(page, typed), page.who.id);
    });
    if (!made) return list_page(page, typed, pages::wrong_of(page, in_form(page, made.error())));
    auto response = list_page(page, {}, {}, made->key);
    response.set("Cache-Control", "no-store");
    return response;
}

Response revoke_api_key(const Page& page) {
    const auto id = base::parse_id<ApiKeyId>(page.request.param("id"));
    if (!id) return nothing_here(page);
    const auto revoked = page.environment.database.write([&](db::Tx& tx) {
        return ::api_keys::revoke(tx, {page.environment.clock, page.environment.registry}, page.id(), *id,
                                  page.actor());
    });
    return revoked ? back_to(list_path(page), "revoked") : nothing_here(page);
}

void register_api_keys(activity::Registry& registry) {
    registry.add(SettingsPage{90, kKey, N_("API keys"), businesses::kManageSettings, ::api_keys::kModule});
}

}  // namespace office
