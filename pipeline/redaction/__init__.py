"""What a user wants left out of the tables: contacts, people, labels. Offsets stay: characters are masked, not cut."""

from pipeline.redaction.redacting import CONTACTS_DROPPED, PERSON_DROPPED, Redactor, person_message

__all__ = ["CONTACTS_DROPPED", "PERSON_DROPPED", "Redactor", "person_message"]
