#include "office/imports/imports_pages.h"

#include "customers/customer.h"
#include "imports/imports.h"
#include "office/frame/form.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"
#include "office/imports/import_page.h"

namespace office {
namespace {

using namespace import_pages;
using ::imports::Import;
using ::imports::State;

constexpr int kListed = 50;

std::string state_words(const Page& page, const Import& import) {
    const auto language = page.language;
    const auto number = [&](std::int64_t n) { return i18n::number(language, n); };
    switch (import.state) {
        case State::reading:
        case State::mapping: return i18n::words(language, "Waits for you to say what its columns are");
        case State::checking: return i18n::words(language, "Is being checked");
        case State::checked: return i18n::words(language, "Checked, and not begun");
        case State::importing: return i18n::words(language, "Is coming in");
        case State::done:
            return i18n::words(language, "{added} added, {changed} changed, {failed} not come in",
                               {{"added", number(import.counts.added)},
                                {"changed", number(import.counts.changed)},
                                {"failed", number(import.counts.failed)}});
        case State::undoing: return i18n::words(language, "Is being undone");
        case State::undone: return i18n::words(language, "Undone");
    }
    CHECK(false);
}

Response list_page(const Page& page, const std::string& wrong = {}, int status = 200) {
    const auto all = page.environment.database.read(
        [&](db::Session& session) { return ::imports::list(session, page.id(), kListed); });
    const auto title = i18n::words(page.language, "Import customers");
    return render(page, {"office/imports/imports", title, "customers", status}, [&](html::Values& values) {
        if (const auto list = menu_path(page, "customers")) values.add("BACK").set("BACK_URL", *list);
        include_done(values, page);
        values.set("ACTION", path(page)).set("TOKEN", form_token(page));
        values.set("MOST", i18n::words(page.language, "CSV or Excel (.xlsx), at most {size} MB and {rows} rows",
                                       {{"size", i18n::number(page.language, ::imports::kLargestFile >> 20U)},
                                        {"rows", i18n::number(page.language, ::imports::kMostRows)}}));
        if (!wrong.empty()) {
            values.add("BAD");
            values.add("WRONG").set("WRONG_TEXT", wrong);
        }
        if (all.empty()) return;
        auto& past = values.add("PAST");
        for (const auto& import : all)
            past.add("ROW")
                .set("ROW_URL", path(page, import))
                .set("ROW_NAME", name_of(page, import))
                .set("ROW_AT", moment_with_year(page, import.created_at))
                .set("ROW_STATE", state_words(page, import));
    });
}

// Of the import that the path names.
Response with_import(const Page& page, const std::function<Response(const Import&)>& body) {
    const auto id = base::parse_id<ImportId>(page.request.param("id"));
    const auto found = id ? page.environment.database.read(
                                [&](db::Session& session) { return ::imports::find(session, page.id(), *id); })
                          : std::nullopt;
    return found ? body(*found) : nothing_here(page);
}

template <class Verb>
Response act(const Page& page, Verb verb, std::string_view done = {}) {
    return with_import(page, [&](const Import& import) {
        const Result<void> result =
            page.environment.database.write([&](db::Tx& tx) -> Result<void> { return verb(tx, import.id); });
        if (!result && result.error().fault == Fault::not_found) return nothing_here(page);
        if (!result) return show(page, import, pages::wrong_of(page, result.error()));
        return done.empty() ? http::see_other(path(page, import)) : back_to(path(page), done);
    });
}

Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

}  // namespace

Response imports(const Page& page) { return list_page(page); }

Response take_import_file(const Page& page, const std::vector<http::Part>& parts) {
    const auto* file = http::find_file(parts, "file");
    if (!file) return list_page(page, i18n::message(page.language, "import.no_file"), 422);
    std::optional<Result<ImportId>> taken;
    const auto done = page.environment.pool.run(work::Kind::slow, [&] {
        taken = ::imports::take_file(page.environment.database, context_of(page), page.id(),
                                     file->filename.value_or(""), file->content, page.actor());
    });
    const auto* error = !done ? &done.error() : !*taken ? &taken->error() : nullptr;
    if (error) {
        const auto wrong = pages::wrong_of(page, *error);
        return list_page(page, wrong.notice, wrong.status);
    }
    return http::see_other(fmt::format("{}/{}", path(page), base::to_text(**taken)));
}

Response import_page(const Page& page) {
    return with_import(page, [&](const Import& import) { return show(page, import, {}); });
}

Response check_import(const Page& page) {
    return with_import(page, [&](const Import& import) {
        const auto settings = read_settings(page, import);
        const auto begun = page.environment.database.write([&](db::Tx& tx) {
            return ::imports::check(tx, context_of(page), page.id(), import.id, settings, page.actor());
        });
        if (begun) return http::see_other(path(page, import));
        auto typed = import;
        typed.settings = settings;
        return show(page, typed, pages::wrong_of(page, begun.error()));
    });
}

Response begin_import(const Page& page) {
    return act(page, [&](db::Tx& tx, ImportId id) {
        return ::imports::begin(tx, context_of(page), page.id(), id, page.actor());
    });
}

Response stop_import(const Page& page) {
    return act(page, [&](db::Tx& tx, ImportId id) -> Result<void> {
        ::imports::stop(tx, context_of(page), page.id(), id, page.actor());
        return {};
    });
}

Response undo_import(const Page& page) {
    return act(page, [&](db::Tx& tx, ImportId id) {
        return ::imports::undo(tx, context_of(page), page.id(), id, page.actor());
    });
}

Response forget_import(const Page& page) {
    return act(
        page, [&](db::Tx& tx, ImportId id) { return ::imports::forget(tx, page.id(), id); }, "removed");
}

Response import_failed_rows(const Page& page) {
    return with_import(page, [&](const Import& import) {
        Response response;
        response.file = ::imports::failed_rows(page.environment.database, page.id(), import.id, page.language);
        if (!response.file) return nothing_here(page);
        response.type = "text/csv; charset=utf-8";
        response.set("Content-Disposition",
                     fmt::format("attachment; filename=\"{}-not-imported.csv\"", page.business().slug));
        response.set("Cache-Control", "no-store");
        return response;
    });
}

void register_imports(activity::Registry& registry) {
    registry.add(CustomersLink{15, "/imports", N_("Import customers from a file"), customers::kManageCustomers});
}

}  // namespace office
