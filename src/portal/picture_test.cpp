#include "portal/picture.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wuseless-cast"
#include <vips/vips.h>
#pragma GCC diagnostic pop

#include <gtest/gtest.h>

#include <chrono>

namespace portal {
namespace {

using namespace std::string_literals;

constexpr std::string_view kNote = "taken at 59.91 N, 10.75 E";

// A picture of one colour with a note in it, as that kind of file.
std::string made(const char* suffix, int width, int height) {
    EXPECT_EQ(VIPS_INIT("picture_test"), 0);
    VipsImage *black = nullptr, *grey = nullptr;
    EXPECT_EQ(vips_black(&black, width, height, "bands", 3, nullptr), 0);
    EXPECT_EQ(vips_linear1(black, &grey, 1.0, 90.0, "uchar", TRUE, nullptr), 0);
    VipsImage* image = nullptr;
    EXPECT_EQ(vips_copy(grey, &image, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr), 0);
    vips_image_set_string(image, "exif-ifd0-ImageDescription", std::string(kNote).c_str());
    vips_image_set_string(image, "png-comment-0-Comment", std::string(kNote).c_str());
    void* bytes = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(vips_image_write_to_buffer(image, suffix, &bytes, &size, nullptr), 0) << vips_error_buffer();
    std::string out(static_cast<const char*>(bytes), size);
    g_free(bytes);
    g_object_unref(image);
    g_object_unref(grey);
    g_object_unref(black);
    return out;
}

struct Size {
    int width = 0, height = 0;
};
Size size_of(const std::string& jpeg) {
    VipsImage* image = nullptr;
    if (vips_jpegload_buffer(const_cast<char*>(jpeg.data()), jpeg.size(), &image, nullptr) != 0) return {};
    const Size out{vips_image_get_width(image), vips_image_get_height(image)};
    g_object_unref(image);
    return out;
}

std::string code_of(const std::string& upload) {
    const auto prepared = prepare_picture(upload);
    return prepared ? "" : prepared.error().code;
}

void put_length(std::string& png, std::size_t at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) png[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (24 - 8 * i));
}

// The header's size says what it likes; its checksum is mended.
std::string claiming(std::string png, std::uint32_t width, std::uint32_t height) {
    put_length(png, 16, width);
    put_length(png, 20, height);
    std::uint32_t crc = 0xffffffff;
    for (std::size_t i = 12; i < 29; ++i) {
        crc ^= static_cast<unsigned char>(png[i]);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0xedb88320u : 0u);
    }
    put_length(png, 29, ~crc);
    return png;
}

TEST(Picture, ComesBackAsASmallSquareOfEveryKind) {
    for (const auto* suffix : {".jpg", ".png", ".webp"}) {
        const auto prepared = prepare_picture(made(suffix, 900, 600));
        ASSERT_TRUE(prepared) << suffix;
        EXPECT_TRUE(prepared->starts_with("\xff\xd8\xff"));
        EXPECT_EQ(size_of(*prepared).width, kPictureSide) << suffix;
        EXPECT_EQ(size_of(*prepared).height, kPictureSide) << suffix;
        EXPECT_LT(prepared->size(), 64u * 1024);
    }
    EXPECT_TRUE(prepare_picture(made(".png", 1, 1)));
}

TEST(Picture, LosesWhatTheCameraWroteBesideIt) {
    for (const auto* suffix : {".jpg", ".webp"}) {
        const auto upload = made(suffix, 300, 300);
        ASSERT_NE(upload.find(kNote), upload.npos) << suffix;
        EXPECT_EQ(prepare_picture(upload).value().find(kNote), std::string::npos) << suffix;
    }
}

TEST(Picture, OtherKindsAreRefusedByTheirFirstBytes) {
    for (const auto& upload : {"<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>"s,
                               "<?xml version=\"1.0\"?><svg/>"s, "GIF89a"s, "%PDF-1.7"s, "BM"s, "II*\0"s,
                               "\0\0\0\x1c"
                               "ftypheic"s,
                               "RIFF\x10\0\0\0WAVEfmt "s, "hello"s, "R"s, "RIFF"s, made(".tif", 10, 10)})
        EXPECT_EQ(code_of(upload), "picture.wrong_type") << upload.substr(0, 20);
    EXPECT_EQ(code_of(""), "picture.missing");
}

TEST(Picture, BrokenOnesAreRefused) {
    for (const auto* suffix : {".jpg", ".png", ".webp"}) {
        const auto whole = made(suffix, 400, 400);
        EXPECT_EQ(code_of(whole.substr(0, 24)), "picture.broken") << suffix;
        EXPECT_EQ(code_of(whole.substr(0, whole.size() / 2)), "picture.broken") << suffix;
    }
    EXPECT_EQ(code_of("\xff\xd8\xff"
                      "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
              "picture.broken");
    // After the refusals a good one still goes through.
    EXPECT_TRUE(prepare_picture(made(".jpg", 400, 400)));
}

TEST(Picture, TooManyBytesAreRefusedUnread) {
    EXPECT_EQ(code_of(made(".jpg", 10, 10) + std::string(kLargestUpload, '\0')), "picture.too_large");
}

TEST(Picture, AFewBytesThatClaimMillionsOfPixelsCostNothing) {
    const auto small = made(".png", 8, 8);
    const auto begun = std::chrono::steady_clock::now();
    for (const auto& [width, height] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
             {8000, 6251}, {20'001, 1}, {1, 20'001}, {0x7fffffff, 0x7fffffff}, {1'000'000, 1'000'000}}) {
        const auto code = code_of(claiming(small, width, height));
        EXPECT_TRUE(code == "picture.too_many_pixels" || code == "picture.broken") << width << code;
    }
    EXPECT_EQ(code_of(claiming(small, 8000, 6251)), "picture.too_many_pixels");
    // Within the limit, but with no pixels behind it.
    EXPECT_EQ(code_of(claiming(small, 7000, 7000)), "picture.broken");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{10});
}

}  // namespace
}  // namespace portal
