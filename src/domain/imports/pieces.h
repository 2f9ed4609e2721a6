// The jobs of an import: to check it, to bring it in, to take it back.
#pragma once

#include "imports/store.h"

namespace imports {

inline constexpr auto kCheckPiece = "import.check_piece", kImportPiece = "import.piece",
                      kUndoPiece = "import.undo_piece";

void add_pieces(activity::Registry& registry, const Clock& clock);

// The label of that name, whatever its case; made where there is none. Errors: conflict label.too_many {max}.
Result<LabelId> label_named(db::Tx& tx, const Context& context, BusinessId business, const std::string& name,
                            activity::Actor actor);

// No further row comes in. Records import.ended.
void end_import(db::Tx& tx, const Context& context, BusinessId business, store::Stored& import, activity::Actor actor);

// How much has happened to a customer; what mail servers say of their address does not count.
int happened_to(db::Session& session, BusinessId business, CustomerId customer);

// The piece that takes the next few customers back.
std::optional<activity::Piece> undo_piece(db::Tx& tx, const Context& context, BusinessId business,
                                          store::Stored& import, activity::Actor actor, const activity::Piece& so_far);

}  // namespace imports
