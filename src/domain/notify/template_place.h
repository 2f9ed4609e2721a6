// Where in the HTML of a template a value would stand, and how it is written there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace notify::engine {

enum class Place : std::uint8_t {
    plain,       // no HTML at all
    text,        // between tags, in comments
    attribute,   // between quotes
    style,       // the style attribute
    url,         // the beginning of an address
    url_part,    // within an address
    phone_part,  // after "tel:", where + stays what it is
    forbidden,
};

std::string escaped(std::string_view text, Place place);

// Reads HTML as a browser's tokenizer does, as far as places go. Conditional comments (<!--[if mso]>) count as HTML,
// since the mail program that they are for reads them so.
class HtmlReader {
public:
    void read(std::string_view html);
    Place place() const;
    // A value is written here.
    void value();
    // Between tags, where what is written is seen as text or as tags, but not in comments.
    bool is_between_tags() const { return mode_ == Mode::text; }
    // Nothing of the address of an <a> is written yet.
    bool begins_link() const;
    // The quote that ends the value that is being read.
    char quote() const { return mode_ == Mode::double_quoted ? '"' : '\''; }
    // Two ways meet, of a section that may be left out. False when they are not in the same place of the HTML.
    bool meet(const HtmlReader& other);

private:
    enum class Mode : std::uint8_t {
        text,
        tag_open,  // after <
        markup,    // after <!
        bogus,     // <!doctype, <?, </1: up to >
        comment,
        raw,  // within <style>, <title> and the like
        tag_name,
        in_tag,
        attribute_name,
        before_value,
        double_quoted,
        single_quoted,
        unquoted,
    };
    enum class Begun : std::uint8_t { no, literally, by_value, perhaps };  // of an attribute's value

    void step(char c);
    void open_tag(char c);
    void read_markup(char c);
    void read_comment(char c);
    void read_raw(char c);
    void read_tag(char c);
    void read_value(char c, char quote);
    void end_tag();
    void begin_attribute(char c);
    Place place_of_value() const;
    Place place_of_address() const;

    Mode mode_ = Mode::text;
    bool closing_ = false;
    Begun begun_ = Begun::no;
    std::string tag_, attribute_;
    std::string raw_tag_;  // what ends Mode::raw
    std::string seen_;     // the beginning of a comment or of a value; in raw text, what may be its end
};

}  // namespace notify::engine
