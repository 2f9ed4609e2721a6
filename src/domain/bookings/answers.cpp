#include "bookings/answers.h"

#include "businesses/text_columns.h"
#include "db/db.h"

namespace bookings {
namespace {

using Kind = catalog::ExtraField::Kind;

// Of the file fields the names of the files that came, whatever else was sent under them.
catalog::Given with_files(const std::vector<const catalog::ExtraField*>& asked, const Answers& given) {
    auto out = given.values;
    for (const auto* field : asked) {
        if (field->kind != Kind::file) continue;
        const auto file = given.files.find(field->id);
        out.erase(field->id);
        if (file != given.files.end()) out[field->id] = {file->second.name};
    }
    return out;
}

std::vector<FieldError> wrong_files(const std::vector<catalog::Answer>& answers, const Answers& given) {
    std::vector<FieldError> out;
    for (const auto& answer : answers) {
        if (answer.field.kind != Kind::file) continue;
        const auto& content = given.files.at(answer.field.id).content;
        if (content.size() > kLargestFile)
            out.push_back({answer.field.form_name(),
                           "field.file_too_large",
                           {{"megabytes", std::to_string(kLargestFile >> 20)}}});
        else if (media_type_of(content).empty())
            out.push_back({answer.field.form_name(), "field.file_kind", {}});
    }
    return out;
}

std::string with_ending(const std::string& name, std::string_view media_type) {
    auto ending = base::folded(name.substr(std::min(name.rfind('.'), name.size())));
    if (ending == ".jpeg") ending = ".jpg";
    if (ending == "." + std::string(ending_of(media_type))) return name;
    return fmt::format("{}.{}", name, ending_of(media_type));
}

}  // namespace

std::string media_type_of(std::string_view content) {
    if (content.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
    if (content.starts_with("\xff\xd8\xff")) return "image/jpeg";
    if (content.starts_with("RIFF") && content.substr(0, 12).ends_with("WEBP")) return "image/webp";
    if (content.starts_with("%PDF-")) return "application/pdf";
    return {};
}

std::string_view ending_of(std::string_view media_type) {
    if (media_type == "image/png") return "png";
    if (media_type == "image/jpeg") return "jpg";
    if (media_type == "image/webp") return "webp";
    return "pdf";
}

Result<std::vector<catalog::Answer>> check_answers(const Snapshot& snapshot, ServiceId service, const Answers& given,
                                                   Rules rules) {
    const auto asked = catalog::fields_of(snapshot.extra_fields, service);
    auto answers = catalog::answers_of(asked, with_files(asked, given), rules == Rules::customer);
    if (!answers) return answers;
    if (auto wrong = wrong_files(*answers, given); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    return answers;
}

void erase_answers(db::Tx& tx, BusinessId business, BookingId booking, const std::set<catalog::ExtraFieldId>& fields) {
    for (const auto field : fields)
        tx.execute("delete from booking_answers where business_id = :business and booking_id = :booking "
                   "and field_id = :field",
                   business, booking, field);
}

void keep_answers(db::Tx& tx, BusinessId business, BookingId booking, const std::vector<catalog::Answer>& answers,
                  const Answers& given) {
    for (const auto& [field, value, told] : answers) {
        tx.execute(R"sql(
            insert into booking_answers (business_id, booking_id, field_id, position, kind, key, label, value, told,
                                         translations)
            values (:business, :booking, :field, :position, :kind, :key, :label, :value, :told,
                    :translations))sql",
                   business, booking, field.id, field.position, to_text(field.kind), field.key, field.label.fallback,
                   value, told.fallback, businesses::translations_of({{"label", &field.label}, {"told", &told}}));
        if (field.kind != Kind::file) continue;
        const auto& content = given.files.at(field.id).content;
        tx.execute("insert into booking_files (business_id, booking_id, field_id, media_type, content) "
                   "values (:business, :booking, :field, :type, :content)",
                   business, booking, field.id, media_type_of(content), db::Bytes{content});
    }
}

std::vector<StoredAnswer> list_answers(db::Session& session, BusinessId business, BookingId booking) {
    using S = std::string;
    std::vector<StoredAnswer> out;
    for (auto& [field, kind, key, label, value, told, translations] :
         session.rows<catalog::ExtraFieldId, S, S, S, S, S, S>(R"sql(
             select field_id, kind, key, label, value, told, translations from booking_answers
             where business_id = :business and booking_id = :booking order by position, field_id)sql",
                                                               business, booking)) {
        auto& answer = out.emplace_back();
        answer.field_id = field;
        answer.key = std::move(key);
        answer.kind = catalog::parse_extra_field_kind(kind).value();
        answer.label.fallback = std::move(label);
        answer.value = std::move(value);
        answer.told.fallback = std::move(told);
        businesses::read_translations(translations, {{"label", &answer.label}, {"told", &answer.told}});
    }
    return out;
}

std::string answer_text(const StoredAnswer& answer, i18n::Language language) {
    if (answer.kind == Kind::yes_no)
        return answer.value == "yes" ? i18n::words(language, "Yes") : i18n::words(language, "No");
    if (answer.kind == Kind::date)
        if (const auto day = base::parse_day(answer.value)) return i18n::long_date(language, *day, 0);  // with its year
    return answer.told.in(i18n::tag(language));
}

std::optional<AnswerFile> find_file(db::Session& session, BusinessId business, BookingId booking,
                                    catalog::ExtraFieldId field) {
    auto row = session.row<std::string, std::string, db::Bytes>(R"sql(
        select a.value, f.media_type, f.content from booking_files f
        join booking_answers a on a.business_id = f.business_id and a.booking_id = f.booking_id
            and a.field_id = f.field_id
        where f.business_id = :business and f.booking_id = :booking and f.field_id = :field)sql",
                                                                business, booking, field);
    if (!row) return std::nullopt;
    auto& [name, type, content] = *row;
    return AnswerFile{with_ending(name, type), std::move(type), std::move(content.value)};
}

}  // namespace bookings
