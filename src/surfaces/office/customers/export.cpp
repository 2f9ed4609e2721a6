// Customers taken home in a file (FEATURES 4.4): those whom a list shows or who are ticked, as a workbook, CSV or
// vCards.
#include "exports/customer_export.h"

#include "exports/vcard.h"
#include "office/customers/customer_form.h"
#include "office/customers/customers.h"
#include "office/customers/selected.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/making.h"
#include "work/file.h"

#include <algorithm>

namespace office {
namespace {

using exports::Export;
using exports::Format;
using exports::State;

std::string path_of(const Page& page) { return page.home() + "/customers/export"; }
std::string path_of(const Page& page, ExportId id) { return fmt::format("{}/{}", path_of(page), base::to_text(id)); }

std::string_view type_of(Format format) {
    switch (format) {
        case Format::xlsx: return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        case Format::csv: return "text/csv; charset=utf-8";
        case Format::vcf: return "text/vcard; charset=utf-8";
    }
    CHECK(false);
}

std::string name_of(i18n::Language language, Format format) {
    switch (format) {
        case Format::xlsx: return i18n::words(language, "Excel workbook (.xlsx)");
        case Format::csv: return i18n::words(language, "Text table (.csv)");
        case Format::vcf: return i18n::words(language, "Contacts (.vcf)");
    }
    CHECK(false);
}

// Which list it is: what it is filtered by, without what was searched for, which may be somebody's name.
std::string described(const Page& page, const Selected& selected, const std::vector<customers::Label>& labels) {
    if (!selected.ticked.empty()) return i18n::words(page.language, "Selected customers");
    std::string out;
    for (const auto& chip : filter_chips(page, selected.list, labels)) out += (out.empty() ? "" : ", ") + chip.words;
    if (!selected.list.search.empty())
        out += (out.empty() ? "" : ", ") + i18n::words(page.language, "found by a search");
    return out.empty() ? i18n::words(page.language, "All customers") : out;
}

struct Seen {
    std::optional<Export> newest;
    std::vector<exports::Column> columns;
    std::vector<customers::Label> labels;
    std::int64_t count = 0;
};

Seen read_seen(const Page& page, const Selected& selected) {
    return page.environment.database.snapshot([&](db::Session& session) {
        Seen out;
        out.newest = exports::newest(session, page.environment.clock, page.id(), page.who.id.value);
        out.columns = exports::columns_of(session, page.id(), page.language, circle_of(page));
        out.labels = customers::list_labels(session, page.id());
        out.count = selected.ticked.empty()
                        ? customers::count_listed(session, page.id(), filter_of(selected.list, page.zone()))
                        : std::ssize(selected.ticked);
        return out;
    });
}

std::string count_words(const Page& page, std::int64_t count) {
    if (count > customers::kMostListed)
        return i18n::words(page.language, "More than {n} customers",
                           {{"n", i18n::number(page.language, customers::kMostListed)}});
    return i18n::count(page.language, "{n} customer", "{n} customers", count);
}

Form export_form(const Page& page, const Selected& selected, const Seen& seen, const Wrong& wrong) {
    const auto language = page.language;
    const auto& sent = page.request.form;
    Form out{.action = path_of(page), .token = form_token(page)};
    out.submit = i18n::words(language, "Make the file");
    out.hidden = hidden_of(selected);
    Field format{.kind = Field::Kind::choice, .name = "format", .label = i18n::words(language, "File format")};
    format.value = to_text(exports::parse_format(sent.get("format")).value_or(Format::xlsx));
    for (const auto each : {Format::xlsx, Format::csv, Format::vcf})
        format.options.push_back({std::string(to_text(each)), name_of(language, each)});
    format.options.back().hint = i18n::words(language, "For the address book of a phone; without the columns below.");
    Field columns{.kind = Field::Kind::checks, .name = "columns", .label = i18n::words(language, "Columns")};
    for (const auto& [key, title] : seen.columns) {
        columns.options.push_back({key, title});
        const bool is_on = sent.pairs().empty() ? exports::is_usual(key) : ticked(sent, "columns_" + key);
        if (is_on) columns.chosen.insert(key);
    }
    out.fields = {std::move(format), std::move(columns)};
    out.wrong = wrong;
    return out;
}

void fill_newest(html::Values& values, const Page& page, const Selected& selected, const Export& newest) {
    const auto language = page.language;
    if (newest.state == State::making) {
        include_making(values, page,
                       {.here = export_address(page, selected),
                        .stop = path_of(page, newest.id) + "/stop",
                        .done = newest.count,
                        .all = newest.all,
                        .words = i18n::count(language, "{n} customer so far", "{n} customers so far", newest.count)});
        return;
    }
    auto& ready = values.add("READY").set("FILE_URL", path_of(page, newest.id) + "/file");
    ready.set("FILE_WHAT", fmt::format("{}, {}", name_of(language, newest.format), count_words(page, newest.count)));
    ready.set("AS_OF", i18n::words(language, "As of {moment}.", {{"moment", moment_with_year(page, newest.asked_at)}}));
    ready.set("UNTIL", i18n::words(language, "It stays here until {moment}.",
                                   {{"moment", moment_with_year(page, newest.expires_at)}}));
}

Response export_page(const Page& page, const Selected& selected, const Wrong& wrong = {}) {
    const auto seen = read_seen(page, selected);
    const auto title = i18n::words(page.language, "Export customers");
    return render(
        page, {"office/customers/export", title, "customers", wrong.page_status()}, [&](html::Values& values) {
            values.set("BACK_URL", list_address(page, selected.list));
            if (seen.newest) fill_newest(values, page, selected, *seen.newest);
            if (seen.newest && seen.newest->state == State::making) return;
            auto& ask = values.add("ASK").show_if(seen.newest.has_value(), "ANOTHER");
            ask.set("WHO", described(page, selected, seen.labels)).set("COUNT", count_words(page, seen.count));
            include_form(ask, "EXPORT_FORM", page, export_form(page, selected, seen, wrong));
        });
}

// Of the page's fields those that are ticked.
exports::Wanted read_wanted(const Page& page, const Selected& selected) {
    const auto& form = page.request.form;
    const auto seen = read_seen(page, selected);
    exports::Wanted out{.format = exports::parse_format(form.get("format")).value_or(Format::xlsx),
                        .filter = filter_of(selected.list, page.zone()),
                        .chosen = selected.ticked,
                        .by = selected.list.by,
                        .descending = selected.list.descending,
                        .circle = circle_of(page),
                        .described = described(page, selected, seen.labels)};
    for (const auto& column : seen.columns)
        if (ticked(form, "columns_" + column.key)) out.columns.push_back(column.key);
    return out;
}

http::Response as_file(Response response, const Page& page, Format format, std::string_view name) {
    response.type = type_of(format);
    response.set("Content-Disposition",
                 fmt::format("attachment; filename=\"{}-{}.{}\"", page.business().slug, name, to_text(format)));
    response.set("Cache-Control", "no-store");
    return response;
}

}  // namespace

Response customer_export(const Page& page) { return export_page(page, read_selected(page.request.query)); }

Response ask_export(const Page& page) {
    const auto selected = read_selected(page.request.form);
    const auto wanted = read_wanted(page, selected);
    const auto asked = page.environment.database.write([&](db::Tx& tx) {
        return exports::ask(tx, {page.environment.clock, page.environment.registry}, page.id(), wanted, page.language,
                            page.actor());
    });
    if (asked) return http::see_other(export_address(page, selected));
    return export_page(page, selected, pages::wrong_of(page, asked.error()));
}

Response stop_export(const Page& page) {
    const auto id = base::parse_id<ExportId>(page.request.param("export"));
    const bool stopped = id && page.environment.database.write([&](db::Tx& tx) {
        return exports::stop(tx, {page.environment.clock, page.environment.registry}, page.id(), *id, page.actor());
    });
    return stopped ? http::see_other(path_of(page)) : nothing_here(page);
}

Response export_file(const Page& page) {
    const auto id = base::parse_id<ExportId>(page.request.param("export"));
    const auto made =
        id ? exports::file(page.environment.database, page.environment.clock, page.id(), *id, page.who.id.value)
           : std::nullopt;
    if (!made) return nothing_here(page);
    http::Response response;
    response.file = made->file;
    return as_file(std::move(response), page, made->format, "customers");
}

Response customer_card(const Page& page) {
    return record::of_customer(page, [&](const Page&, const customers::Customer& customer) {
        if (customer.anonymised) return nothing_here(page);
        return as_file(http::text(exports::vcard(customer, page.language)), page, Format::vcf,
                       base::to_text(customer.id));
    });
}

}  // namespace office
