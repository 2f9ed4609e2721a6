// What the pages of the team share.
#pragma once

#include "accounts/staff_invite.h"
#include "office/frame/form.h"
#include "office/frame/proof.h"
#include "staff/people.h"

namespace office {

std::string people_path(const Page& page);
std::string person_path(const Page& page, StaffId id);

// Whether the member who looks may decide on what concerns members of that role.
bool may_decide(const Page& page, businesses::Role role);
// The roles that they may give: those that may do no more than they.
std::vector<businesses::Role> roles_to_give(const Page& page);
Field role_field(const Page& page, businesses::Role role, const std::vector<businesses::Role>& roles);

// How far the member has come with signing in, such as "invited on 4 December 2026".
std::string sign_in_words(const Page& page, const accounts::staff::Member& member);

// The page of one person, as it is stored or with what was typed.
struct PersonView {
    Wrong wrong{};
    std::string done{};        // said as a success
    std::string invitation{};  // an address that is told once
    const staff::Person* typed = nullptr;
};
http::Response person_page(const Page& page, StaffId id, const PersonView& view = {});
// The coming appointments of somebody and what is done with them, under {{>COMING}} (person_appointments.cpp).
void include_coming(html::Values& values, const Page& page, const staff::Person& person);

}  // namespace office
