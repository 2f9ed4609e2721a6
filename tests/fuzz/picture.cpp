// Pictures that people send.
#include "pictures/picture.h"
#include "fuzz/fuzz.h"
#include "pictures/draw.h"

void fuzz(std::string_view bytes) {
    if (const auto portrait = pictures::draw_portrait(bytes)) CHECK(portrait->starts_with("\xff\xd8\xff"));
    if (const auto logo = pictures::draw_logo(bytes))
        CHECK(logo->starts_with("\x89PNG") && logo->size() <= pictures::kLargestLogo);
}
