// What the address of the list of customers asks for, and what it is called: read, and written again. Whatever is done
// with those that a list shows takes its filter from here.
#pragma once

#include "bookings/source.h"
#include "customers/labels.h"
#include "customers/list.h"
#include "customers/list_views.h"
#include "office/frame/form.h"
#include "office/frame/page.h"

namespace office {

// Both ends are within; either may be left open.
struct AskedDays {
    std::optional<Day> from{}, until{};
    bool any() const { return from || until; }
};

// The columns beside the name, each of which the list can be sorted by.
using customers::SortedBy;
using Columns = std::vector<SortedBy>;

struct ListAsked {
    std::string search{};
    std::optional<LabelId> label{};
    std::optional<customers::Standing> standing{};
    AskedDays last_visit{}, next_visit{}, created{};
    std::optional<Day> not_since{};
    std::optional<bool> may_sign_in{}, consented{};
    bool refused_address = false;
    std::optional<int> birth_month{};
    std::string language{};
    std::optional<bookings::Source> source{};

    SortedBy by = SortedBy::name;
    bool descending = false;
    std::optional<Columns> columns{};             // none: as the member chose
    std::optional<ViewId> view{};                 // it came from
    std::optional<CustomerId> after{}, before{};  // where the page goes on

    bool filters() const;  // by anything but the search
};

// What means nothing is left out.
ListAsked read_list_asked(const http::Form& query);
// "order=created&down=yes&q=anna", without where the page goes on.
std::string query_of(const ListAsked& asked);
// The list's address with it.
std::string list_address(const Page& page, const ListAsked& asked);
// Days begin and end in the business's zone.
customers::Filter filter_of(const ListAsked& asked, const Zone& zone);

// "name.email.phone.created": the name stands in each list.
std::string text_of(const Columns& columns);
Columns read_columns(std::string_view text);
std::string column_name(i18n::Language language, SortedBy column);
std::string_view column_key(SortedBy column);
inline constexpr std::array kListColumns{SortedBy::email,     SortedBy::phone,   SortedBy::number,
                                         SortedBy::language,  SortedBy::created, SortedBy::last_visit,
                                         SortedBy::next_visit};

// The fields of the filter as they are set.
std::vector<Field> filter_fields(const Page& page, const ListAsked& asked, const std::vector<customers::Label>& labels);
// What is set, in words, each with the list without it.
struct FilterChip {
    std::string words;
    ListAsked without;
};
std::vector<FilterChip> filter_chips(const Page& page, const ListAsked& asked,
                                     const std::vector<customers::Label>& labels);

}  // namespace office
