"""What a run may spend: counted work, never a clock."""

# Work that is done in one piece may be so much beyond what is between two looks.
ONE_PIECE = 20_000_000
