// What build() writes, read back by GMime: nothing is lost, and nobody writes headers who is not meant to.
// TIMEBOK_TEST_SEED=n repeats a run.
#include "mail/mail.h"

#include "mail/one_line.h"
#include "support/seed.h"

#include <gmime/gmime.h>
#include <gtest/gtest.h>

#include <random>
#include <regex>

namespace mail {
namespace {

using namespace std::chrono_literals;

Mail reminder() {
    Mail mail;
    mail.from = {"Studio Lind", "post@studiolind.example"};
    mail.to = {"Anna Berg", "anna@example.com"};
    mail.subject = "Your appointment on Friday";
    mail.text = "Hello Anna,\nsee you on Friday.\n";
    mail.message_id = "7f3a.1@book.example";
    mail.date = *base::parse_instant("2026-12-11T14:45:00Z");
    mail.language = "nb";
    return mail;
}

// A mail as a mail program reads it.
class Read {
public:
    explicit Read(const std::string& bytes) {
        g_mime_init();
        GMimeStream* stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
        GMimeParser* parser = g_mime_parser_new_with_stream(stream);
        message_ = g_mime_parser_construct_message(parser, nullptr);
        g_object_unref(parser);
        g_object_unref(stream);
        if (!message_) throw std::runtime_error("not a mail");
        walk(g_mime_message_get_mime_part(message_), "");
    }
    ~Read() { g_object_unref(message_); }
    Read(const Read&) = delete;
    Read& operator=(const Read&) = delete;

    struct Part {
        std::string path;  // "multipart/mixed multipart/alternative text/plain"
        std::string file_name, disposition, method, content;
    };
    std::vector<Part> parts;

    std::string subject() const { return text(g_mime_message_get_subject(message_)); }
    std::string message_id() const { return text(g_mime_message_get_message_id(message_)); }
    std::string header(const char* name) const { return text(g_mime_object_get_header(GMIME_OBJECT(message_), name)); }
    std::vector<Address> addresses(GMimeAddressType which) const {
        auto* const list = g_mime_message_get_addresses(message_, which);
        std::vector<Address> out;
        for (int i = 0; i < internet_address_list_length(list); ++i) {
            auto* const one = internet_address_list_get_address(list, i);
            if (!INTERNET_ADDRESS_IS_MAILBOX(one)) throw std::runtime_error("a group");
            out.push_back({text(internet_address_get_name(one)),
                           text(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)))});
        }
        return out;
    }
    std::vector<std::string> header_names() const {
        auto* const list = g_mime_object_get_header_list(GMIME_OBJECT(message_));
        std::vector<std::string> out;
        for (int i = 0; i < g_mime_header_list_get_count(list); ++i)
            out.emplace_back(g_mime_header_get_name(g_mime_header_list_get_header_at(list, i)));
        return out;
    }

private:
    static std::string text(const char* value) { return value ? value : ""; }

    void walk(GMimeObject* object, const std::string& above) {
        auto* const type = g_mime_object_get_content_type(object);
        const std::string path = above + text(g_mime_content_type_get_media_type(type)) + "/" +
                                 text(g_mime_content_type_get_media_subtype(type));
        if (GMIME_IS_MULTIPART(object)) {
            auto* const all = GMIME_MULTIPART(object);
            for (int i = 0; i < g_mime_multipart_get_count(all); ++i)
                walk(g_mime_multipart_get_part(all, i), path + " ");
            return;
        }
        auto* const leaf = GMIME_PART(object);
        parts.push_back({path, text(g_mime_part_get_filename(leaf)), text(g_mime_object_get_disposition(object)),
                         text(g_mime_content_type_get_parameter(type, "method")), content(leaf)});
    }
    static std::string content(GMimePart* part) {
        GMimeStream* stream = g_mime_stream_mem_new();
        g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(part), stream);
        const auto* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
        std::string out(reinterpret_cast<const char*>(bytes->data), bytes->len);
        g_object_unref(stream);
        return out;
    }

    GMimeMessage* message_ = nullptr;
};

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

// Text parts as their author wrote them.
std::string text_of(const Read::Part& part) { return replaced(part.content, "\r\n", "\n"); }

std::vector<std::string> lines(const std::string& bytes) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto end = std::min(bytes.find("\r\n", at), bytes.size());
        out.push_back(bytes.substr(at, end - at));
        at = end + 2;
    }
    return out;
}

// What every mail has to be on the wire.
void expect_sound(const std::string& bytes) {
    EXPECT_TRUE(bytes.ends_with("\r\n"));
    for (const auto& line : lines(bytes)) {
        EXPECT_LE(line.size(), 998u);
        EXPECT_EQ(line.find_first_of(std::string_view("\r\n\0", 3)), std::string::npos) << line;
        EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= 0; })) << line;
    }
}

TEST(Build, WritesThePlainestMailAsOneText) {
    const auto bytes = build(reminder());
    const Read mail(bytes);
    expect_sound(bytes);
    ASSERT_EQ(mail.parts.size(), 1u);
    EXPECT_EQ(mail.parts[0].path, "text/plain");
    EXPECT_EQ(text_of(mail.parts[0]), "Hello Anna,\nsee you on Friday.\n");
    EXPECT_EQ(mail.header("Date"), "Fri, 11 Dec 2026 14:45:00 +0000");
    EXPECT_EQ(mail.header("Auto-Submitted"), "auto-generated");
    EXPECT_NE(bytes.find("\r\nContent-Language: nb\r\n"), std::string::npos);
    EXPECT_EQ(mail.header("MIME-Version"), "1.0");
    EXPECT_EQ(mail.message_id(), "7f3a.1@book.example");
    EXPECT_EQ(mail.header("List-Unsubscribe"), "");
}

TEST(Build, PutsTextAndHtmlSideBySideAndFilesAfterThem) {
    auto wanted = reminder();
    wanted.html = "<p>Hello <b>Anna</b></p>";
    wanted.attachments.push_back(
        {"appointment.ics", "text/calendar; method=REQUEST; charset=utf-8", "BEGIN:VCALENDAR\r\n"});
    wanted.reply_to = Address{"", "anna.vos@studiolind.example"};
    wanted.list_unsubscribe = "https://book.example/unsubscribe/abc?x=1";
    const auto bytes = build(wanted);
    const Read mail(bytes);
    expect_sound(bytes);
    ASSERT_EQ(mail.parts.size(), 3u);
    EXPECT_EQ(mail.parts[0].path, "multipart/mixed multipart/alternative text/plain");
    EXPECT_EQ(mail.parts[1].path, "multipart/mixed multipart/alternative text/html");
    EXPECT_EQ(text_of(mail.parts[1]), "<p>Hello <b>Anna</b></p>\n");
    EXPECT_EQ(mail.parts[2].path, "multipart/mixed text/calendar");
    EXPECT_EQ(mail.parts[2].method, "REQUEST");
    EXPECT_EQ(mail.parts[2].file_name, "appointment.ics");
    EXPECT_EQ(mail.parts[2].disposition, "attachment");
    EXPECT_EQ(mail.parts[2].content, "BEGIN:VCALENDAR\r\n");
    EXPECT_EQ(mail.addresses(GMIME_ADDRESS_TYPE_REPLY_TO).at(0).address, "anna.vos@studiolind.example");
    EXPECT_EQ(mail.header("List-Unsubscribe"), "<https://book.example/unsubscribe/abc?x=1>");
}

TEST(Build, LeavesOutAnEmptyText) {
    auto wanted = reminder();
    wanted.text.clear();
    wanted.html = "<p>Hello</p>";
    EXPECT_EQ(Read(build(wanted)).parts.at(0).path, "text/html");
}

TEST(Build, KeepsEveryLetterOfNamesSubjectsAndFiles) {
    auto wanted = reminder();
    wanted.from.name = "Frisør \"Ærlig\" & Søn, Ålesund";
    wanted.to.name = "João Ñandú 東京";
    wanted.subject =
        "Påminnelse: 東京 – klokka 14.45 😀 og en lang hale som må brytes over flere linjer før den er ferdig";
    wanted.text = "Blåbærsyltetøy\n=3D . \n\n.\n.en prikk\nFrom her\ntrailing space \n";
    wanted.attachments.push_back({"møte på fredag.ics", "text/calendar", std::string("\0\r\n.\n\xFF", 6)});
    const auto bytes = build(wanted);
    const Read mail(bytes);
    expect_sound(bytes);
    EXPECT_EQ(mail.addresses(GMIME_ADDRESS_TYPE_FROM).at(0).name, wanted.from.name);
    EXPECT_EQ(mail.addresses(GMIME_ADDRESS_TYPE_TO).at(0).name, wanted.to.name);
    EXPECT_EQ(mail.subject(), wanted.subject);
    EXPECT_EQ(text_of(mail.parts[0]), wanted.text);
    EXPECT_EQ(mail.parts[1].file_name, "møte på fredag.ics");
    EXPECT_EQ(mail.parts[1].content, wanted.attachments[0].bytes);
}

TEST(Build, LetsNobodyWriteHeaders) {
    auto wanted = reminder();
    wanted.from.name = "Evil\r\nBcc: all@example.com";
    wanted.to.name = "Anna\nX-Evil: 1\r\n\r\n<script>";
    wanted.subject = "Hello\r\nBcc: all@example.com\r\n\r\nBody";
    wanted.attachments.push_back({"a\r\nX-Evil: 1\r\n\r\n.ics", "text/calendar", "x"});
    const auto honest = Read(build([] {
                            auto mail = reminder();
                            mail.attachments.push_back({"a.ics", "text/calendar", "x"});
                            return mail;
                        }()))
                            .header_names();
    const auto bytes = build(wanted);
    const Read mail(bytes);
    expect_sound(bytes);
    EXPECT_EQ(mail.header_names(), honest);
    EXPECT_EQ(mail.addresses(GMIME_ADDRESS_TYPE_TO).size(), 1u);
    EXPECT_EQ(mail.subject(), "Hello Bcc: all@example.com Body");
    EXPECT_EQ(mail.addresses(GMIME_ADDRESS_TYPE_FROM).at(0).name, "Evil Bcc: all@example.com");
    for (const auto& line : lines(bytes)) {
        EXPECT_FALSE(line.starts_with("Bcc:"));
        EXPECT_FALSE(line.starts_with("X-Evil:"));
    }
}

TEST(Build, RefusesWhatOnlyAMistakeCanBring) {
    const auto refuses = [](auto change) {
        auto mail = reminder();
        change(mail);
        EXPECT_THROW(build(mail), std::logic_error);
    };
    refuses([](Mail& mail) { mail.to.address = "anna@example.com\r\nBcc: x@example.com"; });
    refuses([](Mail& mail) { mail.to.address = "anna@example.com, ben@example.com"; });
    refuses([](Mail& mail) { mail.from.address = "nobody"; });
    refuses([](Mail& mail) { mail.reply_to = Address{"", ""}; });
    refuses([](Mail& mail) { mail.message_id = "a@b>\r\nX: y"; });
    refuses([](Mail& mail) { mail.message_id = ""; });
    refuses([](Mail& mail) { mail.language = "nb\r\nX: y"; });
    refuses([](Mail& mail) { mail.list_unsubscribe = "https://x.example/\r\nX: y"; });
    refuses([](Mail& mail) { mail.list_unsubscribe = "javascript:alert(1)"; });
    refuses([](Mail& mail) { mail.attachments.push_back({"a", "text/calendar\r\nX: y", "x"}); });
}

TEST(Build, GivesTheSameBytesForTheSameMail) {
    auto mail = reminder();
    mail.html = "<p>Hello</p>";
    mail.attachments.push_back({"a.ics", "text/calendar", "x"});
    const auto first = build(mail);
    EXPECT_EQ(build(mail), first);
    mail.text += "!";
    EXPECT_NE(build(mail), first);
}

TEST(Build, BreaksLinesThatAreTooLong) {
    auto wanted = reminder();
    wanted.subject = std::string(3000, 'x');
    wanted.to.name = std::string(2000, 'y');
    wanted.text = std::string(5000, 'a') + "\n" + std::string(5000, '.') + "\n";
    wanted.attachments.push_back({std::string(1500, 'f') + ".ics", "text/calendar", std::string(9000, 'b')});
    wanted.list_unsubscribe = "https://book.example/" + std::string(850, 'u');
    const auto bytes = build(wanted);
    const Read mail(bytes);
    expect_sound(bytes);
    EXPECT_EQ(mail.subject(), wanted.subject);
    EXPECT_EQ(text_of(mail.parts[0]), wanted.text);
    EXPECT_EQ(mail.parts[1].content, wanted.attachments[0].bytes);
    EXPECT_EQ(mail.header("List-Unsubscribe"), "<" + *wanted.list_unsubscribe + ">");
}

TEST(Build, KeepsTheOtherPartsOutOfATextThatImitatesThem) {
    auto wanted = reminder();
    wanted.html = "<p>x</p>";
    const auto bytes = build(wanted);
    const auto at = bytes.find("boundary=\"") + 10;
    const auto boundary = bytes.substr(at, bytes.find('"', at) - at);
    wanted.text = "--" + boundary + "--\r\nContent-Type: text/html\r\n\r\nevil\n";
    const Read mail(build(wanted));
    ASSERT_EQ(mail.parts.size(), 2u);
    EXPECT_EQ(text_of(mail.parts[0]), replaced(wanted.text, "\r\n", "\n"));
}

TEST(OneLine, ReplacesWhatBreaksLinesAndBytesThatAreNoText) {
    EXPECT_EQ(one_line("  a\r\nb\tc\x01 "), "a b c");
    EXPECT_EQ(one_line("a\xC2\x85"
                       "b\xE2\x80\xA8"
                       "c\x7F"),
              "a b c");
    EXPECT_EQ(one_line("a\xFF"
                       "b\xC3"),
              "a\uFFFDb\uFFFD");
    EXPECT_EQ(one_line("\xC0\xAF\xED\xA0\x80 å東😀"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD å東😀");
    EXPECT_EQ(one_line("\r\n \t"), "");
}

TEST(Addresses, AreOneMailboxInPrintableAscii) {
    for (const auto* const good : {"anna@example.com", "a.b+c'd@localhost", "x@127.0.0.1"})
        EXPECT_TRUE(is_address(good)) << good;
    for (const auto* const bad : {"", "anna", "@example.com", "anna@", "a@b@c", "a b@c", "a@b\r\n", "<a@b>", "a@b,c@d",
                                  "\"a\"@b", "å@b.no", "a@b;c"})
        EXPECT_FALSE(is_address(bad)) << bad;
    EXPECT_FALSE(is_address(std::string("a@b\0c", 5)));
    EXPECT_FALSE(is_address(std::string(250, 'a') + "@b.no"));
}

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    int roll(int low, int high) { return std::uniform_int_distribution(low, high)(engine_); }
    // Letters, spaces, line breaks, what mail's syntax is made of, and any byte.
    std::string text(int longest, bool any_byte) {
        static const std::array<std::string, 24> pieces{"a",  "Z",  "7", " ",  "  ", "\r\n", "\n",   "\r",
                                                        "\t", "\0", ".", "..", "=",  "=?",   "?=",   "utf-8?q?",
                                                        "\"", "\\", "<", ">",  ",",  "æ",    "東京", "😀"};
        std::string out;
        for (int n = roll(0, longest); n > 0; --n)
            out += any_byte && roll(0, 9) == 0 ? std::string(1, static_cast<char>(roll(0, 255)))
                                               : pieces[static_cast<std::size_t>(roll(0, int{pieces.size()} - 1))];
        return out;
    }

private:
    std::mt19937_64 engine_;
};

// A header as it stands in the mail, unfolded.
std::string header(const std::string& bytes, const std::string& name) {
    const auto begin = bytes.find("\r\n" + name + ":") + name.size() + 3;
    auto end = bytes.find("\r\n", begin);
    while (bytes[end + 2] == ' ' || bytes[end + 2] == '\t') end = bytes.find("\r\n", end + 2);
    return replaced(bytes.substr(begin, end - begin), "\r\n", "");
}

std::string from_q(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i] == '_' ? ' ' : text[i];
            continue;
        }
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
    }
    return out;
}

std::string from_b(const std::string& text) {
    gsize size = 0;
    guchar* const bytes = g_base64_decode(text.c_str(), &size);
    std::string out(reinterpret_cast<const char*>(bytes), size);
    g_free(bytes);
    return out;
}

// RFC 2047. GMime itself loses a word that comes after one with padding.
std::string decoded(std::string header) {
    header = std::regex_replace(header, std::regex(R"(\?=[ \t]+=\?)"), "?==?");  // white space between two is none
    const std::regex word(R"(=\?(?:UTF-8|us-ascii)\?([BbQq])\?([^? ]*)\?=)");
    std::string out;
    auto from = header.cbegin();
    for (std::sregex_iterator it(header.begin(), header.end(), word), end; it != end; ++it) {
        out.append(from, it->prefix().second);
        from = it->suffix().first;
        out += (*it)[1] == "B" || (*it)[1] == "b" ? from_b((*it)[2]) : from_q((*it)[2]);
    }
    return out.append(from, header.cend());
}

// GMime folds white space between words as it reads headers.
std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ') out += c;
    return out;
}

std::string unix_lines(std::string text) {
    text = replaced(replaced(std::move(text), "\r\n", "\n"), "\r", "\n");
    return text.ends_with('\n') ? text : text + "\n";
}

TEST(Build, WritesWhatIsReadBackWhateverPeopleType) {
    const support::Seed seed(20261211);
    for (int round = 0; round < 400; ++round) {
        SCOPED_TRACE(fmt::format("round {}", round));
        Dice dice(seed.value + static_cast<std::uint64_t>(round));
        auto wanted = reminder();
        wanted.from.name = dice.text(40, true);
        wanted.to.name = dice.text(40, true);
        wanted.subject = dice.text(120, true);
        wanted.text = "x" + dice.text(400, true);
        if (dice.roll(0, 1)) wanted.html = "<" + dice.text(400, true);
        for (int n = dice.roll(0, 2); n > 0; --n)
            wanted.attachments.push_back({dice.text(30, false), "application/octet-stream", dice.text(300, true)});
        const auto bytes = build(wanted);
        const Read mail(bytes);
        SCOPED_TRACE(bytes.substr(0, bytes.find("\r\n\r\n")));
        expect_sound(bytes);
        ASSERT_EQ(mail.parts.size(), 1 + (wanted.html.empty() ? 0u : 1u) + wanted.attachments.size());
        EXPECT_EQ(text_of(mail.parts[0]), unix_lines(wanted.text));
        if (!wanted.html.empty()) {
            EXPECT_EQ(text_of(mail.parts[1]), unix_lines(wanted.html));
        }
        for (std::size_t i = 0; i < wanted.attachments.size(); ++i)
            EXPECT_EQ(mail.parts[mail.parts.size() - wanted.attachments.size() + i].content,
                      wanted.attachments[i].bytes);
        ASSERT_EQ(mail.addresses(GMIME_ADDRESS_TYPE_FROM).size(), 1u);
        ASSERT_EQ(mail.addresses(GMIME_ADDRESS_TYPE_TO).size(), 1u);
        EXPECT_EQ(mail.addresses(GMIME_ADDRESS_TYPE_TO)[0].address, wanted.to.address);
        EXPECT_EQ(squeezed(decoded(header(bytes, "Subject"))), squeezed(one_line(wanted.subject)));
        EXPECT_EQ(mail.header("Bcc"), "");
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace mail
