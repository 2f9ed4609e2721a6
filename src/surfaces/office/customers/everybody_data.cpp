// Right of access for all customers at once (FEATURES 2.11): the owner has one file made with everything stored about
// everybody, sees how far it is, and takes it. The page may be left meanwhile.
#include "office/customers/customers.h"
#include "office/frame/page.h"
#include "privacy/everybody.h"

namespace office {
namespace {

using privacy::everybody::Archive;
namespace everybody = privacy::everybody;

std::string data_path(const Page& page) { return page.home() + "/customers/data"; }

// Below a megabyte in kilobytes; the file also has the list of what is in it.
std::string size_text(i18n::Language language, std::uint64_t bytes) {
    constexpr std::uint64_t kKilo = 1024, kMega = kKilo * kKilo;
    const auto number = [&](std::uint64_t unit) {
        return i18n::number(language, static_cast<std::int64_t>((bytes + unit - 1) / unit));
    };
    if (bytes < kMega) return i18n::words(language, "about {n} KB", {{"n", number(kKilo)}});
    return i18n::words(language, "about {n} MB", {{"n", number(kMega)}});
}

void fill_archive(html::Values& values, const Page& page, const Archive& archive) {
    const auto language = page.language;
    const auto path = fmt::format("{}/{}", data_path(page), base::to_text(archive.id));
    const auto all = i18n::number(language, archive.all);
    if (archive.state == privacy::State::ready) {
        auto& ready = values.add("READY").set("FILE_URL", path + "/archive.zip");
        ready.set("FILE_SIZE", size_text(language, archive.bytes));
        ready.set("AS_OF",
                  i18n::words(language, "As of {moment}.", {{"moment", moment_with_year(page, archive.asked_at)}}));
        ready.set("UNTIL", i18n::words(language, "It stays here until {moment}.",
                                       {{"moment", moment_with_year(page, archive.expires_at)}}));
        return;
    }
    auto& making = values.add("MAKING").set("HERE", data_path(page));
    making.set("DONE", archive.done).set("ALL", std::max(archive.all, 1));
    making.set("PROGRESS", i18n::words(language, "{done} of {all} customers",
                                       {{"done", i18n::number(language, archive.done)}, {"all", all}}));
    making.set("STOP_URL", path + "/stop").set("STOP_TOKEN", form_token(page));
}

Response data_page(const Page& page) {
    const auto archive = page.environment.database.read(
        [&](db::Session& session) { return everybody::newest(session, page.environment.clock, page.id()); });
    const auto title = i18n::words(page.language, "Everything about all customers");
    return render(page, {"office/customers/everybody_data", title, Section::customers}, [&](html::Values& values) {
        values.set("BACK_URL", page.home() + "/customers");
        if (archive) fill_archive(values, page, *archive);
        if (!archive || archive->state == privacy::State::ready)
            values.add("ASK").set("ASK_URL", data_path(page)).set("ASK_TOKEN", form_token(page));
    });
}

Response ask(const Page& page) {
    page.environment.database.write([&](db::Tx& tx) {
        everybody::ask(tx, {page.environment.clock, page.environment.registry}, page.id(), page.language, page.actor());
    });
    return http::see_other(data_path(page));
}

Response stop(const Page& page) {
    const auto id = base::parse_id<ArchiveId>(page.request.param("archive"));
    const bool stopped = id && page.environment.database.write([&](db::Tx& tx) {
        return everybody::stop(tx, {page.environment.clock, page.environment.registry}, page.id(), *id, page.actor());
    });
    return stopped ? http::see_other(data_path(page)) : nothing_here(page);
}

Response file(const Page& page) {
    const auto id = base::parse_id<ArchiveId>(page.request.param("archive"));
    Response response;
    if (id)
        response.file =
            everybody::file(page.environment.database, page.environment.clock, page.environment.pages, page.id(), *id);
    if (!response.file) return nothing_here(page);
    response.type = "application/zip";
    response.set("Content-Disposition", fmt::format("attachment; filename=\"{}-customers.zip\"", page.business().slug));
    return std::move(response).set("Cache-Control", "no-store");
}

}  // namespace

Response everybody_data(const Request& request, Environment& environment) {
    return as_staff(request, environment, data_page);
}
Response ask_everybody_data(const Request& request, Environment& environment) {
    return posted(request, environment, ask);
}
Response stop_everybody_data(const Request& request, Environment& environment) {
    return posted(request, environment, stop);
}
Response everybody_data_file(const Request& request, Environment& environment) {
    return as_staff(request, environment, file);
}

}  // namespace office
