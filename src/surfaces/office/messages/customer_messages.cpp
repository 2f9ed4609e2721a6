// What was sent to one customer (FEATURES 5.23), as a tab of their page.
#include "office/frame/customer_record.h"
#include "office/frame/registered.h"
#include "office/messages/message_list.h"
#include "office/messages/messages.h"
#include "office/messages/notices.h"

namespace office {
namespace {

constexpr int kRows = 50;

}  // namespace

Response customer_messages(const Page& page) {
    return record::of_customer(page, [&](const Page&, const customers::Customer& found) {
        return render(page, {"office/messages/customer_messages", shown_name(page, found), "customers"},
                      [&](html::Values& values) {
                          record::include_head(values, page, found, "messages");
                          const auto before = base::parse_id<MessageId>(page.request.query.get("before"));
                          const auto last = include_messages(values, page,
                                                             {.customer = found.id,
                                                              .with_dependants = true,
                                                              .booking = {},
                                                              .state = {},
                                                              .before = before,
                                                              .limit = kRows});
                          if (last)
                              values.add("MORE").set("MORE_URL",
                                                     fmt::format("{}?before={}", record::path(page, found, "/messages"),
                                                                 base::to_text(*last)));
                      });
    });
}

void register_messages(activity::Registry& registry) {
    registry.add(MenuEntry{30, "messages", "/messages", N_("Sent messages"), "M3 6h18v13H3zM3 7l9 7 9-7",
                           customers::kManageCustomers});
    registry.add(MenuEntry{40, "workflows", "/workflows", N_("Workflows"),
                           "M3 12h5l5-6h8M8 12l5 6h8M18 3l3 3-3 3M18 15l3 3-3 3", businesses::kManageSettings});
    registry.add(CustomerTab{30, "messages", N_("Sent messages")});
    registry.add(SettingsPage{50, "messages", N_("Messages"), businesses::kManageSettings, {}, message_fields});
    registry.add(AccountPage{10, "notices", "/notices", N_("What you are told"),
                             N_("Of appointments that are booked, moved or cancelled: at once, once a day or not at "
                                "all.")});
    registry.add(PersonCard{10, "notices", N_("What they are told"),
                            N_("Of appointments that are booked, moved or cancelled: at once, once a day or not at "
                               "all."),
                            person_notices_form});
    registry.add(StartTask{10, "mail", N_("Let your mails go out"),
                           N_("They are kept here until whoever runs this installation sets a mail server."),
                           "/settings/messages", businesses::kManageSettings,
                           [](const Page& page) { return page.environment.sends_mail; }});
    registry.add(StartTask{20, "texts", N_("Read the mails that go out"),
                           N_("They go in your name; change what you would say in other words."), "/workflows",
                           businesses::kManageSettings});
}

}  // namespace office
