// Right of access (FEATURES 2.11): the customer asks for everything stored about them, sees it being put together, and
// takes it home as a ZIP.
#include "portal/parts.h"
#include "privacy/archive.h"

namespace portal {
namespace {

std::string size_of(i18n::Language language, std::size_t bytes) {
    const auto kilobytes = static_cast<std::int64_t>((bytes + 1023) / 1024);
    return i18n::words(language, "{n} KB", {{"n", i18n::number(language, kilobytes)}});
}

void fill_archive(html::Values& values, const Visit& visit, const privacy::Archive& archive) {
    const auto& page = visit.page;
    const auto path = visit.path("/data/" + base::to_text(archive.id));
    if (archive.state == privacy::State::ready) {
        auto& ready = values.add("READY");
        ready.set("FILE_URL", path + "/archive.zip");
        ready.set("FILE_NAME", page.business().slug + ".zip");
        ready.set("FILE_SIZE", size_of(page.language, archive.bytes));
        ready.set("UNTIL", i18n::words(page.language, "It stays here until {moment}.",
                                       {{"moment", pages::moment(page, archive.expires_at)}}));
        return;
    }
    auto& making = values.add("MAKING");
    making.set("HERE", visit.path("/data"));
    making.set("STAGE", archive.stage).set("STAGES", archive.stages);
    making.set("PROGRESS", i18n::words(page.language, "{done} of {all} parts are ready.",
                                       {{"done", i18n::number(page.language, archive.stage)},
                                        {"all", i18n::number(page.language, archive.stages)}}));
    making.set("STOP_URL", path + "/stop").set("STOP_TOKEN", form_token(page));
}

http::Response data_page(const Visit& visit, const Wrong& wrong = {}) {
    const auto& page = visit.page;
    const auto archive = page.environment.database.read([&](db::Session& session) {
        return privacy::newest(session, page.environment.clock, visit.business(), visit.who.customer_id);
    });
    const auto title = i18n::words(page.language, "Your data");
    return pages::render(
        page, {"portal/data", title, wrong.any() ? wrong.status : 200, pages::Secrecy::personal},
        [&](html::Values& values) {
            include_tabs(values, page, Tab::profile);
            fill_notice(values, wrong);
            if (archive) fill_archive(values, visit, *archive);
            if (!archive || archive->state == privacy::State::ready)
                values.add("ASK").set("ASK_URL", visit.path("/data")).set("ASK_TOKEN", form_token(page));
        });
}

}  // namespace

http::Response data(const http::Request& request, Environment& environment) {
    return signed_in(request, environment, [](const Visit& visit) { return data_page(visit); });
}

http::Response ask_data(const http::Request& request, Environment& environment) {
    return signed_in(request, environment, [&](const Visit& visit) {
        const auto& page = visit.page;
        if (!is_our_form(page, request.form)) return data_page(visit, expired(page));
        environment.database.write([&](db::Tx& tx) {
            privacy::ask(tx, {environment.clock, environment.registry}, visit.business(), visit.who.customer_id,
                         page.language, visit.actor());
        });
        return go_to(visit.path("/data"));
    });
}

http::Response stop_data(const http::Request& request, Environment& environment) {
    return signed_in(request, environment, [&](const Visit& visit) {
        if (!is_our_form(visit.page, request.form)) return data_page(visit, expired(visit.page));
        const auto id = base::parse_id<ArchiveId>(request.param("id"));
        const bool stopped = id && environment.database.write([&](db::Tx& tx) {
            return privacy::stop(tx, visit.business(), visit.who.customer_id, *id);
        });
        if (!stopped) return pages::explain(visit.page, 404, i18n::message(visit.page.language, "page.not_found"));
        return go_to(visit.path("/data"));
    });
}

http::Response data_file(const http::Request& request, Environment& environment) {
    return signed_in(request, environment, [&](const Visit& visit) {
        const auto id = base::parse_id<ArchiveId>(request.param("id"));
        auto content = environment.database.read([&](db::Session& session) -> std::optional<std::string> {
            if (!id) return std::nullopt;
            return privacy::content(session, environment.clock, visit.business(), visit.who.customer_id, *id);
        });
        if (!content)
            return pages::explain(visit.page, 404, i18n::message(visit.page.language, "page.not_found"),
                                  pages::WayOn{visit.path("/data"), i18n::words(visit.page.language, "Your data")});
        http::Response response;
        response.type = "application/zip";
        response.body = std::make_shared<const std::string>(*std::move(content));
        response.set("Content-Disposition", fmt::format("attachment; filename=\"{}.zip\"", visit.page.business().slug));
        return std::move(response).set("Cache-Control", "no-store");
    });
}

}  // namespace portal
