#include "notify/written.h"

#include "bookings/changing.h"
#include "notify/channel.h"
#include "notify/facts.h"
#include "notify/frame.h"
#include "notify/store.h"
#include "notify/template_place.h"

#include <nlohmann/json.hpp>

#include <set>

namespace notify {
namespace {

std::string paragraphs(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find("\n\n", at), text.size());
        auto lines = engine::escaped(text.substr(at, end - at), engine::Place::text);
        for (std::size_t i = 0; (i = lines.find('\n', i)) != lines.npos; i += 5) lines.replace(i, 1, "<br>\n");
        if (!lines.empty()) out += "<p style=\"margin:0 0 16px\">" + lines + "</p>\n";
        at = end + 2;
    }
    return out;
}

// Line breaks of forms are CR LF.
std::string with_plain_breaks(std::string text) {
    std::erase(text, '\r');
    return text;
}

Result<Written> checked(const Written& typed) {
    std::vector<FieldError> wrong;
    const auto check = [&](const char* name, const std::string& value, std::size_t longest) {
        auto out = base::is_clean_text(value) ? base::normalised(with_plain_breaks(value)) : std::string();
        if (!base::is_clean_text(value))
            wrong.push_back({name, "field.invalid", {}});
        else if (out.empty())
            wrong.push_back({name, "field.required", {}});
        else if (base::length(out) > longest)
            wrong.push_back({name, "field.too_long", {{"limit", std::to_string(longest)}}});
        return out;
    };
    Written out{check("subject", typed.subject, kLongestWrittenSubject), check("text", typed.text, kLongestWritten)};
    if (out.subject.find('\n') != out.subject.npos) wrong.push_back({"subject", "field.invalid", {}});
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    return out;
}

store::Row row_of(const bookings::Context& context, const bookings::Snapshot& snapshot,
                  const bookings::Appointment& appointment, const WrittenReader& reader, const Written& written,
                  std::string_view base_url) {
    const auto language = i18n::parse_language(reader.language).value_or(i18n::Language::en);
    const auto& business = snapshot.business;
    const auto now = context.clock.now();
    const auto* service = snapshot.service(appointment.service_id);
    const auto what = fmt::format("{}, {}", service ? service->name.in(i18n::tag(language)) : "",
                                  bookings::moment(language, business.zone, appointment.time.begin, now));
    store::Row row;
    row.business_id = business.id;
    row.address_key = reader.address_key;
    row.fixed = true;
    row.wanted_at = now;
    auto& message = row.message;
    message.id = base::make_id<MessageId>();
    row.message_id = base::to_text(message.id);
    message.trigger = kWrittenTrigger;
    message.customer_id = reader.customer_id;
    message.booking_id = reader.booking_id;
    message.recipient_name = reader.name;
    message.address = reader.address;
    message.language = i18n::tag(language);
    message.subject = written.subject;
    message.html = framed(business, language, written.subject,
                          paragraphs(written.text) +
                              "<p class=\"tb-quiet\" style=\"margin:24px 0 0;font-size:14px;color:#616b76\">" +
                              engine::escaped(what, engine::Place::text) + "</p>",
                          base_url, {});
    message.text = fmt::format("{}\n\n{}\n\n{}", written.text, what, text_foot(business, language));
    message.created_at = message.due_at = now;
    return row;
}

}  // namespace

WrittenReaders readers_of(db::Session& session, const std::shared_ptr<const bookings::Snapshot>& snapshot,
                          const std::vector<bookings::Booking>& bookings, Instant now) {
    const auto& trigger = *find_trigger("booked");
    const auto& channel = *find_channel("email");
    WrittenReaders out;
    std::set<std::string> reached;
    for (const auto& booking : bookings) {
        if (bookings::is_given_up(booking.status)) continue;
        const auto facts = load_facts(session, snapshot, {.booking_id = booking.id}, now);
        const auto reader = reader_of(facts, trigger);
        const auto address = reader ? channel.address_of(facts, trigger) : std::nullopt;
        if (!address) {
            out.not_reached.push_back(booking);
            continue;
        }
        if (!reached.insert(address->key).second) continue;
        out.reached.push_back({booking.id, booking.customer_id, reader->name, address->text, address->key,
                               reader->language, channel.trouble_of(session, snapshot->business.id, address->key)});
    }
    return out;
}

Result<int> write_to_group(db::Tx& tx, const bookings::Context& context, std::string_view base_url, BusinessId business,
                           AppointmentId id, const Written& typed, bool can_send, activity::Actor actor) {
    const auto appointment = bookings::find_appointment(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!appointment || !snapshot) return not_found("appointment.unknown");
    const auto written = checked(typed);
    if (!written) return std::unexpected(written.error());
    const auto now = context.clock.now();
    const auto readers = readers_of(tx, snapshot, bookings::list_of_appointment(tx, business, id), now);
    if (readers.reached.empty()) return conflict("session.nobody_reached");
    for (const auto& reader : readers.reached) {
        auto row = row_of(context, *snapshot, *appointment, reader, *written, base_url);
        auto& message = row.message;
        if (!can_send || !reader.trouble.empty()) {
            message.state = can_send ? State::refused : State::not_sent;
            message.why = can_send ? "address_refused" : "no_server";
            if (can_send) message.why_values = {{"reply", reader.trouble}};
            message.finished_at = now;
        }
        store::insert_message(tx, row);
    }
    const auto count = static_cast<int>(readers.reached.size());
    activity::record(tx, context.registry, business, now,
                     {"session.written", id.value, actor,
                      nlohmann::json{{"service_id", appointment->service_id.value},
                                     {"starts_at", appointment->time.begin.time_since_epoch().count()},
                                     {"after", {{"subject", written->subject}, {"readers", count}}}}
                          .dump()});
    return count;
}

}  // namespace notify
