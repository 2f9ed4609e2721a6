// What the tests of messages share: the world with the shipped workflows in every business, a mail server that keeps
// what it gets, and a deliverer that hands over to it.
#pragma once

#include "db/db.h"
#include "notify/delivery.h"
#include "support/smtp.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace notify::test {

using namespace std::chrono_literals;

inline constexpr std::string_view kBase = "https://book.example.org";

// The text part and the HTML part of a mail, decoded, one after the other; attachments too.
std::string decoded(const std::string& mail);
// What follows `before` in the text, up to white space, a quote or a full stop; empty when it is not there.
std::string after(std::string_view text, std::string_view before);
// Everything that the database holds, as text.
std::string everything_in(support::FreshDatabase& fresh, db::Engine engine);

struct Post {
    explicit Post(db::Engine engine, bool with_server = true);

    // Only the workflows of these triggers stay on, in every business, and of these only what goes to customers.
    void only(std::initializer_list<std::string_view> triggers);
    // The same of what goes to staff.
    void only_to_staff(std::initializer_list<std::string_view> triggers);
    // That tells the customer.
    Workflow workflow_of(std::string_view trigger) { return workflow_of(world.salon.id, trigger); }
    Workflow workflow_of(BusinessId business, std::string_view trigger);
    // Changes it; it has to be accepted.
    void change(Workflow workflow);
    // Gives the workflow of the trigger this text in that language, without the shipped ones.
    void write(std::string_view trigger, const Source& source, std::string_view language = "nb");

    bookings::Booking book(const customers::Details& who, ServiceId service, ProviderId provider,
                           std::string_view when);
    void cancel(BookingId booking);
    void move(BookingId booking, std::string_view when);

    // Decides and hands over all that is due.
    void run();
    int sweep_now();
    std::vector<Message> messages(const MessageFilter& filter = {});
    std::vector<Run> runs(std::string_view trigger);
    std::string why(const Run& run) { return explain(i18n::Language::en, run.why, run.why_values); }

    Options options();
    Context context() { return {world.clock, world.registry}; }

    // Works there, with that address and no login.
    StaffId hire(std::string_view name, std::string_view email, businesses::Role role = businesses::Role::manager);
    // Whoever reads that address, which a workflow names, agrees to messages.
    void agree(std::string_view address);
    // Of one who gives services.
    void give_address(ProviderId provider, std::string_view email);

    db::Engine engine;
    support::World world;
    support::SmtpCatcher catcher;
    bool with_server;
    Options subscribed = options();
    std::unique_ptr<Deliverer> deliverer;

private:
    void keep_on(std::initializer_list<std::string_view> triggers, bool to_customer);
};

}  // namespace notify::test
