// Right of access (FEATURES 2.11): the customer asks for everything stored about them, sees it being put together, and
// takes it home as a ZIP.
#include "portal/parts.h"
#include "privacy/archive.h"

namespace portal {
namespace {

std::string size_of(html::Language language, std::size_t bytes) {
    const auto kilobytes = static_cast<std::int64_t>((bytes + 1023) / 1024);
    return html::words(language, "{n} KB", {{"n", html::number(language, kilobytes)}});
}

void fill_archive(html::Values& values, const Visit& visit, const privacy::Archive& archive) {
    const auto& page = visit.page;
    const auto path = visit.path("/data/" + base::to_text(archive.id));
    if (archive.state == privacy::State::ready) {
        auto& ready = values.add("READY");
        ready.set("FILE_URL", path + "/archive.zip");
        ready.set("FILE_NAME", page.business().slug + ".zip");
        ready.set("FILE_SIZE", size_of(page.language, archive.bytes));
        ready.set("UNTIL", html::words(page.language, "It stays here until {moment}.",
                                       {{"moment", pages::moment(page, archive.expires_at)}}));
        return;
    }
    auto& making = values.add("MAKING");
    making.set("HERE", visit.path("/data"));
    making.set("STAGE", archive.stage).set("STAGES", archive.stages);
    making.set("PROGRESS", html::words(page.language, "{done} of {all} parts are ready.",
                                       {{"done", html::number(page.language, archive.stage)},
                                        {"all", html::number(page.language, archive.stages)}}));
    making.set("STOP_URL", path + "/stop").set("STOP_TOKEN", form_token(page));
}

http::Response data_page(const Visit& visit, const Wrong& wrong = {}) {
    const auto& page = visit.page;
    const auto archive = page.desk.database.read([&](db::Session& session) {
        return privacy::newest(session, page.desk.clock, visit.business(), visit.who.customer_id);
    });
    const auto title = html::words(page.language, "Your data");
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

http::Response data(const http::Request& request, Desk& desk) {
    return signed_in(request, desk, [](const Visit& visit) { return data_page(visit); });
}

http::Response ask_data(const http::Request& request, Desk& desk) {
    return signed_in(request, desk, [&](const Visit& visit) {
        const auto& page = visit.page;
        if (!is_our_form(page, request.form)) return data_page(visit, expired(page));
        desk.database.write([&](db::Tx& tx) {
            privacy::ask(tx, {desk.clock, desk.registry}, visit.business(), visit.who.customer_id, page.language,
                         visit.actor());
        });
        return go_to(visit.path("/data"));
    });
}

http::Response stop_data(const http::Request& request, Desk& desk) {
    return signed_in(request, desk, [&](const Visit& visit) {
        if (!is_our_form(visit.page, request.form)) return data_page(visit, expired(visit.page));
        const auto id = base::parse_id<ArchiveId>(request.param("id"));
        const bool stopped = id && desk.database.write([&](db::Tx& tx) {
            return privacy::stop(tx, visit.business(), visit.who.customer_id, *id);
        });
        if (!stopped) return pages::explain(visit.page, 404, html::message(visit.page.language, "page.not_found"));
        return go_to(visit.path("/data"));
    });
}

http::Response data_file(const http::Request& request, Desk& desk) {
    return signed_in(request, desk, [&](const Visit& visit) {
        const auto id = base::parse_id<ArchiveId>(request.param("id"));
        auto content = desk.database.read([&](db::Session& session) -> std::optional<std::string> {
            if (!id) return std::nullopt;
            return privacy::content(session, desk.clock, visit.business(), visit.who.customer_id, *id);
        });
        if (!content)
            return pages::explain(visit.page, 404, html::message(visit.page.language, "page.not_found"),
                                  pages::WayOn{visit.path("/data"), html::words(visit.page.language, "Your data")});
        http::Response response;
        response.type = "application/zip";
        response.body = std::make_shared<const std::string>(*std::move(content));
        response.set("Content-Disposition", fmt::format("attachment; filename=\"{}.zip\"", visit.page.business().slug));
        return std::move(response).set("Cache-Control", "no-store");
    });
}

}  // namespace portal
