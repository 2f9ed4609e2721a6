#include "mail/mail.h"
#include "mail/one_line.h"

#include <gmime/gmime.h>

namespace mail {
namespace {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

bool is_visible(char c) { return c > ' ' && c < '\x7F'; }

bool all_visible(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_visible); }

bool is_url(std::string_view text) {
    return (text.starts_with("https://") || text.starts_with("mailto:")) && text.size() <= 900 && all_visible(text) &&
           text.find_first_of("<>\",") == std::string_view::npos;
}

bool is_language(std::string_view text) {
    return text.size() <= 35 && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
           });
}

// Printable ASCII with a slash; GMime reads the rest.
bool is_media_type(std::string_view text) {
    return text.size() <= 200 && text.find('/') != std::string_view::npos &&
           std::ranges::all_of(text, [](char c) { return c == ' ' || is_visible(c); });
}

// Text parts have lines that end in \n; they become CRLF when the message is written.
std::string with_newlines(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!pair) out += text[i] == '\r' ? '\n' : text[i];
    }
    if (!out.ends_with('\n')) out += '\n';
    return out;
}

Ref<GMimePart> part(const std::string& media_type, std::string_view bytes, GMimeContentEncoding encoding) {
    Ref<GMimePart> out(g_mime_part_new());
    const Ref<GMimeContentType> type(g_mime_content_type_parse(nullptr, media_type.c_str()));
    g_mime_object_set_content_type(GMIME_OBJECT(out.get()), type.get());
    const Ref<GMimeStream> memory(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    const Ref<GMimeDataWrapper> content(
        g_mime_data_wrapper_new_with_stream(memory.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    g_mime_part_set_content(out.get(), content.get());
    g_mime_part_set_content_encoding(out.get(), encoding);
    return out;
}

Ref<GMimePart> text_part(const std::string& media_type, std::string_view text) {
    return part(media_type, with_newlines(text), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
}

// One line in which nothing looks like an encoded word (RFC 2047), which readers would decode.
std::string header_text(std::string_view typed) {
    auto out = one_line(typed);
    for (std::size_t i = 1; i < out.size(); ++i)
        if ((out[i - 1] == '=' && out[i] == '?') || (out[i - 1] == '?' && out[i] == '=')) out.insert(i, " ");
    return out;
}

// Boundaries are made of what they part, so that the same mail has the same bytes and no text can hold its own
// boundary.
std::string mark_of(const Mail& mail) {
    std::string all = mail.message_id + mail.text + '\0' + mail.html;
    for (const auto& attachment : mail.attachments) all += base::hash(attachment.bytes);
    return base::hash(all).substr(0, 40);
}

Ref<GMimeMultipart> multipart(const char* subtype, const std::string& mark) {
    Ref<GMimeMultipart> out(g_mime_multipart_new_with_subtype(subtype));
    g_mime_multipart_set_boundary(out.get(), fmt::format("=_{}_{}", subtype, mark).c_str());
    return out;
}

Ref<GMimeObject> as_object(auto part) { return Ref<GMimeObject>(GMIME_OBJECT(part.release())); }

Ref<GMimeObject> words(const Mail& mail, const std::string& mark) {
    constexpr auto plain = "text/plain; charset=utf-8", html = "text/html; charset=utf-8";
    if (mail.html.empty()) return as_object(text_part(plain, mail.text));
    if (mail.text.empty()) return as_object(text_part(html, mail.html));
    auto both = multipart("alternative", mark);
    g_mime_multipart_add(both.get(), as_object(text_part(plain, mail.text)).get());
    g_mime_multipart_add(both.get(), as_object(text_part(html, mail.html)).get());
    return as_object(std::move(both));
}

Ref<GMimeObject> body(const Mail& mail) {
    const auto mark = mark_of(mail);
    auto first = words(mail, mark);
    if (mail.attachments.empty()) return first;
    auto all = multipart("mixed", mark);
    g_mime_multipart_add(all.get(), first.get());
    for (const auto& attachment : mail.attachments) {
        CHECK(is_media_type(attachment.media_type));
        auto file = part(attachment.media_type, attachment.bytes, GMIME_CONTENT_ENCODING_BASE64);
        g_mime_object_set_disposition(GMIME_OBJECT(file.get()), GMIME_DISPOSITION_ATTACHMENT);
        g_mime_part_set_filename(file.get(), header_text(attachment.name).c_str());
        g_mime_multipart_add(all.get(), as_object(std::move(file)).get());
    }
    return as_object(std::move(all));
}

void add(GMimeMessage* message, GMimeAddressType where, const Address& who) {
    CHECK(is_address(who.address));
    const auto name = header_text(who.name);
    const Ref<InternetAddress> address(
        internet_address_mailbox_new(name.empty() ? nullptr : name.c_str(), who.address.c_str()));
    internet_address_set_charset(address.get(), "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(message, where), address.get());
}

void set_header(GMimeObject* object, const char* name, const std::string& value) {
    g_mime_object_set_header(object, name, value.c_str(), "utf-8");
}

void set_date(GMimeMessage* message, Instant date) {
    GDateTime* const utc = g_date_time_new_from_unix_utc(date.time_since_epoch().count());
    CHECK(utc != nullptr);
    g_mime_message_set_date(message, utc);
    g_date_time_unref(utc);
}

std::string bytes(GMimeMessage* message) {
    const std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)> options(
        g_mime_format_options_new(), &g_mime_format_options_free);
    g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
    const Ref<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_object_write_to_stream(GMIME_OBJECT(message), options.get(), stream.get());
    const GByteArray* const written = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(written->data), written->len};
}

}  // namespace

bool is_address(std::string_view text) {
    const auto at = text.find('@');
    return text.size() <= 254 && all_visible(text) && at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos &&
           text.find_first_of("<>()[]\\\",;:") == std::string_view::npos;
}

std::string build(const Mail& mail) {
    static const bool initialised = [] {
        g_mime_init();
        return true;
    }();
    CHECK(initialised);
    CHECK(is_address(mail.message_id));
    CHECK(is_language(mail.language));

    const Ref<GMimeMessage> message(g_mime_message_new(/*pretty_headers=*/TRUE));
    add(message.get(), GMIME_ADDRESS_TYPE_FROM, mail.from);
    if (mail.reply_to) add(message.get(), GMIME_ADDRESS_TYPE_REPLY_TO, *mail.reply_to);
    add(message.get(), GMIME_ADDRESS_TYPE_TO, mail.to);
    g_mime_message_set_subject(message.get(), header_text(mail.subject).c_str(), "utf-8");
    set_date(message.get(), mail.date);
    g_mime_message_set_message_id(message.get(), mail.message_id.c_str());
    set_header(GMIME_OBJECT(message.get()), "Auto-Submitted", "auto-generated");
    if (mail.list_unsubscribe) {
        CHECK(is_url(*mail.list_unsubscribe));
        set_header(GMIME_OBJECT(message.get()), "List-Unsubscribe", "<" + *mail.list_unsubscribe + ">");
    }
    const auto content = body(mail);
    // GMime writes Content-* of the outermost part only.
    if (!mail.language.empty()) set_header(content.get(), "Content-Language", mail.language);
    g_mime_message_set_mime_part(message.get(), content.get());
    return bytes(message.get());
}

}  // namespace mail
