#include "db/db.h"

namespace db::detail {

Cell::Cell() = default;
Cell::Cell(std::int64_t number) : CellValue(number) {}
Cell::Cell(double number) : CellValue(number) {}
Cell::Cell(std::string text) : CellValue(std::move(text)) {}
Cell::Cell(Bytes bytes) : CellValue(std::move(bytes)) {}
Cell::Cell(const Cell& other) = default;
Cell::Cell(Cell&& other) noexcept = default;
Cell& Cell::operator=(const Cell& other) = default;
Cell& Cell::operator=(Cell&& other) noexcept = default;
Cell::~Cell() = default;

}  // namespace db::detail
