"""Which body issues the release: the one that signs it, reports in it, or stands in its header or contacts."""
