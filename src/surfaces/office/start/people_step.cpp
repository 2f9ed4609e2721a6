// The step of the people: whether the owner gives services, and who else works here.
#include "accounts/staff_invite.h"
#include "businesses/settings.h"
#include "office/start/step_page.h"
#include "staff/people.h"

#include <algorithm>

namespace office {
namespace {

constexpr std::size_t kLines = 3;

struct Line {
    std::string name, email;
    bool gives = true;
    std::optional<FieldError> wrong{};  // its field: name or email
    bool empty() const { return name.empty() && email.empty(); }
};
struct Typed {
    bool me = true;
    std::array<Line, kLines> others{};
    Wrong wrong{};
};

Typed read_typed(const Page& page) {
    const auto& form = page.request.form;
    Typed out{ticked(form, "me"), {}, {}};
    for (std::size_t n = 0; n < kLines; ++n)
        out.others.at(n) = {line(form, fmt::format("p{}_name", n)),
                            line(form, fmt::format("p{}_email", n)),
                            ticked(form, fmt::format("p{}_gives", n)),
                            {}};
    return out;
}

Response people_page(const Page& page, const Typed& typed) {
    const auto people =
        page.environment.database.read([&](db::Session& session) { return staff::list_people(session, page.id()); });
    return step_page(page, Step::people, "office/start/people", typed.wrong.page_status(), [&](html::Values& values) {
        values.set("ACTION", step_path(page, Step::people)).set("TOKEN", form_token(page)).show_if(typed.me, "ME");
        pages::fill_notice(values, typed.wrong);
        if (people.size() > 1) {
            auto& there = values.add("THERE");
            for (const auto& person : people)
                if (person.id != page.who.id) there.add("PERSON").set("PERSON_NAME", person.name);
        }
        values.show(page.environment.sends_mail ? "BY_MAIL" : "BY_HAND");
        std::int64_t n = 0;
        for (const auto& each : typed.others) {
            auto& row = values.add("ROW").set("N", n++).set("NAME", each.name).set("EMAIL", each.email);
            row.show_if(each.gives, "GIVES");
            if (!each.wrong) continue;
            row.show(each.wrong->field == "name" ? "NAME_WRONG" : "EMAIL_WRONG");
            row.add("WRONG").set("WRONG_TEXT", sentence(page, *each.wrong));
        }
    });
}

// One more who works here, invited by mail where mails are sent. What is wrong is left at the line.
Result<void> add(db::Tx& tx, const Page& page, Line& person) {
    const auto context = page.environment.accounts_context();
    const auto role = person.gives ? businesses::Role::provider : businesses::Role::receptionist;
    const auto id = accounts::staff::add(tx, context, page.id(), person.name, person.email, role, page.actor());
    if (!id) {
        const auto& error = id.error();
        person.wrong = error.fields.empty() ? FieldError{"email", error.code, error.parameters} : error.fields.front();
        return std::unexpected(error);
    }
    if (person.gives)
        if (const auto gives = onboarding::give_services(tx, context, page.id(), *id, page.actor()); !gives)
            return std::unexpected(gives.error());
    if (!page.environment.sends_mail) return {};
    const auto invited =
        accounts::staff::invite(tx, context, page.id(), *id, *base::parse_email(person.email),
                                accounts::staff::InviteBy::mail, i18n::tag(page.language), page.actor());
    if (!invited) return std::unexpected(invited.error());
    return {};
}

bool is_somebody_there(const Page& page) {
    return std::ranges::any_of(page.snapshot->providers, &staff::Provider::bookable);
}

}  // namespace

Response start_people(const Page& page) {
    const bool first = !done_of(page).contains(onboarding::to_text(Step::people));
    const bool me = page.snapshot->provider({page.who.id.value}) != nullptr;
    return people_page(page, {.me = first || me});
}

Response save_people(const Page& page) {
    auto typed = read_typed(page);
    const bool others_give =
        std::ranges::any_of(typed.others, [](const Line& each) { return !each.empty() && each.gives; });
    if (!typed.me && !others_give && !is_somebody_there(page)) {
        typed.wrong.notice = i18n::words(page.language, "Somebody has to give the services, or nobody can book.");
        return people_page(page, typed);
    }
    const auto saved = page.environment.database.write([&](db::Tx& tx) -> Result<void> {
        if (typed.me)
            if (const auto gives = onboarding::give_services(tx, page.environment.accounts_context(), page.id(),
                                                             page.who.id, page.actor());
                !gives)
                return gives;
        for (auto& person : typed.others)
            if (!person.empty())
                if (const auto added = add(tx, page, person); !added) return added;
        return {};
    });
    if (saved) return go_on(page, Step::people);
    const bool named = std::ranges::any_of(typed.others, [](const Line& each) { return each.wrong.has_value(); });
    typed.wrong = pages::wrong_of(page, saved.error());
    if (named) typed.wrong.notice.clear();
    if (!named && typed.wrong.notice.empty()) typed.wrong.notice = pages::sentence(page, saved.error());
    return people_page(page, typed);
}

}  // namespace office
