// What customers answered to the extra fields of their booking (FEATURES 3.6), as it was asked then.
#pragma once

#include "bookings/booking.h"
#include "i18n/i18n.h"

namespace bookings {

struct StoredAnswer {
    catalog::ExtraFieldId field_id;
    std::string key;  // of its placeholder {{field_KEY}}
    catalog::ExtraField::Kind kind;
    businesses::Text label;
    std::string value;      // as of catalog::Answer
    businesses::Text told;  // the same for reading
};
// In the order in which they were asked.
std::vector<StoredAnswer> list_answers(db::Session& session, BusinessId business, BookingId booking);
// "Yes", "Friday 11 December 2026", the names of what was chosen, a file's name.
std::string answer_text(const StoredAnswer& answer, i18n::Language language);

// Nullopt: no such file of that booking. Its name ends as files of its type do, so that nothing opens it as a program
// ("bill.hta" that begins like a PDF is "bill.hta.pdf").
std::optional<AnswerFile> find_file(db::Session& session, BusinessId business, BookingId booking,
                                    catalog::ExtraFieldId field);

// What a file is by its first bytes, whatever its name says: a PNG, JPEG or WebP picture or a PDF. Empty: none of them.
std::string media_type_of(std::string_view content);
// "pdf", "png", "jpg", "webp", of those types.
std::string_view ending_of(std::string_view media_type);

// Whether these may be kept. Rules::staff: what a field requires may be missing.
// Errors: those of catalog::answers_of; of a file also field.file_kind, field.file_too_large {megabytes}.
Result<std::vector<catalog::Answer>> check_answers(const Snapshot& snapshot, ServiceId service, const Answers& given,
                                                   Rules rules);
// For the verbs: keeps them with the booking.
// What these fields were answered, with the files.
void erase_answers(db::Tx& tx, BusinessId business, BookingId booking, const std::set<catalog::ExtraFieldId>& fields);
void keep_answers(db::Tx& tx, BusinessId business, BookingId booking, const std::vector<catalog::Answer>& answers,
                  const Answers& given);

}  // namespace bookings
