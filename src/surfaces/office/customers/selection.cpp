// What is done with many customers of the list at once (FEATURES 4.1, 4.3): whom it is about and what goes along is
// said first; then it is done, with its progress, and deleting can be undone for all of them.
#include "selections/selection.h"

#include "office/customers/customers.h"
#include "office/customers/selected.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/making.h"
#include "privacy/deletion.h"

#include <algorithm>

namespace office {
namespace {

using selections::Doing;
using selections::Selection;
using selections::State;

constexpr int kNamed = 8;  // customers whose names the page says
constexpr int kRefusedShown = 100;
constexpr std::size_t kForeseen = 50;  // looked at before they are deleted

std::string list_path(const Page& page) { return page.home() + "/customers"; }
std::string path_of(const Page& page, SelectionId id) {
    return fmt::format("{}/selections/{}", list_path(page), base::to_text(id));
}

selections::Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

// What a page about a selection says of it.
struct Seen {
    std::int64_t count = 0;
    std::vector<customers::Customer> first;
    std::vector<CustomerId> foreseen;  // where they are few: all of them
    std::vector<customers::Label> labels;
};

Seen read_seen(const Page& page, const Selected& selected) {
    return page.environment.database.snapshot([&](db::Session& session) {
        Seen out;
        out.labels = customers::list_labels(session, page.id());
        const auto ids = first_of(session, page, selected, kForeseen + 1);
        out.count = selected.all ? customers::count_listed(session, page.id(), filter_of(selected.list, page.zone()))
                                 : std::ssize(ids);
        if (ids.size() <= kForeseen) out.foreseen = ids;
        for (const auto id : ids)
            if (std::ssize(out.first) < kNamed)
                if (auto customer = customers::find(session, page.id(), id)) out.first.push_back(*std::move(customer));
        return out;
    });
}

std::string count_words(const Page& page, std::int64_t count) {
    if (count > customers::kMostListed)
        return i18n::words(page.language, "More than {n} customers",
                           {{"n", i18n::number(page.language, customers::kMostListed)}});
    return i18n::count(page.language, "{n} customer", "{n} customers", count);
}

std::string title_of(const Page& page, std::string_view doing, std::int64_t count) {
    const i18n::Parameters customers{{"customers", count_words(page, count)}};
    return doing == "delete" ? i18n::words(page.language, "Delete {customers}", customers)
                             : i18n::words(page.language, "Labels of {customers}", customers);
}

void fill_names(html::Values& values, const Page& page, const Seen& seen) {
    for (const auto& customer : seen.first)
        values.add("NAMED")
            .set("NAMED_URL", record::path(page, customer))
            .set("NAMED_NAME", shown_name(page, customer));
    const auto others = seen.count - std::ssize(seen.first);
    if (others > 0)
        values.add("OTHERS").set(
            "OTHERS_TEXT",
            i18n::words(page.language, "and {n} more",
                        {{"n", i18n::number(page.language, std::min<std::int64_t>(others, customers::kMostListed))}}));
}

// How many of a few cannot be deleted now, and why.
void fill_foreseen(html::Values& values, const Page& page, const Seen& seen) {
    std::map<std::string, std::int64_t> refused;
    page.environment.database.read([&](db::Session& session) {
        for (const auto id : seen.foreseen)
            if (const auto foreseen =
                    privacy::foresee_deletion(session, context_of(page), page.id(), id, page.language);
                foreseen.forbidden)
                ++refused[foreseen.forbidden->code];
    });
    for (const auto& [code, count] : refused)
        values.add("STAYS").set(
            "STAYS_TEXT",
            fmt::format("{}: {}", i18n::count(page.language, "{n} customer stays", "{n} customers stay", count),
                        i18n::message(page.language, code)));
    values.show_if(seen.foreseen.empty(), "MANY");
}

Form delete_form(const Page& page, const Selected& selected, const Wrong& wrong) {
    Form out{.action = list_path(page) + "/selections", .token = form_token(page)};
    out.submit = i18n::words(page.language, "Delete these customers");
    out.weight = Form::Weight::danger;
    out.hidden = hidden_of(selected);
    out.hidden.emplace_back("do", "delete");
    out.wrong = wrong;
    return out;
}

Form label_form(const Page& page, const Selected& selected, const Seen& seen, const Wrong& wrong) {
    const auto language = page.language;
    const auto& sent = page.request.form;
    Form out{.action = list_path(page) + "/selections", .token = form_token(page)};
    out.submit = i18n::words(language, "Save");
    out.hidden = hidden_of(selected);
    Field label{.kind = Field::Kind::select, .name = "label", .label = i18n::words(language, "Label")};
    label.value = sent.get("label");
    for (const auto& each : seen.labels) label.options.push_back({base::to_text(each.id), each.name});
    Field doing{.kind = Field::Kind::choice, .name = "do", .label = i18n::words(language, "What to do")};
    doing.value = sent.get("do") == "unlabel" ? "unlabel" : "label";
    doing.options = {{"label", i18n::words(language, "Put it on them")},
                     {"unlabel", i18n::words(language, "Take it off them")}};
    out.fields = {std::move(label), std::move(doing)};
    out.wrong = wrong;
    return out;
}

Response sure_page(const Page& page, const Selected& selected, std::string_view doing, const Wrong& wrong = {}) {
    const auto seen = read_seen(page, selected);
    if (seen.count == 0)
        return refuse(page, base::invalid("selection.empty").error(),
                      {list_address(page, selected.list), i18n::words(page.language, "Back to the list")});
    return render(
        page, {"office/customers/selection", title_of(page, doing, seen.count), "customers", wrong.page_status()},
        [&](html::Values& values) {
            values.set("BACK_URL", list_address(page, selected.list));
            fill_names(values, page, seen);
            if (doing == "delete") {
                auto& deletion = values.add("DELETION");
                fill_foreseen(deletion, page, seen);
                include_form(deletion, "DELETE_FORM", page, delete_form(page, selected, wrong));
            } else if (seen.labels.empty()) {
                values.show("NO_LABELS");
            } else {
                include_form(values.add("LABELS"), "LABEL_FORM", page, label_form(page, selected, seen, wrong));
            }
        });
}

std::optional<Doing> parse_doing(std::string_view text) {
    if (text == "delete") return Doing::remove;
    if (text == "label") return Doing::label;
    if (text == "unlabel") return Doing::unlabel;
    return std::nullopt;
}

// ---- What became of it

std::string done_words(const Page& page, const Selection& selection) {
    const auto n = selection.done;
    switch (selection.doing) {
        case Doing::remove:
            return i18n::count(page.language, "{n} customer is deleted.", "{n} customers are deleted.", n);
        case Doing::restore: return i18n::count(page.language, "{n} customer is back.", "{n} customers are back.", n);
        case Doing::label:
            return i18n::count(page.language, "{n} customer has the label.", "{n} customers have the label.", n);
        case Doing::unlabel:
            return i18n::count(page.language, "{n} customer is without the label.",
                               "{n} customers are without the label.", n);
    }
    CHECK(false);
}

std::string state_title(const Page& page, const Selection& selection) {
    switch (selection.doing) {
        case Doing::remove: return i18n::words(page.language, "Deleting customers");
        case Doing::restore: return i18n::words(page.language, "Restoring customers");
        case Doing::label:
        case Doing::unlabel: return i18n::words(page.language, "Labels of customers");
    }
    CHECK(false);
}

void fill_refused(html::Values& values, const Page& page, const Selection& selection) {
    if (selection.refused == 0) return;
    auto& out =
        values.add("REFUSED").set("REFUSED_TITLE", i18n::count(page.language, "{n} customer was left as before",
                                                               "{n} customers were left as before", selection.refused));
    page.environment.database.read([&](db::Session& session) {
        for (const auto& [id, why] : selections::list_refused(session, page.id(), selection.id, kRefusedShown))
            if (const auto customer = customers::find(session, page.id(), id)) {
                const auto deletion = customers::find_deletion(session, page.id(), id);
                out.add("LEFT")
                    .set("LEFT_URL", record::path(page, *customer))
                    .set("LEFT_NAME", deletion ? deletion->name : shown_name(page, *customer))
                    .set("LEFT_WHY", i18n::message(page.language, why));
            }
    });
    out.show_if(selection.refused > kRefusedShown, "LEFT_MORE");
}

void include_undo(html::Values& values, const Page& page, const Selection& selection) {
    Form form{.action = path_of(page, selection.id) + "/undo", .token = form_token(page)};
    form.submit = i18n::words(page.language, "Undo: restore all of them");
    form.weight = Form::Weight::plain;
    include_form(values, "UNDO_FORM", page, form);
}

Response state_page(const Page& page, const Selection& selection) {
    return render(
        page, {"office/customers/selection_state", state_title(page, selection), "customers"},
        [&](html::Values& values) {
            values.set("BACK_URL", list_path(page));
            fill_refused(values, page, selection);
            if (selection.state == State::doing) {
                const auto so_far = selection.count - selection.left();
                include_making(values, page,
                               {.here = path_of(page, selection.id),
                                .stop = path_of(page, selection.id) + "/stop",
                                .done = so_far,
                                .all = selection.count,
                                .words = i18n::words(page.language, "{done} of {all} customers",
                                                     {{"done", i18n::number(page.language, so_far)},
                                                      {"all", i18n::number(page.language, selection.count)}})});
                return;
            }
            auto& ended = values.add("ENDED").set("ENDED_TEXT", done_words(page, selection));
            if (selection.state == State::stopped)
                ended.add("STOPPED").set("STOPPED_TEXT",
                                         i18n::count(page.language, "It was stopped before {n} more customer.",
                                                     "It was stopped before {n} more customers.", selection.left()));
            if (selection.undone_by)
                ended.add("UNDONE").set("UNDONE_URL", path_of(page, *selection.undone_by));
            else if (selection.doing == Doing::remove && selection.done > 0)
                include_undo(ended.add("UNDO"), page, selection);
        });
}

std::optional<Selection> find_selection(const Page& page) {
    const auto id = base::parse_id<SelectionId>(page.request.param("selection"));
    if (!id) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return selections::find(session, page.id(), *id); });
}

}  // namespace

Response selected_customers(const Page& page) {
    const auto selected = read_selected(page.request.query);
    const auto doing = page.request.query.get("do");
    if (doing == "export") return http::see_other(export_address(page, selected));
    if (doing != "delete" && doing != "labels") return nothing_here(page);
    return sure_page(page, selected, doing);
}

Response begin_selection(const Page& page) {
    const auto selected = read_selected(page.request.form);
    const auto doing = parse_doing(page.request.form.get("do"));
    if (!doing) return nothing_here(page);
    const auto begun = page.environment.database.write([&](db::Tx& tx) {
        selections::Wanted wanted{.doing = *doing};
        if (*doing != Doing::remove) wanted.label = base::parse_id<LabelId>(page.request.form.get("label"));
        wanted.customers = first_of(tx, page, selected, selections::kMostSelected + 1);
        return selections::begin(tx, context_of(page), page.id(), wanted, page.actor());
    });
    if (begun) return http::see_other(path_of(page, *begun));
    auto wrong = begun.error().code == "label.unknown" ? pages::wrong_at("label", begun.error())
                                                       : pages::wrong_of(page, begun.error());
    return sure_page(page, selected, *doing == Doing::remove ? "delete" : "labels", wrong);
}

Response selection(const Page& page) {
    const auto found = find_selection(page);
    return found ? state_page(page, *found) : nothing_here(page);
}

Response stop_selection(const Page& page) {
    const auto found = find_selection(page);
    if (!found) return nothing_here(page);
    page.environment.database.write(
        [&](db::Tx& tx) { return selections::stop(tx, context_of(page), page.id(), found->id, page.actor()); });
    return http::see_other(path_of(page, found->id));
}

Response undo_selection(const Page& page) {
    const auto found = find_selection(page);
    if (!found) return nothing_here(page);
    const auto undone = page.environment.database.write(
        [&](db::Tx& tx) { return selections::undo(tx, context_of(page), page.id(), found->id, page.actor()); });
    if (undone) return http::see_other(path_of(page, *undone));
    return refuse(page, undone.error(), {path_of(page, found->id), i18n::words(page.language, "Back")});
}

}  // namespace office
