#include "office/imports/import_page.h"

#include "customers/fields.h"
#include "customers/labels.h"
#include "imports/targets.h"
#include "imports/words.h"
#include "office/frame/form.h"
#include "office/frame/menu.h"

#include <algorithm>

namespace office::import_pages {
namespace {

using ::imports::Access;
using ::imports::DateOrder;
using ::imports::Existing;
using ::imports::State;

constexpr std::size_t kPreviewRows = 6, kCellShown = 120;
constexpr int kTroubledShown = 50, kKeptShown = 50;

std::string target_field(std::size_t column) { return fmt::format("target_{}", column); }

std::string number(const Page& page, std::int64_t n) { return i18n::number(page.language, n); }

void fill_columns(html::Values& form, const Page& page, const Import& import, const Wrong& wrong) {
    const auto all = ::imports::targets(page.language);
    bool focused = false;
    for (std::size_t n = 0; n < import.columns.size(); ++n) {
        const auto& column = import.columns[n];
        auto& row = form.add("COLUMN");
        row.set("COLUMN_ID", target_field(n))
            .set("COLUMN_NAME", import.settings.has_header ? ::imports::column_name(page.language, import.columns, n)
                                                           : ::imports::column_name(page.language, {}, n));
        for (const auto& sample : column.samples) row.add("SAMPLE").set("SAMPLE_TEXT", sample);
        const auto chosen = n < import.settings.targets.size() ? import.settings.targets[n] : std::string();
        for (const auto& target : all) {
            auto& option = row.add("OPTION").set("OPTION_VALUE", target.key).set("OPTION_LABEL", target.words);
            option.show_if(target.key == chosen, "OPTION_ON");
        }
        if (const auto* error = wrong.find(target_field(n))) {
            row.add("BAD").show_if(!focused, "FOCUS");
            focused = true;
            row.add("COLUMN_WRONG").set("WRONG_TEXT", sentence(page, *error));
        }
    }
}

bool has_open_days(const Import& import) {
    return std::ranges::any_of(import.columns, [](const auto& column) { return column.dates == DateOrder::open; });
}

std::vector<Field> fields_of(const Page& page, const Import& import) {
    const auto language = page.language;
    const auto& settings = import.settings;
    std::vector<Field> out;
    out.push_back({.kind = Field::Kind::toggle,
                   .name = "has_header",
                   .label = i18n::words(language, "The first row holds the names of the columns"),
                   .value = settings.has_header ? "yes" : ""});
    if (has_open_days(import))
        out.push_back({.kind = Field::Kind::choice,
                       .name = "dates",
                       .label = i18n::words(language, "Which stands first in days such as 04/05/1980?"),
                       .hint = i18n::words(language, "No day in the file says it."),
                       .value = std::string(to_text(settings.dates)),
                       .required = true,
                       .options = {{"day_month", i18n::words(language, "The day: 4 May")},
                                   {"month_day", i18n::words(language, "The month: 5 April")}}});
    out.push_back(
        {.kind = Field::Kind::choice,
         .name = "existing",
         .label = i18n::words(language, "Customers who are there already"),
         .hint = i18n::words(language, "Found by their number, else their e-mail address, else phone and name."),
         .value = std::string(to_text(settings.existing)),
         .required = true,
         .options = {{"skip", i18n::words(language, "Stay as they are")},
                     {"fill", i18n::words(language, "Get what is missing"),
                      i18n::words(language, "Only fields that are empty are filled in.")},
                     {"overwrite", i18n::words(language, "Get what the file says"),
                      i18n::words(language, "Empty cells change nothing.")}}});
    out.push_back({.kind = Field::Kind::choice,
                   .name = "bad_cells",
                   .label = i18n::words(language, "Cells that cannot be read"),
                   .value = settings.skips_cells ? "cell" : "row",
                   .required = true,
                   .options = {{"row", i18n::words(language, "Leave the row out"),
                                i18n::words(language, "You get these rows as a file, to correct them.")},
                               {"cell", i18n::words(language, "Leave the cell out"),
                                i18n::words(language, "Whoever has a name comes in.")}}});
    if (page.business().customer.logins != businesses::Logins::off)
        out.push_back({.kind = Field::Kind::choice,
                       .name = "access",
                       .label = i18n::words(language, "May new customers sign in?"),
                       .value = std::string(to_text(settings.access)),
                       .required = true,
                       .options = {{"usual", i18n::words(language, "When they ask for a link"),
                                    i18n::words(language, "Nothing is sent to them now.")},
                                   {"refused", i18n::words(language, "No")},
                                   {"mailed", i18n::words(language, "Yes, and tell them now"),
                                    i18n::words(language, "Each gets an e-mail with the details for signing in.")}}});
    out.push_back({.name = "label",
                   .label = i18n::words(language, "A label for all of them"),
                   .hint = i18n::words(language, "One of yours, or a new one."),
                   .value = settings.label,
                   .limit = customers::kLongestLabel});
    return out;
}

void fill_preview(html::Values& values, const Page& page, const Import& import) {
    const auto rows = page.environment.database.read(
        [&](db::Session& session) { return ::imports::preview(session, page.id(), import.id, kPreviewRows); });
    auto& preview = values.add("PREVIEW");
    for (std::size_t n = 0; n < import.columns.size(); ++n)
        preview.add("HEAD").set("HEAD_NAME", ::imports::column_name(page.language, import.columns, n));
    bool first = import.settings.has_header;
    for (const auto& cells : rows) {
        if (std::exchange(first, false)) continue;
        auto& row = preview.add("LINE");
        for (std::size_t n = 0; n < import.columns.size(); ++n)
            row.add("CELL")
                .set("CELL_NAME", ::imports::column_name(page.language, import.columns, n))
                .set("CELL_TEXT", n < cells.size() ? ::imports::beginning(cells[n], kCellShown) : std::string());
    }
}

void fill_mapping(html::Values& values, const Page& page, const Import& import, const Wrong& wrong) {
    auto& mapping = values.add("MAPPING").set("ACTION", path(page, import) + "/check").set("TOKEN", form_token(page));
    mapping.show_if(import.remembered, "REMEMBERED");
    if (const auto* error = wrong.find("targets"))
        mapping.add("TARGETS_WRONG").set("WRONG_TEXT", sentence(page, *error));
    fill_columns(mapping, page, import, wrong);
    bool focused = std::ranges::any_of(wrong.fields, [](const auto& each) { return each.field.starts_with("target"); });
    include_fields(mapping, "FIELDS", page, fields_of(page, import), wrong, focused);
    fill_preview(mapping, page, import);
}

void fill_work(html::Values& values, const Page& page, const Import& import) {
    const auto language = page.language;
    auto& work = values.add("WORK");
    const auto heading = import.state == State::checking    ? i18n::words(language, "The file is being checked")
                         : import.state == State::importing ? i18n::words(language, "The customers are coming in")
                                                            : i18n::words(language, "The import is being undone");
    work.set("WORK_HEADING", heading).set("HERE", path(page, import));
    const auto all = std::max(import.work.all, 1);
    work.set("STAGE", std::min(import.work.done, all)).set("STAGES", all);
    work.set("PROGRESS", import.state == State::undoing
                             ? i18n::words(language, "{done} of {all} customers",
                                           {{"done", number(page, import.work.done)}, {"all", number(page, all)}})
                             : i18n::words(language, "{done} of {all} rows",
                                           {{"done", number(page, import.work.done)}, {"all", number(page, all)}}));
    work.show_if(import.work.standing == activity::Standing::failed, "BROKEN");
    work.show_if(import.work.standing != activity::Standing::failed, "GOES_ON");
    if (import.state != State::undoing)
        work.add("STOP").set("STOP_URL", path(page, import) + "/stop").set("STOP_TOKEN", form_token(page));
}

void fill_counts(html::Values& values, const Page& page, const Import& import, bool to_come) {
    const auto language = page.language;
    auto& tiles = values.add("TILES");
    const auto tile = [&](const std::string& words, std::int64_t n) {
        tiles.add("TILE").set("TILE_NAME", words).set("TILE_NUMBER", number(page, n));
    };
    const auto& counts = import.counts;
    tile(to_come ? i18n::words(language, "New customers") : i18n::words(language, "Added customers"), counts.added);
    tile(to_come ? i18n::words(language, "Customers to be changed") : i18n::words(language, "Changed customers"),
         counts.changed);
    tile(to_come ? i18n::words(language, "Stay as they are") : i18n::words(language, "Left as they are"),
         counts.left_alone);
    tile(to_come ? i18n::words(language, "Rows that cannot come in")
                 : i18n::words(language, "Rows that did not come in"),
         counts.failed);
}

void fill_troubled(html::Values& trouble, const Page& page, const Import& import) {
    const auto rows = page.environment.database.read([&](db::Session& session) {
        return ::imports::list_troubled(session, page.id(), import.id, 0, kTroubledShown);
    });
    for (const auto& [code, rows_with_it] : import.problems)
        trouble.add("KIND")
            .set("KIND_TEXT", ::imports::kind_words(page.language, code))
            .set("KIND_ROWS", i18n::count(page.language, "{n} row", "{n} rows", rows_with_it));
    if (rows.empty()) return;
    auto& list = trouble.add("ROWS");
    for (const auto& row : rows) {
        std::string who;
        for (const auto& cell : row.cells)
            if (who.size() < kCellShown && !cell.empty())
                who += (who.empty() ? "" : ", ") + ::imports::beginning(cell, kCellShown);
        auto& out = list.add("ROW");
        out.set("ROW_NUMBER", i18n::words(page.language, "Row {n}", {{"n", std::to_string(row.row)}}));
        out.set("ROW_CELLS", who);
        out.show_if(row.fails, "FAILS");
        for (const auto& problem : row.problems)
            out.add("PROBLEM").set("PROBLEM_TEXT", ::imports::told(page.language, import.columns, problem));
    }
    const auto troubled = import.state == State::checked ? ::imports::kMostShown : import.counts.failed;
    list.show_if(std::ssize(rows) == kTroubledShown && troubled > kTroubledShown, "FURTHER");
}

void include_troubled(html::Values& values, const Page& page, const Import& import) {
    html::Values troubled;
    if (!import.problems.empty()) fill_troubled(troubled.add("TROUBLE"), page, import);
    values.include("TROUBLED", "office/imports/troubled", std::move(troubled));
}

Form button(const Page& page, const Import& import, std::string_view verb, std::string words,
            Form::Weight weight = Form::Weight::plain) {
    Form out{.action = path(page, import) + "/" + std::string(verb), .token = form_token(page)};
    out.submit = std::move(words);
    out.weight = weight;
    return out;
}

void fill_checked(html::Values& values, const Page& page, const Import& import) {
    const auto language = page.language;
    auto& checked = values.add("CHECKED");
    fill_counts(checked, page, import, true);
    checked.set("COLUMNS_URL", path(page, import) + "?columns=yes");
    const auto coming = import.counts.added + import.counts.changed;
    if (coming > 0)
        include_form(
            checked.add("CAN_BEGIN"), "BEGIN_FORM", page,
            button(page, import, "import", i18n::count(language, "Import {n} customer", "Import {n} customers", coming),
                   Form::Weight::primary));
    checked.show_if(coming == 0, "NOTHING_TO_DO");
    checked.show_if(import.settings.access == Access::mailed && import.counts.added > 0, "MAILED");
    include_troubled(checked, page, import);
}

void fill_kept(html::Values& values, const Page& page, const Import& import) {
    const auto [kept, names] = page.environment.database.read([&](db::Session& session) {
        auto all = ::imports::list_kept(session, page.id(), import.id, kKeptShown);
        std::map<CustomerId, std::string> known;
        for (const auto& each : all)
            if (const auto customer = customers::find(session, page.id(), each.customer))
                known[each.customer] = customer->full_name();
        return std::pair{std::move(all), std::move(known)};
    });
    if (kept.empty()) return;
    auto& list = values.add("KEPT");
    for (const auto& each : kept) {
        const auto name = names.contains(each.customer) ? names.at(each.customer) : std::string();
        std::string why;
        for (const auto& field : each.fields)
            if (const auto* words = customers::field_words(field))
                why += (why.empty() ? "" : ", ") + i18n::words(page.language, words);
        list.add("ROW")
            .set("ROW_URL", fmt::format("{}/customers/{}", page.home(), base::to_text(each.customer)))
            .set("ROW_NAME", name.empty() ? i18n::words(page.language, "No name") : name)
            .set("ROW_WHY", each.is_new ? i18n::words(page.language, "Something has happened to them since")
                                        : i18n::words(page.language, "Changed since: {fields}", {{"fields", why}}));
    }
}

void fill_done(html::Values& values, const Page& page, const Import& import) {
    const auto language = page.language;
    auto& done = values.add("DONE_WITH");
    done.show_if(import.stopped, "STOPPED");
    if (import.state == State::undone) {
        auto& undone = done.add("UNDONE");
        undone.set("TAKEN_BACK", i18n::count(language, "{n} customer was taken back", "{n} customers were taken back",
                                             import.counts.taken_back));
        if (import.counts.kept > 0)
            undone.add("SOME_KEPT")
                .set("KEPT_TEXT", i18n::count(language, "{n} customer was left as they are",
                                              "{n} customers were left as they are", import.counts.kept));
        fill_kept(done, page, import);
    } else {
        fill_counts(done, page, import, false);
    }
    if (import.counts.failed > 0) done.add("FAILED_FILE").set("FAILED_URL", path(page, import) + "/failed.csv");
    include_troubled(done, page, import);
    if (!import.can_be_undone(page.now)) return;
    auto& undo = done.add("UNDO");
    undo.set("UNTIL", i18n::words(language, "It can be undone until {moment}.",
                                  {{"moment", moment_with_year(page, import.expires_at)}}));
    include_form(undo, "UNDO_FORM", page,
                 button(page, import, "undo", i18n::words(language, "Undo the import"), Form::Weight::danger));
}

bool is_under_way(State state) {
    return state == State::checking || state == State::importing || state == State::undoing;
}

std::string about(const Page& page, const Import& import) {
    const auto rows = i18n::count(page.language, "{n} row", "{n} rows", import.data_rows());
    if (import.encoding.empty()) return fmt::format("{} · Excel", rows);
    const auto between = import.delimiter == "\t"  ? i18n::words(page.language, "tabs")
                         : import.delimiter == ";" ? i18n::words(page.language, "semicolons")
                         : import.delimiter == "|" ? i18n::words(page.language, "bars")
                                                   : i18n::words(page.language, "commas");
    return fmt::format("{} · CSV, {}, {}", rows, import.encoding, between);
}

}  // namespace

std::string path(const Page& page) { return page.home() + "/customers/imports"; }
std::string path(const Page& page, const Import& import) {
    return fmt::format("{}/{}", path(page), base::to_text(import.id));
}
std::string name_of(const Page& page, const Import& import) {
    return import.file_name.empty() ? i18n::words(page.language, "A file without a name") : import.file_name;
}

Response show(const Page& page, const Import& import, const Wrong& wrong) {
    const bool wants_columns = page.request.query.get("columns") == "yes" || !wrong.fields.empty();
    return render(page, {"office/imports/import", name_of(page, import), "customers", wrong.page_status()},
                  [&](html::Values& values) {
                      values.set("BACK_URL", path(page)).set("ABOUT", about(page, import));
                      if (!wrong.notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", wrong.notice);
                      if (import.state == State::mapping || (import.state == State::checked && wants_columns))
                          fill_mapping(values, page, import, wrong);
                      else if (is_under_way(import.state))
                          fill_work(values, page, import);
                      else if (import.state == State::checked)
                          fill_checked(values, page, import);
                      else
                          fill_done(values, page, import);
                      if (!is_under_way(import.state))
                          include_form(values.add("FORGET"), "FORGET_FORM", page,
                                       button(page, import, "removal", i18n::words(page.language, "Remove")));
                  });
}

::imports::Settings read_settings(const Page& page, const Import& import) {
    const auto& form = page.request.form;
    ::imports::Settings out;
    for (std::size_t n = 0; n < import.columns.size(); ++n) out.targets.push_back(line(form, target_field(n)));
    out.has_header = ticked(form, "has_header");
    out.existing = ::imports::parse_existing(form.get("existing")).value_or(Existing::skip);
    out.skips_cells = form.get("bad_cells") == "cell";
    out.dates = ::imports::parse_date_order(form.get("dates"));
    if (page.business().customer.logins != businesses::Logins::off)
        out.access = ::imports::parse_access(form.get("access")).value_or(Access::usual);
    out.label = line(form, "label");
    return out;
}

}  // namespace office::import_pages
