#include "notify/trigger.h"

namespace notify {
namespace {

using i18n::Language;
using i18n::words;
using std::chrono::hours;

std::vector<Trigger> account_triggers() {
    return {
        {.name = "customer_created",
         .about = About::customer,
         .activities = {"customer.created"},
         .words = [](Language l) { return words(l, "A customer is added"); }},
        {.name = "account_created",
         .about = About::account,
         .activities = {"account.created", "access.sent"},
         .words = [](Language l) { return words(l, "A login is made for a customer"); },
         .ways_in = {"set_password_link", "access_link", "customer_panel_link", "customer_panel_url"}},
        {.name = "access_link_asked",
         .about = About::account,
         .activities = {"access_link.asked"},
         .words = [](Language l) { return words(l, "A customer asks for a sign-in link"); },
         .ways_in = {"access_link"},
         .good_for = hours{1}},
        {.name = "password_reset_asked",
         .about = About::account,
         .activities = {"password_reset.asked"},
         .words = [](Language l) { return words(l, "A customer has forgotten the password"); },
         .ways_in = {"set_password_link"},
         .good_for = hours{24}},
        {.name = "registration_asked",
         .about = About::registration,
         .activities = {"registration.asked"},
         .words = [](Language l) { return words(l, "Somebody registers and has to confirm the address"); },
         .ways_in = {"confirm_registration_link"},
         .good_for = hours{48}},
        {.name = "new_device",
         .about = About::account,
         .activities = {"account.new_device"},
         .words = [](Language l) { return words(l, "A customer signs in with a new browser"); },
         .good_for = hours{48}},
        {.name = "password_changed",
         .about = About::account,
         .activities = {"account.password_changed", "account.password_set"},
         .words = [](Language l) { return words(l, "The password of a login is changed"); },
         .by_others = true,
         .good_for = hours{48}},
        {.name = "email_changed",
         .about = About::account,
         .activities = {"account.email_changed"},
         .words = [](Language l) { return words(l, "The address of a login is changed"); },
         .to_former = true,
         .good_for = hours{48}},
    };
}

std::vector<Trigger> booking_triggers() {
    return {
        {.name = "booked",
         .activities = {"booking.made"},
         .words = [](Language l) { return words(l, "An appointment is booked"); },
         .statuses = {"pending", "approved"}},
        {.name = "awaiting_approval",
         .activities = {"booking.made", "booking.rescheduled"},
         .words = [](Language l) { return words(l, "An appointment waits for approval"); },
         .statuses = {"pending"},
         .ends_with_move = true,
         .only_status = "pending"},
        {.name = "approved",
         .activities = {"booking.approved"},
         .words = [](Language l) { return words(l, "An appointment is approved"); },
         .statuses = {"approved"}},
        {.name = "declined",
         .activities = {"booking.declined"},
         .words = [](Language l) { return words(l, "An appointment is declined"); },
         .statuses = {"declined"}},
        {.name = "rescheduled",
         .activities = {"booking.rescheduled"},
         .words = [](Language l) { return words(l, "An appointment is moved"); },
         .statuses = {"pending", "approved"},
         .ends_with_move = true},
        {.name = "changed",
         .activities = {"booking.changed"},
         .words = [](Language l) { return words(l, "Staff change an appointment otherwise than its time"); },
         .statuses = {"pending", "approved"}},
        {.name = "cancelled",
         .activities = {"booking.cancelled"},
         .words = [](Language l) { return words(l, "An appointment is cancelled"); },
         .statuses = {"cancelled"}},
        {.name = "called_off",
         .activities = {"booking.called_off"},
         .words = [](Language l) { return words(l, "A group is cancelled, since too few came together"); },
         .statuses = {"cancelled"}},
        {.name = "status_changed",
         .activities = {"booking.approved", "booking.declined", "booking.cancelled", "booking.called_off",
                        "booking.completed", "booking.no_show"},
         .words = [](Language l) { return words(l, "The status of an appointment changes"); }},
        {.name = "before_start",
         .timing = Timing::before_start,
         .words = [](Language l) { return words(l, "A time before the start"); },
         .statuses = {"approved"},
         .ends_with_move = true},
        {.name = "after_end",
         .timing = Timing::after_end,
         .words = [](Language l) { return words(l, "A time after the end"); },
         .statuses = {"approved", "completed"},
         .ends_with_move = true,
         .good_for = hours{72}},
        {.name = "birthday",
         .about = About::customer,
         .timing = Timing::birthday,
         .words = [](Language l) { return words(l, "A customer has a birthday"); },
         .good_for = hours{12}},
    };
}

// Of many at once: what each of them tells of itself reaches nobody then.
std::vector<Trigger> series_triggers() {
    return {
        {.name = "series_booked",
         .activities = {"series.made", "series.extended"},
         .words = [](Language l) { return words(l, "A series of appointments is booked or extended"); }},
        {.name = "series_moved",
         .activities = {"series.moved"},
         .words = [](Language l) { return words(l, "Several appointments of a series are moved"); }},
        {.name = "series_cancelled",
         .activities = {"series.cancelled"},
         .words = [](Language l) { return words(l, "Several appointments of a series are cancelled"); }},
    };
}

std::vector<Trigger> waiting_triggers() {
    return {
        {.name = "time_offered",
         .about = About::waiting,
         .activities = {"waiting.offered"},
         .words = [](Language l) { return words(l, "A time is offered to somebody on the waiting list"); }},
        {.name = "waiting_joined",
         .about = About::waiting,
         .activities = {"waiting.joined"},
         .words = [](Language l) { return words(l, "Somebody joins the waiting list"); }},
        {.name = "waiting_called_off",
         .about = About::waiting,
         .activities = {"waiting.called_off"},
         .words = [](Language l) { return words(l, "What somebody on the waiting list waits for is cancelled"); }},
    };
}

std::vector<Trigger>& all_triggers() {
    static std::vector<Trigger> all = [] {
        auto out = booking_triggers();
        std::ranges::move(series_triggers(), std::back_inserter(out));
        std::ranges::move(waiting_triggers(), std::back_inserter(out));
        std::ranges::move(account_triggers(), std::back_inserter(out));
        return out;
    }();
    return all;
}

}  // namespace

bool is_of(const Placeholder& placeholder, std::string_view name) {
    if (!placeholder.family) return name == placeholder.name;
    return name.size() > placeholder.name.size() && name.starts_with(placeholder.name);
}

void add_trigger(Trigger trigger) {
    CHECK(!find_trigger(trigger.name));
    all_triggers().push_back(std::move(trigger));
}

const std::vector<Trigger>& triggers() { return all_triggers(); }

const Trigger* find_trigger(std::string_view name) {
    const auto& all = all_triggers();
    const auto found = std::ranges::find(all, name, &Trigger::name);
    return found == all.end() ? nullptr : &*found;
}

std::vector<const Placeholder*> placeholders_of(const Trigger& trigger) {
    std::vector<const Placeholder*> out;
    for (const auto& each : placeholders())
        if (each.about.empty() || std::ranges::find(each.about, trigger.about) != each.about.end())
            out.push_back(&each);
    return out;
}

engine::Names names_of(const std::vector<const Placeholder*>& placeholders) {
    engine::Names out;
    for (const auto* each : placeholders)
        out.push_back({each->name, each->kind, each->items, each->secret, each->family});
    return out;
}

engine::Names all_names() {
    engine::Names out;
    for (const auto& each : placeholders()) out.push_back({each.name, each.kind, each.items, each.secret, each.family});
    return out;
}

}  // namespace notify
