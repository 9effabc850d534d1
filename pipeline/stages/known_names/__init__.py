"""Names that a user has listed: found in any case form, and told to be what the list says."""
