// The list of customers (FEATURES 4.1): searched while one types, filtered, sorted, with the columns that the member
// chose, and what they saved of it under a name.
#include "customers/erasure.h"
#include "customers/visits.h"
#include "exports/customer_export.h"
#include "i18n/names.h"
#include "office/customers/customers.h"
#include "office/customers/list_asked.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/registered.h"

#include <algorithm>

namespace office {
namespace {

using customers::Customer;
using customers::View;
using customers::Visits;

constexpr int kRows = 50, kErasures = 5;

const Columns& usual_columns() {
    static const Columns columns{SortedBy::email, SortedBy::phone, SortedBy::created};
    return columns;
}

std::string list_path(const Page& page) { return page.home() + "/customers"; }

struct Shown {
    customers::ListPage found;
    std::map<CustomerId, Visits> visits;
    customers::ErasureRequests erasures;
    std::vector<customers::Label> labels;  // of the business
    std::map<CustomerId, std::vector<customers::Label>> labels_of;
    std::vector<View> views;
    Columns columns;

    const View* find_view(std::optional<ViewId> id) const {
        const auto found_view = std::ranges::find(views, id, [](const View& view) { return std::optional(view.id); });
        return found_view == views.end() ? nullptr : &*found_view;
    }
};

Columns columns_for(db::Session& session, const Page& page, const ListAsked& asked) {
    if (asked.columns) return *asked.columns;
    const auto chosen = customers::columns_of(session, page.id(), page.who.id);
    return chosen.empty() ? usual_columns() : read_columns(chosen);
}

Shown read_shown(const Page& page, const ListAsked& asked, std::optional<CustomerId> erasures_after) {
    return page.environment.database.read([&](db::Session& session) {
        Shown out;
        out.found = customers::list_page(session, page.id(),
                                         {.filter = filter_of(asked, page.zone()),
                                          .by = asked.by,
                                          .descending = asked.descending,
                                          .after = asked.after,
                                          .before = asked.before,
                                          .limit = kRows});
        out.erasures = customers::list_erasures(session, page.id(), erasures_after, kErasures);
        out.labels = customers::list_labels(session, page.id());
        out.views = customers::list_views(session, page.id(), page.who.id);
        out.columns = columns_for(session, page, asked);
        std::vector<CustomerId> ids;
        for (const auto& each : out.found.customers) ids.push_back(each.id);
        if (!out.labels.empty()) out.labels_of = customers::list_labels_of(session, page.id(), ids);
        const auto is_of_visits = [](SortedBy column) {
            return column == SortedBy::last_visit || column == SortedBy::next_visit;
        };
        if (std::ranges::any_of(out.columns, is_of_visits))
            out.visits = customers::list_visits(session, page.id(), ids);
        return out;
    });
}

ListAsked of_view(const View& view) {
    auto out = read_list_asked(http::parse_form(view.query).value_or(http::Form()));
    out.columns = read_columns(view.columns);
    out.view = view.id;
    return out;
}

std::string count_words(const Page& page, std::int64_t count) {
    if (count > customers::kMostListed)
        return i18n::words(page.language, "More than {n} customers",
                           {{"n", i18n::number(page.language, customers::kMostListed)}});
    return i18n::count(page.language, "{n} customer", "{n} customers", count);
}

// Where the count costs more than the page, the page asks for it once it is there.
void fill_count(html::Values& values, const Page& page, const ListAsked& asked, const customers::ListPage& found) {
    if (found.count) {
        values.set("COUNT", count_words(page, *found.count));
        return;
    }
    values.set("COUNT", "");
    values.add("COUNT_LATER")
        .set("COUNT_URL", fmt::format("{}/count?{}", list_path(page), query_of(asked)))
        .set("COUNT_SO_FAR", i18n::words(page.language, "More than {n} customers",
                                         {{"n", i18n::number(page.language, std::ssize(found.customers))}}));
}

std::string_view class_of(SortedBy column) {
    switch (column) {
        case SortedBy::email: return "tb-cell-email";
        case SortedBy::phone: return "tb-cell-phone tb-numbers";
        case SortedBy::created: return "tb-cell-since text-secondary";
        default: return "tb-cell-more text-secondary";
    }
}

// A heading sorts by its column; pressed again, the other way round.
void fill_heading(html::Values& table, const Page& page, const ListAsked& asked, SortedBy column) {
    auto next = asked;
    next.after = next.before = std::nullopt;
    next.by = column;
    next.descending = asked.by == column && !asked.descending;
    auto& heading = table.add("COLUMN");
    heading.set("SORT_URL", list_address(page, next)).set("COLUMN_NAME", column_name(page.language, column));
    heading.set("COLUMN_CLASS", column == SortedBy::created ? "tb-cell-since" : "");
    heading.show_if(asked.by == column && !asked.descending, "SORTED_UP");
    heading.show_if(asked.by == column && asked.descending, "SORTED_DOWN");
}

std::string day_words(const Page& page, std::optional<Instant> at) {
    return at ? i18n::full_date(page.language, page.zone().day(*at)) : std::string();
}

std::string plain_text(const Page& page, const Customer& customer, const Visits& visits, SortedBy column) {
    switch (column) {
        case SortedBy::number: return customer.customer_number;
        case SortedBy::language: {
            const auto language = i18n::parse_language(customer.language);
            return language ? std::string(i18n::native_name(*language)) : customer.language;
        }
        case SortedBy::created: return i18n::month_name(page.language, page.zone().day(customer.created_at));
        case SortedBy::last_visit: return day_words(page, visits.last);
        case SortedBy::next_visit: return day_words(page, visits.next);
        default: return {};
    }
}

void fill_cell(html::Values& row, const Page& page, const Customer& customer, const Visits& visits, SortedBy column) {
    auto& cell = row.add("CELL").set("CELL_CLASS", class_of(column));
    cell.set("CELL_NAME", column_name(page.language, column));
    if (column == SortedBy::email) {
        auto& email = cell.add("MAIL").set("EMAIL", customer.email.value_or(""));
        email.show_if(!customer.email_trouble.empty(), "TROUBLE");
    } else if (column == SortedBy::phone) {
        if (!customer.phone.empty())
            cell.add("CALL").set("PHONE_DIAL", customer.phone).set("PHONE", base::phone_for_reading(customer.phone));
    } else if (const auto text = plain_text(page, customer, visits, column); !text.empty()) {
        cell.add("PLAIN").set("PLAIN_TEXT", text);
    }
}

void fill_row(html::Values& row, const Page& page, const Customer& customer, const Shown& shown) {
    row.set("URL", record::path(page, customer)).set("NAME", shown_name(page, customer));
    row.set("ID", base::to_text(customer.id));
    record::fill_avatar(row, page, customer);
    if (!customer.important_note.empty()) row.add("IMPORTANT").set("IMPORTANT_TEXT", customer.important_note);
    const auto labels = shown.labels_of.find(customer.id);
    record::include_labels(row, page,
                           labels == shown.labels_of.end() ? std::vector<customers::Label>() : labels->second,
                           record::LabelsAs::marks);
    const auto visits = shown.visits.find(customer.id);
    for (const auto column : shown.columns)
        fill_cell(row, page, customer, visits == shown.visits.end() ? Visits() : visits->second, column);
}

void fill_table(html::Values& values, const Page& page, const ListAsked& asked, const Shown& shown) {
    const auto& found = shown.found;
    auto& table = values.add("TABLE");
    fill_heading(table, page, asked, SortedBy::name);
    for (const auto column : shown.columns) fill_heading(table, page, asked, column);
    for (const auto& customer : found.customers) fill_row(table.add("ROW"), page, customer, shown);
    auto whole = asked;
    whole.after = whole.before = std::nullopt;
    auto& selecting = table.add("SELECTING");
    selecting.set("SELECT_ACTION", list_path(page) + "/selection").set("SELECT_LIST", query_of(whole));
    selecting.show_if(page.may(exports::kExportCustomers), "SELECT_EXPORT");
    if (found.count)
        selecting.set("SELECT_ALL", i18n::count(page.language, "All of this list: {n} customer",
                                                "All of this list: {n} customers", *found.count));
    else
        selecting.set("SELECT_ALL", i18n::words(page.language, "All of this list, not only this page"));
    if (!found.earlier && !found.more) return;
    auto& paging = table.add("PAGING");
    auto other = asked;
    other.after = std::nullopt;
    other.before = found.customers.front().id;
    if (found.earlier) paging.add("BEFORE").set("BEFORE_URL", list_address(page, other));
    other.after = found.customers.back().id;
    other.before = std::nullopt;
    if (found.more) paging.add("AFTER").set("AFTER_URL", list_address(page, other));
}

void fill_list(html::Values& values, const Page& page, const ListAsked& asked, const Shown& shown) {
    const auto chips = filter_chips(page, asked, shown.labels);
    if (!chips.empty()) {
        auto& active = values.add("CHIPS");
        for (const auto& chip : chips)
            active.add("CHIP").set("CHIP_TEXT", chip.words).set("CHIP_URL", list_address(page, chip.without));
        ListAsked none;
        none.search = asked.search;
        none.by = asked.by;
        none.descending = asked.descending;
        active.set("CLEAR_URL", list_address(page, none));
    }
    if (!shown.found.customers.empty()) return fill_table(values, page, asked, shown);
    values.show(asked.filters() ? "NONE_FILTERED" : asked.search.empty() ? "NONE_YET" : "NONE_FOUND");
}

void fill_erasures(html::Values& values, const Page& page, const customers::ErasureRequests& erasures,
                   std::optional<CustomerId> after) {
    for (const auto& request : erasures.requests)
        values.add("ERASURE")
            .set("ERASURE_URL", fmt::format("{}/{}", list_path(page), base::to_text(request.customer_id)))
            .set("ERASURE_AT", moment_with_year(page, request.asked_at));
    if (!after && !erasures.more) return;
    auto& paging = values.add("ERASURES");
    if (after) paging.add("FIRST").set("FIRST_URL", list_path(page));
    if (erasures.more)
        paging.add("MORE").set("MORE_URL", fmt::format("{}?erasures_after={}", list_path(page),
                                                       base::to_text(erasures.requests.back().customer_id)));
}

void fill_views(html::Values& values, const Page& page, const ListAsked& asked, const Shown& shown) {
    if (shown.views.empty()) return;
    auto& views = values.add("VIEWS");
    views.set("ALL_URL", list_address(page, {})).show_if(!shown.find_view(asked.view), "ALL_ON");
    for (const auto& view : shown.views)
        views.add("VIEW")
            .set("VIEW_URL", list_address(page, of_view(view)))
            .set("VIEW_NAME", view.name)
            .show_if(asked.view == view.id, "VIEW_ON");
}

// What is hidden in a form about a list: the list's address, without the view that it came from.
std::string plain_query(const ListAsked& asked) {
    auto plain = asked;
    plain.view = std::nullopt;
    plain.columns = std::nullopt;
    return query_of(plain);
}

Form view_form(const Page& page, const ListAsked& asked, const Columns& columns, const View& draft,
               const Wrong& wrong) {
    Form out{.token = form_token(page)};
    out.submit = i18n::words(page.language, "Save");
    out.hidden = {{"query", plain_query(asked)}, {"columns", text_of(columns)}};
    out.fields = {{.name = "name",
                   .label = i18n::words(page.language, "Name"),
                   .value = draft.name,
                   .limit = customers::kLongestViewName,
                   .required = true},
                  {.kind = Field::Kind::toggle,
                   .name = "first",
                   .label = i18n::words(page.language, "Begin with this view"),
                   .value = draft.is_first ? "yes" : ""}};
    out.wrong = wrong;
    return out;
}

// One form at a time: the one of the view that is shown, else that of a new one.
void include_view_form(html::Values& values, const Page& page, const ListAsked& asked, const Shown& shown,
                       const std::optional<View>& draft, const Wrong& wrong) {
    const auto* view = shown.find_view(asked.view);
    auto form = view_form(page, asked, shown.columns, draft ? *draft : view ? *view : View(), wrong);
    form.action = list_path(page) + "/views";
    if (!view) {
        include_form(values.add("NEW_VIEW").show_if(wrong.any(), "VIEW_OPEN"), "VIEW_FORM", page, form);
        return;
    }
    form.action += "/" + base::to_text(view->id);
    auto& own = values.add("OWN_VIEW").show_if(wrong.any(), "VIEW_OPEN");
    include_form(own, "VIEW_FORM", page, form);
    Form remove{.action = form.action + "/deletion", .token = form.token};
    remove.submit = i18n::words(page.language, "Delete this view");
    remove.weight = Form::Weight::danger;
    include_form(own, "DELETE_FORM", page, remove);
}

void include_columns_form(html::Values& values, const Page& page, const ListAsked& asked, const Columns& columns) {
    Field checks{.kind = Field::Kind::checks, .name = "column", .label = i18n::words(page.language, "Columns")};
    for (const auto each : kListColumns) {
        checks.options.push_back({std::string(column_key(each)), column_name(page.language, each)});
        if (std::ranges::find(columns, each) != columns.end()) checks.chosen.insert(std::string(column_key(each)));
    }
    Form form{.action = list_path(page) + "/columns", .token = form_token(page)};
    form.submit = i18n::words(page.language, "Show these columns");
    form.weight = Form::Weight::plain;
    form.hidden = {{"query", plain_query(asked)}};
    form.fields = {std::move(checks)};
    include_form(values, "COLUMNS_FORM", page, form);
}

void include_filter(html::Values& values, const Page& page, const ListAsked& asked, const Shown& shown) {
    bool focused = true;
    include_fields(values, "FILTER_FIELDS", page, filter_fields(page, asked, shown.labels), {}, focused);
    const auto active = std::ssize(filter_chips(page, asked, shown.labels));
    if (active > 0) values.add("FILTERED").set("FILTERS", i18n::number(page.language, active));
    auto hidden = [&](std::string_view name, std::string value) {
        values.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    };
    hidden("order", std::string(column_key(asked.by)));
    if (asked.descending) hidden("down", "yes");
    if (asked.columns) hidden("columns", text_of(*asked.columns));
    if (asked.view) hidden("view", base::to_text(*asked.view));
}

// What was typed is kept in the address as it would be written here, however the browser sent it.
void tell_address(Response& response, const Page& page, const ListAsked& asked) {
    if (page.request.header("hx-request").empty() || !page.request.header("hx-history-restore-request").empty()) return;
    const bool typed = page.request.header("hx-boosted").empty();
    response.set(typed ? "HX-Replace-Url" : "HX-Push-Url", list_address(page, asked));
}

Response list_page(const Page& page, const ListAsked& asked, const std::optional<View>& draft, const Wrong& wrong) {
    const auto erasures_after = base::parse_id<CustomerId>(page.request.query.get("erasures_after"));
    const auto shown = read_shown(page, asked, erasures_after);
    const auto title = i18n::words(page.language, "Customers");
    return render(page, {"office/customers/customers", title, "customers", wrong.page_status()},
                  [&](html::Values& values) {
                      include_done(values, page);
                      values.set("ACTION", list_path(page)).set("NEW_URL", list_path(page) + "/new");
                      values.set("SEARCH", asked.search);
                      fill_erasures(values, page, shown.erasures, erasures_after);
                      fill_views(values, page, asked, shown);
                      include_filter(values, page, asked, shown);
                      fill_count(values, page, asked, shown.found);
                      html::Values list;
                      fill_list(list, page, asked, shown);
                      values.include("LIST", "office/customers/customers_list", std::move(list));
                      include_columns_form(values, page, asked, shown.columns);
                      include_view_form(values, page, asked, shown, draft, wrong);
                      for (const auto* link : pages::by_place<CustomersLink>(page))
                          if (page.may(link->permission))
                              values.add("LINK")
                                  .set("LINK_URL", list_path(page) + std::string(link->path))
                                  .set("LINK_TEXT", i18n::words(page.language, link->words));
                  });
}

// The list that a form was sent from.
ListAsked asked_of_form(const Page& page) {
    return read_list_asked(http::parse_form(page.request.form.get("query")).value_or(http::Form()));
}

View typed_view(const Page& page, ViewId id) {
    const auto& form = page.request.form;
    return {id, line(form, "name"), query_of(asked_of_form(page)), text_of(read_columns(form.get("columns"))),
            ticked(form, "first")};
}

std::optional<View> find_view(const Page& page) {
    const auto id = base::parse_id<ViewId>(page.request.param("id"));
    if (!id) return std::nullopt;
    for (auto& view : page.environment.database.read(
             [&](db::Session& session) { return customers::list_views(session, page.id(), page.who.id); }))
        if (view.id == *id) return std::move(view);
    return std::nullopt;
}

Response view_again(const Page& page, const View& typed, const Error& error) {
    auto asked = of_view(typed);
    if (!typed.id) asked.view = std::nullopt;
    return list_page(page, asked, typed, pages::wrong_at("name", error));
}

}  // namespace

Response customers(const Page& page) {
    const auto asked = read_list_asked(page.request.query);
    // The address without anything says nothing of which list: the member's first view, where there is one.
    if (page.request.query.pairs().empty()) {
        const auto views = page.environment.database.read(
            [&](db::Session& session) { return customers::list_views(session, page.id(), page.who.id); });
        const auto first = std::ranges::find(views, true, &View::is_first);
        if (first != views.end()) return http::see_other(list_address(page, of_view(*first)));
    }
    auto response = list_page(page, asked, std::nullopt, {});
    tell_address(response, page, asked);
    return response;
}

Response count_customers(const Page& page) {
    const auto filter = filter_of(read_list_asked(page.request.query), page.zone());
    const auto count = page.environment.database.read(
        [&](db::Session& session) { return customers::count_listed(session, page.id(), filter); });
    return http::text(count_words(page, count));
}

Response choose_columns(const Page& page) {
    Columns chosen;
    for (const auto each : kListColumns)
        if (page.request.form.get(fmt::format("column_{}", column_key(each))) == "yes") chosen.push_back(each);
    const auto done = page.environment.database.write(
        [&](db::Tx& tx) { return customers::choose_columns(tx, page.id(), page.who.id, text_of(chosen)); });
    if (!done) return refuse(page, done.error(), {list_path(page), i18n::words(page.language, "Customers")});
    return http::see_other(list_address(page, asked_of_form(page)));
}

Response save_view(const Page& page) {
    auto view = typed_view(page, {});
    const auto made = page.environment.database.write(
        [&](db::Tx& tx) { return customers::save_view(tx, page.environment.clock, page.id(), page.who.id, view); });
    if (!made) return view_again(page, view, made.error());
    view.id = *made;
    return back_to(list_address(page, of_view(view)), "saved");
}

Response change_view(const Page& page) {
    const auto known = find_view(page);
    if (!known) return nothing_here(page);
    const auto view = typed_view(page, known->id);
    const auto done = page.environment.database.write(
        [&](db::Tx& tx) { return customers::change_view(tx, page.id(), page.who.id, view); });
    if (!done) return view_again(page, view, done.error());
    return back_to(list_address(page, of_view(view)), "saved");
}

Response delete_view(const Page& page) {
    const auto known = find_view(page);
    if (!known) return nothing_here(page);
    const auto done = page.environment.database.write(
        [&](db::Tx& tx) { return customers::delete_view(tx, page.id(), page.who.id, known->id); });
    if (!done) return refuse(page, done.error(), {list_path(page), i18n::words(page.language, "Customers")});
    return back_to(list_address(page, {}), "removed");
}

}  // namespace office
