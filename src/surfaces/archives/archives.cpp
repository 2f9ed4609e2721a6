#include "archives/archives.h"

#include "privacy/archive.h"
#include "privacy/everybody.h"

#include <algorithm>

namespace archives {
namespace {

namespace everybody = privacy::everybody;

// What a page says of the newest one.
struct Shown {
    ArchiveId id;
    privacy::State state;
    int done, all;
    std::string progress, size;
    Instant asked_at, expires_at;
};

std::int64_t rounded_up(std::uint64_t bytes, std::uint64_t unit) {
    return static_cast<std::int64_t>((bytes + unit - 1) / unit);
}

// Of everybody it is about so much: the file also has the list of what is in it.
std::string about(i18n::Language language, std::uint64_t bytes) {
    constexpr std::uint64_t kKilo = 1024, kMega = kKilo * kKilo;
    if (bytes < kMega)
        return i18n::words(language, "about {n} KB", {{"n", i18n::number(language, rounded_up(bytes, kKilo))}});
    return i18n::words(language, "about {n} MB", {{"n", i18n::number(language, rounded_up(bytes, kMega))}});
}

std::optional<Shown> newest_of_customer(db::Session& session, const Place& place) {
    const auto& page = place.page;
    const auto language = page.language;
    const auto found = privacy::newest(session, page.environment.clock, page.business().id, *place.customer);
    if (!found) return std::nullopt;
    return Shown{
        found->id,
        found->state,
        found->stage,
        found->stages,
        i18n::words(language, "{done} of {all} parts are ready.",
                    {{"done", i18n::number(language, found->stage)}, {"all", i18n::number(language, found->stages)}}),
        i18n::words(language, "{n} KB", {{"n", i18n::number(language, rounded_up(found->bytes, 1024))}}),
        found->asked_at,
        found->expires_at};
}

std::optional<Shown> newest_of_everybody(db::Session& session, const Place& place) {
    const auto& page = place.page;
    const auto language = page.language;
    const auto found = everybody::newest(session, page.environment.clock, page.business().id);
    if (!found) return std::nullopt;
    return Shown{
        found->id,
        found->state,
        found->done,
        std::max(found->all, 1),
        i18n::words(language, "{done} of {all} customers",
                    {{"done", i18n::number(language, found->done)}, {"all", i18n::number(language, found->all)}}),
        about(language, found->bytes),
        found->asked_at,
        found->expires_at};
}

privacy::Context context_of(const Place& place) {
    return {place.page.environment.clock, place.page.environment.registry};
}

void fill_ready(html::Values& values, const Place& place, const Shown& shown) {
    const auto language = place.page.language;
    auto& ready = values.add("READY");
    ready.set("FILE_URL", fmt::format("{}/{}/archive.zip", place.path, base::to_text(shown.id)));
    ready.set("FILE_NAME", place.file_name + ".zip").set("FILE_SIZE", shown.size);
    if (!place.customer)
        ready.set("AS_OF", i18n::words(language, "As of {moment}.", {{"moment", place.moment(shown.asked_at)}}));
    ready.set("UNTIL",
              i18n::words(language, "It stays here until {moment}.", {{"moment", place.moment(shown.expires_at)}}));
}

void fill_making(html::Values& values, const Place& place, const Shown& shown) {
    auto& making = values.add("MAKING").set("HERE", place.path);
    making.set("STAGE", shown.done).set("STAGES", shown.all).set("PROGRESS", shown.progress);
    making.set("STOP_URL", fmt::format("{}/{}/stop", place.path, base::to_text(shown.id)));
    making.set("STOP_TOKEN", place.token);
}

}  // namespace

void fill(html::Values& values, const Place& place) {
    const auto shown = place.page.environment.database.read([&](db::Session& session) {
        return place.customer ? newest_of_customer(session, place) : newest_of_everybody(session, place);
    });
    const bool ready = shown && shown->state == privacy::State::ready;
    if (ready)
        fill_ready(values, place, *shown);
    else if (shown)
        fill_making(values, place, *shown);
    if (ready || !shown) values.add("ASK").set("ASK_URL", place.path).set("ASK_TOKEN", place.token);
}

http::Response ask(const Place& place) {
    const auto business = place.page.business().id;
    place.page.environment.database.write([&](db::Tx& tx) -> Result<void> {
        if (!place.customer) {
            everybody::ask(tx, context_of(place), business, place.language, place.actor);
            return {};
        }
        const auto asked = privacy::ask(tx, context_of(place), business, *place.customer, place.language, place.actor);
        return asked ? Result<void>{} : std::unexpected(asked.error());
    });
    return http::see_other(place.path);
}

std::optional<http::Response> stop(const Place& place, std::string_view id) {
    const auto business = place.page.business().id;
    const auto archive = base::parse_id<ArchiveId>(id);
    const bool stopped = archive && place.page.environment.database.write([&](db::Tx& tx) {
        return place.customer ? privacy::stop(tx, context_of(place), business, *place.customer, *archive)
                              : everybody::stop(tx, context_of(place), business, *archive, place.actor);
    });
    return stopped ? std::optional(http::see_other(place.path)) : std::nullopt;
}

std::optional<http::Response> file(const Place& place, std::string_view id) {
    const auto& environment = place.page.environment;
    const auto business = place.page.business().id;
    const auto archive = base::parse_id<ArchiveId>(id);
    if (!archive) return std::nullopt;
    http::Response response;
    if (place.customer) {
        auto content = environment.database.read([&](db::Session& session) {
            return privacy::content(session, environment.clock, business, *place.customer, *archive);
        });
        if (!content) return std::nullopt;
        response.body = std::make_shared<const std::string>(*std::move(content));
    } else {
        response.file = everybody::file(environment.database, environment.clock, environment.pages, business, *archive);
        if (!response.file) return std::nullopt;
    }
    response.type = "application/zip";
    response.set("Content-Disposition", fmt::format("attachment; filename=\"{}.zip\"", place.file_name));
    response.set("Cache-Control", "no-store");
    return response;
}

}  // namespace archives
