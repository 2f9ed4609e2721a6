#include "customers/list_views.h"

#include "businesses/checking.h"
#include "businesses/settings.h"
#include "customers/customer_store.h"

#include <algorithm>

namespace customers {
namespace {

std::unexpected<Error> name_taken() {
    return std::unexpected(Error{Fault::conflict, "view.name_taken", {}, {{"name", "view.name_taken", {}}}});
}

std::optional<ViewId> first_of(db::Session& session, BusinessId business, StaffId who) {
    return session
        .value<std::optional<ViewId>>("select first_view_id from customer_list_choices "
                                      "where business_id = :business and staff_member_id = :who",
                                      business, who)
        .value_or(std::nullopt);
}

void set_first(db::Tx& tx, BusinessId business, StaffId who, std::optional<ViewId> id) {
    tx.execute("insert into customer_list_choices (business_id, staff_member_id, first_view_id) "
               "values (:business, :who, :view) on conflict (business_id, staff_member_id) "
               "do update set first_view_id = excluded.first_view_id",
               business, who, id);
}

Result<void> check(View& view) {
    businesses::Checking check;
    check.text("name", view.name, kLongestViewName);
    check.required("name", view.name);
    if (view.query.size() > kLongestViewQuery || view.columns.size() > kLongestColumns)
        check.refuse("name", "field.invalid");
    return std::move(check).result();
}

bool is_name_taken(db::Session& session, BusinessId business, StaffId who, const View& view) {
    const auto holder = session.value<ViewId>(
        "select id from customer_views where business_id = :business and staff_member_id = :who and name_key = :key",
        business, who, base::folded(view.name));
    return holder && *holder != view.id;
}

bool is_known(db::Session& session, BusinessId business, StaffId who, ViewId id) {
    return session
        .value<int>("select 1 from customer_views where business_id = :business and staff_member_id = :who "
                    "and id = :id",
                    business, who, id)
        .has_value();
}

}  // namespace

std::vector<View> list_views(db::Session& session, BusinessId business, StaffId who) {
    std::vector<View> out;
    for (auto& [id, name, query, columns] : session.rows<ViewId, std::string, std::string, std::string>(
             "select id, name, query, columns from customer_views where business_id = :business "
             "and staff_member_id = :who limit :most",
             business, who, kMostViews))
        out.push_back({id, std::move(name), std::move(query), std::move(columns)});
    if (out.empty()) return out;
    const auto first = first_of(session, business, who);
    for (auto& view : out) view.is_first = first == view.id;
    const auto language = store::language_of(session, business);
    const auto key = [&](const View& view) { return i18n::sort_key(language, view.name); };
    std::ranges::sort(out, [&](const View& one, const View& other) {
        return std::pair(key(one), one.id) < std::pair(key(other), other.id);
    });
    return out;
}

Result<ViewId> save_view(db::Tx& tx, const Clock& clock, BusinessId business, StaffId who, const View& draft) {
    businesses::lock(tx, business);
    auto view = draft;
    if (const auto fine = check(view); !fine) return std::unexpected(fine.error());
    view.id = base::make_id<ViewId>();
    if (is_name_taken(tx, business, who, view)) return name_taken();
    if (std::ssize(list_views(tx, business, who)) >= kMostViews)
        return conflict("view.too_many", {{"max", std::to_string(kMostViews)}});
    tx.execute("insert into customer_views (business_id, id, staff_member_id, name, name_key, query, columns, "
               "created_at) values (:business, :id, :who, :name, :key, :query, :columns, :now)",
               business, view.id, who, view.name, base::folded(view.name), view.query, view.columns, clock.now());
    if (view.is_first) set_first(tx, business, who, view.id);
    return view.id;
}

Result<void> change_view(db::Tx& tx, BusinessId business, StaffId who, const View& typed) {
    businesses::lock(tx, business);
    if (!is_known(tx, business, who, typed.id)) return not_found("view.unknown");
    auto view = typed;
    if (auto fine = check(view); !fine) return fine;
    if (is_name_taken(tx, business, who, view)) return name_taken();
    tx.execute("update customer_views set name = :name, name_key = :key, query = :query, columns = :columns "
               "where business_id = :business and staff_member_id = :who and id = :id",
               view.name, base::folded(view.name), view.query, view.columns, business, who, view.id);
    if (view.is_first)
        set_first(tx, business, who, view.id);
    else if (first_of(tx, business, who) == view.id)
        set_first(tx, business, who, std::nullopt);
    return {};
}

Result<void> delete_view(db::Tx& tx, BusinessId business, StaffId who, ViewId id) {
    if (!is_known(tx, business, who, id)) return not_found("view.unknown");
    if (first_of(tx, business, who) == id) set_first(tx, business, who, std::nullopt);
    tx.execute("delete from customer_views where business_id = :business and staff_member_id = :who and id = :id",
               business, who, id);
    return {};
}

std::string columns_of(db::Session& session, BusinessId business, StaffId who) {
    return session
        .value<std::string>("select columns from customer_list_choices where business_id = :business "
                            "and staff_member_id = :who",
                            business, who)
        .value_or("");
}

Result<void> choose_columns(db::Tx& tx, BusinessId business, StaffId who, const std::string& columns) {
    if (columns.size() > kLongestColumns)
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, {{"columns", "field.invalid", {}}}});
    tx.execute("insert into customer_list_choices (business_id, staff_member_id, columns) "
               "values (:business, :who, :columns) on conflict (business_id, staff_member_id) "
               "do update set columns = excluded.columns",
               business, who, columns);
    return {};
}

}  // namespace customers
