"""Russian morphology: cached pymorphy3 parses, lemmas in context, inflection and nominative forms."""
