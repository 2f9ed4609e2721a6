// Pictures that people send.
#include "pictures/picture.h"
#include "fuzz/fuzz.h"
#include "pictures/draw.h"

void fuzz(std::string_view bytes) {
    if (const auto portrait = pictures::draw_portrait(bytes)) CHECK(portrait->starts_with("\xff\xd8\xff"));
    const auto& size = pictures::kServiceSizes.back();
    if (const auto photo = pictures::draw_photo(bytes, size, pictures::kShortestPhotoEdge))
        CHECK(photo->starts_with("\xff\xd8\xff") || photo->starts_with("RIFF"));
    if (const auto logo = pictures::draw_logo(bytes))
        CHECK(logo->starts_with("\x89PNG") && logo->size() <= pictures::kLargestLogo);
}
