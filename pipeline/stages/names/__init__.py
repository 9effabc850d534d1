"""Names of people, organisations and places: slovnet's NER, then rules that repair its spans."""
