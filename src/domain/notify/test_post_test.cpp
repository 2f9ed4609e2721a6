#include "notify/test_post.h"
#include "notify/notice_address.h"

#include "accounts/staff_account.h"
#include "activity/jobs.h"

#include <spdlog/spdlog.h>

#include <fstream>
#include <sstream>

namespace notify::test {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// RFC 2045 6.7
std::string of_quoted_printable(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
        } else if (text.substr(i + 1, 2) == "\r\n") {
            i += 2;
        } else if (i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        }
    }
    return out;
}

std::string of_base64(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    int have = 0;
    for (const char c : text) {
        int value = -1;
        if (c >= 'A' && c <= 'Z') value = c - 'A';
        if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
        if (c >= '0' && c <= '9') value = c - '0' + 52;
        if (c == '+') value = 62;
        if (c == '/') value = 63;
        if (value < 0) continue;
        bits = bits << 6 | static_cast<unsigned>(value);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out += static_cast<char>(bits >> have & 0xFF);
    }
    return out;
}

bool tells_customer(const Workflow& workflow) { return workflow.actions.at(0).recipients.customer; }

}  // namespace

std::string decoded(const std::string& mail) {
    std::string out;
    constexpr std::string_view kMark = "Content-Transfer-Encoding: ";
    for (std::size_t at = mail.find(kMark); at != mail.npos; at = mail.find(kMark, at + 1)) {
        const auto encoding = mail.substr(at + kMark.size(), mail.find("\r\n", at) - at - kMark.size());
        const auto begin = mail.find("\r\n\r\n", at) + 4;
        const auto end = std::min(mail.find("\r\n--", begin), mail.size());
        const auto body = mail.substr(begin, end - begin);
        out += encoding == "quoted-printable" ? of_quoted_printable(body)
               : encoding == "base64"         ? of_base64(body)
                                              : body;
        out += "\n";
    }
    return out;
}

std::string after(std::string_view text, std::string_view before) {
    const auto at = text.find(before);
    if (at == text.npos) return {};
    const auto rest = text.substr(at + before.size());
    return std::string(rest.substr(0, rest.find_first_of(" \r\n\"<'&?")));
}

std::string everything_in(support::FreshDatabase& fresh, db::Engine engine) {
    std::string out;
    if (engine == db::Engine::sqlite) {
        for (const auto* suffix : {"", "-wal"}) {
            std::ifstream file(fresh.url() + suffix, std::ios::binary);
            std::ostringstream all;
            all << file.rdbuf();
            out += all.str();
        }
        return out;
    }
    fresh->read([&](db::Session& session) {
        for (const auto& [name] : session.rows<std::string>("select cast(relname as text) from pg_class where relkind "
                                                            "= 'r' and relnamespace = 'public'::regnamespace"))
            out +=
                session.value<std::string>("select coalesce(string_agg(cast(t as text), ' '), '') from " + name + " t")
                    .value_or("");
    });
    return out;
}

Post::Post(db::Engine e, bool server) : engine(e), world(e), with_server(server) {
    spdlog::set_level(spdlog::level::off);
    subscribe(world.registry, world.clock, subscribed);
    world.db().write([&](db::Tx& tx) {
        for (const auto id : {world.salon.id, world.clinic.id, world.neighbour.id})
            install_defaults(tx, world.clock, businesses::find(tx, id).value());
    });
    deliverer =
        std::make_unique<Deliverer>(world.db(), world.registry, world.clock, accounts::Hasher::cheap(), options());
}

Options Post::options() {
    Options out;
    out.base_url = kBase;
    out.from = "post@book.example.org";
    if (with_server) out.server = mail::parse_server(catcher.url()).value();
    return out;
}

void Post::only(std::initializer_list<std::string_view> triggers) { keep_on(triggers, true); }
void Post::only_to_staff(std::initializer_list<std::string_view> triggers) { keep_on(triggers, false); }

void Post::keep_on(std::initializer_list<std::string_view> triggers, bool to_customer) {
    world.db().write([&](db::Tx& tx) {
        for (const auto id : {world.salon.id, world.clinic.id, world.neighbour.id})
            for (const auto& each : list_workflows(tx, id))
                set_active(tx, context(), id, each.id,
                           tells_customer(each) == to_customer &&
                               std::ranges::find(triggers, each.trigger) != std::ranges::end(triggers),
                           {})
                    .value();
    });
}

Workflow Post::workflow_of(BusinessId business, std::string_view trigger) {
    const auto all = world.db().read([&](db::Session& session) { return list_workflows(session, business); });
    const auto found = std::ranges::find_if(
        all, [&](const Workflow& each) { return each.trigger == trigger && tells_customer(each); });
    CHECK(found != all.end());
    return *found;
}

void Post::change(Workflow workflow) {
    world.db().write([&](db::Tx& tx) { update_workflow(tx, context(), world.salon.id, workflow, {}).value(); });
}

void Post::write(std::string_view trigger, const Source& source, std::string_view language) {
    auto workflow = workflow_of(trigger);
    world.db().write([&](db::Tx& tx) {
        const auto name = std::string("Text for ") + std::string(trigger);
        workflow.actions.at(0).template_id =
            create_template(tx, context(), world.salon.id, name, language, source, {}).value();
        update_workflow(tx, context(), world.salon.id, workflow, {}).value();
    });
}

bookings::Booking Post::book(const customers::Details& who, ServiceId service, ProviderId provider,
                             std::string_view when) {
    return world.book(who, service, provider, when).value().booking;
}

void Post::cancel(BookingId booking) {
    const activity::Actor staff{activity::ActorKind::staff, 1};
    world.db().write([&](db::Tx& tx) {
        bookings::cancel(tx, world.context(), world.salon.id, booking, staff, bookings::Rules::staff).value();
    });
}

void Post::move(BookingId booking, std::string_view when) {
    const activity::Actor staff{activity::ActorKind::staff, 1};
    world.db().write([&](db::Tx& tx) {
        bookings::reschedule(tx, world.context(), world.salon.id, booking, {world.at(when)}, staff,
                             bookings::Rules::staff)
            .value();
    });
}

StaffId Post::hire(std::string_view name, std::string_view email, businesses::Role role) {
    return world.db().write([&](db::Tx& tx) {
        return accounts::staff::add(tx, {world.clock, world.registry}, world.salon.id, name, email, role, {}).value();
    });
}

void Post::agree(std::string_view address) {
    world.db().write([&](db::Tx& tx) {
        const auto id = tx.value<NoticeAddressId>(
            "select id from notice_addresses where business_id = :business and address_key = :key", world.salon.id,
            base::parse_email(address).value().key);
        const auto token = make_notice_link(tx, world.clock, world.salon.id, id.value());
        CHECK(confirm_address(tx, context(), world.salon.id, token));
    });
}

void Post::give_address(ProviderId provider, std::string_view email) {
    world.db().write([&](db::Tx& tx) {
        tx.execute("update staff_members set email = :email where business_id = :business and id = :id", email,
                   world.salon.id, provider);
    });
}

int Post::sweep_now() { return sweep(world.db(), world.clock, options()); }

void Post::run() {
    world.run_jobs();
    sweep_now();
    while (deliverer->run_due() > 0) {
    }
}

std::vector<Message> Post::messages(const MessageFilter& filter) {
    return world.db().read([&](db::Session& session) {
        auto out = list_messages(session, world.salon.id, filter);
        for (auto& each : out) each = find_message(session, world.salon.id, each.id).value();
        return out;
    });
}

std::vector<Run> Post::runs(std::string_view trigger) {
    const auto id = workflow_of(trigger).id;
    return world.db().read([&](db::Session& session) { return list_runs(session, world.salon.id, id); });
}

}  // namespace notify::test
