"""Laws that hold for every definition and all data."""
