#include "sheets/workbook.h"

#include "sheets/csv_reader.h"
#include "work/apart.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <expat.h>
#include <zip.h>
#pragma GCC diagnostic pop

#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace sheets {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr std::int64_t kLastRow = 1'048'576;   // of Excel's sheets
constexpr std::size_t kSmallPart = 8U << 20U;  // of what only describes: styles, names of sheets
constexpr double kLastSerial = 2'958'466;      // 9999-12-31

// Thrown by what expat calls, caught in `parse`: expat is C and must not be unwound, so it is stopped before.
struct Refused {
    Error error;
};
Refused damaged() { return {{Fault::invalid, "sheet.damaged", {}, {}}}; }
Refused too_large() { return {{Fault::invalid, "sheet.too_large", {{"max", std::to_string(kMostText >> 20U)}}, {}}}; }

using Attributes = std::map<std::string_view, std::string_view>;

// Names without what stands before their colon: programs choose prefixes of their own.
std::string_view local(std::string_view name) {
    const auto colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

struct Handlers {
    std::function<void(std::string_view, const Attributes&)> start = [](auto, const auto&) {};
    std::function<void(std::string_view)> end = [](auto) {};
    std::function<void(std::string_view)> text = [](auto) {};
};

class Xml {
public:
    explicit Xml(Handlers handlers) : handlers_(std::move(handlers)), parser_(XML_ParserCreate(nullptr)) {
        if (!parser_) throw damaged();
        auto* const parser = parser_.get();
        XML_SetUserData(parser, this);
        XML_SetElementHandler(
            parser,
            [](void* self, const XML_Char* name, const XML_Char** attributes) {
                as(self).guarded([&](Xml& xml) { xml.started(name, attributes); });
            },
            [](void* self, const XML_Char* name) {
                as(self).guarded([&](Xml& xml) { xml.handlers_.end(local(name)); });
            });
        XML_SetCharacterDataHandler(parser, [](void* self, const XML_Char* text, int length) {
            as(self).guarded([&](Xml& xml) { xml.handlers_.text({text, static_cast<std::size_t>(length)}); });
        });
        // A workbook has none; entities, which grow without end, come with it.
        XML_SetStartDoctypeDeclHandler(parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
            as(self).guarded([](Xml&) { throw damaged(); });
        });
    }

    void take(std::string_view piece, bool last) {
        const auto status = XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
        if (refused_) throw Refused(*std::move(refused_));
        if (status != XML_STATUS_OK && !over_) throw damaged();
    }
    // Nothing of the rest matters.
    void stop() {
        over_ = true;
        XML_StopParser(parser_.get(), XML_FALSE);
    }
    bool is_over() const { return over_; }

private:
    struct Free {
        void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
    };
    static Xml& as(void* self) { return *static_cast<Xml*>(self); }

    template <class Body>
    void guarded(Body&& body) noexcept {
        if (refused_ || over_) return;
        try {
            body(*this);
        } catch (Refused& refused) {
            refused_ = std::move(refused);
        } catch (const std::exception&) {
            refused_ = too_large();
        }
        if (refused_) XML_StopParser(parser_.get(), XML_FALSE);
    }
    void started(const XML_Char* name, const XML_Char** attributes) {
        Attributes read;
        for (; *attributes; attributes += 2) read.emplace(local(attributes[0]), attributes[1]);
        handlers_.start(local(name), read);
    }

    Handlers handlers_;
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free> parser_;
    std::optional<Refused> refused_;
    bool over_ = false;
};

std::string_view of(const Attributes& attributes, std::string_view name) {
    const auto found = attributes.find(name);
    return found == attributes.end() ? std::string_view() : found->second;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number out{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

class Package {
public:
    explicit Package(std::string_view bytes) {
        zip_error_t error;
        zip_error_init(&error);
        auto* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
        zip_.reset(source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr);
        if (source && !zip_) zip_source_free(source);
        zip_error_fini(&error);
        if (!zip_) throw damaged();
    }

    bool has(const std::string& name) const { return zip_name_locate(zip_.get(), name.c_str(), ZIP_FL_NOCASE) >= 0; }

    void read(const std::string& name, std::size_t most, Xml& into) {
        const auto index = zip_name_locate(zip_.get(), name.c_str(), ZIP_FL_NOCASE);
        if (index < 0) throw damaged();
        const std::unique_ptr<zip_file_t, Close> file(zip_fopen_index(zip_.get(), static_cast<zip_uint64_t>(index), 0));
        if (!file) throw damaged();
        std::vector<char> piece(kPiece);
        std::size_t size = 0;
        while (!into.is_over()) {
            const auto got = zip_fread(file.get(), piece.data(), piece.size());
            if (got < 0) throw damaged();
            const auto bytes = static_cast<std::size_t>(got);
            size += bytes;
            unpacked_ += bytes;
            if (size > most || unpacked_ > kMostUnpacked) throw too_large();
            into.take({piece.data(), bytes}, bytes == 0);
            if (bytes == 0) return;
        }
    }

private:
    struct Discard {
        void operator()(zip_t* zip) const { zip_discard(zip); }
    };
    struct Close {
        void operator()(zip_file_t* file) const { zip_fclose(file); }
    };
    std::unique_ptr<zip_t, Discard> zip_;
    std::size_t unpacked_ = 0;
};

// Which sheet is read, and how its days are counted.
struct Book {
    std::string sheet_id;  // of its relation
    bool from_1904 = false;
};

Book read_book(Package& package) {
    Book out;
    Handlers handlers;
    handlers.start = [&](std::string_view name, const Attributes& attributes) {
        if (name == "workbookPr") {
            const auto value = of(attributes, "date1904");
            out.from_1904 = value == "1" || value == "true";
        }
        if (name == "sheet" && out.sheet_id.empty()) {
            const auto state = of(attributes, "state");
            if (state.empty() || state == "visible") out.sheet_id = of(attributes, "id");
        }
    };
    Xml xml(std::move(handlers));
    package.read("xl/workbook.xml", kSmallPart, xml);
    if (out.sheet_id.empty()) throw damaged();
    return out;
}

std::string sheet_path(Package& package, const std::string& id) {
    std::string out;
    Handlers handlers;
    handlers.start = [&](std::string_view name, const Attributes& attributes) {
        if (name == "Relationship" && of(attributes, "Id") == id) out = of(attributes, "Target");
    };
    Xml xml(std::move(handlers));
    package.read("xl/_rels/workbook.xml.rels", kSmallPart, xml);
    if (out.empty()) throw damaged();
    return out.starts_with('/') ? out.substr(1) : "xl/" + out;
}

// Whether numbers in that format are days: it has a d, m or y outside of quotation marks and brackets.
bool is_day_format(std::string_view format) {
    bool quoted = false, bracketed = false;
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char c = format[i];
        if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '[' || c == ']')) {
            bracketed = c == '[';
        } else if (!quoted && !bracketed) {
            if (std::string_view("dDyY").find(c) != std::string_view::npos) return true;
            // Minutes stand beside hours or seconds.
            if ((c == 'm' || c == 'M') && format.find_first_of("hHsS") == format.npos) return true;
        }
    }
    return false;
}

bool is_day_format(int id, const std::map<int, bool>& own) {
    if (const auto found = own.find(id); found != own.end()) return found->second;
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

// Of each style of cells, whether it shows days.
std::vector<bool> read_styles(Package& package) {
    std::vector<bool> out;
    if (!package.has("xl/styles.xml")) return out;
    std::map<int, bool> formats;
    bool in_cells = false;
    Handlers handlers;
    handlers.start = [&](std::string_view name, const Attributes& attributes) {
        if (name == "numFmt")
            if (const auto id = number_in<int>(of(attributes, "numFmtId")))
                formats[*id] = is_day_format(of(attributes, "formatCode"));
        if (name == "cellXfs") in_cells = true;
        if (name == "xf" && in_cells)
            out.push_back(is_day_format(number_in<int>(of(attributes, "numFmtId")).value_or(0), formats));
    };
    handlers.end = [&](std::string_view name) {
        if (name == "cellXfs") in_cells = false;
    };
    Xml xml(std::move(handlers));
    package.read("xl/styles.xml", kSmallPart, xml);
    return out;
}

// Without what says how a word is pronounced (rPh).
std::vector<std::string> read_shared(Package& package) {
    std::vector<std::string> out;
    if (!package.has("xl/sharedStrings.xml")) return out;
    bool in_text = false, in_phonetic = false;
    std::size_t bytes = 0;
    Handlers handlers;
    handlers.start = [&](std::string_view name, const Attributes&) {
        if (name == "si") {
            bytes += sizeof(std::string);
            out.emplace_back();
        }
        if (name == "rPh") in_phonetic = true;
        if (name == "t") in_text = !in_phonetic && !out.empty();
    };
    handlers.end = [&](std::string_view name) {
        if (name == "t") in_text = false;
        if (name == "rPh") in_phonetic = false;
    };
    handlers.text = [&](std::string_view text) {
        if (!in_text) return;
        bytes += text.size();
        if (bytes > kMostShared) throw too_large();
        out.back() += text;
    };
    Xml xml(std::move(handlers));
    package.read("xl/sharedStrings.xml", kMostUnpacked, xml);
    return out;
}

std::string day_of(double serial, bool from_1904) {
    using std::chrono::local_days;
    // Excel counts a 29 February 1900, which never was.
    const auto zero = from_1904                  ? local_days{std::chrono::year{1904} / 1 / 1}
                      : std::floor(serial) >= 60 ? local_days{std::chrono::year{1899} / 12 / 30}
                                                 : local_days{std::chrono::year{1899} / 12 / 31};
    const auto whole = static_cast<int>(std::floor(serial));
    const auto minutes = std::lround((serial - std::floor(serial)) * 1440);
    const auto day = base::to_text(zero + std::chrono::days{whole});
    return minutes == 0 ? day : fmt::format("{} {:02}:{:02}", day, minutes / 60 % 24, minutes % 60);
}

// As Excel would show it without a format: phone numbers are no powers of ten.
std::string number_of(double value, std::string_view text) {
    constexpr double kExact = 1e15;
    if (value == std::floor(value) && std::abs(value) < kExact) return fmt::format("{:.0f}", value);
    return text.find_first_of("eE") == text.npos ? std::string(text) : fmt::format("{:.15g}", value);
}

class Sheet {
public:
    Sheet(const std::vector<std::string>& shared, const std::vector<bool>& days, bool from_1904)
        : shared_(shared), days_(days), from_1904_(from_1904) {}

    void start(std::string_view name, const Attributes& attributes) {
        if (name == "row") start_row(attributes);
        if (name == "c") start_cell(attributes);
        if (name == "rPh") in_phonetic_ = true;
        if (name == "v" || (name == "t" && !in_phonetic_)) in_value_ = in_cell_;
    }
    // False: the sheet's cells are over.
    bool end(std::string_view name) {
        if (name == "v" || name == "t") in_value_ = false;
        if (name == "rPh") in_phonetic_ = false;
        if (name == "c") end_cell();
        if (name == "row") end_row();
        return name != "sheetData";
    }
    void text(std::string_view text) {
        if (!in_value_) return;
        if (value_.size() + text.size() > Limits().record) throw too_large();
        value_ += text;
    }
    std::string take() { return std::move(out_); }

private:
    void put(std::string_view text) {
        if (out_.size() + text.size() > kMostText) throw too_large();
        out_ += text;
    }
    void start_row(const Attributes& attributes) {
        const auto wanted = number_in<std::int64_t>(of(attributes, "r")).value_or(row_ + 1);
        if (wanted <= row_ || wanted > kLastRow) throw damaged();
        for (; row_ + 1 < wanted; ++row_) put("\n");
        row_ = wanted;
        cells_ = 0;
        pending_ = 0;
    }
    void start_cell(const Attributes& attributes) {
        if (row_ == 0) throw damaged();
        const auto column = column_of(of(attributes, "r")).value_or(cells_ + pending_);
        if (column < cells_ + pending_) throw damaged();
        pending_ = column - cells_;
        if (column >= Limits().columns)
            throw Refused{{Fault::invalid,
                           "sheet.too_many_columns",
                           {{"row", std::to_string(row_)}, {"max", std::to_string(Limits().columns)}},
                           {}}};
        type_ = of(attributes, "t");
        style_ = number_in<std::size_t>(of(attributes, "s")).value_or(0);
        in_cell_ = true;
        value_.clear();
    }
    // "BC12" is column 54, from 0.
    static std::optional<std::size_t> column_of(std::string_view reference) {
        std::size_t out = 0, letters = 0;
        for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z'; ++letters) {
            if (letters == 3) return std::nullopt;
            out = out * 26 + static_cast<std::size_t>(reference[letters] - 'A' + 1);
        }
        return letters == 0 ? std::nullopt : std::optional(out - 1);
    }
    std::string said() const {
        if (type_ == "s") {
            const auto index = number_in<std::size_t>(value_);
            if (!index || *index >= shared_.size()) throw damaged();
            return shared_[*index];
        }
        if (type_ == "b") return value_ == "1" ? "TRUE" : "FALSE";
        if (type_ == "d") return value_.substr(0, value_.find('T'));
        if (!type_.empty() && type_ != "n") return value_;
        const auto number = number_in<double>(value_);
        if (!number || !std::isfinite(*number)) return value_;
        const bool is_day = style_ < days_.size() && days_[style_] && *number >= 1 && *number < kLastSerial;
        return is_day ? day_of(*number, from_1904_) : number_of(*number, value_);
    }
    // Cells without anything in them are written once one follows that has something.
    void end_cell() {
        in_cell_ = in_value_ = false;
        const auto text = value_.empty() ? std::string() : said();
        if (text.empty()) {
            ++pending_;
            return;
        }
        for (std::size_t n = 0; n < pending_ + (cells_ > 0 ? 1 : 0); ++n) put(",");
        cells_ += pending_ + 1;
        pending_ = 0;
        put("\"");
        for (std::size_t at = 0; at < text.size();) {
            const auto quote = std::min(text.find('"', at), text.size());
            put(std::string_view(text).substr(at, quote - at));
            if (quote < text.size()) put("\"\"");
            at = quote + 1;
        }
        put("\"");
    }
    void end_row() { put("\n"); }

    const std::vector<std::string>& shared_;
    const std::vector<bool>& days_;
    const bool from_1904_;
    std::string out_, value_, type_;
    std::int64_t row_ = 0;
    std::size_t cells_ = 0;    // written of this row
    std::size_t pending_ = 0;  // empty ones behind them
    std::size_t style_ = 0;
    bool in_cell_ = false, in_value_ = false, in_phonetic_ = false;
};

std::string parse(std::string_view bytes) {
    Package package(bytes);
    const auto book = read_book(package);
    const auto path = sheet_path(package, book.sheet_id);
    const auto days = read_styles(package);
    const auto shared = read_shared(package);
    Sheet sheet(shared, days, book.from_1904);
    Xml* running = nullptr;
    Handlers handlers;
    handlers.start = [&](std::string_view name, const Attributes& attributes) { sheet.start(name, attributes); };
    handlers.end = [&](std::string_view name) {
        if (!sheet.end(name)) running->stop();
    };
    handlers.text = [&](std::string_view text) { sheet.text(text); };
    Xml xml(std::move(handlers));
    running = &xml;
    package.read(path, kMostUnpacked, xml);
    return sheet.take();
}

const work::Job kJob("workbook", parse_workbook,
                     {.memory = std::size_t{640} << 20U,
                      .cpu = Seconds{20},
                      .wall = std::chrono::milliseconds{40'000},
                      .answer = kMostText});

}  // namespace

Result<std::string> parse_workbook(std::string_view workbook) try { return parse(workbook); } catch (Refused& refused) {
    return std::unexpected(std::move(refused.error));
}

Result<std::string> text_of_workbook(std::string_view workbook) { return kJob.apart(workbook); }

}  // namespace sheets
