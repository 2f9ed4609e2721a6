#include "office/duplicates/duplicates.h"

#include "bookings/customer_summary.h"
#include "customers/fields.h"
#include "duplicates/merge.h"
#include "office/duplicates/shown_pair.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"

namespace office {
namespace {

using namespace record;
using customers::Customer;

constexpr int kRows = 50, kMostShown = 50;

customers::Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

std::string all_path(const Page& page) { return page.home() + "/customers/duplicates"; }
std::string path_of(const Page& page, CustomerId customer) {
    return fmt::format("{}/customers/{}", page.home(), base::to_text(customer));
}
std::string pair_path(const Page& page, CustomerId survivor, CustomerId other) {
    return fmt::format("{}/duplicates/{}", path_of(page, survivor), base::to_text(other));
}

Form small_form(const Page& page, std::string action, std::string words) {
    Form out{.action = std::move(action), .token = form_token(page)};
    out.submit = std::move(words);
    out.weight = Form::Weight::plain;
    return out;
}

// "90.03BN....03BN...": where the next page goes on.
std::string after_text(const duplicates::Pair& pair) {
    return fmt::format("{}.{}.{}", pair.score.points, base::to_text(pair.first), base::to_text(pair.second));
}
std::optional<duplicates::Pair> read_after(std::string_view text) {
    const auto dot = text.find('.'), next = text.find('.', dot == text.npos ? dot : dot + 1);
    if (next == text.npos) return std::nullopt;
    const auto points = pages::whole_number<int>(text.substr(0, dot));
    const auto first = base::parse_id<CustomerId>(text.substr(dot + 1, next - dot - 1));
    const auto second = base::parse_id<CustomerId>(text.substr(next + 1));
    if (!points || !first || !second) return std::nullopt;
    return duplicates::Pair{*first, *second, {*points, 0}};
}

void fill_search(html::Values& values, const Page& page, const std::optional<duplicates::Search>& search) {
    const auto language = page.language;
    if (search && search->state == duplicates::State::searching) {
        auto& going = values.add("SEARCHING");
        going.set("HERE", all_path(page)).set("PERCENT", std::to_string(search->percent));
        going.set("FOUND",
                  i18n::count(language, "{n} pair found until now", "{n} pairs found until now", search->found));
        include_form(going, "STOP_FORM", page,
                     small_form(page, all_path(page) + "/stop", i18n::words(language, "Stop")));
        return;
    }
    auto& ask = values.add("ASK");
    if (search && search->ended_at)
        ask.add("LAST").set("LAST_TEXT",
                            search->state == duplicates::State::done
                                ? i18n::words(language, "Searched on {moment}.",
                                              {{"moment", moment_with_year(page, *search->ended_at)}})
                                : i18n::words(language, "Stopped on {moment}, before everybody was compared.",
                                              {{"moment", moment_with_year(page, *search->ended_at)}}));
    auto form = small_form(page, all_path(page),
                           search ? i18n::words(language, "Search again") : i18n::words(language, "Search"));
    if (!search) form.weight = Form::Weight::primary;
    include_form(ask, "ASK_FORM", page, form);
    if (search) ask.show_if(search->found >= duplicates::kMostPairs, "FULL");
}

void fill_pair(html::Values& row, const Page& page, const duplicates::Pair& pair, const Customer& one,
               const Customer& other) {
    row.set("ROW_URL", pair_path(page, one.id, other.id))
        .set("ONE", shown_name(page, one))
        .set("OTHER", shown_name(page, other))
        .set("ONE_IS", told_apart_by(page, one))
        .set("OTHER_IS", told_apart_by(page, other))
        .set("WHY", reasons_in_words(page.language, pair.score.reasons))
        .set("LIKELY", likelihood(page.language, pair.score.points));
}

// The pair of the path, or 404. A customer who went into another one leads there.
template <class Body>
Response of_pair(const Page& page, const Body& body) {
    return of_customer(page, [&](const Page&, const Customer& survivor) {
        const auto id = base::parse_id<CustomerId>(page.request.param("other"));
        if (!id || survivor.anonymised || *id == survivor.id) return nothing_here(page);
        const auto other = page.environment.database.read(
            [&](db::Session& session) { return customers::find(session, page.id(), *id); });
        return other && !other->anonymised ? body(survivor, *other) : nothing_here(page);
    });
}

std::string visits_in_words(const Page& page, const Customer& customer) {
    const auto summary = page.environment.database.read([&](db::Session& session) {
        return bookings::summary_of_customer(session, page.id(), customer.id, page.environment.clock.now());
    });
    return i18n::count(page.language, "{n} completed appointment", "{n} completed appointments", summary.completed);
}

void fill_person(html::Values& values, const Page& page, const Customer& customer) {
    fill_avatar(values, page, customer);
    values.set("PERSON", shown_name(page, customer))
        .set("PERSON_URL", path_of(page, customer.id))
        .set("PERSON_SINCE",
             i18n::words(page.language, "Customer since {day}",
                         {{"day", i18n::long_date(page.language, page.zone().day(customer.created_at), 0)}}))
        .set("PERSON_VISITS", visits_in_words(page, customer));
}

// A field in which the two differ: which of them is right.
void fill_choice(html::Values& values, const Page& page, std::string_view name, const char* words,
                 const std::string& mine, const std::string& theirs, bool from_other) {
    auto& choice = values.add("CHOICE");
    choice.set("CHOICE_NAME", name).set("CHOICE_WORDS", i18n::words(page.language, words));
    const auto side = [&](const char* which, std::string_view value, const std::string& text, bool chosen) {
        auto& option = choice.add("OPTION");
        option.set("OPTION_NAME", name).set("OPTION_SIDE", which).set("OPTION_VALUE", value);
        if (text.empty())
            option.show("OPTION_EMPTY");
        else
            option.add("OPTION_SAYS").set("OPTION_TEXT", text);
        option.show_if(chosen, "OPTION_CHOSEN");
    };
    side("a", "", mine, !from_other);
    side("b", "other", theirs, from_other);
}

bool is_joined(std::string_view field) { return field == "note" || field == "important_note"; }

void fill_fields(html::Values& values, const Page& page, const Customer& survivor, const Customer& other,
                 const std::set<std::string>& from_other) {
    std::string both, alike;
    const auto add = [](std::string& to, const std::string& word) {
        if (!to.empty()) to += ", ";
        to += word;
    };
    customers::for_each_field([&](const auto& field) {
        const auto mine = field_in_words(page, field.name, survivor), theirs = field_in_words(page, field.name, other);
        if (field.ask == customers::Ask::nothing || (mine.empty() && theirs.empty())) return;
        const auto words = i18n::words(page.language, field.words);
        if (mine == theirs)
            add(alike, words);
        else if (is_joined(field.name))
            add(both, words);
        else
            fill_choice(values, page, field.name, field.words, mine, theirs,
                        from_other.contains(std::string(field.name)));
    });
    if (!alike.empty()) values.add("ALIKE").set("ALIKE_FIELDS", alike);
    if (!both.empty()) values.add("BOTH").set("BOTH_FIELDS", both);
}

Response compare_page(const Page& page, const Customer& survivor, const Customer& other,
                      const std::set<std::string>& from_other, const Wrong& wrong = {}) {
    const auto title = i18n::words(page.language, "Are these one person?");
    return render(page, {"office/duplicates/compare", title, "customers", wrong.page_status()},
                  [&](html::Values& values) {
                      pages::fill_notice(values, wrong);
                      for (const auto& field : wrong.fields)
                          values.add("WRONG").set("WRONG_TEXT", pages::sentence(page, field));
                      values.set("BACK_URL", path_of(page, survivor.id) + "/duplicates")
                          .set("CUSTOMER", shown_name(page, survivor))
                          .set("ACTION", pair_path(page, survivor.id, other.id))
                          .set("SWAP_URL", pair_path(page, other.id, survivor.id))
                          .set("TOKEN", form_token(page))
                          .set("SURVIVOR_VERSION", std::to_string(survivor.version))
                          .set("OTHER_VERSION", std::to_string(other.version));
                      fill_person(values.add("SURVIVOR"), page, survivor);
                      fill_person(values.add("OTHER"), page, other);
                      fill_fields(values, page, survivor, other, from_other);
                      include_form(values, "APART_FORM", page,
                                   small_form(page, pair_path(page, survivor.id, other.id) + "/difference",
                                              i18n::words(page.language, "They are two people")));
                  });
}

std::set<std::string> read_sides(const Page& page) {
    std::set<std::string> out;
    customers::for_each_field([&](const auto& field) {
        if (page.request.form.get(fmt::format("from_{}", field.name)) == "other") out.emplace(field.name);
    });
    return out;
}

void fill_merges(html::Values& values, const Page& page, const Customer& customer) {
    const auto merges = page.environment.database.read(
        [&](db::Session& session) { return customers::list_merges(session, page.id(), customer.id, kMostShown); });
    for (const auto& merge : merges) {
        if (!merge.can_be_undone) continue;
        auto& row = values.add("MERGED");
        row.set("MERGED_NAME", merge.name.empty() ? i18n::words(page.language, "No name") : merge.name)
            .set("MERGED_ON",
                 i18n::words(page.language, "Merged on {moment}. It can be undone until {until}.",
                             {{"moment", moment_with_year(page, merge.merged_at)},
                              {"until", moment_with_year(page, merge.merged_at + customers::kMergeKept)}}));
        include_form(
            row, "UNDO_FORM", page,
            small_form(page,
                       fmt::format("{}/merges/{}/removal", path_of(page, customer.id), base::to_text(merge.customer)),
                       i18n::words(page.language, "Undo the merge")));
    }
}

void fill_candidates(html::Values& values, const Page& page, const Customer& customer) {
    const auto pairs = page.environment.database.read(
        [&](db::Session& session) { return duplicates::find_for(session, page.id(), customer.id); });
    ShownCustomers shown(page);
    for (const auto& pair : pairs) {
        const auto* other = shown.find(pair.first == customer.id ? pair.second : pair.first);
        if (!other) continue;
        values.add("CANDIDATE")
            .set("CANDIDATE_URL", pair_path(page, customer.id, other->id))
            .set("CANDIDATE_NAME", shown_name(page, *other))
            .set("CANDIDATE_IS", told_apart_by(page, *other))
            .set("CANDIDATE_WHY", reasons_in_words(page.language, pair.score.reasons))
            .set("CANDIDATE_LIKELY", likelihood(page.language, pair.score.points));
    }
    values.show_if(pairs.empty(), "NO_CANDIDATES");
}

void fill_told_apart(html::Values& values, const Page& page, const Customer& customer) {
    const auto others = page.environment.database.read(
        [&](db::Session& session) { return duplicates::list_told_apart(session, page.id(), customer.id, kMostShown); });
    ShownCustomers shown(page);
    html::Values* list = nullptr;
    for (const auto id : others) {
        const auto* other = shown.find(id);
        if (!other) continue;
        if (!list) list = &values.add("APART");
        auto& row = list->add("APART_ROW").set("APART_NAME", shown_name(page, *other));
        include_form(row, "APART_FORM", page,
                     small_form(page, pair_path(page, customer.id, id) + "/difference/removal",
                                i18n::words(page.language, "Take back")));
    }
}

// Somebody whom nothing that is stored would show.
void fill_anybody(html::Values& values, const Page& page, const Customer& customer) {
    const auto search = std::string(page.request.query.get("q"));
    values.set("SEARCH_URL", path_of(page, customer.id) + "/duplicates").set("SEARCH", search);
    if (search.empty()) return;
    auto& found = values.add("FOUND");
    const auto list = page.environment.database.read(
        [&](db::Session& session) { return customers::list(session, page.id(), {.search = search, .limit = 20}); });
    for (const auto& each : list.customers) {
        if (each.id == customer.id) continue;
        found.add("FOUND_ROW")
            .set("FOUND_URL", pair_path(page, customer.id, each.id))
            .set("FOUND_NAME", shown_name(page, each))
            .set("FOUND_IS", told_apart_by(page, each));
    }
    found.show_if(list.customers.empty(), "FOUND_NONE");
}

Response customer_page(const Page& page, const Customer& customer, const Wrong& wrong = {}) {
    return render(page, {"office/duplicates/of_customer", shown_name(page, customer), "customers", wrong.page_status()},
                  [&](html::Values& values) {
                      include_head(values, page, customer, "duplicates");
                      pages::fill_notice(values, wrong);
                      fill_merges(values, page, customer);
                      fill_candidates(values, page, customer);
                      fill_told_apart(values, page, customer);
                      fill_anybody(values, page, customer);
                  });
}

}  // namespace

void register_duplicates(activity::Registry& registry) {
    registry.add(CustomersLink{15, "/duplicates", N_("Find duplicates"), customers::kManageCustomers});
    registry.add(CustomerTab{35, "duplicates", N_("Duplicates"), false});
}

Response duplicates(const Page& page) {
    const auto after = read_after(page.request.query.get("after"));
    const auto [search, found] = page.environment.database.read([&](db::Session& session) {
        return std::pair(duplicates::find_search(session, page.id()),
                         duplicates::list_pairs(session, page.id(), after, kRows));
    });
    const auto title = i18n::words(page.language, "Customers who may be there twice");
    return render(page, {"office/duplicates/all", title, "customers"}, [&](html::Values& values) {
        if (const auto list = menu_path(page, "customers")) values.add("BACK").set("BACK_URL", *list);
        include_done(values, page);
        fill_search(values, page, search);
        values.show_if(search && search->state == duplicates::State::done && found.pairs.empty(), "NONE");
        if (found.pairs.empty()) return;
        auto& list = values.add("SOME");
        ShownCustomers shown(page);
        for (const auto& pair : found.pairs) {
            const auto *one = shown.find(pair.first), *other = shown.find(pair.second);
            if (one && other) fill_pair(list.add("ROW"), page, pair, *one, *other);
        }
        if (found.more)
            values.add("MORE").set("MORE_URL",
                                   fmt::format("{}?after={}", all_path(page), after_text(found.pairs.back())));
    });
}

Response search_duplicates(const Page& page) {
    page.environment.database.write(
        [&](db::Tx& tx) { duplicates::ask(tx, context_of(page), page.id(), page.actor()); });
    return http::see_other(all_path(page));
}

Response stop_search(const Page& page) {
    page.environment.database.write([&](db::Tx& tx) { duplicates::stop(tx, context_of(page), page.id()); });
    return http::see_other(all_path(page));
}

Response duplicates_of_customer(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& customer) {
        return customer.anonymised ? nothing_here(page) : customer_page(page, customer);
    });
}

Response compare_customers(const Page& page) {
    return of_pair(page, [&](const Customer& survivor, const Customer& other) {
        return compare_page(page, survivor, other, duplicates::proposed(survivor, other));
    });
}

Response merge_customers(const Page& page) {
    return of_pair(page, [&](const Customer& survivor, const Customer& other) {
        const auto& form = page.request.form;
        const duplicates::MergeWish wish{
            .survivor = survivor.id,
            .other = other.id,
            .from_other = read_sides(page),
            .survivor_version = pages::whole_number(form.get("survivor_version")).value_or(0),
            .other_version = pages::whole_number(form.get("other_version")).value_or(0)};
        const auto merged = page.environment.database.write([&](db::Tx& tx) {
            return duplicates::merge(tx, context_of(page), page.id(), page.business().country, wish, page.actor());
        });
        if (merged) return back_to(path_of(page, survivor.id) + "/duplicates", "customers-merged");
        return compare_page(page, survivor, other, wish.from_other, pages::wrong_of(page, merged.error()));
    });
}

Response tell_apart(const Page& page) {
    return of_pair(page, [&](const Customer& one, const Customer& other) {
        const auto told = page.environment.database.write([&](db::Tx& tx) {
            return duplicates::tell_apart(tx, context_of(page), page.id(), one.id, other.id, page.actor());
        });
        return told ? back_to(path_of(page, one.id) + "/duplicates", "told-apart") : nothing_here(page);
    });
}

Response take_back_told_apart(const Page& page) {
    return of_pair(page, [&](const Customer& one, const Customer& other) {
        page.environment.database.write(
            [&](db::Tx& tx) { duplicates::take_back_told_apart(tx, page.id(), one.id, other.id); });
        return back_to(path_of(page, one.id) + "/duplicates", "removed");
    });
}

Response undo_merge(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& survivor) {
        const auto other = base::parse_id<CustomerId>(page.request.param("other"));
        if (!other) return nothing_here(page);
        const auto undone = page.environment.database.write([&](db::Tx& tx) -> Result<void> {
            const auto merge = customers::find_merge(tx, page.id(), *other);
            if (!merge || merge->survivor != survivor.id) return not_found("customer.not_merged");
            return duplicates::undo_merge(tx, context_of(page), page.id(), page.business().country, *other,
                                          page.actor());
        });
        if (undone) return back_to(path_of(page, *other), "merge-undone");
        if (undone.error().fault == Fault::not_found) return nothing_here(page);
        return customer_page(page, survivor, pages::wrong_of(page, undone.error()));
    });
}

}  // namespace office
