// How each of the staff sees the list of customers: its columns, and what they saved of it under a name (FEATURES 4.1).
// Only they see it. What a list is, its address says: a view keeps that as it stands.
#pragma once

#include "customers/customer.h"

using StaffId = base::Id<struct StaffTag>;
using ViewId = base::Id<struct ViewTag>;

namespace customers {

inline constexpr std::size_t kLongestViewName = 60;  // code points
inline constexpr std::size_t kLongestViewQuery = 2'000, kLongestColumns = 200;
inline constexpr int kMostViews = 50;

struct View {
    ViewId id;
    std::string name;
    std::string query;    // of the list's address: filter and order
    std::string columns;  // as the surface writes them
    bool is_first = false;
};
// Of that member, by name as the business's main language sorts.
std::vector<View> list_views(db::Session& session, BusinessId business, StaffId who);

// Names are unique for each member, whatever their case. A view that is first is so in place of another.
// Errors: invalid form.invalid (field name); conflict view.name_taken (field name), view.too_many {max}.
Result<ViewId> save_view(db::Tx& tx, const Clock& clock, BusinessId business, StaffId who, const View& draft);
// Name, query, columns and whether it is first. Errors: those of save_view; not_found view.unknown.
Result<void> change_view(db::Tx& tx, BusinessId business, StaffId who, const View& typed);
// Errors: not_found view.unknown.
Result<void> delete_view(db::Tx& tx, BusinessId business, StaffId who, ViewId id);

// What the member chose last; empty: nothing yet.
std::string columns_of(db::Session& session, BusinessId business, StaffId who);
// Errors: invalid form.invalid (field columns), longer than kLongestColumns.
Result<void> choose_columns(db::Tx& tx, BusinessId business, StaffId who, const std::string& columns);

}  // namespace customers
