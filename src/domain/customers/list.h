// The list of a business's customers (FEATURES 4.1): searched, filtered, and sorted by any of its columns, a page at a
// time. A filter is one value, so that whatever is done with many customers can be done with those that a list shows.
#pragma once

#include "customers/customer.h"

#include <map>

namespace customers {

// Half open; either end may be left open.
struct Within {
    std::optional<Instant> from{}, before{};
    bool any() const { return from || before; }
};

// By what their appointments say (visits.h): one lies ahead; they were here and none does; neither.
enum class Standing { coming, been_here, never_came };

// What another folder knows of customers: SQL of its own tables that is true of the customer `c`, without values.
struct Condition {
    std::string_view sql;
};

// Each part that is given has to hold. Anonymised customers are in no list, nor is who stands for walk-ins.
struct Filter {
    std::string search{};  // search_terms.h
    std::optional<LabelId> label{};
    std::optional<Standing> standing{};
    Within last_visit{}, next_visit{}, created{};
    std::optional<Instant> not_since{};  // were here, last before then
    bool refused_address = false;        // mail to their address was refused
    std::optional<int> birth_month{};    // 1 to 12
    std::string language{};              // BCP 47
    std::vector<const Condition*> others{};

    bool needs_visits() const { return standing || last_visit.any() || next_visit.any() || not_since; }
};

// Text is sorted as Wanted says of Order; where a column is empty, those customers come last, save with the phone.
enum class SortedBy { name, email, phone, number, language, created, last_visit, next_visit };

struct ListWanted {
    Filter filter{};
    SortedBy by = SortedBy::name;
    bool descending = false;
    // One of them at most: the page goes on behind this customer, or ends before them. Of unknown ones: the first page.
    std::optional<CustomerId> after{}, before{};
    int limit = 50;
};
struct ListPage {
    std::vector<Customer> customers;
    bool earlier = false, more = false;   // whether there are any before the first and behind the last
    std::optional<std::int64_t> count{};  // of all that the filter lets through, where the page cost no more for it
};
// At a million customers as quick as at a hundred: who is few by one part of the filter that has an index is read and
// sorted; else the list is walked in its order until the page is full.
ListPage list_page(db::Session& session, BusinessId business, const ListWanted& wanted);

// Who they are alone, in the order of the list and `limit` at a time, for what goes through all of it. `mark` is that
// of the part before, which says where it ended, whatever becomes of the customers meanwhile; empty for the first.
struct IdsPage {
    std::vector<CustomerId> ids;
    std::string mark{};  // empty: these are the last
};
IdsPage list_ids(db::Session& session, BusinessId business, const Filter& filter, SortedBy by, bool descending,
                 const std::string& mark, int limit);

// How many the filter lets through, counted up to kMostListed and one more.
inline constexpr std::int64_t kMostListed = 10'000;
std::int64_t count_listed(db::Session& session, BusinessId business, const Filter& filter);

}  // namespace customers
